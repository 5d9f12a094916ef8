package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/text/width"

	"madoguchi/booking"
	"madoguchi/voice/phone"
)

// A table is rows of text in columns, for people.
type table struct {
	head []string
	rows [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table with two blanks between columns. On a terminal the
// head is dim.
func (t *table) print(out *os.File) error {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	line := func(row []string) string {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", widths[i]-columns(cell)+2))
		}
		return strings.TrimRight(b.String(), " ")
	}
	var b strings.Builder
	head := line(t.head)
	if phone.Colours(out) {
		head = "\x1b[2m" + head + "\x1b[0m"
	}
	b.WriteString(head + "\n")
	for _, row := range t.rows {
		b.WriteString(line(row) + "\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// columns is how wide a text stands in a terminal: a kanji is as wide as two letters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// when writes a moment so that it can be read and typed again: 2026-12-01(火) 09:30.
func when(t time.Time) string {
	t = t.In(booking.JST)
	return t.Format("2006-01-02(") + booking.WeekdaysOf(t.Weekday()).String() + t.Format(") 15:04")
}

// rfc3339 writes a moment for machines, in Japan's zone.
func rfc3339(t time.Time) string { return t.In(booking.JST).Format(time.RFC3339) }

// bookingJSON is a booking for machines: other programs read it, so keys are
// added and never renamed.
type bookingJSON struct {
	Receipt   string      `json:"receipt"`
	Phone     string      `json:"phone"` // E.164; "" once it has been erased
	Member    int         `json:"member"`
	Procedure string      `json:"procedure"`
	Facility  string      `json:"facility"`
	Start     string      `json:"start"`
	Party     int         `json:"party"`
	State     string      `json:"state"` // active, over, cancelled
	Made      string      `json:"made"`
	History   []entryJSON `json:"history,omitempty"` // of show
}

// entryJSON is a line of a booking's history.
type entryJSON struct {
	At      string `json:"at"`
	Through string `json:"through"`
	Actor   string `json:"actor"`
	What    string `json:"what"`
	Detail  string `json:"detail"`
}

// slotJSON is a slot for machines.
type slotJSON struct {
	Facility  string `json:"facility"`
	Start     string `json:"start"`
	End       string `json:"end"`
	Capacity  int    `json:"capacity"`
	Remaining int    `json:"remaining"`
	Open      bool   `json:"open"`
}

func bookingForMachines(b booking.Booking) bookingJSON {
	return bookingJSON{
		Receipt: string(b.Receipt), Phone: string(b.Phone), Member: b.Member, Procedure: string(b.Procedure),
		Facility: b.Facility, Start: rfc3339(b.Start), Party: b.Party, State: b.State.String(), Made: rfc3339(b.Made),
	}
}

func slotForMachines(s booking.Slot) slotJSON {
	return slotJSON{s.Facility, rfc3339(s.Start), rfc3339(s.End), s.Capacity, s.Remaining, s.Open}
}

// forMachines makes an array, [] if there is nothing.
func forMachines[T, J any](things []T, one func(T) J) []J {
	array := make([]J, 0, len(things))
	for _, thing := range things {
		array = append(array, one(thing))
	}
	return array
}

func writeJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
