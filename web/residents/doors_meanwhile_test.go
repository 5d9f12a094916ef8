package residents_test

import (
	"strings"
	"testing"
	"time"
)

// What is cancelled in a call is brought back on the page, and the other way round.
func TestDoorsEachUndoesWhatWasCancelledAtTheOther(t *testing.T) {
	h := houseOf(t)
	nine := on(2, 9, 0)
	b := h.books(mother, "tobu", nine)
	page := h.opens("/yoyaku/mine").proving(mother).says("12月3日(木) 午前9時")
	h.dials(mother).presses("9").presses("1").hears("ご予約を、取り消しました").hangsUp()
	if own := h.has(mother); len(own) != 0 {
		t.Fatalf("found %+v", own)
	}
	h.waits(9 * time.Minute)
	page.to("/yoyaku/mine").says("この電話番号の予約は、ありません", "午前10時10分まで、元に戻せます")
	page.sending("/yoyaku/mine/undo").is("/yoyaku/mine/1").says("予約は元どおりです")
	if back := h.one(mother, "tobu", nine); back.ID != b.ID || back.Receipt != b.Receipt {
		t.Errorf("found %+v, expected %+v", back, b)
	}

	page.following("予約を取り消す").sending("/yoyaku/mine/1/cancel").says("予約を取り消しました")
	h.waits(9 * time.Minute)
	h.dials(mother).hears("先ほど、12月3日、木曜日。午前9時のご予約を、取り消しました").presses("2").hears("ご予約を、元に戻しました").hangsUp()
	page.to("/yoyaku/mine").says("12月3日(木) 午前9時")
	if strings.Contains(page.page, "/mine/undo") {
		t.Error("the page still offers to bring it back")
	}
	if back := h.one(mother, "tobu", nine); back.ID != b.ID {
		t.Errorf("found %+v, expected %+v", back, b)
	}
	h.reads("undo")
}

// After ten minutes neither door brings it back.
func TestDoorsAfterTenMinutesNeitherUndoesIt(t *testing.T) {
	h := houseOf(t)
	h.books(mother, "tobu", on(2, 9, 0))
	page := h.opens("/yoyaku/mine").proving(mother)
	h.dials(mother).presses("9").presses("1").hangsUp()
	page.to("/yoyaku/mine")
	_, form := page.form("/yoyaku/mine/undo")
	h.waits(10 * time.Minute)
	page.post("/yoyaku/mine/undo", form)
	page.told("sends /yoyaku/mine/undo").says("もう、元に戻せません")
	page.following("わたしの予約を見る")
	h.dials(mother).hears("この番号のご予約はありません").hangsUp()
	if own := h.has(mother); len(own) != 0 {
		t.Errorf("found %+v", own)
	}
	h.reads("undo-too-late")
}

// A booking that is made in a call while the page still asks is shown there, as the one that
// the number has.
func TestDoorsABookingMadeInACallMeanwhileIsShownOnThePage(t *testing.T) {
	h := houseOf(t)
	page := h.opens("/yoyaku/mine").proving(mother).choosing("tobu", on(2, 9, 0)).sending("/yoyaku/book/who")
	h.dials(mother).hears("12月3日、木曜日。午前9時を、仮に").presses("2").presses("4").presses("1").hears("予約が、できました").hangsUp()
	own := h.one(mother, "ajiyoshi", on(1, 9, 0))
	_, form := page.form("/yoyaku/book")
	page.to(page.at).says("もう、予約があります", "12月2日(水) 午前9時")
	page.post("/yoyaku/book", form)
	page.told("sends /yoyaku/book").says("もう、予約があります", "12月2日(水) 午前9時", "味美ふれあいセンター", "050-3821-0921")
	if page.status != 409 {
		t.Errorf("found %d", page.status)
	}
	page.following("予約を変える").is("/yoyaku/book/when").says("いまの予約：12月2日(水) 午前9時")
	if now := h.one(mother, "ajiyoshi", on(1, 9, 0)); now != own {
		t.Errorf("found %+v, expected %+v", now, own)
	}
	h.reads("meanwhile")
}

