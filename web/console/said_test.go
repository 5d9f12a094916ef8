package console_test

import (
	"net/url"
	"regexp"
	"strconv"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store/storetest"
)

// Staff read the words that a call really said: those of a booking are not those of a
// change, and no phrase has an empty hole.
func TestTheLastWordsOfACallAreThoseThatWereSaid(t *testing.T) {
	o := open(t)
	const changer = booking.Phone("+818011112222")
	o.book(changer, "koseki", at(1, 9, 0))
	ends := func(sid string, from booking.Phone, keys ...string) {
		call := o.calls(sid, from)
		for _, key := range keys {
			call.press(key)
		}
		call.hook("/voice/status", url.Values{"CallStatus": {"completed"}})
	}
	for i, last4 := range []string{"0001", "0002"} {
		ends("CA"+strconv.Itoa(i), booking.Phone("+81801111"+last4), "1", "3", "1")
	}
	ends("CA7", changer, "2", "1")
	ends("CA8", caller, "1", "3")
	admin := o.signIn("admin")
	holes := regexp.MustCompile(`\{[a-z]+\}`)
	card := func(p booking.Phone, words string, not ...string) {
		t.Helper()
		if page := admin.card(p).says(200, "最後は「"+words+"」").silent(not...); holes.MatchString(page.body) {
			t.Errorf("the card of %s shows a hole", p.Last4())
		}
	}
	card("+818011110001", "予約が、できました。4月15日、水曜日。午前9時。東部市民センターです", "変更が")
	card(changer, "変更が、できました。4月15日、水曜日。午前9時30分。市役所いっかいの、戸籍住民課です", "予約が")
	card(caller, "4月15日水曜日、午前9時30分なら1番")
	numbers := func(when string) {
		t.Helper()
		page := admin.get("/console/numbers").says(200, "予約が、できました。（日付）。（時刻）。（窓口）です 2",
			"変更が、できました。（日付）。（時刻）。（窓口）です 1", "（空き）（日付）、（時刻）なら（1番） 1")
		if holes.MatchString(page.body) {
			t.Errorf("%s the figures show a hole", when)
		}
	}
	numbers("at once")
	o.wait(32 * 24 * time.Hour)
	if done, err := o.ledger.Tidy(t.Context()); err != nil || done.Calls != 4 {
		t.Fatalf("tidied %+v: %v", done, err)
	}
	admin = o.signIn("admin")
	page := admin.get("/console/numbers?from=2026-04-01&to=2026-05-31").says(200, "予約が、できました。（日付）。（時刻）。（窓口）です 2")
	page.silent("／")
}

// Calls from before the phrase was kept are counted under what may have been said. If
// that is only one phrase, they are counted with the others.
func TestOlderCallsAreCountedUnderWhatMayHaveBeenSaid(t *testing.T) {
	o := open(t)
	for i, from := range []booking.Phone{"+818011110001", "+818011110002", "+818011110003"} {
		call := o.calls("CA"+strconv.Itoa(i), from)
		if i < 2 {
			for _, key := range []string{"1", "3", "1"} {
				call.press(key)
			}
		}
		call.hook("/voice/status", url.Values{"CallStatus": {"completed"}})
	}
	if _, err := storetest.Beside(t, o.file).ExecContext(t.Context(), `UPDATE calls SET said = NULL WHERE sid <> 'CA1'`); err != nil {
		t.Fatal(err)
	}
	last := o.calls("CA9", "+818011110009")
	last.hook("/voice/status", url.Values{"CallStatus": {"completed"}})
	o.signIn("admin").get("/console/numbers").says(200, "この番号のご予約はありません 2",
		"変更が、できました。（日付）。（時刻）。（窓口）です／予約が、できました。（日付）。（時刻）。（窓口）です 1",
		"予約が、できました。（日付）。（時刻）。（窓口）です 1")
}
