package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"madoguchi/booking"
)

const (
	queueLength  = 4096            // operations that may wait; more get ErrBusy
	groupSize    = 256             // operations that share a commit
	groupsInARow = 8               // before the writer sees to what else there is
	idleAfter    = 5 * time.Second // without work, after which the engine rests
	lookEvery    = time.Second     // whether anything has happened to what is open
)

// op is one operation that waits for the writer, runs, and is answered.
type op struct {
	by      By
	fn      func(*Tx) error
	despite bool        // it is done although the clock is in doubt
	begun   atomic.Bool // set once, by whoever decides: the writer to run it, the waiter to withdraw it
	done    chan error  // with room for one
}

// begin reports whether the caller is the one who decides about the operation: only the
// first caller is.
func (o *op) begin() bool { return o.begun.CompareAndSwap(false, true) }

// Update runs fn in a transaction, and returns when what it did is durable.
//
// If fn returns an error or panics, nothing of it remains, and Update returns that error.
// Other errors are ErrReadOnly of a ledger that is only read, those of CheckRemark for by.Why, of a Way that does not exist, ErrBusy
// and ErrClosed, after which nothing has changed, and the engine's, after which nothing
// has changed unless the disk failed in the very act of committing.
//
// When ctx ends while fn still waits for its turn, fn never runs, and Update
// returns ctx's error. When ctx ends while fn is running, Update returns ctx's
// error at once, but fn goes on and may be committed: whoever asks next finds what
// it did. fn must therefore not write to what its caller goes on using after an error.
// It runs on the goroutine that writes: it must not call
// a method of the Store, nor runtime.Goexit (testing.T.Fatal does).
func (s *Store) Update(ctx context.Context, by By, fn func(*Tx) error) error {
	if err := by.checked(); err != nil {
		return err
	}
	if s.writer == nil {
		return ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	o := &op{by: by, fn: fn, done: make(chan error, 1)}
	if err := s.enqueue(o); err != nil {
		return err
	}
	return o.answer(ctx)
}

// answer waits for the answer to an operation that is queued, or withdraws it when ctx ends.
func (o *op) answer(ctx context.Context) error {
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
	}
	if !o.begin() { // it runs, or has just been answered: an answer is better than ctx's error
		select {
		case err := <-o.done:
			return err
		default:
		}
	}
	return ctx.Err()
}

// write is the only goroutine that writes. The operations that queue up while one group is
// being committed make the next group; it does not wait for more. What waiting tells of pages
// is different.
func (s *Store) write() {
	defer close(s.written)
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	ticks := s.ticks
	if ticks == nil {
		every := time.NewTicker(lookEvery)
		defer every.Stop()
		ticks = every.C
	}
	beat := time.NewTicker(clockKept)
	defer beat.Stop()
	defer s.pages.stop()
	for {
		select {
		case o, more := <-s.queue:
			if !more || !s.groups(o) {
				s.finishPages()
				return
			}
			idle.Reset(idleAfter)
		case o, more := <-s.pages.arriving():
			if !more {
				s.pages.closed = true
			} else if s.pages.keep(o) {
				continue
			} else {
				s.groups(o)
			}
			idle.Reset(idleAfter)
		case <-s.pages.overdue():
			s.groups(s.pages.take())
			idle.Reset(idleAfter)
		case o := <-s.confirming:
			s.alone(o)
			idle.Reset(idleAfter)
		case fn := <-s.between:
			fn()
			idle.Reset(idleAfter)
		case <-beat.C:
			if s.lock != nil { // a line that nobody calls has a clock all the same
				s.alone(newBeat())
				idle.Reset(idleAfter)
			}
		case <-idle.C:
			if err := s.engine.rest(s.writer); err != nil {
				s.log.Error("the write-ahead log could not be tidied", "err", err)
			}
		case <-ticks:
			_ = s.look(false) // it has logged it
		}
	}
}

// groups runs one group after another while somebody waits, but only so many, for the sake of
// what else there is to do. It reports whether the queue is still open.
//
// Whoever waits is drawn before the group before is answered: what is asked after an answer
// comes after what was done to the files after it, and they must be looked at anew.
func (s *Store) groups(first *op) (open bool) {
	looked := false
	for range groupsInARow {
		outcomes, intact := s.group(first, looked)
		var more, waits bool
		select {
		case first, more = <-s.queue:
			waits = true
		default:
		}
		outcomes.tell()
		switch {
		case !waits:
			return true
		case !more:
			return false
		}
		looked = intact
	}
	outcomes, _ := s.group(first, looked)
	outcomes.tell()
	return true
}

// outcomes are the answers to the operations of a group.
type outcomes []outcome

type outcome struct {
	o   *op
	err error
}

// tell answers everybody who is still waiting.
func (all outcomes) tell() {
	for _, one := range all {
		one.o.done <- one.err
	}
}

