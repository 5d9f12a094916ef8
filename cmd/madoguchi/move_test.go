package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAMoveKeepsTheReceiptNumberAndTheFacility(t *testing.T) {
	p := newPlace(t).withLedger()
	receipt := p.add("090-1234-5678", "tobu", "2026-12-03 09:30")
	var moved bookingJSON
	p.read(&moved, "bookings", "move", receipt, "--start", "2026-12-04 10:00", "--db", p.db, "--json")
	if moved.Receipt != receipt || moved.Facility != "tobu" || moved.Start != "2026-12-04T10:00:00+09:00" {
		t.Errorf("moved: %+v", moved)
	}
	p.sound()
}

// Whatever is not named stays, and each of the slots of the party is given back.
func TestAMoveChangesWhatIsNamedAndNothingElse(t *testing.T) {
	p := newPlace(t).withLedger()
	receipt := p.add("090-1234-5678", "tobu", "2026-12-03 09:30", "--party", "2")
	for _, c := range []struct{ args, facility, start, end string }{
		{"--party 3", "tobu", "2026-12-03T09:30:00+09:00", "2026-12-03T11:00:00+09:00"},
		{"--start 2026-12-04T10:00", "tobu", "2026-12-04T10:00:00+09:00", "2026-12-04T11:30:00+09:00"},
		{"--party 1", "tobu", "2026-12-04T10:00:00+09:00", "2026-12-04T10:30:00+09:00"},
		{"--party 1", "tobu", "2026-12-04T10:00:00+09:00", "2026-12-04T10:30:00+09:00"},
		{"--facility koseki --party 5", "koseki", "2026-12-04T10:00:00+09:00", "2026-12-04T12:30:00+09:00"},
		{"--facility ajiyoshi --start 2026-12-01T09:00 --party 2", "ajiyoshi", "2026-12-01T09:00:00+09:00", "2026-12-01T10:00:00+09:00"},
	} {
		var moved bookingJSON
		p.read(&moved, append([]string{"bookings", "move", receipt, "--db", p.db, "--json"}, strings.Fields(c.args)...)...)
		if moved.Facility != c.facility || moved.Start != c.start || moved.End != c.end || moved.Receipt != receipt {
			t.Errorf("%s: %+v", c.args, moved)
		}
		p.sound()
	}
	taken := 0
	for _, s := range p.slotsOf() {
		taken += s.Capacity - s.Remaining
	}
	if taken != 2 {
		t.Errorf("a party of 2 claims %d seats in the end", taken)
	}
}

// A family takes slots in a row. Where there are not enough, one line says so, and
// names the nearest start that has room, before or after the wanted one.
func TestAPartyThatFindsNoRoomIsToldTheNearestThatHas(t *testing.T) {
	p := newPlace(t).withLedger()
	for _, phone := range []string{"090-0000-0001", "090-0000-0002"} {
		p.add(phone, "tobu", "2026-12-03 10:30") // full
	}
	family := p.add("090-1234-5670", "tobu", "2026-12-04 09:00", "--party", "3")
	const add = "bookings add --phone 09012345678 --facility tobu "
	for _, c := range []struct{ args, want string }{
		{add + "--party 3 --start 2026-12-03T09:30", "a party of 3 takes 3 slots in a row: no room at tobu at 2026-12-03 09:30; the nearest free: 2026-12-03 09:00"},
		{add + "--party 2 --start 2026-12-03T10:00", "a party of 2 takes 2 slots in a row: no room at tobu at 2026-12-03 10:00; the nearest free: 2026-12-03 09:30"},
		{add + "--party 2 --start 2026-12-03T10:30", "a party of 2 takes 2 slots in a row: no room at tobu at 2026-12-03 10:30; the nearest free: 2026-12-03 11:00"},
		{add + "--party 5 --start 2026-12-03T15:30", "a party of 5 takes 5 slots in a row: no room at tobu at 2026-12-03 15:30; the nearest free: 2026-12-03 13:30"},
		{add + "--party 6 --start 2026-12-03T09:00", "party of 6: one booking brings at most 5 people"},
		{add + "--party 2 --start 2026-12-03T17:00", "tobu has no slot at 2026-12-03 17:00; see: madoguchi slots list --free --facility tobu --date 2026-12-03"},
		{add + "--start 2026-12-03T10:30", "no room at tobu at 2026-12-03 10:30; the nearest free: 2026-12-03 11:00"},
		{"bookings move " + family + " --start 2026-12-03T10:00", family + ": a party of 3 takes 3 slots in a row: no room at tobu at 2026-12-03 10:00; the nearest free: 2026-12-03 11:00"},
		{"bookings move " + family + " --start 2026-12-03T10:30 --party 1", family + ": no room at tobu at 2026-12-03 10:30; the nearest free: 2026-12-03 11:00"},
		{"bookings move " + family + " --party 6", family + ": party of 6: one booking brings at most 5 people"},
	} {
		command := "madoguchi " + strings.Join(strings.Fields(c.args)[:2], " ") + ": "
		if got := p.run(append(strings.Fields(c.args), "--db", p.db)...); got != (said{status: refused, err: command + c.want + "\n"}) {
			t.Errorf("%s\n got %d %q%q\nwant %q", c.args, got.status, got.out, got.err, command+c.want)
		}
	}
	if got := p.list("--phone", "090-1234-5670"); len(got) != 1 || got[0].Start != "2026-12-04T09:00:00+09:00" || got[0].Party != 3 {
		t.Errorf("after refusals the family has %+v", got)
	}
	p.sound()
}

