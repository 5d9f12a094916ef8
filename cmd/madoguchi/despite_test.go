package main

import (
	"strings"
	"testing"
	"time"
)

// What staff take beyond what callers may is listed, and the trail says what was set aside.
func TestBookingsBeyondALimitAreListed(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1111-0001", "koseki", "2026-12-03 09:30")
	far := p.add("090-1111-0002", "koseki", "2027-03-03 09:30")
	moved := p.add("090-1111-0003", "koseki", "2026-12-03 10:00")
	if found := p.list("--despite"); len(found) != 1 || found[0].Receipt != far {
		t.Errorf("%+v, expected %s", found, far)
	}
	p.does("bookings", "move", moved, "--db", p.db, "--start", "2027-03-04 10:00")
	if found := p.list("--despite"); len(found) != 2 || found[1].Receipt != moved {
		t.Errorf("%+v, expected %s and %s", found, far, moved)
	}
	for _, receipt := range []string{far, moved} {
		if shown := p.does("bookings", "show", receipt, "--db", p.db); !strings.Contains(shown, "予約できる日より先") {
			t.Errorf("the trail does not say what was set aside:\n%s", shown)
		}
	}
}

// After the last moment to change or to cancel, the trail says so of what is done at the
// terminal, as it does of what is done in the console.
func TestWhatIsChangedOrCancelledTooLateIsOnRecord(t *testing.T) {
	p := newPlace(t)
	config := p.city(`max_party: 3}`, `max_party: 3, change_until: {days_before: 1, at: "17:00"}, cancel_until: {days_before: 1, at: "17:00"}}`)
	p.serves(config)
	does := func(args ...string) string {
		return p.does(append([]string{"bookings"}, append(args, "--config", config, "--db", p.db)...)...)
	}
	var receipts []string
	for i, start := range []string{"2026-12-02 09:30", "2026-12-02 10:00"} {
		does("add", "--phone", []string{"090-1111-0001", "090-1111-0002"}[i], "--facility", "koseki", "--start", start)
		list := strings.Split(strings.TrimSpace(does("list")), "\n")
		receipts = append(receipts, strings.Fields(list[len(list)-1])[0])
	}
	for _, receipt := range receipts {
		if shown := does("show", receipt); strings.Contains(shown, "締め切りのあと") {
			t.Errorf("in time, and yet\n%s", shown)
		}
	}
	p.now = p.now.Add(10 * time.Hour) // 18:30
	does("move", receipts[0], "--start", "2026-12-03 09:30")
	does("cancel", receipts[1])
	for _, receipt := range receipts {
		if shown := does("show", receipt); !strings.Contains(shown, "締め切りのあと") {
			t.Errorf("the trail does not say that it was too late:\n%s", shown)
		}
	}
}

// Far beyond the horizon, who has no room is told the nearest start, and not the last of
// those that callers can book.
func TestTheNearestStartIsNearBeyondTheHorizonToo(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1111-0001", "koseki", "2027-03-03 09:30")
	p.add("090-1111-0002", "koseki", "2027-03-03 09:30")
	got := p.run("bookings", "add", "--db", p.db, "--phone", "090-1111-0003", "--facility", "koseki", "--start", "2027-03-03 09:30")
	if got.status != refused || !strings.Contains(got.err, "the nearest free: 2027-03-03 10:00") {
		t.Errorf("status %d, complaint %q", got.status, got.err)
	}
}
