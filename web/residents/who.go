package residents

import (
	"net/http"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A whoPage asks what somebody comes for, and who comes.
type whoPage struct {
	Wish   wish
	Chosen chosen
	Keep   keeping
	comesForm
}

// askWho asks what the telephone does not: what each comes for, and whether a proxy comes.
func (r *request) askWho() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if !w.whole() || r.unsettled(w) {
		return web.Moved(w.At("/book")), nil
	}
	var known []booking.Errand
	err = read(r, func(tx store.Visiting) (err error) {
		known, err = r.draft(tx, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.whoIs(w, r.comesForm(w.Service, w.Party, known, w.Proxy))
}

// whoIs shows the page with a form, in which something may be at fault.
func (r *request) whoIs(w wish, form comesForm) (web.Answer, error) {
	k, err := r.keeping(w)
	if err != nil {
		return r.standing(w, err)
	}
	view := web.View{Name: "who", Data: whoPage{w, r.chosen(w), k, form}}
	if form.Faulty() {
		view.Status = http.StatusUnprocessableEntity
	}
	return view, nil
}

// who keeps what was entered, or says what of it is at fault.
func (r *request) who() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if !w.whole() || r.unsettled(w) {
		return web.Moved(w.At("/book")), nil
	}
	errands, form, err := r.typed(w.Service, w.Party, nil, w.Proxy)
	if err != nil {
		return nil, err
	}
	if err := update(r, func(tx store.Visiting) error { return tx.SetDraft(r.token, errands) }); err != nil {
		return nil, err
	}
	if form.Faulty() {
		return r.whoIs(w, form)
	}
	return web.Moved(w.At("/book/confirm")), nil
}
