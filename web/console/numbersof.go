package console

import (
	"slices"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/plot"
	"madoguchi/web/words"
)

// byService returns the figures of each service over all days. Bookings of one that has left the
// config come last.
func (c *Console) byService(each []store.ServiceFigures) (t plot.Table) {
	if !c.City.SeveralServices() {
		return t
	}
	sums, ids := map[booking.ServiceID]store.Figures{}, []booking.ServiceID{}
	for _, s := range c.City.Services {
		ids = append(ids, s.ID)
	}
	for _, f := range each {
		if !slices.Contains(ids, f.Service) {
			ids = append(ids, f.Service)
		}
		all := sums[f.Service]
		all.Bookings, all.Changes, all.Cancels = all.Bookings+f.Bookings, all.Changes+f.Changes, all.Cancels+f.Cancels
		all.Visits, all.Arrived, all.Absent = all.Visits+f.Visits, all.Arrived+f.Arrived, all.Absent+f.Absent
		sums[f.Service] = all
	}
	t.Head = []string{"用件", "予約", "変更", "取り消し", "来庁の予定", "来られた", "来られなかった"}
	for _, id := range ids {
		f, row := sums[id], []string{words.Service(c.City, id)}
		for _, n := range []int{f.Bookings, f.Changes, f.Cancels, f.Visits, f.Arrived, f.Absent} {
			row = append(row, plot.Grouped(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// withServices adds to each row of the sheet, and to its head, the figures of each service on
// that day at that facility, where the city has several.
func (c *Console) withServices(rows [][]string, figures []store.Figures, each []store.ServiceFigures) {
	for _, s := range c.services() {
		rows[0] = append(rows[0], s.Name+"の予約", s.Name+"の来庁の予定", s.Name+"で来られた", s.Name+"で来られなかった")
		for i, f := range figures {
			var own store.Figures
			for _, e := range each {
				if e.Service == s.ID && e.Day == f.Day && e.Facility == f.Facility {
					own = e.Figures
				}
			}
			for _, n := range []int{own.Bookings, own.Visits, own.Arrived, own.Absent} {
				rows[i+1] = append(rows[i+1], strconv.Itoa(n))
			}
		}
	}
}
