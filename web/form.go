package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// An Unread is a field that has something else in it than is wanted. Each audience
// has its own words for it.
type Unread struct {
	Field       string
	Want        Wanted
	Least, Most int // of a Number
}

func (e *Unread) Error() string {
	return fmt.Sprintf("the field %q has no %s that can be taken", e.Field, e.Want)
}

// Wanted is what a field is read as.
type Wanted string

// What a field is read as.
const (
	Number    Wanted = "number"
	Day       Wanted = "day"
	Moment    Wanted = "moment"
	Procedure Wanted = "procedure"
	Service   Wanted = "service"
	Facility  Wanted = "facility"
)

// Text reads a field of the form or of the address, the first of that name: one line
// of text without blanks around it, cut to so many characters.
func (x *Exchange) Text(name string, most int) string {
	s := strings.TrimSpace(x.Request.Form.Get(name))
	if !utf8.ValidString(s) {
		return ""
	}
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most])
	}
	return s
}

// Whole reads a whole number from least to most, and returns otherwise if there is
// none. Its error is an *Unread, as in Facility, Day, Moment and Procedure.
func (x *Exchange) Whole(name string, least, most, otherwise int) (int, error) {
	s := x.Text(name, 12)
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || most < n {
		return 0, &Unread{Field: name, Want: Number, Least: least, Most: most}
	}
	return n, nil
}

// Facility reads the id of a facility of the city; "" if none was named.
func (x *Exchange) Facility(city *booking.City, name string) (string, error) {
	id := x.Text(name, 40)
	if _, ok := city.Facility(id); !ok && id != "" {
		return "", &Unread{Field: name, Want: Facility}
	}
	return id, nil
}

// Service reads the id of a service of the city; "" if none was named, or if the city has one.
func (x *Exchange) Service(city *booking.City, name string) (booking.ServiceID, error) {
	id := booking.ServiceID(x.Text(name, 20))
	if _, ok := city.Service(id); !ok {
		return "", &Unread{Field: name, Want: Service}
	}
	if !city.SeveralServices() {
		return "", nil
	}
	return id, nil
}

// Day reads a day as a date field sends it; the zero Date if there is none.
func (x *Exchange) Day(name string) (booking.Date, error) {
	s := x.Text(name, 12)
	if s == "" {
		return booking.Date{}, nil
	}
	d, err := booking.ParseDate(s)
	if err != nil || d.Year < 2000 || 2099 < d.Year {
		return d, &Unread{Field: name, Want: Day}
	}
	return d, nil
}

// Moment reads a start as Stamp wrote it. There must be one.
func (x *Exchange) Moment(name string) (time.Time, error) {
	t, err := time.ParseInLocation(momentLayout, x.Text(name, 20), booking.JST)
	if err != nil || t.Year() < 2000 || 2099 < t.Year() {
		return t, &Unread{Field: name, Want: Moment}
	}
	return t, nil
}

const momentLayout = "2006-01-02T15:04"

// Stamp writes a start, in Japan, so that Moment reads it.
func Stamp(t time.Time) string { return t.In(booking.JST).Format(momentLayout) }

// Procedure reads what somebody comes for.
func (x *Exchange) Procedure(name string) (booking.Procedure, error) {
	p, err := booking.ParseProcedure(x.Text(name, 20))
	if err != nil {
		return "", &Unread{Field: name, Want: Procedure}
	}
	return p, nil
}

// ID reads the number of a row in the address. Its error is ErrNotThere.
func (x *Exchange) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(x.Param(name), 10, 64)
	if err != nil || n < 1 {
		return 0, ErrNotThere
	}
	return n, nil
}
