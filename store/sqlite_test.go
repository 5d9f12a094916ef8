package store

import (
	"errors"
	"strings"
	"testing"
)

// raw executes on the writer's connection, outside of its transactions.
func (w *town) raw(queries string) {
	w.Helper()
	if err := w.writer.script(queries); err != nil {
		w.Fatalf("%.80s: %v", queries, err)
	}
}

// script executes statements that are not kept.
func (c *conn) script(queries string) error {
	_, err := c.sql.ExecContext(bg, queries)
	return err
}

// bare connects to the file as the writer does, and leaves it as it is.
func bare(t tester, file string) *conn {
	t.Helper()
	c, err := sqlite{file}.connect(writerSettings, toWrite)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c
}

// heldByAnother begins to write over a connection of its own, as another process
// would, until letGo.
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
