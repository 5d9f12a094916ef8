package store

import (
	"context"
	"errors"
	"os"
)

// size implements engine. The log may hold pages that the ledger does not have yet.
func (e sqlite) size() (total int64, err error) {
	for _, path := range []string{e.file, e.file + "-wal"} {
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		total += info.Size()
	}
	return total, nil
}

// Settings of a connection from which a copy is made, and of one to a copy that is being made.
const (
	copySettings = "?_busy_timeout=5000"
	partSettings = "?_journal_mode=DELETE&_synchronous=FULL&_secure_delete=on"
)

// compact implements engine. secure_delete, even when it is on, leaves copies of rows in
// the gaps of pages that were rebuilt: of 485 numbers, 11 (and 238 when it is "fast").
// https://sqlite.org/lang_vacuum.html, https://sqlite.org/pragma.html#pragma_secure_delete
func (e sqlite) compact(c *conn) error {
	if err := e.vacuum(c); err != nil {
		return c.told(err)
	}
	return e.rest(c)
}

// vacuum writes the ledger anew. Whoever asks whether it is intact waits, because there is
// a moment in which a page is overwritten, and what it had is not yet where it belongs.
func (e sqlite) vacuum(c *conn) error {
	e.watched.mu.Lock()
	defer e.watched.mu.Unlock()
	_, err := c.sql.ExecContext(context.Background(), "VACUUM")
	return err
}

// sqliteFiles returns the files that a ledger may have: none of them may be there before a
// ledger is restored, because SQLite would take an old log for that of the new one.
func sqliteFiles(path string) []string {
	return []string{path, path + "-wal", path + "-shm", path + "-journal"}
}

// alone implements engine. It leaves no files beside the ledger.
func (e sqlite) alone() (*conn, error) { return e.connect(partSettings, toWrite) }

// copy implements engine. It reads one state of the ledger, and writes it without the pages
// that are free. https://sqlite.org/lang_vacuum.html#vacuuminto
func (e sqlite) copy(ctx context.Context, part string) error {
	from, err := e.patiently(copySettings, toRead)
	if err != nil {
		return err
	}
	if _, err := from.sql.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return errors.Join(from.told(err), from.close())
	}
	if err := from.close(); err != nil {
		return err
	}
	to, err := sqlite{file: part}.connect(partSettings, toRead)
	if err != nil {
		return err
	}
	return errors.Join(to.forgetServing(), to.close())
}

// forgetServing removes what only the process that serves the ledger may find.
func (c *conn) forgetServing() error {
	var there bool
	err := c.sql.QueryRowContext(context.Background(), `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'serving')`).Scan(&there)
	if err != nil || !there {
		return err
	}
	_, err = c.sql.ExecContext(context.Background(), `DELETE FROM serving`)
	return err
}
