package city

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// fault returns what is wrong with a config that was read without mistakes, or "".
func fault(c *Config) string {
	var faults []string
	hold := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	within := func(what string, n, least, most int) { hold(least <= n && n <= most, "%s is %d", what, n) }

	owners := map[booking.Phone]string{}
	number := func(of string, p booking.Phone) {
		again, err := booking.ParseLine(string(p))
		hold(err == nil && again == p, "%s: number %q", of, p)
		hold(owners[p] == "", "%s has the number of %s", of, owners[p])
		owners[p] = of
	}
	hours := func(of string, h booking.Hours) {
		for _, e := range h.Validate() {
			hold(false, "%s: %v", of, e)
		}
	}
	misread(c, hold)
	hold(c.City.Name != "" && utf8.RuneCountInString(c.City.Name) <= 40, "city %q", c.City.Name)
	number("city", c.City.Number)
	number("centre", c.City.Centre.Number)
	hold(c.City.Centre.Number.Japanese(), "the centre is abroad")
	for _, p := range c.City.Centre.Lines {
		number("a line of the centre", p)
		hold(p.Japanese(), "a line of the centre is abroad")
	}
	hours("centre", c.City.Centre.Hours)
	hold(len(c.City.Centre.Hours.Weekly) > 0, "the centre is never open")
	hours("outreach", c.City.Outreach.Hours)
	within("reminders", len(c.City.Outreach.Remind), 0, 3)
	for i, days := range c.City.Outreach.Remind {
		within("a reminder", days, 1, 14)
		hold(i == 0 || days < c.City.Outreach.Remind[i-1], "reminders %v", c.City.Outreach.Remind)
	}
	if c.PublicURL != "" {
		again, err := ParsePublicURL(c.PublicURL)
		hold(err == nil && again == c.PublicURL, "public URL %q", c.PublicURL)
	}
	hold(slices.Contains(voices, c.Voice.Name), "voice %q", c.Voice.Name)
	within("rate", c.Voice.Rate, 50, 120)
	within("slow", c.Voice.Slow, 50, c.Voice.Rate)

	cutOff := func(of string, c booking.CutOff, most int) {
		within(of+" days before", c.Days, 0, most)
		within(of+" seconds before", int(c.Before/time.Second), 0, most*24*3600)
		within(of+" at", int(c.At), 0, int(booking.Midnight)-1)
		hold(c.ByDay || c.Days == 0 && c.At == 0 && !c.OpenDays, "%s: a day that is none: %+v", of, c)
		hold(!c.ByDay || c.Before == 0, "%s: both ways: %+v", of, c)
	}
	rules := func(of string, r booking.Rules, h booking.Hours) {
		within(of+" horizon", r.Horizon, 1, [...]int{180, 26, 6}[r.HorizonIn])
		most := [...]int{r.Horizon, 7*r.Horizon + 4, 31*r.Horizon + 30}[r.HorizonIn]
		within(of+" opens at", int(r.OpensAt), 0, int(booking.Midnight)-1)
		within(of+" hold in seconds", int(r.Hold/time.Second), 60, 30*60)
		within(of+" undo in seconds", int(r.UndoFor/time.Second), 0, 30*60)
		within(of+" grace in seconds", int(r.Grace/time.Second), 0, 120*60)
		within(of+" party", r.MaxParty, 1, 9)
		within(of+" visits of a day", r.Most.Day, 0, 1000)
		for _, half := range []int{r.Most.Morning, r.Most.Afternoon} {
			within(of+" visits of half a day", half, 0, cmp.Or(r.Most.Day, 1000))
		}
		within(of+" desks for staff", r.Reserve.Desks, 0, 100)
		cutOff(of+" book", r.BookUntil, most)
		cutOff(of+" change", r.ChangeUntil, most)
		cutOff(of+" cancel", r.CancelUntil, most)
		cutOff(of+" reserve", r.Reserve.Until, most)
		for _, n := range []int{r.Limits.Calls, r.Limits.Bookings, r.Limits.Changes, r.Limits.Cancels} {
			within(of+" limit", n, 0, 1000)
		}
		hold(bookableOnce(r, h, most), "%s: nothing can ever be booked by %+v", of, r)
	}
	rules("city", c.City.Rules, booking.Hours{})

	within("number of facilities", len(c.City.Facilities), 1, 20)
	seen := map[string]bool{}
	for _, f := range c.City.Facilities {
		for _, s := range []string{"id " + f.ID, "name " + f.Name, "yomi " + f.Yomi, "said " + f.Spoken(), "short " + f.Short, "short by ear " + cmp.Or(f.ShortYomi, f.Short)} {
			hold(!seen[s], "%s twice", s)
			seen[s] = true
		}
		hold(facilityID.MatchString(f.ID), "id %q", f.ID)
		for _, text := range []string{f.About.Address, f.About.Map, f.About.Contact, f.About.English} {
			hold(utf8.RuneCountInString(text) <= 500 && !strings.ContainsFunc(text, unicode.IsControl), "%s: residents read %q", f.ID, text)
		}
		hold(f.About.Map == "" || strings.HasPrefix(f.About.Map, "https://"), "%s: the map is at %q", f.ID, f.About.Map)
		hold(f.Name != "" && utf8.RuneCountInString(f.Name) <= 40, "name %q", f.Name)
		if f.Line != "" {
			number(f.ID, f.Line)
		}
		within("slot", f.Minutes, 5, 240)
		within("capacity", f.Capacity, 1, 100)
		hours(f.ID, f.Hours)
		hours(f.ID+" without a booking", f.WalkIn)
		hold(len(f.WalkIn.Weekly) == 0 || len(f.WalkIn.Closed) >= len(f.Hours.Closed) && slices.Equal(f.WalkIn.Closed[:len(f.Hours.Closed)], f.Hours.Closed),
			"%s: closed days apart", f.ID)
		hold(len(f.WalkIn.Weekly) > 0 || reflect.DeepEqual(f.WalkIn, booking.Hours{}), "%s: people without a booking come never, and yet %+v", f.ID, f.WalkIn)
		own := c.City.RulesOf(f.ID)
		rules(f.ID, own, f.Hours)
		hold(own.Hold == c.City.Rules.Hold && own.UndoFor == c.City.Rules.UndoFor && own.Limits == c.City.Rules.Limits,
			"%s has of its own what only the city has: %+v", f.ID, own)
		ranges, seats := rangesOf(f.Hours), 0
		for _, r := range ranges {
			seats = max(seats, cmp.Or(r.Capacity, f.Capacity))
			within("capacity of a range", r.Capacity, 0, 100)
			hold(len(booking.Starts(r, f.Minutes)) > 0, "%s: no slot in %s", f.ID, r)
		}
		hold(len(ranges) > 0, "%s is never open", f.ID)
		hold(!own.SameSlot || own.MaxParty == 1 || seats > 1, "%s: a party has no room in any slot", f.ID)
	}
	for id := range c.Where {
		hold(seen["id "+id], "where of no facility %q", id)
	}
	for _, p := range c.Phrases {
		hold(p.Lang != "" && p.Key != "" && p.Text != "" && p.Line > 0, "phrase %+v", p)
	}
	serving(c, hold, rules)
	return strings.Join(faults, "\n")
}

