package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// walkIn returns what the terminal shows about today's walk-in hours.
func (p *place) walkIn() string {
	p.t.Helper()
	got := p.does("walk-in", "show", "--db", p.db)
	_, state, ok := strings.Cut(got, "09:00-16:00  ")
	if !ok {
		p.t.Fatalf("walk-in show printed\n%s", got)
	}
	return strings.TrimSuffix(state, "\n")
}

// The sample city has one facility that takes people without a booking.
func TestTheWalkInHoursOfADayAreEndedAndGoOn(t *testing.T) {
	p := newPlace(t).withLedger()
	const (
		wait = "ご予約のかたが、先です。"
		over = "きょうの受付は、終わりました。"
	)
	hears := func(want, not string) {
		t.Helper()
		if heard, _, _ := p.call("3 4 3 3 3", "--from", "080-1111-2222", "--db", p.db); !strings.Contains(heard, want) || strings.Contains(heard, not) {
			t.Errorf("not heard: %s\n%s", want, heard)
		}
	}
	hears(wait, over)
	for range 2 { // closing again changes nothing
		if got, want := p.does("walk-in", "close", "--db", p.db), "戸籍住民課 2026-12-01(火)  予約なしの受付を終わりました。\n"; got != want {
			t.Errorf("close says %q, want %q", got, want)
		}
	}
	hears(over, wait)
	if got := p.walkIn(); got != "職員が終わりにした" {
		t.Errorf("closed: %q", got)
	}
	if got, want := p.does("walk-in", "open", "--db", p.db, "--facility", "koseki", "--date", "today"), "戸籍住民課 2026-12-01(火)  予約なしの方も受け付けます。\n"; got != want {
		t.Errorf("open says %q, want %q", got, want)
	}
	hears(wait, over)
	p.sound()
}

func TestTheStateOfTheWalkInHoursIsThatOfTheClock(t *testing.T) {
	p := newPlace(t).withLedger()
	for clock, want := range map[string]string{"08:30": "これから", "09:00": "受付中", "15:59": "受付中", "16:00": "時間が過ぎた"} {
		at, err := booking.ParseClock(clock)
		if err != nil {
			t.Fatal(err)
		}
		p.now = at.On(booking.DateOf(tuesday), booking.JST)
		if got := p.walkIn(); got != want {
			t.Errorf("%s: %q, want %q", clock, got, want)
		}
	}
	if got, want := p.does("walk-in", "show", "--date", "2026-12-05", "--db", p.db),
		"窓口        日              時間  予約なしの受付\n戸籍住民課  2026-12-05(土)  -     ない日\n"; got != want {
		t.Errorf("a Saturday:\n%s\nwant\n%s", got, want)
	}
	p.now = time.Date(2026, 12, 1, 23, 59, 0, 0, booking.JST)
	if got := p.does("walk-in", "show", "--date", "tomorrow", "--db", p.db); !strings.HasSuffix(got, "2026-12-02(水)  09:00-16:00  これから\n") {
		t.Errorf("tomorrow:\n%s", got)
	}
}

func TestWalkInHoursAreToldToMachines(t *testing.T) {
	p := newPlace(t).withLedger()
	var set walkInJSON
	p.read(&set, "walk-in", "close", "--date", "2026-12-02", "--db", p.db, "--json")
	if set.Facility != "koseki" || set.Date != "2026-12-02" || len(set.Hours) != 1 || set.Hours[0] != "09:00-16:00" || !set.Closed {
		t.Errorf("closed: %+v", set)
	}
	for day, want := range map[string]walkInJSON{
		"2026-12-01": {"koseki", "2026-12-01", []string{"09:00-16:00"}, false},
		"2026-12-02": {"koseki", "2026-12-02", []string{"09:00-16:00"}, true},
		"2026-12-05": {"koseki", "2026-12-05", []string{}, false},
	} {
		var got []walkInJSON
		p.read(&got, "walk-in", "show", "--date", day, "--db", p.db, "--json")
		if len(got) != 1 || got[0].Date != want.Date || got[0].Closed != want.Closed || strings.Join(got[0].Hours, " ") != strings.Join(want.Hours, " ") || got[0].Hours == nil {
			t.Errorf("%s: %+v, want %+v", day, got, want)
		}
	}
}

func TestWalkInHoursThatAreNoneAreRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	const hours = "    walk_in:\n      - {days: 月-金, from: \"09:00\", to: \"16:00\"}\n"
	none := p.sampleWith(hours, "")
	for _, command := range []string{"close", "open"} {
		for args, want := range map[string]said{
			"--facility tobu":               {status: refused, err: "tobu has no walk-in hours: walk_in in city.yaml gives it some"},
			"--date 2026-12-05":             {status: refused, err: "koseki has no walk-in hours on 2026-12-05"},
			"--date 2026-11-30":             {status: refused, err: "2026-11-30 has passed"},
			"--config " + none:              {status: refused, err: "no facility has walk-in hours: walk_in in city.yaml gives it some"},
			"--facility tobu --date 2026-1": {status: misused, err: `--date: found "2026-1", expected a day from 2000 to 2099 such as 2026-12-01, or today, or tomorrow`},
		} {
			want.err = "madoguchi walk-in " + command + ": " + want.err + "\n"
			if got := p.run(append(strings.Fields("walk-in "+command+" "+args), "--db", p.db)...); got != want {
				t.Errorf("%s %s\n got %+v\nwant %+v", command, args, got, want)
			}
		}
	}
	// With two, one of them must be named; both are shown.
	two := p.sampleWith("line: 050-0000-0003\n", "line: 050-0000-0003\n"+hours)
	want := "madoguchi walk-in close: found no --facility, expected for example: madoguchi walk-in close --facility koseki\n"
	if got := p.run("walk-in", "close", "--config", two, "--db", p.db); got != (said{status: misused, err: want}) {
		t.Errorf("with two: %+v, want %q", got, want)
	}
	p.does("walk-in", "close", "--facility", "tobu", "--config", two, "--db", p.db)
	if got, want := p.does("walk-in", "show", "--config", two, "--db", p.db), `窓口              日              時間         予約なしの受付
戸籍住民課        2026-12-01(火)  09:00-16:00  これから
東部市民センター  2026-12-01(火)  09:00-16:00  職員が終わりにした
`; got != want {
		t.Errorf("with two:\n%s\nwant\n%s", got, want)
	}
}
