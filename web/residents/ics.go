package residents

import (
	"net/http"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

// calendarFile is one booking as calendars read it.
func (r *request) calendarFile() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	title, err := r.voice.Plain("site")
	if err != nil {
		return nil, err
	}
	place := r.place(b.Facility)
	label, err := r.voice.Plain("fact.receipt")
	if err != nil {
		return nil, err
	}
	return icsFile(visitFile(b, now, title, strings.TrimSpace(plainly(place.Name)+" "+place.Address), label+" "+receipt(b.Receipt))), nil
}

// An icsFile is the text of a calendar's file.
type icsFile string

// Write sends the file.
func (f icsFile) Write(x *web.Exchange) error {
	x.Header("Content-Disposition", `attachment; filename="visit.ics"`)
	x.Data(http.StatusOK, "text/calendar; charset=utf-8", []byte(f))
	return nil
}

// visitFile writes a visit as https://www.rfc-editor.org/rfc/rfc5545 has it. Its UID is that
// of the booking, so that a calendar which has it already moves it.
func visitFile(b booking.Booking, now time.Time, title, place, note string) string {
	utc := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//madoguchi//residents//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
		"UID:" + string(b.Receipt) + "-" + utc(b.Made) + "@madoguchi",
		"DTSTAMP:" + utc(now), "DTSTART:" + utc(b.Start), "DTEND:" + utc(b.End),
		"SUMMARY:" + icsText(title), "LOCATION:" + icsText(place), "DESCRIPTION:" + icsText(note),
		"END:VEVENT", "END:VCALENDAR",
	}
	var file strings.Builder
	for _, line := range lines {
		file.WriteString(folded(line) + "\r\n")
	}
	return file.String()
}

var icsEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func icsText(s string) string { return icsEscapes.Replace(s) }

// folded breaks a line of more than 75 bytes, between characters.
func folded(line string) string {
	const most = 73
	var out strings.Builder
	length := 0
	for _, c := range line {
		size := len(string(c))
		if length+size > most {
			out.WriteString("\r\n ")
			length = 1
		}
		out.WriteRune(c)
		length += size
	}
	return out.String()
}
