package console

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// text reads a field of the form or of the address, the first of that name: one
// line of text without blanks around it, cut to so many characters.
func (r *request) text(name string, most int) string {
	s := strings.TrimSpace(r.Request.Form.Get(name))
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

// whole reads a whole number from least to most; otherwise is what counts if there
// is none.
func (r *request) whole(name string, least, most, otherwise int) (int, error) {
	s := r.text(name, 12)
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || most < n {
		return 0, wrong("数が、読み取れませんでした。", strconv.Itoa(least)+"から"+strconv.Itoa(most)+"までの数を、選んでください。")
	}
	return n, nil
}

// facility reads the id of a facility; "" if none was named and none is needed.
func (r *request) facility(name string) (string, error) {
	id := r.text(name, 40)
	if _, ok := r.City.Facility(id); !ok && id != "" {
		return "", wrong("その窓口は、ありません。", "窓口を、選び直してください。")
	}
	return id, nil
}

// day reads a day as a date field sends it; the zero Date if there is none.
func (r *request) day(name string) (booking.Date, error) {
	s := r.text(name, 12)
	if s == "" {
		return booking.Date{}, nil
	}
	d, err := booking.ParseDate(s)
	if err != nil || d.Year < 2000 || 2099 < d.Year {
		return d, wrong("日付が、読み取れませんでした。", "例：2026-04-20")
	}
	return d, nil
}

// dayOrToday is day, and today if there is none.
func (r *request) dayOrToday(name string) (booking.Date, error) {
	d, err := r.day(name)
	if err == nil && d == (booking.Date{}) {
		d = dayOf(r.Now())
	}
	return d, err
}

// moment reads a start as a page of the console wrote it.
func (r *request) moment(name string) (time.Time, error) {
	t, err := time.ParseInLocation(momentLayout, r.text(name, 20), booking.JST)
	if err != nil || t.Year() < 2000 || 2099 < t.Year() {
		return t, wrong("時間が、読み取れませんでした。", "空きの一覧から、選び直してください。")
	}
	return t, nil
}

const momentLayout = "2006-01-02T15:04"

// stamp writes a start so that moment reads it.
func stamp(t time.Time) string { return t.In(booking.JST).Format(momentLayout) }

// procedure reads what somebody comes for.
func (r *request) procedure(name string) (booking.Procedure, error) {
	p, err := booking.ParseProcedure(r.text(name, 20))
	if err != nil {
		return "", wrong("手続きが、読み取れませんでした。", "更新か新規発行を、選んでください。")
	}
	return p, nil
}

// id reads the number of a row in the address.
func (r *request) id(name string) (int64, error) {
	n, err := strconv.ParseInt(r.Param(name), 10, 64)
	if err != nil || n < 1 {
		return 0, errNotThere
	}
	return n, nil
}
