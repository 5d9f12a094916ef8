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
	if len(blocked) != 1 || blocked[0] != (blockedJSON{Phone: "+81******5678", Since: "2026-12-01T08:30:00+09:00"}) {
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
		if got != "{\n  \"phone\": \"+81*****2222\",\n  \"blocked\": "+want+"\n}\n" {
			t.Errorf("%s: %s", command, got)
		}
	}
}

// Callers who show no number are blocked as a kind: each by its word, beside the numbers.
func TestAKindOfCallerIsTurnedAwayAtTheTerminal(t *testing.T) {
	p := newPlace(t).withLedger()
	p.does("callers", "block", "090-1234-5678", "--db", p.db)
	for word, name := range map[string]string{"withheld": "番号非通知の電話", "PayPhone": "公衆電話", "unreadable": "番号の読めない電話"} {
		want := name + " (" + strings.ToLower(word) + ")  この種類の電話を、お断りします。\n"
		for range 2 { // blocking again changes nothing
			if got := p.does("callers", "block", word, "--db", p.db); got != want {
				t.Errorf("block %s says %q, want %q", word, got, want)
			}
		}
	}
	want := `電話                             いつから
+81******5678                    2026-12-01(火) 08:30
番号非通知の電話 (withheld)      2026-12-01(火) 08:30
公衆電話 (payphone)              2026-12-01(火) 08:30
番号の読めない電話 (unreadable)  2026-12-01(火) 08:30
`
	if got := p.does("callers", "list", "--db", p.db); got != want {
		t.Errorf("list:\n%s\nwant\n%s", got, want)
	}
	if got := p.does("callers", "unblock", "payphone", "--db", p.db); got != "公衆電話 (payphone)  この種類の電話を、お受けします。\n" {
		t.Errorf("unblock says %q", got)
	}
	var blocked []blockedJSON
	p.read(&blocked, "callers", "list", "--db", p.db, "--json")
	if len(blocked) != 3 || blocked[1] != (blockedJSON{Kind: "withheld", Since: "2026-12-01T08:30:00+09:00"}) || blocked[2].Kind != "unreadable" {
		t.Errorf("--json: %+v", blocked)
	}
	if got := p.does("callers", "unblock", "withheld", "--db", p.db, "--json"); got != "{\n  \"kind\": \"withheld\",\n  \"blocked\": false\n}\n" {
		t.Errorf("unblock for machines: %s", got)
	}
	got := p.run("callers", "unblock", "withheld", "--db", p.db)
	if want := "madoguchi callers unblock: withheld is not blocked; see: madoguchi callers list\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %q", got, want)
	}
	for _, word := range []string{"identified", "centre", "malformed", "withheld payphone", "ひつうち"} {
		if got := p.run("callers", "block", word, "--db", p.db); got.status != misused || !strings.Contains(got.err, "or withheld, payphone or unreadable") {
			t.Errorf("block %s: %+v", word, got)
		}
	}
	p.sound()
}
