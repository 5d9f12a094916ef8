package residents_test

import (
	"strings"
	"testing"
	"time"
)

// fresh is how long the first page is kept.
const fresh = 5 * time.Second

// The first page is kept and shown to everybody: nothing of what one visitor asks for, or is
// known by, is in what the next one reads.
func TestTheKeptFirstPageHasNothingOfOneVisitorForAnother(t *testing.T) {
	for _, how := range []string{"", "lang=en&", "furigana=on&"} {
		s := streetOf(t)
		s.books(mobile, "tobu", on(2, 9, 0))
		first := s.visitor().comesIn(mobile)
		s.pass(fresh)
		first.goTo("/yoyaku?" + how + "done=booked&phone=" + mobile.Domestic() + "&planted=%22%3E%3Cb%3E&facility=secret")
		next := s.visitor().goTo("/yoyaku?" + how)
		for _, of := range []string{"予約ができました", "Your visit is booked", mobile.Domestic(), mobile.Last4(), "secret", "planted", "12月3日"} {
			if strings.Contains(next.page, of) {
				t.Errorf("/yoyaku?%s: the next visitor reads %q of the one before", how, of)
			}
		}
		if next.header.Get("Set-Cookie") != "" && how == "" {
			t.Error("somebody who has chosen nothing gets a cookie")
		}
		// Each comes to the first page in the other language, whoever it was made for.
		if !strings.Contains(next.page, `href="/yoyaku?lang=`) {
			t.Errorf("/yoyaku?%s: the other language is elsewhere", how)
		}
	}
}
