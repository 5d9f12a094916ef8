package console

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// sought is what somebody may mean by what they typed into the one field.
type sought struct {
	phone   booking.Phone
	last4   string
	receipt booking.Receipt
	day     booking.Date
	why     told // why it can be none of these
}

// found is what was found.
type found struct {
	Query    string
	Why      told
	Callers  []caller
	Day      booking.Date
	DayList  []shown
	Services bool // some have one to tell
}

// A caller is a number that was found, with what it has.
type caller struct {
	Card     string
	Last4    string
	Kind     string
	New      bool // it has no bookings
	Bookings []shown
}

func (r *request) find() (answer, error) {
	query := r.Text("q", 254)
	s := seek(query, dayOf(r.Now()))
	f := found{Query: query, Why: s.why, Day: s.day}
	var ids []int64
	err := view(r, store.ToFind, func(tx store.Finding) error {
		numbers, err := s.numbers(tx)
		if errors.Is(err, booking.ErrNotFound) {
			f.Why = told{"その受付番号の予約は、ありません。", "番号を、もう一度、確かめてください。30日を過ぎた予約は、さがせません。"}
			return nil
		}
		if err != nil {
			return err
		}
		for _, n := range numbers {
			one := caller{Card: r.cardOf(n.Phone), Last4: n.Phone.Short(), Kind: kindOf(n.Phone), New: len(n.Bookings) == 0}
			for _, b := range n.Bookings {
				listed := b.State == booking.Active || len(n.Bookings) == 1
				if listed {
					one.Bookings = append(one.Bookings, r.shown(b))
				}
				if listed || s.last4 == "" { // the page has the whole number, which was typed
					ids = append(ids, b.ID)
				}
			}
			f.Callers = append(f.Callers, one)
		}
		if s.last4 != "" && len(numbers) == 0 {
			f.Why = told{"下4けたが" + s.last4 + "の番号は、見つかりません。", "電話番号の全部を入れると、新しく予約できます。"}
		}
		if s.day != (booking.Date{}) {
			bookings, err := tx.Day("", s.day)
			if err != nil {
				return err
			}
			for _, b := range bookings {
				s := r.shown(b)
				f.DayList, f.Services = append(f.DayList, s), f.Services || s.Service != ""
				ids = append(ids, b.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		if err := r.see(ids, store.Look{Page: store.FoundPage}); err != nil {
			return nil, err
		}
	}
	if r.GetHeader("HX-Request") != "" {
		return web.View{Name: "home", Part: "found", Data: f}, nil
	}
	return r.homeWith(&f)
}

// see notes in the audit trail that somebody looked at bookings. It is a write of
// its own, after the reading: callers do not wait for what staff look at.
func (r *request) see(bookings []int64, at store.Look) error {
	return update(r, store.ToFind, "", func(tx store.Finding) error { return tx.See(bookings, at) })
}

// numbers returns the numbers that are meant, with their bookings. It returns
// ErrNotFound for a receipt number that nobody has.
func (s sought) numbers(tx store.Finding) ([]store.FoundPhone, error) {
	number := store.Mask(s.phone)
	switch {
	case s.last4 != "":
		return tx.FindLast4(s.last4)
	case s.receipt != "":
		b, err := tx.BookingOf(s.receipt)
		if err != nil {
			return nil, err
		}
		number = b.Phone
	case s.phone == "":
		return nil, nil
	}
	bookings, err := tx.FindPhone(number)
	return []store.FoundPhone{{Phone: number, Bookings: bookings}}, err
}

var dayWanted = regexp.MustCompile(`^(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?$`)

// seek reads what was typed: a telephone number or its last four digits, a mail address, a
// receipt number, or a day.
func seek(query string, today booking.Date) sought {
	q := strings.TrimSpace(width.Fold.String(query))
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()", r) {
			return -1
		}
		return r
	}, q)
	if strings.Contains(q, "@") {
		address, err := booking.ParseAddress(q)
		if err != nil {
			return sought{why: told{"このメールアドレスは、使えません。", "まちがいがないか、もう一度、確かめてください。"}}
		}
		return sought{phone: address}
	}
	if day, ok := seekDay(q, today); ok {
		return sought{day: day}
	}
	switch {
	case digits == "":
		return sought{}
	case strings.Trim(digits, "0123456789+") != "":
		return sought{why: told{"番号か、日付を、入れてください。", "例：090-1234-5678、5678、受付番号6けた、4月20日"}}
	case len(digits) == 4:
		return sought{last4: digits}
	case len(digits) == 6:
		receipt, err := booking.ParseReceipt(digits)
		if err != nil {
			return sought{why: told{"受付番号の数字が、どこか、ちがいます。", "聞きまちがいかもしれません。もう一度、確かめてください。"}}
		}
		return sought{receipt: receipt}
	case len(digits) < 10:
		return sought{why: told{Hint: "電話番号は全部か下4けた、受付番号は6けたです。"}}
	}
	phone, err := booking.ParsePhone(digits)
	if err != nil {
		return sought{why: told{"この電話番号は、使えません。", "市外局番から、もう一度、確かめてください。"}}
	}
	return sought{phone: phone}
}

// seekDay reads 4月20日, 4/20, 2026-04-20, 今日 and 明日. A day without a year is taken
// for the nearest one.
func seekDay(q string, today booking.Date) (booking.Date, bool) {
	switch q {
	case "今日", "きょう":
		return today, true
	case "明日", "あした":
		return today.AddDays(1), true
	}
	m := dayWanted.FindStringSubmatch(q)
	if m == nil {
		return booking.Date{}, false
	}
	var n [3]int
	for i, s := range m[1:] {
		if s != "" {
			n[i], _ = strconv.Atoi(s) // a few digits: this cannot fail
		}
	}
	d := booking.Date{Year: n[0], Month: time.Month(n[1]), Day: n[2]}
	if d.Year != 0 {
		return d, d.Valid()
	}
	d.Year = today.Year
	if half := 183; d.Valid() && d.Before(today.AddDays(-half)) {
		d.Year++
	} else if d.Valid() && d.After(today.AddDays(half)) {
		d.Year--
	}
	return d, d.Valid()
}

// whose names a number by its last four digits, and an address as it is masked.
func whose(short string) string {
	if strings.Contains(short, "@") {
		return short
	}
	return "下4けた " + short
}

// kindOf says what sort of telephone a number is, or that it is an address.
func kindOf(p store.Masked) string {
	switch {
	case p.IsAddress():
		return "メールアドレス"
	case p.Mobile():
		return "携帯電話"
	case p.Japanese():
		return "固定電話など"
	}
	return "海外の番号"
}
