package console

import (
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// perPage is how many entries of the audit trail stand on a page.
const perPage = 100

// A trailPage is the audit trail: who saw or changed what. It can be read here and
// nowhere changed.
type trailPage struct {
	Filter  store.TrailFilter
	Day     string
	Entries []trailLine
	Older   string
	Whats   []choice
	Ways    []choice
}

type trailLine struct {
	At, Way, Who, What, Detail, Remark string
	Booking                            int64
}

var ways = []choice{{"", "すべて"}, {store.Phone, "電話"}, {store.Console, "この画面"}, {store.Terminal, "端末"}, {store.Clock, "自動"}}

// whats are what one looks for in the trail, in the order in which one does.
var whats = []string{"see", "book", "move", "cancel", "restore", "memo", "arrived", "absent", "close", "open", "capacity", "notice", "end-notice",
	"ask-back", "take-back", "back-reached", "back-unreached", "back-dropped", "new-code", "passed-in", "wrong-code", "wrong-number", "walk-in-over", "walk-in", "block", "unblock", "sign-in", "sign-out", "wrong-password", "account", "end-account", "password"}

func (r *request) trail() (answer, error) {
	p := trailPage{Ways: ways, Whats: []choice{{"", "すべて"}}}
	for _, w := range whats {
		p.Whats = append(p.Whats, choice{w, deedName(w)})
	}
	p.Filter = store.TrailFilter{Actor: r.Text("actor", 40), What: r.Text("what", 20), Through: r.Text("through", 10)}
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
			At: when(e.At), Way: wayName(e.Through), Who: e.Actor, What: deedName(e.What), Detail: r.detail(e), Remark: e.Remark, Booking: e.Booking,
		})
	}
	if len(entries) == perPage {
		p.Older = with("/trail", "before", strconv.FormatInt(entries[perPage-1].ID, 10), "actor", p.Filter.Actor, "what", p.Filter.What, "through", p.Filter.Through, "day", p.Day)
	}
	return web.View{Name: "trail", Data: p}, nil
}

func wayName(through string) string {
	for _, w := range ways {
		if w.Value == through {
			return w.Name
		}
	}
	return through
}
