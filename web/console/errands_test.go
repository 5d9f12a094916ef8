package console_test

import (
	"net/http"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

const applicationID = "12345678901234567890123"

// errandsOf returns the errands of a booking, as the ledger has them.
func (o *office) errandsOf(b booking.Booking) (errands []booking.Errand) {
	o.Helper()
	o.look(func(tx *store.Tx) (err error) {
		errands, err = tx.Errands(b)
		return err
	})
	return errands
}

// looks counts who saw application IDs, by the trail of a booking.
func (o *office) sawIDs(b booking.Booking) (who []string) {
	o.Helper()
	o.look(func(tx *store.Tx) error {
		trail, err := tx.Audit(b.ID)
		for _, e := range trail {
			if e.Detail.Look.Page == store.ApplicationPage {
				who = append(who, e.Actor)
			}
		}
		return err
	})
	return who
}

// Staff write what each who comes is there for, and see an application ID whole only when they
// ask for it, which is on record; nowhere else is more of it than four digits.
func TestAnAgentWritesWhatEachComesFor(t *testing.T) {
	o := open(t, withServices)
	made := o.bookFor("application", caller, "koseki", at(1, 13, 0), 3)
	b := o.signIn("agent")
	card := b.card(caller).says(http.StatusOK, "1人目の手続き 用件は未確認", "3人目の手続き 用件は未確認", "手続きを書く（申請書ID・理由）").silent("全部見る")
	action, fields := card.fill("手続きを残す")
	p := b.post(action, append(fields, "procedure1", "renewal", "application1", "１２３４ 5678-9012 3456 7890 123", "procedure2", "reissue", "reason2", "lost", "procedure3", "unsaid")...)
	p.says(http.StatusOK, "手続きを、書きました", "1人目の手続き 更新 申請書ID *******************0123", "2人目の手続き 再発行 理由 紛失した", "3人目の手続き 用件は未確認", "手続きの記入")
	if strings.Contains(p.body, applicationID) || strings.Contains(p.body, "1234 5678") {
		t.Error("the card shows the application ID before anybody has asked for it")
	}
	want := []booking.Errand{{Procedure: booking.Renewal, Application: applicationID}, {Procedure: booking.Reissue, Reason: "lost"}, {Procedure: booking.Unsaid}}
	if got := o.errandsOf(made); len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Fatalf("found %+v, expected %+v", got, want)
	}
	if who := o.sawIDs(made); len(who) != 0 {
		t.Errorf("on record before: %v", who)
	}
	show, fields := p.fill("申請書IDを、全部見る")
	b.post(show, fields...).says(http.StatusOK, "1234 5678 9012 3456 7890 123").silent("全部見る")
	if who := o.sawIDs(made); len(who) != 1 || who[0] != "agent" {
		t.Errorf("on record: %v", who)
	}
	o.signIn("admin").get("/console/trail?what=see").says(http.StatusOK, "下4けた 5678 の予約の、申請書ID")

	// What is left empty stays, unless the procedure no longer asks for it or it is struck out.
	action, fields = b.card(caller).fill("手続きを残す")
	b.post(action, append(fields, "procedure1", "renewal", "procedure2", "new-issue", "procedure3", "renewal", "application3", applicationID)...).says(http.StatusOK, "手続きを、書きました")
	if got := o.errandsOf(made); got[0] != want[0] || got[1] != (booking.Errand{Procedure: booking.NewIssue}) || got[2].Application != applicationID {
		t.Errorf("%+v", got)
	}
	action, fields = b.card(caller).fill("手続きを残す")
	b.post(action, append(fields, "procedure1", "new-issue", "procedure2", "new-issue", "procedure3", "renewal", "drop3", "yes")...).says(http.StatusOK, "手続きを、書きました")
	if got := o.errandsOf(made); got[0].Application != "" || got[2].Application != "" {
		t.Errorf("%+v", got)
	}

	for _, address := range []string{"/console/today/koseki?day=2026-04-15", "/console/today/koseki/csv?day=2026-04-15", "/console/trail"} {
		if body := o.signIn("admin").get(address).body; strings.Contains(body, applicationID[:12]) {
			t.Errorf("%s has the application ID", address)
		}
	}
	if strings.Contains(o.log.String(), applicationID[:12]) {
		t.Error("the log has the application ID")
	}
}

