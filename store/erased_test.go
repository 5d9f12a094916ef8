package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// busyMonth lets n numbers do, over some days, all that leaves a number in the ledger.
func (w *town) busyMonth(n int) (numbers []booking.Phone) {
	w.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	w.plan(planOf(ajiyoshi, 4, 30, 12, "09:00-17:00"), planOf(ajiyoshi, 5, 30, 12, "09:00-17:00"))
	w.notice("知らせ", time.Time{}, at(17, 0).AddDate(0, 0, 20))
	var agent int64
	w.do(func(tx *Tx) error {
		a, err := tx.AddAccount(Account{Name: "sato", Role: Agent}, "$argon2id$x")
		agent = a.ID
		return err
	})
	for i := range n {
		p := booking.Phone(fmt.Sprintf("+8190%08d", 31_000_000+i*7919%9_000_000))
		numbers = append(numbers, p)
		sid := fmt.Sprintf("CA%032d", i)
		for turn := range 3 + r.IntN(6) {
			_, err := w.Turn(bg, ivr.Turn{SID: sid, N: turn, Line: "+81568000000", Caller: booking.Caller{Kind: booking.Identified, Phone: p}, In: ivr.Input{Kind: ivr.Pressed, Keys: string(p)}},
				func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
					if _, err := rules.Offer(tx, booking.Want{Phone: p, Facility: ajiyoshi, Party: 1 + r.IntN(3)}, tx.Now()); err != nil && turn == 0 {
						return ivr.Reply{}, err
					}
					return ivr.Reply{Say: []ivr.Said{{Text: fmt.Sprintf("%0*d %s", r.IntN(900), 7, p)}}}, nil
				})
			if err != nil {
				w.Fatalf("%v", err)
			}
		}
		w.do(func(tx *Tx) error {
			if _, err := tx.Greet(p); err != nil {
				return err
			}
			holds, err := tx.Holds(p)
			if err != nil || len(holds) == 0 {
				return err
			}
			hold := holds[0]
			switch i % 4 {
			case 0, 1:
				b, err := rules.Book(tx, booking.Request{Phone: p, Facility: ajiyoshi, Start: hold.Start, Party: hold.Party})
				if err == nil && i%4 == 1 {
					_, err = rules.Cancel(tx, b.Receipt)
				}
				return err
			case 2:
				_, err := tx.NewCode(p, agent)
				return err
			}
			if err := tx.AskBack(p, "", "offer"); err != nil {
				return err
			}
			asked, err := tx.CallBacks()
			if err != nil {
				return err
			}
			return tx.EndBack(asked[0].ID, agent, Reached)
		})
		w.clock.Add(time.Duration(r.IntN(12)) * time.Minute)
	}
	return numbers
}

// left returns how many numbers are in the bytes of any file of the ledger.
func (w *town) left(numbers []booking.Phone) (left map[string]int) {
	w.Helper()
	left = map[string]int{}
	files, err := filepath.Glob(w.path + "*")
	if err != nil {
		w.Fatalf("%v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			w.Fatalf("%v", err)
		}
		for _, p := range numbers {
			if bytes.Contains(text, []byte(p[3:])) { // however it is written before
				left[filepath.Base(file)]++
			}
		}
	}
	return left
}

// Numbers that the ledger has erased are in no byte of any of its files, free pages and the log
// among them, and in no copy that is made after that.
func TestWhatIsErasedIsInNoByteOfAnyFile(t *testing.T) {
	w := newTown(t)
	numbers := w.busyMonth(485)
	if left := w.left(numbers); len(left) == 0 {
		t.Fatal("no number is in the ledger while it should be: the search finds nothing")
	}
	for range 36 {
		w.clock.Add(day)
		w.tidy()
	}
	if err := w.engine.rest(w.writer); err != nil {
		t.Fatal(err)
	}
	if left := w.left(numbers); len(left) == 0 {
		t.Error("nothing is left before the ledger is compacted: this test shows nothing")
	}
	done, err := w.Compact(bg)
	if err != nil || done.Before <= done.After {
		t.Errorf("compacted: %+v, %v", done, err)
	}
	if left := w.left(numbers); len(left) > 0 {
		t.Errorf("of %d numbers, these are left: %v", len(numbers), left)
	}
	w.sound()
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Copy(bg, w.path, to, w.options()); err != nil {
		t.Fatal(err)
	}
	if left := (&town{tester: t, path: to}).left(numbers); len(left) > 0 {
		t.Errorf("of %d numbers, these are in a backup: %v", len(numbers), left)
	}
}

// A caller who is on the line does not wait until the ledger is written anew.
func TestTheLedgerIsCompactedWhenNobodyIsOnTheLine(t *testing.T) {
	w := newTown(t)
	w.turn(turn(0, ""), echo)
	for _, c := range []struct {
		later time.Duration
		want  error
	}{{0, ErrCalls}, {time.Minute, ErrCalls}, {time.Minute, nil}} {
		w.clock.Add(c.later)
		if _, err := w.Compact(bg); !errors.Is(err, c.want) {
			t.Errorf("%s later: %v, expected %v", c.later, err, c.want)
		}
	}
	w.turn(turn(1, "1"), echo)
	w.sound()
}

// The ledger's pages lie elsewhere once it was compacted, and it is the same file all the same.
func TestACompactedLedgerIsStillTheOneThatWasOpened(t *testing.T) {
	w := newTown(t)
	w.busyMonth(50)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	o := w.options()
	o.Serve = true
	ledger, err := Open(w.path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := ledger.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := ledger.Compact(bg); !errors.Is(err, ErrCalls) {
		t.Errorf("as soon as the line is open: %v", err)
	}
	for range 3 {
		w.clock.Add(quietFor)
		if err := ledger.Ready(bg); err != nil {
			t.Error(err)
		}
		if _, err := ledger.Compact(bg); err != nil {
			t.Error(err)
		}
		if err := ledger.Doubt(); err != nil {
			t.Errorf("after it was compacted: %v", err)
		}
	}
}
