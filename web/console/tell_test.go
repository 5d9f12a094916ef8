package console_test

import (
	"fmt"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

// textOf is the address at which a booking is sent by text.
func textOf(b booking.Booking) string { return fmt.Sprintf("/console/booking/%d/text", b.ID) }

// wrote returns the kinds of what was written to be sent.
func (o *office) wrote(b booking.Booking) (kinds []booking.MessageKind) {
	o.Helper()
	o.look(func(tx *store.Tx) error {
		sent, err := tx.Messages(b.ID)
		for _, m := range sent {
			kinds = append(kinds, m.Kind)
		}
		return err
	})
	return kinds
}

// A booking is sent to its mobile number at the press of a button, and the card says so and
// what became of it.
func TestABookingIsSentByText(t *testing.T) {
	o := open(t)
	b := o.book(caller, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	card := agent.card(caller).says(200, "予約の控えを、この番号に送ります").silent("送ったもの")
	action, fields := card.fill("SMSで送る")
	agent.post(action, fields...).says(200, "予約の控えを、SMSで送ります", "送ったもの（1件）", "SMS 予約の控え 送信待ち", "SMSで案内", "経過（2件）")
	// Pressed twice in a minute it is sent once.
	agent.post(action, fields...).says(200, "送ったもの（1件）")
	if kinds := o.wrote(b); len(kinds) != 1 || kinds[0] != booking.Copied {
		t.Fatalf("found %v", kinds)
	}
	sent, ok, err := o.ledger.BeginMessage(t.Context(), func(booking.Message) (string, error) { return "あすのご予約です。", nil })
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	agent.card(caller).says(200, "SMS 予約の控え 送信中").silent("あすのご予約です")
	if err := o.ledger.SettleMessage(t.Context(), sent.ID, sent.Tries, booking.Outcome{State: booking.MessageSent, SID: "SM1"}); err != nil {
		t.Fatal(err)
	}
	agent.card(caller).says(200, "SMS 予約の控え 送信済み").silent("SM1")
	if err := o.ledger.ReportMessage(t.Context(), booking.Report{ID: sent.ID, Tries: sent.Tries, SID: "SM1", Fate: booking.Undelivered, Code: 30006}); err != nil {
		t.Fatal(err)
	}
	agent.card(caller).says(200, "SMS 予約の控え 届かなかった")
}

// Who cannot be sent a text is told so, and the button is not there.
func TestWhatCannotBeSentByTextIsRefusedInWords(t *testing.T) {
	o := open(t)
	home, gone := o.book(landline, "tobu", at(1, 9, 0)), o.book(caller, "koseki", at(1, 9, 0))
	agent := o.signIn("agent")
	agent.card(landline).says(200, "日時を変える").silent("SMSで送る")
	agent.post(textOf(home)).says(409, "この番号には、SMSを送れません")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.Rules.Cancel(tx, gone.Receipt)
		return err
	})
	agent.card(caller).says(200, "これまでの予約").silent("SMSで送る")
	agent.post(textOf(gone)).says(404, "その予約は、もうありません")
	agent.post("/console/booking/99/text").says(404)

	o.console.Texts = false
	on := o.book(caller, "koseki", at(1, 9, 30))
	agent.card(caller).says(200, "日時を変える").silent("SMSで送る")
	agent.post(textOf(on)).says(409, "この番号には、SMSを送れません")
	for _, b := range []booking.Booking{home, gone, on} {
		if kinds := o.wrote(b); len(kinds) != 0 {
			t.Errorf("of booking %d, found %v", b.ID, kinds)
		}
	}
	// A visit that has begun is told at the counter.
	o.console.Texts = true
	o.wait(at(1, 9, 30).Sub(o.clock()))
	agent = o.signIn("agent")
	agent.card(caller).says(200, "予約の時間を過ぎています").silent("SMSで送る")
}

// What a call that the line made came to is on the card of a landline too.
func TestARemindersFateIsOnTheCard(t *testing.T) {
	o := open(t)
	b := o.book(landline, "tobu", at(1, 9, 0))
	o.do(func(tx *store.Tx) error {
		return tx.WriteReminder(b, 1, booking.Window{From: o.clock(), Until: at(0, 19, 0)})
	})
	agent := o.signIn("agent")
	agent.card(landline).says(200, "送ったもの（1件）", "自動の電話 1日前のお知らせ これからかける")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.Rules.Cancel(tx, b.Receipt)
		return err
	})
	if _, ok, err := o.ledger.BeginMessage(t.Context(), nil); ok || err != nil {
		t.Fatalf("of a cancelled booking: %v, %v", ok, err)
	}
	agent.card(landline).says(200, "これまでの予約", "自動の電話 1日前のお知らせ かけなかった")
}

// A number says once that it does not want to be reminded, and staff take that back.
func TestWhoDoesNotWantToBeRemindedIsNot(t *testing.T) {
	o := open(t)
	o.book(landline, "tobu", at(1, 9, 0))
	agent, admin := o.signIn("agent"), o.signIn("admin")
	card := agent.card(landline).says(200, "予約の前のお知らせ（送る）").silent("いらない方")
	action, fields := card.fill("この番号には、お知らせを送らない")
	agent.post(action, append(fields, "on", "no")...).says(200, "予約の前のお知らせを、やめました", "予約の前のお知らせは、いらない方", "予約の前のお知らせ（送らない）")
	o.look(func(tx *store.Tx) error {
		if wanted, err := tx.Reminded(landline); wanted || err != nil {
			t.Errorf("found %v, %v", wanted, err)
		}
		return nil
	})
	admin.get("/console/trail").says(200, "予約の前のお知らせをやめる", "下4けた 2222 の方")
	// A wish is there to be taken back, also where nobody is reminded any more.
	o.config.City.Outreach.Remind = nil
	action, fields = agent.card(landline).fill("お知らせを、また送る")
	agent.post(action, append(fields, "on", "yes")...).says(200, "予約の前に、お知らせします").silent("いらない方", "予約の前のお知らせ（")
	agent.post(action, "on", "maybe").says(400)
	agent.post(action).says(400)
}

// Nobody is asked about reminders at a number that gets none.
func TestANumberThatIsToldNothingIsNotAskedAboutReminders(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	agent.card(caller).says(200, "予約の前のお知らせ（送る）")
	agent.card("+12125550100").says(200).silent("予約の前のお知らせ")
}
