package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"madoguchi/store"
	"madoguchi/web"
)

// A request is what somebody asks of the console.
type request struct {
	*Console
	*web.Exchange
	who   store.Account // signed in; the zero Account means nobody
	token [32]byte      // of the session

	session store.Session // the same in full
}

// An answer is what a request gets.
type answer = web.Answer

// Refusals that are the console's own.
var (
	errSignIn    = errors.New("nobody is signed in")
	errForbidden = errors.New("the role does not have the duty")
)

// Admit finds out who is signed in, and returns why they may not have the duty.
func (r *request) Admit(what duty) error {
	if err := r.recognise(); err != nil {
		return err
	}
	switch {
	case what != nobody && r.who.ID == 0:
		return errSignIn
	case !may(r.who.Role, what):
		return errForbidden
	case what != nobody && what != own && r.led():
		return errLed
	}
	return nil
}

// Who returns the name of the account that is signed in.
func (r *request) Who() string { return r.who.Name }

// Refuse sends somebody who is not signed in to the sign-in page, and somebody who has no
// second factor and needs one to where it is set up; it tells everybody else what happened
// and what to do.
func (r *request) Refuse(err error) (status int, page answer) {
	status, told := explain(err)
	if already, ok := errors.AsType[*store.AlreadySeen](err); ok && r.City.SeveralServices() {
		told = r.explainAlready(already)
	}
	way := ""
	switch {
	case errors.Is(err, errSignIn):
		way = "/login"
	case errors.Is(err, errLed):
		way = "/account/factor"
	}
	switch {
	case way != "" && r.Live:
		return status, wayIn(way)
	case errors.Is(err, store.ErrDoubt) && r.Live:
		return status, stays{}
	case way != "" && r.Request.Method == http.MethodGet:
		return status, web.Moved(way)
	}
	return status, web.View{Name: "refused", Status: status, Data: refusal{told, r.back()}}
}

// wayIn makes a page that has been left open load another, such as the sign-in page.
type wayIn string

func (w wayIn) Write(x *web.Exchange) error {
	x.Header("HX-Redirect", x.Root+string(w))
	x.Status(http.StatusUnauthorized)
	return nil
}

// A refusal is the page that says why something was refused.
type refusal struct {
	Told told
	Back string
}

// back returns where somebody who was refused can go on: the card that they came from,
// or the page on which work begins.
func (r *request) back() string {
	if card := r.Param("card"); card != "" && r.who.ID != 0 {
		return root + "/card/" + card
	}
	return root
}

// view reads the ledger for a page, which is given the part that it needs.
func view[P any](r *request, part store.Part[P], fn func(P) error) error {
	return r.Ledger.View(r.Request.Context(), part.Do(fn))
}

// patience is how long a page waits for the ledger to write.
const patience = 3 * time.Second

// update changes the ledger in the name of the account that is signed in, by the part
// that the page needs. It does not end when the browser goes away: a write that has
// begun is worth finishing.
func update[P any](r *request, part store.Part[P], why string, fn func(P) error) error {
	return updateBy(r, r.who.Name, part, why, fn)
}

// updateBy is update in the name of an account that is not signed in yet.
func updateBy[P any](r *request, name string, part store.Part[P], why string, fn func(P) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Request.Context()), patience)
	defer cancel()
	return r.Ledger.Update(ctx, store.By{Way: store.ByConsole, Actor: name, Why: why}, part.Do(fn))
}
