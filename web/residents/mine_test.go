package residents_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

func TestAResidentCancelsInTwoStepsAndBringsItBack(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).says("12月3日(木) 午前9時", "東部市民センター")
	v.follow("くわしく見る").is("/yoyaku/mine/1").says("マイナンバーカード", "カレンダーに入れる")
	v.follow("予約を取り消す").is("/yoyaku/mine/1/cancel").says("予約を取り消しますか", "10分は、元に戻せます")
	if own := s.has(mobile); len(own) != 1 {
		t.Error("it is cancelled before anybody has said so")
	}
	_, form := v.form("/yoyaku/mine/1/cancel")
	v.send("/yoyaku/mine/1/cancel").is("/yoyaku/mine").says("予約を取り消しました", "この電話番号の予約は、ありません", "午前10時10分まで、元に戻せます")
	if own := s.has(mobile); len(own) != 0 {
		t.Errorf("found %v", own)
	}
	v.post("/yoyaku/mine/1/cancel", form).is("/yoyaku/mine") // sent twice
	_, undo := v.form("/yoyaku/mine/undo")
	v.send("/yoyaku/mine/undo").is("/yoyaku/mine/1").says("予約は元どおりです")
	v.post("/yoyaku/mine/undo", undo).is("/yoyaku/mine/1")
	if own := s.has(mobile); len(own) != 1 || own[0].ID != b.ID {
		t.Errorf("found %v, expected %v", own, b)
	}
}

func TestAfterTenMinutesACancellationStands(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).follow("くわしく見る").follow("予約を取り消す").send("/yoyaku/mine/1/cancel")
	_, undo := v.form("/yoyaku/mine/undo")
	s.pass(11 * time.Minute)
	if v.goTo("/yoyaku/mine"); strings.Contains(v.page, "/mine/undo") {
		t.Error("it can still be undone")
	}
	v.post("/yoyaku/mine/undo", undo).says("もう、元に戻せません")
}

func TestAChangeKeepsTheOldTimeUntilTheNewOneIsCertain(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).follow("くわしく見る").follow("日時・窓口・人数を変える").is("/yoyaku/book/when")
	v.follow("変える （人数）").follow("2人").is("/yoyaku/book/when").follow("変える （窓口）").follow("坂下出張所").is("/yoyaku/book/when")
	v.send("/yoyaku/book/at", "start", stamped(on(3, 14, 0))).is("/yoyaku/book/confirm")
	v.says("いまの予約", "12月3日(木) 午前9時", "新しい予約", "12月4日(金) 午後2時", "2人", "午前10時10分まで")
	if own := s.has(mobile); len(own) != 1 || !own[0].Start.Equal(b.Start) {
		t.Errorf("before it is certain there is %v", own)
	}
	s.pass(5 * time.Minute)
	v.send("/yoyaku/book/extend").is("/yoyaku/book/confirm").says("午前10時15分まで")
	_, form := v.form("/yoyaku/book")
	for range 2 {
		v.post("/yoyaku/book", form).is("/yoyaku/mine/1").says("変更できました", "12月4日(金) 午後2時", "坂下出張所")
	}
	if own := s.has(mobile); len(own) != 1 || own[0].Receipt != b.Receipt || !own[0].Start.Equal(on(3, 14, 0)) || own[0].Party != 2 {
		t.Errorf("found %+v", own)
	}
}

func TestAHouseholdSeesEachOfItsBookings(t *testing.T) {
	s := streetOf(t)
	s.books(landline, "tobu", on(2, 9, 0))
	s.books(landline, "ajiyoshi", on(3, 9, 30), 2)
	v := s.visitor().goTo("/yoyaku").follow("予約を見る").send("/yoyaku/prove", "phone", "0568-11-2222").is("/yoyaku/prove/code")
	code := s.code(landline)
	v.says("電話をかけてください", strings.Join(strings.Split(code, ""), " "), "050-0000-0000")
	v.send("/yoyaku/prove/called").is("/yoyaku/prove/code").says("まだ、電話を確かめられません")
	s.keys(landline, code)
	v.send("/yoyaku/prove/called").is("/yoyaku/mine").says("12月3日(木) 午前9時", "12月4日(金) 午前9時30分")
	v.goTo("/yoyaku/mine/2").says("12月4日(金) 午前9時30分")
	if v.goTo("/yoyaku/mine/3"); v.status != 404 {
		t.Errorf("a third one is answered with %d", v.status)
	}
}

// keys keys a code in a call from a number.
func (s *street) keys(phone booking.Phone, code string) {
	s.Helper()
	for n, in := range []ivr.Input{{Kind: ivr.Arrived}, {Kind: ivr.Pressed, Keys: code}} {
		turn := ivr.Turn{SID: "CA9", N: n, Caller: booking.Caller{Kind: booking.Identified, Phone: phone}, Line: s.city.Number, In: in}
		if _, err := s.ledger.Turn(s.Context(), turn, s.answer); err != nil {
			s.Fatal(err)
		}
	}
}

func TestRemindersAreTurnedOffAndOn(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().comesIn(mobile).says("予約の前に、SMSでお知らせします")
	v.send("/yoyaku/mine/reminders").says("お知らせは、送りません", "お知らせを受け取る")
	s.reminded(mobile, false)
	v.send("/yoyaku/mine/reminders").says("お知らせを送ります", "お知らせを止める")
	s.reminded(mobile, true)
}

func (s *street) reminded(phone booking.Phone, want bool) {
	s.Helper()
	s.do(func(tx *store.Tx) error {
		on, err := tx.Reminded(phone)
		if on != want {
			s.Errorf("found %t, expected %t", on, want)
		}
		return err
	})
}

