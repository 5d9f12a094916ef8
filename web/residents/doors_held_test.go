package residents_test

import (
	"testing"
	"time"

	"madoguchi/booking"
)

const (
	mother   booking.Phone = "+819011110001"
	daughter booking.Phone = "+819011110002"
)

// What somebody is offered on the telephone nobody else finds on the page, and the other way
// round: a time is kept for one number at both doors.
func TestDoorsATimeThatOneNumberIsOfferedIsNobodyElsesAtEitherDoor(t *testing.T) {
	h := houseOf(t, oneDesk)
	nine, half, ten := on(1, 9, 0), on(1, 9, 30), on(1, 10, 0)
	first := h.dials(mother).presses("1").presses("4").hears("12月2日水曜日、午前9時なら1番")

	page := h.opens("/yoyaku/mine").proving(daughter).timetable("ajiyoshi", nine)
	if page.offers(nine) || !page.offers(half) {
		t.Error("the page has what the caller is offered, or lacks what nobody is")
	}
	page.post("/yoyaku/book/at", map[string][]string{"facility": {"ajiyoshi"}, "party": {"1"}, "start": {stamped(nine)}})
	page.told("sends what she saw before").says("その時間は、うまりました", "近くの空き：12月2日(水) 午前9時30分")
	page.choosing("ajiyoshi", half).is("/yoyaku/book/who")

	third := h.dials(phoneOf(1)).presses("1").presses("4").hears("12月2日水曜日、午前10時なら1番")
	first.presses("1").hears("予約が、できました", "午前9時")
	page.sending("/yoyaku/book/who").sending("/yoyaku/book").says("予約ができました", "12月2日(水) 午前9時30分")
	third.presses("1").hears("予約が、できました", "午前10時")
	h.one(mother, "ajiyoshi", nine)
	h.one(daughter, "ajiyoshi", half)
	h.one(phoneOf(1), "ajiyoshi", ten)
	h.reads("held")
}

// Who chooses on the page and then calls goes on with what was chosen.
func TestDoorsATimeChosenOnThePageIsGoneOnWithInACall(t *testing.T) {
	h := houseOf(t, oneDesk)
	ten := on(1, 10, 0)
	page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", ten).is("/yoyaku/book/who")
	call := h.dials(mother).hears("予約は、まだ終わっていません", "12月2日、水曜日。午前10時を、仮に")
	call.presses("1").hears("予約が、できました", "午前10時")
	call.hangsUp()
	_, form := page.form("/yoyaku/book/who")
	page.sending("/yoyaku/book/who").is("/yoyaku/mine/1").says("12月2日(水) 午前10時")
	page.post("/yoyaku/book", form)
	page.told("sends /yoyaku/book, which was open in another window").is("/yoyaku/mine/1")
	h.one(mother, "ajiyoshi", ten)
	h.reads("page-then-call")
}

// Who was offered a time in a call finds it free on the page, for nobody else does.
func TestDoorsATimeOfferedInACallIsGoneOnWithOnThePage(t *testing.T) {
	h := houseOf(t, oneDesk)
	nine := on(1, 9, 0)
	h.dials(mother).presses("1").presses("4").hears("午前9時なら1番").hangsUp()
	if h.opens("/yoyaku").timetable("ajiyoshi", nine).offers(nine) {
		t.Error("whoever has not said who they are is shown what is kept for somebody")
	}
	page := h.opens("/yoyaku/mine").proving(mother).timetable("ajiyoshi", nine)
	if !page.offers(nine) {
		t.Fatal("the number does not find what is kept for it")
	}
	page.choosing("ajiyoshi", nine).sending("/yoyaku/book/who").sending("/yoyaku/book").says("予約ができました")
	h.dials(mother).hears("ご予約は12月2日、水曜日。午前9時").hangsUp()
	h.one(mother, "ajiyoshi", nine)
	h.reads("call-then-page")
}

// Who has had it kept for longer twice on the page, and calls, goes on with it in the call: what a call
// costs bounds that. The page does not have more for it.
func TestDoorsATimeExtendedTwiceIsKeptByACallAndNotByThePage(t *testing.T) {
	h := houseOf(t, oneDesk)
	ten := on(1, 10, 0)
	page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", ten).says("午前10時10分まで")
	for _, until := range []string{"午前10時18分まで", "午前10時26分まで"} {
		h.waits(8 * time.Minute)
		page.sending("/yoyaku/book/extend").says("時間をのばしました", until)
	}
	h.waits(8 * time.Minute)
	_, form := page.form("/yoyaku/book/who")
	form.Set("more", "2")
	page.post("/yoyaku/book/extend", form)
	page.told("asks for more time a third time").says("午前10時26分までです。これより長くは、のばせません")
	h.dials(mother).hears("12月2日、水曜日。午前10時を、仮に").hangsUp()
	h.waits(8 * time.Minute)
	page.following("予約をつづける").says("午前10時34分まで")
	page.post("/yoyaku/book/extend", form)
	page.told("asks once more").says("午前10時34分までです。これより長くは、のばせません")
	page.following("予約をつづける").sending("/yoyaku/book").says("予約ができました")
	h.one(mother, "ajiyoshi", ten)
	h.reads("extended")
}

// What was kept ran out, and a caller was quicker: the page says so, and what is near.
func TestDoorsATimeThatACallerTookAfterItRanOut(t *testing.T) {
	h := houseOf(t, oneDesk)
	nine := on(1, 9, 0)
	page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", nine).sending("/yoyaku/book/who", "procedure", "new-issue")
	h.waits(11 * time.Minute)
	h.dials(phoneOf(1)).presses("1").presses("4").hears("午前9時なら1番").presses("1").hears("予約が、できました").hangsUp()
	page.to(page.at).says("とっておいた時間が、切れました")
	page.sending("/yoyaku/book").says("その時間は、うまりました", "近くの空き：12月2日(水) 午前9時30分")
	if page.status != 409 {
		t.Errorf("found %d", page.status)
	}
	page.following("時間を選ぶ").is("/yoyaku/book/when")
	page.sending("/yoyaku/book/at", "start", stamped(on(1, 9, 30))).sending("/yoyaku/book/who").says("新規発行")
	page.sending("/yoyaku/book").says("予約ができました")
	h.one(mother, "ajiyoshi", on(1, 9, 30))
	h.one(phoneOf(1), "ajiyoshi", nine)
	h.reads("ran-out")
}