// A booking is changed on the page while the same number changes it in a call: it stays one,
// with one receipt number, and nobody loses the time that they have.
func TestDoorsAChangeAtBothDoorsLeavesOneBooking(t *testing.T) {
	h := houseOf(t)
	b := h.books(mother, "tobu", on(2, 9, 0))
	page := h.opens("/yoyaku/mine").proving(mother).following("くわしく見る").following("日時・窓口・人数を変える")
	page.sending("/yoyaku/book/at", "start", stamped(on(3, 14, 0))).is("/yoyaku/book/confirm")
	h.one(mother, "tobu", on(2, 9, 0))

	call := h.dials(mother)
	call.presses("2").hears("新しい日時が決まるまで、いまのご予約は、そのままです")
	page.to(page.at)
	page.sending("/yoyaku/book").says("変更できました", "12月4日(金) 午後2時")
	h.one(mother, "tobu", on(3, 14, 0))
	call.presses("1").hears("変更が、できました")
	call.hangsUp()
	own := h.has(mother)
	if len(own) != 1 || own[0].Receipt != b.Receipt || own[0].ID != b.ID {
		t.Errorf("found %+v, expected the one with the receipt number %s", own, b.Receipt)
	}
	page.to("/yoyaku/mine/1")
	h.reads("change")
}

// What was held for a change on the page is gone on with in a call.
func TestDoorsAChangeBegunOnThePageIsGoneOnWithInACall(t *testing.T) {
	h := houseOf(t)
	b := h.books(mother, "tobu", on(2, 9, 0))
	page := h.opens("/yoyaku/mine").proving(mother).following("くわしく見る").following("日時・窓口・人数を変える")
	page.sending("/yoyaku/book/at", "start", stamped(on(3, 14, 0))).is("/yoyaku/book/confirm")
	_, form := page.form("/yoyaku/book")
	h.dials(mother).hears("12月4日、金曜日。午後2時を、仮に").presses("1").hears("変更が、できました").hangsUp()
	page.to(page.at).is("/yoyaku/mine/1")
	page.post("/yoyaku/book", form)
	page.told("sends /yoyaku/book").says("変更できました", "12月4日(金) 午後2時")
	if own := h.one(mother, "tobu", on(3, 14, 0)); own.Receipt != b.Receipt {
		t.Errorf("found %s, expected %s", own.Receipt, b.Receipt)
	}
	h.reads("change-goes-on")
}

// A booking is cancelled in a call while the page is about to change it.
func TestDoorsACancellationInACallWhileThePageChanges(t *testing.T) {
	h := houseOf(t)
	h.books(mother, "tobu", on(2, 9, 0))
	page := h.opens("/yoyaku/mine").proving(mother).following("くわしく見る").following("日時・窓口・人数を変える")
	h.dials(mother).presses("9").presses("1").hears("ご予約を、取り消しました").hangsUp()
	page.sending("/yoyaku/book/at", "start", stamped(on(3, 14, 0))).says("その予約は、ありません")
	page.following("わたしの予約を見る").says("元に戻せます")
	if own := h.has(mother); len(own) != 0 {
		t.Errorf("found %+v", own)
	}
	h.reads("cancelled-meanwhile")
}

// Staff close the day after the page has shown what will be booked.
func TestDoorsADayThatIsClosedBeforeTheFormIsSent(t *testing.T) {
	h := houseOf(t)
	page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", on(1, 9, 0)).sending("/yoyaku/book/who")
	h.closes("ajiyoshi", on(1, 0, 0), on(2, 0, 0))
	page.sending("/yoyaku/book")
	if page.status != 409 || len(h.has(mother)) != 0 {
		t.Errorf("found %d, %+v: nobody shall come to a closed counter", page.status, h.has(mother))
	}
	page.following("時間を選ぶ").is("/yoyaku/book/when")
	if page.offers(on(1, 9, 0)) {
		t.Error("the closed day is offered")
	}
	page.sending("/yoyaku/book/at", "start", stamped(on(2, 9, 0))).sending("/yoyaku/book/who").sending("/yoyaku/book").says("予約ができました")
	h.one(mother, "ajiyoshi", on(2, 9, 0))
	h.reads("closed")
}

// The clock is set back while somebody books: what is kept stays kept, and the booking is made.
func TestDoorsAClockThatIsSetBackLosesNothing(t *testing.T) {
	for _, back := range []time.Duration{5 * time.Minute, 3 * time.Hour} {
		h := houseOf(t)
		page := h.opens("/yoyaku/mine").proving(mother).choosing("ajiyoshi", on(2, 9, 0))
		h.pass(-back)
		page.to("/yoyaku").says("空いている日")
		page.to("/yoyaku/book/who?facility=ajiyoshi&party=1&start=" + stamped(on(2, 9, 0))).says("まで、この時間をとっておきます")
		page.sending("/yoyaku/book/extend")
		page.sending("/yoyaku/book/who").sending("/yoyaku/book").says("予約ができました")
		h.dials(mother).hears("ご予約は12月3日、木曜日。午前9時").hangsUp()
		page.to("/yoyaku/mine/1").following("予約を取り消す").sending("/yoyaku/mine/1/cancel").sending("/yoyaku/mine/undo").says("元どおり")
		h.one(mother, "ajiyoshi", on(2, 9, 0))
	}
}
