package ivr_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// everyInput is what a caller can do in a turn, and what no caller can do.
var everyInput = func() []ivr.Input {
	inputs := []ivr.Input{{Kind: ivr.Silent}, {Kind: ivr.Pressed}, {Kind: ivr.Pressed, Keys: "ＡB<&>"}, {Kind: ivr.Pressed, Keys: "99"}, {Kind: ivr.Pressed, Keys: strings.Repeat("1", 4000)}}
	for _, key := range "0123456789*#" {
		inputs = append(inputs, ivr.Input{Kind: ivr.Pressed, Keys: string(key)})
	}
	for _, digits := range []string{"0414", "0426", "0429", "0419", "0413", "0801", "1301", "482173905161", "482173905169", resident, "05038210921"} {
		inputs = append(inputs, ivr.Input{Kind: ivr.Pressed, Keys: digits})
	}
	return inputs
}()

// resident is the number that an agent passes in.
const resident = "09012345678"

// last4 are the digits by which a booking is shown to another telephone.
const last4 = "5678"

// inputs returns everyInput, and the code and the receipt numbers that were given out in this
// world.
func (w *walker) inputs() []ivr.Input {
	inputs := append(slices.Clone(everyInput), pressed(last4))
	if w.code != "" {
		inputs = append(inputs, pressed(w.code))
	}
	if w.shown != "" {
		inputs = append(inputs, pressed(w.shown), pressed(unlike(w.shown)))
	}
	for _, receipt := range w.receipts {
		inputs = append(inputs, pressed(string(receipt)))
	}
	return inputs
}

var returns = []ivr.Input{
	{Kind: ivr.Returned, Person: ivr.Talked}, {Kind: ivr.Returned, Person: ivr.Engaged},
	{Kind: ivr.Returned, Person: ivr.NoAnswer}, {Kind: ivr.Returned, Person: ivr.Unreached}, {Kind: ivr.Silent},
}

