package residents_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"madoguchi/ivr"
	"madoguchi/store"
)

// served has the ledger opened as a line opens it, which doubts its clock.
func (h *house) served() {
	h.Helper()
	if err := h.ledger.Close(); err != nil {
		h.Fatal(err)
	}
	ledger, err := store.Open(h.file, store.Options{Now: h.clock, Rand: rand.NewChaCha8([32]byte{2}), Texts: true, Serve: true})
	if err != nil {
		h.Fatal(err)
	}
	h.ledger = ledger
	h.counted()
}

// While the clock cannot be relied on neither door says anything of what is free, and nothing is
// done at either. Once it is right, both go on where they were.
func TestDoorsAClockInDoubtClosesBothUntilItIsRight(t *testing.T) {
	h := houseOf(t)
	h.served()
	page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", on(2, 9, 0)).sending("/yoyaku/book/who")
	call := h.dials(daughter).presses("1").presses("4")
	_, form := page.form("/yoyaku/book")
	h.pass(-11 * time.Minute)
	h.notes("@ the clock is set back to %s", h.clock().Format("15:04"))
	page.post("/yoyaku/book", form)
	page.told("sends /yoyaku/book").says("050-3821-0921")
	if page.status != 503 {
		t.Errorf("found %d", page.status)
	}
	page.to("/yoyaku/mine")
	page.timetable("ajiyoshi", on(2, 9, 0))
	stranger := h.opens("/yoyaku")
	if stranger.status != 503 || page.status != 503 {
		t.Errorf("found %d, %d", stranger.status, page.status)
	}
	if err := call.does(ivr.Input{Kind: ivr.Pressed, Keys: "1", After: time.Minute}); !errors.Is(err, store.ErrDoubt) {
		t.Errorf("the call is answered with %v", err)
	}
	call.n-- // the carrier asks again
	h.waits(12 * time.Minute)
	page.post("/yoyaku/book", form)
	page.told("sends /yoyaku/book").says("予約ができました")
	call.presses("1").hears("予約が、できました")
	h.one(mother, "ajiyoshi", on(2, 9, 0))
	h.one(daughter, "ajiyoshi", on(1, 9, 0))
	h.reads("doubt")
}

// Whoever has a landline calls with the code of the page, and from then on both doors are theirs.
func TestDoorsALandlineIsProvenInACallAndBothGoOn(t *testing.T) {
	h := houseOf(t, oneDesk)
	nine := on(1, 9, 0)
	page := h.opens("/yoyaku").choosing("ajiyoshi", nine).is("/yoyaku/prove").sending("/yoyaku/prove", "phone", landline.Domestic()).is("/yoyaku/prove/code")
	code := h.code(landline)
	page.says("電話をかけてください", strings.Join(strings.Split(code, ""), " "))
	call := h.dials(landline).hears("4つの数字").presses(code).hears("確認できました")
	page.sending("/yoyaku/prove/called").is("/yoyaku/book/who").says("午前10時10分まで")
	call.hangsUp()

	h.dials(landline).hears("予約は、まだ終わっていません", "午前9時を、仮に").presses("1").hears("予約が、できました").hangsUp()
	page.sending("/yoyaku/book/who").is("/yoyaku/mine/1").says("12月2日(水) 午前9時")
	h.one(landline, "ajiyoshi", nine)
	h.reads("landline")
}

// A caller books in the call in which the number was proven: the page, which had a time chosen
// and could hold none before, shows the booking.
func TestDoorsWhoProvesAndBooksInOneCallIsShownTheBooking(t *testing.T) {
	h := houseOf(t)
	page := h.opens("/yoyaku").choosing("tobu", on(2, 9, 0)).sending("/yoyaku/prove", "phone", landline.Domestic())
	h.dials(landline).presses(h.code(landline)).presses("1").presses("4").presses("1").hears("予約が、できました").hangsUp()
	page.sending("/yoyaku/prove/called").says("もう、予約があります", "12月2日(水) 午前9時", "味美ふれあいセンター").following("予約を変える").is("/yoyaku/book/when")
	h.one(landline, "ajiyoshi", on(1, 9, 0))
	h.reads("proven-and-booked")
}
