package store

import (
	"bufio"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"madoguchi/booking"
)

// TestMain also runs as the child process that the tests below start and kill.
func TestMain(m *testing.M) {
	if role := os.Getenv("MADOGUCHI_STORE_CHILD"); role != "" {
		child(role, os.Getenv("MADOGUCHI_STORE_LEDGER"), os.Getenv("MADOGUCHI_STORE_DIE_AT"))
	}
	m.Run()
}

// shell is the tester of a child process, which has no testing.T.
type shell struct{}

func (shell) Helper() {}
func (shell) Errorf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
func (s shell) Fatalf(format string, args ...any) { s.Errorf(format, args...) }

func child(role, path, dieAt string) {
	switch role {
	case "read":
		readWhatIsThere(path)
		os.Exit(0)
	case "power":
		visitUntilTheCut(path)
		os.Exit(0)
	}
	w := townAt(shell{}, path)
	w.rand = cryptorand.Reader // every process draws its own numbers
	switch role {
	case "book":
		bookUntilKilled(w, dieAt)
	case "small disk":
		liveOnASmallDisk(w)
	case "open": // and close it, perhaps as the last
		if err := w.Close(); err != nil {
			w.Fatalf("%v", err)
		}
	}
	os.Exit(0)
}

// bookUntilKilled books and cancels from four goroutines, and prints line by line what the
// ledger has acknowledged. It runs until it is killed; if dieAt is "STATEMENT#n", it dies
// at the n-th statement that begins with STATEMENT.
func bookUntilKilled(w *town, dieAt string) {
	if statement, count, ok := strings.Cut(dieAt, "#"); ok {
		var n int
		if _, err := fmt.Sscan(count, &n); err != nil {
			w.Fatalf("%v", err)
		}
		w.wire.fault = func(q string) error {
			if strings.HasPrefix(q, statement) {
				if n--; n == 0 {
					w.Errorf("%v", syscall.Kill(os.Getpid(), syscall.SIGKILL))
				}
			}
			return nil
		}
	}
	first := w.count(`SELECT count(*) FROM bookings`)
	var out sync.Mutex
	say := func(line ...any) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(line...)
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := first + g; i < 4*maxChild; i += 4 {
				b, err := w.tryBook(booking.Request{Phone: phone(os.Getpid()*1000 + i), Facility: ajiyoshi, Start: monday.Add(time.Duration(i/4+1) * time.Minute), Staff: true})
				if err != nil {
					if errors.As(err, new(*booking.Full)) {
						continue
					}
					w.Fatalf("%v", err)
				}
				say("booked", b.Receipt)
				if i%3 == 0 {
					w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
					say("cancelled", b.Receipt)
				}
			}
		})
	}
	wg.Wait()
}

// maxChild is how many slots there are for the child to fill, with four seats each.
const maxChild = 4000

func run(t *testing.T, role, path, dieAt string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "MADOGUCHI_STORE_CHILD="+role, "MADOGUCHI_STORE_LEDGER="+path, "MADOGUCHI_STORE_DIE_AT="+dieAt)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestNothingAcknowledgedIsLostWhenTheProcessIsKilled kills a real process at random
// moments and at chosen statements, again and again over the same ledger. What it had
// acknowledged is there; anything else is there wholly or not at all.
func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	w := townAt(t, path)
	w.addTime(ajiyoshi, monday.Add(time.Minute), monday.Add((maxChild+1)*time.Minute), 4, time.Minute)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	deaths := []string{"", "", "", "", "", ""}
	for _, statement := range []string{"BEGIN IMMEDIATE", "SAVEPOINT op", "INSERT INTO bookings", "INSERT INTO claims", "INSERT INTO audit", "RELEASE step", "RELEASE op", "COMMIT", "UPDATE bookings SET status = 3"} {
		deaths = append(deaths, fmt.Sprintf("%s#%d", statement, 1+rand.IntN(60)))
	}
	booked, cancelled := map[booking.Receipt]bool{}, map[booking.Receipt]bool{}
	for _, death := range deaths {
		said := 0
		patience := 1 + rand.IntN(300)
		cmd := run(t, "book", path, death)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			what, receipt, _ := strings.Cut(lines.Text(), " ")
			booked[booking.Receipt(receipt)] = true
			cancelled[booking.Receipt(receipt)] = what == "cancelled"
			if said++; said == patience && death == "" {
				if err := cmd.Process.Kill(); err != nil {
					t.Error(err)
				}
			}
		}
		if exit, ok := errors.AsType[*exec.ExitError](cmd.Wait()); !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("the process did not die of kill -9 at %q but of %v", death, exit)
		}
		w.open()
		w.sound()
		w.look(func(tx *Tx) error {
			for receipt := range booked {
				b, err := tx.BookingOf(receipt)
				switch {
				case err != nil:
					t.Errorf("killed at %q: booking %s, which was acknowledged: %v", death, receipt, err)
				case cancelled[receipt] && b.State != booking.Cancelled:
					t.Errorf("killed at %q: booking %s, whose cancellation was acknowledged, is %s", death, receipt, b.State)
				}
			}
			return nil
		})
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(booked) < 100 {
		t.Errorf("only %d bookings were acknowledged", len(booked))
	}
}

