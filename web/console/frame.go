package console

import (
	"embed"
	"html/template"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the templates of the console, with the words that they use.
var pages = web.NewPages(templateFiles, "templates", template.FuncMap{
	"day": words.Day, "clock": words.Clock, "when": words.When,
	"receipt": words.Receipt, "people": words.People, "whose": whose, "counts": counts, "weekdays": weekdays,
	"wrongfield": wrongField,
	"otpauth":    func(own string) template.URL { return template.URL(own) }, // leads to an application; html/template knows only web addresses
	"css":        func(own string) template.CSS { return template.CSS(own) }, // the console's own style, and nothing else
})

//go:embed static/*.css static/*.js static/*.svg static/vendor/*.js
var staticFiles embed.FS

var static = web.NewStatic(staticFiles, "static")

// A frame is what every page has around it.
type frame struct {
	City  string
	Who   store.Account
	Led   bool // to set up a second factor, and nowhere else
	Nav   []link
	Done  told // what has just been done
	Doubt words.Warning
	Style string

	MayPass bool // calls that are passed on pop up, wherever one is
	MayRule bool // the first page has the alarms
	Data    any
}

// A link leads to a page of the console.
type link struct {
	To, Name string
	Here     bool
}

// navigation has the pages that the head of every page links to.
var navigation = []struct {
	duty     duty
	to, name string
}{
	{desk, "", "さがす"},
	{passing, "/queue", "折り返し"},
	{counting, "/today", "今日"},
	{desk, "/free", "空き"},
	{desk, "/calendar", "カレンダー"},
	{desk, "/notices", "お知らせ"},
	{ruling, "/numbers", "統計"},
	{ruling, "/blocked", "着信拒否"},
	{ruling, "/trail", "記録"},
}

// Frame puts the head around a page's data: who is there, and where they may go.
func (r *request) Frame(data any) any {
	f := frame{
		City: r.City.Name, Who: r.who, Led: r.led(), Done: done(r.Query("done")), Doubt: words.Doubt(r.Ledger.Doubt()), Style: static.Version,
		MayPass: may(r.who.Role, passing) && !r.led(), MayRule: may(r.who.Role, ruling), Data: data,
	}
	at := strings.TrimPrefix(r.Request.URL.Path, root)
	for _, n := range navigation {
		if r.who.ID != 0 && !f.Led && may(r.who.Role, n.duty) {
			f.Nav = append(f.Nav, link{root + n.to, n.name, at == n.to || n.to != "" && strings.HasPrefix(at, n.to+"/")})
		}
	}
	return f
}

// counts returns the numbers of people, or of members, that a page offers.
func counts() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9} }

// A choice is an option of a select.
type choice struct{ Value, Name string }

// A fieldWrong is what is wrong with a field.
type fieldWrong struct {
	told
	Of string // the id of the field
}

func wrongField(name, n string, why told) fieldWrong { return fieldWrong{why, name + n} }

// weekdays returns the days of the week, Monday first.
func weekdays() (days []choice) {
	for d := time.Monday; d <= time.Saturday+1; d++ {
		day := d % 7
		days = append(days, choice{strconv.Itoa(int(day)), booking.WeekdaysOf(day).String() + "曜日"})
	}
	return days
}
