package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/store"
)

// maxBody is the most bytes that a form may have.
const maxBody = 64 << 10

// A request is one that somebody makes of the console.
type request struct {
	*Console
	*gin.Context
	who   store.Account // signed in; the zero Account is nobody
	token [32]byte      // of the session
	live  bool          // the page asks by itself: nobody is known to sit before it
}

// An answer is what a request gets: a view, or the address of one.
type answer interface{ write(*request) error }

// moved sends the browser on with a GET, so that a page that is loaded again does
// nothing again.
type moved struct{ to string }

func (m moved) write(r *request) error {
	r.Redirect(http.StatusSeeOther, root+m.to)
	return nil
}

// protection refuses what a page of another site has a browser send here.
// https://pkg.go.dev/net/http#CrossOriginProtection
var protection = http.NewCrossOriginProtection()

// serve answers a route: headers, where the request comes from, the form, who is
// signed in, what they may do, and then the page.
func (c *Console) serve(rt route) gin.HandlerFunc {
	return func(g *gin.Context) {
		began := c.Now()
		r := &request{Console: c, Context: g, live: g.GetHeader("HX-Request") != "" && rt.method == get}
		guard(g.Writer.Header())
		err := r.decide(rt)
		if err != nil {
			r.refuse(rt, err)
		}
		c.Log.LogAttrs(g, slog.LevelInfo, "console", slog.String("page", rt.method+" "+root+rt.path), slog.String("who", cmp.Or(r.who.Name, "-")),
			slog.Int("status", g.Writer.Status()), slog.Int64("ms", c.Now().Sub(began).Milliseconds()))
	}
}

// guard sets the headers of every page: nothing is kept, nothing is shown inside
// another page, and no script runs but the console's own.
// https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
func guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}

// decide finds out who asks for what, and answers it.
func (r *request) decide(rt route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.Log.Error("a page panicked", "page", rt.path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = errBroken
		}
	}()
	if err := protection.Check(r.Request); err != nil {
		return errForeign
	}
	r.Request.Body = http.MaxBytesReader(r.Writer, r.Request.Body, maxBody)
	if err := r.Request.ParseForm(); err != nil {
		return errForm
	}
	if err := r.recognise(); err != nil {
		return err
	}
	switch {
	case rt.duty != nobody && r.who.ID == 0:
		return errSignIn
	case !may(r.who.Role, rt.duty):
		return errForbidden
	}
	a, err := rt.answer(r)
	if err != nil {
		return err
	}
	return a.write(r)
}

// Refusals that are the console's own.
var (
	errSignIn    = errors.New("nobody is signed in")
	errForbidden = errors.New("the role does not have the duty")
	errForeign   = errors.New("the request comes from a page of another site")
	errForm      = errors.New("the form is too large, or none")
	errNotThere  = errors.New("there is no such page")
	errBroken    = errors.New("the page panicked")
)

// refuse answers what cannot be done: to who is not signed in with the way in, to
// everybody else with what happened and what to do.
func (r *request) refuse(rt route, err error) {
	status, told := explain(err)
	if status >= http.StatusInternalServerError {
		r.Log.Error("a page failed", "page", rt.path, "who", r.who.Name, "err", err)
	}
	switch {
	case errors.Is(err, errSignIn) && r.live:
		// A page that has been left open shows the way in as a whole.
		r.Header("HX-Redirect", root+"/login")
		r.Status(http.StatusUnauthorized)
		return
	case errors.Is(err, errSignIn) && rt.method == get:
		r.Redirect(http.StatusSeeOther, root+"/login")
		return
	}
	if r.Writer.Written() {
		return // half of it is out; the log knows
	}
	if err := (view{name: "refused", status: status, data: refusal{told, backTo(r)}}).write(r); err != nil {
		r.Log.Error("a refusal could not be told", "err", err)
	}
}

// A refusal is the page that tells why not.
type refusal struct {
	Told told
	Back string
}

// backTo is where whoever was refused can go on: where they came from, if that is
// a page of the console.
func backTo(r *request) string {
	if card := r.Param("card"); card != "" && r.who.ID != 0 {
		return root + "/card/" + card
	}
	return root
}

// view reads the ledger for a page.
func (r *request) view(fn func(*store.Tx) error) error {
	return r.Ledger.View(r.Request.Context(), fn)
}

// patience is how long a page waits for the ledger to write.
const patience = 3 * time.Second

// update changes the ledger in the name of who is signed in. It does not end when
// the browser goes away: a write that has begun is worth finishing.
func (r *request) update(why string, fn func(*store.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Request.Context()), patience)
	defer cancel()
	return r.Ledger.Update(ctx, store.By{Through: store.Console, Actor: r.who.Name, Why: why}, fn)
}
