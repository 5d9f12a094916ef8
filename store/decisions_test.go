package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) setOpen(facility string, from, until time.Time, open bool) {
	w.Helper()
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(facility, from, until, open); return err })
}

// far returns a time on a day that the horizon has not reached.
func far(hour, minute int) time.Time { return at(hour, minute).AddDate(0, 0, 90) }

// farPlan returns the plan of the day that far is on.
func farPlan(facility string, desks int, ranges ...string) booking.DayPlan {
	return planOf(facility, 90, desks, 30, ranges...)
}

// expectFar compares what is wanted in each slot of the day that far is on.
func (w *town) expectFar(facility string, want map[string]int) {
	w.Helper()
	w.look(func(tx *Tx) error {
		slots, err := tx.Slots(SlotFilter{Facility: facility, From: far(0, 0), Until: far(24, 0)})
		if len(slots) != len(want) {
			w.Errorf("found %+v, expected %v", slots, want)
		}
		for _, s := range slots {
			if desks, ok := want[s.Start.Format("15:04")]; !ok || s.Wanted != desks || s.Free != desks {
				w.Errorf("found %+v, expected %v", s, want)
			}
		}
		return err
	})
	w.sound()
}

func TestWhatIsDecidedAboutDaysToComeHoldsWhenTheyCome(t *testing.T) {
	for name, c := range map[string]struct {
		decide func(*Tx) ([]booking.Slot, []booking.Booking, error)
		want   map[string]int
		detail Detail
	}{
		"closed": {func(tx *Tx) ([]booking.Slot, []booking.Booking, error) {
			return tx.SetOpen(ajiyoshi, far(9, 30), far(10, 30), false)
		}, map[string]int{"09:00": 2, "09:30": 0, "10:00": 0, "10:30": 2}, Detail{}},
		"sized": {func(tx *Tx) ([]booking.Slot, []booking.Booking, error) {
			return tx.SetCapacity(ajiyoshi, far(9, 30), far(10, 30), 1)
		}, map[string]int{"09:00": 2, "09:30": 1, "10:00": 1, "10:30": 2}, Detail{Capacity: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.do(func(tx *Tx) error {
				changed, affected, err := c.decide(tx)
				if len(changed) != 0 || len(affected) != 0 {
					t.Errorf("changed %v, affected %v, expected none", changed, affected)
				}
				return err
			})
			hours := []booking.DayPlan{farPlan(ajiyoshi, 2, "09:00-11:00"), farPlan(sakashita, 2, "09:00-11:00")}
			w.plan(hours...)
			w.expectFar(ajiyoshi, c.want)
			w.expectFar(sakashita, map[string]int{"09:00": 2, "09:30": 2, "10:00": 2, "10:30": 2})
			before := w.dump()
			if m := w.plan(hours...); m != (Materialised{}) || w.dump() != before {
				t.Errorf("again: %+v", m)
			}
			w.plan()
			w.expectFar(ajiyoshi, nil)
			w.look(func(tx *Tx) error {
				trail, err := tx.Audit(0)
				want := c.detail
				want.Visit, want.Until = Visit{Facility: ajiyoshi, Start: far(9, 30)}, far(10, 30)
				if err != nil || len(trail) != 1 || trail[0].Detail != want {
					t.Errorf("the trail is %v, %v", trail, err)
				}
				decisions, err := tx.Decisions("", far(0, 0), far(24, 0))
				if err != nil || len(decisions) != 1 || decisions[0].By != staff || !decisions[0].At.Equal(monday) ||
					!decisions[0].From.Equal(far(9, 30)) || decisions[0].Desks != c.detail.Capacity {
					t.Errorf("the decisions are %+v, %v", decisions, err)
				}
				return nil
			})
		})
	}
}

