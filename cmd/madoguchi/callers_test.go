package main

import (
	"strings"
	"testing"
	"time"
)

func TestABlockedCallerIsTurnedAwayUntilUnblocked(t *testing.T) {
	p := newPlace(t).withLedger()
	if got := p.does("callers", "list", "--db", p.db, "--json"); got != "[]\n" {
		t.Errorf("nobody: %q, want []", got)
	}
	receipt := p.add("090-1234-5678", "tobu", "2026-12-03 09:30")
	const away = "この番号からの電話は、お受けしていません。"
	for _, number := range []string{"090-1234-5678", "+819012345678"} { // blocking again changes nothing
		if got, want := p.does("callers", "block", number, "--db", p.db), "+81******5678  この番号からの電話を、お断りします。\n"; got != want {
			t.Errorf("block %s says %q, want %q", number, got, want)
		}
		p.now = p.now.Add(time.Minute)
	}
	if heard, _, _ := p.call("", "--db", p.db); !strings.Contains(heard, away) {
		t.Errorf("blocked:\n%s", heard)
	}
	if got, want := p.does("callers", "list", "--db", p.db), "電話           いつから\n+81******5678  2026-12-01(火) 08:30\n"; got != want {
		t.Errorf("list:\n%s\nwant\n%s", got, want)
	}
	var blocked []blockedJSON
	p.read(&blocked, "callers", "list", "--db", p.db, "--json")
	if len(blocked) != 1 || blocked[0] != (blockedJSON{"+819012345678", "2026-12-01T08:30:00+09:00"}) {
		t.Errorf("--json: %+v", blocked)
	}
	if got := p.list(); len(got) != 1 || got[0].Receipt != receipt || got[0].State != "active" {
		t.Errorf("blocking touched the booking: %+v", got)
	}
	if got, want := p.does("callers", "unblock", "090", "1234", "5678", "--db", p.db), "+81******5678  この番号からの電話を、お受けします。\n"; got != want {
		t.Errorf("unblock says %q, want %q", got, want)
	}
	if heard, _, knows := p.call("", "--db", p.db); strings.Contains(heard, away) || !knows {
		t.Errorf("unblocked:\n%s", heard)
	}
	p.sound()
}

// A slip in the number would leave the right one blocked, and nobody would notice.
func TestANumberThatIsNotBlockedCannotBeUnblocked(t *testing.T) {
	p := newPlace(t).withLedger()
	p.does("callers", "block", "090-1234-5678", "--db", p.db)
	got := p.run("callers", "unblock", "090-1234-5679", "--db", p.db)
	if want := "madoguchi callers unblock: +81******5679 is not blocked; see: madoguchi callers list\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
}

func TestCallersAreBlockedForMachines(t *testing.T) {
	p := newPlace(t).withLedger()
	for command, want := range map[string]string{"block": "true", "unblock": "false"} {
		if command == "unblock" {
			p.does("callers", "block", "0568-11-2222", "--db", p.db)
		}
		got := p.does("callers", command, "0568-11-2222", "--db", p.db, "--json")
		if got != "{\n  \"phone\": \"+81568112222\",\n  \"blocked\": "+want+"\n}\n" {
			t.Errorf("%s: %s", command, got)
		}
	}
}
