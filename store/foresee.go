package store

import "madoguchi/booking"

// Foresee returns what would become of the active bookings if the opening hours were those
// plans, with the decisions of staff laid over them: those that would have no desk at some
// instant, and those that would stand where more is promised than desks are wanted. A
// facility without a plan is as one that is always closed. It changes nothing.
func (tx *Tx) Foresee(plans []booking.DayPlan) (outside, over []booking.Booking, err error) {
	active, err := tx.List(Filter{})
	if err != nil || len(active) == 0 {
		return nil, nil, err
	}
	planned := map[string][]booking.DayPlan{}
	for _, p := range plans {
		planned[p.Facility] = append(planned[p.Facility], p)
	}
	end := tx.now
	for _, b := range active {
		if b.End.After(end) {
			end = b.End
		}
	}
	first, last := booking.DateOf(tx.now.In(booking.JST)), booking.DateOf(end.In(booking.JST)).AddDays(1)
	at := map[string]booking.Timeline{}
	for _, b := range active {
		t, ok := at[b.Facility]
		if !ok {
			if t, err = tx.Timeline(b.Facility, first.In(booking.JST), last.In(booking.JST)); err != nil {
				return nil, nil, err
			}
			decisions, err := tx.Decisions(b.Facility, first.In(booking.JST), last.In(booking.JST))
			if err != nil {
				return nil, nil, err
			}
			t.Wanted = Wanted(planned[b.Facility], decisions, first, last)
			at[b.Facility] = t
		}
		from := b.Start
		if from.Before(tx.now) { // what is over of a visit is too much for nobody
			from = tx.now
		}
		wanted, _, _ := t.Worst(b.Start, b.End)
		switch {
		case wanted == 0:
			outside = append(outside, b)
		case t.Over(from, b.End):
			over = append(over, b)
		}
	}
	return outside, over, nil
}
