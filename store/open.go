package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Options are what a ledger needs from its surroundings.
type Options struct {
	Now  func() time.Time // the one clock; required
	Rand io.Reader        // what receipt numbers and transfer codes are drawn from; nil means crypto/rand
	Log  *slog.Logger     // nil means no log

	// For is the city by whose rules and hours the ledger is worked with. On another city's
	// ledger, Open returns *OtherCity before it changes anything. nil means that any ledger
	// will do.
	For *City

	// Serve says that the ledger is opened to be served, by one process at a time. If
	// another one serves it, Open returns *AlreadyServed before it changes anything.
	Serve bool
}

// readers is how many connections read beside the writer.
const readers = 4

// Store is an open ledger. Its methods may be called from many goroutines, but
// never from inside a function given to Update: there is one writer, and it
// would wait for itself.
type Store struct {
	file   string
	engine engine
	now    func() time.Time
	rand   io.Reader
	log    *slog.Logger

	lock    lock       // nil if the ledger is not opened to be served
	writer  *conn      // used by the writing goroutine alone, until Close
	readers chan *conn // those that are not in use

	closing chan struct{} // closed by Close
	written chan struct{} // closed when the writing goroutine has ended
	once    sync.Once
	err     error // what Close returns

	mu     sync.RWMutex // guards queue against being closed
	closed bool
	queue  chan *op
}

// Open opens the ledger in the file at path, creates it if it is not there, and brings
// its schema up to date. Its errors name the file and, where known, say what to do.
func Open(path string, o Options) (*Store, error) {
	s, err := unopened(path, o)
	if err != nil {
		return nil, err
	}
	if err := s.open(o); err != nil {
		return nil, errors.Join(explained(path, err), s.disconnect())
	}
	go s.write()
	return s, nil
}

// unopened returns the ledger in the file at path, without a connection to it.
func unopened(path string, o Options) (*Store, error) {
	if o.Now == nil {
		return nil, errors.New("store: Options.Now is missing: a ledger needs a clock")
	}
	e, err := sqliteIn(path)
	if err != nil {
		return nil, err
	}
	s := &Store{
		file: e.file, engine: e, now: o.Now, rand: o.Rand, log: o.Log,
		readers: make(chan *conn, readers),
		closing: make(chan struct{}),
		written: make(chan struct{}),
		queue:   make(chan *op, queueLength),
	}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

// open does everything that may be refused before it connects: the writer brings the
// ledger up to date.
func (s *Store) open(o Options) (err error) {
	if o.Serve {
		if s.lock, err = s.engine.lock(s.clock()); err != nil {
			return err
		}
	}
	if o.For != nil {
		whose, err := s.whose()
		if err != nil {
			return err
		}
		if err := whose.Refuse(*o.For); err != nil {
			return err
		}
	}
	return s.connect()
}

// ServedAt writes down the address at which the process listens that has opened the
// ledger with Options.Serve. A process that is refused is told.
func (s *Store) ServedAt(address string) error {
	if s.lock == nil {
		return errors.New("store: found a ledger that is not opened to be served, expected Options.Serve")
	}
	return s.lock.at(address)
}

// explained adds to an error of opening the ledger what to do about it.
func explained(path string, err error) error {
	if _, taken := errors.AsType[*AlreadyServed](err); taken {
		return fmt.Errorf("ledger %s: %w: end that process, or name another file", path, err)
	}
	switch why(err) {
	case notALedger:
		return fmt.Errorf("ledger %s: this is not a ledger: name another file, or restore a backup: %w", path, err)
	case damaged:
		return fmt.Errorf("ledger %s: the file is damaged: restore a backup: %w", path, err)
	case busy:
		return fmt.Errorf("ledger %s: another process holds it: end that process, or try again: %w", path, err)
	case full:
		return fmt.Errorf("ledger %s: the disk is full: make room: %w", path, err)
	case unwritable:
		return fmt.Errorf("ledger %s: this user must be able to write the file and its directory: %w", path, err)
	}
	return fmt.Errorf("ledger %s: %w", path, err)
}

func (s *Store) connect() (err error) {
	if s.writer, err = s.engine.writer(); err != nil {
		return err
	}
	for range readers {
		c, err := s.engine.reader()
		if err != nil {
			return err
		}
		s.readers <- c
	}
	return nil
}

// Close refuses new work, finishes what is queued and what is being read, moves
// the write-ahead log into the ledger file, and closes it. Further calls do
// nothing and return what the first one did.
func (s *Store) Close() error {
	s.once.Do(func() {
		close(s.closing)
		s.mu.Lock()
		s.closed = true
		close(s.queue)
		s.mu.Unlock()
		<-s.written
		var errs []error
		for range readers {
			c := <-s.readers
			errs = append(errs, c.close())
		}
		s.err = errors.Join(append(errs, s.engine.rest(s.writer), s.disconnect())...)
	})
	return s.err
}

// disconnect closes the readers that are not in use, and then the writer: SQLite removes
// the log with the last connection, and only one that may write can do so. The next
// process may serve the ledger once all are closed.
func (s *Store) disconnect() error {
	var errs []error
	for range len(s.readers) {
		c := <-s.readers
		errs = append(errs, c.close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
