package rehearsal

// Habits are what people do, each as a share of one if nothing else is said. They are
// assumptions, and figures of the trials that are named.
type Habits struct {
	Bookings int // a year, for each hundred people
	Calls    int // a year, for each hundred people, those that book included

	Mobile float64 // of those who call have a mobile number

	// Of those who are not reminded: who does not come, and who cancels.
	Missed, Cancelled float64

	// How much that is of those who are. A trial of texts three days and one day before found
	// 4.4 % where 5.8 % did not come, and one of calls the day before 17 % where 10 % cancelled.
	MissedReminded, CancelledReminded float64

	// Of calls that the line places: who takes them, and what a machine takes; and who of the
	// former is somebody else, which was 19 % in a trial.
	Taken, Machine, Other float64

	Unreachable float64 // of texts that find no telephone
	Slip        float64 // of turns in which somebody presses a wrong key, or none, or hangs up
	Withheld    float64 // of calls that show no number
	Changed     float64 // of bookings that are moved
}

// Usual are the habits of a city of which nothing is known.
var Usual = Habits{
	Bookings: 20, Calls: 67, Mobile: 0.55,
	Missed: 0.058, Cancelled: 0.10, MissedReminded: 0.044 / 0.058, CancelledReminded: 1.7,
	Taken: 0.6, Machine: 0.15, Other: 0.19,
	Unreachable: 0.02, Slip: 0.06, Withheld: 0.02, Changed: 0.08,
}
