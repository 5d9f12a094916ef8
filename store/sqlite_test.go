package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"
)

// raw executes on the writer's connection, outside of its transactions.
func (w *town) raw(queries string) {
	w.Helper()
	if err := w.writer.script(queries); err != nil {
		w.Fatalf("%.80s: %v", queries, err)
	}
}

// script executes statements without keeping them prepared.
func (c *conn) script(queries string) error {
	_, err := c.sql.ExecContext(bg, queries)
	return err
}

// bare connects to the file as the writer does, but does not migrate it.
func bare(t tester, file string) *conn {
	t.Helper()
	c, err := sqlite{file: file}.connect(writerSettings, toWrite)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c
}

// heldByAnother begins to write over another connection, as another process would, and
// holds the file until letGo is called.
func (w *town) heldByAnother() (letGo func()) {
	w.Helper()
	c := bare(w, w.path)
	if err := c.begin(); err != nil {
		w.Fatalf("%v", err)
	}
	return func() {
		w.Helper()
		if err := errors.Join(c.rollback(), c.close()); err != nil {
			w.Fatalf("%v", err)
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

func TestWhySQLiteRefusesIsReadFromItsCodes(t *testing.T) {
	extended := func(e sqlite3.ErrNoExtended) sqlite3.Error {
		return sqlite3.Error{Code: sqlite3.ErrNo(e & 0xff), ExtendedCode: e}
	}
	primary := func(e sqlite3.ErrNo) sqlite3.Error {
		return sqlite3.Error{Code: e, ExtendedCode: sqlite3.ErrNoExtended(e)}
	}
	for _, c := range []struct {
		err  error
		want refusal
	}{
		{extended(sqlite3.ErrConstraintUnique), unique},
		{extended(sqlite3.ErrConstraintPrimaryKey), unique},
		{extended(sqlite3.ErrConstraintCheck), check},
		{extended(3091), mistyped},
		{extended(sqlite3.ErrConstraintForeignKey), missing},
		{extended(sqlite3.ErrConstraintTrigger), raised},
		{extended(sqlite3.ErrConstraintNotNull), otherwise},
		{extended(sqlite3.ErrBusySnapshot), busy},
		{extended(sqlite3.ErrReadonlyDbMoved), unwritable},
		{extended(sqlite3.ErrCantOpenIsDir), unwritable},
		{extended(sqlite3.ErrIoErrFsync), otherwise},
		{primary(sqlite3.ErrBusy), busy},
		{primary(sqlite3.ErrLocked), busy},
		{primary(sqlite3.ErrFull), full},
		{primary(sqlite3.ErrCorrupt), damaged},
		{primary(sqlite3.ErrNotADB), notALedger},
		{primary(sqlite3.ErrPerm), unwritable},
		{primary(sqlite3.ErrError), otherwise},
		{context.Canceled, otherwise},
	} {
		told := (&conn{engine: sqlite{}}).told(c.err)
		if got := why(fmt.Errorf("in between: %w", told)); got != c.want || !errors.Is(told, c.err) || told.Error() != c.err.Error() {
			t.Errorf("%v: found the refusal %d, %v, expected %d", c.err, got, told, c.want)
		}
	}
	if why(nil) != otherwise || (&conn{engine: sqlite{}}).told(nil) != nil {
		t.Error("what was not refused was refused")
	}
}

// SQLite does not tell which trigger raised an error, so only one may refuse a new claim,
// and one a claim that is changed: see refused.
func TestAClaimIsRefusedOnlyBecauseNoDeskIsFree(t *testing.T) {
	w := newTown(t)
	w.look(func(tx *Tx) error {
		found, err := all(tx, scanText, `SELECT name FROM sqlite_schema
			WHERE type = 'trigger' AND tbl_name = 'claims' AND sql LIKE '%RAISE%' ORDER BY name`)
		if want := []string{"claims_fit", "claims_fit_anew"}; !slices.Equal(found, want) {
			t.Errorf("found %v, expected %v", found, want)
		}
		return err
	})
}

// A full disk is told as a full disk and as a failure to read or write: SQLite cannot even
// read when there is no room for the index of its log.
func TestWhatIsRefusedForNowIsToldFromWhatIsRefusedForGood(t *testing.T) {
	c := &conn{engine: sqlite{}}
	for err, want := range map[error]bool{
		sqlite3.Error{Code: sqlite3.ErrFull}:                                  true,
		sqlite3.Error{Code: sqlite3.ErrBusy}:                                  true,
		sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC}:    true,
		sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EDQUOT}: true,
		sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}:       false,
		sqlite3.Error{Code: sqlite3.ErrCorrupt}:                               false,
		sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EACCES}: false,
		sqlite3.Error{Code: sqlite3.ErrNotADB}:                                false,
		syscall.ENOSPC:                                                        true,
		fmt.Errorf("a group: %w", ErrBusy):                                    true,
		&ClockDoubt{}:                                                         true,
		&AlreadyServed{}:                                                      false,
		errors.New("another city"):                                            false,
	} {
		if got := Temporary(explained("ledger.db", c.told(err))); got != want {
			t.Errorf("%v: for now: %t, expected %t", err, got, want)
		}
	}
}
