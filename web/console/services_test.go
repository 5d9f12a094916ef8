package console_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// withServices makes a city one with three services: an application takes forty minutes at
// 戸籍住民課 alone, a pick-up is there in the afternoon.
func withServices(c *booking.City) {
	everyDay, err := booking.ParseDays("月-日")
	if err != nil {
		panic(err) // a slip in this test
	}
	c.Services = []booking.Service{
		{ID: "certificate", Kind: booking.Certificate, Name: "電子証明書の更新", Yomi: "でんししょうめいしょのこうしん", Short: "電子証明書", ShortYomi: "でんししょうめいしょ"},
		{
			ID: "application", Kind: booking.Application, Name: "マイナンバーカードの申請", Yomi: "マイナンバーカードのしんせい", Short: "カードの申請", ShortYomi: "カードのしんせい", Minutes: 40, Facilities: []string{"koseki"},
			Reasons: []booking.Choice{{ID: "lost", Name: "紛失した"}, {ID: "broken", Name: "こわれた"}},
		},
		{
			ID: "pick-up", Kind: booking.PickUp, Name: "マイナンバーカードの受け取り", Yomi: "マイナンバーカードのうけとり", Short: "カードの受け取り", ShortYomi: "カードのうけとり",
			Hours: &booking.Hours{Weekly: []booking.Opening{{Days: everyDay, Ranges: []booking.Range{{From: 13 * 60, To: 16 * 60}}}}},
		},
	}
}

// bookFor books a service at the terminal.
func (o *office) bookFor(service booking.ServiceID, phone booking.Phone, facility string, start time.Time, party int) (b booking.Booking) {
	o.Helper()
	o.do(func(tx *store.Tx) (err error) {
		s, _ := o.config.City.Service(service)
		b, err = o.config.City.RulesFor(service, facility).Book(tx, booking.Request{Phone: phone, Facility: facility, Start: start, Party: party, Procedure: s.Kind.Assumed(), Staff: true})
		return err
	})
	return b
}

// Whoever books is asked which service first, and then offered the places that have it, for as
// long as it takes, when it is there.
func TestAnAgentBooksOneOfSeveralServices(t *testing.T) {
	o := open(t, withServices)
	b := o.signIn("agent")
	asked := b.get(b.card(caller).link("予約をとる")).says(http.StatusOK, "電子証明書の更新", "マイナンバーカードの申請", "マイナンバーカードの受け取り", "次へ").silent("空きをさがす", "希望1", "手続き")
	at := asked.at
	pickUp := b.get(at+"?service=pick-up").says(http.StatusOK, "受け取り", "東部市民センター", "空きをさがす").silent("新規発行", "09:00", "10:30")
	if !strings.Contains(pickUp.body, `value="pick-up" required checked`) {
		t.Errorf("the service is not chosen: %s", pickUp.body)
	}
	b.get(at+"?service=application&facility=koseki").says(http.StatusOK, "用件は未確認", "再発行", "戸籍住民課").silent("東部市民センター")
	b.get(at+"?service=passport").says(http.StatusBadRequest, "その用件は、ありません")
	b.get(at+"/confirm?facility=koseki&start=2026-04-15T13:00").says(http.StatusBadRequest, "用件が、選ばれていません")
	b.get(at+"/confirm?service=application&facility=tobu&start=2026-04-15T13:00").says(http.StatusBadRequest, "東部市民センターでは、この用件を、受けていません")

	confirm := b.get(b.get(at+"?service=application&procedure=reissue&half1=pm").link("4月15日（水） 13:00")).says(http.StatusOK, "戸籍住民課 1名 マイナンバーカードの申請 再発行")
	action, fields := confirm.fill("予約する")
	b.post(action, fields...).says(http.StatusOK, "予約しました", "マイナンバーカードの申請", "手続き 再発行", "戸籍住民課 2026-04-15 13:00、マイナンバーカードの申請、人数 1")
	own := o.bookings(caller)
	if len(own) != 1 || own[0].Service != "application" || own[0].Procedure != booking.Reissue || own[0].End.Sub(own[0].Start) != 40*time.Minute {
		t.Fatalf("%+v", own)
	}
	again := b.get(at + "/confirm?service=pick-up&facility=tobu&start=2026-04-15T13:00")
	action, fields = again.fill("予約する")
	b.post(action, fields...).says(http.StatusConflict, "もう予約があります。4月15日（水） 13:00、マイナンバーカードの申請。", "用件がちがっても、1つの番号に1件です")

	change := b.get(b.card(caller).link("日時を変える")+"?half1=pm").says(http.StatusOK, "いまの予約", "マイナンバーカードの申請").silent("東部市民センター", "次へ")
	confirm = b.get(change.link("4月15日（水） 14:00")).says(http.StatusOK, "マイナンバーカードの申請")
	action, fields = confirm.fill("変更する")
	b.post(action, fields...).says(http.StatusOK, "日時を変えました")
	if own = o.bookings(caller); own[0].Service != "application" || !own[0].End.Equal(own[0].Start.Add(40*time.Minute)) {
		t.Errorf("%+v", own)
	}
	b.get("/console/free").says(http.StatusOK, "用件")
	b.get("/console/free?service=application").silent("東部市民センター")
}

