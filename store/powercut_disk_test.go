//go:build linux

package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
)

// A diskRecord is what testdata/powercut.c writes down of one call.
type diskRecord struct {
	what byte
	file uint32
	at   uint64
	data []byte
	end  int // of the record, in the journal
}

// diskRecords reads a journal.
func diskRecords(journal []byte) (records []diskRecord, err error) {
	const head = 24
	for at := 0; at < len(journal); {
		if len(journal)-at < head {
			return nil, fmt.Errorf("the journal ends in the middle of a record, at %d", at)
		}
		h := journal[at:]
		r := diskRecord{what: h[0], file: binary.NativeEndian.Uint32(h[4:]), at: binary.NativeEndian.Uint64(h[8:])}
		size := int(binary.NativeEndian.Uint64(h[16:]))
		if len(h) < head+size {
			return nil, fmt.Errorf("the journal ends in the middle of a record, at %d", at)
		}
		r.data = h[head : head+size]
		at += head + size
		r.end = at
		records = append(records, r)
	}
	return records, nil
}

// A disk is what is on a disk for certain, and what may be on it. A write, or a new length,
// is there for certain after an fsync of its file; a new name, or the end of one, after an
// fsync of the directory.
type disk struct {
	durable map[uint32][]byte       // by file
	pending map[uint32][]diskRecord // since the last fsync of the file
	names   map[string]uint32
	naming  []diskRecord // since the last fsync of the directory
	called  map[uint32]string
	before  map[string][]byte // what the files had at the beginning, by name
}

func newDisk(before map[string][]byte) *disk {
	return &disk{map[uint32][]byte{}, map[uint32][]diskRecord{}, map[string]uint32{}, nil, map[uint32]string{}, before}
}

// do takes in the next record. What a failed fsync should have written is lost in part, for
// good: Linux does not try those pages again. https://lwn.net/Articles/752063/
func (d *disk) do(r diskRecord, draw *rand.Rand) {
	switch r.what {
	case 'O': // a file that was there before
		name := string(r.data)
		d.called[r.file], d.names[name], d.durable[r.file] = name, r.file, bytes.Clone(d.before[name])
	case 'C':
		d.called[r.file] = string(r.data)
		d.naming = append(d.naming, r)
	case 'U':
		d.naming = append(d.naming, r)
	case 'D':
		d.rename(d.names, d.naming)
		d.naming = nil
	case 'W', 'T':
		d.pending[r.file] = append(d.pending[r.file], r)
	case 'S':
		d.durable[r.file] = applied(d.durable[r.file], d.pending[r.file])
		delete(d.pending, r.file)
	case 'F':
		d.durable[r.file] = applied(d.durable[r.file], some(d.pending[r.file], draw))
		delete(d.pending, r.file)
	}
}

func (d *disk) rename(names map[string]uint32, records []diskRecord) {
	for _, r := range records {
		if r.what == 'C' {
			names[d.called[r.file]] = r.file
		} else if names[d.called[r.file]] == r.file {
			delete(names, d.called[r.file])
		}
	}
}

// cut returns the files that the disk may hold if the power fails now, by name. The names
// are as they were at some moment since the directory was synced.
func (d *disk) cut(draw *rand.Rand) map[string][]byte {
	names := maps.Clone(d.names)
	d.rename(names, d.naming[:draw.IntN(len(d.naming)+1)])
	return d.files(names, func(records []diskRecord) []diskRecord { return some(records, draw) })
}

// whole returns the files as the process saw them.
func (d *disk) whole() map[string][]byte {
	names := maps.Clone(d.names)
	d.rename(names, d.naming)
	return d.files(names, func(records []diskRecord) []diskRecord { return records })
}

func (d *disk) files(names map[string]uint32, reached func([]diskRecord) []diskRecord) map[string][]byte {
	files := map[string][]byte{}
	for name, file := range names {
		files[name] = applied(d.durable[file], reached(d.pending[file]))
	}
	return files
}

const sector = 512

// some returns what reached the disk of writes that nobody waited for: none of them, all,
// or any, whole or sector by sector, in their order or in another.
func some(records []diskRecord, draw *rand.Rand) (reached []diskRecord) {
	share := []float64{0, 1, draw.Float64(), draw.Float64()}[draw.IntN(4)]
	torn := draw.IntN(2) == 0
	for _, r := range records {
		pieces := []diskRecord{r}
		if torn && r.what == 'W' {
			pieces = sectors(r)
		}
		for _, piece := range pieces {
			if draw.Float64() < share {
				reached = append(reached, piece)
			}
		}
	}
	if draw.IntN(2) == 0 {
		draw.Shuffle(len(reached), func(i, j int) { reached[i], reached[j] = reached[j], reached[i] })
	}
	return reached
}

// sectors cuts a write at the bounds of the sectors.
func sectors(r diskRecord) (pieces []diskRecord) {
	for len(r.data) > 0 {
		n := min(len(r.data), int(sector-r.at%sector))
		piece := r
		piece.data = r.data[:n]
		pieces = append(pieces, piece)
		r.at, r.data = r.at+uint64(n), r.data[n:]
	}
	return pieces
}

// applied returns a file after writes and new lengths.
func applied(file []byte, records []diskRecord) []byte {
	file = bytes.Clone(file)
	for _, r := range records {
		end := int(r.at) + len(r.data)
		if more := end - len(file); more > 0 {
			file = append(file, make([]byte, more)...)
		}
		if r.what == 'T' {
			file = file[:end]
		}
		copy(file[r.at:], r.data)
	}
	return file
}
