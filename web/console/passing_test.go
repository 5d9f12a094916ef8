package console_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

const centre booking.Phone = "+815038210921"

var shownCode = regexp.MustCompile(`aria-label="引き継ぎ番号">(\d{4}) (\d{4})<`)

// code returns the transfer code that a page shows.
func (p page) code() string {
	p.Helper()
	m := shownCode.FindStringSubmatch(p.body)
	if m == nil {
		p.Fatalf("found no code: %s", p.text())
	}
	return m[1] + m[2]
}

// An agent opens the card, gets a code, dials the line, keys it, and the call goes on
// as the resident's.
func TestAnAgentPassesACallerIn(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	card := agent.card(caller)
	code := agent.post(card.at+"/code").says(200, "引き継ぎ番号", "1回だけ", "050-0000-0000", "10:05まで").code()
	call := o.calls("CA1", centre)
	if heard := call.press(code); !strings.Contains(heard, "引き継ぎました") || !strings.Contains(heard, "4月15日") {
		t.Fatalf("the agent heard %s", heard)
	}
	call.press("9")
	if heard := call.press("1"); !strings.Contains(heard, "取り消しました") {
		t.Fatalf("the resident heard %s", heard)
	}
	if left := o.bookings(caller); len(left) != 0 {
		t.Errorf("found %+v", left)
	}
	again := o.calls("CA2", centre)
	if heard := again.press(code); !strings.Contains(heard, "その引き継ぎ番号は、使えません") {
		t.Errorf("a code is good twice: %s", heard)
	}
	late := agent.post(card.at + "/code").code()
	o.wait(5 * time.Minute)
	if heard := again.press(late); !strings.Contains(heard, "その引き継ぎ番号は、使えません") {
		t.Errorf("a code is good for ever: %s", heard)
	}
	own := o.calls("CA3", caller)
	own.press("1")
	agent.card(caller).says(200, "前回の電話", "「1」を押す", "いま、電話中です").silent(code)
	o.signIn("admin").get("/console/trail?what=passed-in").says(200, "電話を引き継いだ", "agent")
	o.signIn("counter").post(card.at + "/code").says(403)
}

// Two calls that agents pass in at the same time belong to two residents.
func TestTwoPassedInCallsNeverShareAState(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 0))
	o.book(landline, "koseki", at(2, 10, 0))
	agent, admin := o.signIn("agent"), o.signIn("admin")
	one, two := agent.post(agent.card(caller).at+"/code").code(), admin.post(admin.card(landline).at+"/code").code()
	first, second := o.calls("CA1", centre), o.calls("CA2", centre)
	if heard := second.press(two); !strings.Contains(heard, "4月16日") || strings.Contains(heard, "4月15日") {
		t.Errorf("heard %s", heard)
	}
	if heard := first.press(one); !strings.Contains(heard, "4月15日") || strings.Contains(heard, "4月16日") {
		t.Errorf("heard %s", heard)
	}
	second.press("9")
	first.press("9")
	second.press("1")
	if len(o.bookings(landline)) != 0 || len(o.bookings(caller)) != 1 {
		t.Error("the wrong booking is gone")
	}
}

// A call that is passed on pops up with what the agent hears, and is gone when it has
// come back.
func TestACallThatIsPassedOnPopsUp(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	agent.get("/console").silent("いま転送中")
	open := agent.listen()
	call := o.calls("CA1", caller)
	call.press("9")
	heard := call.press("0")
	if !strings.Contains(heard, "<Dial") {
		t.Fatalf("heard %s", heard)
	}
	o.looks()
	for got := range open.lines {
		if got == "event: passed" {
			break
		}
	}
	home := agent.get("/console").says(200, "いま転送中", "証明書・取り消し", "下4けた 5678", "予約あり", "4月15日（水） 09:00 東部市民センター")
	agent.header["Hx-Request"] = []string{"true"}
	agent.get("/console/pops").says(200, "証明書・取り消し")
	agent.header.Del("Hx-Request")
	agent.get(home.link("カードを開く")).says(200, "090-1234-5678", "いま、電話中です")
	o.signIn("counter").get("/console").silent("いま転送中")

	call.hook("/voice/turn/3", url.Values{"DialCallStatus": {"no-answer"}, "DialBridged": {"false"}})
	agent.get("/console").silent("いま転送中")

	withheld := o.calls("CA2", "anonymous")
	for range 3 {
		withheld.press("8")
	}
	agent.get("/console").says(200, "番号なし", "予約なし", "3回うまくいきませんでした")
}

// A caller whom nobody answered asks to be called back; one agent takes it, and says
// how it went.
func TestTheQueueOfCallBacks(t *testing.T) {
	o := open(t)
	ask := func(sid string, from booking.Phone) {
		call := o.calls(sid, from)
		call.press("1")
		call.press("0")
		call.n++
		call.hook("/voice/turn/3", url.Values{"DialCallStatus": {"busy"}})
		if heard := call.press("2"); !strings.Contains(heard, "お電話します") {
			t.Fatalf("%s heard %s", from.Last4(), heard)
		}
	}
	ask("CA1", caller)
	o.wait(10 * time.Minute)
	ask("CA2", landline)
	agent, admin := o.signIn("agent"), o.signIn("admin")
	agent.get("/console").says(200, "折り返しを待っている方が、2人います")
	queue := agent.get("/console/queue").says(200, "5678", "2222", "予約", "10分前", "0回")
	if strings.Index(queue.text(), "5678") > strings.Index(queue.text(), "2222") {
		t.Error("who has waited longest is not first")
	}
	card := agent.post("/console/queue/1").says(200, "090-1234-5678", "折り返しを待っています", "担当 agent")
	admin.post("/console/queue/1").says(409, "ほかの方が、折り返しの電話をかけています")
	admin.post("/console/queue/1", "how", "reached").says(409)
	admin.get("/console/queue").says(200, "agentさんが対応中")
	agent.post("/console/queue/1", "how", "unreached").says(200, "出なかったことを、残しました", "1回")
	agent.post("/console/queue/1", "how", "reached").says(200, "折り返しを終えました").silent("5678")
	agent.get(card.at).silent("折り返しを待っています")
	agent.post("/console/queue/1", "how", "reached").says(404, "もう終わっています")
	agent.post("/console/queue/2", "how", "explode").says(400)
	admin.post("/console/queue/2", "how", "dropped").says(200, "待っている方は、いません")
	o.signIn("counter").get("/console/queue").says(403)
	o.look(func(tx *store.Tx) error {
		left, err := tx.CallBacks()
		if len(left) != 0 {
			t.Errorf("found %+v", left)
		}
		return err
	})
}
