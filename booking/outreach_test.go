package booking

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// daytime is when the sample city tells people things by itself: every day, but for holidays
// and New Year.
var daytime = Hours{Weekly: []Opening{{Days: Days{Weekdays: everyDay}, Ranges: []Range{{From: 600, To: 1140}}}}}

// visitAt returns a booking that was made so early that every reminder is in time.
func visitAt(start time.Time) (b Booking, said time.Time) {
	return Booking{Start: start}, start.AddDate(0, 0, -60)
}

// dueOn returns which reminder of a visit is due at a moment, as "1 until 19:00", or "".
func (o Outreach) dueOn(start, said, now time.Time) string {
	days, w, due := o.DueReminder(Booking{Start: start}, said, now)
	if !due {
		return ""
	}
	return fmt.Sprintf("%d until %s", days, w.Until.In(JST).Format("15:04"))
}

func TestAVisitIsRemindedOfOnTheDayOrOnTheLastOneBeforeOnWhichPeopleAreTold(t *testing.T) {
	o := Outreach{Remind: []int{3, 1}, Hours: daytime}
	for _, c := range []struct {
		claim, visit, now, want string
	}{
		{"the day before", "2026-06-10 09:00", "2026-06-09 10:00", "1 until 19:00"},
		{"three days before", "2026-06-10 09:00", "2026-06-07 10:00", "3 until 19:00"},
		{"not two days before", "2026-06-10 09:00", "2026-06-08 12:00", ""},
		{"not on the day", "2026-06-10 18:00", "2026-06-10 12:00", ""},
		{"not four days before", "2026-06-10 09:00", "2026-06-06 12:00", ""},
		{"not when it was", "2026-06-10 09:00", "2026-06-11 12:00", ""},
		{"not before the hours", "2026-06-10 09:00", "2026-06-09 09:59", ""},
		{"in their last minute", "2026-06-10 09:00", "2026-06-09 18:59", "1 until 19:00"},
		{"not after the hours", "2026-06-10 09:00", "2026-06-09 19:00", ""},
		{"over New Year once, as the reminder of one day", "2027-01-04 09:00", "2026-12-28 10:00", "1 until 19:00"},
		{"not at New Year", "2027-01-04 09:00", "2027-01-03 12:00", ""},
		{"nor at the end of the year", "2027-01-04 09:00", "2027-01-01 12:00", ""},
		{"of the first day after New Year but one, the day before", "2027-01-05 09:00", "2027-01-04 12:00", "1 until 19:00"},
		{"and three days before on 28 December", "2027-01-05 09:00", "2026-12-28 12:00", "3 until 19:00"},
		{"in Golden Week on the Saturday before it", "2026-05-07 09:00", "2026-05-02 12:00", "1 until 19:00"},
		{"not on Constitution Day", "2026-05-07 09:00", "2026-05-03 12:00", ""},
		{"not on the day that makes up for it", "2026-05-07 09:00", "2026-05-06 12:00", ""},
		{"after Golden Week both", "2026-05-08 09:00", "2026-05-07 12:00", "1 until 19:00"},
		{"the earlier of both", "2026-05-08 09:00", "2026-05-02 12:00", "3 until 19:00"},
		{"over 29 February", "2028-03-01 09:00", "2028-02-29 12:00", "1 until 19:00"},
		{"over the end of a month", "2028-03-02 09:00", "2028-02-28 12:00", "3 until 19:00"},
	} {
		start, said := visitAt(at(t, c.visit))
		if got := o.dueOn(start.Start, said, at(t, c.now)); got != c.want {
			t.Errorf("%s: of %s at %s: %q, want %q", c.claim, c.visit, c.now, got, c.want)
		}
	}
}

