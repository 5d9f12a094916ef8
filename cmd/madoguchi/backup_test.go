package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"madoguchi/cmd/madoguchi/archive"
)

// backups makes a directory for backups.
func (p *place) backups() string {
	p.t.Helper()
	dir := filepath.Join(p.dir, "backups")
	if err := os.Mkdir(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// names lists a directory, hidden files too.
func (p *place) names(dir string) (names []string) {
	p.t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// key makes an age key, and returns the file that has it and its recipient.
func (p *place) key(name string) (file, recipient string) {
	p.t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		p.t.Fatal(err)
	}
	return p.file(name, "# a key\n"+k.String()+"\n"), k.Recipient().String()
}

// A backup is made while the line runs and callers book, the line is killed, and the ledger
// is restored elsewhere: the call that booked before the backup finds its booking there.
func TestABackupOfARunningLineIsRestoredElsewhere(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.now = time.Now() // the process has no other clock
	line := p.process("127.0.0.1:0")
	p.does("phone", "--url", line.url, "--from", "080-1111-2222", "--keys", "1 4 1")
	want := p.list()
	to := p.backups()
	p.does("ledger", "backup", "--db", p.db, "--to", to)
	p.does("phone", "--url", line.url, "--from", "080-1111-3333", "--keys", "1 4 1")
	line.kill(t)
	backup := filepath.Join(to, p.names(to)[0])
	if len(want) != 1 || len(p.names(to)) != 1 {
		t.Fatalf("%d bookings, and the backups %q", len(want), p.names(to))
	}
	elsewhere := newPlace(t)
	elsewhere.now = p.now
	said := elsewhere.does("ledger", "restore", backup, "--db", elsewhere.db)
	for _, part := range []string{"予約 1件", "0分前", "それより後に受けた"} {
		if !strings.Contains(said, part) {
			t.Errorf("found %q, expected %s", said, part)
		}
	}
	if got := elsewhere.list(); len(got) != 1 || got[0].Receipt != want[0].Receipt {
		t.Errorf("restored %+v, expected %+v", got, want)
	}
	elsewhere.sound()
	again := elsewhere.process("127.0.0.1:0")
	if out := elsewhere.withSecrets().does("phone", "--url", again.url, "--from", "080-1111-2222", "--keys", ""); !strings.Contains(out, "電子証明書のご予約は") {
		t.Errorf("the caller hears\n%s", out)
	}
}

func TestAnEncryptedBackupIsReadWithItsKeyOnly(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	key, recipient := p.key("key.txt")
	other, _ := p.key("other.txt")
	before := p.names(p.dir)
	p.does("ledger", "backup", "--db", p.db, "--to", to, "--age", p.file("recipients", "# the city's\n"+recipient+"\n"))
	backup := filepath.Join(to, p.names(to)[0])
	text, err := os.ReadFile(backup)
	if err != nil || !strings.HasSuffix(backup, ".db.age") || bytes.Contains(text, []byte("SQLite format")) || !bytes.HasPrefix(text, []byte("age-encryption.org/")) {
		t.Errorf("%s: %.40q, %v", backup, text, err)
	}
	if after := p.names(p.dir); len(after) != len(before)+1 { // the recipients
		t.Errorf("beside the ledger: %q, before %q", after, before)
	}
	restored := filepath.Join(p.dir, "restored.db")
	for _, c := range []struct {
		more []string
		says string
	}{
		{nil, "expected its key"},
		{[]string{"--identity", other}, "cannot be decrypted with this key"},
	} {
		got := p.run(append([]string{"ledger", "restore", backup, "--db", restored}, c.more...)...)
		if got.status == done || !strings.Contains(got.err, c.says) || exists(restored) {
			t.Errorf("%q: %+v", c.more, got)
		}
	}
	// Whatever byte of it is another, it is not restored.
	for at := 0; at < len(text); at += len(text)/20 + 1 {
		damaged := bytes.Clone(text)
		damaged[at] ^= 1
		bad := p.file("madoguchi-2026-12-01-000000.db.age", string(damaged))
		if got := p.run("ledger", "restore", bad, "--db", restored, "--identity", key); got.status != refused || exists(restored) {
			t.Errorf("byte %d: %+v", at, got)
		}
	}
	p.does("ledger", "drill", "--from", to, "--identity", key)
	p.does("ledger", "restore", backup, "--db", restored, "--identity", key)
	p.does("ledger", "check", "--db", restored)
}

func TestOldBackupsGoAndOthersStay(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	mine := []string{"ledger-2020-01-01-000000.txt", "other-2020-01-01-000000.db", "notes.db"}
	for _, name := range mine {
		if err := os.WriteFile(filepath.Join(to, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := p.now
	for day := range 20 {
		p.now = first.AddDate(0, 0, day)
		p.does("ledger", "backup", "--db", p.db, "--to", to)
	}
	left, err := archive.In(to, p.db)
	if err != nil || len(left) != 15 || !left[14].At.Equal(first.AddDate(0, 0, 5)) {
		t.Errorf("%d backups are left, %v: %v", len(left), err, left)
	}
	for _, name := range mine {
		if text, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(text) != "mine" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// A clock that is a year ahead makes every backup too old. None is deleted by the first
// backup that it dates.
func TestAWrongClockDeletesNoBackup(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	for range 4 {
		p.does("ledger", "backup", "--db", p.db, "--to", to)
		p.now = p.now.AddDate(0, 0, 1)
	}
	p.now = p.now.AddDate(1, 0, 0)
	if said := p.does("ledger", "backup", "--db", p.db, "--to", to); !strings.Contains(said, "時計を疑い") {
		t.Errorf("found %q", said)
	}
	if left := p.names(to); len(left) != 5 {
		t.Errorf("left %q", left)
	}
}

// A line that was served doubts such a clock, and then no further night of it deletes anything.
func TestNoNightOfAWrongClockDeletesABackup(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.now = time.Now() // the process has no other clock
	p.process("127.0.0.1:0").kill(t)
	to := p.backups()
	for range 3 {
		p.does("ledger", "backup", "--db", p.db, "--to", to)
		p.now = p.now.Add(time.Hour)
	}
	p.now = p.now.AddDate(1, 0, 0)
	for night := range 3 {
		var made backupJSON
		p.read(&made, "ledger", "backup", "--db", p.db, "--to", to, "--json")
		if made.Sure || made.Deleted != 0 || made.Kept != 4+night {
			t.Errorf("night %d: %+v", night, made)
		}
		p.now = p.now.AddDate(0, 0, 1)
	}
	if said := p.does("ledger", "backup", "--db", p.db, "--to", to); !strings.Contains(said, "台帳が最後に見た時刻") {
		t.Errorf("found %q", said)
	}
}

// Backups that a wrong clock has named neither have those deleted that are made by a right one,
// nor hide that none are made any more.
func TestBackupsOfALaterTimeAreToldAndDeleteNothing(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	right := p.now
	p.now = right.AddDate(1, 0, 0)
	for range 2 {
		p.does("ledger", "backup", "--db", p.db, "--to", to)
		p.now = p.now.AddDate(0, 0, 1)
	}
	p.now = right
	for day := range 2 {
		p.now = right.AddDate(0, 0, day)
		var made backupJSON
		p.read(&made, "ledger", "backup", "--db", p.db, "--to", to, "--json")
		if made.Sure || made.Deleted != 0 || !exists(made.Path) {
			t.Errorf("day %d: %+v", day, made)
		}
	}
	p.now = p.now.Add(time.Minute)
	if said := p.does("ledger", "backup", "--db", p.db, "--to", to); !strings.Contains(said, "いまより先の日時") {
		t.Errorf("found %q", said)
	}
	if got := p.run("ledger", "drill", "--from", to); got.status != refused || !strings.Contains(got.err, "yet to come") || !strings.Contains(got.out, "日先") {
		t.Errorf("the drill: %+v", got)
	}
}

func TestABackupThatCannotBeMadeSaysWhy(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--db", p.db}, "found no --to"},
		{[]string{"--db", p.db, "--to", filepath.Join(p.dir, "missing")}, "create it"},
		{[]string{"--db", filepath.Join(p.dir, "missing.db"), "--to", to}, "no ledger at"},
		{[]string{"--db", p.file("text.db", strings.Repeat("text ", 1000)), "--to", to}, "this is not a ledger"},
		{[]string{"--db", p.db, "--to", to, "--age", "age1nobody"}, "expected a recipient"},
		{[]string{"--db", p.db, "--to", to, "--keep", "0"}, "expected days from 1"},
	} {
		got := p.run(append([]string{"ledger", "backup"}, c.args...)...)
		if got.status == done || !strings.Contains(got.err, c.says) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%q: %+v, expected %s", c.args, got, c.says)
		}
	}
	p.does("ledger", "backup", "--db", p.db, "--to", to)
	if got := p.run("ledger", "backup", "--db", p.db, "--to", to); got.status != refused || !strings.Contains(got.err, "of this second") {
		t.Errorf("twice in a second: %+v", got)
	}
	if left := p.names(to); len(left) != 1 {
		t.Errorf("left %q", left)
	}
}

func TestADrillTellsOfABackupThatIsOldOrBroken(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	if got := p.run("ledger", "drill", "--from", to); got.status != refused || !strings.Contains(got.err, "found no backup") {
		t.Errorf("without a backup: %+v", got)
	}
	p.does("ledger", "backup", "--db", p.db, "--to", to)
	var told drilledJSON
	p.now = p.now.Add(25 * time.Hour)
	p.read(&told, "ledger", "drill", "--from", to, "--json")
	if told.Backup != filepath.Join(to, p.names(to)[0]) || told.Version == 0 || told.Hours != 25 {
		t.Errorf("told %+v", told)
	}
	p.now = p.now.Add(2 * time.Hour)
	if got := p.run("ledger", "drill", "--from", to); got.status != refused || !strings.Contains(got.err, "more than 26 hours ago") {
		t.Errorf("27 hours later: %+v", got)
	}
	if err := os.Truncate(told.Backup, 100_000); err != nil {
		t.Fatal(err)
	}
	if got := p.run("ledger", "drill", "--from", to, "--oldest", "100"); got.status != refused {
		t.Errorf("cut off: %+v", got)
	}
}

// What a backup that was killed has left is swept away by the next one, an hour later.
func TestWhatAKilledBackupLeftIsSweptAway(t *testing.T) {
	p := newPlace(t).withLedger()
	to := p.backups()
	old, recent := filepath.Join(to, ".ledger-2026-12-01-000000.db.123.part"), p.file(".ledger-2026-12-01-083000.db.age.part", "numbers")
	for path, at := range map[string]time.Time{old: p.now.Add(-2 * time.Hour), recent: p.now.Add(-time.Minute)} {
		if err := os.WriteFile(path, []byte("numbers"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	p.does("ledger", "backup", "--db", p.db, "--to", to)
	if exists(old) || !exists(recent) {
		t.Errorf("the old part is there: %t, that of now: %t", exists(old), exists(recent))
	}
}
