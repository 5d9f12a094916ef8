package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
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

	// Upgrade says that a ledger of an earlier version is brought up to date, after a copy of
	// it was put beside it. It is for the process that serves the ledger: whoever else opens
	// one of an earlier version is refused with *OlderLedger.
	Upgrade bool

	// ReadOnly says that the ledger is only read. It must be there, nothing is written, to it
	// or beside it, and it may be of an earlier version: of that, Check reads everything, and
	// View what this program and that version have in common. Update returns ErrReadOnly.
	ReadOnly bool

	// Ticks says when to look whether the ledger can still be relied on, while nothing is
	// written. nil means every second.
	Ticks <-chan time.Time

	// New says that a ledger may begin where a line has served another one that is gone.
	// Without it, Open returns *FileDoubt then.
	New bool

	// Staged says that Now is not the machine's clock but tells the time of a call that is
	// played. The ledger does not take its moments for some that it has seen.
	Staged bool

	// Texts says that numbers are told by text what callers do: the messages are written
	// with what they tell. Whoever says so sees to it that they are sent.
	Texts bool

	// Mails is Texts for bookings that are of a mail address.
	Mails bool

	free func(dir string) (int64, error) // set by tests only: instead of FreeBytes
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
	texts  bool // see Options.Texts
	mails  bool // see Options.Mails
	wrote  wrote

	lock    lock         // nil if the ledger is not opened to be served
	older   *OlderLedger // nil unless the ledger is only read, and of an earlier version
	writer  *conn        // used by the writing goroutine alone, until Close; nil if the ledger is only read
	readers chan *conn   // those that are not in use

	closing chan struct{} // closed by Close
	written chan struct{} // closed when the writing goroutine has ended
	once    sync.Once
	err     error // what Close returns

	mu     sync.RWMutex // guards the queues against being closed
	closed bool
	queue  chan *op // of all but the pages
	pages  *pages

	ticks      <-chan time.Time // nil: every second
	doubting   error            // what was logged last; of the writing goroutine
	seen       seen
	confirming chan *op // one at a time, past the queue

	damage  atomic.Pointer[DamageDoubt] // nil until damage was found
	between chan func()                 // runs between two groups of operations, on the goroutine that writes
	turned  atomic.Int64                // when a call had its last turn here, in seconds; 0 if none had
}

// Open opens the ledger in the file at path, and creates it if it is not there. Its errors
// are *AlreadyServed, *OtherCity, *OlderLedger and *NoRoom, see Options, and others; they
// name the file and, where known, say what to do.
func Open(path string, o Options) (*Store, error) {
	s, err := unopened(path, o)
	if err != nil {
		return nil, err
	}
	if err := s.open(o); err != nil {
		return nil, errors.Join(explained(path, err), s.disconnect())
	}
	if o.ReadOnly {
		close(s.written)
	} else {
		go s.write()
	}
	return s, nil
}

// unopened returns the ledger in the file at path, without a connection to it.
func unopened(path string, o Options) (*Store, error) {
	if o.Now == nil {
		return nil, errors.New("store: Options.Now is missing: a ledger needs a clock")
	}
	if !o.ReadOnly && !o.New {
		switch gone, err := vanished(path); {
		case err != nil:
			return nil, explained(path, err)
		case gone:
			return nil, explained(path, &FileDoubt{FileVanished, path})
		}
	}
	in := sqliteIn
	if o.ReadOnly {
		in = sqliteToRead
	}
	e, err := in(path)
	if err != nil {
		return nil, err
	}
	if !o.Serve { // or open asks, once nobody else serves the ledger
		if _, err := e.unstray(false); err != nil {
			return nil, errors.Join(explained(path, err), e.letGo())
		}
	}
	s := &Store{
		file: e.file, engine: e, now: o.Now, rand: o.Rand, log: o.Log, texts: o.Texts, mails: o.Mails, wrote: wrote{told: make(chan struct{}, 1)},
		readers:    make(chan *conn, readers),
		closing:    make(chan struct{}),
		written:    make(chan struct{}),
		queue:      make(chan *op, queueLength),
		pages:      newPages(),
		ticks:      o.Ticks,
		confirming: make(chan *op),
		between:    make(chan func()),
	}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if o.Serve { // callers may have waited for the line to open
		s.turned.Store(s.clock().Unix())
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
		aside, err := s.engine.unstray(true)
		if err != nil {
			return err
		}
		if aside != "" {
			s.log.Error("the file of the ledger was replaced while a line had it open: the log of the one before was set aside", "log", aside)
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
	if o.ReadOnly {
		return s.openToRead()
	}
	if o.Upgrade {
		if err := s.upgrade(o); err != nil {
			return err
		}
	}
	if err := s.connect(o); err != nil {
		return err
	}
	if err := s.engine.watch(s.writer); err != nil || !o.Serve {
		return err
	}
	err = s.engine.mark(s.writer)
	if reason := why(err); reason == busy || reason == full {
		s.log.Warn("the ledger could not be marked yet", "err", err)
		return nil // or a full disk would keep the line shut after it has been cleared
	}
	return err
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
	if d, gone := errors.AsType[*FileDoubt](err); gone && d.What == FileVanished {
		return fmt.Errorf("ledger %s: %w: put it back, or restore a backup. Only if it shall begin anew, without any booking: madoguchi serve --new", path, err)
	}
	if _, older := errors.AsType[*OlderLedger](err); older && why(err) == otherwise {
		if _, full := errors.AsType[*NoRoom](err); !full {
			return fmt.Errorf("ledger %s: %w: start madoguchi serve on it once, which keeps a copy, or use the program that it is of", path, err)
		}
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

func (s *Store) connect(o Options) (err error) {
	if s.writer, err = s.engine.writer(); err != nil {
		return err
	}
	if err := s.connectReaders(); err != nil {
		return err
	}
	return s.readClock(o.Serve, o.Staged)
}

func (s *Store) connectReaders() error {
	for range readers {
		c, err := s.engine.reader()
		if err != nil {
			return err
		}
		if s.older != nil {
			c.reads = s.older.reads
		}
		s.readers <- c
	}
	return nil
}

// openToRead connects to a ledger that is only read.
func (s *Store) openToRead() error {
	c, version, err := s.engine.look()
	switch {
	case err != nil:
		return err
	case c == nil:
		return errNoVersion
	case version < s.engine.newest():
		s.older = &OlderLedger{version, s.engine.newest()}
	}
	return errors.Join(c.close(), s.connectReaders())
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
		close(s.pages.queue)
		s.mu.Unlock()
		<-s.written
		var idle []*conn
		for range readers { // until nobody reads
			idle = append(idle, <-s.readers)
		}
		if s.writer != nil {
			s.err = s.engine.rest(s.writer)
		}
		s.err = errors.Join(s.err, s.disconnect(idle...))
	})
	return s.err
}

// disconnect closes the readers, those that are idle and those that nobody has used, and
// then the writer: SQLite removes the log with the last connection, and only one that may
// write can do so. The next process may serve the ledger once all are closed.
func (s *Store) disconnect(idle ...*conn) error {
	conns := idle
	for range len(s.readers) {
		conns = append(conns, <-s.readers)
	}
	if s.writer != nil {
		conns = append(conns, s.writer)
	}
	if !s.engine.movesLog() {
		slices.Reverse(conns)
	}
	var errs []error
	for _, c := range conns {
		errs = append(errs, c.close())
	}
	errs = append(errs, s.engine.letGo())
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
