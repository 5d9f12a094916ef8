package console

import (
	"slices"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// perPage is how many entries of the audit trail stand on a page.
const perPage = 100

// A trailPage is the audit trail: who saw or changed what. It can be read here, and
// changed nowhere.
type trailPage struct {
	Filter  store.TrailFilter
	Day     string
	Entries []trailLine
	Older   string
	Deeds   []choice
	Ways    []choice
}

type trailLine struct {
	At, Way, Who, What, Detail, Remark string
	Booking                            int64
}

// deedChoices and wayChoices return what the trail can be narrowed to: every deed, in
// the order in which one looks for it, and every way.
func deedChoices() []choice {
	all := []choice{{"", "すべて"}}
	for _, d := range store.Deeds {
		all = append(all, choice{string(d), words.Deed(d)})
	}
	return all
}

func wayChoices() []choice {
	all := []choice{{"", "すべて"}}
	for _, w := range store.Ways {
		all = append(all, choice{string(w), words.Way(w)})
	}
	return all
}

func (r *request) trail() (answer, error) {
	p := trailPage{Ways: wayChoices(), Deeds: deedChoices()}
	p.Filter = store.TrailFilter{Actor: r.Text("actor", 40), Deed: store.Deed(r.Text("what", 20)), Way: store.Way(r.Text("through", 10))}
	if f := p.Filter; f.Deed != "" && !slices.Contains(store.Deeds, f.Deed) || f.Way != "" && !slices.Contains(store.Ways, f.Way) {
		return nil, wrong("その種類の記録は、ありません。", "「何を」と「何で」を、選び直してください。")
	}
	day, err := r.Day("day")
	if err != nil {
		return nil, err
	}
	p.Filter.Day = day
	if day != (booking.Date{}) {
		p.Day = day.String()
	}
	before, err := r.Whole("before", 1, 1<<40, 0)
	if err != nil {
		return nil, err
	}
	var entries []store.Entry
	err = view(r, store.ToRule, func(tx store.Ruling) (err error) {
		entries, err = tx.Trail(int64(before), perPage, p.Filter)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		p.Entries = append(p.Entries, trailLine{
			At: words.When(e.At), Way: words.Way(e.Way), Who: words.Actor(e), What: words.Deed(e.Deed), Detail: words.Detail(r.City, e), Remark: e.Remark, Booking: e.Booking,
		})
	}
	if len(entries) == perPage {
		p.Older = with("/trail", "before", strconv.FormatInt(entries[perPage-1].ID, 10), "actor", p.Filter.Actor, "what", string(p.Filter.Deed), "through", string(p.Filter.Way), "day", p.Day)
	}
	return web.View{Name: "trail", Data: p}, nil
}
