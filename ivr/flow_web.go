package ivr

import "madoguchi/booking"

// provesForTheWeb asks whoever calls from a number that somebody names on the web for the
// code that the page shows. Whoever knows nothing of it goes on as ever.
var provesForTheWeb = Chapter{"a page of the web asks for a call", []Step{
	{Name: AskShown, Silence: AfterShown, Back: AfterShown,
		Wants: "wants.check", HungUp: GaveUp,
		Greet: []Key{"greet.new"},
		Say:   []Key{"web.ask", "web.wait"},
		Entry: &Entry{
			Digits: booking.ShownDigits, Skip: true, Wrong: "web.wrong", Do: takeShown,
		},
		To: []State{AfterShown}},
	{Name: AfterShown, Do: goOnAfterShown, To: []State{
		Booked, NotBooked, Resumed, Undoable,
	}},
}}