// serving holds what is so of the services of every city.
func serving(c *Config, hold func(bool, string, ...any), rules func(string, booking.Rules, booking.Hours)) {
	all := c.City.Services
	hold(len(all) <= 8 && (len(all) > 0 || !c.City.PerService), "%d services, one of each %v", len(all), c.City.PerService)
	seen := map[string]bool{}
	distinct := func(what string) {
		hold(!seen[what], "%s twice", what)
		seen[what] = true
	}
	for _, s := range all {
		of := "service " + string(s.ID)
		hold(facilityID.MatchString(string(s.ID)) && slices.Contains(booking.ServiceKinds, s.Kind), "%s is a %q", of, s.Kind)
		for _, what := range []string{"id " + string(s.ID), "name " + s.Name, "yomi " + s.Yomi, "short " + s.Short, "by ear " + cmp.Or(s.ShortYomi, s.Short)} {
			distinct(what)
		}
		hold(s.Name != "" && s.Yomi != "" && s.Short != "" && (s.Minutes == 0 || 5 <= s.Minutes && s.Minutes <= 240), "%s: %+v", of, s)
		if s.Hours != nil {
			hold(len(s.Hours.Weekly) > 0 && s.Hours.Validate() == nil, "%s: %+v", of, s.Hours)
		}
		for _, id := range s.Facilities {
			_, known := c.City.Facility(id)
			hold(known, "%s is at %q", of, id)
			distinct(of + " at " + id)
		}
		for id, own := range s.Own {
			f, known := c.City.Facility(id)
			hold(known && s.At(id) && own.Reserve == c.City.RulesOf(id).Reserve && own.Most == c.City.RulesOf(id).Most, "%s at %s: %+v", of, id, own)
			own.Reserve = booking.Reserve{}
			rules(of, own, f.Hours)
		}
		hold(len(s.Reasons) == 0 || s.Kind == booking.Application && len(s.Reasons) <= 10, "%s: %+v", of, s.Reasons)
		for _, r := range s.Reasons {
			hold(facilityID.MatchString(r.ID) && r.Name != "", "%s: %+v", of, r)
			distinct(of + " because " + r.ID)
		}
		hold(len(s.Words.Bring) <= 8 && len(s.Words.EnglishBring) <= 8, "%s: %+v", of, s.Words)
	}
}

