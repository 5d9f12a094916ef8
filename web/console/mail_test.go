package console_test

import (
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

const hanako = booking.Phone("mail:hanako@example.jp")

// Staff see of an address in lists what they see of a number: not enough to write to it. Its
// whole is on its card, and on record.
func TestABookingOfAnAddressIsSeenAsThatOfANumber(t *testing.T) {
	o := open(t)
	b := o.book(hanako, "tobu", at(1, 9, 0))
	agent := o.signIn("agent")
	found := agent.post("/console/find", "q", hanako.Address())
	lists := []page{found, agent.post("/console/find", "q", string(b.Receipt)), o.signIn("counter").get("/console/today/tobu?day=" + booking.DateOf(at(1, 9, 0)).String())}
	for _, list := range lists {
		if said := list.says(200, "h***@e***.jp").silent("hanako").text(); strings.Contains(said, "下4けた h") {
			t.Errorf("%s calls an address four digits", list.at)
		}
	}
	card := agent.get(found.link("h***@e***.jp")).says(200, "hanako@example.jp", "メールアドレス", "メールで送る").silent("SMSで送る", "自動音声に引き継ぐ", "下4けた")
	action, fields := card.fill("メールで送る")
	agent.post(action, fields...).says(200, "予約の控えを、メールで送ります", "メール 予約の控え 送信待ち")
	o.look(func(tx *store.Tx) error {
		trail, err := tx.Audit(b.ID)
		seen := false
		for _, e := range trail {
			seen = seen || e.Deed == store.DidSee && e.Detail.Look.Page == store.CardPage
		}
		if !seen {
			t.Error("nobody knows that the address was seen")
		}
		return err
	})
	agent.post("/console/find", "q", "hanako@localhost").says(200, "このメールアドレスは、使えません")
}
