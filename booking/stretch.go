package booking

import "time"

// A Stretch is the same part of one or several days, at one or several facilities.
// Staff open or close it at once.
type Stretch struct {
	Facilities  []string
	First, Last Date
	From, To    Clock // of each day; To may be Midnight
}

// A Piece is a stretch of time at a facility, without a gap.
type Piece struct {
	Facility    string
	From, Until time.Time
}

// WholeDays reports whether the stretch takes the whole of its days.
func (s Stretch) WholeDays() bool { return s.From == 0 && s.To == Midnight }

// Pieces returns the parts of the stretch that are not over. Whole days make one
// piece.
func (s Stretch) Pieces(now time.Time) (pieces []Piece) {
	add := func(facility string, from, until time.Time) {
		if until.After(now) {
			pieces = append(pieces, Piece{facility, from, until})
		}
	}
	for _, f := range s.Facilities {
		if s.WholeDays() {
			add(f, s.First.In(JST), s.Last.AddDays(1).In(JST))
			continue
		}
		for day := s.First; !day.After(s.Last); day = day.AddDays(1) {
			add(f, s.From.On(day, JST), s.To.On(day, JST))
		}
	}
	return pieces
}
