package residents

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// english writes for people who live in Japan: Fri 4 December, 9:00 am. Names of places stay
// as they are on signs, with how they are read.
type english struct{}

func (english) Code() string { return "en" }

func (english) Date(d booking.Date) Marked {
	return Marked(fmt.Sprintf("%s %d %s", d.Weekday().String()[:3], d.Day, d.Month))
}

func (english) Day(d booking.Date) Marked { return Marked(fmt.Sprintf("%d %s", d.Day, d.Month)) }

func (english) Month(d booking.Date) Marked { return Marked(fmt.Sprintf("%s %d", d.Month, d.Year)) }

func (english) Weekday(d time.Weekday) Marked { return Marked(d.String()[:3]) }

func (english) Time(c booking.Clock) Marked {
	const together = "\u00a0" // no line ends within a time
	half, hour := "am", int(c)/60
	switch {
	case c == booking.Midnight:
		return "midnight"
	case hour == 12 && int(c)%60 == 0:
		return "12" + together + "noon"
	case hour >= 12:
		half = "pm"
	}
	if hour > 12 {
		hour -= 12
	}
	return Marked(fmt.Sprintf("%d:%02d%s%s", hour, int(c)%60, together, half))
}

func (english) People(n int) Marked {
	if n == 1 {
		return "1 person"
	}
	return Marked(fmt.Sprintf("%d people", n))
}

func (english) Nth(n int) Marked { return Marked(fmt.Sprintf("Person %d", n)) }

func (english) Span(d time.Duration) Marked {
	if d == time.Minute {
		return "1 minute"
	}
	return Marked(fmt.Sprintf("%d minutes", int(d/time.Minute)))
}

func (e english) Hours(t ivr.Told, words table) Marked {
	var said []string
	for _, row := range apart(t) {
		said = append(said, string(e.row(row, words)))
	}
	if len(said) == 0 {
		return Marked(words["hours.differ"])
	}
	return Marked(strings.Join(said, ", "))
}

func (e english) row(row ivr.ToldRow, words table) Marked {
	d := row.Days
	days := Marked(words["hours.every"])
	if d.Week != 1<<8-1 {
		days = dayNames(d, func(day int) Marked { return e.Weekday(time.Weekday((day + 1) % 7)) }, "–", ", ", Marked(words["hours.holidays"]))
	}
	var places []string
	for n, place := range []string{"1st", "2nd", "3rd", "4th", "5th"} {
		if d.Nth&booking.NthOf(n+1) != 0 {
			places = append(places, place)
		}
	}
	if d.Nth&booking.Last != 0 {
		places = append(places, "last")
	}
	if len(places) > 0 {
		days = Marked(strings.Join(places, ", ")) + " " + days + " of the month"
	}
	if d.After > 0 {
		days = Marked(fmt.Sprintf("%d days after ", d.After)) + days
	}
	said := days
	for _, r := range row.Ranges {
		said += " " + e.Time(r.From) + "–" + e.Time(r.To)
	}
	return said
}

func (english) Place(f booking.Facility, where string) (name, read Marked) {
	return marked(strings.TrimSpace(where + " " + f.Name)), marked(cmp.Or(f.About.English, romaji(f.Yomi)))
}

func (english) City(c *booking.City) Marked {
	if read := romaji(c.Yomi); read != "" {
		return marked(read)
	}
	return marked(c.Name)
}
