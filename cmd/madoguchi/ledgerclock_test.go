package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
)

// servedUntilNow makes the ledger one that a line has served at the clock of the place.
func (p *place) servedUntilNow() *place {
	p.t.Helper()
	p.withLedger()
	ledger, err := store.Open(p.db, store.Options{Now: func() time.Time { return p.now }, Serve: true})
	if err != nil {
		p.t.Fatal(err)
	}
	ready := ledger.Ready(p.t.Context())
	if err := ledger.Close(); ready != nil || err != nil {
		p.t.Fatal(ready, err)
	}
	return p
}

// Commands at the desk change nothing by a clock that is wrong, and say both times and what
// to do.
func TestTheDeskIsRefusedWhileTheClockIsInDoubt(t *testing.T) {
	p := newPlace(t).servedUntilNow()
	receipt := p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	p.now = tuesday.AddDate(0, 0, 60)
	const both = "the machine's clock says 2027-01-30 08:30, and the ledger has last seen 2026-12-01 08:30; nothing was changed: set the clock or, if it is right, see madoguchi ledger clock --help\n"
	for _, args := range [][]string{
		{"bookings", "add", "--phone", "080-1111-2222", "--facility", "tobu", "--start", "2027-02-02 09:00"},
		{"bookings", "cancel", receipt},
		{"slots", "close", "--facility", "tobu", "--date", "2027-02-02"},
		{"notices", "add", "--until", "2027-02-01 17:15", "今日は、窓口がこんでいます。"},
	} {
		if got := p.run(append(args, "--db", p.db)...); got.status != refused || !strings.HasSuffix(got.err, both) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%q: %+v, expected …%s", args, got, both)
		}
	}
	p.stdin = goodPassword + "\n"
	if got := p.run("staff", "add", "kanri", "--role", "admin", "--db", p.db); got.status != refused || !strings.HasSuffix(got.err, both) {
		t.Errorf("staff add: %+v", got)
	}
	if out := p.does("ledger", "clock", "--db", p.db); !strings.Contains(out, "2027-01-30 08:30:00") || !strings.Contains(out, "2026-12-01 08:30:00") || !strings.Contains(out, "何も書き込みません。合っているときは: madoguchi ledger clock confirm --db "+p.db) {
		t.Errorf("the clock:\n%s", out)
	}
	p.now = tuesday.Add(time.Hour)
	if got := p.list(); len(got) != 1 || got[0].Receipt != receipt {
		t.Errorf("the bookings are %+v", got)
	}
	p.does("bookings", "cancel", receipt, "--db", p.db)
}

func TestTheClockIsConfirmedAtTheTerminal(t *testing.T) {
	p := newPlace(t).servedUntilNow()
	shown := func(args ...string) (c clockJSON) {
		t.Helper()
		if err := json.Unmarshal([]byte(p.does(append([]string{"ledger", "clock", "--db", p.db, "--json"}, args...)...)), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	const seen = "2026-12-01T08:30:00+09:00"
	if got := shown("show"); got != (clockJSON{Now: seen, Newest: seen}) {
		t.Errorf("at first %+v", got)
	}
	p.now = tuesday.AddDate(-1, 0, 0)
	if got := shown(); !got.Doubt || got.Now != "2025-12-01T08:30:00+09:00" || got.Newest != seen {
		t.Errorf("a year behind %+v", got)
	}
	if got, want := p.does("ledger", "clock", "confirm", "--db", p.db), "サーバーの時計 2025-12-01 08:30:00 を確かめました。台帳が最後に見た時刻は、2026-12-01 08:30:00 でした。\n"; got != want {
		t.Errorf("confirming says %q, expected %q", got, want)
	}
	got := shown()
	if got.Doubt || got.Newest != got.Now || got.Confirmed == nil || *got.Confirmed != (clockConfirmation{At: got.Now, Way: "terminal", Actor: "window", Was: seen}) {
		t.Errorf("confirmed %+v, %+v", got, got.Confirmed)
	}
	if got := shown("confirm"); got.Doubt || got.Confirmed == nil || got.Confirmed.Was != got.Now {
		t.Errorf("confirmed once more %+v, %+v", got, got.Confirmed)
	}
	if out := p.does("ledger", "clock", "--db", p.db); !strings.Contains(out, "端末（window）") || !strings.Contains(out, "書き込めます。") {
		t.Errorf("the clock:\n%s", out)
	}
	p.sound()
}

func TestALedgerThatNobodyServedHasNoClockToConfirm(t *testing.T) {
	p := newPlace(t).withLedger()
	if out := p.does("ledger", "clock", "--db", p.db); !strings.Contains(out, "どの時計でも書き込めます。") {
		t.Errorf("the clock:\n%s", out)
	}
	if got, want := p.run("ledger", "clock", "confirm", "--db", p.db), "madoguchi ledger clock confirm: no line has served the ledger "+p.db+": any clock will do\n"; got.status != refused || got.err != want {
		t.Errorf("confirming: %+v, expected %s", got, want)
	}
	if got := p.run("ledger", "clock", "--db", p.db+"x"); got.status != refused || !strings.Contains(got.err, "no ledger at") {
		t.Errorf("another file: %+v", got)
	}
}

// A call that is played at another time is for ledgers that no line has served. One that is
// played now is for any.
func TestACallAtAnotherTimeIsForLedgersThatNobodyServed(t *testing.T) {
	p := newPlace(t).withLedger()
	call := []string{"phone", "--db", p.db, "--from", "080-1111-2222", "--keys", "1 4 1", "--now", "2026-12-01 09:00"}
	p.does(call...)
	p.servedUntilNow()
	before := p.list()
	call[len(call)-1] = "2027-02-01 09:00"
	want := "madoguchi phone: ledger " + p.db + ": serve has opened it, and --now would book and end at another time than it is: leave --now away, or name another file\n"
	if got := p.run(call...); got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, expected %s", got, want)
	}
	if after := p.list(); len(before) != 1 || len(after) != 1 || !reflect.DeepEqual(after, before) {
		t.Errorf("the bookings were %+v and are %+v", before, after)
	}
	p.does("phone", "--db", p.db, "--from", "080-1111-2222", "--keys", "9 1")
	if got := p.list(); len(got) != 0 {
		t.Errorf("a call that is played now: %+v", got)
	}
	p.sound()
}
