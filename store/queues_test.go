package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var page = By{Way: ByWeb}

// an order is the order in which operations ran.
type order struct {
	mu  sync.Mutex
	ran []string
}

func (o *order) add(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ran = append(o.ran, name)
}

// haveWait has operations wait for the writer, in this order, and returns when they do; all tells
// when all of them are answered.
func (w *town) haveWait(all *sync.WaitGroup, by By, o *order, names ...string) {
	w.Helper()
	waiting := func() int { return len(w.queue) + len(w.pages.queue) }
	for _, name := range names {
		before := waiting()
		all.Go(func() {
			if err := w.Update(bg, by, func(*Tx) error { o.add(name); return nil }); err != nil {
				w.Errorf("%s: %v", name, err)
			}
		})
		for waiting() == before {
			runtime.Gosched()
		}
	}
}

func TestTurnsOfCallsGoBeforePagesThatCameFirst(t *testing.T) {
	w := newTown(t)
	var o order
	var all sync.WaitGroup
	w.do(func(*Tx) error {
		w.haveWait(&all, page, &o, "page 1", "page 2", "page 3")
		w.haveWait(&all, By{Way: ByPhone}, &o, "call 1", "call 2")
		w.haveWait(&all, staff, &o, "staff")
		return nil
	})
	all.Wait()
	if want := []string{"call 1", "call 2", "staff", "page 1", "page 2", "page 3"}; !slices.Equal(o.ran, want) {
		t.Errorf("found %q, expected %q", o.ran, want)
	}
}

func TestBesideCallsOnlyAPartOfThePagesShareAGroup(t *testing.T) {
	for _, c := range []struct{ calls, pages, want int }{
		{1, 0, 0}, {1, 1, 1}, {1, 4, 1}, {1, 40, 9}, {40, 8, 6}, {0, 40, 40}, {255, 40, 31}, {256, 400, 32}, {0, 300, 256},
	} {
		s := &Store{queue: make(chan *op, queueLength), pages: newPages()}
		for range c.calls {
			s.queue <- &op{by: By{Way: ByPhone}}
		}
		for range c.pages {
			s.pages.queue <- &op{by: page}
		}
		first := s.next(0, 0)
		calls, pages := 0, 0
		if first != nil {
			for o := range s.queued(first) {
				if o.by.Way.waits() {
					pages++
				} else {
					calls++
				}
			}
		}
		if want := min(c.calls, groupSize-c.want); calls != want || pages != c.want {
			t.Errorf("%d calls and %d pages: found %d and %d in a group, expected %d and %d", c.calls, c.pages, calls, pages, want, c.want)
		}
	}
}

// Whatever comes, and however much: within a class all is done in the order in which it came,
// and whoever waits behind n others of its class waits for n+1 groups at most.
func TestNobodyWaitsForEverWhateverComes(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := &Store{queue: make(chan *op, queueLength), pages: newPages()}
		type place struct{ number, latest int } // the last group in which it has its turn
		places := map[*op]place{}
		var next, done [2]int // by class
		class := func(o *op) int {
			if o.by.Way.waits() {
				return 1
			}
			return 0
		}
		come := func(by By, n, group int) {
			for range n {
				o := &op{by: by}
				c := class(o)
				queue := []chan *op{s.queue, s.pages.queue}[c]
				if len(queue) == cap(queue) {
					return
				}
				places[o] = place{next[c], group + len(queue) + 1}
				if c == 0 {
					places[o] = place{next[c], group + len(queue)/(groupSize-leftForPages) + 1}
				}
				next[c]++
				queue <- o
			}
		}
		for group := range 60 {
			come(By{Way: []Way{ByPhone, ByConsole, ByTerminal, ByClock}[r.IntN(4)]}, r.IntN(200), group)
			come(page, []int{0, 1, r.IntN(10), r.IntN(200)}[r.IntN(4)], group)
			if s.pages.first == nil && r.IntN(2) == 0 {
				select {
				case o := <-s.pages.queue:
					if !s.pages.keep(o) { // it leads a group
						s.pages.first = o
					}
				default:
				}
			}
			first := s.next(0, 0)
			if first == nil {
				continue
			}
			for o := range s.queued(first) {
				c, p := class(o), places[o]
				if p.number != done[c] {
					t.Fatalf("seed %d: number %d of class %d ran before number %d", seed, p.number, c, done[c])
				}
				done[c]++
				if group > p.latest {
					t.Fatalf("seed %d: number %d of class %d waited until group %d, expected %d at the latest", seed, p.number, c, group, p.latest)
				}
				if r.IntN(20) == 0 { // while it runs
					come(By{Way: ByPhone}, r.IntN(20), group)
				}
			}
		}
	}
}

