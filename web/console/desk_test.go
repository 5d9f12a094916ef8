package console_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

// An agent finds a caller by the number, books, changes and cancels, and the card
// tells what became of it.
func TestAnAgentBooksChangesAndCancels(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	card := agent.card(caller).says(200, "いまの予約は、ありません", "携帯電話")
	search := agent.get(card.link("予約をとる")).says(200, "いちばん早い空き", "戸籍住民課")
	confirm := agent.get(search.link("4月15日（水） 09:00")).says(200, "予約の確認", "戸籍住民課", "ご本人の予約")
	action, fields := confirm.fill("予約する")
	agent.post(action, fields...).says(200, "予約しました", "4月15日（水） 09:00", "戸籍住民課")
	own := o.bookings(caller)
	if len(own) != 1 || !own[0].Start.Equal(at(1, 9, 0)) {
		t.Fatalf("found %+v", own)
	}

	card = agent.card(caller)
	search = agent.get(card.link("日時を変える")).says(200, "いまの予約", "そのままです")
	confirm = agent.get(search.link("4月15日（水） 09:30")).says(200, "変更の確認", "4月15日（水） 09:00")
	action, fields = confirm.fill("変更する")
	agent.post(action, fields...).says(200, "日時を変えました", "4月15日（水） 09:30")
	if moved := o.bookings(caller); moved[0].Receipt != own[0].Receipt || !moved[0].Start.Equal(at(1, 9, 30)) {
		t.Errorf("found %+v", moved)
	}

	confirm = agent.get(agent.card(caller).link("取り消す")).says(200, "取り消しの確認")
	action, fields = confirm.fill("取り消す")
	agent.post(action, fields...).says(200, "取り消しました", "これまでの予約", "経過（3件）")
	if left := o.bookings(caller); len(left) != 0 {
		t.Errorf("found %+v", left)
	}
}

// A second booking of one number is for another member, and needs a reason that
// stays with it.
func TestASecondMemberNeedsAReason(t *testing.T) {
	o := open(t)
	o.book(landline, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	search := agent.get(agent.card(landline).link("ご家族の予約をとる"))
	confirm := agent.get(search.link("4月15日（水） 09:30")).says(200, "2人目の予約", "必ず書いてください")
	action, fields := confirm.fill("予約する")
	agent.post(action, fields...).says(400, "理由やメモが、書かれていません")
	agent.post(action, append(fields, "reason", "090-1234-5678の方のご主人")...).says(400, "この文は、残せません")
	agent.post(action, append(fields, "reason", "123456789012")...).says(400, "この文は、残せません")
	agent.post(action, append(fields, "reason", "ご主人の分も、同じ番号で")...).says(200, "予約しました", "2人目の予約", "ご主人の分も、同じ番号で")
	if own := o.bookings(landline); len(own) != 2 || own[1].Member != 2 {
		t.Errorf("found %+v", own)
	}
}

// What a caller could not do any more, staff do with a reason.
func TestACutOffIsSetAsideWithAReason(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	card := agent.card(caller)
	address := card.link("予約をとる") + "/confirm?facility=tobu&start=2026-04-14T13:00&party=1&member=1&procedure=renewal"
	confirm := agent.get(address).says(200, "締め切りのあとのため")
	action, fields := confirm.fill("予約する")
	agent.post(action, fields...).says(409, "締め切りを過ぎました", "理由を書くと")
	if own := o.bookings(caller); len(own) != 0 {
		t.Fatalf("booked all the same: %+v", own)
	}
	agent.post(action, append(fields, "reason", "窓口に来られている方")...).says(200, "予約しました")
	agent.post(action, append(fields, "reason", "もう一度")...).says(409, "もう予約があります")
	// The start itself nobody sets aside.
	late := strings.Replace(address, "13:00", "09:00", 1)
	action, fields = agent.get(late).fill("予約する")
	agent.post(action, append(fields, "member", "2", "reason", "遅れて来られた方")...).says(409, "もう")
}

// Two agents and a caller change one booking at once: one wins, the others are told
// what happened.
func TestOneWinsAndTheOthersAreTold(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(2, 9, 0))
	one, two := o.signIn("agent"), o.signIn("admin")
	confirmOne := one.get(one.get(one.card(caller).link("日時を変える") + "?from1=2026-04-16").link("4月16日（木） 09:30"))
	confirmTwo := two.get(two.card(caller).link("取り消す"))
	call := o.calls("CA1", caller)
	call.press("9")
	if answer := call.press("1"); !strings.Contains(answer, "取り消しました") {
		t.Fatalf("the caller heard %s", answer)
	}
	for _, loser := range []struct {
		*browser
		page
		button string
	}{{one, confirmOne, "変更する"}, {two, confirmTwo, "取り消す"}} {
		action, fields := loser.fill(loser.button)
		loser.post(action, fields...).says(404, "その予約は、もうありません")
	}
	// Brought back by the caller, it is another booking than the agents saw.
	call.press("2")
	action, fields := confirmTwo.fill("取り消す")
	two.post(action, fields...).says(409, "この画面を開いたあとに、予約が変わりました", "電話（ご本人）", "取り消しの取りやめ", "何も変えていません")
	action, fields = confirmOne.fill("変更する")
	one.post(action, fields...).says(409, "予約が変わりました")
	if own := o.bookings(caller); len(own) != 1 || !own[0].Start.Equal(at(2, 9, 0)) {
		t.Errorf("found %+v", own)
	}
}

