package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
)

// hold keeps the ledger locked, as somebody does who forgets a transaction in another
// program, until the function that it returns is called.
func (p *place) hold() (letGo func()) {
	p.t.Helper()
	ledger, err := store.Open(p.db, store.Options{Now: func() time.Time { return p.now }})
	if err != nil {
		p.t.Fatal(err)
	}
	held, end, ended := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		ended <- ledger.Update(context.Background(), store.By{Way: store.ByTerminal, Actor: "window"}, func(*store.Tx) error {
			close(held)
			<-end
			return nil
		})
	}()
	<-held
	let := false
	letGo = func() {
		if let {
			return
		}
		let = true
		close(end)
		if err, closed := <-ended, ledger.Close(); err != nil || closed != nil {
			p.t.Errorf("the lock was held badly: %v, %v", err, closed)
		}
	}
	p.t.Cleanup(letGo)
	return letGo
}

// ready asks the line whether it is ready.
func (s *served) ready() (status int, body string) {
	s.t.Helper()
	answer, err := http.Get(s.url + "/readyz")
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// apology is how a call begins that cannot be served.
const apology = "申し訳ありません。"

// Whoever holds the ledger at the start keeps no caller from an apology and a person. The
// line goes on by itself once the ledger is free.
func TestTheLineOpensWhileTheLedgerIsHeld(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*place)
		then   func(*served) // the ledger is free
	}{
		"a ledger that was never served": {func(p *place) { p.withLedger() }, func(s *served) { s.line("the ledger is open") }},
		"a ledger that was served":       {func(p *place) { p.serve().stop() }, func(*served) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t).withSecrets()
			c.before(p)
			letGo := p.hold()
			s := p.serve()
			if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_"); !strings.Contains(out, apology) {
				t.Errorf("while the ledger is held a caller hears\n%s", out)
			}
			if status, body := s.ready(); status != http.StatusServiceUnavailable || !strings.Contains(body, "not ready") {
				t.Errorf("/readyz says %d, %q", status, body)
			}
			letGo()
			c.then(s)
			if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1"); strings.Contains(out, apology) {
				t.Errorf("afterwards a caller hears\n%s", out)
			}
			if status := s.stop(); status != done {
				t.Errorf("status %d", status)
			}
			p.sound()
		})
	}
}

// A line whose calendar could not be made tells nobody that nothing is free.
func TestALineWithoutACalendarSaysNothingOfWhatIsFree(t *testing.T) {
	p := newPlace(t)
	asked := 0
	answer := func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) { asked++; return ivr.Reply{}, nil }
	p.inLedger(func(ledger *store.Store) error {
		config, err := city.Default(p.now)
		if err != nil {
			return err
		}
		var ids []string
		for _, f := range config.City.Facilities {
			ids = append(ids, f.ID)
		}
		line := &planned{Store: ledger, facilities: ids}
		turn := func(sid string) error {
			_, err := line.Turn(t.Context(), ivr.Turn{SID: sid, In: ivr.Input{Kind: ivr.Arrived}}, answer)
			return err
		}
		plans := config.City.Plan(p.now, 60)
		some := slices.DeleteFunc(slices.Clone(plans), func(d booking.DayPlan) bool { return d.Facility == ids[0] })
		for _, made := range [][]booking.DayPlan{nil, some} { // the disk was full at the start, or in the middle
			if _, err := ledger.Materialise(t.Context(), made); err != nil {
				return err
			}
			if ready, err := line.Ready(t.Context()), turn("CA1"); !errors.Is(ready, errUnplanned) || !errors.Is(err, errUnplanned) || asked > 0 {
				t.Errorf("with %d days: ready %v, the turn %v, answered %d", len(made), ready, err, asked)
			}
		}
		if _, err := ledger.Materialise(t.Context(), plans); err != nil {
			return err
		}
		if ready, err := line.Ready(t.Context()), turn("CA2"); ready != nil || err != nil || asked != 1 {
			t.Errorf("with all days: ready %v, the turn %v, answered %d", ready, err, asked)
		}
		return nil
	})
}
