package booking_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

// cutOff calls with one number after another, and hangs up on the offer, until it has
// none. It returns how many offers the numbers hold.
func (d *desk) cutOff(facility string) (held int, crowded *booking.Crowded) {
	d.Helper()
	for i := range 500 {
		_, err := d.offer(booking.Want{Phone: booking.Phone(fmt.Sprintf("+8170%08d", i)), Facility: facility}, "2026-04-13 10:00")
		if err != nil {
			crowded = expect[*booking.Crowded](d.T, err)
			return held, crowded
		}
		held++
	}
	d.Fatal("500 numbers were offered a time")
	return 0, nil
}

// The attack: calls that are cut off on the offer push the first free time ahead by
// weeks. They hold half of two days now, and the rest stays for those who book.
func TestCallsThatAreCutOffHoldHalfOfADay(t *testing.T) {
	d := newDesk(t)
	d.rules.Strangers = 50
	held, crowded := d.cutOff(tobu) // five of each of two days of five slots with two seats
	if held != 10 || *crowded != (booking.Crowded{Facility: tobu, Day: booking.DateOf(at("2026-04-14 00:00")), Again: at("2026-04-13 10:10")}) {
		t.Errorf("%d hold a time, and then %v", held, crowded)
	}
	// Staff, and whoever staff pass in, have the other half.
	if h, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu, Vouched: true}, "2026-04-13 10:00"); err != nil || h.Start.After(at("2026-04-14 13:30")) {
		t.Errorf("passed in by staff: %v, %v", h, err)
	}
	d.book(phoneB, tobu, "2026-04-14 13:30", func(q *booking.Request) { q.Staff = true })
	if h, err := d.offer(booking.Want{Phone: phoneB, Facility: tobu}, "2026-04-13 10:00"); err != nil || h.Start.After(at("2026-04-14 13:30")) {
		t.Errorf("a number with a booking: %v, %v", h, err)
	}
	_, err := d.offer(booking.Want{Phone: phoneC, Facility: tobu}, "2026-04-13 10:00")
	expect[*booking.Crowded](t, err)
	d.now = d.now.Add(10 * time.Minute)
	if _, err := d.offer(booking.Want{Phone: phoneC, Facility: tobu}, "2026-04-13 10:00"); err != nil {
		t.Errorf("when their holds have ended: %v", err)
	}
}

// Half of a day is half of what callers may have of it: neither the desks that are kept for
// staff, nor the visits that are too many for a day, make the share of strangers larger.
func TestStrangersHoldHalfOfWhatCallersMayHave(t *testing.T) {
	for name, c := range map[string]struct {
		rule func(*booking.Rules)
		held int // on two days
	}{
		"a desk is kept": {func(r *booking.Rules) {
			r.Reserve = booking.Reserve{Desks: 1, Until: booking.CutOff{Before: time.Hour}}
		}, 3 + 3},
		"five visits a day":          {func(r *booking.Rules) { r.Most.Day = 5 }, 3 + 3},
		"two visits in each half":    {func(r *booking.Rules) { r.Most.Morning, r.Most.Afternoon = 2, 2 }, 2 + 2},
		"four visits in the morning": {func(r *booking.Rules) { r.Most.Morning = 4 }, 5 + 5}, // and any in the afternoon
		"both": {func(r *booking.Rules) {
			r.Reserve = booking.Reserve{Desks: 1, Until: booking.CutOff{Before: time.Hour}}
			r.Most.Day = 2
		}, 1 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.rules.Strangers = 50
			c.rule(d.rules)
			held, crowded := d.cutOff(tobu)
			if held != c.held || crowded.Day != booking.DateOf(at("2026-04-14 00:00")) {
				t.Errorf("%d hold a time, and then %v, expected %d", held, crowded, c.held)
			}
			if h, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu, Vouched: true}, "2026-04-13 10:00"); err != nil || h.Start.After(at("2026-04-14 13:30")) {
				t.Errorf("whoever is known is offered %v, %v", h, err)
			}
		})
	}
}

// A booking that was cancelled is no history: it has cost nothing but a call.
func TestHistoryIsABookingThatStandsOrWasKept(t *testing.T) {
	for name, c := range map[string]struct {
		past  func(*desk)
		known bool
	}{
		"none":      {func(*desk) {}, false},
		"stands":    {func(d *desk) { d.book(phoneA, seibu, "2026-04-20 09:00") }, true},
		"cancelled": {func(d *desk) { _, err := d.cancel(d.book(phoneA, seibu, "2026-04-20 09:00").Receipt); d.must(err) }, false},
		"came": {func(d *desk) {
			b := d.book(phoneA, seibu, "2026-04-14 09:00")
			d.now = at("2026-04-14 09:05")
			_, err := d.attend(b.Receipt, booking.Arrived)
			d.must(err)
		}, true},
		"absent": {func(d *desk) {
			b := d.book(phoneA, seibu, "2026-04-14 09:00")
			d.now = at("2026-04-14 09:45")
			_, err := d.attend(b.Receipt, booking.Absent)
			d.must(err)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			c.past(d)
			if name == "came" || name == "absent" {
				d.now = at("2026-04-14 10:00") // the visit is over
			}
			d.must(d.do(func(tx booking.Tx) error {
				if known, err := tx.Familiar(phoneA); known != c.known || err != nil {
					t.Errorf("familiar: %t, %v", known, err)
				}
				return nil
			}))
		})
	}
}

// The first of a day is never refused, and a family counts by its people.
func TestAFamilyMayHoldMostOfAQuietDay(t *testing.T) {
	d := newDesk(t)
	d.rules.Strangers = 50
	for _, start := range []string{"09:00", "09:30", "10:00"} {
		d.book(booking.Phone("+81801111"+start[:2]+start[3:]), tobu, "2026-04-14 "+start)
		d.book(booking.Phone("+81802222"+start[:2]+start[3:]), tobu, "2026-04-14 "+start)
	}
	h, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu, Party: 2}, "2026-04-13 10:00")
	if err != nil || !h.Start.Equal(at("2026-04-14 13:00")) {
		t.Fatalf("two of four free seats: %v, %v", h, err)
	}
	h, err = d.offer(booking.Want{Phone: phoneC, Facility: tobu}, "2026-04-13 10:00")
	if err != nil || !h.Start.Equal(at("2026-04-15 09:00")) {
		t.Errorf("a third of four: %v, %v, expected the next day", h, err)
	}
	h, err = d.offer(booking.Want{Phone: phoneA, Facility: seibu, Party: 4}, "2026-04-13 10:00")
	if err != nil || h.Party != 4 {
		t.Errorf("four people where nobody holds anything: %v, %v", h, err)
	}
}

// Of today, what has begun is free for nobody: half of that is not half of anything.
func TestOfTodayOnlyWhatIsStillToComeIsShared(t *testing.T) {
	d := newDesk(t)
	d.rules.Strangers, d.rules.BookUntil = 50, booking.CutOff{}
	d.now = at("2026-04-14 13:10")
	for i, want := range []string{"2026-04-14 13:30", "2026-04-15 09:00"} {
		h, err := d.offer(booking.Want{Phone: booking.Phone(fmt.Sprintf("+8170%08d", i)), Facility: tobu}, "2026-04-14 13:10")
		if err != nil || !h.Start.Equal(at(want)) {
			t.Errorf("number %d is offered %v, %v, expected %s", i, h, err, want)
		}
	}
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}
