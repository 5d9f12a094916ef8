package ivr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// row reads a row of hours: "月-金 08:30-12:00 13:00-17:15".
func row(t testing.TB, text string) booking.Opening {
	t.Helper()
	words := strings.Fields(text)
	days, err := booking.ParseDays(words[0])
	o := booking.Opening{Days: days}
	for _, word := range words[1:] {
		if word == "replace" {
			o.Replaces = true
			continue
		}
		r, fault := booking.ParseRange(word)
		if err != nil || fault != nil {
			t.Fatal(text, err, fault)
		}
		o.Ranges = append(o.Ranges, r)
	}
	return o
}

// TestHoursAreSpoken is a table of hours of cities and what the line says, in full.
func TestHoursAreSpoken(t *testing.T) {
	for _, c := range []struct {
		rows []string
		want string
	}{
		{[]string{"月-金 08:30-17:00"}, "平日の、午前8時30分から、午後、5時まで"},
		{[]string{"月-金 08:30-12:00 13:00-17:15"}, "平日の、午前8時30分から、午後、5時15分まで。12時から1時は、お昼休み"},
		{[]string{"木 08:30-19:00", "月-水,金 08:30-17:15"}, "平日の、午前8時30分から、午後、5時15分まで。木曜日は、午後7時まで"},
		{[]string{"月-金 08:30-17:15", "木 17:15-19:00"}, "平日の、午前8時30分から、午後、5時15分まで。木曜日は、午後7時まで"},
		{[]string{"月-金 08:30-12:00 13:00-17:15", "木 17:15-19:00"},
			"平日の、午前8時30分から、午後、5時15分まで。木曜日は、午後7時まで。12時から1時は、お昼休み"},
		{[]string{"月-金 08:30-17:15", "木 17:30-19:00"},
			"月曜日から、水曜日、金曜日の、午前8時30分から、午後、5時15分まで。木曜日の、午前8時30分から、午後、5時15分まで。午後、5時30分から、午後7時まで"},
		{[]string{"月-金 08:30-17:15", "第2・第3木 17:15-19:30", "第4土 09:00-12:00"},
			"平日の、午前8時30分から、午後、5時15分まで。第2、第3、木曜日は、午後7時30分まで。第4、土曜日の、午前9時から、お昼の12時まで"},
		{[]string{"月・火・木・金 09:30-19:00", "土,日,祝 09:30-18:00"},
			"水曜日をのぞく、毎日の、午前9時30分から、午後7時まで。土曜日、日曜日、祝日は、午後6時まで"},
		{[]string{"祝 10:00-15:00", "日 10:00-15:00", "月-土 09:00-17:00"}, "月曜日から、土曜日の、午前9時から、午後、5時まで。日曜日、祝日の、午前10時から、午後3時まで"},
		{[]string{"月-金 09:00-17:00", "最終金 09:00-19:00 replace"}, "平日の、午前9時から、午後、5時まで。月の最後の、金曜日は、午後7時まで"},
		{[]string{"第3土の翌日 09:00-12:00"}, "第3、土曜日の翌日の、午前9時から、お昼の12時まで"},
		{[]string{"月-日 09:00-17:00"}, "月曜日から、日曜日の、午前9時から、午後、5時まで"},
		{[]string{"月-日,祝 00:00-24:00"}, "毎日の、午前0時から、夜の12時まで"},
		{[]string{"土 09:00-12:00 13:00-17:00"}, "土曜日の、午前9時から、午後、5時まで。12時から1時は、お昼休み"},
		{[]string{"土 09:00-12:00", "土 12:00-17:00"}, "土曜日の、午前9時から、午後、5時まで"},
		{[]string{"月,水,金 09:00-10:00 11:00-12:00 13:00-14:00"}, "月曜日、水曜日、金曜日の、午前9時から、午前10時まで。午前11時から、お昼の12時まで。午後1時から、午後2時まで"},
		{[]string{"月-金 08:30-11:45 12:45-17:15"}, "平日の、午前8時30分から、午後、5時15分まで。11時45分から12時45分は、お昼休み"},
		{[]string{"月-金 09:00-17:00", "祝の翌日 17:00-19:00"}, "平日の、午前9時から、午後、5時まで。祝日の翌日の、午後、5時から、午後7時まで"},
		{nil, "日によって、さまざま"},
	} {
		var h booking.Hours
		for _, text := range c.rows {
			h.Weekly = append(h.Weekly, row(t, text))
		}
		got := ivr.InJapanese.Hours(ivr.TellHours(h, booking.DateOf(newClock())))[0]
		if got != c.want {
			t.Errorf("%q is spoken\n%q, expected\n%q", c.rows, got, c.want)
		}
		if kanji := ivr.Unread(got); kanji != nil {
			t.Errorf("%q has kanji without a reading: %v", got, kanji)
		}
		t.Logf("%4.1f s: %s", ivr.Seconds(got), got)
	}
}