func TestWhatIsClosedIsClosedUntilItIsTakenBack(t *testing.T) {
	w := newTown(t)
	w.plan(farPlan(ajiyoshi, 1, "08:00-08:30", "09:00-10:00", "12:00-12:30", "13:00-13:30", "17:00-17:30"))
	w.setOpen(ajiyoshi, far(0, 0), far(24, 0), true) // nothing is closed
	w.setOpen(ajiyoshi, far(9, 0), far(17, 0), false)
	w.setOpen(ajiyoshi, far(12, 0), far(13, 0), true)
	w.setOpen(sakashita, far(0, 0), far(24, 0), false) // another facility
	w.expectFar(ajiyoshi, map[string]int{"08:00": 1, "09:00": 0, "09:30": 0, "12:00": 1, "13:00": 0, "17:00": 1})
	w.look(func(tx *Tx) error {
		decisions, err := tx.Decisions(ajiyoshi, far(0, 0), far(24, 0))
		if err != nil || len(decisions) != 2 || !decisions[0].Until.Equal(far(12, 0)) || !decisions[1].From.Equal(far(13, 0)) ||
			decisions[0].By != staff || decisions[1].By != staff {
			t.Errorf("the decisions are %+v, %v, expected what is left of the closure", decisions, err)
		}
		return nil
	})
	w.setOpen(ajiyoshi, far(0, 0), far(24, 0), true)
	w.expectFar(ajiyoshi, map[string]int{"08:00": 1, "09:00": 1, "09:30": 1, "12:00": 1, "13:00": 1, "17:00": 1})
	if n := w.count(`SELECT count(*) FROM decisions WHERE facility = 'ajiyoshi'`); n != 0 {
		t.Errorf("%d decisions are left", n)
	}
}

// A day is closed and opened again by staff; then the file closes it.
func TestWhatStaffOpenedAgainFollowsTheHours(t *testing.T) {
	w := newTown(t)
	w.plan(farPlan(ajiyoshi, 1, "09:00-10:00"))
	w.setOpen(ajiyoshi, far(0, 0), far(24, 0), false)
	w.setOpen(ajiyoshi, far(0, 0), far(24, 0), true)
	w.expectFar(ajiyoshi, map[string]int{"09:00": 1, "09:30": 1})
	w.plan(farPlan(ajiyoshi, 1))
	w.expectFar(ajiyoshi, nil)
}

func TestTheLatestNumberOfDesksHolds(t *testing.T) {
	w := newTown(t)
	w.plan(farPlan(ajiyoshi, 1, "09:00-11:00"))
	w.setCapacity(ajiyoshi, far(0, 0), far(24, 0), 5)
	w.addTime(ajiyoshi, far(10, 30), far(11, 30), 2, 30*time.Minute)
	w.expectFar(ajiyoshi, map[string]int{"09:00": 5, "09:30": 5, "10:00": 5, "10:30": 2, "11:00": 2})
	w.setCapacity(ajiyoshi, far(9, 30), far(12, 0), 3)
	w.expectFar(ajiyoshi, map[string]int{"09:00": 5, "09:30": 3, "10:00": 3, "10:30": 3, "11:00": 3})
	w.setOpen(ajiyoshi, far(10, 0), far(11, 0), false)
	w.addTime(ajiyoshi, far(10, 0), far(10, 30), 9, 30*time.Minute) // what is closed stays closed
	w.expectFar(ajiyoshi, map[string]int{"09:00": 5, "09:30": 3, "10:00": 0, "10:30": 0, "11:00": 3})
}

// Decisions are taken back in any order, and nothing but the trail tells of them.
func TestADecisionThatIsTakenBackLeavesNoTrace(t *testing.T) {
	w := newTown(t)
	w.plan(farPlan(ajiyoshi, 2, "09:00-11:00"))
	untouched := w.calendarRows()
	w.setOpen(ajiyoshi, far(9, 0), far(9, 30), false)
	w.setCapacity(ajiyoshi, far(9, 0), far(10, 30), 1)
	w.addTime(ajiyoshi, far(11, 0), far(12, 0), 1, 30*time.Minute)
	w.expectFar(ajiyoshi, map[string]int{"09:00": 0, "09:30": 1, "10:00": 1, "10:30": 2, "11:00": 1, "11:30": 1})
	b := w.book(phone(1), ajiyoshi, far(11, 30))
	for _, c := range []struct {
		id                int64
		changed, affected int
	}{{2, 2, 0}, {3, 2, 1}, {1, 1, 0}} {
		w.do(func(tx *Tx) error {
			changed, affected, err := tx.Retract(c.id)
			if len(changed) != c.changed || len(affected) != c.affected {
				t.Errorf("decision %d: changed %v, affected %v", c.id, changed, affected)
			}
			return err
		})
		w.sound()
	}
	w.cancel(b, time.Time{})
	if now := w.calendarRows(); now != untouched {
		t.Errorf("left\n%s\nexpected\n%s", now, untouched)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		if err != nil || len(trail) != 6 {
			t.Fatalf("the trail is %v, %v", trail, err)
		}
		for i, plan := range []Deed{DidSize, DidAdd, DidClose} {
			if e := trail[3+i]; e.Deed != DidRetract || e.Detail.Plan != plan || e.Detail.Facility != ajiyoshi {
				t.Errorf("found %+v, expected that %s was taken back", e, plan)
			}
		}
		return nil
	})
	if err := w.Update(bg, staff, func(tx *Tx) error { _, _, err := tx.Retract(1); return err }); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("again: %v", err)
	}
}

