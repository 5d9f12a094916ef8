package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// carryOut asks for the page that shows what a plan would do, and does it.
func (b *browser) carryOut(plan page, button string, more ...string) page {
	b.Helper()
	action, fields := plan.says(200).fill(button)
	return b.post(action, append(fields, more...)...)
}

const plan = "/console/calendar/plan?"

// decisions returns what staff have decided and not taken back.
func (o *office) decisions() (found []store.Decision) {
	o.Helper()
	o.look(func(tx *store.Tx) (err error) {
		found, err = tx.Decisions("", tuesday, at(3000, 0, 0))
		return err
	})
	return found
}

// Closing shows who is affected before it is done, cancels nothing, and lists who must be
// called. Taken back, it leaves no trace but in the trail.
func TestClosingShowsWhoIsAffectedFirstAndIsTakenBack(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 13, 0))
	counter := o.signIn("counter")
	calendar := counter.get("/console/calendar?facility=tobu").says(200, "2026年4月", "昭和の日", "空き 27 / 窓口の数 28 予約 1")
	before := counter.get(calendar.link("15 日")).says(200, "4月15日（水）", "09:00-16:00 2 設定ファイル：月-金 09:00-16:00", "13:00-13:30 2 1 1", "13:30-14:00 2 0 2").silent("職員の決定")
	confirm := counter.get(plan+"facility=tobu&day=2026-04-15&from=13:00&what=close").
		says(200, "受付を止める", "13:00 から 24:00", "13:00-16:00 2 → なし", "窓口のない予約 1件", "5678", "取り消されません")
	counter.carryOut(confirm, "受付を止める", "reason", "停電のため").says(200, "受付を止めました", "13:00-13:30 窓口なし なし 1 0",
		"09:00-13:00 2 設定ファイル：月-金 09:00-16:00", "13:00-16:00 なし 職員の決定：受付を止める（counter、4月14日（火） 10:00）「停電のため」", "設定ファイルでは、窓口 2 です（月-金 09:00-16:00）。職員の決定が、優先します")
	if own := o.bookings(caller); len(own) != 1 {
		t.Errorf("found %+v", own)
	}
	counter.get("/console/affected").says(200, "5678", "東部市民センター")
	counter.get("/console/calendar?facility=tobu").says(200, "予約が 1件 残っています", "空き 16 / 窓口の数 16", "窓口なし 決定あり", "決定あり", "職員が決めたこと（1件）")
	counter.card(caller).says(200, "この時間には、窓口がありません")
	action, fields := confirm.fill("受付を止める")
	counter.post(action, fields...).says(400, "変わるものが、ありませんでした")

	day := counter.get("/console/calendar/day?facility=tobu&day=2026-04-15")
	undo := counter.get(day.link("取り消す…")).says(200, "決定を取り消す", "東部市民センター 4月15日（水） 13:00-24:00 受付を止める", "13:00-16:00 なし → 2", "また窓口のできる予約 1件", "5678")
	after := counter.carryOut(undo, "取り消す", "reason", "電気が戻った").says(200, "決定を取り消しました")
	if found := o.decisions(); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
	if got, want := strings.ReplaceAll(after.text(), "決定を取り消しました。 ", ""), before.text(); got != want {
		t.Errorf("the day is\n%s\nand was\n%s", got, want)
	}
	action, fields = undo.fill("取り消す")
	counter.post(action, fields...).says(404, "その決定は、もうありません")
	counter.get("/console/affected").says(200).silent("5678")
	o.signIn("admin").get("/console/trail?what=retract").says(200, "決定の取り消し", "取り消した決定は「受付を停止」", "電気が戻った")
}

// What was closed is opened again in a part of the time, and the rest stays closed as it
// was decided.
func TestAPartIsOpenedAgain(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter")
	closing := counter.get(plan + "day=2026-04-15&through=2026-04-17&what=close")
	counter.carryOut(closing.says(200, "すべての窓口", "4月15日（水）から4月17日（金）までの 3日", "09:00-16:00 2 → なし", "影響のある予約は、ありません"), "受付を止める", "reason", "庁舎の工事")
	opening := counter.get(plan+"facility=tobu&day=2026-04-16&from=13:00&what=open").says(200, "13:00-16:00 なし → 2", "もともと休みの日や時間は、開きません")
	counter.carryOut(opening, "受付を再開する").says(200, "受付を再開しました", "09:00-13:00 なし 職員の決定", "「庁舎の工事」", "13:00-16:00 2 設定ファイル：月-金 09:00-16:00")
	list := counter.get("/console/calendar/decisions?facility=tobu").says(200, "4月15日（水） 00:00から4月16日（木） 13:00まで", "ほか 1件", "4月17日（金）", "庁舎の工事")
	here := counter.get(list.link("まとめて取り消す…")).says(200, "東部市民センター 4月17日（金） 受付を止める").silent("戸籍住民課")
	counter.carryOut(here, "2件を取り消す").says(200, "決定を取り消しました")
	if n := len(o.decisions()); n != 4 {
		t.Errorf("found %d decisions, expected those of the other facilities", n)
	}
	action, fields := opening.fill("受付を再開する")
	counter.post(action, fields...).says(400, "止めている時間が、ありませんでした", "時間を足す")
}

