package console

import (
	"fmt"

	"madoguchi/store"
	"madoguchi/web/words"
)

// cancelling reads which booking is to be cancelled.
func (r *request) cancelling() (a act, err error) {
	b, err := r.standing()
	if err != nil {
		return a, err
	}
	rules := r.City.RulesFor(b.Service, b.Facility)
	return act{
		confirmation: confirmation{
			Title: "取り消しの確認", Do: "取り消す", Grave: true,
			Old:    r.visit(b.Facility, b.Start, b.Party) + r.forService(b.Service) + byProxy(b.Proxy) + "　受付番号 " + words.Receipt(b.Receipt),
			Action: fmt.Sprintf("%s/booking/%d/cancel", root, b.ID), Back: root + "/card/" + r.cardOf(b.Phone),
		},
		number: b.Phone, stands: &b, done: "cancelled",
		may: func(tx store.Serving) error { return rules.MayCancel(tx.Now(), b.Booking) },
		do:  func(tx store.Serving) (store.Seen, error) { return tx.Cancel(rules, b.Receipt) },
	}, nil
}