// What cannot be taken is told at its field, with what was found and what is expected; what was
// typed stays, and nothing is changed.
func TestWhatIsWrongWithAnErrandIsToldAtItsField(t *testing.T) {
	o := open(t, withServices)
	made := o.bookFor("application", caller, "koseki", at(1, 13, 0), 1)
	b := o.signIn("counter")
	const expected = "申請書IDは、23けたの数字です。空白やハイフンで区切っても、かまいません。"
	for _, c := range []struct {
		name   string
		fields []string
		says   []string
		field  string
	}{
		{"too short", []string{"procedure1", "renewal", "application1", applicationID[1:]}, []string{"22けたでした。", expected}, "application"},
		{"too long", []string{"procedure1", "renewal", "application1", applicationID + "4"}, []string{"24けたでした。", expected}, "application"},
		{"a letter", []string{"procedure1", "renewal", "application1", "1234x"}, []string{"数字ではない文字「x」があります。", expected}, "application"},
		{"kanji", []string{"procedure1", "renewal", "application1", "一二三"}, []string{"数字ではない文字「一」があります。", expected}, "application"},
		{"of a new card", []string{"procedure1", "new-issue", "application1", applicationID}, []string{"申請書IDは、更新の方だけのものです。"}, "application"},
		{"a reason for a renewal", []string{"procedure1", "renewal", "reason1", "lost"}, []string{"理由は、再発行の方だけのものです。"}, "reason"},
		{"a reason that there is not", []string{"procedure1", "reissue", "reason1", "stolen"}, []string{"その理由は、ありません。"}, "reason"},
		{"a procedure of another service", []string{"procedure1", "pick-up"}, []string{"この用件には、ない手続きです。"}, "procedure"},
	} {
		t.Run(c.name, func(t *testing.T) {
			action, fields := b.card(caller).fill("手続きを残す")
			p := b.post(action, append(fields, c.fields...)...).says(http.StatusBadRequest, append(c.says, "何も変えていません")...)
			field := c.field + "1-1"
			if !strings.Contains(p.body, `aria-invalid="true" aria-describedby="`+field+`-wrong"`) || !strings.Contains(p.body, `id="`+field+`-wrong"`) || !strings.Contains(p.body, `<details class="history" open>`) {
				t.Errorf("it is not told at the field %s: %s", field, p.body)
			}
			if typed := c.fields[len(c.fields)-1]; c.field == "application" && !strings.Contains(p.body, `value="`+typed+`"`) {
				t.Errorf("what was typed is gone: %s", p.body)
			}
			if got := o.errandsOf(made); len(got) != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

// Two at once do not write over each other, and a booking that is gone takes nothing.
func TestErrandsAreNotWrittenOverThoseOfOthers(t *testing.T) {
	o := open(t, withServices)
	made := o.bookFor("application", caller, "koseki", at(1, 13, 0), 1)
	b := o.signIn("agent")
	action, fields := b.card(caller).fill("手続きを残す")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.SetErrands(tx, made.Receipt, []booking.Errand{{Procedure: booking.NewIssue}})
		return err
	})
	b.post(action, append(fields, "procedure1", "reissue")...).says(http.StatusConflict, "この画面を開いたあとに、予約が変わりました")
	action, fields = b.card(caller).fill("手続きを残す")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.RulesFor("application", "koseki").Cancel(tx, made.Receipt)
		return err
	})
	b.post(action, append(fields, "procedure1", "reissue")...).says(http.StatusNotFound, "その予約は、もうありません")
}

// The card has what to read out to whoever asks what to bring, by the kind of service.
func TestTheCardHasWhatToReadOut(t *testing.T) {
	o := open(t, withServices)
	o.bookFor("application", caller, "koseki", at(1, 13, 0), 1)
	o.bookFor("pick-up", landline, "koseki", at(1, 13, 0), 1)
	o.bookFor("certificate", "+818011112222", "koseki", at(1, 9, 0), 1)
	b := o.signIn("counter")
	b.card(caller).says(http.StatusOK, "お伝えすること", "交付通知書のはがきが届きます", "法定代理人", "ご本人が、おいでください")
	b.card(landline).says(http.StatusOK, "お伝えすること", "交付通知書（はがき）", "かならず、ご本人が", "15歳未満", "成年後見").silent("申請書ID", "再発行の方")
	b.card("+818011112222").says(http.StatusOK, "お伝えすること", "マイナンバーカード").silent("法定代理人", "交付通知書")
}
