package ivr_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

var (
	update = flag.Bool("update", false, "rewrite what the conversations hear, what happens and what the ledger holds")
	whole  = flag.Bool("whole", false, "walk the dialogue in every world, and play the conversations every way, as .ci/run does")
)

// TestCalls plays every conversation of testdata/calls as dialogue and over HTTP, and
// with -whole also with every webhook twice and a restart after each. The caller hears
// exactly the same each time, and the ledger holds the same afterwards.
func TestCalls(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/calls/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("found %d conversations: %v", len(files), err)
	}
	type way struct {
		name string
		line func(*scene) line
	}
	ways := []way{{"dialogue", newTalk}, {"http", newWire}}
	if *whole {
		ways = append(ways, way{"http-twice-restarted", newRoughWire})
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, way := range ways {
				got := play(t, file, string(want), way.line)
				if *update && way.name == "dialogue" {
					want = []byte(got)
					if err := os.WriteFile(file, want, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if got != string(want) {
					t.Errorf("%s: heard\n%s\nexpected\n%s", way.name, got, want)
				}
			}
		})
	}
}

// line is a way to reach the dialogue. It tells the scene what happens.
type line interface {
	call(from string, to booking.Phone)
	pickUp() // the line calls with the message of the scene
	press(keys string)
	pressAtOnce(keys string) // before anything is heard
	silence()
	hangUp()
}

// play plays a conversation and returns it with what was heard.
func play(t testing.TB, name, script string, newLine func(*scene) line) string {
	t.Helper()
	at := &located{TB: t, at: name}
	s := newScene(at)
	first, steps, err := readScript(s, name, script)
	if err != nil {
		t.Fatal(err)
	}
	s.out.WriteString(first + "\n")
	var l line
	for _, one := range steps {
		at.at = one.at
		s.out.WriteString(one.text + "\n")
		switch {
		case one.set != nil:
			one.set()
		case one.move != nil:
			if l == nil {
				l = newLine(s)
			}
			one.move(l)
		}
	}
	s.holdings()
	return s.out.String()
}

// hears writes down what the caller hears; happens writes down what else happens.
func (s *scene) hears(text string, slowly bool) {
	mark := "<"
	if slowly {
		mark = "~"
	}
	fmt.Fprintf(&s.out, "%s %s\n", mark, text)
}

func (s *scene) happens(text string) { fmt.Fprintf(&s.out, "- %s\n", text) }

// holdings writes down what the ledger holds, and that it is sound.
func (s *scene) holdings() {
	var bookings []booking.Booking
	var holds []booking.Hold
	var backs []store.CallBack
	var trail []store.Entry
	err := s.store.View(s.t.Context(), func(tx *storeTx) (err error) {
		if bookings, err = tx.List(everyBooking); err != nil {
			return err
		}
		if backs, err = tx.CallBacks(); err != nil {
			return err
		}
		if trail, err = tx.Audit(0); err != nil {
			return err
		}
		if c := booking.CallerFrom(s.from); c.Kind == booking.Identified {
			holds, err = tx.Holds(c.Phone)
		}
		return err
	})
	if err == nil {
		err = s.store.Check(s.t.Context())
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.out.WriteString("\n")
	n := 0
	for _, b := range bookings {
		if b.Phone == crowd {
			continue // those who only fill the facilities
		}
		n++
		fmt.Fprintf(&s.out, "= booking %s of %s%s: %s %s%s%s, %s\n", b.Receipt, b.Phone.Masked(),
			more(" member ", b.Member), b.Facility, stamp(b.Start), more(" party ", b.Party), s.serviceOf(b.Service, b.Procedure), b.State)
	}
	for _, h := range holds {
		n++
		what := map[booking.HoldKind]string{booking.ForBooking: "hold", booking.ForChange: "hold for a change", booking.ForUndo: "kept for an undo"}[h.Kind]
		fmt.Fprintf(&s.out, "= %s of %s: %s %s%s%s, until %s\n", what, h.Phone.Masked(), h.Facility, stamp(h.Start), more(" party ", h.Party), s.serviceOf(h.Service, ""), h.Expires.In(booking.JST).Format("15:04"))
	}
	for _, b := range backs {
		n++
		fmt.Fprintf(&s.out, "= call-back of %s: since %s, for %s in %s\n", b.Phone.String(), stamp(b.Asked), b.Wants, b.State)
	}
	for _, e := range trail {
		if said := ofAgents(e); said != "" && !strings.HasPrefix(e.Call, "guess") { // those are in other calls
			n++
			fmt.Fprintf(&s.out, "= trail: %s\n", said)
		}
	}
	if s.shown != "" {
		n++
		switch g := s.guest(); {
		case g.Phone != "":
			fmt.Fprintf(&s.out, "= the page shows the bookings of %s\n", g.Phone.Masked())
		case g.Proof != nil:
			s.out.WriteString("= the page shows its code\n")
		default:
			s.out.WriteString("= the page shows nothing\n")
		}
	}
	if n == 0 {
		s.out.WriteString("= nothing\n")
	}
}

// serviceOf names the service, and what the first who comes is there for, where the city has
// several services.
func (s *scene) serviceOf(id booking.ServiceID, p booking.Procedure) string {
	switch {
	case !s.config.City.SeveralServices():
		return ""
	case p == "":
		return fmt.Sprintf(" of %s", id)
	}
	return fmt.Sprintf(" of %s (%s)", id, p)
}

// ofAgents returns what the trail says about an agent who passes somebody in, and ""
// for all other entries.
func ofAgents(e store.Entry) string {
	said, d := string(e.Deed), e.Detail
	switch e.Deed {
	case store.DidPassIn:
		return fmt.Sprintf("%s, %s, a caller whose number ends in %s", said, d.Account, d.Last4)
	case store.DidMiskeyNumber:
		return said
	case store.DidMiskeyCode:
		return said + ", " + map[store.CodeFault]string{
			store.CodeUnknown: "unknown", store.CodeUsed: "used already, of " + d.Account,
			store.CodeOld: "too old, of " + d.Account, store.CodeEnded: "of " + d.Account + ", whose account has ended",
		}[d.Fault]
	}
	return ""
}

// more writes a number after what, unless it is 1.
func more(what string, n int) string {
	if n <= 1 {
		return ""
	}
	return fmt.Sprint(what, n)
}

func stamp(t time.Time) string { return t.In(booking.JST).Format("2006-01-02 15:04") }