// The one field takes whatever people know.
func TestTheOneFieldTakesWhateverPeopleKnow(t *testing.T) {
	o := open(t)
	b := o.book(caller, "ajiyoshi", at(1, 9, 0))
	agent := o.signIn("agent")
	wrongDigit := []byte(b.Receipt)
	wrongDigit[2] = '0' + (wrongDigit[2]-'0'+1)%10
	for query, wants := range map[string][]string{
		"090-1234-5678":           {"下4けた 5678", "4月15日（水） 09:00", "予約中"},
		"０９０１２３４５６７８":             {"下4けた 5678"},
		"5678":                    {"下4けた 5678", "味美ふれあいセンター"},
		"5679":                    {"見つかりません"},
		string(b.Receipt):         {"下4けた 5678"},
		string(wrongDigit):        {"受付番号の数字が、どこか、ちがいます"},
		"4月15日":                   {"4月15日（水）の予約", "味美ふれあいセンター"},
		"4/15":                    {"4月15日（水）の予約"},
		"2026-04-15":              {"4月15日（水）の予約"},
		"明日":                      {"4月15日（水）の予約"},
		"今日":                      {"4月14日（火）の予約", "予約は、ありません"},
		"123":                     {"電話番号は全部か下4けた"},
		"山田":                      {"番号か、日付を、入れてください"},
		"0000000000":              {"この電話番号は、使えません"},
		"":                        {},
		strings.Repeat("9", 4000): {},
	} {
		agent.post("/console/find", "q", query).says(200, wants...)
	}
	agent.header["Hx-Request"] = []string{"true"}
	if p := agent.post("/console/find", "q", "5678"); strings.Contains(p.body, "<html") || !strings.Contains(p.text(), "5678") {
		t.Errorf("as one types: %s", p.body)
	}
}

// A card says what is going on: what is held, that an undo is possible, what would
// surprise.
func TestACardWarnsOfWhatWouldSurprise(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	agent.get(agent.card(caller).link("取り消す")).says(200, "予約の時間まで、1日ありません", "自動では伝わりません")
	call := o.calls("CA1", caller)
	call.press("2") // to another time
	agent.card(caller).says(200, "変更のために仮押さえ")
	agent.get(agent.card(caller).link("取り消す")).says(200, "いま電話で", "選んでいるところです")
	other := o.calls("CA2", landline)
	other.press("1")
	other.press("3")
	agent.card(landline).says(200, "予約のために仮押さえ")
}

// Three wishes are granted on one screen, for all facilities and for a party.
func TestThreeWishesOnOneScreen(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	p := agent.get("/console/free?party=3&day1=1&half1=am&from2=2026-04-20&day3=6").
		says(200, "月曜日午前", "4月20日（月）から", "土曜日", "高蔵寺ふれあいセンター", "4月20日（月） 09:00")
	if strings.Contains(p.body, "15:30") {
		t.Error("a party of three begins in the last slot of the day")
	}
	agent.get("/console/free?party=0").says(400)
	agent.get("/console/free?facility=nowhere").says(400, "その窓口は、ありません")
	agent.get("/console/free?from1=2026-02-31").says(400, "日付が、読み取れませんでした")
}