// TestADamagedLogRecoversAPrefix cuts the write-ahead log, or flips a bit in it, at random
// places: the ledger then is as it was at some earlier moment.
func TestADamagedLogRecoversAPrefix(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 9, 1, "11:00-11:10"))
	if err := w.engine.rest(w.writer); err != nil {
		t.Fatal(err)
	}
	var ends []int64 // of the log file, after each booking
	for i := range 60 {
		w.book(phone(i), ajiyoshi, at(11, i%10))
		info, err := os.Stat(w.path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, info.Size())
	}
	ledger, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(w.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(log)) != ends[len(ends)-1] || ends[0] == ends[len(ends)-1] {
		t.Fatalf("the log was moved into the ledger in between: %d bytes, %v", len(log), ends)
	}
	for range 40 {
		hurt := slices.Clone(log)
		where := rand.Int64N(int64(len(log)))
		flip := rand.IntN(2) == 0
		if flip {
			hurt[where] ^= 1 << rand.IntN(8)
		} else {
			hurt = hurt[:where]
		}
		copied := townWith(t, ledger, hurt)
		copied.sound()
		found := copied.count(`SELECT count(*) FROM bookings`)
		if last := copied.count(`SELECT coalesce(max(id), 0) FROM bookings`); last != found {
			t.Errorf("damaged at %d: %d bookings, the last is %d", where, found, last)
		}
		least := 0
		for least < len(ends) && ends[least] <= where {
			least++
		}
		if found < least && where >= 32 || !flip && found > least { // a damaged header, of 32 bytes, loses the whole log
			t.Errorf("damaged at %d: %d bookings, expected the first %d", where, found, least)
		}
		copied.book(phone(1000), ajiyoshi, at(11, 9))
		if err := copied.Close(); err != nil {
			t.Error(err)
		}
	}
}

func townWith(t *testing.T, ledger, log []byte) *town {
	path := filepath.Join(t.TempDir(), "ledger.db")
	for suffix, data := range map[string][]byte{"": ledger, "-wal": log} {
		if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return townAt(t, path)
}

// TestADiskThatFillsUpAndIsClearedNeedsNoRestart uses a child process, because a limit on
// the size of files applies to a whole process.
func TestADiskThatFillsUpAndIsClearedNeedsNoRestart(t *testing.T) {
	cmd := run(t, "small disk", filepath.Join(t.TempDir(), "ledger.db"), "")
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), "lived") {
		t.Errorf("found %q, %v", out, err)
	}
}

func liveOnASmallDisk(w *town) {
	signal.Ignore(syscall.SIGXFSZ)
	w.do(func(tx *Tx) error { _, err := tx.AddTime(ajiyoshi, at(11, 0), at(11, 50), 9, time.Minute); return err })
	w.book(phone(0), ajiyoshi, at(11, 0))
	info, err := os.Stat(w.path + "-wal")
	if err != nil {
		w.Fatalf("%v", err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		w.Fatalf("%v", err)
	}
	small := limit
	for round := range 3 {
		small.Cur = uint64(info.Size()) + uint64(round)*40_000 + 20_000
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
			w.Fatalf("%v", err)
		}
		before := w.count(`SELECT count(*) FROM bookings`)
		told := 0
		for err = nil; err == nil && told < 400; {
			n := before + told
			if _, err = w.tryBook(booking.Request{Phone: phone(n), Facility: ajiyoshi, Start: at(11, n%50), Staff: true}); err == nil {
				told++
			}
		}
		if err == nil || errors.As(err, new(*booking.Full)) {
			w.Fatalf("round %d: the disk never filled: %v", round, err)
		}
		if n := w.count(`SELECT count(*) FROM bookings`); n != before+told { // reads go on
			w.Fatalf("round %d: %d bookings, %d were acknowledged", round, n, before+told)
		}
		tries := 0
		for ; w.Ready(bg) == nil && tries < 100; tries++ { // Ready needs less room than a booking
		}
		if tries == 100 {
			w.Fatalf("round %d: ready on a full disk", round)
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			w.Fatalf("%v", err)
		}
		if err := w.Ready(bg); err != nil {
			w.Fatalf("round %d: there is room again: %v", round, err)
		}
		w.sound()
	}
	if err := w.Close(); err != nil {
		w.Fatalf("%v", err)
	}
	if _, err := io.WriteString(os.Stdout, "lived\n"); err != nil {
		w.Fatalf("%v", err)
	}
}
