package console

import (
	"fmt"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// An act is what somebody is about to do with a booking: to make, change or cancel
// it. A page reads it from what it is sent; it is confirmed and then done in the same
// way, whichever it is.
type act struct {
	confirmation
	number store.Masked
	stands *store.Seen               // what is changed or cancelled; nil for a new booking
	second bool                      // the booking is not the number's own
	may    func(store.Serving) error // why a caller could not do it, though there is room
	do     func(store.Serving) (store.Seen, error)
	done   string // the word that says so in the address
}

// A confirmation is the page that shows an act before it is done, and what somebody
// should know first.
type confirmation struct {
	Title    string
	Card     string
	Last4    string
	Old, New string // visits in words; Old is "" for a new booking, New for a cancelled one
	Warnings []told
	Action   string // where the form leads
	Fields   []field
	ReasonOf string // for what a reason is needed; "" if none is
	Do       string // the word on the button
	Back     string
	Grave    bool
}

// A field is sent along with a form.
type field struct{ Name, Value string }

// confirm answers with the page that shows the act.
func confirm(read func(*request) (act, error)) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		a, err := read(r)
		if err != nil {
			return nil, err
		}
		page := a.confirmation
		page.Card, page.Last4 = r.cardOf(a.number), a.number.Short()
		err = view(r, store.ToServe, func(tx store.Serving) (err error) {
			page.ReasonOf, err = a.needsReason(tx)
			return err
		})
		if err != nil {
			return nil, err
		}
		if a.stands != nil {
			seen, err := r.seen(a.stands.ID)
			if err != nil {
				return nil, err
			}
			page.Fields = append(page.Fields, field{"seen", seen})
		}
		page.Warnings, err = r.warnings(a.number, a.stands)
		return web.View{Name: "confirm", Data: page}, err
	}
}

// perform does the act, unless somebody else has changed the booking since the page
// showed it. A reason sets aside what binds callers: cut-offs, the horizon, the desks
// that are kept for staff, and the most visits of a day; but never a lack of room, the
// start of the visit, or the rule of one booking for each member.
func perform(read func(*request) (act, error)) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		a, err := read(r)
		if err != nil {
			return nil, err
		}
		reason := r.Text("reason", 400)
		if reason != "" {
			if err := remarkable(reason); err != nil {
				return nil, err
			}
		}
		var b store.Seen
		err = update(r, store.ToServe, reason, func(tx store.Serving) (err error) {
			if a.stands != nil {
				if err := r.unchanged(tx, a.stands.ID); err != nil {
					return err
				}
			}
			if err := a.reasoned(tx, reason); err != nil {
				return err
			}
			b, err = a.do(tx)
			return err
		})
		if err != nil {
			return nil, err
		}
		at := "/card/" + r.cardOf(a.number) + "?done=" + a.done
		if b.State == booking.Active {
			at += fmt.Sprintf("#b%d", b.ID)
		}
		return web.Moved(at), nil
	}
}

// reasoned returns why the act cannot be done without a reason, if there is none. With one,
// the trail says which limit is set aside by it.
func (a act) reasoned(tx store.Serving, reason string) error {
	refused := a.may(tx)
	limit, ok := store.LimitOf(refused)
	switch {
	case refused != nil && (!ok || reason == ""):
		return refused
	case ok:
		return tx.SetAside(limit)
	case a.second && reason == "":
		return remarkable("")
	}
	return nil
}

// needsReason says for what the act needs a reason: a second booking for one number, or
// what a caller could not do. It returns "" if none is needed.
func (a act) needsReason(tx store.Serving) (string, error) {
	err := a.may(tx)
	if limit, ok := store.LimitOf(err); ok {
		return words.Limit(limit) + "のため", nil
	}
	if err == nil && a.second {
		return "同じ番号の、2件目からの予約のため", nil
	}
	return "", err
}

// warnings returns what would surprise a resident; b is what is changed or cancelled,
// nil if nothing is.
func (r *request) warnings(number store.Masked, b *store.Seen) (list []told, err error) {
	warn := func(text, hint string) { list = append(list, told{text, hint}) }
	if b != nil && soon(r.Now(), b.Start) {
		warn("予約の時間まで、1日ありません。", "もう出かけているかもしれません。お電話で、お伝えください。")
	}
	err = view(r, store.ToFind, func(tx store.Finding) error {
		holds, err := tx.Holds(number)
		for _, h := range holds {
			switch {
			case h.Kind == booking.ForUndo && b == nil:
				warn("この番号の方は、先ほど電話で予約を取り消しました。"+words.Clock(h.Expires)+"までは、ご自分で元に戻せます。", "新しく予約すると、元に戻せなくなります。")
			case h.Kind != booking.ForUndo:
				warn("この番号の方は、いま電話で、"+words.When(h.Start)+"を選んでいるところです。", "続けると、その仮押さえは、なくなります。")
			}
		}
		return err
	})
	if b != nil {
		warn("ご本人には、自動では伝わりません。", "いま話している方がご本人でなければ、お電話で、お伝えください。")
	}
	return list, err
}

// soon reports whether somebody may be on the way already.
func soon(now, start time.Time) bool { return start.Sub(now) < 24*time.Hour }

// seen returns which change of a booking a page shows, for unchanged.
func (r *request) seen(id int64) (version string, err error) {
	err = view(r, store.ToFind, func(tx store.Finding) error {
		last, _, err := tx.LastChange(id)
		version = versionOf(last)
		return err
	})
	return version, err
}

// unchanged refuses to touch a booking that is not as the page showed it, and tells
// who changed it meanwhile.
func (r *request) unchanged(tx store.Serving, id int64) error {
	last, ok, err := tx.LastChange(id)
	if err != nil || !ok || r.Text("seen", 20) == versionOf(last) {
		return err
	}
	return &changedError{last, words.Who(last)}
}

func versionOf(last store.Entry) string { return strconv.FormatInt(last.ID, 10) }

// standing reads the booking of the address, which must be active.
func (r *request) standing() (store.Seen, error) {
	b, err := r.bookingOf()
	if err == nil && b.State != booking.Active {
		err = booking.ErrNotFound
	}
	return b, err
}

// readVisit reads where and when.
func (r *request) readVisit() (facility string, start time.Time, err error) {
	if facility, err = r.facility("facility"); err != nil {
		return facility, start, err
	}
	if facility == "" {
		return facility, start, wrong("窓口が、選ばれていません。", "空きの一覧から、選び直してください。")
	}
	start, err = r.Moment("start")
	return facility, start, err
}