// TestHoursAreSpokenInFewerWords holds what is said, one after the other, if the hours take
// too long to say in full.
func TestHoursAreSpokenInFewerWords(t *testing.T) {
	const differ = "日によって、さまざま"
	for _, c := range []struct{ rows, want []string }{
		{[]string{"月-金 08:30-12:00 13:00-17:15", "木 17:15-19:00", "第4土 09:00-12:00"}, []string{
			"月曜日から、水曜日、金曜日の、午前8時30分から、午後、5時15分まで。12時から1時は、お昼休み。ほかは、" + differ,
			"月曜日から、土曜日です。早い日は、午前8時30分から。遅い日は、午後7時まで。日によっては、お休み", differ,
		}},
		{[]string{"第2・第4日 09:00-12:00", "第3土の翌日 10:00-15:00"}, []string{"日曜日です。早い日は、午前9時から。遅い日は、午後3時まで。日によっては、お休み", differ}},
		{[]string{"月,水,金,日 09:00-12:00", "祝の翌日 17:00-19:00"}, []string{
			"月曜日、水曜日、金曜日、日曜日の、午前9時から、お昼の12時まで。ほかは、" + differ, "毎日です。早い日は、午前9時から。遅い日は、午後7時まで。日によっては、お休み", differ,
		}},
	} {
		var h booking.Hours
		for _, text := range c.rows {
			h.Weekly = append(h.Weekly, row(t, text))
		}
		if got := ivr.InJapanese.Hours(ivr.TellHours(h, booking.DateOf(newClock())))[1:]; !slices.Equal(got, c.want) {
			t.Errorf("%q is spoken\n%q, expected\n%q", c.rows, got, c.want)
		}
	}
}

