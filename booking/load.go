package booking

// A Load is how many seats one half of one day has, and how many are taken.
type Load struct {
	Day   Date
	Half  Half
	Seats int
	Taken int
}
