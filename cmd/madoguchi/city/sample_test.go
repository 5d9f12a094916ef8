package city

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestTheSampleHasTheFiveFacilities(t *testing.T) {
	c, err := Default(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	if fault := fault(c); fault != "" {
		t.Fatal(fault)
	}
	var got []string
	for _, f := range c.City.Facilities {
		got = append(got, strings.Join([]string{f.ID, f.Name, f.Yomi, f.Say, f.Short, f.ShortYomi}, " "))
		if (f.ID == "koseki") != (len(f.Hours.Special) > 0) {
			t.Errorf("%s has %d special openings; only koseki has any", f.ID, len(f.Hours.Special))
		}
		monday := booking.Date{Year: 2026, Month: time.December, Day: 7}
		if ranges := f.Hours.On(monday); len(ranges) != 1 || ranges[0].String() != "09:00-16:00" {
			t.Errorf("%s is open on a Monday at %v", f.ID, ranges)
		}
	}
	want := []string{
		"koseki 戸籍住民課 しやくしょいっかいの、こせきじゅうみんか 市役所いっかいの、戸籍住民課 市役所 しやくしょ",
		"sakashita 坂下出張所 さかしたしゅっちょうじょ 坂下しゅっちょうじょ 坂下 さかした",
		"tobu 東部市民センター とうぶしみんセンター 東部市民センター 東部 とうぶ",
		"ajiyoshi 味美ふれあいセンター あじよしふれあいセンター 味美ふれあいセンター 味美 あじよし",
		"kozoji 高蔵寺ふれあいセンター こうぞうじふれあいセンター 高蔵寺ふれあいセンター 高蔵寺 こうぞうじ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("facilities\n%q, want\n%q", got, want)
	}
	walkIn := booking.Hours{Weekly: []booking.Opening{{
		Days: booking.EachWeek(1, 2, 3, 4, 5), Ranges: []booking.Range{{From: 9 * 60, To: 16 * 60}},
	}}}
	for i, f := range c.City.Facilities {
		want := booking.Hours{}
		if i == 0 {
			want = walkIn
		}
		if !reflect.DeepEqual(f.WalkIn, want) {
			t.Errorf("%s takes people without a booking %+v, want %+v", f.ID, f.WalkIn, want)
		}
	}
	centre := c.City.Centre
	for at, open := range map[string]bool{
		"2026-12-01 08:29": false, "2026-12-01 08:30": true, "2026-12-01 16:59": true, "2026-12-01 17:00": false,
		"2026-12-05 10:00": false, "2026-12-28 10:00": true, "2026-12-29 10:00": false, "2027-01-04 10:00": true,
	} {
		when, err := time.ParseInLocation("2006-01-02 15:04", at, booking.JST)
		if err != nil {
			t.Fatal(err)
		}
		if centre.Open(when) != open {
			t.Errorf("the call centre at %s: open is %v", at, !open)
		}
	}
	if centre.Number.Domestic() != "05038210921" {
		t.Errorf("the call centre has the number %s", centre.Number)
	}
}

func TestTheSampleOpensOnSecondSaturdaysAndFourthSundays(t *testing.T) {
	c, err := Default(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range c.City.Facilities[0].Hours.Special {
		got = append(got, s.Day.String())
	}
	if want := []string{"2026-11-22", "2026-12-12", "2026-12-27", "2027-01-09"}; !slices.Equal(got, want) {
		t.Errorf("special openings on %v, want %v", got, want)
	}
}

func TestTheSampleSaysItsDefaults(t *testing.T) {
	sample, err := Default(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	least := parsed(t, []byte(small))
	if sample.City.Rules != least.City.Rules || sample.Voice != least.Voice || sample.OneKeyCancel != least.OneKeyCancel {
		t.Errorf("the sample says %+v, without it holds %+v", sample.City.Rules, least.City.Rules)
	}
	for _, f := range sample.City.Facilities {
		if f.Rules != nil {
			t.Errorf("%s has rules of its own: %+v", f.ID, *f.Rules)
		}
	}
	if f, g := sample.City.Facilities[1], least.City.Facilities[1]; f.Minutes != g.Minutes || f.Capacity != g.Capacity {
		t.Errorf("the sample says slots of %d minutes for %d, without it they are %d for %d", f.Minutes, f.Capacity, g.Minutes, g.Capacity)
	}
}

func TestTheSampleIsAliveOnEveryDay(t *testing.T) {
	for n := range 3*366 + 1 {
		// Every hour of the day comes up, in another zone than the city's.
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Add(time.Duration(n%24) * time.Hour)
		data := Sample(now)
		c, err := Parse("sample", data)
		if err != nil {
			t.Fatalf("on %s: %v", now, err)
		}
		if again := Sample(now); !bytes.Equal(data, again) {
			t.Fatalf("on %s the sample is not always the same", now)
		}
		today := booking.DateOf(now.In(booking.JST))
		koseki := c.City.Facilities[0]
		ahead := 0
		for _, s := range koseki.Hours.Special {
			weekend := s.Day.Weekday() == time.Saturday || s.Day.Weekday() == time.Sunday
			if !weekend || !s.Day.After(today) || s.Day.After(today.AddDays(62)) || len(koseki.Plan(s.Day).Starts()) != 6 {
				t.Fatalf("on %s: special opening %v with %d slots", now, s, len(koseki.Plan(s.Day).Starts()))
			}
			if !s.Day.After(today.AddDays(c.City.Rules.Horizon)) {
				ahead++
			}
		}
		if ahead == 0 {
			t.Fatalf("on %s: no special opening within the horizon", now)
		}
	}
}

// The three services that the sample shows are a city's once they are no comment any more.
func TestTheServicesOfTheSampleAreRead(t *testing.T) {
	_, shown, _ := strings.Cut(string(sample), "\n# services:\n")
	shown, _, _ = strings.Cut(shown, "\n#\n")
	shown = strings.ReplaceAll("\n"+shown, "\n#   ", "\n")
	c := parsed(t, []byte(strings.NewReplacer("per_service: false", "services:"+shown+"\nper_service: true", "@special@", "").Replace(string(sample))))
	if len(c.City.Services) != 3 || !c.City.PerService || !c.City.SeveralServices() {
		t.Fatalf("%+v", c.City.Services)
	}
	for id, want := range map[booking.ServiceID]struct{ kind, places, minutes, party int }{
		"certificate": {0, 5, 0, 5}, "application": {1, 1, 40, 5}, "pick-up": {2, 5, 0, 1},
	} {
		s, ok := c.City.Service(id)
		rules := c.City.RulesFor(id, "koseki")
		if !ok || s.Kind != booking.ServiceKinds[want.kind] || len(c.City.FacilitiesOf(id)) != want.places || s.Minutes != want.minutes || rules.MaxParty != want.party {
			t.Errorf("%s: %+v, %+v", id, s, rules)
		}
	}
	if words := c.Warnings(time.Date(2026, 11, 30, 0, 0, 0, 0, booking.JST)); len(words) > 12 {
		t.Errorf("%v", words)
	}
}

func TestTheSampleSaysEveryFigure(t *testing.T) {
	said, _, _ := strings.Cut(string(sample), "facilities:\n")
	for _, key := range slices.Concat(slotKeys, ruleKeys, []string{"hold", "undo", "limits"}) {
		if strings.Count(said, "\n  "+key+": ") != 1 {
			t.Errorf("the sample does not say %s once", key)
		}
	}
}

// TestTheExamplesOfTheSampleAreRead reads every commented row of the sample, each in the
// place for which it is an example.
func TestTheExamplesOfTheSampleAreRead(t *testing.T) {
	shown := map[string]int{}
	list := ""
	for line := range strings.Lines(string(sample)) {
		line = strings.TrimSpace(line)
		if key, _, ok := strings.Cut(line, " の書き方"); ok {
			list = strings.TrimPrefix(key, "# ")
		}
		example, found := strings.CutPrefix(line, "#   ")
		switch {
		case !found:
			continue
		case strings.HasPrefix(example, "- "):
			example = list + ":\n      " + example // with the comment behind it
		case !strings.HasPrefix(example, "walk_in: "):
			continue
		}
		key, _, _ := strings.Cut(example, ":")
		shown[key]++
		open := openAllDay
		if key == "open" {
			open, example = example, ""
		}
		parsed(t, edited(t, openAllDay, open, "short: しやくしょ", "short: しやくしょ\n    "+example))
	}
	if shown["open"] < 7 || shown["special"] < 2 || shown["closed"] < 4 || shown["walk_in"] != 1 {
		t.Errorf("the sample has examples %v: how they are written must have changed", shown)
	}
	for _, word := range []string{"lunch: ", "moved: next", "mode: replace", "mode: add", "days: 祝", "土,日,祝", "第2・第3木", "最終金", "valid: {from: ", "until: ", `from: "08-13"`, "の翌日"} {
		if !strings.Contains(string(sample), word) {
			t.Errorf("the sample does not show %s", word)
		}
	}
}