// calendarRows returns what the ledger has of hours, decisions, desks and slots.
func (w *town) calendarRows() (text string) {
	w.Helper()
	w.look(func(tx *Tx) error {
		for _, rows := range []string{"facility, start, ends, desks, minutes) FROM hours", "facility, day, hours) FROM days",
			"facility, start, until, kind, desks) FROM decisions", "facility, start, ends, wanted) FROM desks",
			"facility, start, ends, wanted, claimed, free) FROM slots"} {
			lines, err := all(tx, scanText, "SELECT concat_ws(' ', "+rows+" ORDER BY 1")
			if err != nil {
				return err
			}
			text += strings.Join(lines, "\n") + "\n\n"
		}
		return nil
	})
	return text
}

// One day is planned anew while a decision goes on into the next.
func TestADecisionGoesOnAfterTheDayThatIsPlanned(t *testing.T) {
	w := newTown(t)
	w.addTime(ajiyoshi, at(22, 0), at(26, 0), 2, time.Hour)
	for day := range 3 {
		w.plan(planOf(ajiyoshi, day, 1, 60, "10:00-11:00"))
		w.setCapacity(ajiyoshi, at(9, 0).AddDate(0, 0, day), at(23, 0).AddDate(0, 0, day), 3)
		w.sound()
	}
	w.expectGrid(ajiyoshi, "22:00-23:00 3/3", "23:00-00:00 2/2")
}

// A place may be closed for good.
func TestADecisionRunsForCenturies(t *testing.T) {
	w := newTown(t)
	w.plan(farPlan(ajiyoshi, 1, "09:00-10:00"))
	w.setOpen(ajiyoshi, far(9, 30), time.Date(9999, 12, 31, 0, 0, 0, 0, booking.JST), false)
	w.setCapacity(ajiyoshi, at(0, 0).AddDate(-100, 0, 0), time.Date(9999, 12, 31, 0, 0, 0, 0, booking.JST), 2)
	w.expectFar(ajiyoshi, map[string]int{"09:00": 2, "09:30": 0})
	err := w.Update(bg, staff, func(tx *Tx) error {
		_, err := tx.AddTime(ajiyoshi, far(9, 0), far(9, 1).AddDate(1, 0, 1), 1, time.Hour)
		return err
	})
	if !contains(err, "expected a year at most") {
		t.Errorf("found %v, expected a refusal", err)
	}
}

// A decision may be about a whole year, and runs over midnight.
func TestADecisionRunsOverManyDays(t *testing.T) {
	w := newTown(t)
	var hours []booking.DayPlan
	for i := range 40 {
		hours = append(hours, planOf(ajiyoshi, i, 2, 60, "00:00-24:00"))
	}
	w.plan(hours...)
	w.setOpen(ajiyoshi, at(22, 30), at(22, 30).AddDate(0, 0, 30), false)
	w.setCapacity(ajiyoshi, at(0, 0), at(24, 0).AddDate(0, 0, 99), 1)
	w.sound()
	for _, c := range []struct{ day, hour, want int }{{0, 21, 1}, {0, 22, 0}, {0, 23, 0}, {15, 12, 0}, {30, 21, 0}, {30, 22, 0}, {30, 23, 1}, {39, 23, 1}} {
		if s := w.slotNow(ajiyoshi, at(c.hour, 0).AddDate(0, 0, c.day)); s.Free != c.want {
			t.Errorf("found %+v, expected %d free", s, c.want)
		}
	}
	w.plan(append(hours, planOf(ajiyoshi, 40, 2, 60, "09:00-10:00"))...)
	if s := w.slotNow(ajiyoshi, at(9, 0).AddDate(0, 0, 40)); s.Free != 1 {
		t.Errorf("the new day has %+v, expected one desk", s)
	}
}

