package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestARemarkIsALineWithoutNumbers(t *testing.T) {
	for text, want := range map[string]error{
		"ご家族の2人目":                nil,
		"12月2日の10時30分に、電話します":    nil,
		"番号は 123456 です":          nil, // a receipt number has six
		strings.Repeat("あ", 200): nil,
		"車いすの方。葛󠄀城さん、とのこと":       nil, // a character with a variation selector
		"":                        ErrRemarkEmpty,
		" \u3000":                 ErrRemarkEmpty,
		strings.Repeat("あ", 201):  ErrRemarkLong,
		"一行目\n二行目":                ErrRemarkText,
		"表\t示":                    ErrRemarkText,
		"一行目\u2028二行目":            ErrRemarkText,
		"\xff":                    ErrRemarkText,
		"090\u200b1234\u200b5678": ErrRemarkText,
		"1234567":                 ErrRemarkNumber,
		"090-1234-5678にかける":       ErrRemarkNumber,
		"０９０ー１２３４ー５６７８": ErrRemarkNumber,
		"090 1234 5678":              ErrRemarkNumber,
		"090 - 1234 - 5678":          ErrRemarkNumber,
		"(0568) 11-2222":             ErrRemarkNumber,
		"〇九〇一二三四五六七八":                ErrRemarkNumber,
		"①②③④⑤⑥⑦":                    ErrRemarkNumber,
		"٠٩٠١٢٣٤":                    ErrRemarkNumber,
		"マイナンバーは1234 5678 9012です":    ErrRemarkNumber,
		"1234\u30005678\u30009012です": ErrRemarkNumber,
	} {
		err := CheckRemark(text)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: found %v, expected %v", text, err, want)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q is repeated: %v", text, err)
		}
	}
}

func (w *town) remark(id int64, text string) error {
	return w.Update(bg, staff, func(tx *Tx) error { return tx.Remark(id, text) })
}

func TestAMemoStandsInTheTrailOfItsBooking(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	err := w.Update(bg, By{Way: ByConsole, Actor: "tanto", Why: "電話で聞いた"}, func(tx *Tx) error {
		if err := tx.Remark(b.ID, "車いすの方"); err != nil {
			return err
		}
		return tx.Attend(b, booking.Arrived) // the reason belongs to this entry as well
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, text := range map[int64]string{b.ID: "090-1234-5678", b.ID + 1: "だれもいない"} {
		before := w.dump()
		if err := w.remark(id, text); err == nil || w.dump() != before {
			t.Errorf("%q on %d: %v, and left\n%s", text, id, err, w.dump())
		}
	}
	if err := w.remark(b.ID+1, "だれもいない"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("found %v, expected ErrNotFound", err)
	}
	if err := w.remark(b.ID, " "); !errors.Is(err, ErrRemarkEmpty) {
		t.Errorf("found %v, expected ErrRemarkEmpty", err)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		var found []string
		for _, e := range trail {
			found = append(found, string(e.Deed)+" "+e.Remark)
		}
		expectTexts(t, "the trail", found, "book ", "memo 車いすの方", "arrived 電話で聞いた")
		return err
	})
	w.sound()
}

// The reason is kept with the entry or nothing is done: no entry may lack its reason.
func TestAChangeWhoseWhyIsRefusedIsNotMade(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	before := w.dump()
	err := w.Update(bg, By{Way: ByConsole, Actor: "tanto", Why: "0568-11-2222の方"}, func(tx *Tx) error {
		_, err := rules.Cancel(tx, b.Receipt)
		return err
	})
	if !errors.Is(err, ErrRemarkNumber) || w.dump() != before {
		t.Errorf("found %v, and left\n%s", err, w.dump())
	}
	// The reason is checked before anything is done.
	err = w.Update(bg, By{Way: ByConsole, Actor: "tanto", Why: strings.Repeat("長", maxRemark+1)}, func(*Tx) error {
		t.Error("it was begun")
		return nil
	})
	if !errors.Is(err, ErrRemarkLong) {
		t.Errorf("found %v, expected ErrRemarkLong", err)
	}
}

func TestWordsGoWithTheNumberTheyAreAbout(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	w.slot(ajiyoshi, at(11, 0).Add(40*day), 2)
	b, later := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0).Add(40*day))
	for id, text := range map[int64]string{b.ID: "足の悪い方", later.ID: "耳の遠い方"} {
		if err := w.remark(id, text); err != nil {
			t.Fatal(err)
		}
	}
	because := By{Way: ByConsole, Actor: "tanto", Why: "台風のため"}
	if err := w.Update(bg, because, func(tx *Tx) error {
		_, _, err := tx.SetOpen(ajiyoshi, at(11, 0), at(12, 0), false)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.clock.at = at(9, 0).Add(30*day - time.Second)
	if done := w.tidy(); done.Remarks != 0 {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done.Remarks != 1 || w.inFile("台風のため") {
		t.Errorf("30 days after the closing: %+v", done)
	}
	w.clock.at = at(11, 30).Add(30*day - time.Second)
	if done := w.tidy(); done.Remarks != 0 || done.Phones != 0 {
		t.Errorf("a second before the number goes: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done.Remarks != 1 || done.Phones != 1 {
		t.Errorf("when the number goes: %+v", done)
	}
	if w.inFile("足の悪い方") || !w.inFile("耳の遠い方") {
		t.Error("the words that are left are not those of the booking to come")
	}
	if err := w.remark(b.ID, "だれだったか"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("on an erased booking: %v, expected ErrNotFound", err)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		if err != nil || len(trail) != 2 || trail[1].Deed != DidRemark || trail[1].Remark != "" {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
		return nil
	})
}

// inFile reports whether the ledger's files contain text, once the log has been emptied.
func (w *town) inFile(text string) bool {
	w.Helper()
	if err := w.engine.rest(w.writer); err != nil {
		w.Fatalf("%v", err)
	}
	return w.fileHas(text)
}
