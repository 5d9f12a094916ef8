package residents_test

import (
	"testing"

	"madoguchi/booking"
)

// byLink asks for a link, and opens it.
func (r *reader) byLink(to booking.Phone) *reader {
	r.Helper()
	r.is("/yoyaku/prove").following("電話番号のかわりに").sending("/yoyaku/prove/mail", "address", to.Address(), "again", to.Address())
	r.goTo(r.link(to))
	r.at = "/yoyaku/link/…"
	r.told("opens the link")
	return r.sending("/yoyaku/link")
}

// What is booked with a mail address takes room at both doors, and is heard at neither by whoever
// calls; once the number is proven in a call, the line reads it.
func TestDoorsABookingByMailIsHeardOnceItsNumberIsProven(t *testing.T) {
	h := houseOf(t, oneDesk)
	nine := on(2, 9, 0)
	page := h.opens("/yoyaku/book/when?facility=tobu&party=1&day=2026-12-03").choosing("tobu", nine).byLink(hanako).is("/yoyaku/book/who")
	if h.opens("/yoyaku/book/when?facility=tobu&party=1&day=2026-12-03").offers(nine) {
		t.Error("the time that an address holds is offered to others")
	}
	page.sending("/yoyaku/book/who").sending("/yoyaku/book").is("/yoyaku/mine/1")
	h.one(hanako, "tobu", nine)
	h.dials(landline).hears("この番号のご予約はありません").hangsUp()

	page.to("/yoyaku/mine").following("電話番号を確かめる").sending("/yoyaku/prove", "phone", landline.Domestic()).is("/yoyaku/prove/code")
	h.dials(landline).hears("4つの数字").presses(h.code(landline)).hears("12月3日、木曜日。午前9時").hangsUp()
	page.sending("/yoyaku/prove/called").is("/yoyaku/mine").says("12月3日(木) 午前9時", "2222で終わる番号")
	h.one(landline, "tobu", nine)
	h.dials(landline).hears("電子証明書のご予約は12月3日、木曜日。午前9時。東部市民センターです").presses("9").presses("1").hangsUp()
	page.to("/yoyaku/mine").says("元に戻せます")
	if own := h.has(hanako); len(own) != 0 {
		t.Errorf("the address still has %v", own)
	}
	h.reads("mail")
}
