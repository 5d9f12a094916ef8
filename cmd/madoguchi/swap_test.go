package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
	"madoguchi/voice/phone"
)

// swaps are what somebody may do to the files of a ledger under a running line, and how it
// is put right once the line has been stopped. backup is a whole ledger from before.
var swaps = map[string]struct {
	do, mend func(p *place, backup string) error
	loses    bool // what is in the file afterwards is the backup
}{
	"replaced by a backup": {
		do:   func(p *place, backup string) error { return os.Rename(backup, p.db) },
		mend: nothing, loses: true,
	},
	"overwritten in place": {
		do:   func(p *place, backup string) error { return copyOver(backup, p.db) },
		mend: nothing, loses: true,
	},
	"renamed": {
		do:   func(p *place, _ string) error { return os.Rename(p.db, p.db+".old") },
		mend: func(p *place, _ string) error { return os.Rename(p.db+".old", p.db) },
	},
	"renamed, and a backup put there": {
		do: func(p *place, backup string) error {
			if err := os.Rename(p.db, p.db+".old"); err != nil {
				return err
			}
			return os.Rename(backup, p.db)
		},
		mend: func(p *place, _ string) error { return os.Rename(p.db+".old", p.db) },
	},
	"deleted": {
		do: func(p *place, backup string) error { return os.Remove(p.db) },
		mend: func(p *place, backup string) error {
			return os.Rename(backup, p.db)
		}, loses: true,
	},
	"without its log": {
		do:   func(p *place, _ string) error { return os.Remove(p.db + "-wal") },
		mend: nothing,
	},
	"without the index of its log": {
		do:   func(p *place, _ string) error { return os.Remove(p.db + "-shm") },
		mend: nothing,
	},
	"in a directory that is renamed": {
		do:   func(p *place, _ string) error { return os.Rename(p.dir, p.dir+".old") },
		mend: func(p *place, _ string) error { return os.Rename(p.dir+".old", p.dir) },
	},
}

func nothing(*place, string) error { return nil }

// copyOver writes what one file has into another, as cp does: that stays the same file.
func copyOver(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Close()
}

// ready asks /readyz.
func ready(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

const confirmed = "予約が、できました"

// dial calls a line that runs.
func (p *place) dial(url, from string) *phone.Call {
	p.t.Helper()
	call, err := phone.Place(p.t.Context(), phone.Config{
		VoiceURL: url + "/voice", StatusURL: url + "/voice/status", PublicURL: public, Token: token, From: from, To: "+815000000000",
		Seconds: func(_, text string) float64 { return float64(utf8.RuneCountInString(text)) / 5 }, Start: p.now,
		Answer: func(phone.Dial) phone.Answer { return answers["answers"] }, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return call
}

// expectApology expects that a caller is not told of a booking, but passed on to a person.
func expectApology(t *testing.T, who, heard string) {
	t.Helper()
	if strings.Contains(heard, confirmed) || !strings.Contains(heard, "電話の具合が悪くなっています") || !strings.Contains(heard, "+815038210921") {
		t.Errorf("%s hears:\n%s", who, heard)
	}
}

// Whatever is done to the files of a ledger under a running line: nobody is told from then
// on that they have a booking, everybody is passed on, and what was confirmed before is
// there after a restart.
func TestALineWhoseLedgerIsSwappedConfirmsNothing(t *testing.T) {
	for name, swap := range swaps {
		t.Run(name, func(t *testing.T) {
			outside := newPlace(t).withSecrets()
			outside.now = time.Date(2026, 12, 1, 10, 0, 0, 0, tuesday.Location()) // the call centre picks up
			backup := filepath.Join(outside.dir, "backup.db")
			p := newPlace(t).withSecrets()
			p.now = outside.now
			p.withLedger()
			if err := copyFile(p.db, backup); err != nil {
				t.Fatal(err)
			}
			s := p.serve()
			if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1"); !strings.Contains(out, confirmed) {
				t.Fatalf("before:\n%s", out)
			}
			if status, _ := ready(t, s.url); status != http.StatusOK {
				t.Errorf("before: /readyz is %d", status)
			}
			offered := p.dial(s.url, "+818011113333")
			if err := errors.Join(offered.Press(t.Context(), "1"), offered.Press(t.Context(), "4")); err != nil {
				t.Fatal(err)
			}
			if err := swap.do(p, backup); err != nil {
				t.Fatal(err)
			}
			if err := offered.Press(t.Context(), "1"); err != nil {
				t.Error(err)
			}
			expectApology(t, "who was offered a time before", fmt.Sprint(offered.Events()))
			expectApology(t, "who calls afterwards", outside.run("phone", "--url", s.url, "--from", "080-1111-4444", "--keys", "1 4 1").out)
			if status, body := ready(t, s.url); status != http.StatusServiceUnavailable {
				t.Errorf("afterwards: /readyz is %d %s", status, body)
			}
			for _, path := range []string{"/yoyaku", "/yoyaku/book/when?facility=tobu&party=1"} {
				if page := fetch(t, s.url+path); !strings.Contains(page, "いま、インターネットでは予約できません。お電話ください。") {
					t.Errorf("afterwards %s says\n%s", path, page)
				}
			}
			s.line("the ledger cannot be relied on")
			s.stop()
			if err := swap.mend(p, backup); err != nil {
				t.Fatal(err)
			}
			s = p.serve()
			if status, body := ready(t, s.url); status != http.StatusOK {
				t.Errorf("after the restart: /readyz is %d %s", status, body)
			}
			there := slices.ContainsFunc(p.list(), func(b bookingJSON) bool { return b.Phone == "+81******2222" })
			if there == swap.loses {
				t.Errorf("after the restart the booking is there: %t", there)
			}
			if out := p.does("phone", "--url", s.url, "--from", "080-1111-3333", "--keys", "1 4 1"); !strings.Contains(out, confirmed) {
				t.Errorf("after the restart:\n%s", out)
			}
			s.stop()
			p.sound()
		})
	}
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}

// A line notices by itself, with nobody calling, and has saved what was confirmed before it
// says so: it may be killed then.
func TestALineThatIsKilledAfterASwapHasLostNothing(t *testing.T) {
	for name, swap := range swaps {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t).withSecrets()
			p.now = time.Now() // the process has no other clock
			backup := filepath.Join(newPlace(t).dir, "backup.db")
			p.withLedger()
			if err := copyFile(p.db, backup); err != nil {
				t.Fatal(err)
			}
			s := p.process("127.0.0.1:0")
			if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1"); !strings.Contains(out, confirmed) {
				t.Fatalf("before:\n%s", out)
			}
			if err := swap.do(p, backup); err != nil {
				t.Fatal(err)
			}
			lineOf(t, s.lines, "the ledger cannot be relied on")
			s.kill(t)
			if err := swap.mend(p, backup); err != nil {
				t.Fatal(err)
			}
			s = p.process("127.0.0.1:0")
			there := slices.ContainsFunc(p.list(), func(b bookingJSON) bool { return b.Phone == booking.Phone("+818011112222").Masked() })
			if there == swap.loses {
				t.Errorf("after the restart the booking is there: %t", there)
			}
			s.kill(t)
			p.sound()
		})
	}
}