// few are situations from which the dialogue is walked. Together they reach every state
// and take every way out of a row.
var few = map[string][]string{
	"with two, one key":      {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	"one key cancels":        {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"cut off on its line":    {"to 050-0000-0004", "another 090-1234-5678 is offered ajiyoshi"},
	"too late to go on":      {"city cut-offs", "now 2026-04-19 16:55", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "changing 090-1234-5678", "wait 6m"},
	"one of two cancelled":   {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2", "cancelled 090-1234-5678"},
	"moved into being late":  {"city cut-offs", "city cancel-early", "now 2026-04-19 17:01", "booking 090-1234-5678 ajiyoshi 2026-04-22 09:30"},
	"two, one too late":      {"city cut-offs", "city cancel-early", "now 2026-04-19 17:01", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	"blocked":                {"block 090-1234-5678"},
	"two, did all it may":    {"city limits", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2", "did 090-1234-5678"},
	"changing, did all":      {"city limits", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "changing 090-1234-5678", "did 090-1234-5678"},
	"called all day":         {"city limits", "called 090-1234-5678"},
	"an agent, for a change": {"agent 482173905161", "code 090-1234-5678", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "changing 090-1234-5678", "from 050-3821-0921"},
	"an agent, to go on":     {"agent 482173905161", "code 090-1234-5678", "another 090-1234-5678 is offered ajiyoshi", "from 050-3821-0921"},
	"an agent, for an undo":  {"agent 482173905161", "code 090-1234-5678", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "cancelled 090-1234-5678", "from 050-3821-0921"},
	"withheld":               {"from anonymous"},
	"two halves of a day":    {"city lunch"},
	"did all it may, anew":   {"city limits", "did 090-1234-5678"},
	"from another telephone": {"city cut-offs", "city cancel-early", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "from anonymous"},
	"too late from another":  {"city cut-offs", "city cancel-early", "now 2026-04-19 16:59", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "from 080-1111-2222"},
	"a kind turned away":     {"block withheld", "from anonymous"},
	"everything is full":     {"full everywhere"},
	"asked by a page":        {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "shown 090-1234-5678"},
	"asked, without any":     {"shown 090-1234-5678"},
	"asked, cut off before":  {"another 090-1234-5678 is offered ajiyoshi", "shown 090-1234-5678"},
	"asked, just cancelled":  {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "cancelled 090-1234-5678", "shown 090-1234-5678"},
	"reminded":               {"city reminds", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "reminder 090-1234-5678"},
	"reminded in vain":       {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "reminder 090-1234-5678", "staff cancels 090-1234-5678"},
	"reminded of a proxy":    {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "proxy 090-1234-5678", "reminder 090-1234-5678"},
	"rung with a code":       {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "rung 090-1234-5678"},
	"rung too late":          {"rung 090-1234-5678", "wait 11m"},
	"three services":         {"city services"},
	"services, a household":  {"city services", "booking 090-1234-5678 ajiyoshi 2026-04-21 09:00 of pick-up", "booking 090-1234-5678 koseki 2026-04-20 09:00 of application member 2"},
	"one of each service":    {"city services", "city one-of-each", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:00 of certificate"},
	"services, withheld":     {"city services", "from anonymous"},
	"crowded":                {"another 090-9999-0001 is offered ajiyoshi", "another 090-9999-0002 is offered ajiyoshi", "another 090-9999-0003 is offered ajiyoshi", "another 090-9999-0004 is offered ajiyoshi"},
}

// others are the other situations in which a call can begin. They reach nothing that few
// do not reach.
var others = map[string][]string{
	"reminded of one of two": {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2", "reminder 090-1234-5678 tobu"},
	"reminded at the last":   {"city cut-offs", "city cancel-early", "now 2026-04-19 16:59", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "reminder 090-1234-5678", "now 2026-04-19 17:01"},
	"without a booking":      {},
	"with a booking":         {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"with two bookings":      {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	"with two at one time":   {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-20 09:30 member 2"},
	"with two alike":         {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30 member 2"},
	"the last was cancelled": {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "full everywhere", "cancelled 090-1234-5678"},
	"a counter takes two":    {"city small-counter", "booking 090-1234-5678 koseki 2026-04-20 09:30 party 3", "full koseki"},
	"a closed day":           {"city centre-closed", "now 2026-04-15 10:00"},
	"hours to be shortened":  {"city many-hours", "now 2026-04-18 20:00"},
	"with two, one begun":    {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2", "now 2026-04-20 09:40"},
	"during the visit":       {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "now 2026-04-20 09:40"},
	"one key, visit begun":   {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "now 2026-04-20 09:40"},
	"with a party":           {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:00 party 2"},
	"its time is closed":     {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "staff closes ajiyoshi 2026-04-20 09:30"},
	"cut off before":         {"another 090-1234-5678 is offered ajiyoshi"},
	"cut off while changing": {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "changing 090-1234-5678"},
	"just cancelled":         {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "cancelled 090-1234-5678"},
	"too late to cancel":     {"city cancel-early", "now 2026-04-19 17:01", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"too late to change":     {"city cut-offs", "now 2026-04-19 17:01", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"did all it may":         {"city limits", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "did 090-1234-5678"},
	"at night":               {"now 2026-04-13 22:00"},
	"at night, with booking": {"now 2026-04-13 22:00", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"an agent":               {"agent 482173905161", "from 050-3821-0921"},
	"an agent with a code":   {"agent 482173905161", "code 090-1234-5678", "from 050-3821-0921"},
	"asked to be called":     {"asked back 090-1234-5678"},
	"from abroad":            {"from +14155550100"},
	"payphone":               {"from payphone"},
	"malformed":              {"from 12"},
	"one facility's line":    {"to 050-0000-0004"},
	"one facility is full":   {"full ajiyoshi"},
	"one slot is left":       {"city one-slot"},
}

// worlds returns the situations that are walked.
func worlds() map[string][]string {
	all := maps.Clone(few)
	if *whole {
		maps.Copy(all, others)
	}
	return all
}

const nothing = "nothing"

// happens names, for what others may do meanwhile, the few worlds in which it happens. With
// -whole everything happens in every world, which takes four times as long.
var happens = map[string][]string{
	"staff cancelled the booking":                      {"changing, did all", "from another telephone", "one of two cancelled", "reminded"},
	"somebody at the same number booked":               {"an agent, to go on", "two halves of a day"},
	"another call undid the cancellation":              {"cut off on its line", "from another telephone"},
	"staff moved the booking":                          {"moved into being late", "one key cancels"},
	"the number did all it may":                        {"an agent, for a change"},
	"the hold ended, and strangers hold what they may": {"an agent, for a change", "cut off on its line", "two halves of a day"},
	"the call has keyed two wrong numbers":             {"an agent, for a change", "changing, did all"},
	"the code was disowned":                            {"rung with a code"},
	"the first day was closed":                         {"cut off on its line"},
	"one counter was closed":                           {"an agent, for an undo"},
	"all counters were closed":                         {"an agent, for a change", "an agent, to go on", "one of two cancelled", "reminded"},
}

// mayHappen returns what others do meanwhile in a world.
func mayHappen(world string) []string {
	events := slices.Sorted(maps.Keys(meanwhile))
	if *whole {
		return events
	}
	return slices.DeleteFunc(events, func(event string) bool {
		return event != nothing && !slices.Contains(happens[event], world)
	})
}

// TestEverythingHappensInOneOfTheFewWorlds holds that the walk leaves out no event, and that
// the worlds are called by their names.
func TestEverythingHappensInOneOfTheFewWorlds(t *testing.T) {
	for event := range meanwhile {
		if event != nothing && len(happens[event]) == 0 {
			t.Errorf("%s: happens names no world of few", event)
		}
	}
	for event, worlds := range happens {
		if _, known := meanwhile[event]; !known {
			t.Errorf("%s happens, but meanwhile does not have it", event)
		}
		for _, world := range worlds {
			if _, known := few[world]; !known {
				t.Errorf("%s happens in %s, which few does not have", event, world)
			}
		}
	}
}

// meanwhile is what others do while the caller thinks, after which every state
// must still have an answer.
var meanwhile = map[string]func(s *scene, tx *store.Tx) error{
	nothing: func(*scene, *store.Tx) error { return nil },
	"staff cancelled the booking": func(s *scene, tx *store.Tx) error {
		own, err := tx.Bookings("+819012345678")
		for _, b := range own {
			err = errors.Join(err, tx.Cancel(b, time.Time{}))
		}
		return err
	},
	"somebody at the same number booked": func(s *scene, tx *store.Tx) error {
		err := s.book(tx, "", booking.Request{Phone: "+819012345678", Facility: "kozoji", Start: s.when("2026-04-15", "09:30"), Staff: true})
		if _, already := errors.AsType[*booking.Already](err); already {
			return nil
		}
		if _, full := errors.AsType[*booking.Full](err); full {
			return nil
		}
		if _, none := errors.AsType[*booking.NoSlot](err); none {
			return nil
		}
		if _, begun := errors.AsType[*booking.TooLate](err); begun {
			return nil
		}
		return err
	},
	"another call undid the cancellation": func(_ *scene, tx *store.Tx) error {
		holds, err := tx.Holds("+819012345678")
		if hold, ok := booking.Undoable(holds, tx.Now()); ok {
			_, err = booking.Undo(tx, "+819012345678", hold.Receipt)
		}
		return err
	},
	"staff moved the booking": func(s *scene, tx *store.Tx) error {
		own, err := tx.Bookings("+819012345678")
		if err != nil || len(own) == 0 {
			return err
		}
		place := s.config.City.FacilitiesOf(own[0].Service)[0].ID
		if !s.config.City.SeveralServices() {
			place = "ajiyoshi"
		}
		free, err := tx.NextFree(place, booking.DateOf(s.now).AddDays(1).In(booking.JST), s.now.AddDate(1, 0, 0), 1)
		if errors.Is(err, booking.ErrNoRoom) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = s.config.City.Change(tx, own[0].Receipt, booking.Change{Facility: place, Start: free.Start, Party: 1})
		if _, none := errors.AsType[*booking.NoSlot](err); none { // its service is not there then
			return nil
		}
		if _, begun := errors.AsType[*booking.TooLate](err); begun {
			return nil
		}
		return err
	},
	"the number did all it may": func(_ *scene, tx *store.Tx) error {
		for _, deed := range []booking.Counted{booking.Booked, booking.Changed, booking.GaveUp} {
			for range 10 {
				if _, err := tx.Count("+819012345678", deed, 0); err != nil {
					return err
				}
			}
		}
		return nil
	},
	"the hold ended, and strangers hold what they may": func(s *scene, tx *store.Tx) error {
		if err := tx.DropHold("+819012345678"); err != nil {
			return err
		}
		for n, f := range s.config.City.Facilities {
			for _, party := range []int{1, 2} { // families look elsewhere than single callers
				for i := range 30 {
					_, err := s.config.City.RulesFor("", f.ID).Offer(tx, booking.Want{Phone: booking.Phone(fmt.Sprintf("+819090%d%d%04d", n, party, i)), Facility: f.ID, Party: party}, tx.Now())
					if _, full := errors.AsType[*booking.Crowded](err); full || errors.Is(err, booking.ErrNoRoom) {
						break // so is everybody after them
					}
					if err != nil {
						return err
					}
				}
			}
		}
		return nil
	},
	"the call has keyed two wrong numbers": func(_ *scene, tx *store.Tx) error {
		for range 2 {
			_, err := tx.AgentOf("482173905169")
			if _, wrong := errors.AsType[*booking.WrongTry](err); !wrong && !errors.Is(err, booking.ErrTries) {
				return err
			}
		}
		return nil
	},
	"the code was disowned":    func(s *scene, tx *store.Tx) error { return tx.Disown(s.calls, "+819012345678") },
	"the first day was closed": func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(0, 0, 2)) },
	"one counter was closed":   func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(1, 0, 0), "koseki") },
	"all counters were closed": func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(1, 0, 0)) },
}

// closeUntil closes facilities, or all, from now on.
func (s *scene) closeUntil(tx *store.Tx, until time.Time, only ...string) error {
	for _, f := range s.config.City.Facilities {
		if only != nil && !slices.Contains(only, f.ID) {
			continue
		}
		if _, _, err := tx.SetOpen(f.ID, s.now, until, false); err != nil {
			return err
		}
	}
	return nil
}
