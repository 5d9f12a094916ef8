package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestFilesOfOthersAreTheOnesOnRecord checks the vendored files against the VENDORED.md of their
// room: it lists them all, none was changed, and each has its licence.
func TestFilesOfOthersAreTheOnesOnRecord(t *testing.T) {
	for _, room := range []string{"console", "browsertest"} {
		record, err := os.ReadFile(path.Join(room, "VENDORED.md"))
		if err != nil {
			t.Fatal(err)
		}
		var listed []string
		rows := regexp.MustCompile("(?m)^\\| `(.+?)` \\| .+ \\| ([0-9.]+) \\| (.+) \\| `([0-9a-f]{64})` \\|$")
		for _, row := range rows.FindAllStringSubmatch(string(record), -1) {
			file, licences, hash := path.Join(room, row[1]), row[3], row[4]
			listed = append(listed, file)
			content, err := os.ReadFile(file)
			if sum := sha256.Sum256(content); err != nil || hex.EncodeToString(sum[:]) != hash {
				t.Errorf("%s: found %x (%v), expected %s", file, sum, err, hash)
			}
			for _, name := range regexp.MustCompile("`(.+?)`").FindAllStringSubmatch(licences, -1) {
				listed = append(listed, path.Join(path.Dir(file), name[1]))
			}
		}
		var kept []string
		for _, dir := range []string{"static", "testdata"} {
			files, err := filepath.Glob(path.Join(room, dir, "vendor", "*"))
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, files...)
		}
		slices.Sort(listed)
		if len(kept) == 0 || !slices.Equal(listed, kept) {
			t.Errorf("%s/VENDORED.md lists %q, expected %q", room, listed, kept)
		}
	}
}
