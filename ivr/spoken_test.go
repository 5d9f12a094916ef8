package ivr_test

import (
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func newClock() time.Time { return time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST) }

func TestDatesAndTimesAreSpoken(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{ivr.InJapanese.Date(booking.Date{Year: 2026, Month: 4, Day: 20}), "4月20日、月曜日"},
		{ivr.InJapanese.Date(booking.Date{Year: 2026, Month: 4, Day: 1}), "4月ついたち、水曜日"},
		{ivr.InJapanese.Date(booking.Date{Year: 2026, Month: 12, Day: 31}), "12月31日、木曜日"},
		{ivr.InJapanese.Time(9*60 + 30), "午前9時30分"},
		{ivr.InJapanese.Time(12 * 60), "お昼の12時"},
		{ivr.InJapanese.Closing(12 * 60), "お昼の12時"},
		{ivr.InJapanese.Closing(booking.Midnight), "夜の12時"},
		{ivr.InJapanese.Closing(17*60 + 15), "午後、5時15分"},
		{ivr.InJapanese.Time(13*60 + 5), "午後1時5分"},
		{ivr.InJapanese.Time(0), "午前0時"},
		{ivr.InJapanese.Groups("123456", 3, 3), "イチ、ニイ、サン。ヨン、ゴオ、ロク"},
		{ivr.InJapanese.Spell("7890"), "ナナ、ハチ、キュウ、ゼロ"},
		{ivr.InJapanese.Phone("+815038210921"), "ゼロゴオゼロ。サンハチニイイチ。ゼロキュウニイイチ"},
		{ivr.InJapanese.Phone("+81568856138"), "ゼロゴオロク。ハチハチゴオ。ロクイチサンハチ"},
		{ivr.InJapanese.Phone("+81120123456"), "ゼロイチニイゼロ。イチニイサン。ヨンゴオロク"},
	} {
		if c.got != c.want {
			t.Errorf("spoken %q, expected %q", c.got, c.want)
		}
	}
}

func TestMoraeAreCounted(t *testing.T) {
	for text, want := range map[string]int{
		"":           0,
		"きょう":        2,
		"がっこう":       4,
		"センター":       4,
		"4月20日":      6,  // しがつはつか
		"12月28日":     12, // じゅうにがつ、にじゅうはちにち
		"午前9時30分":    11, // ごぜんくじさんじゅっぷん
		"取り消していません":  9,
		"予約":         3,
		"味":          2, // a kanji without a reading
		"9":          2,
		"123456":     18, // じゅうにまんさんぜんよんひゃくごじゅうろく
		"abc<>&\x00": 0,
		"\xff\xfe":   0,
		"電子証明書の予約電話です。": 17,
	} {
		if got := ivr.Morae(text); got != want {
			t.Errorf("%q has %d morae, expected %d", text, got, want)
		}
	}
}

// FuzzMorae holds that measuring never fails, and that more text never takes
// less time.
func FuzzMorae(f *testing.F) {
	f.Add("4月20日、月曜日", "午前9時")
	f.Add("999999999999999999999日", "日")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := ivr.Seconds(a + "。" + b); s < 0 || s+0.001 < ivr.Seconds(b) {
			t.Errorf("%q then %q takes %.2f s", a, b, s)
		}
	})
}

// TestDateAndTimeAreHeardWithinTwelveSeconds holds that a caller who has a booking knows
// its time within 12 seconds, whatever the date.
func TestDateAndTimeAreHeardWithinTwelveSeconds(t *testing.T) {
	s := newScene(t)
	d := s.dialogue()
	slowest, text := 0.0, ""
	for day := (booking.Date{Year: 2026, Month: 1, Day: 5}); day.Year == 2026; day = day.AddDays(1) {
		for _, clock := range []booking.Clock{9 * 60, 11*60 + 30, 15*60 + 45} {
			for _, procedure := range []booking.Procedure{booking.Renewal, booking.NewIssue} {
				tx := oneBooking{now: day.In(booking.JST), booking: booking.Booking{
					Facility: "kozoji", Start: clock.On(day, booking.JST), Procedure: procedure, Receipt: "547329",
				}}
				call := ivr.Call{Caller: booking.CallerFrom("+819012345678")}
				reply, err := d.Answer(tx, &call, ivr.Input{Kind: ivr.Arrived})
				if err != nil {
					t.Fatal(err)
				}
				heard := ""
				for _, said := range reply.Say[:2] {
					heard += said.Text
				}
				heard = heard[:len(heard)-len("。高蔵寺ふれあいセンターです。")]
				if took := d.Seconds(heard); took > slowest {
					slowest, text = took, heard
				}
			}
		}
	}
	t.Logf("the slowest takes %.1f s: %s", slowest, text)
	if slowest > 12 {
		t.Errorf("%.1f s until the time is heard: %s", slowest, text)
	}
}

// oneBooking is a ledger that holds one booking, to be heard.
type oneBooking struct {
	ivr.Memory
	now     time.Time
	booking booking.Booking
}

func (tx oneBooking) Now() time.Time { return tx.now }
func (tx oneBooking) Bookings(booking.Phone) ([]booking.Booking, error) {
	return []booking.Booking{tx.booking}, nil
}

func (tx oneBooking) Greet(booking.Phone) (ivr.Acquaintance, error) { return ivr.Acquaintance{}, nil }
func (tx oneBooking) Notices(booking.Phone) ([]string, error)       { return nil, nil }
func (tx oneBooking) Holds(booking.Phone) ([]booking.Hold, error)   { return nil, nil }
func (tx oneBooking) Staffed(booking.Booking) (bool, error) {
	return true, nil
}
