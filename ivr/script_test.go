package ivr_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// A step is a line of a conversation that makes something happen.
type step struct {
	at   string // file:line
	text string // as it is written
	set  func() // sets the scene
	move func(line)
}

// readScript reads a conversation for a scene. Its error names everything that cannot be
// read, with the lines.
func readScript(s *scene, name, script string) (first string, steps []step, err error) {
	said, _, _ := strings.Cut(script, "\n= ") // what the ledger holds is written anew
	lines := strings.Split(strings.TrimRight(said, "\n"), "\n")
	var faults []error
	for i, text := range lines[1:] {
		one := step{at: fmt.Sprintf("%s:%d", name, i+2), text: text}
		mark, rest, _ := strings.Cut(text, " ")
		var err error
		switch mark {
		case "<", "~", "-": // so is what is heard and what happens
			continue
		case "@":
			one.set, err = s.directive(rest)
		case ">":
			one.move, err = s.move(rest)
		default:
			if text == "" {
				break
			}
			err = fmt.Errorf("found %q, expected a line that begins with one of @ > < ~ - =", text)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", one.at, err))
		}
		steps = append(steps, one)
	}
	return lines[0], steps, errors.Join(faults...)
}

// moves are what a caller can do besides pressing keys.
var moves = map[string]func(s *scene, l line){
	"(calls)":       func(s *scene, l line) { l.call(s.from, s.to) },
	"(calls again)": func(s *scene, l line) { l.call(s.from, s.to) },
	"(picks up)":    func(_ *scene, l line) { l.pickUp() }, // the line calls
	"(silence)":     func(_ *scene, l line) { l.silence() },
	"(hangs up)":    func(_ *scene, l line) { l.hangUp() },
	"(the code)":    func(s *scene, l line) { l.press(s.code + "#") }, // it is drawn by chance
	"(shown code)":  func(s *scene, l line) { l.press(s.shown) },      // so is that
	"(wrong code)":  func(s *scene, l line) { l.press(unlike(s.shown)) },
}

var keyed = regexp.MustCompile(`^[0-9*#]+$`)

// move reads what follows ">".
func (s *scene) move(text string) (func(line), error) {
	if do, ok := moves[text]; ok {
		return func(l line) { do(s, l) }, nil
	}
	if keys, atOnce := strings.CutSuffix(text, " (at once)"); atOnce && keyed.MatchString(keys) {
		return func(l line) { l.pressAtOnce(keys) }, nil
	}
	if !keyed.MatchString(text) {
		return nil, fmt.Errorf("found %q, expected keys or one of %s", text, strings.Join(slices.Sorted(maps.Keys(moves)), " "))
	}
	return func(l line) { l.press(text) }, nil
}

// directive reads what follows "@". If no directive fits, its error names those that fit
// best, and where they do not.
func (s *scene) directive(text string) (do func(), err error) {
	words := strings.Fields(text)
	var known, faults []string
	most := 1 // a word is like something that begins with it
	for _, d := range directives {
		g, read, fault := s.fits(d.form, words)
		if fault == nil {
			return func() { d.do(s, g) }, nil
		}
		if read > most {
			most, faults = read, nil
		}
		if read == most {
			faults = append(faults, fmt.Sprintf("%v, as %q has it", fault, d.form))
		}
		known = append(known, d.form)
	}
	if faults == nil {
		return nil, fmt.Errorf("found %q, expected one of\n\t%s", text, strings.Join(known, "\n\t"))
	}
	return nil, fmt.Errorf("%q: %s", text, strings.Join(faults, "\n\tor "))
}

// set sets the scene with one line.
func (s *scene) set(text string) {
	s.t.Helper()
	do, err := s.directive(text)
	if err != nil {
		s.t.Fatal(err)
	}
	do()
}

var formPart = regexp.MustCompile(`\[([^]]+)\]|(\S+)`)

// fits reads words by a form, as far as they fit.
func (s *scene) fits(form string, words []string) (g given, read int, err error) {
	g.counts = map[string]int{}
	for _, m := range formPart.FindAllStringSubmatch(form, -1) {
		names, mayLack := strings.Fields(m[1]+m[2]), m[1] != ""
		if mayLack && (read == len(words) || shapes[names[0]].take == nil && words[read] != names[0]) {
			continue
		}
		for again := true; again; {
			for i, name := range names {
				name, more := strings.CutSuffix(name, "…")
				n, err := s.argument(&g, name, names[max(i-1, 0)], words[read:])
				if err != nil {
					return g, read, err
				}
				read += n
				again = more && read < len(words)
			}
		}
	}
	if read < len(words) {
		return g, read, fmt.Errorf("found %q, expected the end of the line", strings.Join(words[read:], " "))
	}
	return g, read, nil
}

