package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// A Site is what one audience has on the web: pages below a root of its own, in its
// own layout and its own words. All of it is required but Static. Its methods may be
// called from many goroutines.
type Site[R Request] struct {
	Name   string // in the log
	Root   string // below which all of it is, such as "/console"
	Table  []Route[R]
	Begin  func(*Exchange) R // an exchange as the audience has it; nobody is known yet
	Pages  *Pages
	Static *Static // nil if there is none
	Now    func() time.Time
	Log    *slog.Logger
}

// A Request is an exchange as one audience has it. It embeds the Exchange, and adds
// who asks.
type Request interface {
	// Admit finds out who asks, and returns why they may not have the duty. Somebody
	// unknown is refused only where the duty needs a known one.
	Admit(Duty) error

	// Refuse returns what is answered instead of a page, in the audience's own words,
	// and the status that it has. It is given the errors of Admit, of the pages, and
	// those of this package.
	Refuse(error) (status int, answer Answer)

	// Frame returns what the layout is given: the data of a page, and what is around it.
	Frame(data any) any

	// Who names who asks, for the log; "" means nobody.
	Who() string
}

// A Duty is what somebody is there for, and so may ask for. Each audience has its own
// duties.
type Duty int

// A Route is an address below the root, who may ask for it, and what answers.
type Route[R Request] struct {
	Method string
	Path   string // as gin has it, such as "/card/:card"
	Duty   Duty
	Answer func(R) (Answer, error)
}

// Get returns the route of a page that is looked at, which changes nothing.
func Get[R Request](path string, duty Duty, answer func(R) (Answer, error)) Route[R] {
	return Route[R]{http.MethodGet, path, duty, answer}
}

// Post returns the route of a form that is sent.
func Post[R Request](path string, duty Duty, answer func(R) (Answer, error)) Route[R] {
	return Route[R]{http.MethodPost, path, duty, answer}
}

// Routes adds the site to a server.
func (s *Site[R]) Routes(r gin.IRouter) {
	all := r.Group(s.Root)
	for _, route := range s.Table {
		all.Handle(route.Method, route.Path, s.serve(route))
	}
	if s.Static != nil {
		all.GET("/static/*file", gin.WrapH(http.StripPrefix(s.Root+"/static/", s.Static)))
	}
}

// Refusals that are the same for every audience; each has its own words for them.
var (
	ErrForeign  = errors.New("the request comes from a page of another site")
	ErrForm     = errors.New("the form is too large, or none")
	ErrNotThere = errors.New("there is no such page")
	ErrBroken   = errors.New("the page panicked")
)

// serve answers a route: headers, where the request comes from, the form, who asks,
// what they may ask for, and then the page.
func (s *Site[R]) serve(rt Route[R]) gin.HandlerFunc {
	return func(g *gin.Context) {
		began := s.Now()
		x := &Exchange{Context: g, Root: s.Root, Live: g.GetHeader("HX-Request") != "" && rt.Method == http.MethodGet, pages: s.Pages}
		r := s.Begin(x)
		x.frame = r.Frame
		guard(g.Writer.Header())
		if err := s.decide(x, r, rt); err != nil {
			s.refuse(x, r, rt, err)
		}
		s.Log.LogAttrs(g, slog.LevelInfo, s.Name, slog.String("page", rt.Method+" "+s.Root+rt.Path), slog.String("who", cmp.Or(r.Who(), "-")),
			slog.Int("status", g.Writer.Status()), slog.Int64("ms", s.Now().Sub(began).Milliseconds()))
	}
}

// decide finds out who asks for what, and answers it.
func (s *Site[R]) decide(x *Exchange, r R, rt Route[R]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("a page panicked", "page", rt.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = ErrBroken
		}
	}()
	if err := admit(x); err != nil {
		return err
	}
	if err := r.Admit(rt.Duty); err != nil {
		return err
	}
	a, err := rt.Answer(r)
	if err != nil {
		return err
	}
	return a.Write(x)
}

// refuse answers what cannot be done.
func (s *Site[R]) refuse(x *Exchange, r R, rt Route[R], err error) {
	status, answer := r.Refuse(err)
	if status >= http.StatusInternalServerError {
		s.Log.Error("a page failed", "page", rt.Path, "who", r.Who(), "err", err)
	}
	if x.Writer.Written() {
		return // half of it is out; the log knows
	}
	if err := answer.Write(x); err != nil {
		s.Log.Error("a refusal could not be told", "err", err)
	}
}
