package main

import (
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/web/password"
)

const goodPassword = "ame nochi hare 12"

// staff runs a command of the accounts with a line on standard input.
func (p *place) staff(line string, args ...string) said {
	p.t.Helper()
	p.stdin = line
	defer func() { p.stdin = "" }()
	return p.run(append(append([]string{"staff"}, args...), "--db", p.db)...)
}

// account adds an account and returns what was printed.
func (p *place) account(args ...string) string {
	p.t.Helper()
	got := p.staff(goodPassword+"\n", append([]string{"add"}, args...)...)
	if got.status != done || got.err != "" {
		p.t.Fatalf("staff add %q: %+v", args, got)
	}
	return got.out
}

// holds reports whether the password is that of the account.
func (p *place) holds(name, typed string) (yes bool) {
	p.t.Helper()
	p.inLedger(func(ledger *store.Store) error {
		return ledger.View(p.t.Context(), func(tx *store.Tx) error {
			_, secret, err := tx.AccountOf(name)
			yes = err == nil && password.Holds(secret, typed)
			return err
		})
	})
	return yes
}

func TestAnAccountLivesFromAddToEnd(t *testing.T) {
	p := newPlace(t).withLedger()
	expect := func(got said, want string) {
		t.Helper()
		if got != (said{out: want}) {
			t.Errorf("got %+v, want %q", got, want)
		}
	}
	expect(said{out: p.account("tanto", "--role", "agent", "--number", "482173905161")}, "tanto  オペレーター  番号 482173905161  アカウントを作りました。\n")
	expect(said{out: p.account("kanri", "--role", "admin")}, "kanri  管理  番号 -  アカウントを作りました。\n")
	if !p.holds("tanto", goodPassword) || p.holds("tanto", goodPassword+"\n") {
		t.Error("the password is another one")
	}
	expect(p.staff("yuki nochi hare 3\r\n", "password", "tanto"), "tanto  オペレーター  番号 482173905161  パスワードを変えました。\n")
	if !p.holds("tanto", "yuki nochi hare 3") || p.holds("tanto", goodPassword) {
		t.Error("the password has not changed")
	}
	expect(p.staff("", "role", "tanto", "counter"), "tanto  窓口  番号 482173905161  役割を変えました。\n")
	expect(p.staff("", "number", "tanto", "none"), "tanto  窓口  番号 -  番号をなくしました。\n")
	expect(p.staff("", "number", "tanto", "004217390516"), "tanto  窓口  番号 004217390516  番号を決めました。\n")
	expect(p.staff("", "end", "tanto"), "tanto  窓口  番号 004217390516  もう使えません。\n")
	for _, args := range [][]string{{"end", "tanto"}, {"password", "tanto"}, {"role", "tanto", "admin"}, {"number", "tanto", "none"}, {"end", "nobody"}} {
		got := p.staff(goodPassword, args...)
		if want := "madoguchi staff " + args[0] + ": " + args[1] + ": there is no such account\n"; got != (said{status: refused, err: want}) {
			t.Errorf("%q: got %+v, want %q", args, got, want)
		}
	}
	p.sound()
}

func TestAccountsAreListed(t *testing.T) {
	p := newPlace(t).withLedger()
	if got := p.does("staff", "list", "--db", p.db, "--json"); got != "[]\n" {
		t.Errorf("none: %q, want []", got)
	}
	p.account("tanto", "--role", "agent", "--number", "482173905161")
	p.account("madoguchi1", "--role", "counter")
	p.account("kanri", "--role", "admin")
	p.staff("", "end", "kanri")
	const usable = "madoguchi1  窓口          -             2026-12-01(火) 08:30  使えます\n"
	waits := "名前        役割          番号          いつから              状態\n" + usable +
		"tanto       オペレーター  482173905161  2026-12-01(火) 08:30  使えます\n"
	if got := p.does("staff", "list", "--db", p.db); got != waits {
		t.Errorf("got\n%s\nwant\n%s", got, waits)
	}
	p.now = p.now.Add(time.Minute)
	if got := p.does("staff", "list", "--all", "--db", p.db); !strings.Contains(got, "kanri       管理          -             2026-12-01(火) 08:30  終了\n"+usable) ||
		!strings.HasSuffix(got, "08:30  使えます\n") {
		t.Errorf("--all, a minute later:\n%s", got)
	}
	var machine []accountJSON
	p.read(&machine, "staff", "list", "--all", "--db", p.db, "--json")
	const at = "2026-12-01T08:30:00+09:00"
	want := []accountJSON{{"kanri", "admin", "", at, at}, {"madoguchi1", "counter", "", at, ""}, {"tanto", "agent", "482173905161", at, ""}}
	for i := range want {
		if len(machine) != len(want) || machine[i] != want[i] {
			t.Fatalf("--json: got %+v, want %+v", machine, want)
		}
	}
}

