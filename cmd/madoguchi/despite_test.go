package main

import (
	"strings"
	"testing"
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