func TestWhoHasSaidItWithinADayIsNotReminded(t *testing.T) {
	o := Outreach{Remind: []int{3, 1}, Hours: daytime}
	visit := at(t, "2026-06-10 09:00")
	for _, c := range []struct{ said, now, want string }{
		{"2026-06-08 10:00", "2026-06-09 12:00", "1 until 19:00"},
		{"2026-06-08 10:01", "2026-06-09 12:00", ""},
		{"2026-06-09 09:00", "2026-06-09 12:00", ""},
		{"2026-06-06 10:01", "2026-06-07 12:00", ""}, // too late for three days before
		{"2026-06-06 10:01", "2026-06-09 12:00", "1 until 19:00"},
		{"2026-06-09 13:00", "2026-06-09 12:00", ""}, // after a clock that went back
	} {
		if got := o.dueOn(visit, at(t, c.said), at(t, c.now)); got != c.want {
			t.Errorf("said %s, at %s: %q, want %q", c.said, c.now, got, c.want)
		}
	}
	// Over New Year too: what was booked on 28 December is not told again on that day, and
	// nobody makes up for it on 30 December.
	visit = at(t, "2027-01-04 09:00")
	for _, now := range []string{"2026-12-28 12:00", "2026-12-30 12:00", "2027-01-03 12:00"} {
		if got := o.dueOn(visit, at(t, "2026-12-28 09:00"), at(t, now)); got != "" {
			t.Errorf("booked on 28 December, at %s: %q", now, got)
		}
	}
}

// Whoever is told things in the morning and in the afternoon has peace at noon.
func TestNobodyIsRemindedInAPauseOfTheHours(t *testing.T) {
	o := Outreach{Remind: []int{1}, Hours: Hours{Weekly: []Opening{
		{Days: Days{Weekdays: everyDay}, Ranges: ranges(t, "09:00-10:00", "10:00-12:00", "13:00-17:00")},
	}}}
	start, said := visitAt(at(t, "2026-06-10 09:00"))
	for now, want := range map[string]string{
		"2026-06-09 09:00": "1 until 12:00", "2026-06-09 10:00": "1 until 12:00", "2026-06-09 11:59": "1 until 12:00",
		"2026-06-09 12:00": "", "2026-06-09 12:59": "", "2026-06-09 13:00": "1 until 17:00", "2026-06-09 17:00": "",
	} {
		if got := o.dueOn(start.Start, said, at(t, now)); got != want {
			t.Errorf("at %s: %q, want %q", now, got, want)
		}
	}
	// It is the beginning of the day that counts for who has said it just before.
	if got := o.dueOn(start.Start, at(t, "2026-06-08 09:01"), at(t, "2026-06-09 14:00")); got != "" {
		t.Errorf("said less than a day before the day began: %q", got)
	}
}

func TestWhoIsNeverToldAnythingIsNeverReminded(t *testing.T) {
	start, said := visitAt(at(t, "2027-01-20 09:00"))
	late := Hours{Special: []Special{{Day: mustDate(t, "2027-01-04"), Ranges: ranges(t, "10:00-19:00")}}}
	for _, c := range []struct {
		claim string
		o     Outreach
		now   string
		want  string
	}{
		{"nothing is told", Outreach{}, "2027-01-19 12:00", ""},
		{"no reminders", Outreach{Texts: true, Hours: daytime}, "2027-01-19 12:00", ""},
		{"no hours", Outreach{Remind: []int{3, 1}}, "2027-01-19 12:00", ""},
		{"no hours but 15 days before", Outreach{Remind: []int{1}, Hours: late}, "2027-01-04 12:00", ""},
		{"no hours but 14 days before", Outreach{Remind: []int{2}, Hours: late}, "2027-01-04 12:00", "2 until 19:00"},
	} {
		if got := c.o.dueOn(start.Start, said, at(t, c.now)); got != c.want {
			t.Errorf("%s: %q, want %q", c.claim, got, c.want)
		}
	}
	if w, ok := (Outreach{}).Reminder(start.Start, 1); ok {
		t.Errorf("without hours, reminded in %v", w)
	}
}

// TestEveryDayOfFiveYearsIsRemindedOfAsSomebodyWouldCount counts back from every day by
// hand, and asks on each of the days before.
func TestEveryDayOfFiveYearsIsRemindedOfAsSomebodyWouldCount(t *testing.T) {
	o := Outreach{Remind: []int{3, 1}, Hours: daytime}
	rests := func(d Date) bool {
		_, holiday := Holiday(d)
		return holiday || d.Month == time.December && d.Day >= 29 || d.Month == time.January && d.Day <= 3
	}
	told := func(d Date) Date {
		for rests(d) {
			d = d.AddDays(-1)
		}
		return d
	}
	for visit := (Date{2026, time.January, 1}); visit.Year <= 2030; visit = visit.AddDays(1) {
		start, said := visitAt(Clock(9*60).On(visit, JST))
		want := map[Date]int{told(visit.AddDays(-3)): 3}
		want[told(visit.AddDays(-1))] = 1
		for n := range 20 {
			day := visit.AddDays(-n)
			days, w, due := o.DueReminder(start, said, Clock(12*60).On(day, JST))
			if due != (want[day] > 0) || days != want[day] {
				t.Fatalf("of a visit on %s, on %s: the reminder %d (%t), want %d", visit, day, days, due, want[day])
			}
			if due && (!w.From.Equal(Clock(600).On(day, JST)) || !w.Until.Equal(Clock(1140).On(day, JST))) {
				t.Fatalf("of a visit on %s, on %s: at %v", visit, day, w)
			}
			if early, _, due := o.DueReminder(start, said, Clock(599).On(day, JST)); due {
				t.Fatalf("of a visit on %s, on %s: the reminder %d before the hours", visit, day, early)
			}
		}
	}
}

