package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"madoguchi/booking"
)

// How far the machine's clock may be from the newest moment that the ledger has seen. A
// line that stood still over a weekend may go on by itself, and clocks are set by minutes.
const (
	clockAhead  = 48 * time.Hour
	clockBehind = 10 * time.Minute
)

// clockAgrees is how far the clock may be from that of the carrier when it is confirmed by
// that: whoever asked the carrier needed a while, and the clock may have jumped meanwhile.
const clockAgrees = 2 * time.Minute

// clockKept is how far what this process has seen may be ahead of what it has written.
const clockKept = time.Minute

// seen is what a process knows of the moments that its ledger has seen. A ledger that no
// line has served knows none, and any clock will do.
type seen struct {
	mu     sync.Mutex
	served bool
	staged bool      // see Options
	newest time.Time // by the ledger or by this process; the zero time if none yet
	kept   time.Time // what the ledger has of it
	entry  int64     // by which the clock was confirmed last; 0 if it never was

	writing time.Time // the newest moment, as the transaction that is open has written it
}

// doubt returns *ClockDoubt if the machine's clock cannot be relied on at now. If it can,
// that has been seen.
func (k *seen) doubt(now time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case !k.served:
		return nil
	case k.newest.IsZero():
		k.newest = now
	case now.Sub(k.newest) > clockAhead, k.newest.Sub(now) > clockBehind:
		return &ClockDoubt{Now: now.In(booking.JST), Newest: k.newest}
	case now.After(k.newest):
		k.newest = now
	}
	return nil
}

// due returns the newest moment, and whether it is time to write it into the ledger.
func (k *seen) due() (newest time.Time, due bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.newest, k.served && !k.staged && k.newest.Sub(k.kept) >= clockKept
}

// write notes what the transaction that is open has written; the zero time is nothing.
func (k *seen) write(newest time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.writing = newest
}

// committed notes that what was written is in the ledger.
func (k *seen) committed() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.writing.IsZero() {
		k.kept = k.writing
	}
}

// learn takes over what the ledger has. If somebody has confirmed the clock meanwhile,
// nothing that was seen before counts.
func (k *seen) learn(newest time.Time, entry int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if entry != k.entry || newest.After(k.newest) {
		k.newest = newest
	}
	k.served, k.kept, k.entry = true, newest, entry
}

const clockRow = `SELECT newest, coalesce(entry, 0) FROM clock`

// learnClock takes over what the ledger has of the clock, if a line has served it.
func (tx *Tx) learnClock(k *seen) error {
	_, _, err := first(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var newest time.Time
		var entry int64
		if err = r.Scan((*instant)(&newest), &entry); err == nil {
			k.learn(newest, entry)
		}
		return none, err
	}, clockRow)
	return err
}

// readClock reads what the ledger has of the clock when it is opened. A line serves the
// ledger from the first thing on that it writes.
func (s *Store) readClock(serve, staged bool) error {
	s.seen.served, s.seen.staged = serve, staged
	c := <-s.readers
	defer func() { s.readers <- c }()
	return s.read(context.Background(), c, func(tx *Tx) error { return tx.learnClock(&s.seen) })
}

// doubtClock returns *ClockDoubt if the machine's clock cannot be relied on at now, and
// nobody has confirmed it meanwhile, here or in another process.
func (s *Store) doubtClock(now time.Time) error {
	doubt := s.seen.doubt(now)
	if doubt == nil {
		return nil
	}
	if err := s.View(context.Background(), func(tx *Tx) error { return tx.learnClock(&s.seen) }); err != nil {
		if !errors.Is(err, ErrClosed) {
			s.log.Warn("the ledger cannot be asked whether somebody has confirmed the clock", "err", err)
		}
		return doubt
	}
	return s.seen.doubt(now)
}

// DoubtsClock reports whether what the machine's clock says must not be relied on, not
// even to tell a caller who is there at this hour.
func (s *Store) DoubtsClock() bool { return s.doubtClock(s.clock()) != nil }