func TestWhatCannotBePlannedIsRefused(t *testing.T) {
	counter := open(t).signIn("counter")
	for asked, says := range map[string]string{
		"facility=tobu&day=2026-04-13&what=close":                                   "日にちが、正しくありません",
		"facility=tobu&day=2026-04-15&through=2026-04-14&what=close":                "日にちが、正しくありません",
		"facility=tobu&day=2026-04-15&through=2028-04-14&what=close":                "日にちが、正しくありません",
		"facility=tobu&day=2026-04-15&from=13:00&to=12:00&what=close":               "時刻が、正しくありません",
		"facility=tobu&day=2026-04-15&from=25:00&what=close":                        "時刻が、読み取れませんでした",
		"facility=tobu&day=2026-04-15&what=capacity":                                "窓口の数が、ありません",
		"facility=tobu&day=2026-04-15&what=capacity&desks=101":                      "1から100までの数",
		"facility=tobu&day=2026-04-15&what=add&desks=1":                             "時刻が、ありません",
		"facility=tobu&day=2026-04-15&from=17:00&to=17:20&what=add&desks=1":         "時間が、短すぎます",
		"facility=tobu&day=2026-04-15&from=17:00&to=18:00&what=add":                 "窓口の数が、ありません",
		"facility=tobu&day=2026-04-15&what=explode":                                 "入力が、読み取れませんでした",
		"facility=nowhere&day=2026-04-15&what=close":                                "その窓口は、ありません",
		"facility=tobu&day=2026-04-15&what=close&reason=090-1234-5678に電話してください&x=1": "",
	} {
		status := 400
		if says == "" {
			status = 200
		}
		counter.get(plan+asked).says(status, says)
	}
	action, fields := counter.get(plan + "facility=tobu&day=2026-04-15&what=close").fill("受付を止める")
	counter.post(action, append(fields, "reason", "090-1234-5678の方")...).says(400, "この文は、残せません")
	for _, id := range []string{"", "7", "x"} {
		if p := counter.get("/console/calendar/undo?decision=" + id); p.status != 404 && p.status != 400 {
			t.Errorf("undoing %q: %d, %s", id, p.status, p.text())
		}
	}
}

// Fewer desks show whose bookings they are too few for. These stand and are listed, and
// their seats are not given to anybody else.
func TestFewerDesksShowWhoIsOverThem(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 0))
	other := o.book(landline, "tobu", at(1, 9, 0))
	o.book("+818011112222", "tobu", at(1, 10, 0))
	counter := o.signIn("counter")
	fewer := counter.get(plan+"facility=tobu&day=2026-04-15&what=capacity&desks=1").
		says(200, "09:00-16:00 2 → 1", "窓口の数をこえる予約（約束が多い） 2件", "5678", "2222", "取り消されません", "開設時間（設定ファイル）が変わっても").silent("10:00 東部")
	counter.carryOut(fewer, "窓口の数を変える").says(200, "窓口の数を変えました", "09:00-09:30 約束が多い 1 2 0", "10:00-10:30 1 1 0", "設定ファイルでは、窓口 2 です")
	if len(o.bookings(caller)) != 1 || len(o.bookings(landline)) != 1 {
		t.Error("somebody has lost a booking")
	}
	counter.get("/console/calendar?facility=tobu").says(200, "空き 12 / 窓口の数 14", "約束が多い 決定あり")
	counter.get("/console/calendar?facility=tobu&by=week&day=2026-04-15").says(200, "空き 0 / 窓口の数 1 約束が多い")
	counter.get("/console/affected").says(200, "約束が多い予約", "5678", "2222")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.Rules.Cancel(tx, other.Receipt)
		return err
	})
	day := counter.get("/console/calendar/day?facility=tobu&day=2026-04-15").says(200, "09:00-09:30 1 1 0").silent("約束が多い")
	undo := counter.get(day.link("取り消す…")).says(200, "09:00-16:00 1 → 2", "影響のある予約は、ありません")
	counter.carryOut(undo, "取り消す").says(200, "09:00-09:30 2 1 1")
}

