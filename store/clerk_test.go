package store

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// partTypes are the interfaces that pages and commands are given.
var partTypes = []reflect.Type{
	reflect.TypeFor[SigningIn](), reflect.TypeFor[Finding](), reflect.TypeFor[Serving](), reflect.TypeFor[Passing](),
	reflect.TypeFor[Counting](), reflect.TypeFor[Planning](), reflect.TypeFor[Telling](), reflect.TypeFor[Ruling](),
	reflect.TypeFor[Hiring](), reflect.TypeFor[Watching](), reflect.TypeFor[Owning](), reflect.TypeFor[Proving](),
}

// hasPhone reports whether a value of the type may have a whole number in it that can be
// taken out.
func hasPhone(of reflect.Type, above ...reflect.Type) bool {
	if slices.Contains(above, of) {
		return false
	}
	above = append(above, of)
	switch of {
	case reflect.TypeFor[booking.Phone]():
		return true
	case reflect.TypeFor[Seen](), reflect.TypeFor[booking.Hold](), reflect.TypeFor[PassedCall](): // emptied: see below
		return false
	case reflect.TypeFor[LastCall](): // what a caller is told has the city's numbers
		return false
	}
	switch of.Kind() {
	case reflect.Struct:
		for f := range of.Fields() {
			if f.IsExported() && hasPhone(f.Type, above...) {
				return true
			}
		}
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return hasPhone(of.Elem(), above...)
	case reflect.Map:
		return hasPhone(of.Key(), above...) || hasPhone(of.Elem(), above...)
	}
	return false
}

// A page or a command that shows a whole number has it from Number or Numbers.
func TestOnlyWhatIsOnRecordReturnsAWholeNumber(t *testing.T) {
	source, err := os.ReadFile("parts.go")
	if n := strings.Count(string(source), " interface {"); err != nil || n != len(partTypes) {
		t.Fatalf("there are %d parts, and %d are looked at: %v", n, len(partTypes), err)
	}
	whole := map[string]int{}
	for _, part := range partTypes {
		for m := range part.Methods() {
			for out := range m.Type.Outs() {
				if hasPhone(out) {
					whole[m.Name]++
				}
			}
		}
	}
	if len(whole) != 2 || whole["Number"] != 1 || whole["Numbers"] != 1 {
		t.Errorf("whole numbers come from %v, expected Number and Numbers of one part", whole)
	}
}

// What is emptied is empty, in whatever is read.
func TestWhatStaffReadHasNoWholeNumber(t *testing.T) {
	w := newTown(t)
	for hour := 9; hour < 15; hour++ {
		w.slot(ajiyoshi, at(hour, 0), 3)
	}
	w.book(phone(1), ajiyoshi, at(11, 0))
	gone := w.book2(phone(1), ajiyoshi, at(12, 0))
	w.cancel(gone, w.clock.Now().Add(time.Hour))
	w.askBack(phone(1))
	whole := string(phone(1))[1:]
	w.do(func(tx *Tx) error {
		if _, err := tx.Block(phone(1), true); err != nil {
			return err
		}
		s, m := clerk{tx}, Mask(phone(1))
		day := booking.DateOf(at(11, 0).In(booking.JST))
		for name, read := range map[string]func() (any, error){
			"FindPhone": func() (any, error) { return s.FindPhone(m) },
			"FindLast4": func() (any, error) { return s.FindLast4(m.Last4()) },
			"Booking":   func() (any, error) { return s.Booking(gone.ID) },
			"BookingOf": func() (any, error) { return s.BookingOf(gone.Receipt) },
			"Bookings":  func() (any, error) { return s.Bookings(m) },
			"Day":       func() (any, error) { return s.Day(ajiyoshi, day) },
			"List":      func() (any, error) { return s.List(Filter{All: true}) },
			"Holds":     func() (any, error) { return s.Holds(m) },
			"CallBacks": func() (any, error) { return s.CallBacks() },
			"Blocked":   func() (any, error) { return s.Blocked() },
			"InRange": func() (any, error) {
				_, found, err := s.InRange(ajiyoshi, at(9, 0), at(15, 0))
				return found, err
			},
			"SetOpen": func() (any, error) {
				_, found, err := s.SetOpen(ajiyoshi, at(11, 0), at(12, 0), false)
				return found, err
			},
		} {
			found, err := read()
			if err != nil || reflect.ValueOf(found).Kind() == reflect.Slice && reflect.ValueOf(found).Len() == 0 {
				t.Errorf("%s: found %v, %v", name, found, err)
			}
			var page strings.Builder
			if err := template.Must(template.New("").Parse("{{.}}")).Execute(&page, found); err != nil {
				t.Error(err)
			}
			data, err := json.Marshal(found)
			if err != nil {
				t.Error(err)
			}
			for _, text := range []string{page.String(), string(data), fmt.Sprint(found), fmt.Sprintf("%+v %#v %q", found, found, found)} {
				if strings.Contains(text, whole) {
					t.Errorf("%s is printed as %s", name, text)
				}
			}
		}
		return nil
	})
}

