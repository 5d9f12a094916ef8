package console

import (
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// facility reads the id of a facility; "" if none was named.
func (r *request) facility(name string) (string, error) { return r.Facility(r.City, name) }

// dayOrToday reads a day, and returns today if there is none.
func (r *request) dayOrToday(name string) (booking.Date, error) {
	d, err := r.Day(name)
	if err == nil && d == (booking.Date{}) {
		d = dayOf(r.Now())
	}
	return d, err
}

// unread says what was wanted in a field.
func unread(e *web.Unread) told {
	switch e.Want {
	case web.Number:
		return told{"数が、読み取れませんでした。", strconv.Itoa(e.Least) + "から" + strconv.Itoa(e.Most) + "までの数を、選んでください。"}
	case web.Day:
		return told{"日付が、読み取れませんでした。", "例：2026-04-20"}
	case web.Moment:
		return told{"時間が、読み取れませんでした。", "空きの一覧から、選び直してください。"}
	case web.Procedure:
		return told{"手続きが、読み取れませんでした。", "更新か新規発行を、選んでください。"}
	}
	return told{"その窓口は、ありません。", "窓口を、選び直してください。"}
}

// cardOf returns what stands for a number in the address of its card.
func (c *Console) cardOf(number store.Masked) string { return c.Key.Hide(number) }

// with adds fields to the address of a page.
func with(path string, fields ...string) string { return web.With(root+path, fields...) }
