package console_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The lists on disk have what a counter needs, and nothing more; those of days
// before go.
func TestThePaperListsNeedNoServer(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(0, 13, 0))
	o.book(landline, "tobu", at(1, 9, 0))
	dir := filepath.Join(t.TempDir(), "paper")
	n, err := o.console.Paper(t.Context(), dir)
	if err != nil || n != 2*len(o.config.City.Facilities) {
		t.Fatalf("%d lists: %v", n, err)
	}
	read := func(name string) string {
		t.Helper()
		list, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(list)
	}
	today := read("koseki-2026-04-14.html")
	for _, want := range []string{"戸籍住民課", "4月14日（火）", "13:00", "5678", "10:00 現在", "<style>"} {
		if !strings.Contains(today, want) {
			t.Errorf("the list has no %q:\n%s", want, today)
		}
	}
	if strings.Contains(today, "<script") || strings.Contains(today, "/console") || strings.Contains(today, "href=") || long.MatchString(today) {
		t.Errorf("the list needs a server, or tells too much:\n%s", today)
	}
	if tomorrow := read("tobu-2026-04-15.html"); !strings.Contains(tomorrow, "2222") {
		t.Errorf("tomorrow's list is\n%s", tomorrow)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %s", path, info.Mode())
		}
		if strings.HasPrefix(d.Name(), ".") {
			t.Errorf("%s is left over", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	if err := os.WriteFile(filepath.Join(dir, "notes.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o.wait(24 * time.Hour)
	if _, err := o.console.Paper(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "koseki-2026-04-14.html")); err == nil {
		t.Error("the list of yesterday is still there")
	}
	read("koseki-2026-04-16.html")
	read("notes.html") // is somebody else's
	if _, err := o.console.Paper(t.Context(), "/dev/null/paper"); err == nil {
		t.Error("where nothing can be written nothing is said")
	}
}