func TestAMaskedNumberIsPrintedMasked(t *testing.T) {
	m := Mask("+819012345678")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, m) + fmt.Sprintf(verb, struct{ M Masked }{m}); strings.Contains(got, "1234") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if data, err := json.Marshal(m); err != nil || string(data) != `"+81******5678"` {
		t.Errorf("found %s, %v", data, err)
	}
}

// One entry stands for ten minutes, for one account at one card; nothing else does.
func TestLoadingACardAgainFillsNoTrail(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	first := w.book(phone(1), ajiyoshi, at(11, 0))
	second := w.book2(phone(1), ajiyoshi, at(11, 0))
	all := []int64{first.ID, second.ID, 0} // and of no booking
	see := func(who string, page Page) (entries int) {
		t.Helper()
		for _, id := range all {
			entries -= w.looks(id)
		}
		if err := w.Update(bg, By{Way: ByConsole, Actor: who}, ToFind.Do(func(tx Finding) error {
			number, err := tx.Number(Mask(phone(1)), nil, Look{Page: page})
			if number != phone(1) {
				t.Errorf("found %s", number)
			}
			return err
		})); err != nil {
			t.Fatal(err)
		}
		for _, id := range all {
			entries += w.looks(id)
		}
		return entries
	}
	for i, c := range []struct {
		wait time.Duration
		who  string
		page Page
		want int
	}{
		{0, "agent", CardPage, 2},
		{0, "agent", CardPage, 0},
		{9 * time.Minute, "agent", CardPage, 0},
		{0, "other", CardPage, 2},
		{0, "agent", TerminalPage, 2},
		{0, "agent", TerminalPage, 2},
		{time.Minute, "agent", CardPage, 2}, // ten minutes after the entry, not after the last look
	} {
		w.clock.Add(c.wait)
		if got := see(c.who, c.page); got != c.want {
			t.Errorf("look %d: %d entries, expected %d", i, got, c.want)
		}
	}
}

// A look that cannot be written down returns no number.
func TestANumberIsNotReadWithoutItsRecord(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	for name, read := range map[string]func(Finding) error{
		"Number": func(tx Finding) error {
			_, err := tx.Number(Mask(phone(1)), nil, Look{Page: CardPage})
			return err
		},
		"Numbers": func(tx Finding) error {
			_, err := tx.Numbers([]Seen{seenOf(b)}, Look{Page: TerminalPage})
			return err
		},
	} {
		if err := w.View(bg, ToFind.Do(read)); err == nil {
			t.Errorf("%s: a reading transaction returned a whole number", name)
		}
	}
	if n := w.looks(b.ID); n != 0 {
		t.Errorf("%d looks are on record", n)
	}
}

// book2 books for the second of a household.
func (w *town) book2(phone booking.Phone, facility string, start time.Time) booking.Booking {
	w.Helper()
	b, err := w.tryBook(booking.Request{Phone: phone, Facility: facility, Start: start, Member: 2, Staff: true})
	if err != nil {
		w.Fatalf("book: %v", err)
	}
	return b
}

// looks returns how many looks at a booking are on record.
func (w *town) looks(id int64) (n int) {
	w.Helper()
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(id)
		for _, e := range trail {
			if e.Deed == DidSee {
				n++
			}
		}
		return err
	})
	return n
}

// Whoever says which bookings a number has says so of that number alone: its own are on record,
// another's are not, and a look is on record in any case.
func TestALookIsOnRecordWhateverBookingsAreNamed(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	own, other := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0))
	for i, c := range []struct {
		of   []Seen
		want [3]int // looks at its own booking, at the other one, and at none
	}{
		{[]Seen{seenOf(own), seenOf(other)}, [3]int{1, 0, 0}},
		{[]Seen{seenOf(other)}, [3]int{1, 0, 1}},
		{[]Seen{}, [3]int{1, 0, 2}},
	} {
		err := w.Update(bg, By{Way: ByConsole, Actor: "agent"}, ToFind.Do(func(tx Finding) error {
			number, err := tx.Number(Mask(phone(1)), c.of, Look{Page: CardPage})
			if number != phone(1) {
				t.Errorf("%d: found %s", i, number)
			}
			return err
		}))
		if got := [3]int{w.looks(own.ID), w.looks(other.ID), w.looks(0)}; err != nil || got != c.want {
			t.Errorf("%d: %v looks, expected %v: %v", i, got, c.want, err)
		}
	}
}
