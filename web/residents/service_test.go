package residents_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// threeServices gives a city what the sample shows in its comments: applications at one
// facility, and cards that are picked up on two afternoons of the week.
func threeServices(c *booking.City) {
	afternoons := &booking.Hours{Weekly: []booking.Opening{{
		Days: booking.EachWeek(time.Tuesday, time.Thursday), Ranges: []booking.Range{{From: 13 * 60, To: 16 * 60}},
	}}}
	c.Services = []booking.Service{
		{ID: booking.CertificateService, Kind: booking.Certificate, Name: "電子証明書の更新", Yomi: "でんししょうめいしょのこうしん", English: "Digital certificate"},
		{
			ID: "application", Kind: booking.Application, Name: "カードの申請", Yomi: "カードのしんせい", English: "Application", Minutes: 40,
			Facilities: []string{"koseki"}, Reasons: []booking.Choice{{ID: "lost", Name: "紛失した", English: "Lost"}, {ID: "broken", Name: "こわれた"}},
		},
		{ID: "pick-up", Kind: booking.PickUp, Name: "カードの受け取り", Yomi: "カードのうけとり", Hours: afternoons},
	}
}

func perService(c *booking.City) { c.PerService = true }

// counts tells the ledger how the city counts, as a line that is served does.
func (s *street) counts() *street {
	s.Helper()
	by := store.By{Way: store.ByTerminal, Actor: "test"}
	if err := s.ledger.Update(s.Context(), by, func(tx *store.Tx) error { return tx.CountPerService(s.city.PerService) }); err != nil {
		s.Fatal(err)
	}
	return s
}

func (s *street) errands(b booking.Booking) (said []booking.Errand) {
	s.Helper()
	if err := s.ledger.View(s.Context(), func(tx *store.Tx) (err error) { said, err = tx.Errands(b); return err }); err != nil {
		s.Fatal(err)
	}
	return said
}

const applicationID = "12345678901234567890123"

// A family applies for cards: what each comes for, the ID typed in groups, a slip in it, and a
// reason; nothing of it ever stands in an address.
func TestAFamilyAppliesForCards(t *testing.T) {
	s := streetOf(t, threeServices)
	v := s.visitor().goTo("/yoyaku").says("窓口の予約", "カードの申請", "いちばん早い空き", "カードの受け取り", "交付通知書").follow("予約する").is("/yoyaku/book")
	v.says("何の予約ですか", "電子証明書の更新").follow("カードの申請").is("/yoyaku/book/people").says("カードの申請", "変える")
	v.goTo("/yoyaku/book/when?service=application&facility=koseki&party=2").says("12月3日(木)")
	v.send("/yoyaku/book/at", "start", stamped(on(2, 9, 0))).proves(mobile).is("/yoyaku/book/who").says("1人目の手続き", "2人目の手続き", "再発行", "紛失した")
	if strings.Contains(v.page, `name="proxy"`) {
		t.Error("it is asked whether a proxy comes, which nobody may for a card")
	}
	v.send("/yoyaku/book/who", "procedure", "renewal", "application", "1234 5678").says("23けたの数字です。いまは、8けたです", "手続きを、選んでください")
	if v.status != http.StatusUnprocessableEntity || !strings.Contains(v.page, `value="1234 5678"`) {
		t.Errorf("a slip is answered with %d", v.status)
	}
	v.send("/yoyaku/book/who", "procedure", "renewal", "application", "１２３４－5678-9012-3456-7890-123", "procedure2", "reissue", "reason2", "lost", "application2", "999").is("/yoyaku/book/confirm")
	v.says("カードの申請", "1人目の手続き 更新", "申請書ID 1234 5678 9012 3456 7890 123", "2人目の手続き 再発行（紛失した）", "交付通知書", "法定代理人")
	if at := strings.Join(v.sent, " "); strings.Contains(at, "1234") || strings.Contains(at, "lost") {
		t.Errorf("the address says %s", at)
	}
	v.follow("入力へ戻る").is("/yoyaku/book/who")
	if !strings.Contains(v.page, `value="1234 5678 9012 3456 7890 123"`) || !strings.Contains(v.page, `value="lost" checked`) {
		t.Error("what was typed is gone")
	}
	v.send("/yoyaku/book/who").send("/yoyaku/book").is("/yoyaku/mine/1.application").says("予約ができました", "申請書ID *******************0123")
	own := s.has(mobile)
	if len(own) != 1 || own[0].Service != "application" || own[0].End.Sub(own[0].Start) != 80*time.Minute {
		t.Fatalf("%+v", own)
	}
	said := s.errands(own[0])
	if len(said) != 2 || said[0] != (booking.Errand{Procedure: booking.Renewal, Application: applicationID}) || said[1] != (booking.Errand{Procedure: booking.Reissue, Reason: "lost"}) {
		t.Errorf("%+v", said)
	}
	if strings.Contains(s.log.String(), applicationID) {
		t.Error("the log has the application ID")
	}
	v.goTo("/yoyaku/mine/1.application").follow("日時・窓口・人数を変える").send("/yoyaku/book/at", "start", stamped(on(2, 13, 0))).is("/yoyaku/book/confirm").says("申請書ID *******************0123")
	v.goTo("/yoyaku/mine/1.application").follow("手続き・来る人を変える").says("いまのID：*******************0123")
	v.send("/yoyaku/mine/1.application/comes", "procedure2", "new-issue").is("/yoyaku/mine/1.application").says("変更できました", "2人目の手続き 新規発行")
	if said := s.errands(own[0]); said[0].Application != applicationID || said[1] != (booking.Errand{Procedure: booking.NewIssue}) {
		t.Errorf("changed to %+v", said)
	}
}

