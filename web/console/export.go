package console

import (
	"bytes"
	"fmt"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/sheet"
	"madoguchi/web/words"
)

// A download is a table that a browser saves under a name.
type download struct {
	name string // plain letters, digits and hyphens
	rows [][]string
}

func (d download) Write(x *web.Exchange) error {
	var out bytes.Buffer // a table that breaks off must not look like a whole one
	table := sheet.New(&out)
	for _, row := range d.rows {
		if err := table.Row(row...); err != nil {
			return err
		}
	}
	if err := table.End(); err != nil {
		return err
	}
	x.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, d.name))
	x.Data(200, "text/csv; charset=utf-8", out.Bytes())
	return nil
}

// dayCSV answers with the list of a counter's day, which has what the screen has.
func (r *request) dayCSV() (answer, error) {
	page, ids, err := r.askedList()
	if err != nil {
		return nil, err
	}
	f, day := page.Facility, page.Day
	rows := [][]string{{"日", "時間", "終わり", "窓口", "人数", "下4けた", "受付番号", "手続き", "何人目", "状態", "来庁", "代理"}}
	if page.Services {
		rows[0] = append(rows[0], "用件")
	}
	add := func(service string, cells ...string) {
		if page.Services {
			cells = append(cells, service)
		}
		rows = append(rows, cells)
	}
	for _, row := range page.Rows {
		if b := row.Booking; b != nil {
			add(b.Service, day.String(), words.Clock(b.Start), words.Clock(b.End), b.Place, strconv.Itoa(b.Party), b.Last4, string(b.Receipt),
				b.Procedure, strconv.Itoa(b.Booking.Member), b.State, cameNames[b.Came], words.Proxy(b.Proxy))
			continue
		}
		v := row.Visitor
		add("", day.String(), words.Clock(v.Came), "", f.Name, strconv.Itoa(v.Party), "", "",
			"", "", fmt.Sprintf("予約なし %d番", v.Number), visitorNames[v.State], "")
	}
	return download{fmt.Sprintf("%s-%s", f.ID, day), rows}, r.see(ids, store.Look{Page: store.DayFile, Facility: f.ID, Day: day})
}

var (
	cameNames    = map[booking.Came]string{booking.Arrived: "来庁", booking.Absent: "来られず"}
	visitorNames = map[store.VisitorState]string{store.Waiting: "お待ち", store.Served: "ご案内ずみ", store.Left: "帰られた"}
)