// A booking may move into seats that it has itself, but not to where it already is.
func TestTheNearestForAMoveMayReachIntoItsOwnSlots(t *testing.T) {
	p := newPlace(t).withLedger()
	for phone, start := range map[string]string{"090-0000-0001": "10:30", "090-0000-0002": "10:30", "090-0000-0003": "11:30"} {
		p.add(phone, "tobu", "2026-12-03 "+start)
	}
	mine := p.add("090-1234-5678", "tobu", "2026-12-03 11:00", "--party", "2")
	got := p.run("bookings", "move", mine, "--db", p.db, "--start", "2026-12-03 10:30")
	want := "madoguchi bookings move: " + mine + ": a party of 2 takes 2 slots in a row: no room at tobu at 2026-12-03 10:30; the nearest free: 2026-12-03 11:30\n"
	if got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
	p.does("bookings", "move", mine, "--db", p.db, "--start", "2026-12-03 11:30")
	p.sound()
}

// The cut-off for callers hides nothing from staff: what is nearest may be today.
func TestStaffAreToldTheNearestOfToday(t *testing.T) {
	p := newPlace(t).withLedger()
	p.now = time.Date(2026, 12, 1, 14, 10, 0, 0, booking.JST)
	p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "today", "--from", "14:30", "--to", "15:00")
	got := p.run("bookings", "add", "--db", p.db, "--phone", "09012345678", "--facility", "tobu", "--start", "2026-12-01 14:30")
	if want := "madoguchi bookings add: no room at tobu at 2026-12-01 14:30; the nearest free: 2026-12-01 15:00\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
}

func TestWithoutAnyRoomNothingNearIsNamed(t *testing.T) {
	p := newPlace(t).withLedger()
	p.does("slots", "close", "--db", p.db, "--facility", "all", "--date", "today", "--through", "2027-12-31")
	got := p.run("bookings", "add", "--db", p.db, "--phone", "09012345678", "--facility", "tobu", "--start", "2026-12-02 09:00", "--party", "2")
	if want := "madoguchi bookings add: a party of 2 takes 2 slots in a row: no room at tobu at 2026-12-02 09:00\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
}

// A city may seat a party in one slot.
func TestInACityThatSeatsAPartyTogetherItTakesOneSlot(t *testing.T) {
	p := newPlace(t).withLedger()
	config := p.sampleWith("party: consecutive", "party: same-slot")
	p.add("090-1234-5678", "tobu", "2026-12-03 09:30", "--party", "2", "--config", config)
	if got := p.list(); len(got) != 1 || got[0].End != "2026-12-03T10:00:00+09:00" {
		t.Errorf("booked: %+v", got)
	}
	got := p.run("bookings", "add", "--db", p.db, "--config", config, "--phone", "09012345679", "--facility", "tobu", "--start", "2026-12-03 09:30", "--party", "2")
	if want := "madoguchi bookings add: a party of 2 takes 2 seats of one slot: no room at tobu at 2026-12-03 09:30; the nearest free: 2026-12-03 10:00\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
	p.sound()
}

// The history tells what a caller undid as clearly as what staff did.
func TestWhatACallerDidIsReadInTheHistory(t *testing.T) {
	p := newPlace(t).withLedger()
	receipt := p.add("090-1234-5678", "tobu", "2026-12-03 09:30")
	p.call("9 1 2", "--db", p.db)
	p.call("2 3 2 2 1", "--db", p.db)
	got := p.does("bookings", "show", receipt, "--db", p.db)
	for _, want := range []string{"  電話  ", "  取り消しの取りやめ  東部市民センター 2026-12-03 09:30\n", "  変更  ", "、人数 1 → 2\n", "状態      予約中\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	// A program finds the call in "actor", as it always has, and in "call".
	var machine bookingJSON
	p.read(&machine, "bookings", "show", receipt, "--db", p.db, "--json")
	for _, e := range machine.History[1:] {
		if e.Through != "phone" || !strings.HasPrefix(e.Call, "CA") || e.Actor != e.Call {
			t.Errorf("--json: %+v", e)
		}
	}
	raw := p.does("bookings", "show", receipt, "--db", p.db, "--json")
	for _, want := range []string{`"what": "move",`, `"facts": {`, `"start": "2026-12-03T09:30:00+09:00"`, `"was": {`, `"call": ""`} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in\n%s", want, raw)
		}
	}
	p.sound()
}
