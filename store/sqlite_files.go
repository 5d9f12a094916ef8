package store

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"syscall"
)

// A fileID tells files apart, whatever they are called. It is the zero fileID if there is
// no file.
type fileID struct{ dev, inode uint64 }

// idOf returns which file an open or a named file is.
func idOf(info os.FileInfo) fileID {
	if of, ok := info.Sys().(*syscall.Stat_t); ok {
		return fileID{of.Dev, of.Ino}
	}
	return fileID{}
}

// fileAt returns which file is at path, through whatever links: the zero fileID if none is.
func fileAt(path string) (fileID, error) {
	var found syscall.Stat_t
	for {
		switch err := syscall.Stat(path, &found); {
		case err == nil:
			return fileID{found.Dev, found.Ino}, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			return fileID{}, nil
		default:
			return fileID{}, &fs.PathError{Op: "stat", Path: path, Err: err}
		}
	}
}

// ledgerFiles has the descriptors through which this process reads the files of ledgers itself.
// SQLite's locks on a file are those of the whole process, and the operating system gives
// all of them back when the process closes any descriptor of that file, whoever opened it.
// So one is closed only when nothing in this process has the ledger open any more. SQLite
// keeps its own descriptors in a list of the process for the same reason.
// https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
var ledgerFiles = struct {
	sync.Mutex
	of map[fileID]*heldFile
}{of: map[fileID]*heldFile{}}

// A heldFile is the file of a ledger that this process has open, once or several times.
type heldFile struct {
	id          fileID
	users       int
	descriptors []*os.File // the first is used; others were opened when another file was at the path for a moment, or with beside
}

// hold opens the file at path, or takes the descriptor that is open already. It creates a
// file if flags say so. Whoever has it calls letGo, after the last of their connections is
// closed.
func hold(path string, flags int) (*heldFile, error) {
	ledgerFiles.Lock()
	defer ledgerFiles.Unlock()
	id, err := fileAt(path)
	if err != nil {
		return nil, err
	}
	if h := ledgerFiles.of[id]; h != nil {
		h.users++
		return h, nil
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	h := ledgerFiles.of[idOf(info)]
	if h == nil {
		h = &heldFile{id: idOf(info)}
		ledgerFiles.of[h.id] = h
	}
	h.users++
	h.descriptors = append(h.descriptors, f)
	return h, nil
}

// beside opens another file to be read, and closes it when this one is closed.
func (h *heldFile) beside(path string) (*os.File, error) {
	ledgerFiles.Lock()
	defer ledgerFiles.Unlock()
	f, err := os.Open(path)
	if err == nil {
		h.descriptors = append(h.descriptors, f)
	}
	return f, err
}

// letGo closes the file if nobody else in this process has it.
func (h *heldFile) letGo() error {
	ledgerFiles.Lock()
	defer ledgerFiles.Unlock()
	if h.users--; h.users > 0 {
		return nil
	}
	delete(ledgerFiles.of, h.id)
	var errs []error
	for _, f := range h.descriptors {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// ReadAt implements io.ReaderAt.
func (h *heldFile) ReadAt(b []byte, at int64) (int, error) { return h.descriptors[0].ReadAt(b, at) }
