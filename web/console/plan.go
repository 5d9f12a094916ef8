package console

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A planned is a change of the calendar: what is to be decided, and about which time.
type planned struct {
	booking.Stretch
	Facility string     // as the form has it; "" means all
	What     store.Deed // DidClose, DidOpen, DidSize or DidAdd
	Desks    int        // of DidSize and DidAdd
}

// mostDays is how far the last day may be from the first. Beyond a year, somebody has
// mistyped it.
const mostDays = 366

var planNames = map[store.Deed]string{
	store.DidClose: "受付を止める", store.DidOpen: "受付を再開する", store.DidSize: "窓口の数を変える", store.DidAdd: "時間を足す",
}

// readPlan reads what is to be decided.
func (r *request) readPlan() (p planned, err error) {
	if p.Stretch, p.Facility, err = r.readStretch(); err != nil {
		return p, err
	}
	p.What = store.Deed(r.Text("what", 10))
	switch p.What {
	case store.DidClose, store.DidOpen:
		return p, nil
	case store.DidSize:
	case store.DidAdd:
		if p.WholeDays() {
			return p, wrong("時刻が、ありません。", "足す時間の、始まりと終わりの時刻を、入れてください。例：17:15 から 19:30")
		}
		for _, f := range r.facilities(p.Facility) {
			if int(p.To-p.From) < f.Minutes {
				return p, wrong("時間が、短すぎます。", fmt.Sprintf("%sの枠は、%d分です。", f.Name, f.Minutes))
			}
		}
	default:
		return p, web.ErrForm
	}
	p.Desks, err = r.Whole("desks", 1, 100, 0)
	if err == nil && p.Desks == 0 {
		err = wrong("窓口の数が、ありません。", "1から100までの数を、入れてください。")
	}
	return p, err
}

// readStretch reads at which facilities, on which days and in which part of each.
func (r *request) readStretch() (s booking.Stretch, facility string, err error) {
	if facility, err = r.facility("facility"); err != nil {
		return s, facility, err
	}
	for _, f := range r.facilities(facility) {
		s.Facilities = append(s.Facilities, f.ID)
	}
	if s.First, err = r.Day("day"); err != nil {
		return s, facility, err
	}
	if s.Last, err = r.Day("through"); err != nil {
		return s, facility, err
	}
	if s.Last == (booking.Date{}) {
		s.Last = s.First
	}
	if s.First.Before(dayOf(r.Now())) || s.Last.Before(s.First) || s.Last.After(s.First.AddDays(mostDays)) {
		return s, facility, wrong("日にちが、正しくありません。", "今日からあとの日を、始まりの日、終わりの日の順に、1年までで選んでください。")
	}
	s.To = booking.Midnight
	for _, end := range []struct {
		name string
		to   *booking.Clock
		read func(string) (booking.Clock, error)
	}{{"from", &s.From, booking.ParseClock}, {"to", &s.To, booking.ParseClosing}} {
		if text := r.Text(end.name, 8); text != "" {
			if *end.to, err = end.read(text); err != nil {
				return s, facility, wrong("時刻が、読み取れませんでした。", "例：13:00")
			}
		}
	}
	if s.From >= s.To {
		return s, facility, wrong("時刻が、正しくありません。", "始まりの時刻を、終わりより前にしてください。")
	}
	return s, facility, nil
}

// planned says in words what is planned.
func (r *request) planned(p planned) string {
	where, when := "すべての窓口", r.dated(p.First)
	if p.Facility != "" {
		where = r.place(p.Facility)
	}
	if p.Last != p.First {
		when += "から" + r.dated(p.Last) + "まで"
	}
	if !p.WholeDays() {
		when += fmt.Sprintf("　%s から %s", p.From, p.To)
	}
	if p.Desks > 0 {
		when += fmt.Sprintf("　窓口 %d", p.Desks)
	}
	return where + "　" + when
}

// A planPage is the page that shows what a decision would do, or taking one back, before
// it is done.
type planPage struct {
	Title   string
	What    []string
	Happens []string
	foretold
	Action string
	Fields []field
	More   *link // to take back what was decided at the same time as well
	Back   string
	Do     string
	Grave  bool
}

