//go:build ignore

// Gather makes common.txt.gz of the list that VENDORED.md names.
//
//	go run gather.go <passwords.txt.gz
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"log"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// How much of the list is taken, the most common first: so many of any length, which are
// looked for within a password, and so many that are long enough for one.
const (
	mostShort = 110_000
	mostLong  = 30_000
	long      = 12 // characters
)

func main() {
	log.SetFlags(0)
	zipped, err := gzip.NewReader(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	var kept []string
	seen := map[string]bool{}
	short, longer := 0, 0
	lines := bufio.NewScanner(zipped)
	for lines.Scan() {
		p := norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(lines.Text()))))
		n := utf8.RuneCountInString(p)
		if n < 4 || n > 128 || !utf8.ValidString(p) || strings.ContainsFunc(p, unicode.IsControl) || seen[p] {
			continue
		}
		switch {
		case short < mostShort:
			short++
		case n >= long && longer < mostLong:
			longer++
		default:
			continue
		}
		seen[p] = true
		kept = append(kept, p)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	slices.Sort(kept)
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := w.Write([]byte(strings.Join(kept, "\n") + "\n")); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("common.txt.gz", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d passwords, %d bytes", len(kept), out.Len())
}