// rangesOf returns the ranges of all rows of the hours and of all special days.
func rangesOf(h booking.Hours) (ranges []booking.Range) {
	for _, o := range h.Weekly {
		ranges = append(ranges, o.Ranges...)
	}
	for _, s := range h.Special {
		ranges = append(ranges, s.Ranges...)
	}
	return ranges
}

// bookableOnce reports whether the last minute of some day can be booked at the moment
// at which days open, at most so many days before; of an open day, if there is any.
func bookableOnce(r booking.Rules, h booking.Hours, most int) bool {
	never := true
	for n := range 2 * 365 {
		visit := time.Date(2026, time.January, 1+n, 23, 59, 0, 0, booking.JST)
		open := len(h.On(booking.DateOf(visit))) > 0
		if never = never && !open; !open && len(h.Weekly)+len(h.Special) > 0 {
			continue
		}
		for before := range most + 1 {
			if r.MayBook(r.OpensAt.On(booking.DateOf(visit).AddDays(-before), booking.JST), visit) == nil {
				return true
			}
		}
	}
	return never && len(h.Weekly)+len(h.Special) > 0
}

// kanaLetters is written from the Unicode charts, not from the code under test.
var kanaLetters = func() string {
	var b strings.Builder
	for r := rune(0x3041); r <= 0x3096; r++ {
		b.WriteRune(r)
		b.WriteRune(r + 0x60) // katakana
	}
	return b.String() + "\u30f7\u30f8\u30f9\u30fa"
}()

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(with(`visit: 40m, facilities: [koseki], hours: [{days: 火, from: "13:00", to: "16:00"}], horizon: 30d, max_party: 2, reasons: [{id: lost, name: 紛失した}]`).apply(small)))
	f.Add([]byte(everyKindOfHours.apply(small)))
	f.Add(Sample(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST)))
	for _, s := range ruled {
		f.Add([]byte(s))
	}
	for _, b := range broken {
		f.Add([]byte(b.apply(small)))
	}
	for _, s := range notYAML {
		f.Add([]byte(s.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f", data)
		again, errAgain := Parse("f", data)
		if !reflect.DeepEqual(c, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("read twice, two results: %v, %v", err, errAgain)
		}
		if err == nil {
			if fault := fault(c); fault != "" {
				t.Fatal(fault)
			}
			return
		}
		mistakes, ok := errors.AsType[Mistakes](err)
		if !ok || c != nil || len(mistakes) == 0 {
			t.Fatalf("config %+v with error %T", c, err)
		}
		lines := 1 + strings.Count(string(data), "\n")
		for i, m := range mistakes {
			if m.File != "f" || m.Line < 1 || m.Field == "" || m.Found == "" || m.Expected == "" {
				t.Errorf("mistake without one of its parts: %+v", m)
			}
			if i > 0 && m.Line < mistakes[i-1].Line {
				t.Errorf("line %d after line %d", m.Line, mistakes[i-1].Line)
			}
			if m.Line > lines && !strings.ContainsAny(string(data), "\r\u0085\u2028\u2029") {
				t.Errorf("line %d of %d: %v", m.Line, lines, m)
			}
			if strings.ContainsAny(m.Error(), "\r\n") {
				t.Errorf("mistake of several lines: %q", m.Error())
			}
		}
	})
}
