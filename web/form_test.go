package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
)

// filled returns an exchange whose form has one field.
func filled(t *testing.T, name, value string) *Exchange {
	t.Helper()
	x, _ := exchangeWith(t, "")
	x.Request.Form = url.Values{name: {value}}
	return x
}

// TestAFieldIsReadOrRefused holds each reader to its bounds: what it cannot take it
// tells as an *Unread with the field and what was wanted.
func TestAFieldIsReadOrRefused(t *testing.T) {
	moment := func(x *Exchange) (string, error) {
		at, err := x.Moment("f")
		return Stamp(at), err
	}
	day := func(x *Exchange) (string, error) {
		d, err := x.Day("f")
		return d.String(), err
	}
	procedure := func(x *Exchange) (string, error) {
		p, err := x.Procedure("f")
		return string(p), err
	}
	for _, c := range []struct {
		read  func(*Exchange) (string, error)
		want  Wanted
		value string
		as    string // "" if it is refused
	}{
		{moment, Moment, "2026-12-01T09:30", "2026-12-01T09:30"},
		{moment, Moment, "2000-01-01T00:00", "2000-01-01T00:00"},
		{moment, Moment, "2099-12-31T23:59", "2099-12-31T23:59"},
		{moment, Moment, "1999-12-31T23:59", ""},
		{moment, Moment, "2100-01-01T00:00", ""},
		{moment, Moment, "2026-12-01 09:30", ""},
		{moment, Moment, "2026-02-30T09:30", ""},
		{moment, Moment, "", ""},
		{day, Day, "2026-12-01", "2026-12-01"},
		{day, Day, "2099-12-31", "2099-12-31"},
		{day, Day, "1999-12-31", ""},
		{day, Day, "2100-01-01", ""},
		{day, Day, "12月1日", ""},
		{procedure, Procedure, "renewal", "renewal"},
		{procedure, Procedure, "", "renewal"},
		{procedure, Procedure, "pickup", ""},
	} {
		got, err := c.read(filled(t, "f", c.value))
		unread, refused := errors.AsType[*Unread](err)
		switch {
		case c.as != "" && (err != nil || got != c.as):
			t.Errorf("%s %q is read as %q, %v, expected %q", c.want, c.value, got, err, c.as)
		case c.as == "" && (!refused || unread.Field != "f" || unread.Want != c.want):
			t.Errorf("%s %q is refused with %+v, expected an Unread of the field", c.want, c.value, err)
		}
	}
	for value, want := range map[string]int{"": 5, "1": 1, "9": 9, " 3 ": 3, "0": 0, "10": 0, "３": 0, "1e0": 0} {
		n, err := filled(t, "f", value).Whole("f", 1, 9, 5)
		unread, refused := errors.AsType[*Unread](err)
		if n != want || refused != (want == 0) || refused && (unread.Least != 1 || unread.Most != 9) {
			t.Errorf("the number %q is read as %d, %v", value, n, err)
		}
	}
	for value, want := range map[string]string{"  a\tb ": "a b", "a\x00b": "a b", "\xff": "", "窓口窓口窓口": "窓口窓口"} {
		if got := filled(t, "f", value).Text("f", 4); got != want {
			t.Errorf("the text %q is read as %q, expected %q", value, got, want)
		}
	}
	if d, err := filled(t, "g", "2026-12-01").Day("f"); err != nil || d != (booking.Date{}) {
		t.Errorf("a day that was not sent is read as %s, %v", d, err)
	}
}

// half is an answer of which half has gone out when it fails.
type half struct{}

func (half) Write(x *Exchange) error {
	x.String(http.StatusOK, "half of it")
	return errors.New("the other half is lost")
}

// whoever is a request of a site that needs nobody.
type whoever struct{ *Exchange }

func (whoever) Admit(Duty) error           { return nil }
func (whoever) Refuse(error) (int, Answer) { return http.StatusInternalServerError, half{} }
func (whoever) Frame(data any) any         { return data }
func (whoever) Who() string                { return "" }

// TestNoApologyIsAddedToHalfAPage holds that a page which fails after its first half
// has gone out is left as it is: an apology would be part of it.
func TestNoApologyIsAddedToHalfAPage(t *testing.T) {
	s := &Site[whoever]{
		Name: "half", Root: "/half", Now: time.Now, Begin: func(x *Exchange) whoever { return whoever{x} },
		Table: []Route[whoever]{Get("", 0, func(whoever) (Answer, error) { return half{}, nil })},
		Log:   slog.New(slog.DiscardHandler),
	}
	router := gin.New()
	s.Routes(router)
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/half", nil))
	if body := w.Body.String(); body != "half of it" {
		t.Errorf("the browser gets %q, expected the half that had gone out", body)
	}
}
