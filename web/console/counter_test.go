package console_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// The day's list follows what happens, and takes what the counter says.
func TestACountersDay(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(0, 13, 0))
	o.book(landline, "koseki", at(0, 10, 30))
	counter := o.signIn("counter")
	list := counter.get("/console/today").says(200, "戸籍住民課", "4月14日（火）", "予約 2件・2人", "5678", "2222")
	if list.at != "/console/today/koseki" {
		t.Errorf("led to %s", list.at)
	}
	came := func(b booking.Booking, what string) page {
		return counter.post("/console/booking/"+strconv.FormatInt(b.ID, 10)+"/came", "came", what)
	}
	own, other := o.bookings(caller)[0], o.bookings(landline)[0]
	came(other, "arrived").says(200, "✓ 来庁", "来庁 1件")
	came(other, "not-said").says(200, "来庁 0件")
	came(own, "absent").says(409)
	o.wait(4 * time.Hour)
	counter = o.signIn("counter") // the old session has been idle for too long
	came(own, "absent").says(200, "来られず")
	counter.post("/console/today/koseki/visitors", "party", "2").says(200, "予約なし", "1番", "お待ち 1組")
	counter.post("/console/today/koseki/visitors", "party", "1").says(200, "2番", "お待ち 2組")
	counter.post("/console/today/koseki/visitors/1?day=2026-04-14", "state", "served").says(200, "ご案内ずみ", "お待ち 1組")
	counter.post("/console/today/koseki/visitors/9?day=2026-04-14", "state", "served").says(404)
	sheet := counter.get("/console/today/koseki/csv?day=2026-04-14")
	if want := "2026-04-14,13:00,13:30,戸籍住民課,1,5678,"; !strings.HasPrefix(sheet.body, "\uFEFF日,") || !strings.Contains(sheet.body, want) || strings.Contains(sheet.body, "09012345678") {
		t.Errorf("the sheet is %s", sheet.body)
	}
	tomorrow := counter.get(list.link("次の日")).says(200, "4月15日（水）", "予約は、ありません")
	tomorrow.silent("番号を出す")
}

func TestNoticesWalkInsAndPhrases(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter")
	counter.post("/console/notices", "text", "今日は、窓口がこんでいます。", "until", "2026-04-14T17:15").says(200, "電話の方に伝えます", "伝えています", "約3秒")
	if heard := o.calls("CA1", caller).hook("/voice", nil); !strings.Contains(heard, "窓口がこんでいます") {
		t.Errorf("the caller heard %s", heard)
	}
	counter.post("/console/notices", "text", "<script>alert(1)</script>", "until", "2026-04-14T17:15").says(409, "この文は、電話で読めません", "<script>"[1:7])
	counter.post("/console/notices", "text", "番号は123456789012です。", "until", "2026-04-14T17:15").says(409, "12けたの数字は、使えません")
	counter.post("/console/notices", "text", "今日は、こんでいます。", "until", "2026-04-14T09:00").says(409, "終わりの日時が、正しくありません")
	counter.post("/console/notices/1/end").says(200, "もう伝えません")
	counter.post("/console/notices/99/end").says(404)
	counter.post("/console/walk-in", "facility", "koseki", "over", "yes").says(200, "予約なしの受付を終わりました", "終了しました")
	counter.post("/console/walk-in", "facility", "tobu", "over", "yes").says(400)
	counter.post("/console/walk-in", "facility", "koseki", "over", "no").says(200, "予約なしの方も受け付けます")
	counter.post("/console/phrases", "text", "取り消しました。").says(200, "秒", "拍", "電話で読めます")
	counter.get("/console/phrases").says(200, "cancel.done", "取り消しました。")
}

func TestANumberIsTurnedAwayWithAReason(t *testing.T) {
	o := open(t)
	admin := o.signIn("admin")
	card := admin.card(caller)
	block := card.at + "/block"
	admin.post(block, "on", "yes").says(400, "理由やメモが")
	admin.post(block, "on", "yes", "reason", "何度も無言電話").says(200, "お断りします", "着信を拒否している番号")
	admin.get("/console/blocked").says(200, "5678")
	if heard := o.calls("CA1", caller).hook("/voice", nil); !strings.Contains(heard, "お受けしていません") {
		t.Errorf("the caller heard %s", heard)
	}
	admin.post(block, "on", "no").says(200, "お受けします")
	admin.get("/console/trail?what=block").says(200, "何度も無言電話", "admin")
}

// Callers without a number are turned away as a kind, each for itself, with a reason.
func TestAKindOfCallerIsTurnedAwayWithAReason(t *testing.T) {
	o := open(t)
	admin := o.signIn("admin")
	admin.get("/console/blocked").says(200, "番号非通知の電話", "公衆電話", "番号の読めない電話").silent("拒否をやめる")
	admin.post("/console/blocked", "kind", "withheld", "on", "yes").says(400, "理由やメモが")
	for _, kind := range []string{"", "identified", "centre", "everybody"} {
		admin.post("/console/blocked", "kind", kind, "on", "yes", "reason", "無言電話").says(400)
	}
	admin.post("/console/blocked", "kind", "withheld", "on", "yes", "reason", "無言電話が続く").says(200, "お断りします", "4月14日（火） 10:00", "拒否をやめる")
	blocked := func(want bool) {
		t.Helper()
		o.look(func(tx *store.Tx) error {
			for _, kind := range booking.Nameless {
				if on, err := tx.KindBlocked(kind); err != nil || on != (want && kind == booking.Withheld) {
					t.Errorf("%s is blocked: %v, %v", kind, on, err)
				}
			}
			return nil
		})
	}
	blocked(true)
	admin.get("/console/trail?what=block").says(200, "無言電話が続く", "番号非通知の電話", "admin")
	admin.post("/console/blocked", "kind", "withheld", "on", "no").says(200, "お受けします").silent("拒否をやめる")
	blocked(false)
}

