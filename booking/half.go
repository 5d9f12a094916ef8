package booking

import "time"

// Half is a half of the day.
type Half int

// Halves of the day. Noon is in the afternoon.
const (
	AnyTime Half = iota
	Morning
	Afternoon
)

// HalfOf returns the half of the day of t in the city's zone.
func HalfOf(t time.Time) Half {
	if t.In(JST).Hour() < 12 {
		return Morning
	}
	return Afternoon
}

// noon divides the day.
const noon Clock = 12 * 60

// of returns the first moment of that half of a day, and the first one after it.
func (h Half) of(day Date) (from, until time.Time) {
	from, until = day.In(JST), day.AddDays(1).In(JST)
	switch h {
	case Morning:
		until = noon.On(day, JST)
	case Afternoon:
		from = noon.On(day, JST)
	}
	return from, until
}
