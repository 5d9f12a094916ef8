package ivr_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestATypoInAConversationIsTold holds that the error for a line that cannot be read
// tells what was found and what was expected.
func TestATypoInAConversationIsTold(t *testing.T) {
	const phone, monday = "090-1234-5678", "2026-04-20 09:30"
	s := newScene(t)
	for _, c := range []struct{ line, told string }{
		{"calls", `found "calls", expected a line that begins with one of @ > < ~ - =`},
		{" @ wait 5m", `found " @ wait 5m", expected a line that begins`},
		{"@", "found \"\", expected one of\n\tlanguage LANGUAGE\n"},
		{"@ bookng " + phone + " ajiyoshi " + monday, "expected one of\n\tlanguage LANGUAGE\n"},
		{"@ booking", `"booking": found the end of the line, expected PHONE: a number of Japan, such as 090-1234-5678, as "booking PHONE FACILITY WHEN [of SERVICE] [member N] [party N] [for PROCEDURE]" has it`},
		{"@ booking 090-1234", `found "090-1234", expected PHONE`},
		{"@ booking " + phone + " nowhere " + monday, `found "nowhere", expected FACILITY: one of koseki, `},
		{"@ booking " + phone + " ajiyoshi 2026-04-20", `found the end of the line, expected WHEN: a day and a time, such as 2026-04-20 09:30`},
		{"@ booking " + phone + " ajiyoshi 2026-02-30 09:30", `found "2026-02-30 09:30", expected WHEN`},
		{"@ booking " + phone + " ajiyoshi " + monday + " member", `found the end of the line, expected N: a number`},
		{"@ booking " + phone + " ajiyoshi " + monday + " member two", `found "two", expected N: a number`},
		{"@ booking " + phone + " ajiyoshi " + monday + " seats 2", `found "seats 2", expected the end of the line`},
		{"@ booking " + phone + " ajiyoshi " + monday + " for fun", `found "fun", expected PROCEDURE: one of new-issue, pick-up, reissue, renewal, unsaid`},
		{"@ language xx", `found "xx", expected LANGUAGE: one of en`},
		{"@ now 2026-04-20", `expected WHEN`},
		{"@ wait", `expected DURATION: how long, such as 11m`},
		{"@ wait soon", `found "soon", expected DURATION`},
		{"@ wait 5m 5m", `found "5m", expected the end of the line`},
		{"@ from", `expected WORDS`},
		{"@ to 050", `found "050", expected LINE`},
		{"@ agent tanto", `found "tanto", expected DIGITS: digits`},
		{"@ wrong", `found the end of the line, expected "codes"`},
		{"@ mornings ful", `found "ful", expected "full"`},
		{"@ city smal", `found "smal", expected CITY: one of applications-too, cancel-early, cards-only, centre-closed, `},
		{"@ person asleep", `found "asleep", expected ENDING: one of answers, busy, hangs up in the whisper, no-answer, presses another key, voicemail`},
		{"@ full", `expected "everywhere"`},
		{"@ full ajiyoshi " + monday, `found "09:30", expected the end of the line`},
		{"@ left ajiyoshi " + monday + " 2026-04-20", `expected WHEN`},
		{"@ staff fires " + phone, `"staff fires 090-1234-5678": found "fires", expected "cancels", as "staff cancels PHONE" has it` + "\n\t" + `or found "fires", expected "closes"`},
		{"@ staff closes day ajiyoshi", `expected DAY: a day, such as 2026-04-20`},
		{"@ notice " + monday, `expected WHEN`},
		{"@ another " + phone + " sings", `found "sings", expected "books"`},
		{"> (silense)", `found "(silense)", expected keys or one of (calls again) (calls) (hangs up) (picks up) (shown code) (silence) (the code) (wrong code)`},
		{"> nine", `found "nine", expected keys`},
		{">", `found "", expected keys`},
	} {
		_, _, err := readScript(s, "x.txt", "why\n"+c.line)
		told := fmt.Sprint(err)
		if err == nil || !strings.HasPrefix(told, "x.txt:2: ") || !strings.Contains(told, c.told) {
			t.Errorf("%q: told %q, expected %q", c.line, told, c.told)
		}
	}
}

