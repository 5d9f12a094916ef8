package booking

// DayKind tells whether a day is open and, if not, what closes it.
type DayKind int

// The kinds of day. Of the reasons to be closed the first counts: a holiday that is
// listed as closed is DayClosed, and 1/1 is DayNewYear rather than DayHoliday.
const (
	DayOff     DayKind = iota // no row has anything on this day
	DayOpen                   // there is at least one range
	DayClosed                 // listed as closed, or closed by its place in the week or month
	DayNewYear                // 12/29 to 1/3
	DayHoliday                // a national holiday
)

// String returns "off", "open", "closed", "new year" or "holiday".
func (k DayKind) String() string {
	return word("DayKind", int(k), "off", "open", "closed", "new year", "holiday")
}

// Reason is why a day is open or not. Holiday is the holiday's Japanese name,
// and empty unless Kind is DayHoliday.
type Reason struct {
	Kind    DayKind
	Holiday string
}
