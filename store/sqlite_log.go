package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// A sqliteLog is the write-ahead log of a ledger that this process serves, and its index, as they
// are on the disk. SQLite reads pages from its log wherever the index says that they are, and
// does not look whether they still are there: it would go on to confirm what the next process
// does not find, and move into the ledger's file what is no page.
type sqliteLog struct{ log, index *os.File }

// The fields of the index's header, which is there twice, and of the log.
// https://sqlite.org/walformat.html#the_wal_index_header, https://sqlite.org/fileformat2.html#the_write_ahead_log
const (
	indexHeader  = 48
	indexPageAt  = 14 // two bytes: the size of a page, in the machine's order like what follows
	indexLastAt  = 16 // four bytes: how many frames of the log hold
	indexSumAt   = 24 // twice four bytes: the checksum of the last of them
	indexSaltsAt = 32 // eight bytes, as they are in the log
	logHeader    = 32
	logSaltsAt   = 16
	frameHeader  = 24
	frameSaltsAt = 8
	frameSumAt   = 16 // twice four bytes, the most significant first
)

// watchLog has the log watched, once it is open. Both files are closed with the ledger's own,
// because SQLite has locks on the index too: see ledgerFiles.
func (e sqlite) watchLog() error {
	w := e.watched
	if len(w.files) < 3 {
		return nil
	}
	var open [2]*os.File
	for i, f := range w.files[1:3] {
		var err error
		if open[i], err = w.held.beside(f.path); err != nil {
			return err
		}
		info, err := open[i].Stat()
		if err != nil {
			return err
		}
		if idOf(info) != f.id {
			return nil // intact tells
		}
	}
	w.log = sqliteLog{open[0], open[1]}
	return nil
}

// whole reports whether the log has its last frame where the index has it. Another process may
// be writing both, or emptying the log: so the index must be the same before and after.
func (l sqliteLog) whole() (bool, error) {
	if l.log == nil {
		return true, nil
	}
	for range 3 {
		before, err := l.header()
		if err != nil {
			return false, err
		}
		there, err := l.has(before)
		if err != nil || there {
			return there, err
		}
		after, err := l.header()
		if err != nil {
			return false, err
		}
		if before == after {
			return false, nil
		}
	}
	return true, nil // it is written to all the time; the next look tells
}

// header returns the header of the index, or the zero header while it is being written.
func (l sqliteLog) header() (h [indexHeader]byte, err error) {
	var both [2 * indexHeader]byte
	if n, err := l.index.ReadAt(both[:], 0); n < len(both) {
		if errors.Is(err, io.EOF) {
			return h, nil // SQLite would have to make it anew, and does
		}
		return h, err
	}
	if bytes.Equal(both[:indexHeader], both[indexHeader:]) {
		copy(h[:], both[:])
	}
	return h, nil
}

// has reports whether the log has the last frame of an index with that header.
func (l sqliteLog) has(index [indexHeader]byte) (bool, error) {
	last := int64(binary.NativeEndian.Uint32(index[indexLastAt:]))
	if last == 0 {
		return true, nil // nothing is read from the log
	}
	size := int64(binary.NativeEndian.Uint16(index[indexPageAt:]))
	if size == 1 {
		size = 1 << 16
	}
	var header [logHeader]byte
	var frame [frameHeader]byte
	for _, part := range []struct {
		into []byte
		at   int64
	}{{header[:], 0}, {frame[:], logHeader + (last-1)*(frameHeader+size)}} {
		if n, err := l.log.ReadAt(part.into, part.at); n < len(part.into) {
			if errors.Is(err, io.EOF) {
				return false, nil
			}
			return false, err
		}
	}
	salts := index[indexSaltsAt : indexSaltsAt+8]
	var sum []byte
	for _, at := range []int{indexSumAt, indexSumAt + 4} {
		sum = binary.BigEndian.AppendUint32(sum, binary.NativeEndian.Uint32(index[at:]))
	}
	return bytes.Equal(header[logSaltsAt:logSaltsAt+8], salts) &&
		slices.Equal(frame[frameSaltsAt:], slices.Concat(salts, sum)), nil
}
