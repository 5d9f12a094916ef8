package main

import (
	"fmt"
	"strings"
	"testing"
)

// slotsOf lists slots as another program would.
func (p *place) slotsOf(args ...string) (found []slotJSON) {
	p.t.Helper()
	p.read(&found, append([]string{"slots", "list", "--db", p.db, "--json"}, args...)...)
	return found
}

func TestSlotsAreListed(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	p.add("090-1234-5679", "tobu", "2026-12-02 09:00")
	p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--from", "10:00")

	got := p.does("slots", "list", "--db", p.db, "--facility", "tobu", "--date", "tomorrow")
	want := `日時                  窓口              窓口の数  予約  空き  受付
2026-12-02(水) 09:00  東部市民センター  2         2     0     する
2026-12-02(水) 09:30  東部市民センター  2         0     2     する
2026-12-02(水) 10:00  東部市民センター  0         0     0     しない
`
	if !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 15 {
		t.Errorf("got\n%s\nwant 14 slots from\n%s", got, want)
	}
	free := p.slotsOf("--facility", "tobu", "--date", "2026-12-02", "--free")
	if len(free) != 1 || fmt.Sprint(free[0]) != fmt.Sprint(slotJSON{"tobu", "2026-12-02T09:30:00+09:00", "2026-12-02T10:00:00+09:00", 2, 2, 0, true, nil}) {
		t.Errorf("free: %+v", free)
	}
	if got := p.does("slots", "list", "--db", p.db, "--date", "2026-12-05", "--json"); got != "[]\n" {
		t.Errorf("a Saturday: %q, want []", got)
	}
	if all := p.slotsOf(); len(all) < 14*5*25 || all[0].Start != "2026-12-01T09:00:00+09:00" {
		t.Errorf("all that are to come: %d, the first %+v", len(all), all[0])
	}
}

func TestClosingKeepsTheBookingsAndNamesThem(t *testing.T) {
	p := newPlace(t).withLedger()
	in := p.add("090-1234-5678", "tobu", "2026-12-02 13:00")
	p.add("090-1234-5679", "tobu", "2026-12-02 09:00")
	const phoneless = "東部市民センター 2026-12-02(水) 13:00-24:00  6枠の受付を止めました。予約が 1件 残っています。\n"
	got := p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--from", "13:00")
	if !strings.HasPrefix(got, phoneless) || !strings.Contains(got, in+"    2026-12-02(水) 13:00") || strings.Contains(got, "09:00") || strings.Contains(got, "12345678") {
		t.Errorf("got\n%s", got)
	}
	var again struct {
		Closed   []slotJSON    `json:"closed"`
		Bookings []bookingJSON `json:"bookings"`
	}
	p.read(&again, "slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--from", "13:00", "--json")
	if len(again.Closed) != 0 || len(again.Bookings) != 1 || again.Bookings[0].Phone != "+81******5678" || again.Bookings[0].State != "active" {
		t.Errorf("again: %+v", again)
	}
	if got := p.list(); len(got) != 2 {
		t.Errorf("closing ended bookings: %+v", got)
	}
	// Nobody can book there any more, not even staff.
	if got := p.run("bookings", "add", "--db", p.db, "--phone", "08011112222", "--facility", "tobu", "--start", "2026-12-02 13:30"); got.status != refused {
		t.Errorf("booked in a closed slot: %+v", got)
	}
	if got := p.does("slots", "close", "--db", p.db, "--facility", "koseki", "--date", "2026-12-02"); got != "戸籍住民課 2026-12-02(水)  14枠の受付を止めました。予約は残っていません。\n" {
		t.Errorf("a whole day: %q", got)
	}
	p.sound()
}

