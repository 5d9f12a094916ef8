package ivr_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// calling is a call of the scene's number, turn by turn.
type calling struct {
	*scene
	d *ivr.Dialogue
	n int
}

// turn takes one turn and returns what is said, read back from the ledger's form.
func (c *calling) turn(in ivr.Input) (stored ivr.Reply) {
	c.t.Helper()
	in.After = time.Minute // who has heard all that there is to hear
	reply, err := c.store.Turn(c.t.Context(), ivr.Turn{
		SID: "CA1", N: c.n, Caller: booking.CallerFrom(c.from), Line: c.to, In: in,
	}, c.d.Answer)
	c.n++
	var data []byte
	if err == nil {
		data, err = json.Marshal(reply)
	}
	if err == nil {
		err = json.Unmarshal(data, &stored)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return stored
}

// calls sets a scene, calls and presses keys, one in each turn, and returns the last
// reply.
func calls(t *testing.T, set []string, keys ...string) (*calling, ivr.Reply) {
	t.Helper()
	s := newScene(t)
	for _, line := range set {
		s.set(line)
	}
	c := &calling{scene: s, d: s.dialogue()}
	reply := c.turn(ivr.Input{Kind: ivr.Arrived})
	for _, key := range keys {
		reply = c.turn(ivr.Input{Kind: ivr.Pressed, Keys: key})
	}
	return c, reply
}

const ownBooking = "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"

// TestABookingIsToldByItsTimeOrItsReceiptNumberAndByNothingElse holds that day and time,
// or the receipt number, tell a booking, and an offer, a question or a menu does not.
func TestABookingIsToldByItsTimeOrItsReceiptNumberAndByNothingElse(t *testing.T) {
	const when = "4月20日、月曜日。午前9時30分"
	told := func(set []string, keys ...string) (all []string) {
		_, reply := calls(t, set, keys...)
		for _, said := range reply.Say {
			if beginning, ok := said.Tells(); ok {
				all = append(all, beginning)
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		set  []string
		keys []string
		want []string
	}{
		"one's own":              {[]string{ownBooking}, nil, []string{"電子証明書のご予約は" + when}},
		"of a household":         {[]string{ownBooking, "booking 090-1234-5678 ajiyoshi 2026-04-21 10:00 member 2"}, nil, []string{"1人目のご予約は" + when}},
		"none":                   {nil, nil, nil},
		"an offer":               {nil, []string{"1", "4"}, nil},
		"booked":                 {nil, []string{"1", "4", "1"}, []string{"予約が、できました。4月14日、火曜日。午前9時", "受付番号は、ゴオ、ヨン、ナナ。サン、ニイ、キュウ"}},
		"a change is begun":      {[]string{ownBooking}, []string{"2"}, nil},
		"changed":                {[]string{ownBooking}, []string{"2", "1"}, []string{"変更が、できました。4月14日、火曜日。午前9時"}},
		"to cancel or not":       {[]string{ownBooking}, []string{"9"}, nil},
		"cancelled":              {[]string{ownBooking}, []string{"9", "1"}, nil},
		"cut off in a change":    {[]string{ownBooking, "changing 090-1234-5678"}, nil, []string{"いまのご予約は、" + when}},
		"what staff write of it": {[]string{"notice 2026-04-13 09:00 2026-04-14 09:00 更新は、" + when + "。あじよしです。"}, nil, nil},
	} {
		if got := told(c.set, c.keys...); !slices.Equal(got, c.want) {
			t.Errorf("%s: told by %q, expected %q", name, got, c.want)
		}
	}
}

// TestHolesAreWhereTheyWereFilled holds that holes are where a reply says they are, also
// with a phrase within a phrase, and in a phrase about another booking.
func TestHolesAreWhereTheyWereFilled(t *testing.T) {
	filled := func(r ivr.Reply, key ivr.Key) (all []string) {
		t.Helper()
		said, ok := r.Of(key)
		if !ok {
			t.Fatalf("%s is not said: %+v", key, r.Say)
		}
		for _, h := range said.Holes {
			all = append(all, h.Name+" "+said.Text[h.From:h.End])
		}
		return all
	}
	_, offer := calls(t, nil, "1", "4")
	if got, want := filled(offer, "offer"), []string{"lead ", "dateof 4月14日火曜日", "time 午前9時", "one 1番"}; !slices.Equal(got, want) {
		t.Errorf("an offer has %q, expected %q", got, want)
	}
	c, own := calls(t, []string{ownBooking + " party 2", "booking 090-1234-5678 tobu 2026-04-21 10:00 member 2", "staff closes tobu 2026-04-21 10:00"})
	var keys []ivr.Key
	for _, said := range own.Say {
		keys = append(keys, said.Key)
	}
	if want := []ivr.Key{"greet.booked", "own.first", "people", "own.other", "own.closed", ""}; !slices.Equal(keys, want) {
		t.Errorf("heard %q, expected %q", keys, want)
	}
	if got, want := filled(own, "own.other"), []string{"nth 2", "date 4月21日、火曜日", "time 午前10時", "place 東部市民センター"}; !slices.Equal(got, want) {
		t.Errorf("the other booking has %q, expected %q", got, want)
	}
	which := c.turn(ivr.Input{Kind: ivr.Pressed, Keys: "9"})
	menu := which.Say[len(which.Say)-1]
	want := []ivr.Choice{{Key: "1", Name: "4月20日、月曜日", End: len("4月20日、月曜日は、1番")}, {Key: "2", Name: "4月21日、火曜日", End: len("4月20日、月曜日は、1番。4月21日、火曜日は、2番")}}
	if !slices.Equal(menu.Menu, want) {
		t.Errorf("the choices are %+v, expected %+v", menu.Menu, want)
	}
}

// TestAReplyTellsOfItselfInFewBytes holds that a reply, which is stored with every turn,
// tells about itself in few bytes: what is usual is not written at all.
func TestAReplyTellsOfItselfInFewBytes(t *testing.T) {
	_, reply := calls(t, []string{"notice 2026-04-13 09:00 2026-04-14 09:00 きょうは、混んでいます。"})
	data, err := json.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	words := 0
	for _, said := range reply.Say {
		words += len(said.Text)
	}
	for _, usual := range []string{`"lang":"ja","key`, `"lang":"ja","text`, `"slow"`, `"rest"`, `"holes":null`, `"menu":null`} {
		if strings.Contains(string(data), usual) {
			t.Errorf("%s is written: %s", usual, data)
		}
	}
	if !strings.Contains(string(data), `{"text":"きょうは、混んでいます。"}`) {
		t.Errorf("words of staff are more than words: %s", data)
	}
	if rest := len(data) - words; rest > 450 {
		t.Errorf("%d bytes beside %d of words: %s", rest, words, data)
	}
}

// TestAReplyThatTellsNonsenseIsNotMeasured holds that nothing that a stored reply tells
// about itself makes the console panic.
func TestAReplyThatTellsNonsenseIsNotMeasured(t *testing.T) {
	d, _ := firstReply(t)
	for _, said := range []ivr.Said{
		{Text: "あ", Key: "own"},
		{Text: "あ", Key: "own", Holes: []ivr.Filled{{Name: "date", End: 3}, {Name: "time", From: 3, End: 9}}},
		{Text: "あ", Key: "own", Holes: []ivr.Filled{{Name: "date", From: -1, End: 3}, {Name: "time", End: 3}}},
		{Text: "あ", Menu: []ivr.Choice{{Key: "1", End: 4}}},
		{Text: "あ", Menu: []ivr.Choice{{Key: "1", End: -4}}},
		{Text: "あ", Menu: []ivr.Choice{}},
	} {
		if beginning, ok := said.Useful(); ok && beginning != "" {
			t.Errorf("%+v is known after %q", said, beginning)
		}
		d.Useful(ivr.Reply{Say: []ivr.Said{said}})
	}
}

// TestWhatASaidTellsIsStoredAndReadAgain holds the short form in which holes and choices
// are stored to being JSON, whatever stands in them, and to losing nothing.
func TestWhatASaidTellsIsStoredAndReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(-1, 2000)
		var said ivr.Said
		for range rapid.IntRange(0, 3).Draw(t, "holes") {
			said.Holes = append(said.Holes, ivr.Filled{Name: rapid.String().Draw(t, "name"), From: at.Draw(t, "from"), End: at.Draw(t, "end")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "choices") {
			said.Menu = append(said.Menu, ivr.Choice{
				Key: rapid.String().Draw(t, "key"), Say: ivr.Key(rapid.String().Draw(t, "say")), Name: rapid.String().Draw(t, "of"), End: at.Draw(t, "end"),
			})
		}
		data, err := json.Marshal(said)
		var again ivr.Said
		if err == nil {
			err = json.Unmarshal(data, &again)
		}
		if err != nil || !reflect.DeepEqual(again, said) {
			t.Fatalf("%+v is stored as %s and read as %+v: %v", said, data, again, err)
		}
	})
	const short = `{"text":"","holes":[["date",10,25]],"menu":[["1","option.take",28],["9","",40,"さかした"]]}`
	said := ivr.Said{
		Holes: []ivr.Filled{{Name: "date", From: 10, End: 25}},
		Menu:  []ivr.Choice{{Key: "1", Say: "option.take", End: 28}, {Key: "9", Name: "さかした", End: 40}},
	}
	if data, err := json.Marshal(said); err != nil || string(data) != short {
		t.Errorf("stored as %s, %v, expected %s", data, err, short)
	}
	for _, damaged := range []string{`{"holes":[1]}`, `{"holes":[["date","x",2]]}`, `{"menu":["1"]}`, `{"menu":[[1]]}`, `{"menu":{}}`} {
		if err := json.Unmarshal([]byte(damaged), &said); err == nil {
			t.Errorf("%s is read as %+v", damaged, said)
		}
	}
}

// TestAReplyIsStoredAsJSONWritesIt holds the short way to the long one, byte for byte.
func TestAReplyIsStoredAsJSONWritesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, n, flip := rapid.String(), rapid.IntRange(-9, 9999), rapid.Bool()
		said := rapid.Custom(func(t *rapid.T) ivr.Said {
			s := ivr.Said{Text: text.Draw(t, "text"), Key: ivr.Key(text.Draw(t, "key")), Slow: flip.Draw(t, "slow"), Rest: n.Draw(t, "rest"), Lang: text.Draw(t, "lang")}
			if flip.Draw(t, "holes") {
				s.Holes = []ivr.Filled{{Name: text.Draw(t, "hole"), From: n.Draw(t, "from"), End: n.Draw(t, "end")}}
			}
			if flip.Draw(t, "menu") {
				s.Menu = []ivr.Choice{{Key: text.Draw(t, "of"), Say: ivr.Key(text.Draw(t, "say")), Name: text.Draw(t, "name"), End: n.Draw(t, "end")}, {Key: "2"}}
			}
			return s
		})
		reply := ivr.Reply{Turn: n.Draw(t, "turn"), Lang: text.Draw(t, "lang"), Say: rapid.SliceOfN(said, 0, 3).Draw(t, "say")}
		if flip.Draw(t, "ask") {
			reply.Ask = &ivr.Ask{Digits: n.Draw(t, "digits"), Finish: text.Draw(t, "finish"), Timeout: time.Duration(n.Draw(t, "timeout"))}
		}
		if flip.Draw(t, "pass") {
			reply.Pass = &ivr.Pass{To: booking.Phone(text.Draw(t, "to")), CallerID: "+81", Whisper: text.Draw(t, "whisper"), Take: text.Draw(t, "take"), Lang: text.Draw(t, "in"), Ring: time.Duration(n.Draw(t, "ring"))}
		}
		want, err := json.Marshal(reply)
		if got := reply.AppendJSON([]byte("x")); err != nil || string(got) != "x"+string(want) {
			t.Fatalf("written as\n%s, and by encoding/json as\n%s, %v", got, want, err)
		}
	})
}

// fill gives every field below v a value, one element to each slice.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
	case reflect.String:
		v.SetString("窓")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("a reply has a %s, which this test cannot fill", v.Type())
	}
}

// TestNoFieldOfAReplyIsLostInStorage fills every field that a reply has, also one that
// is added after AppendJSON was written.
func TestNoFieldOfAReplyIsLostInStorage(t *testing.T) {
	var reply, again ivr.Reply
	fill(t, reflect.ValueOf(&reply).Elem())
	stored := reply.AppendJSON(nil)
	if err := json.Unmarshal(stored, &again); err != nil || !reflect.DeepEqual(again, reply) {
		t.Errorf("%+v is stored as %s and read as %+v: %v", reply, stored, again, err)
	}
}
