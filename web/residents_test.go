package web_test

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

// A second audience, which does not sign in, needs no more than this file, its template,
// and the line that adds its routes to the server.

//go:embed testdata/residents/*.html
var residentFiles embed.FS

type residents struct {
	city *booking.City
	now  func() time.Time
	log  *slog.Logger
}

type resident struct {
	*residents
	*web.Exchange
}

const everybody web.Duty = 0

func (s *residents) site() *web.Site[*resident] {
	return &web.Site[*resident]{
		Name: "residents", Root: "/yoyaku", Pages: web.NewPages(residentFiles, "testdata/residents", nil), Now: s.now, Log: s.log,
		Begin: func(x *web.Exchange) *resident { return &resident{s, x} },
		Table: []web.Route[*resident]{
			web.Get("", everybody, (*resident).ask),
			web.Post("", everybody, (*resident).look),
			web.Get("/of/:row", everybody, (*resident).row),
			web.Get("/broken", everybody, (*resident).broken),
			web.Get("/unwritten", everybody, (*resident).unwritten),
		},
	}
}

func (r *resident) Admit(web.Duty) error { return nil }
func (r *resident) Who() string          { return "" }

func (r *resident) Frame(data any) any {
	return struct {
		City string
		Data any
	}{r.city.Name, data}
}

func (r *resident) Refuse(err error) (int, web.Answer) {
	status, said := http.StatusInternalServerError, "ごめんなさい"
	field, isField := errors.AsType[*web.Unread](err)
	switch {
	case isField:
		status, said = http.StatusBadRequest, "読めません："+field.Field
	case errors.Is(err, web.ErrForm):
		status, said = http.StatusBadRequest, "長すぎます"
	case errors.Is(err, web.ErrForeign):
		status, said = http.StatusForbidden, "よそのサイトからです"
	case errors.Is(err, web.ErrNotThere):
		status, said = http.StatusNotFound, "ありません"
	}
	return status, web.View{Name: "ask", Status: status, Data: said}
}

func (r *resident) ask() (web.Answer, error) {
	return web.View{Name: "ask", Data: r.Text("said", 40)}, nil
}

func (r *resident) look() (web.Answer, error) {
	party, err := r.Whole("party", 1, 9, 1)
	if err != nil {
		return nil, err
	}
	day, err := r.Day("day")
	return web.Moved(web.With("", "said", fmt.Sprint(party, " ", day))), err
}

func (r *resident) row() (web.Answer, error) {
	row, err := r.ID("row")
	return web.View{Name: "ask", Part: "main", Data: fmt.Sprint(row)}, err
}

func (r *resident) broken() (web.Answer, error) { panic("a page of residents") }

func (r *resident) unwritten() (web.Answer, error) { return web.View{Name: "nothing"}, nil }