// TestHoursThatAreNotValidAreNotSpoken holds that a row is told from its first day to its
// last.
func TestHoursThatAreNotValidAreNotSpoken(t *testing.T) {
	late := row(t, "木 17:00-19:00")
	late.Valid = booking.Period{From: booking.Date{Year: 2026, Month: 10, Day: 1}, Until: booking.Date{Year: 2027, Month: 3, Day: 31}}
	h := booking.Hours{Weekly: []booking.Opening{row(t, "月-金 09:00-17:00"), late}}
	for day, want := range map[string]bool{"2026-09-30": false, "2026-10-01": true, "2027-03-31": true, "2027-04-01": false} {
		d, err := booking.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := ivr.InJapanese.Hours(ivr.TellHours(h, d))[0]; strings.Contains(got, "木曜日は、午後7時まで") != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}

// TestDaysThatAreAlwaysClosedAreNotSpoken holds that nobody is told a weekday on which it is
// closed each week, as long as it is.
func TestDaysThatAreAlwaysClosedAreNotSpoken(t *testing.T) {
	weekdays := []booking.Opening{row(t, "月-金 09:00-17:00")}
	for _, c := range []struct {
		rows   []booking.Opening
		closed string
		until  string // "" for always
		want   string
	}{
		{weekdays, "水", "", "月曜日、火曜日、木曜日、金曜日の、午前9時から、午後、5時まで"},
		{weekdays, "木の翌日", "", "月曜日から、木曜日の、午前9時から、午後、5時まで"},
		{weekdays, "第3水", "", "平日の、午前9時から、午後、5時まで"},
		{weekdays, "水", "2000-01-01", "平日の、午前9時から、午後、5時まで"},
		{append(weekdays, row(t, "水 17:00-19:00"), row(t, "第2水 19:00-20:00")), "水", "", "月曜日、火曜日、木曜日、金曜日の、午前9時から、午後、5時まで"},
		{append(weekdays, row(t, "祝 10:00-15:00")), "祝", "", "平日の、午前9時から、午後、5時まで"},
	} {
		days, err := booking.ParseDays(c.closed)
		if err != nil {
			t.Fatal(err)
		}
		rest := booking.Rest{Days: days}
		if c.until != "" {
			if rest.Valid.Until, err = booking.ParseDate(c.until); err != nil {
				t.Fatal(err)
			}
		}
		h := booking.Hours{Weekly: c.rows, Rests: []booking.Rest{rest}}
		told := ivr.TellHours(h, booking.DateOf(newClock()))
		if got := ivr.InJapanese.Hours(told)[0]; got != c.want || told.To != 17*60 {
			t.Errorf("closed on %s: %s until %s, expected %s", c.closed, got, told.To, c.want)
		}
	}
}

// anyHours draws hours as cities have them, and as none has.
var anyHours = rapid.Custom(func(r *rapid.T) (h booking.Hours) {
	ranges := rapid.SampledFrom([][]booking.Range{
		{{From: 510, To: 1035}}, {{From: 510, To: 720}, {From: 780, To: 1035}}, {{From: 1035, To: 1140}}, {{From: 540, To: 720}}, {{From: 715, To: 1435}},
		{{From: 510, To: 1140}}, {{From: 570, To: 1140}}, {{From: 0, To: 1440}}, {{From: 540, To: 600}, {From: 660, To: 720}, {From: 780, To: 840}},
	})
	day := rapid.Custom(func(r *rapid.T) booking.Date {
		return booking.Date{Year: 2026, Month: 3, Day: 20}.AddDays(rapid.IntRange(0, 70).Draw(r, "day"))
	})
	weekdays := rapid.OneOf(rapid.SampledFrom([]booking.Weekdays{0b0111110, 0b0111110, 0b1000000, 0b0010000}), rapid.Map(rapid.IntRange(1, 127), func(w int) booking.Weekdays { return booking.Weekdays(w) }))
	for range rapid.IntRange(0, 5).Draw(r, "rows") {
		o := booking.Opening{
			Days: booking.Days{
				Weekdays: weekdays.Draw(r, "weekdays"), Nth: rapid.SampledFrom([]booking.Nth{0, 0, 0, 1 << 2, 1<<2 | 1<<4, booking.Last}).Draw(r, "nth"),
				Holidays: rapid.SampledFrom([]bool{false, false, true}).Draw(r, "holidays"), After: rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(r, "after"),
			},
			Moved:    rapid.SampledFrom([]booking.Moved{booking.Dropped, booking.Dropped, booking.ToNext, booking.ToPrevious, booking.OpenAnyway}).Draw(r, "moved"),
			Replaces: rapid.SampledFrom([]bool{false, false, true}).Draw(r, "replaces"), Ranges: ranges.Draw(r, "ranges"),
		}
		if rapid.IntRange(0, 4).Draw(r, "limited") == 4 {
			o.Valid = booking.Period{From: day.Draw(r, "from"), Until: booking.Date{Year: 2026, Month: 6, Day: 30}}
		}
		h.Weekly = append(h.Weekly, o)
	}
	for range rapid.IntRange(0, 2).Draw(r, "specials") {
		h.Special = append(h.Special, booking.Special{Day: day.Draw(r, "special"), Adds: rapid.Bool().Draw(r, "adds"), Ranges: ranges.Draw(r, "ranges")})
	}
	switch rapid.IntRange(0, 3).Draw(r, "rests") {
	case 2: // each week
		h.Rests = []booking.Rest{{Days: booking.Days{Weekdays: weekdays.Draw(r, "closed weekdays"), After: rapid.SampledFrom([]int{0, 0, 1}).Draw(r, "closed after")}}}
	case 3: // the Sunday after the third Saturday
		h.Rests = []booking.Rest{{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Saturday), Nth: booking.NthOf(3), After: 1}}}
	}
	for range rapid.IntRange(0, 2).Draw(r, "closed") {
		h.Closed = append(h.Closed, booking.Closure{From: day.Draw(r, "closed")})
	}
	return h
})

