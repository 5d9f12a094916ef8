package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
)

// goTo moves the clock to a later day and makes the slots up to its horizon.
func (p *place) goTo(day string) {
	p.t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", day, booking.JST)
	if err != nil {
		p.t.Fatal(err)
	}
	p.now = now
	p.withLedger()
}

// openOn counts the slots of a day, and those of them that are open.
func (p *place) openOn(day string, args ...string) (open, all int) {
	p.t.Helper()
	found := p.slotsOf(append(args, "--date", day)...)
	for _, s := range found {
		if s.Open {
			open++
		}
	}
	return open, len(found)
}

func TestARangeOfDaysIsClosedAndOpenedAtAllFacilities(t *testing.T) {
	p := newPlace(t).withLedger()
	in := p.add("090-1234-5678", "koseki", "2026-12-07 13:00", "--party", "3")
	also := p.add("090-1234-5679", "tobu", "2026-12-04 09:00")
	p.add("090-1234-5670", "koseki", "2026-12-08 09:00")

	got := p.does("slots", "close", "--db", p.db, "--facility", "all", "--date", "2026-12-04", "--through", "2026-12-07")
	want := `すべての窓口 2026-12-04(金)から2026-12-07(月)まで  140枠の受付を止めました。予約が 2件 残っています。
受付番号  日時                        窓口              人数  何人目  電話
` + also + `    2026-12-04(金) 09:00        東部市民センター  1     1       +81******5679
` + in + `    2026-12-07(月) 13:00-14:30  戸籍住民課        3     1       +81******5678

あとで見るには: madoguchi bookings list --affected
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if open, all := p.openOn("2026-12-07"); open != 0 || all != 70 {
		t.Errorf("on the last day %d of %d slots are open", open, all)
	}
	if open, all := p.openOn("2026-12-08"); open != 70 || all != 70 {
		t.Errorf("on the day after %d of %d slots are open", open, all)
	}
	if got, want := p.does("slots", "open", "--db", p.db, "--facility", "all", "--date", "2026-12-04", "--through", "2026-12-07"),
		"すべての窓口 2026-12-04(金)から2026-12-07(月)まで  140枠の受付を始めました。\n"; got != want {
		t.Errorf("open says %q, want %q", got, want)
	}
	if open, all := p.openOn("2026-12-07"); open != 70 || all != 70 {
		t.Errorf("after opening %d of %d slots are open", open, all)
	}
	var again struct {
		Closed   []slotJSON    `json:"closed"`
		Bookings []bookingJSON `json:"bookings"`
	}
	p.read(&again, "slots", "close", "--db", p.db, "--facility", "all", "--date", "2026-12-04", "--through", "2026-12-07", "--json")
	earlier := func(a, b slotJSON) int { return strings.Compare(a.Start, b.Start) }
	if len(again.Closed) != 140 || !slices.IsSortedFunc(again.Closed, earlier) || len(again.Bookings) != 2 || again.Bookings[0].Phone != "+81******5679" {
		t.Errorf("again: %+v", again)
	}
	p.sound()
}

// The hours are those of each day. A visit that only reaches into them is affected as
// well, and is listed once.
func TestAPartOfEachDayIsClosed(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 11:30", "--party", "3") // to 13:00
	p.add("090-1234-5679", "tobu", "2026-12-02 09:00")
	var got struct {
		Closed   []slotJSON    `json:"closed"`
		Bookings []bookingJSON `json:"bookings"`
	}
	p.read(&got, "slots", "close", "--db", p.db, "--json", "--facility", "tobu", "--date", "today", "--through", "2026-12-03", "--from", "12:00", "--to", "13:00")
	if len(got.Closed) != 6 || got.Closed[5].Start != "2026-12-03T12:30:00+09:00" || len(got.Bookings) != 1 {
		t.Errorf("got %+v", got)
	}
	if open, all := p.openOn("2026-12-03", "--facility", "tobu"); open != 12 || all != 14 {
		t.Errorf("%d of %d slots are open", open, all)
	}
	p.sound()
}

// The affected are listed until their bookings are moved or cancelled.
func TestTheAffectedAreListed(t *testing.T) {
	p := newPlace(t).withLedger()
	in := p.add("090-1234-5678", "tobu", "2026-12-02 11:30", "--party", "2")
	other := p.add("090-1234-5679", "tobu", "2026-12-02 12:30")
	p.add("090-1234-5670", "tobu", "2026-12-02 14:00")
	if got := p.does("bookings", "list", "--affected", "--db", p.db, "--json"); got != "[]\n" {
		t.Errorf("before: %q", got)
	}
	// Only the second slot of the party is closed.
	p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--from", "12:00", "--to", "13:00")
	got := p.list("--affected")
	if len(got) != 2 || got[0].Receipt != in || got[0].Phone != "+81******5678" || got[1].Receipt != other {
		t.Fatalf("affected: %+v", got)
	}
	if got := p.does("bookings", "list", "--affected", "--all", "--db", p.db); strings.Count(got, "\n") != 3 || strings.Contains(got, "12345678") || strings.Contains(got, "状態") {
		t.Errorf("for people:\n%s", got)
	}
	for args, n := range map[string]int{"--facility koseki": 0, "--date 2026-12-03": 0, "--phone 09012345678": 1} {
		if got := p.list(append(strings.Fields(args), "--affected")...); len(got) != n {
			t.Errorf("%s: %d, want %d", args, len(got), n)
		}
	}
	p.does("bookings", "move", in, "--db", p.db, "--start", "2026-12-02 14:00")
	p.does("bookings", "cancel", other, "--db", p.db)
	if got := p.list("--affected"); len(got) != 0 {
		t.Errorf("afterwards: %+v", got)
	}
	p.sound()
}

// What staff decide of days that nobody can book yet holds when these days come, and of
// days that the ledger's calendar does not have yet as well.
func TestWhatIsDecidedAheadHoldsWhenTheDaysCome(t *testing.T) {
	p := newPlace(t).withLedger()
	for place, c := range map[string]struct{ monday, closed, opened, later string }{
		"beyond the horizon": {"2027-03-01", "350枠の受付を止めました。予約は残っていません。", "60枠の受付を始めました。", ""},
		"beyond the year": {"2027-12-13", "0枠の受付を止めました。これからできる枠も、受け付けません。予約は残っていません。", "0枠の受付を始めました。これからできる枠も、受け付けます。",
			"これからできる枠も、そうなります。"},
	} {
		monday, err := booking.ParseDate(c.monday)
		if err != nil {
			t.Fatal(err)
		}
		on := func(n int) string { return monday.AddDays(n).String() }
		name := func(n int) string { return dayName(monday.AddDays(n)) }
		got := p.does("slots", "close", "--db", p.db, "--facility", "all", "--date", on(0), "--through", on(4))
		if want := "すべての窓口 " + name(0) + "から" + name(4) + "まで  " + c.closed + "\n"; got != want {
			t.Errorf("%s: close\n got %q\nwant %q", place, got, want)
		}
		p.does("slots", "close", "--db", p.db, "--facility", "koseki", "--date", on(7), "--from", "13:00")
		got = p.does("slots", "open", "--db", p.db, "--facility", "all", "--date", on(2), "--through", on(3), "--from", "09:00", "--to", "12:00")
		if want := "すべての窓口 " + name(2) + "から" + name(3) + "まで 09:00-12:00  " + c.opened + "\n"; got != want {
			t.Errorf("%s: open\n got %q\nwant %q", place, got, want)
		}
		if got := p.does("slots", "desks", "1", "--db", p.db, "--facility", "koseki", "--date", on(8)); !strings.HasSuffix(got, "窓口の数 1 にしました。"+c.later+"\n") {
			t.Errorf("%s: desks %q", place, got)
		}
	}
	for now, monday := range map[string]string{"2027-02-20 08:30": "2027-03-01", "2027-03-20 08:30": "2027-12-13"} {
		p.goTo(now)
		first, err := booking.ParseDate(monday)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{0, 0, 30, 30, 0, -1, -1, 64, 70} {
			if open, all := p.openOn(first.AddDays(i).String()); want >= 0 && (open != want || all != 70) {
				t.Errorf("%s: %d of %d slots are open, want %d of 70", first.AddDays(i), open, all, want)
			}
		}
		for _, s := range p.slotsOf("--facility", "koseki", "--date", first.AddDays(8).String()) {
			if s.Capacity != 1 || s.Remaining != 1 {
				t.Errorf("one desk is wanted: %+v", s)
			}
		}
		if got := p.run("bookings", "add", "--db", p.db, "--phone", "09012345678", "--facility", "tobu", "--start", monday+" 09:00"); got.status != refused {
			t.Errorf("booked in what was closed before it came: %+v", got)
		}
	}
	p.sound()
}

// A range may begin within the horizon, or before today, and end anywhere in two
// years.
func TestARangeOf400DaysIsRemembered(t *testing.T) {
	p := newPlace(t).withLedger()
	got := p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-11-30", "--through", "2028-01-04", "--from", "15:00")
	if want := "東部市民センター 2026-11-30(月)から2028-01-04(火)まで 15:00-24:00  488枠の受付を止めました。これからできる枠も、受け付けません。予約は残っていません。\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.goTo("2027-12-20 08:30")
	for day, want := range map[string]int{"2027-12-28": 12, "2028-01-04": 12, "2028-01-05": 14} {
		if open, _ := p.openOn(day, "--facility", "tobu"); open != want {
			t.Errorf("%s: %d slots are open, want %d", day, open, want)
		}
	}
	p.sound()
}

func TestARangeThatHasNothingToOpenOrCloseIsRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	for args, want := range map[string]string{
		"close --facility all --date 2026-12-05 --through 2026-12-06":               "slots close: there is no slot to close at any facility from 2026-12-05 to 2026-12-06",
		"close --facility tobu --date 2026-11-01 --through 2026-11-30 --to 12:00":   "slots close: there is no slot to close at tobu from 2026-11-01 to 2026-11-30, 00:00-12:00",
		"open --facility tobu --date 2026-12-05 --through 2026-12-06":               "slots open: there is no slot to open at tobu from 2026-12-05 to 2026-12-06: slots are added to one day of one facility",
		"open --facility all --date 2026-12-05 --from 09:00 --to 12:00":             "slots open: there is no slot to open at any facility on 2026-12-05, 09:00-12:00: slots are added to one day of one facility",
		"close --facility tobu --date 2026-12-02 --through 2026-12-04 --from 16:00": "slots close: there is no slot to close at tobu from 2026-12-02 to 2026-12-04, 16:00-24:00",
		"close --facility all --date 2026-12-29 --through 2027-01-03":               "slots close: there is no slot to close at any facility from 2026-12-29 to 2027-01-03",
	} {
		if got := p.run(append(strings.Fields("slots "+args), "--db", p.db)...); got != (said{status: refused, err: "madoguchi " + want + "\n"}) {
			t.Errorf("%s\n got %+v\nwant %q", args, got, want)
		}
	}
	if free := p.slotsOf("--free"); len(free) != len(p.slotsOf()) {
		t.Error("refusals closed slots")
	}
}

// The horizon only tells what callers may book: what staff may decide it does not change.
func TestTheHorizonDoesNotBindWhatStaffDecide(t *testing.T) {
	p := newPlace(t)
	path := p.sampleWith("  - id: tobu\n", "  - id: tobu\n    horizon: 10d\n")
	config, err := city.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p.keep(&config.City)
	for _, facility := range []string{"tobu", "sakashita"} {
		got := p.run("slots", "close", "--db", p.db, "--config", path, "--facility", facility, "--date", "2026-12-12", "--through", "2026-12-13") // a weekend
		if want := "there is no slot to close at " + facility + " from 2026-12-12 to 2026-12-13\n"; got.status != refused || !strings.HasSuffix(got.err, want) {
			t.Errorf("%+v, want %q", got, want)
		}
		if got := p.does("slots", "close", "--db", p.db, "--config", path, "--facility", facility, "--date", "2026-12-14"); !strings.Contains(got, " 14枠の受付を止めました。") {
			t.Errorf("%s: %q", facility, got)
		}
	}
}
