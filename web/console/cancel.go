package console

import (
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// askCancel shows what would be gone.
func (r *request) askCancel() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	seen, err := r.seen(b.ID)
	if err != nil {
		return nil, err
	}
	card := r.cardOf(b.Phone)
	c := confirmation{
		Title: "取り消しの確認", Card: card, Number: number(b.Phone), Do: "取り消す", Grave: true,
		Old:    r.visit(b.Facility, b.Start, b.Party) + "　受付番号 " + receipt(b.Receipt),
		Action: fmt.Sprintf("%s/booking/%d/cancel", root, b.ID), Back: root + "/card/" + card,
		Fields:   []field{{"seen", seen}},
		ReasonOf: needsReason(r.City.RulesOf(b.Facility).MayCancel(r.Now(), b), 1),
	}
	c.Warnings, err = r.warnings(b.Phone, &b)
	return web.View{Name: "confirm", Data: c}, err
}

// cancel ends a booking, unless somebody else has changed it meanwhile.
func (r *request) cancel() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	rules := r.City.RulesOf(b.Facility)
	err = r.alter(b, func(now time.Time) error { return rules.MayCancel(now, b) }, func(tx *store.Tx) error {
		_, err := rules.Cancel(tx, b.Receipt)
		return err
	})
	return web.Moved("/card/" + r.cardOf(b.Phone) + "?done=cancelled"), err
}

// warnings are what would surprise a resident.
func (r *request) warnings(phone booking.Phone, b *booking.Booking) (list []told, err error) {
	warn := func(text, hint string) { list = append(list, told{text, hint}) }
	if b != nil && soon(r.Now(), b.Start) {
		warn("予約の時間まで、1日ありません。", "もう出かけているかもしれません。お電話で、お伝えください。")
	}
	err = r.view(func(tx *store.Tx) error {
		holds, err := tx.Holds(phone)
		for _, h := range holds {
			switch {
			case h.Kind == booking.ForUndo && b == nil:
				warn("この番号の方は、先ほど電話で予約を取り消しました。"+clock(h.Expires)+"までは、ご自分で元に戻せます。", "新しく予約すると、元に戻せなくなります。")
			case h.Kind != booking.ForUndo:
				warn("この番号の方は、いま電話で、"+when(h.Start)+"を選んでいるところです。", "続けると、その仮押さえは、なくなります。")
			}
		}
		return err
	})
	if b != nil {
		warn("ご本人には、自動では伝わりません。", "いま話している方がご本人でなければ、お電話で、お伝えください。")
	}
	return list, err
}
