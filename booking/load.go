package booking

// A Load is how many seats there are, and are taken, in one half of one day.
type Load struct {
	Day   Date
	Half  Half
	Seats int
	Taken int
}
