package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/voice/phone"
)

func TestTheSampleConfigIsGood(t *testing.T) {
	p := newPlace(t)
	printed := p.file("printed.yaml", p.does("config", "sample"))
	written := filepath.Join(p.dir, "written.yaml")
	p.does("config", "sample", written)
	for _, path := range []string{printed, written} {
		if got := p.run("config", "check", path); got.status != done || !strings.HasPrefix(got.out, path+": ok, with a warning\n") || !strings.HasSuffix(got.err, "which are nobody's numbers, expected numbers that you have\n") {
			t.Errorf("config check: %+v", got)
		}
	}
	if got := p.run("config", "check"); got.status != done || !strings.HasPrefix(got.out, "sample city: ok, with a warning\n") {
		t.Errorf("without a file: %+v", got)
	}
	again := p.run("config", "sample", written)
	if want := "madoguchi config sample: " + written + " is there already: name a file that is not\n"; again != (said{status: refused, err: want}) {
		t.Errorf("over a file: %+v, want %q", again, want)
	}
}

// sampleWith writes the sample config, with some text replaced, and returns its path.
func (p *place) sampleWith(replace ...string) string {
	p.t.Helper()
	text := p.does("config", "sample")
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(text, replace[i]) {
			p.t.Fatalf("the sample has no %q", replace[i])
		}
	}
	return p.file("city.yaml", strings.NewReplacer(replace...).Replace(text))
}

// where returns the file and the line, as a mistake names them, on which the file first
// has the text: "city.yaml:15:".
func (p *place) where(path, text string) string {
	p.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	before, _, found := strings.Cut(string(data), text)
	if !found {
		p.t.Fatalf("%s has no %q", path, text)
	}
	return fmt.Sprintf("%s:%d:", path, 1+strings.Count(before, "\n"))
}

func TestEveryMistakeOfAConfigIsNamedWithItsLineAndField(t *testing.T) {
	p := newPlace(t)
	path := p.sampleWith("number: 050-0000-0000", "number: 123", "horizon: 45d", "horizon: 45")
	want := p.where(path, "number: 123") + ` number: found "123", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678` + "\n" +
		p.where(path, "horizon: 45") + ` rules.horizon: found "45", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月` + "\n"
	if got := p.run("config", "check", path); got != (said{status: refused, err: want}) {
		t.Errorf("got %+v\nwant %s", got, want)
	}
	// Words that cannot be said are mistakes too, in the order of their lines.
	path = p.sampleWith("  ja: {}", "  ja:\n    own: はい\n    bye: Goodbye")
	got := p.run("config", "check", path)
	lines := strings.Split(got.err, "\n")
	if got.status != refused || len(lines) != 3 ||
		!strings.HasPrefix(lines[0], p.where(path, "own: ")+" phrases.ja.own: found \"はい\" without {date}, expected the hole {date}") ||
		!strings.HasPrefix(lines[1], p.where(path, "bye: ")+" phrases.ja.bye: found 'G' in \"Goodbye\", expected kana") {
		t.Errorf("got %+v", got)
	}
}

// A text has one part, so a name has an end: the city's, and of a place the shorter one.
func TestANameWithWhichATextIsTooLongIsAMistake(t *testing.T) {
	p := newPlace(t)
	path := p.sampleWith("name: 春日井市", "name: 愛知県春日井市役所", "short: 味美", "short: 味美市民交流館別棟")
	got := p.run("config", "check", path)
	if got.status != refused || !strings.HasPrefix(got.err, p.where(path, "short: 味美市民")+" facilities[") ||
		!strings.Contains(got.err, "with which the longest text (text.") || !strings.Contains(got.err, "expected a shorter one: a text has 70 at most") {
		t.Errorf("a place: %+v", got)
	}
	const long = "愛知県春日井市役所市民部市民課市民係マイナンバーカード窓口"
	path = p.sampleWith("name: 春日井市", "name: "+long)
	got = p.run("config", "check", path)
	if got.status != refused || !strings.HasPrefix(got.err, p.where(path, "name: "+long)+" city.name: found") {
		t.Errorf("the city: %+v", got)
	}
	path = p.sampleWith("name: 春日井市", "name: "+long, "  texts: true\n  reminders: [3, 1]", "  texts: false\n  reminders: []")
	if got := p.run("config", "check", path); strings.Contains(got.err, "text") {
		t.Errorf("a city that sends no texts: %+v", got)
	}
}

// A command that only needs the config reports its first mistake.
func TestABrokenConfigIsToldInOneLine(t *testing.T) {
	p := newPlace(t).withSecrets()
	path := p.sampleWith("number: 050-0000-0000", "number: 123", "horizon: 45d", "horizon: 45")
	for _, args := range []string{"serve", "phone", "fallback", "bookings list", "slots list"} {
		got := p.run(append(strings.Fields(args), "--config", path)...)
		want := "madoguchi " + args + ": " + p.where(path, "number: 123") + ` number: found "123", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678` +
			" (and 1 more: madoguchi config check " + path + ")\n"
		if got != (said{status: refused, err: want}) {
			t.Errorf("%s: got %+v\nwant %s", args, got, want)
		}
	}
	missing := filepath.Join(p.dir, "missing.yaml")
	got := p.run("config", "check", missing)
	if want := "madoguchi config check: open " + missing + ": no such file or directory; write one with: madoguchi config sample > " + missing + "\n"; got != (said{status: refused, err: want}) {
		t.Errorf("missing: %+v, want %q", got, want)
	}
}

func TestTheFallbackIsADocumentThatTwilioPlays(t *testing.T) {
	p := newPlace(t)
	document := p.does("fallback")
	if err := phone.Check([]byte(document)); err != nil {
		t.Errorf("%v:\n%s", err, document)
	}
	for _, want := range []string{"電話の具合が悪く", "午前8時30分から、午後、5時まで", "<Number>+815038210921</Number>", `callerId="+815000000000"`} {
		if !strings.Contains(document, want) {
			t.Errorf("no %s in %s", want, document)
		}
	}
	path := p.sampleWith("  ja: {}", "  ja:\n    fault.sorry: ただいま、電話が使えません。", "number: 050-3821-0921", "number: 0568-00-1111")
	own := p.does("fallback", "--config", path)
	for _, want := range []string{"ただいま、電話が使えません。", "<Number>+81568001111</Number>"} {
		if !strings.Contains(own, want) {
			t.Errorf("no %s in the city's own: %s", want, own)
		}
	}
}
