package city

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // a picture is one of these two
	_ "image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A Picture is a file that residents see at the head of their pages.
type Picture struct {
	Type          string // image/png or image/jpeg
	Width, Height int
	Content       []byte
}

// The bounds of a picture: it is loaded by every telephone, and must not push down what people
// have come for.
const (
	mostBytes = 100 << 10
	leastWide = 640
	mostWide  = 2560
	flat      = 4 // times as wide as high, at least
)

var pictures = fmt.Sprintf("PNG or JPEG beside city.yaml, of at most %d KiB, from %d to %d pixels wide and at most a quarter as high", mostBytes>>10, leastWide, mostWide)

// readHeader reads the picture that the file names, which is looked for beside it.
func (c *Config) readHeader(dir string) {
	name, ok := c.source.header.scalar()
	if !ok || name == "" {
		return
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	content, found := pictureFile(name)
	if found == "" {
		if c.Web.Header, found = pictureOf(content); found == "" {
			return
		}
	}
	c.source.header.refuse(c.source.header.found()+", which "+found, "a "+pictures)
}

// pictureFile returns a file, or what is wrong with it.
func pictureFile(name string) (content []byte, found string) {
	file, err := os.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "is not there"
	case err != nil:
		return nil, "cannot be opened"
	}
	content, err = io.ReadAll(io.LimitReader(file, mostBytes+1))
	switch err = errors.Join(err, file.Close()); {
	case err != nil:
		return nil, "cannot be read"
	case len(content) > mostBytes:
		return nil, fmt.Sprintf("has more than %d KiB", mostBytes>>10)
	}
	return content, ""
}

// pictureOf returns a picture, or what is wrong with it.
func pictureOf(content []byte) (p *Picture, found string) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil:
		return nil, "is neither PNG nor JPEG"
	case size.Width < leastWide || mostWide < size.Width || size.Height < 1 || size.Height*flat > size.Width:
		return nil, fmt.Sprintf("is %d pixels wide and %d high", size.Width, size.Height)
	}
	return &Picture{"image/" + kind, size.Width, size.Height, content}, ""
}