// TestEveryTypoInAConversationIsToldWithItsLine holds that all typos are told at once.
func TestEveryTypoInAConversationIsToldWithItsLine(t *testing.T) {
	_, _, err := readScript(newScene(t), "testdata/calls/x.txt", "why\n@ wait 5m\n@ wait soon\n\n> (calls)\n< hello\n> (silense)\n\n= nothing\n@ not read\n")
	want := "testdata/calls/x.txt:3: \"wait soon\": found \"soon\", expected DURATION: how long, such as 11m, as \"wait DURATION\" has it\n" +
		"testdata/calls/x.txt:7: found \"(silense)\", expected keys or one of (calls again) (calls) (hangs up) (picks up) (shown code) (silence) (the code) (wrong code)"
	if fmt.Sprint(err) != want {
		t.Errorf("told\n%v\nexpected\n%s", err, want)
	}
}

// TestWhatASceneCannotBeIsToldWithItsLine holds that what can be read but cannot be done
// is told with its line too.
func TestWhatASceneCannotBeIsToldWithItsLine(t *testing.T) {
	for _, c := range []struct{ line, told string }{
		{"@ changing 090-1234-5678", "x.txt:2: +81******5678 has no booking"},
		{"@ cancelled 090-1234-5678", "x.txt:2: +81******5678 has no booking"},
		{"@ undone 090-1234-5678", "x.txt:2: +81******5678 has nothing to undo"},
		{"@ booking 090-1234-5678 ajiyoshi 2026-04-19 09:30", "x.txt:2: "}, // a Sunday
		{"> 1", "x.txt:2: the call is over"},
	} {
		told := failureOf(t, func(tb testing.TB) { play(tb, "x.txt", "why\n"+c.line, newTalk) })
		if !strings.HasPrefix(told, c.told) {
			t.Errorf("%q: told %q, expected %q", c.line, told, c.told)
		}
	}
}

// failureOf returns what a failing test says.
func failureOf(t *testing.T, test func(testing.TB)) string {
	failing := &failing{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(failing)
	}()
	<-done
	return failing.said
}

type failing struct {
	testing.TB
	said string
}

func (t *failing) Fatal(args ...any) { t.Fatalf("%s", fmt.Sprint(args...)) }

func (t *failing) Fatalf(format string, args ...any) {
	t.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// example matches a line of a conversation as testdata/README.md shows it.
var example = regexp.MustCompile("`([@>] [^`]+)`")

// TestTheReadmeOfTheConversationsShowsEveryLine holds that every line in the README can
// be read, and that every kind of line is shown there.
func TestTheReadmeOfTheConversationsShowsEveryLine(t *testing.T) {
	readme, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t)
	shown := map[string]bool{}
	for _, m := range example.FindAllStringSubmatch(string(readme), -1) {
		mark, text, _ := strings.Cut(m[1], " ")
		if mark == ">" {
			_, err = s.move(text)
		} else {
			_, err = s.directive(text)
		}
		if err != nil {
			t.Errorf("testdata/README.md shows %q: %v", m[1], err)
		}
		shown[text] = true
		for _, d := range directives {
			if _, _, err := s.fits(d.form, strings.Fields(text)); mark == "@" && err == nil {
				shown[d.form] = true
				break
			}
		}
	}
	for _, d := range directives {
		if !shown[d.form] {
			t.Errorf("testdata/README.md shows no %q", d.form)
		}
	}
	for name := range cities {
		if !shown["city "+name] {
			t.Errorf("testdata/README.md shows no city %q", name)
		}
	}
	for ending := range endings {
		if !shown["person "+ending] {
			t.Errorf("testdata/README.md shows no person who %q", ending)
		}
	}
	for move := range moves {
		if !shown[move] {
			t.Errorf("testdata/README.md shows no caller who %s", move)
		}
	}
}
