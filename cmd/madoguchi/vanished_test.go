package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// A ledger is renamed under a line, which then ends, as with a machine that starts again. The
// next line begins no other one: it passes callers on, and goes on when the ledger is back.
func TestALineWaitsForALedgerThatHasVanished(t *testing.T) {
	p := newPlace(t).withSecrets()
	first := p.serve()
	if out := p.does("phone", "--url", first.url, "--from", "080-1111-2222", "--keys", "1 4 1"); !strings.Contains(out, confirmed) {
		t.Fatalf("before:\n%s", out)
	}
	if err := os.Rename(p.db, p.db+".away"); err != nil {
		t.Fatal(err)
	}
	first.line("the ledger cannot be relied on")
	first.stop()
	s := p.serve()
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_"); !strings.Contains(out, apology) {
		t.Errorf("without its ledger the line says\n%s", out)
	}
	if status, body := s.ready(); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz says %d, %q", status, body)
	}
	if got := p.run("bookings", "list", "--db", p.db); got.status == done {
		t.Errorf("a list: %+v", got)
	}
	if err := os.Rename(p.db+".away", p.db); err != nil {
		t.Fatal(err)
	}
	s.line("the ledger is open")
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_"); strings.Contains(out, apology) || !strings.Contains(out, "予約") {
		t.Errorf("with its ledger the line says\n%s", out)
	}
	s.stop()
	if n := len(p.list()); n != 1 {
		t.Errorf("found %d bookings, expected the one", n)
	}
}
