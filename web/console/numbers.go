package console

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/plot"
	"madoguchi/web/words"
)

// mostFigures is the most days of figures that are shown at once, and usual how many
// are shown if nobody asks for others.
const (
	mostFigures = 366
	usual       = 30
)

// A numbersPage is what the line has done, by day and facility.
type numbersPage struct {
	From, To string
	Facility string
	Places   []booking.Facility
	Service  booking.ServiceID // the figures are of it alone; "" is of all
	Services []booking.Service // to choose from; none where there is only one
	Table    plot.Table        // of each service; empty where there is only one
	Sums     []sum
	Plots    []drawn
	Sheet    string
}

// A sum is one figure over all days.
type sum struct {
	Name, Value, Note string
	of                counted
}

// counted is what a figure counts.
type counted int

// What figures count: what is done to bookings, and what belongs to no service.
const (
	ofBookings counted = iota
	ofCalls
)

// A drawn is a drawing, and what it shows as a table.
type drawn struct {
	Title   string
	Drawing template.HTML
	Table   plot.Table
}

// A spanOfDays is a span of days, both included, at one facility or at all.
type spanOfDays struct {
	first, last booking.Date
	facility    string
	service     booking.ServiceID // "" is all
}

func (r *request) readSpan() (s spanOfDays, err error) {
	if s.first, err = r.Day("from"); err != nil {
		return s, err
	}
	if s.last, err = r.Day("to"); err != nil {
		return s, err
	}
	today := dayOf(r.Now())
	if s.last == (booking.Date{}) || s.last.After(today) {
		s.last = today
	}
	if s.first == (booking.Date{}) {
		s.first = s.last.AddDays(1 - usual)
	}
	if s.first.After(s.last) || s.last.After(s.first.AddDays(mostFigures-1)) {
		return s, wrong("期間が、正しくありません。", "始まりの日を、終わりの日より前に、1年までで選んでください。")
	}
	if s.facility, err = r.facility("facility"); err != nil {
		return s, err
	}
	s.service, err = r.service("service")
	return s, err
}

// days returns the days of the span.
func (s spanOfDays) days() (days []booking.Date) {
	for d := s.first; !d.After(s.last); d = d.AddDays(1) {
		days = append(days, d)
	}
	return days
}

// facilityOf returns the id of the facility that has a dialled number, "" if all share it.
func (c *Console) facilityOf(line booking.Phone) string {
	f, _ := c.City.FacilityOf(line)
	return f.ID
}

// figures reads what happened in the span that is asked for, by day and facility: of all, or of
// one service, to which no calls belong.
func (r *request) figures() (s spanOfDays, figures []store.Figures, each []store.ServiceFigures, err error) {
	if s, err = r.readSpan(); err != nil {
		return s, nil, nil, err
	}
	err = view(r, store.ToRule, func(tx store.Ruling) (err error) {
		if r.City.SeveralServices() {
			if each, err = tx.FiguresByService(s.first, s.last.AddDays(1)); err != nil {
				return err
			}
		}
		if s.service == "" {
			figures, err = tx.Figures(s.first, s.last.AddDays(1), r.facilityOf)
		}
		return err
	})
	for _, f := range each {
		if f.Service == s.service {
			figures = append(figures, f.Figures)
		}
	}
	if s.facility != "" {
		figures = slices.DeleteFunc(figures, func(f store.Figures) bool { return f.Facility != s.facility })
		each = slices.DeleteFunc(each, func(f store.ServiceFigures) bool { return f.Facility != s.facility })
	}
	return s, figures, each, err
}