func TestWhatWasSeenIsOnRecord(t *testing.T) {
	o := open(t)
	b := o.book(caller, "tobu", at(1, 9, 0))
	agent, counter := o.signIn("agent"), o.signIn("counter")
	agent.card(caller)
	counter.get("/console/today/tobu?day=2026-04-15").says(200, "5678")
	var trail []store.Entry
	o.look(func(tx *store.Tx) (err error) {
		trail, err = tx.Audit(b.ID)
		return err
	})
	seen := map[string]int{}
	for _, e := range trail {
		if e.Deed == store.DidSee {
			seen[e.Actor]++
		}
	}
	if seen["agent"] != 2 || seen["counter"] != 1 { // found, and opened
		t.Errorf("found %v in %+v", seen, trail)
	}
}

// After the cut-offs for callers a booking is changed and cancelled with a reason,
// and not without.
func TestCutOffsBindStaffWithoutAReason(t *testing.T) {
	o := open(t)
	early := booking.CutOff{ByDay: true, Days: 2, At: 17 * 60}
	o.config.City.Rules.ChangeUntil, o.config.City.Rules.CancelUntil = early, early
	b := o.book(caller, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	change, to := agent.get("/console/booking/"+strconv.FormatInt(b.ID, 10)+"/change/confirm?facility=tobu&start=2026-04-16T10:00&party=1").
		says(200, "締め切りのあとのため").fill("変更する")
	agent.post(change, to...).says(409, "締め切りを過ぎました")
	cancel, seen := agent.get(agent.card(caller).link("取り消す")).says(200, "締め切りのあとのため").fill("取り消す")
	agent.post(cancel, seen...).says(409, "締め切りを過ぎました")
	if own := o.bookings(caller); len(own) != 1 || !own[0].Start.Equal(at(1, 9, 0)) {
		t.Fatalf("found %+v", own)
	}
	agent.post(change, append(to, "reason", "入院されたため")...).says(200, "日時を変えました", "入院されたため")
	cancel, seen = agent.get(agent.card(caller).link("取り消す")).fill("取り消す")
	agent.post(cancel, append(seen, "reason", "ご家族からのお電話")...).says(200, "取り消しました", "ご家族からのお電話")
}

// At the same moment two agents and the caller take the booking somewhere else: each
// is told what is true, and the ledger holds what the winner was told.
func TestAtTheSameMomentOneWins(t *testing.T) {
	for range 10 {
		o := open(t)
		o.book(caller, "tobu", at(2, 9, 0))
		one, two := o.signIn("agent"), o.signIn("admin")
		change, fields := one.get(one.get(one.card(caller).link("日時を変える") + "?from1=2026-04-16").link("4月16日（木） 09:30")).fill("変更する")
		cancel, seen := two.get(two.card(caller).link("取り消す")).fill("取り消す")
		call := o.calls("CA1", caller)
		call.press("9")
		var all sync.WaitGroup
		var changed, cancelled page
		var heard string
		all.Go(func() { changed = one.post(change, fields...) })
		all.Go(func() { cancelled = two.post(cancel, seen...) })
		all.Go(func() { heard = call.press("1") })
		all.Wait()
		byAgent, byAdmin, byCaller := changed.status == 200, cancelled.status == 200, strings.Contains(heard, "取り消しました")
		for _, told := range []page{changed, cancelled} {
			if told.status != 200 && told.status != 404 && told.status != 409 {
				t.Errorf("%d: %s", told.status, told.text())
			}
		}
		// A change may win first, and the caller then cancel what it has become.
		if byAdmin && (byAgent || byCaller) || !byAgent && !byAdmin && !byCaller {
			t.Errorf("the agent %v, the admin %v, the caller %v", byAgent, byAdmin, byCaller)
		}
		left := o.bookings(caller)
		if gone := byAdmin || byCaller; gone != (len(left) == 0) {
			t.Errorf("somebody was told that it is gone: %v, and there is %+v", gone, left)
		}
		if len(left) == 1 && byAgent && !left[0].Start.Equal(at(2, 9, 30)) {
			t.Errorf("the agent was told of another time than %+v", left)
		}
	}
}

// Desks that are kept for staff, and the most visits of a day, bind callers. Staff exceed
// them with a reason, which is on record, and never the desks themselves.
func TestWhatBindsCallersIsExceededWithAReason(t *testing.T) {
	o := open(t)
	rules := o.config.City.Rules
	o.config.City.Facilities[2].Rules = &rules
	agent := o.signIn("agent")
	book := func(phone booking.Phone, start string) (page, string, []string) {
		t.Helper()
		confirm := agent.get(agent.card(phone).link("予約をとる") + "/confirm?facility=tobu&start=" + start + "&party=1&member=1&procedure=renewal").says(200)
		action, fields := confirm.fill("予約する")
		return confirm, action, fields
	}

	rules.Reserve = booking.Reserve{Desks: 1, Until: booking.CutOff{ByDay: true, Days: 1, At: 12 * 60}}
	o.book(landline, "tobu", at(2, 9, 0))
	agent.get(agent.card(caller).link("予約をとる")+"?facility=tobu&from1=2026-04-16").says(200, "4月16日（木） 09:30").silent("4月16日（木） 09:00", "要理由")
	agent.get(agent.card(caller).link("予約をとる")+"?facility=tobu&from1=2026-04-16&late=yes").says(200, "4月16日（木） 09:00 要理由")
	agent.get(agent.card(caller).link("予約をとる")+"?facility=tobu&from1=2026-06-01").says(200, "電話で予約できる空きは、ありません。") // beyond the horizon
	agent.get(agent.card(caller).link("予約をとる")+"?facility=tobu&from1=2026-06-01&late=yes").says(200, "6月1日（月） 09:00 要理由")
	confirm, action, fields := book(caller, "2026-04-16T09:00")
	confirm.says(200, "職員用の窓口のため、必ず書いてください")
	agent.post(action, fields...).says(409, "4月16日（木） 09:00の空きは、職員のために取ってあります。電話の方には、4月15日（水） 12:00から案内します。", "理由を書くと")
	if own := o.bookings(caller); len(own) != 0 {
		t.Fatalf("booked all the same: %+v", own)
	}
	agent.post(action, append(fields, "reason", "緊急の手続き")...).says(200, "予約しました", "緊急の手続き")
	agent.get("/console/affected").says(200, "きまりをこえて受けた予約", "4月16日（木） 09:00")
	confirm, action, fields = book("+818011112222", "2026-04-16T09:00")
	agent.post(action, append(fields, "reason", "どうしても")...).says(409, "空きがなくなりました")
	confirm.says(200, "必ず書いてください")

	rules.Reserve, rules.Most = booking.Reserve{}, booking.Most{Day: 2}
	own := o.bookings(caller)[0]
	change := "/console/booking/" + strconv.FormatInt(own.ID, 10) + "/change/confirm?facility=tobu&party=1&start="
	agent.get(change+"2026-04-16T11:00").says(200, "メモ（なくてもよい）") // it counts itself no second time
	confirm, action, fields = book("+818011112222", "2026-04-16T10:00")
	confirm.says(200, "件数の上限より多い予約のため、必ず書いてください")
	agent.post(action, fields...).says(409, "4月16日（木）に受ける件数に、もう達しています", "理由を書くと")
	agent.post(action, append(fields, "reason", "遠くから来られる")...).says(200, "予約しました")
	for _, p := range []string{"?facility=tobu&from1=2026-04-16", "?facility=tobu&from1=2026-04-16&late=yes"} {
		says := agent.get(agent.card("+818033334444").link("予約をとる") + p).says(200)
		if with := strings.Contains(says.text(), "4月16日（木） 09:30 要理由"); with != strings.Contains(p, "late") {
			t.Errorf("%s offers what needs a reason: %v: %s", p, with, says.text())
		}
	}
	o.signIn("admin").get("/console/trail?what=book").says(200, "職員用の窓口 緊急の手続き", "件数の上限より多い予約 遠くから来られる")
}
