package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
)

// Static serves a style, an icon and scripts, which tell nothing about anybody.
type Static struct {
	// Version changes when any of the files does: browsers keep them for good under
	// it, as in "style.css?v=" + Version.
	Version string

	server http.Handler
}

// NewStatic returns the files in a directory. It panics if they cannot be read: they
// are part of the program.
func NewStatic(all embed.FS, dir string) *Static {
	files, err := fs.Sub(all, dir)
	if err != nil {
		panic(err)
	}
	sum := sha256.New()
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := fs.ReadFile(files, name)
		sum.Write(file)
		return err
	})
	if err != nil {
		panic(err)
	}
	return &Static{hex.EncodeToString(sum.Sum(nil))[:12], http.FileServerFS(onlyFiles{files})}
}

// onlyFiles has the files of another file system, and no directories: a server would list
// them.
type onlyFiles struct{ fs.FS }

// Open implements fs.FS.
func (o onlyFiles) Open(name string) (fs.File, error) {
	info, err := fs.Stat(o.FS, name)
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	return o.FS.Open(name)
}

// ServeHTTP serves a file by its path below the directory.
func (s *Static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == s.Version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if path.Ext(r.URL.Path) == ".svg" { // which Go does not take for text
		w.Header().Set("Content-Type", "image/svg+xml; charset=utf-8")
	}
	s.server.ServeHTTP(w, r)
}
