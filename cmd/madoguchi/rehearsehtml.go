package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/rehearsal"
	"madoguchi/web/plot"
)

//go:embed rehearse.html
var rehearseHTML string

var rehearseTemplate = template.Must(template.New("rehearse").Parse(rehearseHTML))

// A yearTold is a year as it is told to people and to programs.
type yearTold struct {
	City   string       `json:"city"`
	People int          `json:"people"`
	Seed   int          `json:"seed"`
	From   booking.Date `json:"from"`
	Days   int          `json:"days"`

	Calls     int `json:"calls"`
	Booked    int `json:"booked"`
	Changed   int `json:"changed"`
	Cancelled int `json:"cancelled"`
	Passed    int `json:"passed_to_a_person"`
	Came      int `json:"came"`
	Missed    int `json:"missed"`
	Texts     int `json:"texts"`
	Rung      int `json:"reminder_calls"`
	Heard     int `json:"reminder_calls_heard"`
	Turns     int `json:"turns"`

	Reminded       int     `json:"reminded"`
	MissedReminded float64 `json:"missed_of_reminded_percent"`
	MissedOthers   float64 `json:"missed_of_others_percent"`

	Minutes int `json:"minutes_of_reminder_calls"`
	Yen     int `json:"yen_of_texts_and_reminder_calls"`

	Weeks []rehearsal.Week `json:"weeks"`

	Services map[booking.ServiceID]int `json:"booked_by_service,omitempty"` // where the city has several
	names    []counted                 // the same for people
}

// yearOf tells the figures of a year.
func yearOf(l *line, r rehearsed, f *rehearsal.Figures) yearTold {
	all := f.Sum()
	y := yearTold{
		City: l.City.Name, People: r.people, Seed: r.seed, From: r.from, Days: r.days,
		Calls: all.Calls, Booked: all.Booked, Changed: f.Changed, Cancelled: f.Cancelled, Passed: f.Passed,
		Came: all.Came, Missed: all.Missed, Texts: all.Texts, Rung: all.Rung, Heard: f.Heard, Turns: f.Turns,
		Reminded: all.Reminded, Minutes: f.Minutes, Weeks: f.Weeks,
		MissedReminded: percent(all.MissedAnyway, all.Reminded),
		MissedOthers:   percent(all.Missed-all.MissedAnyway, all.Came+all.Missed-all.Reminded),
	}
	if l.City.SeveralServices() {
		y.Services = f.Services
		for _, s := range l.City.Services {
			y.names = append(y.names, counted{"予約のうち、" + s.Name, plot.Grouped(f.Services[s.ID]) + "件"})
		}
	}
	y.Yen = y.Texts*r.text + y.Minutes*r.minute
	return y
}

// percent returns how many of so many, in a hundred; 0 of none.
func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(1000*n/of) / 10
}

// A counted is a row of the table: what was counted, and how much of it.
type counted struct{ What, How string }

// Rows returns the figures as they are told to people.
func (y yearTold) Rows() []counted {
	n := plot.Grouped
	rows := []counted{
		{"かかってきた電話", n(y.Calls) + "件（" + n(y.Turns) + " 往復）"},
		{"予約", n(y.Booked) + "件"},
	}
	return append(append(rows, y.names...), []counted{
		{"変更 · 取り消し", n(y.Changed) + "件 · " + n(y.Cancelled) + "件"},
		{"係につないだ電話", n(y.Passed) + "件"},
		{"来られた方 · 来られなかった方", n(y.Came) + "人 · " + n(y.Missed) + "人"},
		{"お知らせを受けた方のうち、来られなかった方", fmt.Sprintf("%.1f%%", y.MissedReminded)},
		{"ほかの方のうち、来られなかった方", fmt.Sprintf("%.1f%%", y.MissedOthers)},
		{"送ったSMS", n(y.Texts) + "通"},
		{"お知らせの電話 · 聞かれたもの", n(y.Rung) + "件（" + n(y.Minutes) + "分） · " + n(y.Heard) + "件"},
		{"SMSと、お知らせの電話の費用", n(y.Yen) + "円"},
	}...)
}

// String tells the figures in lines.
func (y yearTold) String() string {
	lines := []string{y.Title()}
	for _, row := range y.Rows() {
		lines = append(lines, row.What+": "+row.How)
	}
	return strings.Join(append(lines, "約束が守られなかったこと: なし"), "\n")
}

// Title says which year it is.
func (y yearTold) Title() string {
	return fmt.Sprintf("%s（人口 %s人）、%s から %d日間（種 %d）", y.City, plot.Grouped(y.People), dayName(y.From), y.Days, y.Seed)
}

// A pictured is a plot with its title.
type pictured struct {
	Title   string
	Drawing template.HTML
	Table   plot.Table
}

// Pictures returns the year week by week.
func (y yearTold) Pictures() []pictured {
	bars := func(id, title, unit string, parts []string, of func(rehearsal.Week) []int) pictured {
		p := plot.Bars{ID: id, Title: title, Unit: unit, Parts: parts}
		for _, w := range y.Weeks {
			p.Days = append(p.Days, plot.Bar{Day: w.First, Counts: of(w)})
		}
		return pictured{title, p.SVG(), p.Table()}
	}
	return []pictured{
		bars("calls", "1週間の電話", "件", []string{"電話"}, func(w rehearsal.Week) []int { return []int{w.Calls} }),
		bars("booked", "1週間の予約", "件", []string{"予約"}, func(w rehearsal.Week) []int { return []int{w.Booked} }),
		bars("visits", "1週間に、来られた方と、来られなかった方", "人", []string{"来られた方", "来られなかった方"}, func(w rehearsal.Week) []int { return []int{w.Came, w.Missed} }),
		bars("told", "1週間のSMSと、お知らせの電話", "件", []string{"SMS", "お知らせの電話"}, func(w rehearsal.Week) []int { return []int{w.Texts, w.Rung} }),
	}
}

// page writes the year as a page.
func (y yearTold) page(out io.Writer) error { return rehearseTemplate.Execute(out, y) }
