package console

import (
	"slices"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// An affectedPage lists the bookings that staff must know of, because they do not go by the
// rules of now.
type affectedPage struct {
	foretold
	Despite []touched // that staff took beyond what callers may
}

// affected lists the bookings that have no desk any more: somebody must call these people.
// Beside them it lists those that stand where more is promised than desks are wanted, and
// those that staff took beyond what callers may.
func (r *request) affected() (answer, error) {
	var f affectedPage
	err := view(r, store.ToPlan, func(tx store.Planning) error {
		bare, err := tx.Unstaffed("", tx.Now(), endOfTime.In(booking.JST))
		if err != nil {
			return err
		}
		over, err := tx.OverPromised("", tx.Now(), endOfTime.In(booking.JST))
		for _, b := range bare {
			f.Bare = append(f.Bare, touched{shown: r.shown(b)})
		}
		for _, b := range over {
			if !slices.ContainsFunc(bare, func(o store.Seen) bool { return o.ID == b.ID }) {
				f.Over = append(f.Over, touched{shown: r.shown(b)})
			}
		}
		if err != nil {
			return err
		}
		despite, err := tx.List(store.Filter{Despite: true})
		for _, b := range despite {
			f.Despite = append(f.Despite, touched{shown: r.shown(b)})
		}
		return err
	})
	if ids := append(f.ids(), foretold{Over: f.Despite}.ids()...); err == nil && len(ids) > 0 && !r.Live {
		err = r.see(ids, store.Look{Page: store.AffectedPage})
	}
	return web.View{Name: "affected", Data: f}, err
}
