package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
)

// mostToHear is how many seconds a caller may wait for day and time of a booking.
const mostToHear = 12

// Who calls. In a new ledger the first has a booking and the second has none.
const (
	hasBooking   = booking.Phone("+819012345678")
	hasNoBooking = booking.Phone("+818011112222")
)

func (w *world) measureCommand() *cobra.Command {
	var config string
	var now time.Time
	var asJSON, asPage bool
	cmd := &cobra.Command{
		Use:   "measure",
		Short: "measure the keys and seconds that callers need",
		Long: `Measure calls the line as phone does, each time with a new ledger that is thrown away,
and prints what callers need: the keys they press, the seconds until they have heard what
they called for, the seconds of the whole call, and its turns. That is a caller who always
lets the line finish; 急ぐ人 are the seconds of one who presses a key as soon as it has been
said, and hangs up as soon as everything is known. Pressing takes no time.

The facility is the fourth of the city, or the last. Of several services the first is measured, and
of each other one how its earliest time is booked. The day is the tenth ahead, or the
next on which it is open.

Exit status 1 if a caller with a booking hears day and time later than after 12 seconds.`,
		Example: `  madoguchi measure
  madoguchi measure --config city.yaml --now "2026-12-01 09:00"
  madoguchi measure --json
  madoguchi measure --html > measure.html`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("now") {
				now = w.now()
			}
			if asJSON && asPage {
				return usage("--html: found it with --json, expected one of them")
			}
			return w.measure(cmd.Context(), config, now, func(city string, rows []measured) error {
				switch {
				case asJSON:
					return writeJSON(w.out, rows)
				case asPage:
					return measuredAsPage(w.out, city, now, rows)
				}
				return measuredForPeople(rows).print(w.out)
			})
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &config)
	flag(flags, &now, "now", "TIME", "", "when the calls are made (default: now)", readMoment)
	flags.BoolVar(&asJSON, "json", false, "print the figures for other programs")
	flags.BoolVar(&asPage, "html", false, "write a page with a picture, to print")
	return cmd
}

