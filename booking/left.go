package booking

// LeftOf returns how many more visits can begin on each day from one on, before another: what
// is left of all its times, and never more than the day, or half of it, may have ([Most]). A
// day that has none is missing.
func (r Rules) LeftOf(tx Outlooker, w Want, from, until Date) (map[Date]int, error) {
	chances, err := r.Timetable(tx, w, from, until)
	if err != nil {
		return nil, err
	}
	halves := map[Date][2]int{} // morning and afternoon
	for _, c := range chances {
		day, half := DateOf(c.Start.In(JST)), 0
		if HalfOf(c.Start) == Afternoon {
			half = 1
		}
		left := halves[day]
		left[half] += c.Left
		halves[day] = left
	}
	t := timetable{Rules: r, halves: map[Date][2]int{}}
	if r.Most != (Most{}) {
		if t.Outlook, err = tx.Outlook(w.Facility, from, until, w.Phone); err != nil {
			return nil, err
		}
	}
	all := map[Date]int{}
	for day, left := range halves {
		begun := t.visits(day)
		sum := min(left[0], r.Most.leftIn(Morning, begun[0], begun[1])) + min(left[1], r.Most.leftIn(Afternoon, begun[0], begun[1]))
		if sum = min(sum, r.Most.left(begun[0], begun[1])); sum > 0 {
			all[day] = sum
		}
	}
	return all, nil
}