// Whoever sees a booking sees that a proxy comes: on the card, on the day's list, in its
// sheet and on paper.
func TestEverybodySeesThatAProxyComes(t *testing.T) {
	o := open(t)
	b := o.book(caller, "koseki", at(0, 13, 0))
	o.book(landline, "koseki", at(0, 13, 0))
	counter := o.signIn("counter")
	paper := func() string {
		t.Helper()
		dir := t.TempDir()
		if _, err := o.console.Paper(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadFile(filepath.Join(dir, "koseki-2026-04-14.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(list)
	}
	counter.card(caller).silent("代理")
	counter.get("/console/today/koseki").silent("代理")
	if strings.Contains(paper(), "代理") {
		t.Error("on paper somebody has a proxy")
	}
	o.do(func(tx *store.Tx) error { _, err := booking.ProxyOwn(tx, caller, b.Receipt, true); return err })
	counter.card(caller).says(200, "代理", "代理の方が来庁")
	counter.card(landline).silent("代理")
	if list := counter.get("/console/today/koseki"); strings.Count(list.text(), "代理") != 1 {
		t.Errorf("the list says it %d times:\n%s", strings.Count(list.text(), "代理"), list.text())
	}
	if sheet := counter.get("/console/today/koseki/csv"); strings.Count(sheet.body, "代理") != 2 {
		t.Errorf("the sheet has\n%s\nexpected it in the head and in one row", sheet.body)
	}
	if list := paper(); strings.Count(list, "（代理）") != 1 {
		t.Errorf("the paper has\n%s", list)
	}
	counter.get("/console/booking/"+strconv.FormatInt(b.ID, 10)+"/cancel").says(200, "代理")
}

// Who books at the console may say that a proxy comes, all the way.
func TestAProxyIsBookedAtTheConsole(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	card := agent.card(landline)
	address := card.at + "/book"
	if free := agent.get(address+"?proxy=yes&procedure=new-issue").says(200, "代理の方が来る"); !strings.Contains(free.body, "proxy=yes") || !strings.Contains(free.body, `value="yes" checked`) {
		t.Error("the free times do not remember that a proxy comes")
	}
	if free := agent.get(address); strings.Contains(free.body, "proxy=yes") || strings.Contains(free.body, "checked") {
		t.Error("a proxy comes, and nobody has said so")
	}
	visit := []string{"facility", "koseki", "start", "2026-04-16T09:00", "party", "1", "member", "1", "procedure", "new-issue", "proxy", "yes"}
	asked := url.Values{}
	for i := 0; i < len(visit); i += 2 {
		asked.Set(visit[i], visit[i+1])
	}
	agent.get(address+"/confirm?"+asked.Encode()).says(200, "新規発行", "代理")
	agent.post(address, visit...).says(200, "代理")
	if own := o.bookings(landline); len(own) != 1 || !own[0].Proxy || own[0].Procedure != booking.NewIssue {
		t.Errorf("booked %+v", own)
	}
}

// The figures are those of what happened, on the page and in the sheet.
func TestTheNumbersAreOfWhatHappened(t *testing.T) {
	o := open(t)
	o.book(landline, "koseki", at(0, 10, 30))
	for i, from := range []booking.Phone{caller, "+818011112222", "+818011113333"} {
		call := o.calls("CA"+strconv.Itoa(i), from)
		call.press("1")
		call.press("3")
		if i == 0 {
			call.press("1")
		}
		if i == 2 {
			call.press("0")
		}
		call.hook("/voice/status", url.Values{"CallStatus": {"completed"}})
	}
	admin := o.signIn("admin")
	page := admin.get("/console/numbers").says(200, "電話 3", "係の者が要った電話 1 33%", "途中で切れた電話 1 33%", "予約 2", "用件が聞こえるまでの秒")
	sheet := admin.get(page.link("CSV"))
	for _, want := range []string{
		"2026-04-14,戸籍住民課,0,0,0,1,0,0,0,1,0,0,0,1,0,0,0,0",
		"2026-04-14,東部市民センター,0,0,0,1,1,0,0",
		"2026-04-14,共通の番号,3,1,1,0",
	} {
		if !strings.Contains(sheet.body, want) {
			t.Errorf("found no %q in\n%s", want, sheet.body)
		}
	}
	admin.get("/console/numbers?from=2026-04-10&to=2026-04-01").says(400, "期間が、正しくありません")
	admin.get("/console/numbers?facility=tobu").says(200, "予約 1")
}