// measure measures every errand, and has tell tell of them.
func (w *world) measure(ctx context.Context, config string, now time.Time, tell func(city string, rows []measured) error) error {
	l, err := readLine(config, now)
	if err != nil {
		return brief(config, err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	rows, errs := []measured{}, []error(nil)
	for _, e := range l.errands() {
		row, err := w.runs(ctx, l, e, now)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // the others can be measured all the same
			errs = append(errs, fmt.Errorf("%s: %w", e.id, err))
			continue
		}
		if rows = append(rows, row); e.id == "hear" && row.Heard > mostToHear {
			errs = append(errs, fmt.Errorf("a caller hears day and time of a booking after %.1f seconds, expected at most %d: "+
				"shorten greet.booked or own in the city's phrases", row.Heard, mostToHear))
		}
	}
	return errors.Join(append(errs, tell(l.City.Name, rows))...)
}

// An errand is what somebody calls for.
type errand struct {
	id    string // for other programs
	what  string // for people; {day} is the day that was asked for
	from  booking.Phone
	party int
	steps []step
	goal  func(*talk) (heard time.Duration, err error)

	service booking.ServiceID // "" is the first
}

// errands returns what people call for, as far as the city has it.
func (l *line) errands() []errand {
	s, _ := l.City.Service("")
	f := l.measuredFacility(s.ID)
	party := 3
	if most := l.City.RulesFor(s.ID, f.ID).MaxParty; most > 0 {
		party = min(party, most)
	}
	there := l.chooses(s, f)
	book := append([]step{l.option("option.book")}, there...)
	three := slices.Concat([]step{l.option("option.party"), typed("party.ask", (*talk).people)}, there)
	day := []step{l.option("option.day"), typed("day.ask", (*talk).day)}
	take := []step{l.offered("1")}
	other := []step{l.offered("2", "1")} // unless only one half has room
	all := []errand{
		{"hear", "予約の日時を聞く", hasBooking, 1, nil, (*talk).told, ""},
		{"cancel", "予約を取り消す", hasBooking, 1,
			[]step{l.option("option.cancel"), ifAsked(l.option("option.yes-cancel"))}, (*talk).isCancelled, ""},
		{"change", "{day}に変える", hasBooking, 1, slices.Concat([]step{l.option("option.change")}, day, take), (*talk).told, ""},
		{"book-earliest", "いちばん早い枠を予約する", hasNoBooking, 1, slices.Concat(book, take), (*talk).told, ""},
		{"book-day", "{day}に予約する", hasNoBooking, 1, slices.Concat(book, day, take), (*talk).told, ""},
		{"book-half", "{day}の、もう半分の時間に予約する", hasNoBooking, 1, slices.Concat(book, day, other), (*talk).told, ""},
	}
	if party > 1 { // otherwise the line does not ask how many come
		all = append(all, errand{"book-party", fmt.Sprintf("{day}を%d人で予約する", party), hasNoBooking, party,
			slices.Concat(three, day, take), (*talk).told, ""})
	}
	for _, s := range l.City.AllServices()[1:] {
		all = append(all, errand{"book-earliest", s.Name + "を、いちばん早い枠に予約する", hasNoBooking, 1,
			slices.Concat([]step{l.option("option.book")}, l.chooses(s, l.measuredFacility(s.ID)), take), (*talk).told, s.ID})
	}
	return all
}

// chooses chooses a service and a facility, as far as they are asked for.
func (l *line) chooses(s booking.Service, f booking.Facility) []step {
	return append(l.choosesService(s), ifAsked(l.named(f.Short)))
}

func (l *line) choosesService(s booking.Service) []step {
	if !l.City.SeveralServices() {
		return nil
	}
	return []step{ifAsked(l.named(s.Short))}
}

// measuredFacility returns where a service is measured: at the fourth facility that has it, or
// the last.
func (l *line) measuredFacility(service booking.ServiceID) booking.Facility {
	places := l.City.FacilitiesOf(service)
	return places[min(4, len(places))-1]
}

// measured is what an errand takes a caller who lets the line finish, and one in a
// hurry. Other programs read it: keys are added and never renamed.
type measured struct {
	Errand   string `json:"errand"`
	Facility string `json:"facility"`
	Day      string `json:"day,omitempty"` // that was asked for
	Party    int    `json:"party"`
	cost
	Hurried cost              `json:"hurried"`
	Service booking.ServiceID `json:"service,omitempty"` // where the city has several
	what    string
}

// A cost is what a call takes. Its times are in seconds, from the moment the line
// picked up.
type cost struct {
	Keys  int     `json:"keys"`
	Heard float64 `json:"heard"` // until what the call is for has been heard
	Whole float64 `json:"whole"`
	Turns int     `json:"turns"`
}

// tenths returns d in seconds, to a tenth: an estimate from a text is not more exact.
func tenths(d time.Duration) float64 { return d.Round(100 * time.Millisecond).Seconds() }

func (w *world) runs(ctx context.Context, l *line, e errand, now time.Time) (m measured, err error) {
	t := &talk{line: l, now: now, party: e.party, place: l.measuredFacility(e.service), service: e.service}
	if m.cost, err = w.runsOnce(ctx, t, e); err != nil {
		return m, err
	}
	t.hurry = true
	m.Hurried, err = w.runsOnce(ctx, t, e)
	m.Errand, m.Facility, m.Party = e.id, t.place.ID, e.party
	m.what = strings.ReplaceAll(e.what, "{day}", t.spokenDay())
	if l.City.SeveralServices() {
		s, _ := l.City.Service(e.service)
		m.Service = s.ID
	}
	if t.date.Valid() {
		m.Day = t.date.String()
	}
	return m, err
}

// measuredForPeople returns a table with a row for each errand.
func measuredForPeople(rows []measured) *table {
	seconds := func(s float64) string { return fmt.Sprintf("%5.1f 秒", s) }
	table := &table{head: []string{"用件", "キー", "聞こえるまで", "通話", "往復", "急ぐ人"}}
	for _, m := range rows {
		table.row(m.what, fmt.Sprintf("%4d", m.Keys), seconds(m.Heard), seconds(m.Whole), fmt.Sprintf("%4d", m.Turns), seconds(m.Hurried.Heard))
	}
	return table
}
