package ivr_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// endings returns where the calls of the scene ended, in words for staff.
func (c *calling) endings() (places []string) {
	c.t.Helper()
	err := c.store.View(c.t.Context(), func(tx *store.Tx) error {
		day := booking.DateOf(newClock())
		all, err := tx.Endings(day, day.AddDays(1))
		for _, e := range all {
			places = append(places, c.d.Place(e.State, e.Said, ivr.Reply{}))
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return places
}

// lastCall returns what the ledger knows about the last call of the scene's number.
func (c *calling) lastCall() (last store.LastCall) {
	c.t.Helper()
	err := c.store.View(c.t.Context(), func(tx *store.Tx) (err error) {
		last, _, err = tx.LastCall(booking.Phone(c.from))
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return last
}

// TestACallEndedWithWhatWasReallySaid holds that the place where a call ended is the
// phrase that was said there, whichever of several it was, even if the call repeated
// itself there, and after its words have been erased.
func TestACallEndedWithWhatWasReallySaid(t *testing.T) {
	for name, c := range map[string]struct {
		set        []string
		keys       []string
		heard, was string
	}{
		"booked": {nil, []string{"1", "4", "1"}, "予約が、できました。4月14日、火曜日。午前9時。味美ふれあいセンターです",
			"予約が、できました。（日付）。（時刻）。（窓口）です"},
		"booked, and heard again": {nil, []string{"1", "4", "1", "#"}, "予約が、できました。4月14日、火曜日。午前9時。味美ふれあいセンターです",
			"予約が、できました。（日付）。（時刻）。（窓口）です"},
		"changed": {[]string{ownBooking}, []string{"2", "1"}, "変更が、できました。4月14日、火曜日。午前9時。味美ふれあいセンターです",
			"変更が、できました。（日付）。（時刻）。（窓口）です"},
		"one's own, after help": {[]string{ownBooking}, []string{"7"}, "電子証明書のご予約は4月20日、月曜日。午前9時30分。味美ふれあいセンターです",
			"電子証明書のご予約は（日付）。（時刻）。（窓口）です"},
		"an offer":  {nil, []string{"1", "4"}, "4月14日火曜日、午前9時なら1番", "（空き）（日付）、（時刻）なら（1番）"},
		"cancelled": {[]string{ownBooking}, []string{"9", "1"}, "ご予約を、取り消しました", "ご予約を、取り消しました"},
		"too late to change": {[]string{"city cut-offs", "booking 090-1234-5678 ajiyoshi 2026-04-14 09:30", "wait 8h"}, []string{"2"},
			"もう、日時を変えられません。4月13日、月曜日。午後、5時まででした", "もう、日時を変えられません。（日時）まででした"},
		"a payphone": {[]string{"from payphone"}, nil, "", "公衆電話からは、受付番号がないと、ご予約を確かめられません"},
		"a facility": {nil, []string{"1"}, "どの窓口に、しますか", "どの窓口に、しますか"},
		"full everywhere": {[]string{"full everywhere"}, []string{"1", "4"}, "申し訳ありません。いまは、どの窓口にも、空きがありません",
			"申し訳ありません。いまは、どの窓口にも、空きがありません"},
	} {
		t.Run(name, func(t *testing.T) {
			call, _ := calls(t, c.set, c.keys...)
			if err := call.store.HangUp(t.Context(), "CA1"); err != nil {
				t.Fatal(err)
			}
			if last := call.lastCall(); c.heard != "" && call.d.Place(last.State, last.Said, last.Reply) != c.heard {
				t.Errorf("the last words were %q, expected %q", call.d.Place(last.State, last.Said, last.Reply), c.heard)
			}
			want := []string{c.was}
			if got := call.endings(); !slices.Equal(got, want) {
				t.Errorf("the call ended with %q, expected %q", got, want)
			}
			call.setNow(call.now.Add(40 * 24 * time.Hour))
			if done, err := call.store.Tidy(t.Context()); err != nil || done.Calls != 1 {
				t.Fatalf("tidied %+v: %v", done, err)
			}
			if got := call.endings(); !slices.Equal(got, want) {
				t.Errorf("once its words are erased, the call ended with %q, expected %q", got, want)
			}
		})
	}
}

// TestEveryPlaceHasAName holds that staff never read a state's name in the code, nor a
// hole in braces, whatever was said there and whenever the call was.
func TestEveryPlaceHasAName(t *testing.T) {
	d, err := spokenBy(t, inEnglish(t))
	if err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`[A-Za-z{}]|（）|^$|^のところ`)
	phrases := d.PhraseKeys("ja")
	for state, row := range ivr.Flow() {
		if !ivr.Waits(row) && row.End == "" {
			continue
		}
		for key := range maps.Keys(phrases) {
			if name := d.Place(state, key, ivr.Reply{}); ours.MatchString(name) {
				t.Errorf("%s with %s is called %q", state, key, name)
			}
		}
		for _, key := range []ivr.Key{"", "a.phrase.that.is.gone"} {
			if name := d.Place(state, key, ivr.Reply{}); ours.MatchString(name) {
				t.Errorf("%s is called %q", state, name)
			}
		}
	}
	for _, c := range []struct {
		state ivr.State
		key   ivr.Key
		reply ivr.Reply
		want  string
	}{
		{ivr.Done, "", ivr.Reply{}, "変更が、できました。（日付）。（時刻）。（窓口）です／予約が、できました。（日付）。（時刻）。（窓口）です"},
		{ivr.TooLate, "", ivr.Reply{}, "取り消しのところ"},
		{ivr.WasCancelled, "", ivr.Reply{}, "ご予約を、取り消しました"}, // the only phrase that the state can have said
		{"a-row-that-is-gone", "", ivr.Reply{}, "いまはない場面"},
		{ivr.Done, "booked", ivr.Reply{Lang: "ja", Say: []ivr.Said{{Text: "予約が、できました。4月20日"}}}, "予約が、できました。（日付）。（時刻）。（窓口）です"},
		{ivr.Done, "booked", ivr.Reply{Lang: "en", Say: []ivr.Said{{Text: "You are booked.", Key: "booked"}}}, "予約が、できました。（日付）。（時刻）。（窓口）です"},
		{ivr.Done, "booked", ivr.Reply{Lang: "ja", Say: []ivr.Said{{Text: "とれました。", Key: "booked"}}}, "とれました"},
	} {
		if got := d.Place(c.state, c.key, c.reply); got != c.want {
			t.Errorf("%s with %q is called %q, expected %q", c.state, c.key, got, c.want)
		}
	}
}
