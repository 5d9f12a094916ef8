package residents_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAResidentBooksFromTheFirstPageToTheReceiptNumber(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.goTo("/yoyaku").says("電子証明書の予約", "カードの受け取りや、カードの更新の予約は、ここではできません")
	v.follow("予約する").is("/yoyaku/book").says("どの窓口に行きますか")
	v.follow("味美ふれあいセンター").is("/yoyaku/book/people").says("何人で行きますか")
	v.follow("2人").is("/yoyaku/book/when").says("12月2日(水)", "2人なので、時間を2回分、続けてとります")
	v.send("/yoyaku/book/at", "start", stamped(on(1, 10, 0))).says("選んだ時間：12月2日(水) 午前10時")
	v.proves(mobile).is("/yoyaku/book/who").says("午前10時10分まで、この時間をとっておきます")
	v.send("/yoyaku/book/who", "procedure", "new-issue", "proxy", "yes").is("/yoyaku/book/confirm")
	v.says("まだ、予約は終わっていません", "新規発行", "代理の人", "味美ふれあいセンター", "午前10時")
	if own := s.has(mobile); len(own) != 0 {
		t.Errorf("before the last button there is %v", own)
	}
	v.send("/yoyaku/book").is("/yoyaku/mine/1").says("予約ができました", "12月2日(水) 午前10時", "回答書")
	own := s.has(mobile)
	if len(own) != 1 {
		t.Fatalf("found %v", own)
	}
	b := own[0]
	if b.Facility != "ajiyoshi" || !b.Start.Equal(on(1, 10, 0)) || b.Party != 2 || !b.Proxy || b.Procedure != booking.NewIssue {
		t.Errorf("found %+v", b)
	}
	v.says(string(b.Receipt[:3] + " " + b.Receipt[3:]))
	for _, at := range v.sent {
		if strings.Contains(at, "9012345678") || strings.Contains(at, string(b.Receipt)) {
			t.Errorf("the address %s has what nobody else should read", at)
		}
	}
}

func TestAFormThatIsSentTwiceBooksOnce(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.chooses("ajiyoshi", 1, on(1, 10, 0)).proves(mobile).send("/yoyaku/book/who")
	_, form := v.form("/yoyaku/book")
	for range 2 {
		if v.post("/yoyaku/book", form).is("/yoyaku/mine/1"); v.status != 200 {
			t.Errorf("found %d: %s", v.status, v.text)
		}
	}
	if own := s.has(mobile); len(own) != 1 {
		t.Errorf("found %v", own)
	}
}

func TestATimeIsKeptForTenMinutesAndTwiceAsLongAgain(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.chooses("ajiyoshi", 1, on(1, 10, 0)).proves(mobile).says("午前10時10分まで")
	s.pass(9 * time.Minute)
	v.send("/yoyaku/book/extend").is("/yoyaku/book/who").says("時間をのばしました", "午前10時19分まで")
	s.pass(9 * time.Minute)
	_, form := v.form("/yoyaku/book/extend")
	v.send("/yoyaku/book/extend").says("午前10時28分まで")
	if strings.Contains(v.page, "/yoyaku/book/extend") {
		t.Error("it can be made longer a third time")
	}
	_, again := v.form("/yoyaku/book/who")
	s.pass(time.Minute)
	v.post("/yoyaku/book/extend", form).is("/yoyaku/book/who").says("午前10時28分まで") // the same form, sent twice
	form.Set("more", "2")
	if v.post("/yoyaku/book/extend", form).says("午前10時28分までです。これより長くは、のばせません"); v.status != 409 {
		t.Errorf("found %d", v.status)
	}
	v.follow("予約をつづける").is("/yoyaku/book/confirm").says("午前10時28分まで")
	v.post("/yoyaku/book/at", again).is("/yoyaku/book/who").says("時間をのばしました", "午前10時28分まで") // chosen once more
	if strings.Contains(v.page, "/yoyaku/book/extend") {
		t.Error("it can be made longer because it was chosen again")
	}
	s.pass(-time.Minute)
	s.pass(11 * time.Minute)
	v.send("/yoyaku/book/who", "proxy", "yes").is("/yoyaku/book/confirm").says("とっておいた時間が、切れました", "代理の人")
	v.send("/yoyaku/book/at").is("/yoyaku/book/who").says("午前10時39分まで")
	v.send("/yoyaku/book/who").says("代理の人").send("/yoyaku/book").says("予約ができました")
}

func TestATimeThatIsGoneLeadsToTheNearestAndKeepsWhatWasChosen(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.chooses("ajiyoshi", 1, on(1, 10, 0)).proves(mobile).send("/yoyaku/book/who", "procedure", "new-issue")
	s.pass(11 * time.Minute)
	s.books("+819011112222", "ajiyoshi", on(1, 10, 0))
	s.books("+819011112223", "ajiyoshi", on(1, 10, 0))
	v.send("/yoyaku/book").says("その時間は、うまりました", "近くの空き：12月2日(水) 午前10時30分")
	if v.status != 409 {
		t.Errorf("found %d, expected 409", v.status)
	}
	v.follow("時間を選ぶ").is("/yoyaku/book/when")
	v.send("/yoyaku/book/at", "start", stamped(on(1, 10, 30))).is("/yoyaku/book/who")
	v.send("/yoyaku/book/who").says("新規発行").send("/yoyaku/book").says("予約ができました")
}

func TestGoingBackKeepsWhatWasEntered(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.chooses("ajiyoshi", 3, on(1, 10, 0)).proves(mobile)
	v.send("/yoyaku/book/who", "procedure", "new-issue", "proxy", "yes").follow("入力へ戻る").is("/yoyaku/book/who")
	for _, checked := range []string{`value="new-issue" checked`, `name="proxy" value="yes" checked`} {
		if !strings.Contains(v.page, checked) {
			t.Errorf("the page has no %s", checked)
		}
	}
	v.send("/yoyaku/book/who").says("3人", "新規発行", "代理の人")
}

func TestWhoeverHasABookingIsShownItAndCanChangeIt(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor()
	v.chooses("ajiyoshi", 1, on(1, 10, 0)).proves(mobile).says("もう、予約があります", "12月3日(木) 午前9時", "050-3821-0921", "午前8時30分〜午後5時")
	v.follow("予約を変える").is("/yoyaku/book/when").says("いまの予約：12月3日(木) 午前9時")
}
