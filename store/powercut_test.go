//go:build linux

package store

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
)

var (
	cuts = flag.Int("cuts", 300, "how many power cuts a test of them makes")
	seed = flag.Uint64("cutseed", 1, "what the power cuts are drawn from")
)

// What became of a visit, in the order in which it may. Whatever was acknowledged, a later
// outcome may have been written before the cut and not acknowledged yet.
var cutOutcomes = []string{"booked", "moved", "cancelled"}

// A recording is what a child did on a disk that kept a journal.
type recording struct {
	before  map[string][]byte // the files at the beginning
	after   string            // where they are at the end
	journal []diskRecord
	said    []saying
}

// A saying is a line of the child: what it said when the journal had that length.
type saying struct {
	at          int
	what, about string
}

// record runs a child on a new ledger, on a disk with a fault, or with none.
func record(t *testing.T, fault string) recording {
	t.Helper()
	dir := t.TempDir()
	shim, journal, path := filepath.Join(dir, "powercut.so"), filepath.Join(dir, "journal"), filepath.Join(dir, "city", "ledger.db")
	if out, err := exec.CommandContext(t.Context(), "gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", shim, "testdata/powercut.c", "-ldl", "-lpthread").CombinedOutput(); err != nil {
		t.Fatalf("gcc, with which the driver of SQLite is built as well: %v\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	cutTown(t, path)
	ledger, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd := run(t, "power", path, "")
	cmd.Env = append(cmd.Env, "LD_PRELOAD="+shim, "POWERCUT_DIR="+filepath.Dir(path), "POWERCUT_JOURNAL="+journal, "POWERCUT_FAULT="+fault)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the child: %v", err)
	}
	r := recording{before: map[string][]byte{"ledger.db": ledger}, after: filepath.Dir(path)}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var s saying
		if _, err := fmt.Sscan(lines.Text(), &s.at, &s.what); err != nil {
			t.Fatalf("the child said %q: %v", lines.Text(), err)
		}
		s.about = strings.SplitN(lines.Text(), " ", 3)[2]
		r.said = append(r.said, s)
	}
	written, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	if r.journal, err = diskRecords(written); err != nil {
		t.Fatal(err)
	}
	return r
}

// saidOf returns how often the child said something.
func (r recording) saidOf(what ...string) (n int) {
	for _, s := range r.said {
		if slices.Contains(what, s.what) {
			n++
		}
	}
	return n
}

// A harm is what came of power cuts.
type harm struct {
	cuts, acknowledged int // outcomes, in all cuts together
	lost               int // outcomes that were acknowledged and are not there
	unsound            int // ledgers that do not open, or not soundly
	worst              string
}

func (n harm) String() string {
	return fmt.Sprintf("%d power cuts, %d outcomes acknowledged before them: %d lost, %d ledgers unsound", n.cuts, n.acknowledged, n.lost, n.unsound)
}

// cutPower cuts the power n times, each time at some record of the journal, and looks at
// what the disk may hold then.
func (r recording) cutPower(t *testing.T, n int) (sum harm) {
	t.Helper()
	draw := rand.New(rand.NewPCG(*seed, 0))
	when := make([]int, n)
	for i := range when {
		when[i] = draw.IntN(len(r.journal))
	}
	slices.Sort(when)
	d := newDisk(r.before)
	dir := t.TempDir()
	done := 0
	for _, last := range when {
		for ; done <= last; done++ {
			d.do(r.journal[done], draw)
		}
		at := r.journal[last].end
		files := d.cut(draw)
		if lock := r.lockAt(at); lock != "" && draw.IntN(2) == 0 {
			files["ledger.db-serve"] = []byte(lock + "\n")
		}
		lost, acknowledged, err := r.lookAt(dir, files, at)
		sum.cuts++
		sum.acknowledged += acknowledged
		sum.lost += len(lost)
		if err != nil {
			sum.unsound++
		}
		if (err != nil || len(lost) > 0) && sum.worst == "" {
			sum.worst = fmt.Sprintf("cut after record %d of %d: lost %q, %v", last, len(r.journal), lost, err)
		}
	}
	return sum
}

// lockAt returns what the lock beside the ledger told when the journal had that length. It
// is written without SQLite, and may or may not be on the disk.
func (r recording) lockAt(at int) (lock string) {
	for _, s := range r.said {
		if s.at <= at && s.what == "serving" {
			lock = s.about
		} else if s.at <= at && s.what == "closing" {
			lock = ""
		}
	}
	return lock
}

