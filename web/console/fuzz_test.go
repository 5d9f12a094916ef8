package console

import (
	"testing"

	"madoguchi/booking"
)

// FuzzSeek checks that the one field finds at most one kind of thing, and only what
// there can be.
func FuzzSeek(f *testing.F) {
	for _, s := range []string{"", "090-1234-5678", "５６７８", "123456", "4月20日", "2/30", "12/31", "今日", "+81 90 1234 5678", "anonymous", "\x00\xff", "一二三四", "0-0-0-0", "9999-12-31"} {
		f.Add(s)
	}
	today := booking.Date{Year: 2026, Month: 4, Day: 14}
	f.Fuzz(func(t *testing.T, query string) {
		s := seek(query, today)
		kinds := 0
		if s.phone != "" {
			kinds++
			if p, err := booking.ParsePhone(string(s.phone)); err != nil || p != s.phone {
				t.Errorf("%q is taken for a number that is none", query)
			}
		}
		if s.last4 != "" {
			kinds++
			if len(s.last4) != 4 {
				t.Errorf("%q ends with %q", query, s.last4)
			}
		}
		if s.receipt != "" {
			kinds++
			if r, err := booking.ParseReceipt(string(s.receipt)); err != nil || r != s.receipt {
				t.Errorf("%q is taken for the receipt number %q", query, s.receipt)
			}
		}
		if s.day != (booking.Date{}) {
			kinds++
			if !s.day.Valid() {
				t.Errorf("%q is taken for %s", query, s.day)
			}
		}
		if kinds > 1 || kinds == 1 && s.why != (told{}) {
			t.Errorf("%q is %+v", query, s)
		}
	})
}