// TestARemindedMomentIsOneOfTheHours holds what is always true of what is due, whatever the
// hours are.
func TestARemindedMomentIsOneOfTheHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom(seasons).Draw(t, "season")
		o := Outreach{
			Remind: rapid.SliceOfNDistinct(rapid.IntRange(1, 14), 0, 3, rapid.ID[int]).Draw(t, "remind"),
			Hours:  anyHours(first).Draw(t, "hours"),
		}
		now := Clock(rapid.IntRange(0, 1439).Draw(t, "now")).On(first.AddDays(rapid.IntRange(0, season).Draw(t, "day")), JST)
		start := now.Add(time.Duration(rapid.IntRange(-60, 40*24*60).Draw(t, "start")) * time.Minute)
		said := now.Add(-time.Duration(rapid.IntRange(-60, 40*24*60).Draw(t, "said")) * time.Minute)
		days, w, due := o.DueReminder(Booking{Start: start}, said, now)
		if !due {
			if days != 0 || w != (Window{}) {
				t.Fatalf("not due, and yet %d in %v", days, w)
			}
			return
		}
		today := DateOf(now)
		switch {
		case !slices.Contains(o.Remind, days):
			t.Fatalf("the reminder of %d days, of %v", days, o.Remind)
		case !w.Contains(now) || !w.From.Before(w.Until) || w.Until.After(today.AddDays(1).In(JST)):
			t.Fatalf("at %s, due in %v", now, w)
		case w.Until.After(start) || DateOf(start).AddDays(-days).Before(today):
			t.Fatalf("%d days before %s, due in %v", days, start, w)
		case said.After(now.Add(-24 * time.Hour)):
			t.Fatalf("at %s, due although it was said at %s", now, said)
		case start.After(o.RemindedUntil(now)):
			t.Fatalf("at %s, a visit at %s is due, after %s", now, start, o.RemindedUntil(now))
		}
		if from := o.Hours.On(today)[0].From.On(today, JST); !w.From.Equal(from) {
			t.Fatalf("due in %v, of a day whose hours begin at %s", w, from)
		}
		for m := w.From; m.Before(w.Until); m = m.Add(time.Minute) {
			if !o.Hours.Open(m) {
				if !m.Before(now) {
					t.Fatalf("at %s, due in %v, which is not open at %s", now, w, m)
				}
				continue
			}
			// A clock that goes back finds the same reminder, until the next pause at the latest.
			if d, again, due := o.DueReminder(Booking{Start: start}, said, m); !due || d != days || !again.From.Equal(w.From) || again.Until.After(w.Until) {
				t.Fatalf("at %s: %d in %v (%t), want %d in %v", m, d, again, due, days, w)
			}
		}
	})
}

// TestOneReminderIsDueOnADayAndEachOnOneDay counts what a visit is reminded of, a quarter of
// an hour after the other, and with a clock that goes an hour back now and then.
func TestOneReminderIsDueOnADayAndEachOnOneDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom(seasons).Draw(t, "season")
		o := Outreach{Remind: rapid.SliceOfNDistinct(rapid.IntRange(1, 14), 1, 3, rapid.ID[int]).Draw(t, "remind"), Hours: daytime}
		start := Clock(rapid.IntRange(0, 1439).Draw(t, "start")).On(first.AddDays(season), JST)
		said := start.Add(-time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours before")) * time.Hour)
		back := rapid.IntRange(6, 50).Draw(t, "back")
		ofDay, dayOf := map[Date]int{}, map[int]Date{}
		now := start.AddDate(0, 0, -30)
		for n := 0; now.Before(start); n++ {
			if days, _, due := o.DueReminder(Booking{Start: start}, said, now); due {
				day := DateOf(now)
				if d, ok := ofDay[day]; ok && d != days {
					t.Fatalf("on %s both %d and %d", day, d, days)
				}
				if d, ok := dayOf[days]; ok && d != day {
					t.Fatalf("the reminder of %d days on both %s and %s", days, d, day)
				}
				ofDay[day], dayOf[days] = days, day
			}
			now = now.Add(15 * time.Minute)
			if n%back == 0 {
				now = now.Add(-time.Hour)
			}
		}
	})
}

