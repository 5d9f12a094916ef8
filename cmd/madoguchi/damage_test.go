package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
)

// half is how much of a page a disk loses here, in bytes.
const half = 2048

// damage overwrites half a page of the ledger, where opening it does not notice.
func (p *place) damage() {
	p.t.Helper()
	whole, err := os.ReadFile(p.db)
	if err != nil {
		p.t.Fatal(err)
	}
	for at := len(whole) - half; at > 0; at -= half {
		hurt := bytes.Clone(whole)
		copy(hurt[at:], bytes.Repeat([]byte{0xa5}, half))
		if err := os.WriteFile(p.db, hurt, 0o600); err != nil {
			p.t.Fatal(err)
		}
		if p.skimmed() {
			return
		}
	}
	p.t.Fatal("found no page of which half can be lost without being noticed at once")
}

// skimmed reports whether the ledger can be opened, and is found damaged only by then
// reading every page.
func (p *place) skimmed() bool {
	ledger, err := store.Open(p.db, store.Options{Now: func() time.Time { return p.now }})
	if err != nil {
		return false
	}
	_, found := errors.AsType[*store.DamageDoubt](ledger.Skim(p.t.Context()))
	_ = ledger.Close() // it may say that the file is damaged
	return found
}

// A line whose ledger is damaged where nobody looks confirms nothing from its start on: it
// says so, is not ready, and passes callers on.
func TestADamagedLedgerIsFoundAtTheStart(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	p.damage()
	s := p.serve()
	for told := s.line(jobWaits); told["job"] != "check-ledger"; told = s.line(jobWaits) {
	}
	if status, body := s.ready(); status != http.StatusServiceUnavailable || !strings.Contains(body, "is damaged") {
		t.Errorf("/readyz says %d, %q", status, body)
	}
	if told := s.line("the ledger cannot be relied on"); !strings.Contains(fmt.Sprint(told["do"]), "restore a backup") {
		t.Errorf("the log tells %v", told)
	}
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_"); !strings.Contains(out, apology) || strings.Contains(out, confirmed) {
		t.Errorf("a caller hears\n%s", out)
	}
	s.stop()
}
