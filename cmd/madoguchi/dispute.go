package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// A dispute is a decision of staff that wants another thing than the config does.
type dispute struct {
	store.Decision
	config string // what the config wants then: 休み, 窓口 2, 窓口がない
	wins   string // whose word holds
}

// disputes returns the decisions that want another thing than the config, about times that
// are not over.
func (l *line) disputes(decisions []store.Decision, now time.Time) (found []dispute) {
	for _, d := range decisions {
		open, some := l.wanted(d, now)
		x := dispute{d, openWords(open), "職員"}
		if _, known := l.City.Facility(d.Facility); !known {
			x.config = "窓口がない"
		} else if d.Kind == store.Added && some && len(open) > 0 {
			x.config += "か休み"
		}
		closing := slices.ContainsFunc(decisions, func(o store.Decision) bool {
			return o.Kind == store.Closed && o.Facility == d.Facility && !o.From.After(d.From) && !o.Until.Before(d.Until)
		})
		same := len(open) == 1 && open[0] == d.Desks
		switch d.Kind {
		case store.Closed:
			if len(open) == 0 {
				continue
			}
		case store.Added:
			if same && !some {
				continue
			}
		case store.Sized:
			if same {
				continue
			}
			if len(open) == 0 {
				x.wins = "設定"
			}
		}
		if d.Kind != store.Closed && closing {
			x.wins = "職員 (停止)"
		}
		found = append(found, x)
	}
	return found
}

// wanted returns the numbers of desks that the config wants in the time of a decision, from
// now on and for as many days as can be decided about at once, and reports whether there is
// also a time in which it wants none.
func (l *line) wanted(d store.Decision, now time.Time) (desks []int, none bool) {
	f, ok := l.City.Facility(d.Facility)
	if !ok {
		return nil, true
	}
	from := later(now, d.From)
	for n := range longest {
		day := booking.DateOf(from.In(booking.JST)).AddDays(n)
		begin, end := later(from, day.In(booking.JST)), day.AddDays(1).In(booking.JST)
		if !begin.Before(d.Until) {
			break
		}
		if end.After(d.Until) {
			end = d.Until
		}
		for _, r := range f.Plan(day).Ranges {
			opens, closes := r.From.On(day, booking.JST), r.To.On(day, booking.JST)
			if !opens.Before(end) || !closes.After(begin) {
				continue
			}
			none = none || opens.After(begin)
			begin = closes
			desks = append(desks, r.Capacity)
		}
		none = none || begin.Before(end)
	}
	slices.Sort(desks)
	return slices.Compact(desks), none
}

// openWords says how many desks are wanted: 休み, 窓口 2, 窓口 1か2.
func openWords(desks []int) string {
	if len(desks) == 0 {
		return "休み"
	}
	numbers := make([]string, len(desks))
	for i, n := range desks {
		numbers[i] = fmt.Sprint(n)
	}
	return "窓口 " + strings.Join(numbers, "か")
}

// disputed prints the decisions that want another thing than the config, and whose word
// holds.
func (d *desk) disputed(found []dispute) error {
	if len(found) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(d.out, "職員が決めたことが、設定とちがうところ"); err != nil {
		return err
	}
	t := table{head: []string{"番号", "いつの", "窓口", "設定では", "職員は", "優先", "だれが", "いつ", "理由"}}
	for _, x := range found {
		t.row(fmt.Sprint(x.ID), span(x.From, x.Until), d.name(x.Facility), x.config, words.Decision(x.Decision), x.wins, dash(x.By.Actor), dash(words.Stamp(x.At)), dash(x.By.Why))
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	_, err := fmt.Fprintln(d.out)
	return err
}
