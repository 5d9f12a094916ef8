package residents

import (
	"errors"
	"net/http"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A numberPage asks for a telephone number.
type numberPage struct {
	Wish  wish
	Texts bool   // a code is sent to mobile telephones
	Rings bool   // the line can call
	Mails bool   // a link can be sent to an address instead
	Also  bool   // an address has been proven before
	Typed string // what was entered and could not be taken
	Wrong string // the key of why; "" if nothing is wrong
}

// Field is the one of the form, by which a fault leads to it.
func (numberPage) Field() string { return "phone" }

// Faulty reports whether the number could not be taken.
func (p numberPage) Faulty() bool { return p.Wrong != "" }

// askNumber asks for the number. Whoever has proven one goes on.
func (r *request) askNumber() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if r.guest.Phone != "" {
		return r.proceed(w)
	}
	if err := r.offer(); err != nil {
		return nil, err
	}
	return web.View{Name: "number", Data: numberPage{Wish: w, Texts: r.Texts, Rings: r.Rings, Mails: r.Mails}}, nil
}

// beginProof begins to prove a number. What is answered is the same for each: whether it has
// a booking, or is turned away, nobody learns before it is proven.
func (r *request) beginProof() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	typed := r.Text("phone", 40)
	again := func(why string) (web.Answer, error) {
		return web.View{Name: "number", Status: http.StatusUnprocessableEntity, Data: numberPage{
			Wish: w, Texts: r.Texts, Rings: r.Rings, Mails: r.Mails && r.guest.Address == "", Also: r.guest.Address != "", Typed: typed, Wrong: why,
		}}, nil
	}
	phone, err := booking.ParsePhone(typed)
	if err != nil {
		return again(phoneFault(err))
	}
	if _, ok := phone.Reached(); !ok {
		return again("refuse.nomeans")
	}
	if r.offered() == "" {
		return nil, errCookies
	}
	token, err := r.beginOnce(phone)
	if errors.Is(err, store.ErrNoMeans) {
		return again("refuse.nomeans")
	}
	if err != nil {
		return nil, err
	}
	visiting.Keep(r.Exchange, token)
	return web.Moved(w.At("/prove/code")), nil
}

// beginOnce begins to prove a number, once however often the form is sent, as long as what it
// has begun is not over. Whoever comes back from where the line calls wants it anew.
func (r *request) beginOnce(phone booking.Phone) (web.Token, error) {
	key := r.offered() + string(phone)
	begin := func() (web.Token, error) { return r.beginToProve(phone) }
	token, twice, err := r.forms.once(key, r.Now(), begin)
	if err != nil || !twice {
		return token, err
	}
	var g store.Guest
	err = r.Ledger.View(r.Request.Context(), toRecognise.Do(func(tx recognising) (err error) {
		g, err = tx.GuestOf(token.Hash())
		return err
	}))
	if err != nil || g.Proof != nil && g.Proof.Means != booking.ByRing || g.Phone != "" {
		return token, err
	}
	r.forms.forget(key)
	token, _, err = r.forms.once(key, r.Now(), begin)
	return token, err
}

// beginToProve begins to prove a number for a new visit, and returns its token. The token is a
// new one each time: what somebody put into the browser before is worth nothing.
func (r *request) beginToProve(phone booking.Phone) (web.Token, error) {
	token, err := web.NewToken()
	if err != nil {
		return token, err
	}
	return token, update(r, func(tx store.Visiting) error {
		if r.shown {
			if err := tx.Follow(r.token, token.Hash()); err != nil {
				return err
			}
			if err := tx.EndVisit(r.token); err != nil {
				return err
			}
		}
		_, err := tx.BeginProof(token.Hash(), phone, r.Peer().String())
		return err
	})
}