// alone runs an operation that did not wait in the queue, and whatever does.
func (s *Store) alone(o *op) {
	outcomes, _ := s.group(o, false)
	outcomes.tell()
}

// group runs operations in one transaction, each in its own savepoint, and returns the answers
// to all of them after the commit: even a refusal may depend on what a neighbour wrote. looked
// says that the files of the ledger have just been found in order, after the commit of the group
// before; intact, that they were after its own.
func (s *Store) group(first *op, looked bool) (_ outcomes, intact bool) {
	if err := s.begin(first, looked); err != nil {
		var refused outcomes
		for o := range s.queued(first) {
			if o.begin() {
				refused = append(refused, outcome{o, err})
			}
		}
		return refused, false
	}
	var done outcomes
	var lost error
	for o := range s.queued(first) {
		if !o.begin() {
			continue
		}
		intact, err := s.perform(o)
		done = append(done, outcome{o, err})
		if !intact {
			lost = err
			break
		}
	}
	ended := s.end(lost)
	if ended != nil {
		for i := range done {
			done[i].err = ended
		}
	}
	return done, ended == nil
}

// begin begins a transaction in which nobody else writes, for a group whose first operation
// is known. Until it has begun, waiters may still withdraw.
func (s *Store) begin(first *op, looked bool) error {
	err := s.look(looked)
	if _, clock := errors.AsType[*ClockDoubt](err); err != nil && !(clock && first.despite) {
		return err
	}
	err = s.rollback() // a transaction that could not be rolled back when it failed
	if err == nil {
		err = s.writer.begin()
	}
	if err == nil {
		if err = s.keepNewest(); err != nil {
			err = errors.Join(err, s.rollback())
		}
	}
	switch {
	case err == nil:
		return nil
	case why(err) == busy:
		return fmt.Errorf("%w: another process holds it: %w", ErrBusy, err)
	}
	s.log.Error("a transaction could not begin", "err", err)
	return fmt.Errorf("store: beginning a transaction: %w", err)
}

// end commits. It rolls back if the transaction is lost or the commit fails, and returns
// why nothing of the group remains.
func (s *Store) end(lost error) error {
	err := lost
	if err == nil {
		err = s.engine.ending(s.writer)
	}
	if err == nil {
		if err = s.writer.commit(); err == nil {
			s.seen.committed()
			s.wrote.tell()
			return s.engine.intact() // else it is durable in a file that nobody will open
		}
	}
	s.log.Error("a group of operations was rolled back", "err", err)
	if undo := s.rollback(); undo != nil {
		err = errors.Join(err, undo)
	}
	return fmt.Errorf("store: nothing was written: %w", err)
}

// rollback rolls back the transaction if one is still open.
func (s *Store) rollback() error {
	if s.writer.ended() {
		return nil
	}
	return s.writer.rollback()
}

// perform runs one operation in a savepoint. The transaction is not intact any more if the
// engine has ended it, or if the savepoint cannot be undone.
func (s *Store) perform(o *op) (intact bool, err error) {
	now := s.clock()
	if err := s.seen.doubt(now); err != nil && !o.despite { // it jumped since the group began
		return true, err
	}
	if err := s.writer.do("SAVEPOINT op"); err != nil {
		return !s.writer.ended(), err
	}
	tx := &Tx{
		ctx: context.Background(), // a cancelled write could take its neighbours with it
		c:   s.writer, now: now, rand: s.rand, by: o.by, writes: true, texts: s.texts, mails: s.mails,
	}
	err = s.guarded(o, tx)
	tx.over = true
	if err == nil {
		err = tx.lost // fn may have swallowed it
	}
	if why(err) == damaged {
		err = errors.Join(s.damagedBy(err.Error()), err)
	}
	if err == nil {
		if err = s.writer.do("RELEASE op"); err == nil {
			s.wrote.now = s.wrote.now || tx.wrote
			for _, alarm := range tx.alarms {
				s.log.Error(alarms[alarm].says, "alarm", alarm, "tries", alarms[alarm].tries, "within", booking.TriesFor)
			}
			return true, nil
		}
	}
	if s.writer.ended() {
		return false, err
	}
	if undo := s.writer.do("ROLLBACK TO op", "RELEASE op"); undo != nil {
		return false, errors.Join(err, undo)
	}
	return true, err
}

// guarded turns a panic into an error: the writer must outlive its operations.
func (s *Store) guarded(o *op, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("an operation panicked", "way", o.by.Way, "actor", o.by.Actor, "call", o.by.Call, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("store: an operation panicked: %v", p)
		}
	}()
	return o.fn(tx)
}

// clock returns the time in whole seconds, as times are stored, so that times compare the
// same before they are written and after they are read.
func (s *Store) clock() time.Time { return s.now().Truncate(time.Second) }
