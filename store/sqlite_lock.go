package store

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"madoguchi/booking"
)

// A sqliteLock is a lock on a file beside the ledger. The operating system gives it back
// when the process ends, however that ends, so a file that is left behind is in nobody's
// way. The ledger's own file is not locked, because closing it would give back SQLite's
// locks as well: https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
type sqliteLock struct {
	file   *os.File
	holder holder
}

// A holder is what a locked file tells, in JSON.
type holder struct {
	PID     int       `json:"pid"`
	Address string    `json:"address,omitempty"` // "" until it listens
	Since   time.Time `json:"since"`

	// The key of the mark that is in the ledger's file, in hexadecimal digits. One that a
	// killed process has left stays until the next is in the file: see stray.
	Mark string `json:"mark,omitempty"`
}

// lock implements engine. Whatever links lead to the ledger, its lock is the same.
func (e sqlite) lock(now time.Time) (lock, error) {
	ledger, err := filepath.EvalSymlinks(e.file)
	if err != nil {
		return nil, err
	}
	path := ledger + "-serve"
	for {
		// A link may have been laid there by whoever may write the directory, for root to
		// write where they may not.
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
		switch {
		case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
			return nil, &refusedError{unwritable, err}
		case errors.Is(err, syscall.ELOOP):
			return nil, fmt.Errorf("found a link at %s, expected a file of this program: remove it", path)
		case err != nil:
			return nil, err
		}
		if err := flock(f); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		// Whoever had the lock may have released it, and removed the file, since it was opened.
		there, err := isAt(f, path)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if there {
			s := &sqliteLock{f, holder{PID: os.Getpid(), Since: now.In(booking.JST), Mark: heldBy(f).Mark}}
			if err := errors.Join(shareLike(f, ledger), s.write()); err != nil {
				return nil, errors.Join(err, s.release())
			}
			if e.watched != nil {
				e.watched.lock = s
			}
			return s, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// Unserved returns *AlreadyServed if a process serves the ledger in the file at path, which
// is there.
func Unserved(path string) error {
	ledger, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return unserved(ledger)
}

// unserved returns *AlreadyServed if a process serves the ledger of a path, although its files
// may have been moved away.
func unserved(path string) error {
	f, err := os.OpenFile(path+"-serve", os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(flock(f), f.Close()) // which gives the lock back
}

// flock locks a file, or returns *AlreadyServed if another process has it. The lock is that
// of the open file: a process excludes itself as well, and programs that it starts do not
// keep the lock, because Go closes its files in them.
// https://man7.org/linux/man-pages/man2/flock.2.html
func flock(f *os.File) error {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return served(f)
		default:
			return fmt.Errorf("this file system cannot lock %s, expected a disk of this machine: %w", f.Name(), err)
		}
	}
}

// served returns what a locked file tells of whoever has it. For a moment, at the
// beginning, that is nothing.
func served(f *os.File) error {
	h := heldBy(f)
	if h.PID == 0 {
		return &AlreadyServed{}
	}
	return &AlreadyServed{PID: h.PID, Address: h.Address, Since: h.Since.In(booking.JST)}
}

// heldBy returns what a file tells of whoever has locked it, or had: the zero holder if that
// cannot be read.
func heldBy(f io.Reader) (h holder) {
	if err := json.NewDecoder(f).Decode(&h); err != nil {
		return holder{}
	}
	return h
}

// isAt reports whether an open file is still the one at path.
func isAt(f *os.File, path string) (bool, error) {
	open, err := f.Stat()
	if err != nil {
		return false, err
	}
	at, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(open, at), err
}

// shareLike lets those take the lock who may write the ledger, as SQLite does with its
// log: one that was left behind by another user must not keep the line closed.
func shareLike(f *os.File, ledger string) error {
	info, err := os.Stat(ledger)
	if err != nil {
		return err
	}
	mine, err := f.Stat()
	if err != nil {
		return err
	}
	of, a := info.Sys().(*syscall.Stat_t)
	own, b := mine.Sys().(*syscall.Stat_t)
	if a && b && os.Geteuid() == 0 && (of.Uid != own.Uid || of.Gid != own.Gid) {
		if err := f.Chown(int(of.Uid), int(of.Gid)); err != nil {
			return err
		}
	}
	if mine.Mode().Perm() == info.Mode().Perm() || a && b && int(own.Uid) != os.Geteuid() {
		return nil // only its owner may change the mode
	}
	return f.Chmod(info.Mode().Perm())
}

// at implements lock.
func (s *sqliteLock) at(address string) error {
	s.holder.Address = address
	return s.write()
}

// marked writes down which mark is in the ledger's file.
func (s *sqliteLock) marked(key [16]byte) error {
	if s == nil {
		return nil
	}
	s.holder.Mark = hex.EncodeToString(key[:])
	return s.write()
}

// write writes the file anew. Who reads it meanwhile finds the text before, or a part of
// what was there behind the whole new one.
func (s *sqliteLock) write() error {
	text, err := json.Marshal(s.holder)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	_, err = s.file.WriteAt(text, 0)
	if errors.Is(err, syscall.ENOSPC) { // whoever is refused is told less, and is refused all the same
		return nil
	}
	return cmp.Or(err, s.file.Truncate(int64(len(text))))
}

// release implements lock. The file is removed while it is locked, and only if it is still
// this one: somebody may have removed it by hand, and another process made a new one. It stays
// if the ledger that was served has vanished, as the only trace of it.
func (s *sqliteLock) release() error {
	there, err := isAt(s.file, s.file.Name())
	if there && (s.holder.Mark == "" || sizeOf(strings.TrimSuffix(s.file.Name(), "-serve")) > 0) {
		err = os.Remove(s.file.Name())
	}
	return errors.Join(err, s.file.Close())
}
