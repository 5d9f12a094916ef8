package ivr_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/ivr"
)

// A heardHole is what a hole is filled with where phrases are read, and how that is heard.
type heardHole struct{ text, kana string }

// A hearing is how the phrases are heard, as somebody has written it down.
type hearing struct {
	holes   map[string]heardHole
	phrases map[ivr.Key]string // kana, with holes
}

// readHearing reads testdata/readings.txt, whose head explains it.
func readHearing(file string) (h hearing, err error) {
	h = hearing{holes: map[string]heardHole{}, phrases: map[ivr.Key]string{}}
	var wrong []error
	section := ""
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line == "[holes]" || line == "[phrases]" {
			section = line
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		text, kana, two := strings.Cut(value, "|")
		text, kana = strings.TrimSpace(text), strings.TrimSpace(kana)
		_, hole := h.holes[name]
		_, phrase := h.phrases[ivr.Key(name)]
		switch {
		case section == "[holes]" && ok && !hole && two && text != "" && onlyKana(kana):
			h.holes[name] = heardHole{text, kana}
		case section == "[holes]":
			wrong = append(wrong, fmt.Errorf("line %d: found %q, expected a new hole, \"=\", words, \"|\" and their kana", i+1, line))
		case section == "[phrases]" && ok && !phrase && onlyKana(aHole.ReplaceAllString(value, "あ")):
			h.phrases[ivr.Key(name)] = value
		default:
			wrong = append(wrong, fmt.Errorf("line %d: found %q, expected a new key, \"=\" and kana", i+1, line))
		}
	}
	return h, errors.Join(wrong...)
}

var (
	aHole   = regexp.MustCompile(`\{([^{}]*)\}`)
	allKana = regexp.MustCompile(`^[\p{Hiragana}\p{Katakana}ー、。 　]+$`)
)

func onlyKana(s string) bool { return allKana.MatchString(s) }

// fill puts words or kana into the holes.
func (h hearing) fill(text string, by func(heardHole) string) string {
	return aHole.ReplaceAllStringFunc(text, func(hole string) string { return by(h.holes[strings.Trim(hole, "{}")]) })
}

func inWords(h heardHole) string { return h.text }
func inKana(h heardHole) string  { return h.kana }

func hearingOf(t *testing.T) hearing {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", "readings.txt"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := readHearing(string(file))
	if err != nil {
		t.Fatalf("testdata/readings.txt:\n%v", err)
	}
	return h
}

// TestHowEveryPhraseIsHeardIsWrittenDown holds testdata/readings.txt against the phrases
// and their holes, without listening.
func TestHowEveryPhraseIsHeardIsWrittenDown(t *testing.T) {
	h := hearingOf(t)
	phrases := newScene(t).dialogue().PhraseKeys("ja")
	for key, p := range phrases {
		written, ok := h.phrases[key]
		switch {
		case !ok:
			t.Errorf("%s, %q: testdata/readings.txt does not say how it is heard: write %s = and its kana", key, p[0], key)
		default:
			has, want := holesIn(written), holesIn(p[0])
			if !slices.Equal(has, want) {
				t.Errorf("%s: its kana in testdata/readings.txt have the holes %q, expected %q", key, has, want)
			}
		}
	}
	for key := range h.phrases {
		if _, ok := phrases[key]; !ok {
			t.Errorf("testdata/readings.txt says how %s is heard, which is no phrase", key)
		}
	}
	for _, hole := range ivr.Holes() {
		if _, ok := h.holes[hole]; !ok {
			t.Errorf("testdata/readings.txt does not say with what {%s} is filled", hole)
		}
	}
	for hole := range h.holes {
		if !slices.Contains(ivr.Holes(), hole) {
			t.Errorf("testdata/readings.txt fills {%s}, which is no hole", hole)
		}
	}
}

// holesIn returns the holes of a text, in order.
func holesIn(text string) (names []string) {
	for _, m := range aHole.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

func TestWhatIsHeardIsReadFromAFile(t *testing.T) {
	for file, want := range map[string]string{
		"[holes]\ncity = 市 | し\n[phrases]\na = {city}、お すし": "",
		"a = あ":                                 "line 1: found \"a = あ\"",
		"[holes]\ncity = 市":                     "line 2: found \"city = 市\", expected a new hole",
		"[holes]\ncity = 市 | 市":                 "line 2",
		"[holes]\ncity = | し":                   "line 2",
		"[holes]\ncity = 市 | し\ncity = 市 | し":   "line 3",
		"[phrases]\na = ":                       "line 2",
		"[phrases]\na = 予約":                     "line 2: found \"a = 予約\", expected a new key",
		"[phrases]\na = あ\na = い":               "line 3",
		"[phrases]\na":                          "line 2",
		"# nothing\n\n[phrases]\na = 予約\nb = 1": "line 5",
	} {
		_, err := readHearing(file)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: found %v, expected %q", file, err, want)
		}
	}
}
