package store

import (
	"fmt"
	"os"
	"sync"
	"time"

	"madoguchi/booking"
)

const (
	cutVisitors = 160            // in each life of the child
	cutLives    = 3              // how often it opens the ledger
	cutMoved    = 24 * time.Hour // by how much a visit is moved
)

// cutStart returns when the i-th visitor comes, before the visit is moved. Four come at a time.
func cutStart(i int) time.Time { return monday.Add(time.Duration(1+i/4) * time.Minute) }

// cutTown makes the ledger that a child will use: two days of free time.
func cutTown(t tester, path string) {
	t.Helper()
	w := townAt(t, path)
	minutes := time.Duration(cutVisitors*cutLives/4+1) * time.Minute
	for _, start := range []time.Time{monday, monday.Add(cutMoved)} {
		w.addTime(ajiyoshi, start.Add(time.Minute), start.Add(minutes), 4, time.Minute)
	}
	if err := w.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// visitUntilTheCut is the child of the tests of power cuts. From four goroutines it books,
// moves and cancels, and prints what the ledger has acknowledged, each time with the length
// that the journal of the disk had then. It closes the ledger and opens it again, but not
// at its end. What is refused it says, and goes on.
func visitUntilTheCut(path string) {
	var mu sync.Mutex
	say := func(what string, about any) {
		info, err := os.Stat(os.Getenv("POWERCUT_JOURNAL"))
		if err != nil {
			shell{}.Fatalf("%v", err)
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(info.Size(), what, about)
	}
	for life := range cutLives {
		w := &town{tester: shell{}, clock: &clock{at: monday}, path: path}
		o := w.options()
		o.Serve = true
		o.Rand = nil // every life draws its own numbers
		ledger, err := Open(path, o)
		if err != nil {
			say("refused", err)
			continue
		}
		w.Store = ledger
		lock, err := os.ReadFile(path + "-serve")
		if err != nil {
			w.Fatalf("%v", err)
		}
		say("serving", string(lock[:len(lock)-1]))
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for i := life*cutVisitors + g; i < (life+1)*cutVisitors; i += 4 {
					w.visit(i, say)
				}
			})
		}
		wg.Wait()
		if life == cutLives-1 {
			// The ledger's one writer ends the process, so that it is in the middle of no write.
			w.between <- func() { os.Exit(0) }
			select {}
		}
		say("closing", life)
		if err := w.Close(); err != nil {
			say("refused", err)
		}
	}
}

// visit books for the i-th visitor, moves every second booking and cancels every third. Now
// and then the log is moved into the ledger, as on a line that is idle for a moment.
func (w *town) visit(i int, say func(what string, about any)) {
	b, err := w.tryBook(booking.Request{Phone: phone(i), Facility: ajiyoshi, Start: cutStart(i), Staff: true})
	if err != nil {
		say("refused", err)
		return
	}
	say("booked", b.Receipt)
	if i%2 == 0 {
		err := w.Update(bg, staff, func(tx *Tx) (err error) {
			b, err = city.Change(tx, b.Receipt, booking.Change{Facility: b.Facility, Start: b.Start.Add(cutMoved)})
			return err
		})
		if err != nil {
			say("refused", err)
			return
		}
		say("moved", b.Receipt)
	}
	if i%3 == 0 {
		if err := w.Update(bg, staff, func(tx *Tx) error { return tx.Cancel(b, time.Time{}) }); err != nil {
			say("refused", err)
			return
		}
		say("cancelled", b.Receipt)
	}
	if i%17 == 0 {
		w.between <- func() {
			if err := w.engine.rest(w.writer); err != nil {
				say("refused", err)
			}
		}
	}
}
