package storetest

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// Earlier makes an empty ledger of an earlier version at file, as the program of that
// version left it, and runs statements in it.
func Earlier(t testing.TB, file string, version int, statements ...string) {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	scripts, err := filepath.Glob(filepath.Join(filepath.Dir(here), "..", "migrations", "*.sql"))
	if err != nil || !ok || len(scripts) < version {
		t.Fatalf("found %d migrations, %v, expected %d at least", len(scripts), err, version)
	}
	slices.Sort(scripts)
	db := open(t, file)
	do := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	do("PRAGMA journal_mode = WAL")
	for _, script := range scripts[:version] {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		// The store's function for old entries has nothing to do in an empty ledger.
		do(strings.ReplaceAll(string(text), "detail_of(what, detail)", "'{}'"))
	}
	do(fmt.Sprintf("PRAGMA user_version = %d", version))
	for _, statement := range statements {
		do(statement)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
