package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestTwoHundredCallersForTheLastSlotMakeOneBooking(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	var mu sync.Mutex
	booked, full := 0, 0
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			err := w.Update(bg, By{Way: ByPhone, Call: "CA"}, func(tx *Tx) error {
				if i%2 == 0 { // half of them get an offer first
					if _, err := rules.Offer(tx, booking.Want{Phone: phone(i), Facility: ajiyoshi}, tx.Now()); err != nil {
						return err
					}
				}
				_, err := rules.Book(tx, booking.Request{Phone: phone(i), Facility: ajiyoshi, Start: at(11, 0)})
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				booked++
			case errors.As(err, new(*booking.Full)), errors.Is(err, booking.ErrNoRoom):
				full++
			default:
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if booked != 1 || full != 199 {
		t.Errorf("%d booked and %d were refused, expected 1 and 199", booked, full)
	}
	w.sound()
}

func TestTheSameNumberTwiceAtOnceMakesOneBooking(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 5)
	w.slot(ajiyoshi, at(12, 0), 5)
	var errs [2]error
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = w.tryBook(booking.Request{Phone: phone(1), Facility: ajiyoshi, Start: at(11+i, 0)})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.As(errors.Join(errs[:]...), new(*booking.Already)) {
		t.Errorf("found %v, expected one booking and one *Already", errs)
	}
	w.sound()
}

func TestAnOperationThatFailsOrPanicsLeavesItsNeighboursUnharmed(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 9)
	book := func(n int) func(*Tx) error {
		return func(tx *Tx) error {
			_, err := insert(tx, phone(n), seats(1, slot))
			return err
		}
	}
	mine := errors.New("mine")
	errs := w.together(
		book(1),
		func(tx *Tx) error { return errors.Join(book(2)(tx), mine) },
		book(3),
		func(tx *Tx) error {
			if err := book(4)(tx); err != nil {
				return err
			}
			panic("at the worst moment")
		},
		book(5),
	)
	for i, want := range []string{"", "mine", "", "panicked: at the worst moment", ""} {
		if got := errs[i]; (got == nil) != (want == "") || got != nil && !strings.Contains(got.Error(), want) {
			t.Errorf("operation %d: found %v, expected %q", i, got, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM bookings`); n != 3 {
		t.Errorf("%d bookings, expected 3", n)
	}
	w.sound()
}

func TestWaitersWithdrawWhileTheyQueue(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(bg)
	ran := false
	w.do(func(*Tx) error { // while this runs, another waits
		err := make(chan error)
		go func() { err <- w.Update(ctx, staff, func(*Tx) error { ran = true; return nil }) }()
		for len(w.queue) == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-err; !errors.Is(err, context.Canceled) {
			t.Errorf("found %v, expected context.Canceled", err)
		}
		return nil
	})
	w.do(func(*Tx) error { return nil }) // whatever waited has been dealt with
	if ran {
		t.Error("a withdrawn operation ran")
	}
	if err := w.Update(ctx, staff, func(*Tx) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("found %v with a context that had ended", err)
	}
}

func TestAWaiterLeavesARunningOperationToItsFate(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(bg)
	left := make(chan struct{})
	err := w.Update(ctx, staff, func(tx *Tx) error {
		cancel()
		<-left // Update has returned while this still runs
		_, err := tx.exec(beat)
		return err
	})
	close(left)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, expected context.Canceled", err)
	}
	w.do(func(*Tx) error { return nil })
	if n := w.count(`SELECT count(*) FROM pulse`); n != 1 {
		t.Error("what ran was not committed")
	}
}

func TestAFullQueueSaysBusyAtOnce(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(bg)
	var wg sync.WaitGroup
	w.do(func(*Tx) error {
		for range queueLength {
			wg.Go(func() {
				if err := w.Update(ctx, staff, func(*Tx) error { return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		for len(w.queue) < queueLength {
			runtime.Gosched()
		}
		if err := w.Update(bg, staff, func(*Tx) error { return nil }); !errors.Is(err, ErrBusy) {
			t.Errorf("found %v, expected ErrBusy", err)
		}
		return nil
	})
	wg.Wait()
	cancel()
	w.do(func(*Tx) error { return nil })
}

func TestCloseFinishesWhatIsQueuedAndRefusesMore(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 1)
	closed := make(chan error)
	errs := w.together(
		func(*Tx) error {
			go func() { closed <- w.Close() }()
			<-w.closing
			return nil
		},
		func(tx *Tx) error {
			return putHold(tx, phone(1), at(10, 0), seats(1, slot))
		},
	)
	if err := errors.Join(append(errs, <-closed)...); err != nil {
		t.Error(err)
	}
	if err := w.Update(bg, staff, func(*Tx) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("Update: %v", err)
	}
	if err := w.View(bg, func(*Tx) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("View: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
	if _, err := os.Stat(w.path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the write-ahead log is still there: %v", err)
	}
	w.open()
	if n := w.count(`SELECT count(*) FROM holds`); n != 1 {
		t.Error("what was queued was not done")
	}
}

// While another process holds the file, nobody waits longer than they want to; once it
// lets go, nothing is lost or done twice.
func TestALockOfAnotherProcessCostsPatienceAndNothingElse(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	letGo := w.heldByAnother()
	book := func(ctx context.Context, n int) error {
		return w.Update(ctx, staff, func(tx *Tx) error {
			_, err := rules.Book(tx, booking.Request{Phone: phone(n), Facility: ajiyoshi, Start: at(11, 0)})
			return err
		})
	}
	ctx, cancel := context.WithTimeout(bg, 50*time.Millisecond)
	defer cancel()
	if err := book(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the impatient: %v", err)
	}
	patient := make(chan error)
	go func() { patient <- book(bg, 2) }()
	if n := w.count(`SELECT count(*) FROM bookings`); n != 0 { // readers read on
		t.Errorf("%d bookings", n)
	}
	letGo()
	if err := <-patient; err != nil {
		t.Errorf("the patient: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM bookings WHERE phone = ?`, phone(1)); n != 0 {
		t.Error("the impatient, who was told no, has a booking")
	}
	w.sound()
}

func TestALockBeyondTheBusyTimeoutSaysBusy(t *testing.T) {
	w := newTown(t)
	w.raw("PRAGMA busy_timeout = 0")
	letGo := w.heldByAnother()
	if err := w.Ready(bg); !errors.Is(err, ErrBusy) {
		t.Errorf("found %v, expected ErrBusy", err)
	}
	letGo()
	if err := w.Ready(bg); err != nil {
		t.Error(err)
	}
}

func TestTheLogIsEmptiedWhenNothingIsToDo(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	if err := w.engine.rest(w.writer); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(w.path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log has %d bytes, %v", info.Size(), err)
	}
	// A reader in the way is not waited for.
	w.look(func(tx *Tx) error {
		if _, err := tx.Bookings(phone(1)); err != nil {
			return err
		}
		w.slot(ajiyoshi, at(12, 0), 2)
		return w.engine.rest(w.writer)
	})
	w.sound()
}

func TestReadyWritesEveryTime(t *testing.T) {
	w := newTown(t)
	var sizes []int64
	for range 3 {
		if err := w.Ready(bg); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(w.path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, info.Size())
	}
	if sizes[1] <= sizes[0] || sizes[2] <= sizes[1] {
		t.Errorf("the log had %d bytes: nothing was written", sizes)
	}
}
