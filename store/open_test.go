package store

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the schemas in testdata")

func TestOpenSaysWhatIsWrongWithTheFileAndWhatToDo(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("letter.txt"), []byte(strings.Repeat("Dear Sir or Madam, ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"foreign.db": "CREATE TABLE guests (name)",
		"numbered":   "PRAGMA user_version = 1",
		"theirs.db":  "PRAGMA application_id = 7",
		"newer.db":   fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, versions(t)+1),
	} {
		db := sql.OpenDB(newLedger(path(name), "?", nil))
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	for file, want := range map[string]string{
		path("missing/ledger.db"): "there is no directory " + path("missing") + ": create it",
		dir:                       "is a directory",
		path("letter.txt"):        "this is not a ledger",
		path("foreign.db"):        "another program",
		path("numbered"):          "another program",
		path("theirs.db"):         "another program",
		path("newer.db"):          fmt.Sprintf("a newer madoguchi wrote it: run that one, or restore the backup from before the upgrade (it is of version %d, this program knows %d)", versions(t)+1, versions(t)),
		"":                        "expected the path of a file",
		":memory:":                "expected the path of a file",
	} {
		s, err := Open(file, Options{Now: time.Now})
		if !contains(err, want) || !contains(err, file) {
			t.Errorf("%s: found %v, expected %q", file, err, want)
		}
		if err == nil {
			s.Close()
		}
	}
	if _, err := Open(path("ledger.db"), Options{}); !contains(err, "Options.Now") {
		t.Errorf("without a clock: %v", err)
	}
}

func TestANewLedgerIsForItsOwnerOnly(t *testing.T) {
	w := newTown(t)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(w.path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", suffix, info.Mode(), err)
		}
	}
}

func TestAnyFileNameWillDo(t *testing.T) {
	for _, name := range []string{"窓口 1.db", "a?b#c%41.db", "a&_synchronous=OFF"} {
		w := townAt(t, filepath.Join(t.TempDir(), name))
		if err := w.Ready(bg); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.path); err != nil {
			t.Error(err)
		}
	}
}

func TestTheSettingsReachEveryConnection(t *testing.T) {
	w := newTown(t)
	settings := func(c *conn) string {
		var found []string
		for _, name := range []string{"journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only", "journal_size_limit", "secure_delete", "temp_store"} {
			var v string
			if err := c.sql.QueryRowContext(bg, "PRAGMA "+name).Scan(&v); err != nil {
				t.Fatal(err)
			}
			found = append(found, name+"="+v)
		}
		return strings.Join(found, " ")
	}
	if found, want := settings(w.writer), "journal_mode=wal synchronous=2 foreign_keys=1 busy_timeout=5000 query_only=0 journal_size_limit=67108864 secure_delete=2 temp_store=2"; found != want {
		t.Errorf("the writer has\n%s, expected\n%s", found, want)
	}
	for range readers {
		c := <-w.Store.readers
		if found := settings(c); !strings.Contains(found, "journal_mode=wal") || !strings.Contains(found, "foreign_keys=1 busy_timeout=5000 query_only=1") {
			t.Errorf("a reader has %s", found)
		}
		defer func() { w.Store.readers <- c }()
	}
}

// TestMigrations pins the schema of every version, and makes each out of the
// one before. What has once been written here is never written again.
func TestMigrations(t *testing.T) {
	db := sql.OpenDB(newLedger(filepath.Join(t.TempDir(), "ledger.db"), writerSettings, nil))
	defer db.Close()
	c, err := newConn(db)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for version := 1; version <= versions(t); version++ {
		if err := migrateTo(c, version); err != nil {
			t.Fatal(err)
		}
		if found, err := c.version(); err != nil || found != version {
			t.Fatalf("version %d, %v, expected %d", found, err, version)
		}
		objects, err := all(&Tx{ctx: bg, c: c}, scanText, schemaObjects)
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Join(objects, "\n\n") + "\n"
		golden := fmt.Sprintf("testdata/schema_%04d.txt", version)
		if *update {
			if err := os.WriteFile(golden, []byte(found), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || string(want) != found {
			t.Errorf("the schema of version %d is not that of %s (%v): a migration that has been released is never edited", version, golden, err)
		}
	}
}

// versions is how many versions the ledger has.
func versions(t *testing.T) int {
	t.Helper()
	files, err := migrations()
	if err != nil || len(files) < 6 {
		t.Fatalf("found the migrations %q, %v, expected six at least", files, err)
	}
	return len(files)
}

// A migration is found by its number, so no number is missing, none is there twice,
// and nothing else lies beside them.
func TestTheMigrationsAreNumberedWithoutAGap(t *testing.T) {
	files, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if !regexp.MustCompile(fmt.Sprintf(`^migrations/%04d_[a-z]+\.sql$`, i+1)).MatchString(file) {
			t.Errorf("migration %d is %s", i+1, file)
		}
		if _, err := os.Stat(fmt.Sprintf("testdata/schema_%04d.txt", i+1)); err != nil {
			t.Errorf("the schema of version %d is not pinned: %v", i+1, err)
		}
	}
	for version := range functions {
		if version < 1 || len(files) < version {
			t.Errorf("there are functions for version %d of %d", version, len(files))
		}
	}
	on, err := os.ReadDir("migrations")
	if pinned, _ := filepath.Glob("testdata/schema_*.txt"); err != nil || len(on) != len(files) || len(pinned) != len(files) {
		t.Errorf("%d migrations, %d files beside them, %v, and %d schemas are pinned", len(files), len(on), err, len(pinned))
	}
}

func TestAMigrationThatFailsLeavesTheVersionBefore(t *testing.T) {
	db := sql.OpenDB(newLedger(filepath.Join(t.TempDir(), "ledger.db"), writerSettings, nil))
	defer db.Close()
	c, err := newConn(db)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.sql.ExecContext(bg, "PRAGMA max_page_count = 3"); err != nil { // no room for the schema
		t.Fatal(err)
	}
	if err := migrate(c); err == nil {
		t.Fatal("the schema found room")
	}
	if version, err := c.version(); err != nil || version != 0 {
		t.Errorf("version %d, %v, expected none", version, err)
	}
	if _, err := c.sql.ExecContext(bg, "PRAGMA max_page_count = 1000"); err != nil {
		t.Fatal(err)
	}
	if err := migrate(c); err != nil {
		t.Error(err)
	}
}

func TestTwoProcessesMayOpenANewLedgerAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(path, Options{Now: func() time.Time { return monday }})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Ready(bg); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