// moment returns the time in whole seconds, or *ClockDoubt.
func (s *Store) moment() (time.Time, error) {
	now := s.clock()
	return now, s.doubtClock(now)
}

// Served reports whether a line has ever served the ledger.
func (s *Store) Served() bool {
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	return s.seen.served
}

const (
	keepClock = `INSERT INTO clock (id, newest) VALUES (1, ?)
		ON CONFLICT (id) DO UPDATE SET newest = excluded.newest WHERE clock.newest < excluded.newest`
	confirmClock = `INSERT INTO clock (id, newest, entry) VALUES (1, ?, ?)
		ON CONFLICT (id) DO UPDATE SET newest = excluded.newest, entry = excluded.entry`
)

// keepNewest writes the newest moment into the transaction that has just begun, once a
// minute: each group would have another page to write.
func (s *Store) keepNewest() error {
	newest, due := s.seen.due()
	if !due {
		s.seen.write(time.Time{})
		return nil
	}
	_, err := s.writer.exec(context.Background(), keepClock, instant(newest))
	s.seen.write(newest)
	return err
}

// newBeat returns an operation that only lets the newest moment be written.
func newBeat() *op {
	return &op{by: By{Way: ByClock, Actor: "clock"}, fn: func(*Tx) error { return nil }, done: make(chan error, 1)}
}

// A Clock is what there is to know about the time.
type Clock struct {
	Now       time.Time // what the machine says
	Newest    time.Time // that the ledger has seen; the zero time if no line has served it
	Confirmed Entry     // the last time that somebody did; the zero Entry if nobody ever did
}

const auditOfClock = `SELECT ` + entryColumns + ` JOIN clock c ON c.entry = a.id`

// Clock returns what the ledger knows of the time.
func (s *Store) Clock(ctx context.Context) (c Clock, err error) {
	err = s.View(ctx, func(tx *Tx) (err error) {
		c.Now = tx.Now()
		if err := tx.learnClock(&s.seen); err != nil {
			return err
		}
		c.Confirmed, _, err = first(tx, scanEntry, auditOfClock)
		return err
	})
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	c.Newest = s.seen.newest
	return c, err
}

// ConfirmClock says that the machine's clock is right: what it says is the newest moment
// from now on, also if that is earlier than what the ledger has seen. carrier is what the
// carrier's clock said, if it was the carrier that agreed, or else the zero time. It
// returns the deed's facts, and besides them the errors of Update but *ClockDoubt.
func (s *Store) ConfirmClock(ctx context.Context, by By, carrier time.Time) (done ConfirmedClock, err error) {
	if err := by.checked(); err != nil {
		return done, err
	}
	confirmed := make(chan ConfirmedClock, 1) // Update's fn must not write to what its caller goes on using
	o := &op{by: by, done: make(chan error, 1), fn: func(tx *Tx) error {
		if off := tx.now.Sub(carrier).Abs(); !carrier.IsZero() && off > clockAgrees {
			return fmt.Errorf("store: the clock is %s away from the carrier's, expected %s at most", off, clockAgrees)
		}
		was, _, err := first(tx, func(_ *Tx, r row) (at time.Time, err error) {
			var entry int64
			err = r.Scan((*instant)(&at), &entry)
			return at, err
		}, clockRow)
		if err != nil {
			return err
		}
		facts := ConfirmedClock{Was: was, Now: tx.Now(), Carrier: carrier}
		entry, err := tx.entry(DidConfirmClock, 0, Detail{Clock: facts})
		if err != nil {
			return err
		}
		if _, err = tx.exec(confirmClock, instant(tx.now), entry); err == nil {
			confirmed <- facts
		}
		return err
	}}
	if err := s.despiteClock(ctx, o); err != nil {
		return done, err
	}
	return <-confirmed, nil
}

// despiteClock has an operation done although the clock is in doubt, and answers as Update
// does.
func (s *Store) despiteClock(ctx context.Context, o *op) error {
	o.despite = true
	select {
	case s.confirming <- o:
	case <-s.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	return o.answer(ctx)
}