// TestHoursAreNeverTooLong holds that whatever hours a city has, they are said in 15
// seconds and in sentences of 7, at the centre and where people come without a booking,
// in both languages; and that every kanji of them is read.
func TestHoursAreNeverTooLong(t *testing.T) {
	s, languages := newScene(t), []ivr.Language{ivr.Japanese(), inEnglish(t)}
	rapid.Check(t, func(r *rapid.T) {
		s.config.City.Centre.Hours = anyHours.Draw(r, "hours")
		s.config.City.Facilities[0].WalkIn = s.config.City.Centre.Hours
		d, err := ivr.New(&s.config.City, ivr.Options{Languages: languages})
		if err != nil {
			r.Fatal(err)
		}
		for _, lang := range []string{"ja", "en"} {
			if long := d.TooLong(lang); len(long) > 0 {
				r.Fatal(lang, long)
			}
		}
		told := ivr.InJapanese.Hours(ivr.TellHours(s.config.City.Centre.Hours, booking.DateOf(newClock())))
		if kanji := ivr.Unread(strings.Join(told, "")); kanji != nil {
			r.Fatal(told, kanji)
		}
	})
}

// TestNobodyIsToldHoursThatMislead holds that a caller who asks for a person out of hours
// hears the hours only if they do not include that moment, and lead to the moment at
// which somebody answers; and otherwise that moment.
func TestNobodyIsToldHoursThatMislead(t *testing.T) {
	s := newScene(t)
	said := map[ivr.Key]int{}
	rapid.Check(t, func(r *rapid.T) {
		h := anyHours.Draw(r, "hours")
		s.config.City.Centre.Hours = h
		d, err := ivr.New(&s.config.City, ivr.Options{})
		if err != nil {
			r.Fatal(err)
		}
		now := time.Date(2026, 3, 20, 0, 0, 0, 0, booking.JST).Add(time.Duration(rapid.IntRange(0, 60*24*4).Draw(r, "quarters")) * 15 * time.Minute)
		call := ivr.Call{Caller: booking.CallerFrom("anonymous"), State: ivr.NoNumber}
		reply, err := d.Answer(household{now: now}, &call, ivr.Input{Kind: ivr.Pressed, Keys: "0"})
		if err != nil {
			r.Fatal(err)
		}
		next, ever := h.Next(now)
		if call.State == ivr.Passing {
			if !next.Equal(now) {
				r.Fatalf("at %s a caller is passed on before %s", now, next)
			}
			return
		}
		today, at := booking.DateOf(now), booking.ClockOf(now)
		for _, one := range reply.Say {
			said[one.Key]++
			switch one.Key {
			case "person.hours":
				// Whoever only knows the rows thinks that each is of every one of its weekdays.
				day, clock := today, at
				for n := range 367 {
					heard := heardOn(h, day, today)
					closing := slices.MaxFunc(append(heard, booking.Range{}), func(a, b booking.Range) int { return int(a.To - b.To) }).To
					if n == 0 && len(heard) > 0 && heard[0].From <= clock && clock < closing { // or in a break
						r.Fatalf("at %s the line tells %q, which includes that moment", now, one.Text)
					}
					i := slices.IndexFunc(heard, func(r booking.Range) bool { return n > 0 || r.From > clock })
					if i >= 0 {
						if first := heard[i].From.On(day, booking.JST); !first.Equal(next) {
							r.Fatalf("at %s the line tells %q, which leads to %s and not to %s", now, one.Text, first, next)
						}
						break
					}
					day = day.AddDays(1)
				}
			case "person.next":
				if want := ivr.InJapanese.Moment(booking.DateOf(next), booking.ClockOf(next)); !ever || one.Text != "次の受付は、"+want+"からです。" {
					r.Fatalf("at %s the line tells %q, expected %q", now, one.Text, want)
				}
			case "person.off":
				if len(h.On(today)) > 0 {
					r.Fatalf("at %s the line says that the day is closed: %v", now, h.On(today))
				}
			case "person.today":
				r.Fatalf("at %s the line speaks of today's hours, and nobody is there", now)
			}
		}
	})
	t.Log(said)
}