func TestAnAgentGetsAFreeNumber(t *testing.T) {
	p := newPlace(t).withLedger()
	printed := regexp.MustCompile(`^tanto[0-9]  オペレーター  番号 ([0-9]{12})  `)
	numbers := map[string]bool{}
	for _, name := range []string{"tanto1", "tanto2", "tanto3"} {
		m := printed.FindStringSubmatch(p.account(name, "--role", "agent"))
		if m == nil || numbers[m[1]] {
			t.Fatalf("%s: got %q, others have %v", name, m, numbers)
		}
		numbers[m[1]] = true
	}
	for number := range numbers {
		got := p.staff(goodPassword, "add", "tanto4", "--role", "agent", "--number", number)
		if got != (said{status: refused, err: "madoguchi staff add: tanto4: another account has that number\n"}) {
			t.Errorf("a number that is taken: %+v", got)
		}
	}
}

func TestNumbersThatAnybodyWouldGuessAreRefused(t *testing.T) {
	for _, plain := range []string{"4821", "111111111111", "121212121212", "123456789012", "012345678901", "000000000042", "48217390516", "4821739051611"} {
		if _, err := readStaffNumber(plain); err == nil {
			t.Errorf("%s was taken", plain)
		}
	}
}

func TestAPasswordThatCannotBeIsRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	p.account("tanto", "--role", "agent")
	const ofHouse = "found a password of nothing but words of this house, such as the names of the city and its counters, and digits and signs, expected other words as well"
	for line, want := range map[string]string{
		"Madoguchi-2026\n":                   ofHouse,
		"春日井市koseki2026\n":                   ofHouse,
		"":                                   "found no password on standard input, expected one line",
		"\n":                                 "found no password on standard input, expected one line",
		"short\n":                            "found a password of 5 characters, expected 12 to 128",
		goodPassword + "\n" + goodPassword:   "found several lines on standard input, expected a password in one line",
		strings.Repeat("long ", 1000) + "\n": "found more than 4096 bytes on standard input, expected a password in one line",
		"aaaaaaaaaaaaa\n":                    "found one character over and over as the password, expected several",
	} {
		for _, args := range [][]string{{"add", "other", "--role", "agent"}, {"password", "tanto"}} {
			got := p.staff(line, args...)
			if got != (said{status: refused, err: "madoguchi staff " + args[0] + ": " + want + "\n"}) {
				t.Errorf("%.40q: got %+v, want %q", line, got, want)
			}
		}
	}
	if !p.holds("tanto", goodPassword) {
		t.Error("the password has changed")
	}
	if got := p.staff(goodPassword, "add", "tanto", "--role", "admin"); got != (said{status: refused, err: "madoguchi staff add: tanto: there is or was an account with that name\n"}) {
		t.Errorf("a second account of that name: %+v", got)
	}
	if got := p.does("staff", "list", "--db", p.db); strings.Contains(got, "other") {
		t.Errorf("the ledger has\n%s", got)
	}
}

func TestAPasswordIsTypedTwice(t *testing.T) {
	typing := func(lines ...string) func(string) (string, error) {
		return func(string) (line string, err error) {
			if len(lines) == 0 {
				return "", io.ErrUnexpectedEOF
			}
			line, lines = lines[0], lines[1:]
			return line, nil
		}
	}
	if got, err := twice("tanto", typing(goodPassword, goodPassword)); got != goodPassword || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := twice("tanto", typing(goodPassword, "ame nochi hare 13")); got != "" || err == nil || strings.Contains(err.Error(), "nochi") {
		t.Errorf("a slip: got %q, %v", got, err)
	}
	for _, lines := range [][]string{nil, {goodPassword}} {
		if got, err := twice("tanto", typing(lines...)); got != "" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d lines: got %q, %v", len(lines), got, err)
		}
	}
}

// The first account is made before the line has ever run.
func TestTheFirstAccountMayMakeTheLedger(t *testing.T) {
	p := newPlace(t)
	p.db = filepath.Join(p.dir, "new.db")
	got := p.staff(goodPassword, "add", "kanri", "--role", "admin", "--json")
	if got.status != done || got.err != "there was no ledger at "+p.db+": made a new one\n" || !strings.Contains(got.out, `"name": "kanri"`) {
		t.Errorf("got %+v", got)
	}
	p.sound()
	p.db = filepath.Join(p.dir, "other.db")
	if got := p.staff("", "list"); got.status != refused || !strings.Contains(got.err, "no ledger at") {
		t.Errorf("a list made one: %+v", got)
	}
}
