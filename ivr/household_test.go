package ivr_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// TestBookingsOfAHouseholdAreToldApart holds that whatever bookings a number has, the
// choices differ, and that the question before one of them is cancelled, the confirmation
// after it and that of a change say by what the chosen one differs.
func TestBookingsOfAHouseholdAreToldApart(t *testing.T) {
	s := newScene(t)
	d := s.dialogue()
	rapid.Check(t, func(r *rapid.T) {
		family := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) booking.Booking {
			return booking.Booking{
				Facility:  rapid.SampledFrom([]string{"ajiyoshi", "tobu", "koseki", "gone", "gone too"}).Draw(r, "facility"),
				Start:     time.Date(2026, 4, rapid.SampledFrom([]int{20, 21, 22}).Draw(r, "day"), rapid.SampledFrom([]int{9, 10, 13}).Draw(r, "hour"), 30, 0, 0, booking.JST),
				Party:     rapid.IntRange(0, 3).Draw(r, "party"),
				Procedure: rapid.SampledFrom([]booking.Procedure{booking.Renewal, booking.NewIssue}).Draw(r, "procedure"),
				Phone:     "+819012345678", State: booking.Active,
			}
		}), 2, 3).Draw(r, "family")
		slices.SortStableFunc(family, func(a, b booking.Booking) int { return a.Start.Compare(b.Start) })
		for i := range family {
			family[i].End, family[i].Receipt = family[i].Start.Add(time.Hour), booking.Receipt(fmt.Sprint("10000", i))
		}
		for i, b := range family {
			l := &reading{r: r, d: d, tx: household{now: newClock(), family: slices.Clone(family)}}
			l.call.Caller = booking.CallerFrom("+819012345678")
			l.turn(ivr.Input{Kind: ivr.Arrived})
			names := l.names("9")
			for _, other := range slices.Delete(slices.Clone(names), i, i+1) {
				if names[i] == other {
					r.Fatalf("two of %q are named %q", names, other)
				}
			}
			asked := l.press(fmt.Sprint(i + 1))
			for part := range strings.SplitSeq(names[i], "、") {
				if !strings.Contains(asked, part) {
					r.Fatalf("%q asks without %q", asked, part)
				}
			}
			if done := l.press("1"); l.call.Draft.Receipt != b.Receipt || !strings.HasPrefix(done, "ご予約を、取り消しました。 "+names[i]+"のご予約です。") {
				r.Fatalf("%q for %q, %+v", done, names[i], l.call.Draft.Visit)
			}
			again := l.turn(ivr.Input{Kind: ivr.Arrived})
			if strings.Contains(again, "人目のご予約を") {
				r.Fatalf("%q counts what was read in another call", again)
			}
			if other := map[booking.Procedure]string{booking.Renewal: "発行のご予約", booking.NewIssue: "更新のご予約"}[b.Procedure]; strings.Contains(again, other) {
				r.Fatalf("%q for a %s", again, b.Procedure)
			}
			chosen := ivr.Named{Visit: ivr.Visit{Facility: b.Facility, Start: b.Start, Party: b.Party, Procedure: b.Procedure}, By: l.by, Nth: i + 1}
			l.call = ivr.Call{Caller: l.call.Caller, State: ivr.Done, Draft: ivr.Draft{
				Visit: ivr.Visit{Facility: "tobu", Start: newClock().AddDate(0, 0, 9), Receipt: family[(i+1)%len(family)].Receipt}, Changed: true, Named: &chosen,
			}}
			if changed := l.press("#"); !strings.HasSuffix(names[i], "人目") && !strings.Contains(changed, "。 もとは、"+names[i]+"でした。") {
				r.Fatalf("%q for %q", changed, names[i])
			}
		}
	})
}

// reading is a call of a household.
type reading struct {
	r    *rapid.T
	d    *ivr.Dialogue
	tx   household
	call ivr.Call
	by   []ivr.Key
}

func (l *reading) turn(in ivr.Input) string {
	reply, err := l.d.Answer(l.tx, &l.call, in)
	if err != nil {
		l.r.Fatal(err)
	}
	for _, s := range reply.Say {
		if took := l.d.Seconds(s.Text); took > 15 {
			l.r.Fatalf("%.1f s in one breath: %s", took, s.Text)
		}
	}
	if n := l.call.Draft.Named; n != nil && n.By != nil {
		l.by = n.By
	}
	return said(reply)
}

func (l *reading) press(key string) string { return l.turn(ivr.Input{Kind: ivr.Pressed, Keys: key}) }

// names returns the choices to which a key leads.
func (l *reading) names(key string) (names []string) {
	reply, err := l.d.Answer(l.tx, &l.call, ivr.Input{Kind: ivr.Pressed, Keys: key})
	if err != nil {
		l.r.Fatal(err)
	}
	for _, s := range reply.Say {
		for _, c := range s.Menu {
			names = append(names, c.Name)
		}
		if took := l.d.Seconds(s.Text); took > 15 {
			l.r.Fatalf("%.1f s in one breath: %s", took, s.Text)
		}
	}
	if len(names) != len(l.tx.family) {
		l.r.Fatalf("%d choices: %s", len(names), said(reply))
	}
	return names
}

// household is a ledger with the bookings of one number.
type household struct {
	oneBooking
	now    time.Time
	family []booking.Booking
}

func (tx household) Now() time.Time { return tx.now }

func (tx household) Bookings(booking.Phone) (active []booking.Booking, _ error) {
	for _, b := range tx.family {
		if b.State == booking.Active {
			active = append(active, b)
		}
	}
	return active, nil
}

func (tx household) BookingOf(receipt booking.Receipt) (booking.Booking, error) {
	for _, b := range tx.family {
		if b.Receipt == receipt {
			return b, nil
		}
	}
	return booking.Booking{}, booking.ErrNotFound
}

func (tx household) Cancel(b booking.Booking, _ time.Time) error {
	for i := range tx.family {
		if tx.family[i].Receipt == b.Receipt {
			tx.family[i].State = booking.Cancelled
		}
	}
	return nil
}

func (tx household) Holds(booking.Phone) (kept []booking.Hold, _ error) {
	for _, b := range tx.family {
		if b.State == booking.Cancelled {
			kept = append(kept, booking.Hold{Kind: booking.ForUndo, Receipt: b.Receipt, Facility: b.Facility, Start: b.Start, Party: b.Party})
		}
	}
	return kept, nil
}

func (tx household) Count(booking.Phone, booking.Counted, int) (bool, error) { return true, nil }