// plan shows what would happen, and to whom.
func (r *request) plan() (answer, error) {
	p, err := r.readPlan()
	if err != nil {
		return nil, err
	}
	page := planPage{
		Title: planNames[p.What], What: []string{r.planned(p)}, Do: planNames[p.What], Grave: p.What == store.DidClose, Action: root + "/calendar/plan",
		Back: with("/calendar/day", "facility", p.Facility, "day", p.First.String()),
		Fields: []field{{"facility", p.Facility}, {"day", p.First.String()}, {"through", p.Last.String()}, {"from", p.From.String()}, {"to", p.To.String()},
			{"what", string(p.What)}, {"desks", strconv.Itoa(p.Desks)}},
	}
	pieces := p.Pieces(r.Now())
	err = view(r, store.ToPlan, func(tx store.Planning) (err error) {
		page.foretold, err = r.foretell(tx, pieces, r.deciding(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	page.Happens = r.happens(p, page.foretold)
	return web.View{Name: "plan", Data: page}, r.seeForetold(page.foretold, p.What)
}

// deciding returns how what staff have decided would change, for foretell.
func (r *request) deciding(p planned) func(booking.Piece, []store.Decision) []store.Decision {
	return func(piece booking.Piece, decisions []store.Decision) []store.Decision {
		if p.What == store.DidOpen {
			return reopened(decisions, piece)
		}
		return append(decisions, r.decision(p, piece))
	}
}

// decision returns what would be decided about a piece of the stretch. Time that is added
// begins with the next visit that can still be booked.
func (r *request) decision(p planned, piece booking.Piece) store.Decision {
	d := store.Decision{Facility: piece.Facility, From: piece.From, Until: piece.Until, Kind: store.Closed}
	switch p.What {
	case store.DidSize:
		d.Kind, d.Desks = store.Sized, p.Desks
	case store.DidAdd:
		f, _ := r.City.Facility(piece.Facility)
		d.Kind, d.Desks, d.Every = store.Added, p.Desks, time.Duration(f.Minutes)*time.Minute
		for !d.From.After(r.Now()) {
			d.From = d.From.Add(d.Every)
		}
	}
	return d
}

// reopened returns the decisions as they are once a piece is closed no more.
func reopened(decisions []store.Decision, piece booking.Piece) (left []store.Decision) {
	for _, d := range decisions {
		if d.Kind != store.Closed || !meets(d, piece) {
			left = append(left, d)
			continue
		}
		before, after := d, d
		before.Until, after.From = piece.From, piece.Until
		for _, rest := range []store.Decision{before, after} {
			if rest.From.Before(rest.Until) {
				left = append(left, rest)
			}
		}
	}
	return left
}

// meets reports whether a decision is about any moment of the piece.
func meets(d store.Decision, piece booking.Piece) bool {
	return d.Facility == piece.Facility && d.From.Before(piece.Until) && piece.From.Before(d.Until)
}

// happens returns the consequences, in words.
func (r *request) happens(p planned, f foretold) (lines []string) {
	lasts := "取り消すまで、続きます。開設時間（設定ファイル）が変わっても、同じです。"
	switch p.What {
	case store.DidClose:
		lines = append(lines, "電話でも、この画面でも、この時間の新しい予約を受け付けません。", lasts)
		if len(f.Bare) > 0 {
			lines = append(lines, "いまある予約は、取り消されません。次の方に、お電話してください。",
				"先に電話をかけてきた方には、窓口が休みになったことを伝え、日時を変えられるようにします。")
		}
	case store.DidOpen:
		lines = append(lines, "この時間の「受付を止める」を、取り消します。電話でも、この画面でも、また予約を受け付けます。",
			"もともと休みの日や時間は、開きません。開けるときは、「時間を足す」を使ってください。")
	case store.DidSize:
		lines = append(lines, fmt.Sprintf("開いている時間の窓口の数を、%d にします。休みの時間は、開きません。", p.Desks), lasts)
	case store.DidAdd:
		lines = append(lines, fmt.Sprintf("この時間に、窓口を %d 開けます。休みの日や祝日でも、開きます。止めている時間は、止めたままです。", p.Desks), lasts)
		for _, f := range r.facilities(p.Facility) {
			if lost := int(p.To-p.From) % f.Minutes; lost > 0 {
				lines = append(lines, fmt.Sprintf("%sの枠は %d分なので、最後の %d分には、予約できる枠がありません。", f.Name, f.Minutes, lost))
			}
		}
		if slices.ContainsFunc(f.Changes, func(c alteration) bool { return c.was > 0 }) {
			lines = append(lines, fmt.Sprintf("もう開いている時間の窓口の数も、%d になります。", p.Desks))
		}
	}
	if len(f.Over) > 0 {
		lines = append(lines, overHappens)
	}
	if p.Last.After(dayOf(r.Now()).AddDays(booking.Ahead)) {
		lines = append(lines, "まだ台帳にない先の日にも、その日が加わったときに、効きます。")
	}
	return lines
}

const overHappens = "窓口の数をこえる予約も、取り消されません。取り消しがあっても、その分は、窓口の数を下回るまで、ほかの方に案内しません。"
