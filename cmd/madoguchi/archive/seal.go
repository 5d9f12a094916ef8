package archive

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// Recipients reads to whom backups are encrypted: a recipient such as age1…, or a file that
// has one on each line.
func Recipients(text string) ([]age.Recipient, error) {
	if r, err := age.ParseRecipients(bytes.NewReader([]byte(text))); err == nil {
		return r, nil
	}
	f, err := os.Open(text)
	if err != nil {
		return nil, fmt.Errorf("found %.80q, expected a recipient such as age1…, or a file of them: %w", text, err)
	}
	r, err := age.ParseRecipients(f)
	if err != nil {
		err = fmt.Errorf("%s: expected recipients such as age1…: %w", text, err)
	}
	return r, errors.Join(err, f.Close())
}

// Identities reads a file of the keys with which backups are decrypted.
func Identities(path string) ([]age.Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	keys, err := age.ParseIdentities(f)
	if err != nil {
		// Without the error's text: it may have a part of a key.
		err = fmt.Errorf("%s: expected keys such as AGE-SECRET-KEY-1…, one a line", path)
	}
	return keys, errors.Join(err, f.Close())
}

// Seal encrypts a file to the path of a backup, and reads it once more: what is on the disk is
// what was encrypted. It does not overwrite, and leaves nothing if it fails.
func Seal(plain string, to Backup, recipients []age.Recipient) (size int64, err error) {
	from, err := os.Open(plain)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	part, err := os.CreateTemp(to.Dir, "."+filepath.Base(to.Path())+".*.part")
	if err != nil {
		return 0, err
	}
	defer func() {
		if gone := os.Remove(part.Name()); gone != nil {
			err = errors.Join(err, gone)
		}
	}()
	written := sha256.New()
	if err := encrypt(io.MultiWriter(part, written), from, recipients); err != nil {
		return 0, errors.Join(err, part.Close())
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return 0, err
	}
	read, size, err := sumOf(part.Name())
	if err != nil {
		return 0, err
	}
	if !bytes.Equal(read, written.Sum(nil)) {
		return 0, fmt.Errorf("%s: what was read is not what was written: the disk is damaged", to.Path())
	}
	if err := os.Link(part.Name(), to.Path()); err != nil { // unlike a renaming, it does not overwrite
		return 0, err
	}
	return size, syncDir(to.Dir)
}

func encrypt(to io.Writer, from io.Reader, recipients []age.Recipient) error {
	w, err := age.Encrypt(to, recipients...)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, from); err != nil {
		return err
	}
	return w.Close()
}

// Sealed reports whether a file is encrypted, by its name.
func Sealed(path string) bool { return filepath.Ext(path) == ".age" }

// Open decrypts a backup, or reads one that is not encrypted. age knows of each part
// whether it is what was encrypted, and reading fails where it is not.
func Open(path string, keys []age.Identity) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !Sealed(path) {
		return f, err
	}
	plain, err := age.Decrypt(f, keys...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: cannot be decrypted with this key: %w", path, err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, f}, nil
}

func sumOf(path string) (sum []byte, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	h := sha256.New()
	size, err = io.Copy(h, f)
	return h.Sum(nil), size, errors.Join(err, f.Close())
}

func syncDir(dir string) (err error) {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Sync()
}
