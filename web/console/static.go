package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
)

//go:embed static/*.css static/*.js static/*.svg static/vendor/*.js
var staticFiles embed.FS

// version changes when any of the static files does: browsers keep them for good
// under it.
var version = func() string {
	sum := sha256.New()
	err := fs.WalkDir(staticFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := staticFiles.ReadFile(path)
		sum.Write(file)
		return err
	})
	if err != nil {
		panic(err) // of files that are part of the program
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}()

// static serves the style, the icon and the scripts, which tell nothing of anybody.
var static = func() http.Handler {
	files, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err)
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard(w.Header())
		w.Header().Set("Cache-Control", "no-cache")
		if r.URL.Query().Get("v") == version {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		server.ServeHTTP(w, r)
	})
}()
