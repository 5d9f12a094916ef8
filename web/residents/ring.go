package residents

import (
	"errors"
	"net/http"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A ringOffer is whether the page offers that the line calls with a code.
type ringOffer struct {
	Now   bool      // it does
	Later time.Time // it does from then on; zero if never
}

// ringing returns whether the line would call now.
func (r *request) ringing() ringOffer {
	if !r.Rings {
		return ringOffer{}
	}
	_, err := booking.RingsUntil(r.Now())
	if night, ok := errors.AsType[*booking.NoRings](err); ok {
		return ringOffer{Later: night.Until}
	}
	return ringOffer{Now: true}
}

// Why the line does not call. What was begun before goes on.
var (
	errRings     = errors.New("the line calls nobody with a code")
	errManyRings = errors.New("the line has called too often with a code")
)

// ring has the line call the number that is being proven, and read a code.
func (r *request) ring() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if r.numbered() {
		return r.proceed(w)
	}
	if !r.Rings {
		return nil, errRings
	}
	err = update(r, func(tx store.Visiting) error {
		_, err := tx.BeginRing(r.token, r.Peer().String())
		return err
	})
	_, many := errors.AsType[*booking.TooManyProofs](err)
	switch {
	case many:
		return nil, errors.Join(errManyRings, err)
	case err != nil:
		return nil, err
	}
	return web.Moved(w.At("/prove/code")), nil
}

// ofTheRing explains why the line does not call. The page before has the other way.
func (r *request) ofTheRing(err error) (refusal, bool) {
	f := refusal{Status: http.StatusTooManyRequests, Ways: []way{{root + r.wish.At("/prove/code"), "way.code"}}, Call: true}
	if errors.Is(err, errRings) {
		f.Status, f.Key = http.StatusNotFound, "refuse.rings"
		return f, true
	}
	if night, ok := errors.AsType[*booking.NoRings](err); ok {
		f.Status, f.Key, f.Holes = conflict, "refuse.rings.night", []any{"when", r.voice.When(night.Until)}
		return f, true
	}
	if many, ok := errors.AsType[*booking.TooManyProofs](err); ok && errors.Is(err, errManyRings) {
		f.Key, f.Holes = "refuse.rings.many", []any{"when", r.voice.When(many.Until)}
		return f, true
	}
	return refusal{}, false
}
