package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
)

// A sqliteMark tells one file of a ledger from every copy of it that was made before. It is
// in the ledger's only row of "serving": a key, which the process draws that serves it, and
// a number, twice, that rises. A copy has another key, or a smaller number than the file
// itself has had. It is read from the file, around SQLite, whose own memory and log would
// hide that the file has been overwritten.
type sqliteMark struct {
	key    [16]byte
	issued uint64 // the number that was written last, maybe to the log only
	least  uint64 // the greatest number that was seen in the file; 0 if none was
	page   int64  // on which it is, from 1; 0 if this process does not serve the ledger
	groups int    // since the number was raised
	buffer []byte
}

const (
	keepMark = `INSERT INTO serving (id, mark) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark`
	markPage = `SELECT rootpage FROM sqlite_schema WHERE name = 'serving'`

	// markEvery is how many groups of operations go by before the mark's number rises, on a
	// line that never rests. It is one more page in the log.
	markEvery = 64
)

// mark implements engine. What it cannot write now, because another process holds the
// ledger or the disk is full, rest and ending write as soon as they can.
func (e sqlite) mark(c *conn) error {
	w := e.watched
	w.mu.Lock()
	rand.Read(w.mark.key[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	err := c.sql.QueryRowContext(context.Background(), markPage).Scan(&w.mark.page)
	w.mu.Unlock()
	if err != nil {
		return err
	}
	if err := impatiently(c, func() error { return e.raise(c) }); err != nil {
		return err
	}
	if err := e.checkpoint(c); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := e.watchLog(); err != nil {
		return err
	}
	if _, err := w.same(); err != nil || w.mark.least == 0 {
		return err
	}
	return w.lock.marked(w.mark.key)
}

// bytes returns the mark as it is in the file.
func (m *sqliteMark) bytes() []byte {
	b := binary.BigEndian.AppendUint64(m.key[:], m.issued)
	return binary.BigEndian.AppendUint64(b, m.issued)
}

// raise writes the mark's next number. Whatever the log has goes into the file together
// with it, at the latest when the line is idle for a moment.
func (e sqlite) raise(c *conn) error {
	m := &e.watched.mark
	if m.page == 0 { // this process does not serve the ledger
		return nil
	}
	e.watched.mu.Lock()
	m.issued++
	m.groups = 0
	text := m.bytes()
	e.watched.mu.Unlock()
	_, err := c.exec(context.Background(), keepMark, text)
	return err
}

// ending implements engine.
func (e sqlite) ending(c *conn) error {
	if e.watched == nil {
		return nil
	}
	if e.watched.mark.groups++; e.watched.mark.groups < markEvery {
		return nil
	}
	return e.raise(c)
}

// isIn reports whether the mark is in a file, and rises with it. It is where it was last
// seen, or elsewhere after a VACUUM. A mark that has only just been written may still be
// in the log, and is not missed before it has been seen.
func (m *sqliteMark) isIn(f *heldFile, size int64) (bool, error) {
	if int64(len(m.buffer)) != size {
		m.buffer = make([]byte, size)
	}
	page := m.buffer
	var found uint64
	for range 3 { // SQLite may be writing it
		n, err := f.ReadAt(page, (m.page-1)*size)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if found = m.number(page[:n]); found >= m.least {
			m.least = found
			return true, nil
		}
	}
	if found > 0 {
		return false, nil
	}
	return m.search(f, size)
}

// number returns the mark's number, or 0 if the mark is not there. Its two halves differ
// while it is being written.
func (m *sqliteMark) number(page []byte) (n uint64) {
	for {
		_, after, ok := bytes.Cut(page, m.key[:])
		if !ok || len(after) < 16 {
			return n
		}
		if a := binary.BigEndian.Uint64(after); a == binary.BigEndian.Uint64(after[8:]) && a <= m.issued {
			n = max(n, a)
		}
		page = after
	}
}

// search looks for the mark in a whole file: a VACUUM gives the ledger's tables other pages.
func (m *sqliteMark) search(f *heldFile, size int64) (bool, error) {
	for page := int64(1); ; page++ {
		n, err := f.ReadAt(m.buffer, (page-1)*size)
		if found := m.number(m.buffer[:n]); found >= m.least {
			m.least, m.page = found, page
			return true, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		}
	}
}
