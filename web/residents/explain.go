package residents

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A refusal is why something could not be done, in words, and how to go on.
type refusal struct {
	Status int
	Head   string // the key of the heading; "sorry" if ""
	Key    string
	Holes  []any
	More   []Marked // further sentences
	Ways   []way
	Call   bool             // it is best to call
	Has    *booking.Booking // the booking that the number has already
}

// A way leads on.
type way struct{ To, Key string }

// A refusedPage is the page that tells a refusal.
type refusedPage struct {
	Head   string
	Why    Marked
	More   []Marked
	Ways   []way
	Call   bool
	Has    *shownFact
	Change string // of the booking that there is
	Wish   wish
}

// Refuse tells in words what could not be done, and how to go on.
func (r *request) Refuse(err error) (int, web.Answer) {
	if errors.Is(err, errProve) && r.Request.Method == http.MethodGet {
		return http.StatusSeeOther, web.Moved(r.readable().At("/prove"))
	}
	f := r.explain(err)
	why, failed := r.voice.Mark(f.Key, f.Holes...)
	if failed != nil {
		r.Log.Error("a refusal has no words", "err", failed)
	}
	page := refusedPage{Wish: r.wish, Head: cmp.Or(f.Head, "sorry"), Why: why, More: f.More, Ways: f.Ways, Call: f.Call}
	if f.Has != nil {
		fact := r.fact(*f.Has)
		page.Has = &fact
		page.Change = root + r.wishOf(*f.Has).At("/book/when")
	}
	return f.Status, web.View{Name: "refused", Status: f.Status, Data: page}
}

// readable returns what can be read of the wish.
func (r *request) readable() wish {
	w, err := r.readWish()
	if err != nil {
		return wish{}
	}
	return w
}

// times leads to the timetable of what was wished, on the day of it.
func (r *request) times() way {
	w := r.wish
	fields := []string{}
	if !w.Start.IsZero() {
		fields = append(fields, "day", booking.DateOf(w.Start).String())
		w.Start = time.Time{}
	}
	if w.Facility == "" {
		return way{root + w.At("/book"), "way.places"}
	}
	return way{root + w.At("/book/when", fields...), "way.times"}
}

var (
	home     = way{root, "way.home"}
	toMine   = way{root + "/mine", "way.mine"}
	conflict = http.StatusConflict
)

// explain finds the words for an error. What is not a rule is a fault, which the log has.
func (r *request) explain(err error) refusal {
	for _, find := range []func(error) (refusal, bool){r.ofThePage, r.ofTheLink, r.ofTheRing, r.ofTheNumber, r.ofTheTime, r.ofTheBooking} {
		if f, ok := find(err); ok {
			return f
		}
	}
	return refusal{Status: http.StatusInternalServerError, Key: "refuse.broken", Ways: []way{home}, Call: true}
}

// ofThePage explains what is wrong with a request.
func (r *request) ofThePage(err error) (refusal, bool) {
	_, unread := errors.AsType[*web.Unread](err)
	switch {
	case errors.Is(err, web.ErrForeign):
		return refusal{Status: http.StatusForbidden, Key: "refuse.foreign", Ways: []way{home}}, true
	case errors.Is(err, web.ErrForm):
		return refusal{Status: http.StatusBadRequest, Key: "refuse.form", Ways: []way{home}}, true
	case errors.Is(err, web.ErrNotThere):
		return refusal{Status: http.StatusNotFound, Head: "sorry.nopage", Key: "refuse.notthere", Ways: []way{home, {root + "/book", "way.places"}, toMine}}, true
	case unread:
		return refusal{Status: http.StatusBadRequest, Key: "refuse.unread", Ways: []way{home}}, true
	case errors.Is(err, store.ErrDoubt):
		return refusal{Status: http.StatusServiceUnavailable, Key: "refuse.doubt", Ways: []way{home}, Call: true}, true
	case errors.Is(err, errNotYet), store.Temporary(err), errors.Is(err, context.DeadlineExceeded):
		return refusal{Status: http.StatusServiceUnavailable, Key: "refuse.busy", Ways: []way{home}, Call: true}, true
	}
	return refusal{}, false
}

