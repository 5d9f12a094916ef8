package residents

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// linkPath is where a link leads that was sent to a mail address: what is in it follows.
const linkPath = "/link/"

// An addressPage asks for a mail address.
type addressPage struct {
	Wish  wish
	Typed string // what was entered and could not be taken
	Twice string
	Wrong string // the key of why; "" if nothing is wrong
}

// Field is the one of the form, by which a fault leads to it.
func (addressPage) Field() string { return "address" }

// Faulty reports whether the address could not be taken.
func (p addressPage) Faulty() bool { return p.Wrong != "" }

// mailed refuses what there is not where no mails are sent.
func (r *request) mailed() error {
	if !r.Mails {
		return web.ErrNotThere
	}
	return nil
}

// askAddress asks for a mail address, twice.
func (r *request) askAddress() (web.Answer, error) {
	w, err := r.readWish()
	if err == nil {
		err = r.mailed()
	}
	if err == nil {
		err = r.offer()
	}
	return web.View{Name: "address", Data: addressPage{Wish: w}}, err
}

// beginLink has a link sent to the address. What is answered is the same for each: whether it
// has a booking, or is turned away, nobody learns who cannot read its mails.
func (r *request) beginLink() (web.Answer, error) {
	w, err := r.readWish()
	if err == nil {
		err = r.mailed()
	}
	if err != nil {
		return nil, err
	}
	typed, twice := r.Text("address", mostTyped), r.Text("again", mostTyped)
	wrong := func(why string) (web.Answer, error) {
		return web.View{Name: "address", Status: http.StatusUnprocessableEntity, Data: addressPage{w, typed, twice, why}}, nil
	}
	address, err := booking.ParseAddress(typed)
	if err != nil {
		return wrong(addressFault(err))
	}
	if second, err := booking.ParseAddress(twice); err != nil || second != address {
		return wrong("address.differ")
	}
	if r.offered() == "" {
		return nil, errCookies
	}
	_, wish, _ := strings.Cut(w.At(""), "?")
	_, _, err = r.forms.once(r.offered()+string(address), r.Now(), func() (web.Token, error) {
		return web.Token{}, update(r, func(tx store.Visiting) error {
			return tx.BeginLink(booking.Link{Address: address, Lang: r.voice.Code(), Wish: wish}, r.Peer().String(), r.LinkFor)
		})
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(w.At("/prove/mail/sent")), nil
}

// mostTyped is the most characters of an address that are looked at, one more than it may have.
const mostTyped = 255

// addressFault returns the key of the words for why an address cannot be read.
func addressFault(err error) string {
	fault, ok := errors.AsType[*booking.AddressError](err)
	if !ok {
		return "address.wrong"
	}
	switch fault.Fault {
	case booking.AddressEmpty:
		return "address.empty"
	case booking.AddressAt, booking.AddressDomain:
		return "address.end"
	case booking.AddressCharacter, booking.AddressLength:
		return "address.wrong"
	}
	return "address.wrong"
}

// A sentPage says that a mail is on its way.
type sentPage struct {
	Wish  wish
	Hours int // that the link is good
}

// linkSent says what to do with the mail.
func (r *request) linkSent() (web.Answer, error) {
	w, err := r.readWish()
	if err == nil {
		err = r.mailed()
	}
	return web.View{Name: "sent", Data: sentPage{w, int(r.LinkFor / time.Hour)}}, err
}

// A linkPage is what somebody sees who opens a link.
type linkPage struct {
	Address string
	End     string
}

// openLink shows whose link it is, and asks whether to go on. It changes nothing: mails are read by
// machines that open each link in them. No other page, of this site or another, learns the
// address of this one.
func (r *request) openLink() (web.Answer, error) {
	r.Header("Referrer-Policy", "strict-origin")
	if err := r.mailed(); err != nil {
		return nil, err
	}
	end := r.Param("end")
	var l booking.Link
	err := read(r, func(tx store.Visiting) (err error) {
		l, err = tx.LinkOf(end)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.View{Name: "link", Data: linkPage{l.Address.Address(), end}}, nil
}

// useLink uses a link up, and goes on with what was chosen when it was asked for. The browser
// gets a token that nobody can have put into it before.
func (r *request) useLink() (web.Answer, error) {
	if err := r.mailed(); err != nil {
		return nil, err
	}
	token, err := web.NewToken()
	if err != nil {
		return nil, err
	}
	var l booking.Link
	err = update(r, func(tx store.Visiting) (err error) {
		if l, err = tx.UseLink(token.Hash(), r.Text("end", 64)); err != nil || !r.shown {
			return err
		}
		return tx.EndVisit(r.token)
	})
	if errors.Is(err, booking.ErrLinkUsed) && r.guest.Address != "" { // the form was sent twice
		return web.Moved("/mine"), nil
	}
	if err != nil {
		return nil, err
	}
	visiting.Keep(r.Exchange, token)
	if l.Wish == "" {
		return web.Moved("/mine"), nil
	}
	return web.Moved("/prove?" + l.Wish), nil
}

// linkless leads whoever comes back to where a link was used.
func (r *request) linkless() (web.Answer, error) {
	if r.guest.Phone != "" {
		return web.Moved("/mine"), nil
	}
	return web.Moved("/prove/mail"), nil
}

// askAlso asks somebody who has proven an address for their number as well.
func (r *request) askAlso() (web.Answer, error) {
	w, err := r.readWish()
	switch {
	case err != nil:
		return nil, err
	case r.guest.Address == "" || r.numbered():
		return web.Moved(w.At("/prove")), nil
	}
	return web.View{Name: "number", Data: numberPage{Wish: w, Texts: r.Texts, Also: true}}, r.offer()
}

// numbered reports whether the guest has proven a number, and not an address alone.
func (r *request) numbered() bool { return r.guest.Phone != "" && !r.guest.Phone.IsAddress() }

// An errKept says that a booking of an address stays so, because the number that its guest has
// proven has one already.
var errKept = errors.New("the number has a booking, and the address keeps its own")

// handed returns errKept if bookings are left with the address of whoever has proven a number.
func (r *request) handed() error {
	if r.guest.Address == "" || !r.numbered() {
		return nil
	}
	return read(r, func(tx store.Visiting) error {
		left, err := tx.Bookings(r.guest.Address)
		if err == nil && len(left) > 0 {
			err = errKept
		}
		return err
	})
}

// ofTheLink explains what is wrong with a link, or with an address.
func (r *request) ofTheLink(err error) (refusal, bool) {
	another := []way{{root + r.wish.At("/prove/mail"), "way.mail"}, home}
	byMail := r.guest.Phone.IsAddress()
	_, already := errors.AsType[*booking.Already](err)
	_, addressError := errors.AsType[*booking.AddressError](err)
	many, often := errors.AsType[*booking.TooManyProofs](err)
	switch {
	case addressError:
		return refusal{Status: http.StatusUnprocessableEntity, Key: addressFault(err), Ways: another}, true
	case errors.Is(err, booking.ErrNoLink):
		return refusal{Status: http.StatusNotFound, Key: "refuse.link.none", Ways: another}, true
	case errors.Is(err, booking.ErrLinkUsed):
		return refusal{Status: http.StatusGone, Key: "refuse.link.used", Ways: another}, true
	case errors.Is(err, booking.ErrLinkOld):
		return refusal{Status: http.StatusGone, Key: "refuse.link.old", Ways: another}, true
	case errors.Is(err, errKept):
		return refusal{Status: conflict, Key: "refuse.kept", Ways: []way{toMine, another[0]}, Call: true}, true
	case often && many.OfNumber && r.FullPath() == root+"/prove/mail":
		return refusal{
			Status: http.StatusTooManyRequests, Key: "refuse.toomanyproofs.mail", Holes: []any{"when", r.voice.When(many.Until)}, Ways: []way{home}, Call: true,
		}, true
	case errors.Is(err, errBlocked) && byMail:
		return refusal{Status: http.StatusForbidden, Key: "refuse.blocked.mail"}, true
	case errors.Is(err, booking.ErrNoProof) && byMail:
		return refusal{Status: http.StatusForbidden, Key: "refuse.noproof", Ways: []way{{root + r.wish.At("/prove/number"), "way.number"}, toMine}}, true
	case already && byMail:
		f, _ := r.ofTheBooking(err)
		f.Key, f.More = "refuse.already.mail", nil
		return f, true
	}
	return refusal{}, false
}