// staffWords returns what the ledger has of callers and of the decisions of staff.
func (w *town) staffWords() (text string) {
	w.Helper()
	for _, rows := range []string{
		"phone, day, calls, bookings, changes, cancels, slow, seen) FROM callers", "phone, since) FROM blocked",
		"id, text, starts, ends) FROM notices", "notice, phone, told) FROM heard",
		"facility, day) FROM walk_in", "id, facility, start, until, kind, desks, minutes, entry) FROM decisions",
	} {
		w.look(func(tx *Tx) error {
			lines, err := all(tx, scanText, "SELECT concat_ws(' ', "+rows+" ORDER BY 1")
			text += strings.Join(lines, "; ") + "\n"
			return err
		})
	}
	return text
}

// What staff say is in the audit trail, or it has no effect, even if the caller swallows
// the error.
func TestWhatStaffSayIsAuditedOrNotSaid(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.notice("知らせ", at(8, 0), at(17, 0))
	w.do(func(tx *Tx) error { _, err := tx.Block(phone(1), true); return err })
	w.setOpen(ajiyoshi, at(14, 0), at(15, 0), false)
	full := errors.New("no more room")
	for name, say := range map[string]func(*Tx) error{
		"SetOpen": func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(9, 0), far(9, 0), false); return err },
		"reopen":  func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(13, 0), far(9, 0), true); return err },
		"SetCapacity": func(tx *Tx) error {
			_, _, err := tx.SetCapacity(ajiyoshi, at(9, 0), far(9, 0), 2)
			return err
		},
		"AddTime": func(tx *Tx) error { _, err := tx.AddTime(ajiyoshi, at(12, 0), at(13, 0), 1, time.Hour); return err },
		"Retract": func(tx *Tx) error { _, _, err := tx.Retract(1); return err },
		"Block": func(tx *Tx) error {
			changed, err := tx.Block(phone(2), true)
			if changed {
				t.Error("Block says that it changed something")
			}
			return err
		},
		"unblock": func(tx *Tx) error { _, err := tx.Block(phone(1), false); return err },
		"SetWalkIn": func(tx *Tx) error {
			changed, err := tx.SetWalkIn(ajiyoshi, tx.today(), true)
			if changed {
				t.Error("SetWalkIn says that it changed something")
			}
			return err
		},
		"AddNotice": func(tx *Tx) error { _, err := tx.AddNotice(Notice{Text: "次", Until: at(17, 0)}); return err },
		"EndNotice": func(tx *Tx) error { return tx.EndNotice(1) },
	} {
		before := w.dump() + w.staffWords()
		w.do(func(tx *Tx) error {
			w.wire.fault = func(query string) error {
				if query == insertNote {
					return full
				}
				return nil
			}
			defer func() { w.wire.fault = nil }()
			if err := say(tx); !errors.Is(err, full) {
				t.Errorf("%s: found %v, expected %v", name, err, full)
			}
			return nil
		})
		if w.dump()+w.staffWords() != before {
			t.Errorf("%s has changed the ledger", name)
		}
	}
	w.sound()
}

// The opening hours lose a day and have it again; a part of it staff have closed in the
// meantime.
func TestADayThatComesBackComesBackAsStaffSaid(t *testing.T) {
	w := newTown(t)
	hours := planOf(ajiyoshi, 0, 1, 30, "11:00-11:30", "12:00-12:30")
	w.plan(hours)
	w.plan()
	w.setOpen(ajiyoshi, at(12, 0), at(13, 0), false)
	w.plan(hours)
	w.expectGrid(ajiyoshi, "11:00-11:30 1/1", "12:00-12:30 0/0")
}