// argument reads one argument, or a literal word, and returns how many words it takes.
func (s *scene) argument(g *given, name, after string, words []string) (int, error) {
	shape, ok := shapes[name]
	switch {
	case !ok && len(words) > 0 && words[0] == name:
		return 1, nil
	case !ok && len(words) == 0:
		return 0, fmt.Errorf("found the end of the line, expected %q", name)
	case !ok:
		return 0, fmt.Errorf("found %q, expected %q", words[0], name)
	}
	n := shape.words
	if n == 0 { // all that are left
		n = max(len(words), 1)
	}
	if len(words) < n {
		return 0, fmt.Errorf("found the end of the line, expected %s: %s", name, shape.is(s))
	}
	text := strings.Join(words[:n], " ")
	if !shape.take(s, g, after, text) {
		return 0, fmt.Errorf("found %q, expected %s: %s", text, name, shape.is(s))
	}
	return n, nil
}

// A shape is what an argument looks like.
type shape struct {
	words int                                               // how many it takes; 0 means all that are left
	is    func(s *scene) string                             // what is expected, in words
	take  func(s *scene, g *given, after, text string) bool // returns false if text has another shape
}

func just(words string) func(*scene) string { return func(*scene) string { return words } }

// shapes are the arguments that a form can have.
var shapes = map[string]shape{
	"PHONE": {1, just("a number of Japan, such as 090-1234-5678"), number(booking.ParsePhone)},
	"LINE":  {1, just("a number that can be dialled, such as 050-0000-0004"), number(booking.ParseLine)},
	"WHEN":  {2, just("a day and a time, such as 2026-04-20 09:30"), moment("2006-01-02 15:04")},
	"DAY":   {1, just("a day, such as 2026-04-20"), moment("2006-01-02")},
	"DURATION": {1, just("how long, such as 11m"), func(_ *scene, g *given, _, text string) bool {
		wait, err := time.ParseDuration(text)
		g.wait = wait
		return err == nil
	}},
	"N": {1, just("a number"), func(_ *scene, g *given, after, text string) bool {
		n, err := strconv.Atoi(text)
		g.counts[after] = n
		return err == nil
	}},
	"DIGITS": {1, just("digits"), func(_ *scene, g *given, _, text string) bool {
		g.words = text
		return strings.Trim(text, "0123456789") == ""
	}},
	"FACILITY": {1, func(s *scene) string { return "one of " + strings.Join(s.facilities(), ", ") }, func(s *scene, g *given, _, text string) bool {
		g.facility = text
		return slices.Contains(s.facilities(), text)
	}},
	"CITY":      oneOf(cities),
	"ENDING":    oneOf(endings),
	"KIND":      oneOf(kinds),                       // of callers without a number
	"LANGUAGE":  oneOf(map[string]bool{"en": true}), // besides Japanese
	"PROCEDURE": oneOf(procedures),
	"SERVICE": {1, just("one of certificate, application, pick-up"), func(_ *scene, g *given, _, text string) bool {
		g.service = booking.ServiceID(text)
		return slices.ContainsFunc(threeServices(), func(s booking.Service) bool { return s.ID == g.service })
	}},
	"WORDS": {0, just("words"), func(_ *scene, g *given, _, text string) bool { g.words = text; return true }},
}

func number(parse func(string) (booking.Phone, error)) func(*scene, *given, string, string) bool {
	return func(_ *scene, g *given, _, text string) (ok bool) {
		phone, err := parse(text)
		g.phone = phone
		return err == nil
	}
}

func moment(layout string) func(*scene, *given, string, string) bool {
	return func(_ *scene, g *given, _, text string) bool {
		at, err := time.ParseInLocation(layout, text, booking.JST)
		g.when = append(g.when, at)
		return err == nil
	}
}

func oneOf[T any](known map[string]T) shape {
	return shape{0, just("one of " + strings.Join(slices.Sorted(maps.Keys(known)), ", ")), func(_ *scene, g *given, _, text string) bool {
		_, ok := known[text]
		g.words = text
		return ok
	}}
}

// procedures are what people come for, by what it is called.
var procedures = func() map[string]bool {
	all := map[string]bool{}
	for _, p := range booking.Procedures {
		all[string(p)] = true
	}
	return all
}()

func (s *scene) facilities() (ids []string) {
	for _, f := range s.config.City.Facilities {
		ids = append(ids, f.ID)
	}
	return ids
}

// located is a test that names the line of the conversation at which it failed.
type located struct {
	testing.TB
	at string
}

func (t *located) Fatal(args ...any) {
	t.Helper()
	t.TB.Fatalf("%s: %s", t.at, fmt.Sprint(args...))
}

func (t *located) Fatalf(format string, args ...any) {
	t.Helper()
	t.TB.Fatalf("%s: "+format, append([]any{t.at}, args...)...)
}