func TestWhatMayHaveToBeRemindedOfIsNoFurtherThanTheFarthestReminder(t *testing.T) {
	now := at(t, "2026-12-28 10:00")
	for _, c := range []struct {
		remind []int
		want   string
	}{{nil, "2026-12-28 10:00"}, {[]int{1}, "2027-01-13 10:00"}, {[]int{3, 1}, "2027-01-15 10:00"}, {[]int{1, 14}, "2027-01-26 10:00"}} {
		if got := (Outreach{Remind: c.remind}).RemindedUntil(now); !got.Equal(at(t, c.want)) {
			t.Errorf("reminded %v days before: until %s, want %s", c.remind, got, c.want)
		}
	}
}

func TestACallThatNobodyTookIsTriedOnceMoreLaterThatDay(t *testing.T) {
	w := Window{at(t, "2026-06-09 10:00"), at(t, "2026-06-09 19:00")}
	for now, want := range map[string]string{
		"10:00": "14:00", "13:59": "17:59", "14:00": "18:00", "15:00": "18:00", "17:00": "18:00",
		"17:01": "", "18:59": "", "19:00": "", "23:00": "", "06:00": "10:00", "05:59": "",
	} {
		again, ok := w.Again(at(t, "2026-06-09 "+now))
		if ok != (want != "") || ok && !again.Equal(at(t, "2026-06-09 "+want)) {
			t.Errorf("at %s: again at %s (%t), want %q", now, again, ok, want)
		}
	}
}

func TestASecondCallIsInTheWindowAndNotAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := Clock(rapid.IntRange(0, 1439).Draw(t, "from")).On(Date{2026, time.June, 9}, JST)
		w := Window{from, from.Add(time.Duration(rapid.IntRange(1, 1440).Draw(t, "minutes")) * time.Minute)}
		now := from.Add(time.Duration(rapid.IntRange(-300, 1800).Draw(t, "now")) * time.Minute)
		again, ok := w.Again(now)
		wait := again.Sub(now)
		if room := w.Contains(now) && w.Until.Sub(now) >= 2*time.Hour; room && !ok {
			t.Fatalf("at %s in %v there was none", now, w)
		}
		if ok && (!w.Contains(again) || wait < time.Hour || wait > callAgain || w.Until.Sub(again) < time.Hour) {
			t.Fatalf("at %s in %v: again at %s", now, w, again)
		}
	})
}

func TestTextsGoToMobilesAndCallsToOtherNumbersAtWhichPeopleAnswer(t *testing.T) {
	for phone, want := range map[Phone]Means{
		"+819012345678": ByText, "+818012345678": ByText, "+817012345678": ByText, "+816012345678": ByText,
		"+81568123456": ByCall, "+81312345678": ByCall, "+815012345678": ByCall,
		"+818001234567": "", "+81120123456": "", "+81570123456": "", "+81990123456": "", // they only receive
		"+812012345678": "",                      // machines have these
		"+12125550100":  "", "+447911123456": "", // abroad
		"+811012345678": "", "+8190123": "", "+81": "", "": "", // nobody's
	} {
		if means, ok := phone.Reached(); means != want || ok != (want != "") {
			t.Errorf("%s is reached by %q (%t), want %q", phone, means, ok, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		phone := Phone("+81" + rapid.StringMatching(`[0-9]{7,11}`).Draw(t, "digits"))
		if means, ok := phone.Reached(); (means == ByText) != phone.Mobile() || ok && phone.OnlyReceives() {
			t.Fatalf("%s is reached by %q", phone, means)
		}
	})
}

func TestOnlyAReminderIsToldToWhoHasNotAsked(t *testing.T) {
	for _, k := range MessageKinds {
		if k.Asked() != (k != Reminder) {
			t.Errorf("%s: asked for is %t", k, k.Asked())
		}
	}
	if len(MessageKinds) != 9 {
		t.Errorf("%d kinds", len(MessageKinds))
	}
}
