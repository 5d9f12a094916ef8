package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// NoRoom is the refusal to write something that the disk has no room for. Nothing was written.
type NoRoom struct {
	Dir          string
	Needed, Free int64 // bytes
}

// Error says how much is needed and how much there is.
func (e *NoRoom) Error() string {
	return fmt.Sprintf("%s has %d bytes free, expected %d at least: make room", e.Dir, e.Free, e.Needed)
}

// Copy writes a copy of the ledger in the file at from to the path to, while a line goes on
// with it, and checks the copy as Check does. What was erased is not in it. The copy is on the
// disk when Copy returns, and until then nothing is at its path, so that half a copy is never
// taken for a whole one. The ledger may be of an earlier version; nothing is changed in it.
//
// Its errors are *NoRoom, one of fs.ErrExist if something is at the path, what is wrong with
// the copy, and those of Open, whose options it takes.
func Copy(ctx context.Context, from, to string, o Options) (Contents, error) {
	s, err := unopened(from, o)
	if err != nil {
		return Contents{}, err
	}
	made, err := copied(ctx, s.engine, from, to, o)
	return made, errors.Join(err, s.disconnect())
}

// copied makes a copy of the ledger at from under another name, checks it, and then gives it its own.
func copied(ctx context.Context, e engine, from, path string, o Options) (made Contents, err error) {
	if _, err := os.Lstat(path); err == nil {
		return made, &fs.PathError{Op: "copy", Path: path, Err: fs.ErrExist}
	}
	if err := roomFor(e, path); err != nil {
		return made, err
	}
	part, err := emptyBeside(path)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, removed(sqliteFiles(part)...)) }()
	if err := e.copy(ctx, part); err != nil {
		return made, fmt.Errorf("copying to %s: %w", path, explained(from, err))
	}
	if made, err = Inspect(ctx, part, o); err != nil {
		return made, fmt.Errorf("the copy for %s does not hold: %w", path, err)
	}
	if err := settle(part, path); err != nil {
		return made, err
	}
	made.Path = path
	return made, nil
}

// roomFor returns *NoRoom if the disk of path cannot take a copy.
func roomFor(e engine, path string) error {
	needed, err := e.size()
	if err != nil {
		return err
	}
	free, err := FreeBytes(filepath.Dir(path))
	if err != nil {
		return err
	}
	return roomIn(filepath.Dir(path), needed, free)
}

// roomIn returns *NoRoom if fewer bytes are free in a directory than are needed.
func roomIn(dir string, needed, free int64) error {
	if free < needed {
		return &NoRoom{dir, needed, free}
	}
	return nil
}

// emptyBeside makes an empty file next to path, which only this user can read, and returns
// its absolute path.
func emptyBeside(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// settle gives a file that is complete its name, in a way that survives a power cut. It
// does not overwrite. A link is refused if the name is taken, where a renaming would not be.
func settle(part, path string) error {
	if err := synced(part); err != nil {
		return err
	}
	if err := os.Link(part, path); err != nil {
		return err
	}
	return errors.Join(os.Remove(part), synced(filepath.Dir(path)))
}

// synced waits until a file or a directory is on the disk.
func synced(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// FreeBytes returns how many bytes this user may still write to the disk of a directory.
// https://man7.org/linux/man-pages/man2/statfs.2.html
func FreeBytes(dir string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return 0, &fs.PathError{Op: "statfs", Path: dir, Err: err}
	}
	return int64(disk.Bavail) * disk.Bsize, nil
}