func (r *request) numbers() (answer, error) {
	s, figures, each, err := r.figures()
	if err != nil {
		return nil, err
	}
	var endings []store.Ending
	err = view(r, store.ToRule, func(tx store.Ruling) (err error) {
		endings, err = tx.Endings(s.first, s.last.AddDays(1))
		return err
	})
	if err != nil {
		return nil, err
	}
	useful, err := r.useful(s)
	if err != nil {
		return nil, err
	}
	p := numbersPage{
		From: s.first.String(), To: s.last.String(), Facility: s.facility, Places: r.City.Facilities, Sums: sums(figures),
		Sheet:   with("/numbers/csv", "from", s.first.String(), "to", s.last.String(), "facility", s.facility),
		Service: s.service, Services: r.services(), Table: r.byService(each),
	}
	if s.service != "" {
		p.Sheet += "&service=" + url.QueryEscape(string(s.service))
		p.Sums = slices.DeleteFunc(p.Sums, func(of sum) bool { return of.of == ofCalls })
	}
	days := s.days()
	bars := func(id, title, unit string, parts []string, count func(store.Figures) []int) {
		b := plot.Bars{ID: id, Title: title, Unit: unit, Parts: parts, Days: daysOf(days, figures, count)}
		p.Plots = append(p.Plots, drawn{title, b.SVG(), b.Table()})
	}
	if s.service == "" {
		bars("calls", "電話", "件", []string{"電話だけで済んだ", "係の者が要った", "途中で切れた"}, func(f store.Figures) []int {
			return []int{f.Calls - f.Person - f.GaveUp, f.Person, f.GaveUp}
		})
	}
	bars("booked", "予約", "件", []string{words.Way(store.ByPhone), words.Way(store.ByWeb), words.Way(store.ByConsole), words.Way(store.ByTerminal)}, func(f store.Figures) []int {
		return []int{f.ByPhone.Bookings, f.ByWeb.Bookings, f.ByConsole.Bookings, f.ByTerminal.Bookings}
	})
	bars("altered", "変更と取り消し", "件", []string{"変更", "取り消し", "取り消しの取りやめ"}, func(f store.Figures) []int {
		return []int{f.Changes, f.Cancels, f.Restored}
	})
	bars("visits", "来庁", "件", []string{"来られた", "来られなかった", "記録なし"}, func(f store.Figures) []int {
		return []int{f.Arrived, f.Absent, f.Visits - f.Arrived - f.Absent}
	})
	if s.service != "" { // what follows is of calls
		return web.View{Name: "numbers", Data: p}, nil
	}
	band := plot.Band{ID: "useful", Title: "用件が聞こえるまでの秒", Unit: "秒", Lower: "まん中の方", Upper: "10人のうち9人まで", Days: useful}
	p.Plots = append(p.Plots, drawn{band.Title, band.SVG(), band.Table()})
	list := plot.Ranking{ID: "endings", Title: "電話を切った場面", Unit: "件", Of: "場面"}
	list.Items = r.places(endings)
	p.Plots = append(p.Plots, drawn{list.Title, list.SVG(), list.Table()})
	return web.View{Name: "numbers", Data: p}, nil
}

// places returns where calls ended, in the words of the staff, most calls first. A
// state whose phrase is not known may have the name of one whose phrase is.
func (r *request) places(endings []store.Ending) (list []plot.Ranked) {
	for _, e := range endings {
		name := r.Dialogue.Place(e.State, e.Said, ivr.Reply{})
		i := slices.IndexFunc(list, func(have plot.Ranked) bool { return have.Name == name })
		if i < 0 {
			i, list = len(list), append(list, plot.Ranked{Name: name})
		}
		list[i].Count += e.Calls
	}
	slices.SortStableFunc(list, func(a, b plot.Ranked) int { return b.Count - a.Count })
	return list
}

// daysOf adds the figures of all facilities up, day by day.
func daysOf(days []booking.Date, figures []store.Figures, count func(store.Figures) []int) (bars []plot.Bar) {
	at := map[booking.Date][]int{}
	for _, f := range figures {
		for i, n := range count(f) {
			if at[f.Day] == nil {
				at[f.Day] = make([]int, len(count(f)))
			}
			at[f.Day][i] += n
		}
	}
	for _, d := range days {
		bars = append(bars, plot.Bar{Day: d, Counts: at[d]})
	}
	return bars
}