// heardOn returns the ranges of a day as somebody takes them who was told the rows of
// today, earliest first.
func heardOn(h booking.Hours, day, today booking.Date) (heard []booking.Range) {
	_, holiday := booking.Holiday(day)
	for _, r := range h.Rests {
		if r.Valid.Has(today) && r.Days.Nth == 0 && r.Days.Weekdays.Has(time.Weekday((int(day.Weekday())-r.Days.After+7)%7)) {
			return nil // a day of each week that nobody is told
		}
	}
	for _, o := range h.Weekly {
		weekday := time.Weekday((int(day.Weekday()) - o.Days.After + 7) % 7)
		if o.Valid.Has(today) && (o.Days.Weekdays.Has(weekday) || o.Days.Holidays && (holiday || o.Days.After != 0)) {
			heard = append(heard, o.Ranges...)
		}
	}
	slices.SortFunc(heard, func(a, b booking.Range) int { return int(a.From - b.From) })
	return heard
}

// TestTheWordsContainTheHours holds that whatever is open on a day that is no holiday is
// told, and that the shorter ways to tell it hide nothing but behind "otherwise".
func TestTheWordsContainTheHours(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := anyHours.Draw(r, "hours")
		h.Special = nil // they are not told
		for i := range h.Weekly {
			h.Weekly[i].Moved = booking.Dropped
		}
		day := booking.Date{Year: 2026, Month: 3, Day: 16}.AddDays(rapid.IntRange(0, 100).Draw(r, "day"))
		if _, holiday := booking.Holiday(day); holiday {
			return
		}
		told := ivr.TellHours(h, day)
		var heard []booking.Range
		for _, row := range told.Rows {
			ranges := row.Ranges
			if !falls(row.Days, day) {
				continue
			}
			for _, later := range row.Later {
				switch falls := falls(later.Days, day); {
				case falls && later.Days.Nth != 0: // there may be several
					heard = append(heard, later.Ranges...)
				case falls:
					ranges = later.Ranges
				}
			}
			heard = append(heard, ranges...)
		}
		for _, open := range h.On(day) {
			for c := open.From; c < open.To; c++ {
				if !slices.ContainsFunc(heard, func(r booking.Range) bool { return r.From <= c && c < r.To }) {
					r.Fatalf("%s is open at %s, and the words are %q", day, c, ivr.InJapanese.Hours(told))
				}
			}
			if open.From < told.From || told.To < open.To || !falls(told.Days, day) {
				r.Fatalf("%s is open at %s, and all hours are %s-%s on %b", day, open, told.From, told.To, told.Days)
			}
		}
	})
}

// falls reports whether a day is one of those that are told.
func falls(told ivr.ToldDays, day booking.Date) bool {
	day = day.AddDays(-told.After)
	_, holiday := booking.Holiday(day)
	days := booking.Days{Nth: told.Nth}
	for bit := range 7 {
		if told.Week&(1<<bit) != 0 {
			days.Weekdays |= booking.WeekdaysOf(time.Weekday((bit + 1) % 7))
		}
	}
	return days.Has(day) || told.Week&(1<<7) != 0 && holiday
}