// Whoever picks up a card is asked nothing more, hears that they come in person, and finds the
// times at which cards are handed over alone.
func TestACardIsPickedUpInPerson(t *testing.T) {
	s := streetOf(t, threeServices)
	v := s.visitor().goTo("/yoyaku/book/when?service=pick-up&facility=tobu&party=1").says("12月3日(木)")
	if first := stamped(on(2, 13, 0)); !strings.Contains(v.page, first) || strings.Contains(v.page, stamped(on(2, 9, 0))) {
		t.Errorf("the page does not begin with %s", first)
	}
	v.post("/yoyaku/book/at", url.Values{"service": {"pick-up"}, "facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(3, 9, 0))}})
	v.goTo("/yoyaku/book/when?service=pick-up&facility=tobu&party=1")
	v.send("/yoyaku/book/at", "start", stamped(on(2, 13, 0))).proves(mobile).is("/yoyaku/book/confirm").says("カードの受け取り", "交付通知書", "本人が来てください", "15歳未満")
	v.send("/yoyaku/book").is("/yoyaku/mine/1.pick-up").says("予約ができました", "カードの受け取り")
	if own := s.has(mobile); len(own) != 1 || own[0].Service != "pick-up" || own[0].Procedure != booking.Collection {
		t.Errorf("%+v", own)
	}
	v.goTo("/yoyaku/book/when?service=pick-up&facility=tobu&party=1").send("/yoyaku/book/at", "start", stamped(on(2, 13, 30))).says("もう、予約があります")
}

// One number has one booking over all services, or one of each where the city wants that; each
// is seen, changed and cancelled by itself.
func TestANumberBooksEachServiceWhereTheCityWantsThat(t *testing.T) {
	for _, each := range []bool{false, true} {
		changes := []func(*booking.City){threeServices}
		if each {
			changes = append(changes, perService)
		}
		s := streetOf(t, changes...).counts()
		v := s.visitor().goTo("/yoyaku/book/when?service=certificate&facility=tobu&party=1")
		v.send("/yoyaku/book/at", "start", stamped(on(2, 9, 0))).proves(mobile).send("/yoyaku/book/who").send("/yoyaku/book").says("予約ができました")
		v.goTo("/yoyaku/book/when?service=pick-up&facility=tobu&party=1").send("/yoyaku/book/at", "start", stamped(on(2, 13, 0)))
		if !each {
			v.says("もう、予約があります", "ほかの手続きも、合わせて1件")
			continue
		}
		v.is("/yoyaku/book/confirm").send("/yoyaku/book").is("/yoyaku/mine/1.pick-up").says("予約ができました")
		v.goTo("/yoyaku/mine").says("電子証明書の更新", "カードの受け取り")
		v.goTo("/yoyaku/mine/1.pick-up").follow("日時・窓口・人数を変える").send("/yoyaku/book/at", "start", stamped(on(7, 13, 0))).send("/yoyaku/book").is("/yoyaku/mine/1.pick-up").says("12月8日(火)")
		v.goTo("/yoyaku/mine/1.certificate").says("12月3日(木) 午前9時").follow("予約を取り消す").send("/yoyaku/mine/1.certificate/cancel")
		v.says("予約を取り消しました")
		if own := s.has(mobile); len(own) != 1 || own[0].Service != "pick-up" {
			t.Errorf("%+v", own)
		}
		v.send("/yoyaku/mine/undo").is("/yoyaku/mine/1.certificate").says("元どおりです")
		v.goTo("/yoyaku/mine/1")
		if v.status != http.StatusNotFound {
			t.Errorf("a booking without its service is answered with %d", v.status)
		}
	}
}

// An application that was booked by telephone is known by its service alone, until somebody says
// more of it on the page.
func TestAnApplicationOfTheTelephoneIsCompletedOnTheWeb(t *testing.T) {
	s := streetOf(t, threeServices)
	by := store.By{Way: store.ByTerminal, Actor: "test"}
	if err := s.ledger.Update(s.Context(), by, func(tx *store.Tx) error {
		_, err := s.city.RulesFor("application", "koseki").Book(tx, booking.Request{Phone: mobile, Facility: "koseki", Start: on(2, 9, 0), Procedure: booking.Unsaid})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	v := s.visitor().comesIn(mobile).goTo("/yoyaku/mine/1.application").says("カードの申請", "窓口で聞きます").follow("手続き・来る人を変える")
	v.send("/yoyaku/mine/1.application/comes").says("手続きを、選んでください")
	v.send("/yoyaku/mine/1.application/comes", "procedure", "renewal", "application", applicationID).is("/yoyaku/mine/1.application").says("更新", "申請書ID")
	if said := s.errands(s.has(mobile)[0]); len(said) != 1 || said[0].Application != applicationID {
		t.Errorf("%+v", said)
	}
}

// What was booked while each service counted stands, and each of it can still be reached, after
// the city has changed its mind.
func TestBothBookingsAreReachedOnceTheCityCountsOtherwise(t *testing.T) {
	s := streetOf(t, threeServices, perService).counts()
	by := store.By{Way: store.ByTerminal, Actor: "test"}
	for service, start := range map[booking.ServiceID]time.Time{"certificate": on(2, 9, 0), "pick-up": on(2, 13, 0)} {
		if err := s.ledger.Update(s.Context(), by, func(tx *store.Tx) error {
			_, err := s.city.RulesFor(service, "tobu").Book(tx, booking.Request{Phone: mobile, Facility: "tobu", Start: start})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.city.PerService = false
	s.counts()
	v := s.visitor().comesIn(mobile).goTo("/yoyaku/mine/1.pick-up").says("カードの受け取り", "午後1時").follow("予約を取り消す").send("/yoyaku/mine/1.pick-up/cancel")
	v.says("予約を取り消しました").goTo("/yoyaku/mine/1.certificate").says("電子証明書の更新", "午前9時")
	if own := s.has(mobile); len(own) != 1 || own[0].Service != booking.CertificateService {
		t.Errorf("%+v", own)
	}
}

// A proxy, and more people than one, are not taken along to a service that has neither.
func TestWhatAnotherServiceDoesNotTakeIsLeftBehind(t *testing.T) {
	s := streetOf(t, threeServices, func(c *booking.City) {
		alone := c.Rules
		alone.MaxParty = 1
		c.Services[2].Own = map[string]booking.Rules{"tobu": alone}
	})
	v := s.visitor().goTo("/yoyaku/book/when?service=certificate&facility=tobu&party=3&proxy=yes").follow("変える").follow("カードの受け取り").is("/yoyaku/book").says("東部")
	v.goTo("/yoyaku/book/when?service=pick-up&facility=tobu&party=1&proxy=yes").send("/yoyaku/book/at", "start", stamped(on(2, 13, 0))).proves(mobile).send("/yoyaku/book")
	if own := s.has(mobile); len(own) != 1 || own[0].Proxy {
		t.Errorf("%+v", own)
	}
}

// What nobody offers is refused in words, and the free times of each service are told apart.
func TestServicesThatThereAreNot(t *testing.T) {
	s := streetOf(t, threeServices)
	v := s.visitor().goTo("/yoyaku/book/when?service=passport&facility=tobu&party=1").says("読めません")
	if v.status != http.StatusBadRequest {
		t.Errorf("an unknown service is answered with %d", v.status)
	}
	v.goTo("/yoyaku/book/when?service=application&facility=tobu&party=1").says("空きがありません")
	v.goTo("/yoyaku/book?facility=sakashita").says("電子証明書の更新", "カードの受け取り")
	if strings.Contains(v.page, "カードの申請") {
		t.Error("a facility offers a service that it does not have")
	}
	v.goTo("/yoyaku/at/koseki").says("カードの申請", "いちばん早い空き")
	v.goTo("/yoyaku/free.json")
	for _, part := range []string{`"id":"pick-up"`, `"next":"2026-12-03T13:00:00+09:00"`, `"page":"/yoyaku/book/people?facility=koseki\u0026service=application"`} {
		if !strings.Contains(v.page, part) {
			t.Errorf("%s is not in %.300s", part, v.page)
		}
	}
}
