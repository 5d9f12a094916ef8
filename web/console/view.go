package console

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

//go:embed templates/*.html
var templateFiles embed.FS

// A view is a page, or a part of one that is alive.
type view struct {
	name   string // of the template
	part   string // the block of it that is wanted alone; "" is the whole page
	status int    // 0 is 200
	data   any
}

// A frame is what every page has around it.
type frame struct {
	City  string
	Who   store.Account
	Nav   []link
	Done  told // what has just been done
	Style string

	MayPass bool // calls that are passed on pop up, wherever one is
	Data    any
}

// A link leads to a page of the console.
type link struct {
	To, Name string
	Here     bool
}

// navigation are the pages that have a place in the head of each.
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

func (r *request) frame(data any) frame {
	f := frame{City: r.City.Name, Who: r.who, Done: done(r.Query("done")), Style: version, MayPass: may(r.who.Role, passing), Data: data}
	at := strings.TrimPrefix(r.Request.URL.Path, root)
	for _, n := range navigation {
		if r.who.ID != 0 && may(r.who.Role, n.duty) {
			f.Nav = append(f.Nav, link{root + n.to, n.name, at == n.to || n.to != "" && strings.HasPrefix(at, n.to+"/")})
		}
	}
	return f
}

func (v view) write(r *request) error {
	page, err := templates()
	if err != nil {
		return err
	}
	var out bytes.Buffer // a page that fails half-way must not be half a page
	if v.part != "" {
		err = page[v.name].ExecuteTemplate(&out, v.part, v.data)
	} else {
		err = page[v.name].ExecuteTemplate(&out, "layout", r.frame(v.data))
	}
	if err != nil {
		return err
	}
	status := v.status
	if status == 0 {
		status = http.StatusOK
	}
	r.Data(status, "text/html; charset=utf-8", out.Bytes())
	return nil
}

// templates are the pages, by name; each has the layout and the parts around it.
var templates = sync.OnceValues(func() (map[string]*template.Template, error) {
	common, err := template.New("").Funcs(template.FuncMap{
		"day": dayName, "clock": clock, "when": when, "last4": booking.Phone.Last4, "number": number,
		"receipt": receipt, "people": people, "counts": counts, "weekdays": weekdays,
		"css": func(own string) template.CSS { return template.CSS(own) }, // the console's own style, and nothing else
	}).ParseFS(templateFiles, "templates/layout.html", "templates/part_*.html")
	if err != nil {
		return nil, err
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".html")
		if name == "layout" || strings.HasPrefix(name, "part_") {
			continue
		}
		page, err := common.Clone()
		if err == nil {
			page, err = page.ParseFS(templateFiles, "templates/"+f.Name())
		}
		if err != nil {
			return nil, err
		}
		pages[name] = page
	}
	return pages, nil
})

// counts are the numbers of people, or of members, that a page offers.
func counts() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9} }

// A choice is an option of a select.
type choice struct{ Value, Name string }

// weekdays are the days of the week, Monday first.
func weekdays() (days []choice) {
	for d := time.Monday; d <= time.Saturday+1; d++ {
		day := d % 7
		days = append(days, choice{strconv.Itoa(int(day)), booking.WeekdaysOf(day).String() + "曜日"})
	}
	return days
}