// sums returns the figures over all days.
func sums(figures []store.Figures) []sum {
	var all store.Figures
	for _, f := range figures {
		all.Calls, all.Person, all.GaveUp = all.Calls+f.Calls, all.Person+f.Person, all.GaveUp+f.GaveUp
		all.Bookings, all.Changes, all.Cancels = all.Bookings+f.Bookings, all.Changes+f.Changes, all.Cancels+f.Cancels
		all.Visits, all.Arrived, all.Absent = all.Visits+f.Visits, all.Arrived+f.Arrived, all.Absent+f.Absent
		all.Visitors, all.VisitorsLeft = all.Visitors+f.Visitors, all.VisitorsLeft+f.VisitorsLeft
	}
	return []sum{
		{"電話", plot.Grouped(all.Calls), "", ofCalls},
		{"係の者が要った電話", plot.Grouped(all.Person), percent(all.Person, all.Calls), ofCalls},
		{"途中で切れた電話", plot.Grouped(all.GaveUp), percent(all.GaveUp, all.Calls), ofCalls},
		{"予約", plot.Grouped(all.Bookings), "", ofBookings},
		{"変更", plot.Grouped(all.Changes), "", ofBookings},
		{"取り消し", plot.Grouped(all.Cancels), "", ofBookings},
		{"来られなかった方", plot.Grouped(all.Absent), percent(all.Absent, all.Arrived+all.Absent), ofBookings},
		{"予約なしの方", plot.Grouped(all.Visitors) + "組", "", ofCalls},
	}
}

func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f%%", 100*float64(n)/float64(of))
}

// usefulDays remembers days that are over: what was heard then does not change.
type usefulDays struct {
	mu   sync.Mutex
	days map[booking.Date]plot.Range
}

// useful returns how long callers waited for their first useful word, on the days
// whose words are still kept. It counts all lines: a caller hears the same on each.
func (r *request) useful(s spanOfDays) (days []plot.Range, err error) {
	today := dayOf(r.Now())
	for _, d := range s.days() {
		if d.Before(today.AddDays(-usual)) {
			continue
		}
		one, ok := r.heard.of(d)
		if !ok {
			if one, err = r.usefulOn(d); err != nil {
				return nil, err
			}
			if d.Before(today) {
				r.heard.keep(one)
			}
		}
		days = append(days, one)
	}
	return days, nil
}

func (r *request) usefulOn(d booking.Date) (one plot.Range, err error) {
	var seconds []float64
	err = view(r, store.ToRule, func(tx store.Ruling) error {
		return tx.FirstReplies(d, func(_ booking.Phone, reply ivr.Reply) error {
			if s, ok := r.Dialogue.Useful(reply); ok {
				seconds = append(seconds, s)
			}
			return nil
		})
	})
	median, ninth, ok := ivr.Spread(seconds)
	return plot.Range{Day: d, Lower: median, Upper: ninth, None: !ok}, err
}

func (u *usefulDays) of(d booking.Date) (plot.Range, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	one, ok := u.days[d]
	return one, ok
}

func (u *usefulDays) keep(one plot.Range) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.days == nil || len(u.days) > 2*usual {
		u.days = map[booking.Date]plot.Range{}
	}
	u.days[one.Day] = one
}

// numbersCSV answers with the figures by day and facility, for a sheet.
func (r *request) numbersCSV() (answer, error) {
	s, figures, each, err := r.figures()
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"日", "窓口", "電話", "係の者が要った", "途中で切れた", "予約", "うち電話", "うちインターネット", "うち画面", "うち端末", "変更", "取り消し", "取り消しの取りやめ",
		"来庁の予定", "来られた", "来られなかった", "予約なし（組）", "うち帰られた"}}
	for _, f := range figures {
		row := []string{f.Day.String(), cmp.Or(r.place(f.Facility), "共通の番号")}
		for _, n := range []int{f.Calls, f.Person, f.GaveUp, f.Bookings, f.ByPhone.Bookings, f.ByWeb.Bookings, f.ByConsole.Bookings, f.ByTerminal.Bookings, f.Changes, f.Cancels, f.Restored,
			f.Visits, f.Arrived, f.Absent, f.Visitors, f.VisitorsLeft} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	r.withServices(rows, figures, each)
	return download{fmt.Sprintf("numbers-%s-%s", s.first, s.last), rows}, nil
}
