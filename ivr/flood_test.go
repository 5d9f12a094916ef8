package ivr_test

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
)

// cutOff is how many calls were cut off on the offer when that was tried against the line.
const cutOff = 2814

// Calls that are cut off on the offer, each of another number of which nothing is known,
// pushed the first free time of every facility of the sample city from 30 November to 23
// December, and beyond. With the bound it hardly moves for whoever is known.
func TestAFloodOfCallsThatAreCutOffMovesTheFirstFreeTimeByTwoDaysAtMost(t *testing.T) {
	for name, c := range map[string]struct {
		strangers    int    // in a hundred
		first, until string // the first free day of a facility is between these
	}{
		"without the bound": {0, "2026-12-23", "2027-01-31"},
		"half of a day":     {50, "2026-11-30", "2026-12-02"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.setNow(time.Date(2026, 11, 27, 10, 0, 0, 0, booking.JST))
			var err error
			if s.config, err = city.Default(s.now); err != nil {
				t.Fatal(err)
			}
			s.config.City.Rules.Strangers = c.strangers
			s.fill()
			before := s.firstFree()
			offered := s.flood(cutOff)
			after := s.firstFree()
			t.Logf("%d of %d were offered a time", offered, cutOff)
			for f, was := range before {
				t.Logf("%s: from %s to %s", f, stamp(was), stamp(after[f]))
				if day := booking.DateOf(after[f]).String(); stamp(was) != "2026-11-30 09:00" || day < c.first || day > c.until {
					t.Errorf("%s: the first free time moves from %s to %s, expected a day from %s to %s", f, stamp(was), stamp(after[f]), c.first, c.until)
				}
			}
			s.setNow(s.now.Add(s.config.City.Rules.Hold))
			if again := s.firstFree(); !maps.Equal(again, before) {
				t.Errorf("when their holds have ended, what is free is %v, expected %v", again, before)
			}
		})
	}
}

// flood calls from so many numbers, of each facility in turn, and hangs up on what is
// offered. It returns how many were offered a time.
func (s *scene) flood(calls int) (offered int) {
	s.t.Helper()
	d, facilities := s.dialogue(), len(s.config.City.Facilities)
	call := func(i int) (reply ivr.Reply, err error) {
		turn := ivr.Turn{
			SID: fmt.Sprintf("CA%032x", i), Line: s.to, In: ivr.Input{Kind: ivr.Arrived},
			Caller: booking.Caller{Kind: booking.Identified, Phone: booking.Phone(fmt.Sprintf("+8170%08d", i))},
		}
		for _, keys := range []string{"1", fmt.Sprint(1 + i%facilities), ""} {
			if reply, err = s.store.Turn(s.t.Context(), turn, d.Answer); err != nil {
				return reply, err
			}
			turn.N, turn.In = turn.N+1, ivr.Input{Kind: ivr.Pressed, Keys: keys}
		}
		return reply, s.store.HangUp(s.t.Context(), turn.SID)
	}
	const atOnce = 32
	var all sync.WaitGroup
	var counted sync.Mutex
	for phone := range atOnce {
		all.Go(func() {
			for i := phone; i < calls; i += atOnce {
				reply, err := call(i)
				counted.Lock()
				if err != nil {
					s.t.Errorf("call %d: %v", i, err)
				}
				if reply.Ask != nil {
					offered++
				}
				counted.Unlock()
			}
		})
	}
	all.Wait()
	return offered
}

// firstFree returns the first free time of each facility.
func (s *scene) firstFree() map[string]time.Time {
	s.t.Helper()
	first := map[string]time.Time{}
	s.staff(func(tx *store.Tx) error {
		for _, f := range s.config.City.Facilities {
			start, err := s.config.City.RulesOf(f.ID).Earliest(tx, booking.Want{Facility: f.ID}, s.now)
			if err != nil && !errors.Is(err, booking.ErrNoRoom) {
				return err
			}
			first[f.ID] = start.In(booking.JST)
		}
		return nil
	})
	return first
}
