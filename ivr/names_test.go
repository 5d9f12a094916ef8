package ivr_test

import (
	"math"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// TestNamesAreMeasuredByTheirReadings holds that a name in kanji takes as long as its kana, in
// the city that has it and in no other, whatever the phrases make of its kanji.
func TestNamesAreMeasuredByTheirReadings(t *testing.T) {
	named := func(say, yomi, short, shortYomi string) *ivr.Dialogue {
		s := newScene(t)
		s.config.City.Facilities = []booking.Facility{{ID: "a", Yomi: yomi, Say: say, Short: short, ShortYomi: shortYomi}}
		d, err := ivr.New(&s.config.City, ivr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for say, yomi := range map[string]string{
		"大和":           "やまと",
		"1号館、戸籍課":      "いちごうかん、こせきか",
		"市役所":          "しやくしょほんちょうしゃ", // which the phrases read しやくしょ
		"百舌鳥":          "もず",
		"市役所いっかいの、戸籍課": "しやくしょ1かいの、こせきか",
		"味美ふれあいセンター東出張": "あじよしふれあいセンターひがししゅっちょう",
	} {
		d := named(say, yomi, "味美", "あじよし")
		if got, want := d.Seconds(say+"です。"), ivr.Seconds(yomi+"です。"); math.Abs(got-want) > 0.001 {
			t.Errorf("%s takes %.2f s, expected the %.2f of %s", say, got, want, yomi)
		}
		if got := d.Seconds("味美は、"); math.Abs(got-ivr.Seconds("あじよしは、")) > 0.001 {
			t.Errorf("the short name takes %.2f s, expected that of its reading", got)
		}
		other := named("", "かんおけ", "かんおけ", "")
		if got, want := other.Seconds(say), ivr.Seconds(say); got != want {
			t.Errorf("%s takes %.2f s in another city, expected %.2f", say, got, want)
		}
	}
}

// TestTheLongestNameIsTheOneThatTakesLongest holds that a phrase is measured with the name
// that takes longest to say, and not with the one that has most characters.
func TestTheLongestNameIsTheOneThatTakesLongest(t *testing.T) {
	s := newScene(t)
	s.config.City.Facilities = []booking.Facility{
		{ID: "a", Yomi: "もずもずもず", Say: "百舌鳥百舌鳥百舌鳥", Short: "百舌鳥", ShortYomi: "もず"},
		{ID: "b", Yomi: "しゅっちょうじょのまどぐち", Say: "出張所窓口", Short: "出張所", ShortYomi: "しゅっちょうじょ"},
	}
	d, err := ivr.New(&s.config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[ivr.Key]string{"walk-in.place": "出張所窓口", "own": "出張所窓口"} {
		if text := d.PhraseKeys("ja")[key]; !strings.Contains(text[1], want) {
			t.Errorf("%s is measured as %s, expected %s in it", key, text[1], want)
		}
	}
}

// TestANameWithoutSayIsSaidByItsReading holds that a city whose config is older than say is
// heard as before.
func TestANameWithoutSayIsSaidByItsReading(t *testing.T) {
	s := newScene(t)
	s.config.City.Say = ""
	for i := range s.config.City.Facilities {
		f := &s.config.City.Facilities[i]
		f.Say, f.Short, f.ShortYomi = "", f.ShortYomi, ""
	}
	d, err := ivr.New(&s.config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tx := oneBooking{now: booking.Date{Year: 2026, Month: 4, Day: 13}.In(booking.JST), booking: booking.Booking{
		Facility: "ajiyoshi", Start: booking.Clock(540).On(booking.Date{Year: 2026, Month: 4, Day: 20}, booking.JST), Procedure: booking.Renewal, Receipt: "547329"}}
	reply, err := d.Answer(tx, &ivr.Call{Caller: booking.CallerFrom("+819012345678")}, ivr.Input{Kind: ivr.Arrived})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"かすがいし", "あじよしふれあいセンターです。"} {
		if !strings.Contains(said(reply), want) {
			t.Errorf("heard %s, expected %s in it", said(reply), want)
		}
	}
}