// lookAt opens a ledger that a power cut has left and returns which of the outcomes that
// had been acknowledged it lost, of how many.
func (r recording) lookAt(dir string, files map[string][]byte, at int) (lost []string, acknowledged int, err error) {
	path := filepath.Join(dir, "ledger.db")
	for _, suffix := range []string{"", "-wal", "-shm", "-serve", "-wal-before"} {
		if err := os.RemoveAll(path + suffix); err != nil {
			return nil, 0, err
		}
		if data, there := files["ledger.db"+suffix]; there {
			if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
				return nil, 0, err
			}
		}
	}
	expected := map[booking.Receipt]int{}
	for _, s := range r.said {
		if outcome := slices.Index(cutOutcomes, s.what); outcome >= 0 && s.at <= at {
			acknowledged++
			receipt := booking.Receipt(s.about)
			expected[receipt] = max(expected[receipt], outcome)
		}
	}
	w := &town{clock: &clock{at: monday}, path: path}
	o := w.options()
	o.Serve = true
	ledger, err := Open(path, o)
	if err != nil {
		return nil, acknowledged, err
	}
	err = errors.Join(ledger.Check(bg), ledger.View(bg, func(tx *Tx) error {
		for receipt, outcome := range expected {
			b, err := tx.BookingOf(receipt)
			if found := outcomeOf(b); err != nil || found < outcome {
				lost = append(lost, fmt.Sprintf("%s: %s: %v", receipt, cutOutcomes[outcome], err))
			}
		}
		doubled, _, err := value[int](tx, `SELECT count(*) - count(DISTINCT phone) FROM bookings`)
		if err == nil && doubled != 0 {
			err = fmt.Errorf("%d bookings were doubled", doubled)
		}
		return err
	}))
	return lost, acknowledged, errors.Join(err, ledger.Close())
}

// outcomeOf returns what became of a visit, as an index of cutOutcomes.
func outcomeOf(b booking.Booking) int {
	switch {
	case b.State == booking.Cancelled:
		return 2
	case !b.Start.Before(monday.Add(cutMoved)):
		return 1
	}
	return 0
}

// TestAPowerCutLosesNothingThatWasAcknowledged cuts the power at any moment: of what no
// fsync had waited for, any part may be on the disk, in any order and torn. First it holds
// that the journal misses nothing: all of it together is what the files have.
func TestAPowerCutLosesNothingThatWasAcknowledged(t *testing.T) {
	r := record(t, "")
	d := newDisk(r.before)
	for _, record := range r.journal {
		d.do(record, nil)
	}
	for name, data := range d.whole() {
		if found, err := os.ReadFile(filepath.Join(r.after, name)); err != nil || !bytes.Equal(found, data) {
			t.Errorf("%s has %d bytes, and by the journal %d others: %v", name, len(found), len(data), err)
		}
	}
	if refused := r.saidOf("refused"); refused > 0 {
		t.Errorf("on a disk without faults %d were refused: %v", refused, r.said)
	}
	sum := r.cutPower(t, *cuts)
	t.Log(sum)
	if sum.lost+sum.unsound > 0 {
		t.Errorf("-cutseed %d: %v; first %s", *seed, sum, sum.worst)
	}
	if sum.acknowledged < 100*sum.cuts {
		t.Errorf("only %d outcomes were acknowledged before %d cuts", sum.acknowledged, sum.cuts)
	}
}

// TestADiskThatLiesAboutSyncingLosesBookings proves the test above: it sees a loss.
func TestADiskThatLiesAboutSyncingLosesBookings(t *testing.T) {
	sum := record(t, "drop").cutPower(t, 20)
	t.Log(sum)
	if sum.lost == 0 {
		t.Errorf("%v, although no fsync did anything", sum)
	}
}

// TestAFaultyDiskLosesNothingThatWasAcknowledged cuts the power of disks on which something
// goes wrong before. Whatever is refused for it is refused aloud.
func TestAFaultyDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	for _, c := range []struct {
		fault   string
		refuses bool
	}{
		{"eio:1", true}, {"eio:2", true}, {"eio:7", true}, {"eio:60", true}, {"eio:150", true},
		{"full:3", true}, {"full:400", true},
		{"short:3", false},
		{"slow:500", false},
	} {
		t.Run(c.fault, func(t *testing.T) {
			r := record(t, c.fault)
			if refused := r.saidOf("refused"); (refused > 0) != c.refuses {
				t.Errorf("%d were refused, expected some: %t", refused, c.refuses)
			}
			sum := r.cutPower(t, max(1, *cuts/15))
			t.Log(sum, "; refused ", r.saidOf("refused"))
			if sum.lost+sum.unsound > 0 {
				t.Errorf("-cutseed %d: %v; first %s", *seed, sum, sum.worst)
			}
		})
	}
}