func TestOpeningOpensWhatIsThereAndAddsWhatIsNot(t *testing.T) {
	p := newPlace(t).withLedger()
	open := func(args ...string) (got struct {
		Opened []slotJSON `json:"opened"`
		Added  []slotJSON `json:"added"`
	}) {
		t.Helper()
		p.read(&got, append([]string{"slots", "open", "--db", p.db, "--json", "--facility", "tobu"}, args...)...)
		return got
	}
	p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02")
	if got := open("--date", "2026-12-02", "--from", "15:00"); len(got.Opened) != 2 || len(got.Added) != 0 {
		t.Errorf("from 15:00: %+v", got)
	}
	// The end of the opening hours and beyond.
	if got := open("--date", "2026-12-02", "--from", "15:00", "--to", "17:00"); len(got.Opened) != 0 || len(got.Added) != 2 || got.Added[1].Start != "2026-12-02T16:30:00+09:00" || got.Added[1].Capacity != 2 {
		t.Errorf("to 17:00: %+v", got)
	}
	// A Saturday.
	if got := open("--date", "2026-12-05", "--from", "09:00", "--to", "10:15", "--capacity", "3"); len(got.Added) != 2 || got.Added[0].Capacity != 3 || got.Added[0].Remaining != 3 {
		t.Errorf("a Saturday: %+v", got)
	}
	// Beyond the horizon, and on a day that the calendar does not have yet.
	if got := open("--date", "2027-03-02", "--from", "15:00", "--to", "16:30"); len(got.Added) != 1 || got.Added[0].Start != "2027-03-02T16:00:00+09:00" {
		t.Errorf("beyond the horizon: %+v", got)
	}
	if got := open("--date", "2027-12-05", "--from", "09:00", "--to", "10:00", "--capacity", "1"); len(got.Added) != 2 || got.Added[0].Start != "2027-12-05T09:00:00+09:00" {
		t.Errorf("beyond the calendar: %+v", got)
	}
	p.add("090-1234-5678", "tobu", "2026-12-05 09:00", "--party", "2")
	p.sound()
}

func TestWhatCannotBeOpenedOrClosedIsRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	for args, want := range map[string]string{
		"open --date 2026-12-05":                                      "slots open: the opening hours have no slot ahead at tobu on 2026-12-05: say which to add, such as --from 09:00 --to 12:00",
		"open --date 2026-12-05 --to 12:00":                           "slots open: the opening hours have no slot ahead at tobu on 2026-12-05, 00:00-12:00: say which to add, such as --from 09:00 --to 12:00",
		"open --date 2026-11-30 --from 09:00 --to 12:00":              "slots open: there is no time left for a slot at tobu on 2026-11-30, 09:00-12:00",
		"open --date 2026-12-02 --from 15:30 --to 16:20":              "slots open: no slot of 30 minutes fits between the others at tobu on 2026-12-02, 15:30-16:20",
		"open --date 2026-12-02 --from 09:00 --to 10:00 --capacity 3": "slots open: the slots at tobu on 2026-12-02, 09:00-10:00 are there: --capacity is for slots that are added; slots desks gives them another number",
		"close --date 2026-12-05":                                     "slots close: there is no slot to close at tobu on 2026-12-05",
		"close --date 2026-12-02 --from 20:00":                        "slots close: there is no slot to close at tobu on 2026-12-02, 20:00-24:00",
		"close --date 2026-11-30":                                     "slots close: there is no slot to close at tobu on 2026-11-30",
	} {
		got := p.run(append(append([]string{"slots"}, strings.Fields(args)...), "--db", p.db, "--facility", "tobu")...)
		if got != (said{status: refused, err: "madoguchi " + want + "\n"}) {
			t.Errorf("%s\n got %+v\nwant %q", args, got, want)
		}
	}
	if got := p.slotsOf("--facility", "tobu", "--date", "2026-12-02", "--free"); len(got) != 14 {
		t.Errorf("refusals left %d free slots, want 14", len(got))
	}
	p.sound()
}

// What was done is told, and not what was not.
func TestOpeningTellsWhatItDid(t *testing.T) {
	p := newPlace(t).withLedger()
	at := []string{"--db", p.db, "--facility", "tobu", "--from", "09:00", "--to", "12:00", "--date"}
	open := append([]string{"slots", "open"}, at...)
	if got := p.does(append(open, "2026-12-05")...); got != "東部市民センター 2026-12-05(土) 09:00-12:00  新しい枠を 6枠 加えました。\n" {
		t.Errorf("added: %q", got)
	}
	p.does(append(append([]string{"slots", "close"}, at...), "2026-12-02")...)
	if got := p.does(append(open, "2026-12-02")...); got != "東部市民センター 2026-12-02(水) 09:00-12:00  6枠の受付を始めました。\n" {
		t.Errorf("opened: %q", got)
	}
}