// With one of each, another service is booked for the same person, and no reason is asked for.
func TestAnAgentBooksASecondServiceWhereEachIsCounted(t *testing.T) {
	o := open(t, withServices, func(c *booking.City) { c.PerService = true })
	o.do(func(tx *store.Tx) error { return tx.CountPerService(true) })
	o.bookFor("application", caller, "koseki", at(1, 13, 0), 1)
	b := o.signIn("agent")
	asks := b.card(caller).link("ご家族の予約をとる")
	confirm := b.get(b.get(asks+"?service=pick-up").link("4月15日（水） 13:00")).says(http.StatusOK, "ご本人の予約", "メモ（なくてもよい）")
	action, fields := confirm.fill("予約する")
	b.post(action, fields...).says(http.StatusOK, "予約しました")
	if own := o.bookings(caller); len(own) != 2 {
		t.Errorf("%+v", own)
	}
	b.get(b.get(asks+"?service=pick-up").link("4月15日（水） 14:00")).says(http.StatusOK, "2人目の予約")
	confirm = b.get(strings.Replace(asks, "/book", "/book/confirm", 1) + "?service=pick-up&facility=koseki&start=2026-04-15T15:00&member=1")
	action, fields = confirm.fill("予約する")
	b.post(action, fields...).says(http.StatusConflict, "1つの番号に、用件ごとに1件です")
}

// Every list of bookings tells the service, and a counter may see one service alone.
func TestEveryListTellsTheService(t *testing.T) {
	o := open(t, withServices)
	o.bookFor("application", caller, "koseki", at(0, 13, 0), 1)
	o.bookFor("certificate", landline, "koseki", at(0, 13, 0), 1)
	b := o.signIn("admin")
	b.get("/console/today/koseki").says(http.StatusOK, "用件", "カードの申請", "電子証明書", "用件は未確認", "5678", "2222", "予約なしの方")
	only := b.get("/console/today/koseki?service=application").says(http.StatusOK, "5678", "予約 1件").silent("2222", "予約なしの方")
	if !strings.Contains(only.body, `hx-get="/console/today/koseki?day=2026-04-14&amp;service=application"`) {
		t.Error("the list that is alive shows all services")
	}
	action := "/console/booking/1/came?service=application"
	if !strings.Contains(only.body, action) {
		t.Fatalf("no form leads to %s: %s", action, only.body)
	}
	if p := b.post(action, "came", "arrived"); p.at != "/console/today/koseki?service=application" {
		t.Errorf("after somebody came: at %s", p.at)
	}
	csv := b.get("/console/today/koseki/csv").body
	for _, line := range []string{"来庁,代理,用件\r\n", ",予約中,来庁,,マイナンバーカードの申請\r\n", ",予約中,,,電子証明書の更新\r\n"} {
		if !strings.Contains(csv, line) {
			t.Errorf("found no %q in %q", line, csv)
		}
	}
	if csv := b.get("/console/today/koseki/csv?service=certificate").body; strings.Contains(csv, "5678") {
		t.Errorf("%s", csv)
	}
	b.get("/console/today/koseki?service=passport").says(http.StatusBadRequest, "その用件は、ありません")
	b.post("/console/find", "q", "5678").says(http.StatusOK, "マイナンバーカードの申請")
	b.post("/console/find", "q", "今日").says(http.StatusOK, "用件", "マイナンバーカードの申請")
	b.get("/console/trail?what=book").says(http.StatusOK, "マイナンバーカードの申請、人数 1", "電子証明書の更新、人数 1")
	o.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("koseki", at(0, 0, 0), at(1, 0, 0), false)
		return err
	})
	b.get("/console/affected").says(http.StatusOK, "戸籍住民課 マイナンバーカードの申請", "戸籍住民課 電子証明書の更新")
	dir := t.TempDir()
	if _, err := o.console.Paper(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	paper, err := os.ReadFile(filepath.Join(dir, "koseki-2026-04-14.html"))
	if err != nil || !strings.Contains(string(paper), "<td>カードの申請</td><td>用件は未確認</td>") || !strings.Contains(string(paper), `<th scope="col">用件</th>`) {
		t.Errorf("on paper: %s, %v", paper, err)
	}
}