func TestWhoeverLeavesHasToProveTheNumberAgain(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).send("/yoyaku/leave").is("/yoyaku").says("終わりました")
	v.goTo("/yoyaku/mine").is("/yoyaku/prove")
	v.goTo("/yoyaku/mine/1").is("/yoyaku/prove")
}

func TestAVisitIsOverAfterHalfAnHour(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile)
	s.pass(29 * time.Minute)
	v.goTo("/yoyaku/mine").is("/yoyaku/mine")
	s.pass(31 * time.Minute)
	v.goTo("/yoyaku/mine").is("/yoyaku/prove")
	if v.post("/yoyaku/mine/1/cancel", url.Values{"receipt": {"000000"}}); v.status != 403 {
		t.Errorf("a form of it is answered with %d", v.status)
	}
	v.says("電話番号をもう一度、確かめます").follow("電話番号から、やり直す").is("/yoyaku/prove")
}

func TestNobodyReachesTheBookingOfAnotherNumber(t *testing.T) {
	s := streetOf(t)
	other := s.books("+819011112222", "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile)
	for _, c := range []struct{ path, name string }{{"/yoyaku/mine/1/cancel", "receipt"}, {"/yoyaku/mine/undo", "receipt"}} {
		v.post(c.path, url.Values{c.name: {string(other.Receipt)}})
		if v.status != 404 || strings.Contains(v.text, "12月3日") {
			t.Errorf("%s is answered with %d: %s", c.path, v.status, v.text)
		}
	}
	if own := s.has("+819011112222"); len(own) != 1 {
		t.Errorf("found %v", own)
	}
}

// The mother hears by telephone what the daughter has booked on the web.
func TestWhatIsBookedOnTheWebIsHeardOnTheTelephone(t *testing.T) {
	s := streetOf(t)
	s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).send("/yoyaku/book/who").send("/yoyaku/book")
	turn := ivr.Turn{SID: "CA1", Caller: booking.Caller{Kind: booking.Identified, Phone: mobile}, Line: s.city.Number, In: ivr.Input{Kind: ivr.Arrived}}
	reply, err := s.ledger.Turn(s.Context(), turn, s.answer)
	if err != nil {
		t.Fatal(err)
	}
	var said string
	for _, part := range reply.Say {
		said += part.Text
	}
	if !strings.Contains(said, "12月3日") || !strings.Contains(said, "午前9時") {
		t.Errorf("the line says %q", said)
	}
}

func TestABookingCanBeKeptInACalendar(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "koseki", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).follow("くわしく見る").follow("カレンダーに入れる")
	for _, line := range []string{"BEGIN:VCALENDAR\r\n", "DTSTART:20261203T000000Z\r\n", "DTEND:20261203T003000Z\r\n", "SUMMARY:電子証明書の予約\r\n", "LOCATION:市役所1階 戸籍住民課 春日井市鳥居松町5丁目44\r\n 番地\r\n", "END:VCALENDAR\r\n"} {
		if !strings.Contains(v.page, line) {
			t.Errorf("the file has no %q:\n%s", line, v.page)
		}
	}
	for line := range strings.SplitSeq(v.page, "\r\n") {
		if len(line) > 75 {
			t.Errorf("the line %q has %d bytes, expected at most 75", line, len(line))
		}
	}
	if got := v.header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("found %s", got)
	}
}

// What one comes for, and who comes, is changed while the time stays; it counts for no change of
// the day, and whoever comes for another has what to bring as a text.
func TestWhatOneComesForAndWhoComesAreChangedWithoutGivingUpTheTime(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Rules.Limits.Changes = 1 })
	b := s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).follow("くわしく見る").follow("手続き・来る人を変える").is("/yoyaku/mine/1/comes")
	v.says("手続き・来る人の変更", "予約は、12月3日(木) 午前9時のままです")
	for _, checked := range []string{`value="renewal" checked`, `name="proxy" value="" checked`} {
		if !strings.Contains(v.page, checked) {
			t.Errorf("what the booking has is not chosen: %s", checked)
		}
	}
	want := b
	want.Procedure, want.Proxy = booking.NewIssue, true
	_, form := v.form("/yoyaku/mine/1/comes")
	v.send("/yoyaku/mine/1/comes", "procedure", "new-issue", "proxy", "yes").is("/yoyaku/mine/1").says("変更できました", "新規発行", "代理の人", "お知らせの回答書")
	form.Set("procedure", "new-issue")
	form.Set("proxy", "yes")
	v.post("/yoyaku/mine/1/comes", form).is("/yoyaku/mine/1") // sent twice
	if own := s.has(mobile); !slices.Equal(own, []booking.Booking{want}) {
		t.Errorf("found %+v, expected %+v", own, want)
	}
	v.goTo("/yoyaku/mine/1/comes").follow("変えないで戻る").is("/yoyaku/mine/1").follow("手続き・来る人を変える")
	v.send("/yoyaku/mine/1/comes", "procedure", "renewal", "proxy", "").says("更新", "本人")
	if own := s.has(mobile); !slices.Equal(own, []booking.Booking{b}) {
		t.Errorf("found %+v, expected %+v", own, b)
	}
	s.pass(47 * time.Hour) // the visit has begun
	v = s.visitor().comesIn(mobile)
	if v.goTo("/yoyaku/mine/1"); strings.Contains(v.page, "/comes") {
		t.Error("it can still be changed")
	}
	v.post("/yoyaku/mine/1/comes", form).says("もう、変更できません")
	if own := s.has(mobile); len(own) > 0 && own[0].Proxy {
		t.Errorf("found %+v", own)
	}
}
