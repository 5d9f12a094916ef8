package residents

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"

	"madoguchi/web"
)

// A Dress is how the pages of one city look. Its zero value is how they look without one.
type Dress struct {
	Colour string   // of buttons and links, such as #0b5f7a, dark enough for white letters; "" is the pages' own
	Header *Picture // nil if there is none
}

// A Picture stands at the head of every page.
type Picture struct {
	Type          string // such as image/png
	Width, Height int
	Content       []byte
}

const (
	sheetPath  = "/style.css"
	headerPath = "/header"
)

// A file is one that browsers keep for good under the version in its address.
type file struct{ kind, version, at string }

// newFile names a file at a path below the root.
func newFile(path, kind string, content []byte) file {
	sum := sha256.Sum256(content)
	version := hex.EncodeToString(sum[:])[:12]
	return file{kind, version, root + path + "?v=" + version}
}

// dress makes the one sheet of the pages: their own with the city's colour behind it, so that no
// page has a style in it and none asks for two.
func (d *Door) dress() error {
	own, err := fs.ReadFile(staticFiles, "static/residents.css")
	if err != nil {
		return err
	}
	coloured, err := d.Dress.colours()
	if err != nil {
		return err
	}
	d.sheet = append(own, coloured...)
	d.sheetFile = newFile(sheetPath, "text/css; charset=utf-8", d.sheet)
	if p := d.Dress.Header; p != nil {
		d.headerFile = newFile(headerPath, p.Type, p.Content)
	}
	return nil
}

// colours returns the rule that puts the city's colour in the place of the pages' own: also the
// deeper one of what is pointed at, and the pale one behind letters.
func (d Dress) colours() ([]byte, error) {
	if d.Colour == "" {
		return nil, nil
	}
	if len(d.Colour) != len("#000000") || d.Colour[0] != '#' {
		return nil, fmt.Errorf("residents: found the colour %.20q, expected one such as #0b5f7a", d.Colour)
	}
	n, err := strconv.ParseUint(d.Colour[1:], 16, 24)
	if err != nil {
		return nil, fmt.Errorf("residents: found the colour %.20q, expected one such as #0b5f7a", d.Colour)
	}
	mixed := func(with uint64, percent uint64) string {
		var out bytes.Buffer
		for shift := 16; shift >= 0; shift -= 8 {
			fmt.Fprintf(&out, "%02x", ((n>>shift&0xff)*(100-percent)+with*percent)/100)
		}
		return out.String()
	}
	return fmt.Appendf(nil, "\n:root { --accent: #%s; --accent-deep: #%s; --accent-wash: #%s; }\n", mixed(0, 0), mixed(0, 25), mixed(255, 91)), nil
}

// style is the sheet of the pages.
func (r *request) style() (web.Answer, error) { return served{r.sheetFile, r.sheet}, nil }

// header is the picture at the head of the pages.
func (r *request) header() (web.Answer, error) {
	if r.Dress.Header == nil {
		return nil, web.ErrNotThere
	}
	return served{r.headerFile, r.Dress.Header.Content}, nil
}

// A served is a file, which tells nothing about anybody.
type served struct {
	file
	content []byte
}

// Write sends the file. Under its version it never changes; without one it is asked for anew.
func (s served) Write(x *web.Exchange) error {
	h := x.Writer.Header()
	h.Del("Set-Cookie") // of a language, which it does not have
	h.Set("Cache-Control", "no-cache")
	if x.Query("v") == s.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	x.Data(http.StatusOK, s.kind, s.content)
	return nil
}
