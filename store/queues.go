package store

import (
	"fmt"
	"iter"
	"time"
)

const (
	pageWaits = 100 * time.Millisecond // for a turn whose commit it shares, while somebody calls
	callsGoOn = time.Second            // after a turn somebody still calls

	leftForPages = groupSize / 8 // of a group, however many others wait
)

// waits reports whether what comes this way lets calls go first. Whoever looks at a page does not
// notice a tenth of a second, and in a call each moment is silence.
func (w Way) waits() bool { return w == ByWeb }

// enqueue has an operation wait for the writer, in the queue of its class.
func (s *Store) enqueue(o *op) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	queue := s.queue
	if o.by.Way.waits() {
		queue = s.pages.queue
	}
	select {
	case queue <- o:
		return nil
	default:
		return fmt.Errorf("%w: %d operations wait", ErrBusy, queueLength)
	}
}

// queued yields first and then what waits, up to the size of a group: what is not of a page as
// soon as it comes, and then pages. Beside others only some pages have their turn, in the order in
// which they came: as many as cost the others little, and a part of all that wait, but one at least, so
// that each has its turn after a number of groups. Among themselves, all have it until somebody else comes.
func (s *Store) queued(first *op) iter.Seq[*op] {
	return func(yield func(*op) bool) {
		others, pages := 0, 0
		for next := first; next != nil; next = s.next(others, pages) {
			switch {
			case next.by.Way.waits():
				pages++
			default:
				others++
				if next.by.Way == ByPhone {
					s.pages.called()
				}
			}
			if !yield(next) {
				return
			}
		}
	}
}

// next returns who is next in a group of so many, or nil if it is at its end.
func (s *Store) next(others, pages int) *op {
	if others+pages == groupSize {
		return nil
	}
	turn := others == 0 || pages < 1+others/8+len(s.pages.queue)/4 // of a page, once nobody else waits
	if turn && others >= groupSize-leftForPages {
		if o := s.pages.take(); o != nil {
			return o
		}
	}
	select {
	case o, open := <-s.queue:
		if open {
			return o
		}
	default:
	}
	if turn {
		return s.pages.take()
	}
	return nil
}

// pages is the queue of what the residents' pages write. While somebody calls, a page waits for a
// turn and shares its commit, because a turn that comes during the commit of a page waits for
// all of it; and if no turn comes, for no longer than pageWaits. All but the queue is of the
// goroutine that writes.
type pages struct {
	queue  chan *op
	closed bool
	first  *op           // that has left the queue, and waits; nil if none does
	waits  time.Duration // for how long it does, at most; pageWaits but in tests
	due    *time.Timer   // runs while first waits
	calls  bool          // somebody calls, until quiet says that they do not
	quiet  *time.Timer
}

func newPages() *pages {
	p := &pages{queue: make(chan *op, queueLength), waits: pageWaits, due: time.NewTimer(pageWaits), quiet: time.NewTimer(callsGoOn)}
	p.stop()
	return p
}

// stop stops the timers.
func (p *pages) stop() {
	p.due.Stop()
	p.quiet.Stop()
}

// called notes that somebody calls.
func (p *pages) called() {
	p.calls = true
	p.quiet.Reset(callsGoOn)
}

// arriving is where pages come from, if one may wait now.
func (p *pages) arriving() <-chan *op {
	if p.closed || p.first != nil {
		return nil
	}
	return p.queue
}

// keep has a page wait. It returns false if nobody calls, so that it need not.
func (p *pages) keep(o *op) bool {
	select {
	case <-p.quiet.C:
		p.calls = false
	default:
	}
	if p.calls {
		p.first = o
		p.due.Reset(p.waits)
	}
	return p.calls
}

// overdue tells once when the page that waits has waited for long enough.
func (p *pages) overdue() <-chan time.Time {
	if p.first == nil {
		return nil
	}
	return p.due.C
}

// take returns the page that came first, or nil if none waits.
func (p *pages) take() *op {
	if o := p.first; o != nil {
		p.first = nil
		p.due.Stop()
		return o
	}
	select {
	case o := <-p.queue: // nil once it is closed
		return o
	default:
		return nil
	}
}

// finishPages does what pages still wait for, when nothing more can come.
func (s *Store) finishPages() {
	for o := s.pages.take(); o != nil; o = s.pages.take() {
		s.groups(o)
	}
}