// What is decided about days that nobody can book yet holds when they come, also beyond
// the days that the ledger has.
func TestADecisionHoldsWhenItsDaysCome(t *testing.T) {
	o := open(t) // its ledger has 60 days
	counter := o.signIn("counter")
	days := map[string]booking.Date{"2026-11-19": {Year: 2026, Month: 11, Day: 19}, "2027-09-08": {Year: 2027, Month: 9, Day: 8}}
	for day := range days {
		fewer := counter.get(plan+"facility=tobu&day="+day+"&what=capacity&desks=1").says(200, "09:00-16:00 2 → 1")
		if far := "まだ台帳にない先の日にも"; strings.Contains(fewer.text(), far) != (day > "2027-05") {
			t.Errorf("%s: %s", day, fewer.text())
		}
		counter.carryOut(fewer, "窓口の数を変える", "reason", "研修のため").says(200, "窓口の数を変えました", "09:00-16:00 1 職員の決定：窓口の数を 1 にする", "設定ファイルでは、窓口 2 です", "この日の枠は、ありません")
		evening := counter.get(plan+"facility=tobu&day="+day+"&from=17:30&to=19:00&what=add&desks=3").says(200, "17:30-19:00 なし → 3")
		counter.carryOut(evening, "時間を足す").says(200, "時間を足しました")
	}
	counter.get("/console/calendar/decisions").says(200, "2027年9月8日（水）", "研修のため")
	for _, then := range []time.Duration{0, 200 * 24 * time.Hour} {
		o.wait(then)
		if _, err := o.ledger.Materialise(t.Context(), o.config.City.Plan(o.clock(), booking.Ahead)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.ledger.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.signIn("counter").get("/console/calendar/decisions").says(200, "2027年9月8日（水）", "研修のため") // why is kept as long as what
	o.look(func(tx *store.Tx) error {
		for _, day := range days {
			slots, err := tx.Slots(store.SlotFilter{Facility: "tobu", From: day.In(booking.JST), Until: day.AddDays(1).In(booking.JST)})
			if err != nil || len(slots) != 17 {
				t.Fatalf("%s has %d slots: %v", day, len(slots), err)
			}
			for _, s := range slots {
				if want := map[bool]int{false: 1, true: 3}[words.Clock(s.Start) >= "17:30"]; s.Wanted != want || s.Free != want {
					t.Errorf("found %+v, expected %d desks", s, want)
				}
			}
		}
		return nil
	})
}

// An evening is added to many days at once, at all facilities, also on a holiday; and what
// was decided by one act is taken back by one.
func TestEveningsAreAddedToManyDays(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter")
	adding := counter.get(plan+"day=2026-04-27&through=2026-04-29&from=17:15&to=19:30&what=add&desks=2").
		says(200, "すべての窓口", "4月27日（月）から4月29日（水）までの 3日", "17:15-19:30 なし → 2", "休みの日や祝日でも", "戸籍住民課の枠は 30分なので、最後の 15分には、予約できる枠がありません")
	counter.carryOut(adding, "時間を足す", "reason", "連休前の夜間受付").says(200, "時間を足しました", "17:15-17:45 2 0 2")
	holiday := counter.get("/console/calendar/day?facility=tobu&day=2026-04-29").says(200, "17:15-19:30 2 職員の決定：時間を足す（窓口 2、30分ごと）（counter", "「連休前の夜間受付」", "設定ファイルでは、開いていません（昭和の日）")
	if n := len(o.decisions()); n != 15 {
		t.Fatalf("found %d decisions, expected 3 days at 5 facilities", n)
	}
	o.book(caller, "tobu", at(15, 18, 15))
	one := counter.get(holiday.link("取り消す…")).says(200, "窓口のない予約 1件", "5678", "同じときに決めた 15件を、まとめて取り消す")
	all := counter.get(one.link("まとめて取り消す")).says(200, "窓口のない予約 1件", "戸籍住民課 4月27日（月） 17:15-19:30", "17:15-19:30 2 → なし")
	counter.carryOut(one, "取り消す").says(200, "決定を取り消しました", "4月29日（水）", "18:15-18:45 枠の外 窓口なし なし 1")
	if n := len(o.decisions()); n != 14 {
		t.Fatalf("found %d decisions, expected one less", n)
	}
	action, fields := all.fill("15件を取り消す")
	counter.post(action, fields...).says(404, "その決定は、もうありません")
	list := counter.get("/console/calendar/decisions").says(200, "戸籍住民課 4月27日（月） 17:15-19:30", "同じときに決めた ほか 13件", "坂下出張所 4月27日（月） 17:15-19:30", "ほか 4件")
	counter.carryOut(counter.get(list.link("まとめて取り消す…")), "14件を取り消す").says(200, "決定を取り消しました")
	if found := o.decisions(); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
}

// Where staff and the opening hours disagree, and staff among themselves, the day tells
// what holds, and who said so.
func TestTheDayTellsWhatHoldsAndWhoSaidSo(t *testing.T) {
	o := open(t)
	counter, admin := o.signIn("counter"), o.signIn("admin")
	counter.carryOut(counter.get(plan+"facility=tobu&day=2026-04-15&what=capacity&desks=4"), "窓口の数を変える")
	admin.carryOut(admin.get(plan+"facility=tobu&day=2026-04-15&from=09:00&to=12:00&what=capacity&desks=1"), "窓口の数を変える")
	admin.carryOut(admin.get(plan+"facility=tobu&day=2026-04-15&from=15:00&to=18:00&what=add&desks=5").says(200, "もう開いている時間の窓口の数も、5 になります", "15:00-16:00 4 → 5", "16:00-18:00 なし → 5"), "時間を足す")
	day := "/console/calendar/day?facility=tobu&day=2026-04-15"
	counter.get(day).says(200, "09:00-12:00 1 職員の決定：窓口の数を 1 にする（admin", "12:00-15:00 4 職員の決定：窓口の数を 4 にする（counter",
		"15:00-16:00 5 職員の決定：時間を足す", "16:00-18:00 5 職員の決定：時間を足す", "この日に効いている時間：12:00-15:00", "この日に効いている時間：15:00-18:00").silent("この日は、効いていません")
	counter.carryOut(counter.get(plan+"facility=tobu&day=2026-04-15&what=close"), "受付を止める").says(200, "09:00-16:00 なし", "16:00-18:00 なし", "この日は、効いていません").silent("00:00-09:00")
	// The file closes the day as well; what staff closed is closed, whichever goes first.
	o.config.City.Facilities[2].Hours.Closed = []booking.Closure{{From: booking.DateOf(at(1, 0, 0))}}
	if _, err := o.ledger.Materialise(t.Context(), o.config.City.Plan(o.now, 60)); err != nil {
		t.Fatal(err)
	}
	closed := counter.get(day).says(200, "15:00-18:00 なし 職員の決定：受付を止める（counter", "設定ファイルでも、開いていません（休みの日 2026-04-15）")
	counter.carryOut(counter.get(closed.link("受付を止める、東部市民センター")).says(200, "15:00-18:00 なし → 5").silent("09:00-12:00"), "取り消す").
		says(200, "15:00-18:00 5 職員の決定：時間を足す", "設定ファイルでは、開いていません（休みの日 2026-04-15）。職員の決定が、優先します", "この日は、効いていません")
}

// A booking that is older than the grid belongs to the day, and is seen there and in the
// week.
func TestWhatStandsOffTheGridIsSeen(t *testing.T) {
	o := open(t)
	o.book(caller, "tobu", at(1, 9, 30))
	o.config.City.Facilities[2].Minutes = 20
	if _, err := o.ledger.Materialise(t.Context(), o.config.City.Plan(o.now, 60)); err != nil {
		t.Fatal(err)
	}
	agent := o.signIn("agent")
	agent.get("/console/calendar/day?facility=tobu&day=2026-04-15").says(200, "09:20-09:40 2 1 1 09:30-10:00 枠の外 2 1 － 09:40-10:00 2 1 1 10:00-10:20 2 0 2", "重なる枠の予約の数にも").silent("取り消す…", "この日を変える")
	agent.get("/console/calendar?facility=tobu&by=week&day=2026-04-15").says(200, "09:30 枠の外 予約1")
}

// The days of all facilities are one page, and tell of each.
func TestADayOfAllFacilities(t *testing.T) {
	o := open(t)
	page := o.signIn("counter").get("/console/calendar/day?day=2026-04-15").says(200)
	for _, f := range o.config.City.Facilities {
		page.says(200, fmt.Sprintf("09:00-16:00 %s 2 設定ファイル：月-金 09:00-16:00", f.Name), f.Name+" 時間 窓口の数 予約 空き 09:00-09:30 2 0 2")
	}
	o.signIn("counter").get("/console/calendar/day?day=2026-05-04").says(200, "この日は、開いていません（みどりの日）")
}

// What was decided about a facility that is gone is listed and taken back all the same.
func TestADecisionOutlivesItsFacility(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter")
	counter.carryOut(counter.get(plan+"facility=kozoji&day=2026-04-15&through=2026-04-20&what=close"), "受付を止める").says(200)
	o.config.City.Facilities = o.config.City.Facilities[:4]
	list := counter.get("/console/calendar/decisions").says(200, "受付を止める kozoji 4月15日（水）から4月20日（月）まで")
	undo := counter.get(list.link("取り消す…")).says(200, "影響のある予約は、ありません")
	counter.get(undo.link("やめる")).says(200, "kozoji")
	if done := counter.carryOut(undo, "取り消す").says(200, "決定を取り消しました", "ありません"); done.at != "/console/calendar/decisions?done=retract" {
		t.Errorf("led to %s", done.at)
	}
}
