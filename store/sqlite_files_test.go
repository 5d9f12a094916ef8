package store

import (
	"errors"
	"os"
	"testing"
)

// isHeld reports whether this process has a ledger's file open.
func isHeld(t *testing.T, path string) bool {
	t.Helper()
	id, err := fileAt(path)
	if err != nil {
		t.Fatal(err)
	}
	ledgerFiles.Lock()
	defer ledgerFiles.Unlock()
	return ledgerFiles.of[id] != nil
}

func TestAFileIsClosedByTheLastWhoHoldsIt(t *testing.T) {
	path := put(t, map[string]string{"ledger.db": "something"})
	var b [4]byte
	for range 2 {
		first, err := hold(path, os.O_RDONLY)
		if err != nil {
			t.Fatal(err)
		}
		second, err := hold(path, os.O_RDONLY)
		if err != nil || second != first {
			t.Fatalf("the file was opened twice, %v", err)
		}
		if err := first.letGo(); err != nil || !isHeld(t, path) {
			t.Errorf("once one has let go: held %t, %v", isHeld(t, path), err)
		}
		if _, err := second.ReadAt(b[:], 0); err != nil {
			t.Errorf("the other cannot read: %v", err)
		}
		if err := second.letGo(); err != nil || isHeld(t, path) {
			t.Errorf("once both have let go: held %t, %v", isHeld(t, path), err)
		}
		if _, err := second.ReadAt(b[:], 0); !errors.Is(err, os.ErrClosed) {
			t.Errorf("found %v, expected a closed file", err)
		}
	}
}

// However a ledger was opened, with a log of before or without, nothing of it is open once
// it is closed: a process that opens many, such as one that checks copies, keeps none.
func TestALedgerThatIsClosedIsNotHeld(t *testing.T) {
	files := left(t)
	alone := map[string]string{"ledger.db": files["ledger.db"]}
	for what, o := range map[string]Options{"writing": {}, "serving": {Serve: true}, "reading": {ReadOnly: true}} {
		for _, files := range []map[string]string{files, alone} {
			path := put(t, files)
			clock := clock{at: monday}
			o.Now = clock.Now
			s, err := Open(path, o)
			if err != nil {
				t.Fatal(err)
			}
			if !isHeld(t, path) {
				t.Errorf("%s: it is not held while it is open", what)
			}
			if err := s.Close(); err != nil || isHeld(t, path) {
				t.Errorf("%s %d files: held %t, %v", what, len(files), isHeld(t, path), err)
			}
		}
	}
}
