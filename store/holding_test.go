package store

import (
	"math/rand/v2"
	"testing"
	"time"

	"madoguchi/booking"
)

// TestWhatHoldsIsWhatIsWanted lays random decisions over a day, and holds that the desks
// wanted at each moment are those of the decision that is said to hold.
func TestWhatHoldsIsWhatIsWanted(t *testing.T) {
	day := booking.Date{Year: 2026, Month: 4, Day: 15}
	plan := booking.DayPlan{Facility: "tobu", Day: day, Minutes: 30, Ranges: []booking.Range{{From: 9 * 60, To: 12 * 60, Capacity: 2}, {From: 13 * 60, To: 16 * 60, Capacity: 3}}}
	at := func(minutes int) time.Time { return day.In(booking.JST).Add(time.Duration(minutes) * time.Minute) }
	random := rand.New(rand.NewPCG(1, 2))
	held := map[DecisionKind]int{}
	for range 200 {
		var decisions []Decision
		for id := range random.IntN(6) {
			d := Decision{ID: int64(id + 1), Facility: "tobu", From: at(random.IntN(20 * 60)), Kind: DecisionKind(1 + random.IntN(3))}
			d.Until = d.From.Add(time.Duration(1+random.IntN(600)) * time.Minute)
			if d.Kind != Closed {
				d.Desks = 1 + random.IntN(4)
			}
			decisions = append(decisions, d)
		}
		wanted := booking.Timeline{Wanted: Wanted([]booking.DayPlan{plan}, decisions, day, day.AddDays(1))}
		for minute := 0; minute < 24*60; minute += 7 {
			file := 0
			for _, r := range plan.Ranges {
				if c := booking.Clock(minute); r.From <= c && c < r.To {
					file = r.Capacity
				}
			}
			want := file
			if d, ok := Holding(decisions, at(minute), file); ok {
				want = d.Desks
				held[d.Kind]++
			}
			if got, _, _ := wanted.Worst(at(minute), at(minute).Add(time.Second)); got != want {
				t.Fatalf("at minute %d %d desks are wanted, expected %d of %+v", minute, got, want, decisions)
			}
		}
	}
	if len(held) != 3 {
		t.Errorf("only these have ever held: %v", held)
	}
}
