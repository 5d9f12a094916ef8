package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"
)

const (
	queueLength = 4096            // operations that may wait; more get ErrBusy
	groupSize   = 256             // operations that share a commit
	idleAfter   = 5 * time.Second // without work, after which the engine rests
)

// op is one operation that waits for the writer, runs, and is answered.
type op struct {
	by    By
	fn    func(*Tx) error
	begun atomic.Bool // set once, by whoever decides: the writer to run it, the waiter to withdraw it
	done  chan error  // with room for one
}

// begin reports whether the caller is the one who decides about the operation: only the
// first caller is.
func (o *op) begin() bool { return o.begun.CompareAndSwap(false, true) }

// Update runs fn in a transaction, and returns when what it did is durable.
//
// If fn returns an error or panics, nothing of it remains, and Update returns that error.
// Other errors are those of CheckRemark for by.Why, of a Way that does not exist, ErrBusy
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
	if err := ctx.Err(); err != nil {
		return err
	}
	o := &op{by: by, fn: fn, done: make(chan error, 1)}
	if err := s.enqueue(o); err != nil {
		return err
	}
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

func (s *Store) enqueue(o *op) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.queue <- o:
		return nil
	default:
		return fmt.Errorf("%w: %d operations wait", ErrBusy, queueLength)
	}
}

// write is the only goroutine that writes. The operations that queue up while one group is
// being committed make the next group; it does not wait for more.
func (s *Store) write() {
	defer close(s.written)
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	for {
		select {
		case o, more := <-s.queue:
			if !more {
				return
			}
			s.group(o)
			idle.Reset(idleAfter)
		case <-idle.C:
			if err := s.engine.rest(s.writer); err != nil {
				s.log.Error("the write-ahead log could not be tidied", "err", err)
			}
		}
	}
}

// queued yields first and then what is in the queue, up to the size of a group.
func (s *Store) queued(first *op) iter.Seq[*op] {
	return func(yield func(*op) bool) {
		if !yield(first) {
			return
		}
		for range groupSize - 1 {
			select {
			case o, more := <-s.queue:
				if !more || !yield(o) {
					return
				}
			default:
				return
			}
		}
	}
}

// group runs operations in one transaction, each in its own savepoint, and answers all of
// them after the commit: even a refusal may depend on what a neighbour wrote.
func (s *Store) group(first *op) {
	if err := s.begin(); err != nil {
		for _, o := range slices.Collect(s.queued(first)) { // collected before the first answer: those who come later are not refused
			if o.begin() {
				o.done <- err
			}
		}
		return
	}
	type outcome struct {
		o   *op
		err error
	}
	var outcomes []outcome
	var lost error
	for o := range s.queued(first) {
		if !o.begin() {
			continue
		}
		intact, err := s.perform(o)
		outcomes = append(outcomes, outcome{o, err})
		if !intact {
			lost = err
			break
		}
	}
	if err := s.end(lost); err != nil {
		for i := range outcomes {
			outcomes[i].err = err
		}
	}
	for _, out := range outcomes {
		out.o.done <- out.err
	}
}

// begin begins a transaction in which nobody else writes. Until it has begun, waiters may
// still withdraw.
func (s *Store) begin() error {
	err := s.rollback() // a transaction that could not be rolled back when it failed
	if err == nil {
		err = s.writer.begin()
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
		if err = s.writer.commit(); err == nil {
			return nil
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
	if err := s.writer.do("SAVEPOINT op"); err != nil {
		return !s.writer.ended(), err
	}
	tx := &Tx{
		ctx: context.Background(), // a cancelled write could take its neighbours with it
		c:   s.writer, now: s.clock(), rand: s.rand, by: o.by, writes: true,
	}
	err = s.guarded(o, tx)
	tx.over = true
	if err == nil {
		err = tx.lost // fn may have swallowed it
	}
	if err == nil {
		if err = s.writer.do("RELEASE op"); err == nil {
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
