package store

import (
	"strings"
	"testing"
)

// A doubt that goes on is not told again, and another one is.
func TestAnotherDoubtIsTold(t *testing.T) {
	moved := func(path string) error { return &FileDoubt{FileGone, path} }
	for i, c := range []struct {
		before, now error
		same        bool
	}{
		{nil, nil, true},
		{nil, moved("ledger.db"), false},
		{moved("ledger.db"), nil, false},
		{moved("ledger.db"), moved("ledger.db"), true},
		{moved("ledger.db"), moved("ledger.db-wal"), false},
		{moved("ledger.db"), &FileDoubt{FileOther, "ledger.db"}, false},
		{&ClockDoubt{at(9, 0), at(12, 0)}, &ClockDoubt{at(9, 1), at(12, 0)}, true}, // a minute later
		{&ClockDoubt{at(9, 0), at(12, 0)}, &DamageDoubt{File: "ledger.db"}, false},
		{moved("ledger.db"), &ClockDoubt{at(9, 0), at(12, 0)}, false},
		{&DamageDoubt{File: "ledger.db"}, moved("ledger.db"), false},
	} {
		if got := sameDoubt(c.before, c.now); got != c.same {
			t.Errorf("%d: %v after %v is the same: %t, expected %t", i, c.now, c.before, got, c.same)
		}
	}
}

// What was in the log is lost with it, and what is in a file that was overwritten is another
// ledger: each needs something else.
func TestWhatToDoDependsOnWhichFileItIs(t *testing.T) {
	for path, says := range map[string]string{"/var/lib/ledger.db": "what is in the file now", "/var/lib/ledger.db-wal": "what it had confirmed last"} {
		if got := remedy(&FileDoubt{FileOther, path}); !strings.Contains(got, says) {
			t.Errorf("%s: found %q, expected it to speak of %s", path, got, says)
		}
	}
}
