package store

import (
	"testing"

	"madoguchi/booking"
)

// Whoever sets a limit of callers aside is on record with it, in what is made, changed and
// cancelled in the same transaction, and in nothing else.
func TestALimitThatIsSetAsideIsInTheTrail(t *testing.T) {
	w := newTown(t)
	row := w.row(3, 1)
	for limit, want := range map[Limit][]string{
		LimitCutOff: {"book cut-off", "change cut-off", "arrived ", "memo ", "cancel cut-off"},
		"":          {"book ", "change ", "arrived ", "memo ", "cancel "},
	} {
		var b booking.Booking
		w.do(func(tx *Tx) (err error) {
			if limit != "" {
				if err := tx.SetAside(limit); err != nil {
					return err
				}
			}
			if b, err = insert(tx, phone(1), seats(1, row[0])); err != nil {
				return err
			}
			if b, err = changeTo(tx, b, row[1]); err != nil {
				return err
			}
			if err := tx.Attend(b, booking.Arrived); err != nil {
				return err
			}
			if err := tx.Remark(b.ID, "車いすの方"); err != nil {
				return err
			}
			return tx.Cancel(b, tx.Now())
		})
		w.look(func(tx *Tx) error {
			trail, err := tx.Audit(b.ID)
			var told []string
			for _, e := range trail {
				told = append(told, string(e.Deed)+" "+string(e.Detail.Despite))
			}
			expectTexts(t, "with "+string(limit), told, want...)
			return err
		})
	}
	if err := w.Update(bg, staff, func(tx *Tx) error { return tx.SetAside("weather") }); !contains(err, `found the limit "weather"`) {
		t.Errorf("found %v", err)
	}
}