// synctest has a clock of its own, and a ledger in it knows how long a page waits.
func TestAPageWaitsForATurnOnlyWhileSomebodyCallsAndNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		takes := func(by By) time.Duration {
			began := time.Now()
			if err := w.Update(bg, by, func(*Tx) error { return nil }); err != nil {
				t.Error(err)
			}
			return time.Since(began)
		}
		for i, c := range []struct {
			by   By
			want time.Duration
		}{
			{page, 0}, {staff, 0}, {page, 0},
			{By{Way: ByPhone, Call: "CA1"}, 0}, {page, pageWaits}, {page, pageWaits}, {staff, 0},
		} {
			if took := takes(c.by); took != c.want {
				t.Errorf("%d: %s took %s, expected %s", i, c.by.Way, took, c.want)
			}
		}
		time.Sleep(callsGoOn)
		if took := takes(page); took != 0 {
			t.Errorf("a page took %s long after the last turn, expected none", took)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAPageThatWaitsSharesTheCommitOfTheNextTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		call := By{Way: ByPhone, Call: "CA1"}
		nothing := func(*Tx) error { return nil }
		if err := w.Update(bg, call, nothing); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		done := make(chan error)
		go func() { done <- w.Update(bg, page, nothing) }()
		synctest.Wait() // until it waits
		if err := errors.Join(w.Update(bg, call, nothing), <-done); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the page took %s, expected that it went with the turn", took)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAPageThatWaitsIsWithdrawnOrDoneAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		if err := w.Update(bg, By{Way: ByPhone, Call: "CA1"}, func(*Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		var o order
		answers := make([]chan error, 4)
		ctx, leave := context.WithCancel(bg)
		for i := range answers {
			answers[i] = make(chan error, 1)
			who := bg
			if i%2 == 0 {
				who = ctx
			}
			go func() {
				answers[i] <- w.Update(who, page, func(*Tx) error { o.add(fmt.Sprint(i)); return nil })
			}()
			synctest.Wait() // until it waits
		}
		leave()
		synctest.Wait()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		for i, answer := range answers {
			switch err := <-answer; {
			case i%2 == 0 && !errors.Is(err, context.Canceled):
				t.Errorf("page %d: found %v, expected that it is withdrawn", i, err)
			case i%2 == 1 && err != nil:
				t.Errorf("page %d: %v", i, err)
			}
		}
		if want := []string{"1", "3"}; !slices.Equal(o.ran, want) {
			t.Errorf("found that %q ran, expected %q", o.ran, want)
		}
	})
}

func TestAFullQueueOfPagesLeavesCallsTheirOwn(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	var all sync.WaitGroup
	w.do(func(*Tx) error {
		for range queueLength {
			all.Go(func() {
				if err := w.Update(ctx, page, func(*Tx) error { return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		for len(w.pages.queue) < queueLength {
			runtime.Gosched()
		}
		if err := w.Update(bg, page, func(*Tx) error { return nil }); !errors.Is(err, ErrBusy) {
			t.Errorf("found %v, expected ErrBusy", err)
		}
		all.Go(func() {
			if err := w.Update(bg, By{Way: ByPhone, Call: "CA"}, func(*Tx) error { return nil }); err != nil {
				t.Error(err)
			}
		})
		for len(w.queue) == 0 {
			runtime.Gosched()
		}
		return nil
	})
	all.Wait()
}
