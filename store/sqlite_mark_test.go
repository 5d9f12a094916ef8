package store

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A mark that is not where it was last seen is found on whatever page a VACUUM has moved it
// to, the first and the last among them, and is looked for there the next time.
func TestTheMarkIsFoundOnWhateverPageItLies(t *testing.T) {
	const size, pages = 512, 5
	for on := int64(0); on <= pages; on++ { // on 0: on none
		m := sqliteMark{key: [16]byte([]byte("0123456789abcdef")), issued: 7, least: 3, page: 3}
		file := make([]byte, size*pages)
		if on > 0 {
			copy(file[(on-1)*size+100:], m.bytes())
		}
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := hold(path, os.O_RDONLY)
		if err != nil {
			t.Fatal(err)
		}
		found, err := m.isIn(f, size)
		if err != nil || found != (on > 0) || found && (m.page != on || m.least != 7) {
			t.Errorf("on page %d: %t, %v, and it is looked for on %d, with %d at least", on, found, err, m.page, m.least)
		}
		unseen := sqliteMark{key: m.key, page: 3}
		if found, err := unseen.isIn(f, size); !found || err != nil {
			t.Errorf("on page %d: it is missed before it was seen: %t, %v", on, found, err)
		}
		if err := f.letGo(); err != nil {
			t.Error(err)
		}
	}
}

// On a line that never rests, the mark's number rises with every so many groups, and not
// with each.
func TestTheMarkRisesEverySoManyGroups(t *testing.T) {
	w, _, _ := watched(t)
	w.do(func(tx *Tx) error { // on the goroutine that writes, which does not rest meanwhile
		e := w.engine.(sqlite)
		if err := e.raise(tx.c); err != nil {
			return err
		}
		began := e.watched.mark.issued
		for group := 1; group <= 2*markEvery; group++ {
			if err := e.ending(tx.c); err != nil {
				return err
			}
			if rose := e.watched.mark.issued - began; rose != uint64(group/markEvery) {
				return fmt.Errorf("after %d groups, the number has risen by %d", group, rose)
			}
		}
		return nil
	})
}

// https://sqlite.org/fileformat2.html#page_size
func TestTheSizeOfAPageIsThatInTheHeader(t *testing.T) {
	for written, want := range map[uint16]int64{512: 512, 4096: 4096, 32768: 32768, 1: 65536} {
		var header [headerSize]byte
		binary.BigEndian.PutUint16(header[pageSizeAt:], written)
		if got := pageSize(header); got != want {
			t.Errorf("%d: found %d, expected %d", written, got, want)
		}
	}
}