// ofTheNumber explains what is wrong with a telephone number, or with who it is.
func (r *request) ofTheNumber(err error) (refusal, bool) {
	again := way{root + r.wish.At("/prove"), "way.number"}
	if many, ok := errors.AsType[*booking.TooManyProofs](err); ok {
		key := "refuse.toomanyproofs"
		if many.OfNumber {
			key = "refuse.toomanyproofs.number"
		}
		return refusal{
			Status: http.StatusTooManyRequests, Key: key, Holes: []any{"when", r.voice.When(many.Until)}, Ways: []way{home}, Call: true,
		}, true
	}
	if _, ok := errors.AsType[*booking.PhoneError](err); ok {
		return refusal{Status: http.StatusUnprocessableEntity, Key: phoneFault(err), Ways: []way{again}}, true
	}
	switch {
	case errors.Is(err, errCookies):
		return refusal{Status: http.StatusForbidden, Key: "refuse.cookies", Ways: []way{again}, Call: true}, true
	case errors.Is(err, errProve):
		return refusal{Status: http.StatusForbidden, Key: "refuse.notproven", Ways: []way{again}}, true
	case errors.Is(err, errBlocked):
		return refusal{Status: http.StatusForbidden, Key: "refuse.blocked"}, true
	case errors.Is(err, booking.ErrWrongProof):
		return refusal{Status: http.StatusUnprocessableEntity, Key: "refuse.wrongcode", Ways: []way{again}}, true
	case errors.Is(err, booking.ErrNoProof):
		return refusal{Status: http.StatusForbidden, Key: "refuse.noproof", Ways: []way{again}}, true
	case errors.Is(err, store.ErrNoMeans):
		return refusal{Status: http.StatusUnprocessableEntity, Key: "refuse.nomeans", Ways: []way{again}, Call: true}, true
	case errors.Is(err, booking.ErrNoPhone):
		return refusal{Status: http.StatusForbidden, Key: "refuse.nophone", Ways: []way{again}}, true
	}
	return refusal{}, false
}

// ofTheTime explains why a time cannot be had.
func (r *request) ofTheTime(err error) (refusal, bool) {
	say := func(key string, holes ...any) (refusal, bool) {
		return refusal{Status: conflict, Key: key, Holes: holes, Ways: []way{r.times(), home}}, true
	}
	if full, ok := errors.AsType[*booking.Full](err); ok {
		f, _ := say("refuse.full")
		for _, at := range full.Nearest {
			near, failed := r.voice.Mark("refuse.full.near", "when", r.voice.When(at))
			if failed == nil {
				f.More = append(f.More, near)
			}
		}
		return f, true
	}
	if crowded, ok := errors.AsType[*booking.Crowded](err); ok {
		return say("refuse.crowded", "time", r.voice.Clock(crowded.Again))
	}
	if far, ok := errors.AsType[*booking.TooFar](err); ok {
		return say("refuse.toofar", "day", r.voice.Date(booking.DateOf(far.Last)))
	}
	if many, ok := errors.AsType[*booking.TooMany](err); ok {
		return say("refuse.toomany", "people", r.voice.People(many.Max))
	}
	if long, ok := errors.AsType[*booking.TooLong](err); ok {
		f, _ := say("refuse.toolong", "time", r.voice.Clock(long.Until))
		f.Ways = []way{{root + r.wish.At("/book/confirm"), "way.on"}, r.times()}
		return f, true
	}
	if late, ok := errors.AsType[*booking.TooLate](err); ok && late.What == "book" {
		return say("refuse.toolate.book")
	}
	if _, ok := errors.AsType[*booking.NoSlot](err); ok {
		return say("refuse.noslot")
	}
	if _, ok := errors.AsType[*booking.Reserved](err); ok {
		f, _ := say("refuse.reserved")
		f.Call = true
		return f, true
	}
	if _, ok := errors.AsType[*booking.Enough](err); ok {
		return say("refuse.enough")
	}
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		return say("refuse.noroom")
	case errors.Is(err, errSame):
		return say("refuse.same")
	}
	return refusal{}, false
}

// ofTheBooking explains what cannot be done with a booking.
func (r *request) ofTheBooking(err error) (refusal, bool) {
	if already, ok := errors.AsType[*booking.Already](err); ok {
		how, failed := r.voice.Mark("refuse.already.how")
		f := refusal{Status: conflict, Key: "refuse.already", Ways: []way{toMine}, Call: true, Has: &already.Booking}
		if failed == nil {
			f.More = []Marked{how}
		}
		return f, true
	}
	if late, ok := errors.AsType[*booking.TooLate](err); ok {
		key := "refuse.toolate.change"
		if late.What == "cancel" {
			key = "refuse.toolate.cancel"
		}
		return refusal{Status: conflict, Key: key, Ways: []way{toMine}, Call: true}, true
	}
	if often, ok := errors.AsType[*booking.TooOften](err); ok {
		return refusal{Status: conflict, Key: "refuse.toooften." + string(often.What), Ways: []way{toMine}, Call: true}, true
	}
	if errors.Is(err, errUndone) {
		return refusal{Status: http.StatusNotFound, Key: "refuse.undone", Ways: []way{toMine, home}}, true
	}
	if errors.Is(err, booking.ErrNotFound) {
		return refusal{Status: http.StatusNotFound, Key: "refuse.notfound", Ways: []way{toMine, home}}, true
	}
	return refusal{}, false
}