// A city with one service tells nobody of it.
func TestOneServiceIsToldNowhere(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(0, 13, 0))
	b := o.signIn("admin")
	for _, path := range []string{"/console/today/koseki", "/console/free", "/console/card/" + o.cardOf(caller) + "/book", "/console/card/" + o.cardOf(caller)} {
		b.get(path).says(http.StatusOK).silent("用件", "申請", "手続きを書く", "お伝えすること")
	}
	if csv := b.get("/console/today/koseki/csv").body; !strings.Contains(csv, "来庁,代理\r\n") {
		t.Errorf("%q", csv)
	}
}

// The figures are also told of each service, and of one alone; calls belong to none.
func TestFiguresAreToldOfEachService(t *testing.T) {
	o := open(t, withServices)
	o.bookFor("application", caller, "koseki", at(0, 13, 0), 1)
	o.bookFor("pick-up", landline, "tobu", at(0, 13, 0), 1)
	o.calls("CA1", caller)
	b := o.signIn("admin")
	b.get("/console/numbers").says(http.StatusOK, "用件ごと", "電子証明書の更新 0 0 0 0 0 0 マイナンバーカードの申請 1 0 0 1 0 0 マイナンバーカードの受け取り 1 0 0 1 0 0", "電話 1", "電話を切った場面")
	b.get("/console/numbers?facility=koseki").says(http.StatusOK, "マイナンバーカードの申請 1 0 0 1 0 0 マイナンバーカードの受け取り 0 0 0 0 0 0")
	one := b.get("/console/numbers?service=pick-up").says(http.StatusOK, "予約 1", "用件ごとに数えていません").silent("係の者が要った電話", "電話を切った場面", "予約なしの方 0組")
	b.get("/console/numbers?service=passport").says(http.StatusBadRequest, "その用件は、ありません")
	if csv := b.get(one.link("CSV")).body; strings.Contains(csv, "戸籍住民課") || !strings.Contains(csv, "東部市民センター") {
		t.Errorf("%s", csv)
	}
	csv := b.get(b.get("/console/numbers").link("CSV")).body
	head, rest, _ := strings.Cut(csv, "\r\n")
	for _, line := range strings.Split(strings.TrimSpace(rest), "\r\n") {
		if strings.Count(line, ",") != strings.Count(head, ",") {
			t.Errorf("%d cells below a head of %d: %s", strings.Count(line, ",")+1, strings.Count(head, ",")+1, line)
		}
	}
	if !strings.HasSuffix(head, "マイナンバーカードの受け取りで来られなかった") || !strings.Contains(rest, "戸籍住民課,0,0,0,1,0,0,0,1,0,0,0,1,0,0,0,0,0,0,0,0,1,1,0,0,0,0,0,0") {
		t.Errorf("%s", csv)
	}
}

// Whoever takes a call that is passed on sees which service it is about.
func TestACallThatIsPassedOnTellsItsService(t *testing.T) {
	o := open(t, withServices)
	o.bookFor("pick-up", caller, "koseki", at(1, 13, 0), 1)
	o.calls("CA1", caller).press("0")
	o.signIn("agent").get("/console").says(http.StatusOK, "いま転送中 カードの受け取り・").silent("証明書・")
}