// phoneFault returns the key of the words for why a number cannot be read.
func phoneFault(err error) string {
	fault, ok := errors.AsType[*booking.PhoneError](err)
	if !ok {
		return "phone.character"
	}
	switch fault.Fault {
	case booking.PhoneEmpty:
		return "phone.empty"
	case booking.PhoneLength:
		return "phone.length"
	case booking.PhonePrefix, booking.PhoneAmbiguous:
		return "phone.prefix"
	case booking.PhoneService, booking.PhoneNobodys, booking.PhoneWithheld:
		return "phone.service"
	}
	return "phone.character"
}

// A codePage asks for a code that was sent or is read, or shows one that is keyed in a call.
type codePage struct {
	Wish   wish
	Proof  booking.Proof
	Call   bool
	Rung   bool // the line calls, and reads the code
	Ring   ringOffer
	Code   string // with blanks, to be read out
	Line   string // that is called
	Last4  string
	Digits int
	Wrong  string // a key
}

// Field is the one of the form, by which a fault leads to it; "" if there is none.
func (p codePage) Field() string {
	if p.Call {
		return ""
	}
	return "code"
}

// Faulty reports whether the code could not be taken.
func (p codePage) Faulty() bool { return p.Wrong != "" && !p.Call }

// askCode shows how the number is proven.
func (r *request) askCode() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	why := ""
	if r.Query("why") == "notyet" {
		why = "call.notyet"
	}
	return r.code(w, http.StatusOK, why)
}

// code is the page on which a number is proven.
func (r *request) code(w wish, status int, wrong string) (web.Answer, error) {
	if r.numbered() {
		return r.proceed(w)
	}
	p := r.guest.Proof
	if p == nil {
		return nil, booking.ErrNoProof
	}
	page := codePage{
		Wish: w, Proof: *p, Call: p.Means == booking.ByCall, Rung: p.Means == booking.ByRing, Line: number(r.City.Number), Last4: p.Phone.Last4(),
		Digits: booking.TextDigits, Wrong: wrong,
	}
	if !page.Rung {
		page.Ring = r.ringing()
	}
	if page.Call {
		page.Digits = booking.ShownDigits
	}
	for i, digit := range p.Code {
		if i > 0 {
			page.Code += " "
		}
		page.Code += string(digit)
	}
	return web.View{Name: "code", Status: status, Data: page}, nil
}

// takeCode takes the code of a text, or of a call of the line.
func (r *request) takeCode() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if r.numbered() { // the form was sent twice
		return r.proceed(w)
	}
	code := digits(r.Text("code", 40))
	var refused error
	err = update(r, func(tx store.Visiting) (err error) {
		if refused, err = tx.Prove(r.token, code); err == nil {
			r.guest, err = tx.GuestOf(r.token)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case errors.Is(refused, booking.ErrWrongProof):
		return r.code(w, http.StatusUnprocessableEntity, "refuse.wrongcode")
	case refused != nil:
		return nil, refused
	}
	return r.proceed(w)
}

// digits returns the digits of what somebody typed, full-width ones as well.
func digits(typed string) string {
	var only []rune
	for _, c := range typed {
		switch {
		case '０' <= c && c <= '９':
			c += '0' - '０'
			fallthrough
		case '0' <= c && c <= '9':
			only = append(only, c)
		}
	}
	return string(only)
}

// called goes on after a call in which the code was keyed, or says that none was seen.
func (r *request) called() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if !r.numbered() && r.guest.Proof != nil { // to an address that one can come back to
		return web.Moved(w.At("/prove/code", "why", "notyet")), nil
	}
	return r.code(w, http.StatusOK, "")
}

// proceed goes on where the number was asked for: to the bookings, or with what was chosen.
func (r *request) proceed(w wish) (web.Answer, error) {
	if r.guest.Blocked {
		return nil, errBlocked
	}
	if err := r.handed(); err != nil {
		return nil, err
	}
	if w.whole() {
		return r.hold(w)
	}
	if w.Facility != "" {
		return web.Moved(w.At("/book/when")), nil
	}
	return web.Moved("/mine"), nil
}
