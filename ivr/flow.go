package ivr

// The states of the dialogue.
const (
	Arrive        State = "arrive"
	Home          State = "home"
	Booked        State = "booked"
	NotBooked     State = "not-booked"
	NoNumber      State = "no-number"
	Resumed       State = "resumed"
	Cancel        State = "cancel"
	Which         State = "which"
	AskCancel     State = "ask-cancel"
	ConfirmCancel State = "confirm-cancel"
	DoCancel      State = "do-cancel"
	WasCancelled  State = "cancelled"
	Keep          State = "keep"
	Kept          State = "kept"
	TooLate       State = "too-late"
	Book          State = "book"
	Facility      State = "facility"
	Find          State = "find"
	Offer         State = "offer"
	Reoffer       State = "reoffer"
	Later         State = "later"
	Day           State = "day"
	Take          State = "take"
	Done          State = "done"
	StillDone     State = "still-done"
	FullHere      State = "full-here"
	FullAll       State = "full-everywhere"
	Bring         State = "bring"
	BringProxy    State = "bring-proxy"
	Person        State = "person"
	Passing       State = "passing"
	Unanswered    State = "unanswered"
	Closed        State = "closed"
	GoOn          State = "go-on"
	Bye           State = "bye"
)

// anywhere marks a silent row that leads back to where the caller was.
const anywhere State = "(where the caller was)"

// person is the option that ends most menus.
var person = Option{Key: '0', Say: "option.person", To: Person}

// flow is the whole call.
//
// Every row that waits also takes 0 for a person, * to go back and # to hear
// it again; silence and wrong keys get help twice, and a person at the third
// time. A row whose silence is a goodbye says that hanging up is safe.
var flow = map[State]Step{
	// The call arrives. Whoever has a booking hears it before pressing a key.
	Arrive: {Do: greet, To: []State{Booked, NotBooked, NoNumber, Resumed}},
	Home:   {Do: lookUp, To: []State{Booked, NotBooked, NoNumber}},

	Booked: {
		Say: []Key{"own", "own.other", "own.more"}, Again: []Key{"lead.again", "own", "own.other", "own.more"}, Refresh: Home, Wants: "wants.check",
		Menu: []Option{{Key: '9', Say: "option.cancel", To: Cancel}, {Key: '1', Say: "option.again", To: Booked}, {Key: '3', Say: "option.bring", To: Bring}, person},
	},
	NotBooked: {
		Say: []Key{"own.none"}, Refresh: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.book", To: Book}, {Key: '3', Say: "option.bring", To: Bring}, person},
	},
	NoNumber: {
		Say: []Key{"no-number", "show-number"}, Refresh: Home, Wants: "wants.check",
		Menu: []Option{person},
	},

	// A call that was cut off while choosing goes on with the slot that is held.
	Resumed: {
		Say: []Key{"resumed"}, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.take-held", To: Take}, {Key: '2', Say: "option.choose-anew", To: Book}, person},
	},

	// Cancelling: only 1, in the turn after 9, takes a booking away.
	Cancel: {Do: mayCancel, To: []State{Which, ConfirmCancel, DoCancel, TooLate, Home}},
	Which: {
		Say: []Key{"which.ask"}, Back: Home, Wants: "wants.cancel",
		List: household, To: []State{AskCancel},
	},
	AskCancel: {Do: askCancel, To: []State{ConfirmCancel, DoCancel, TooLate}},
	ConfirmCancel: {
		Say: []Key{"cancel.ask"}, Else: Keep, Leave: sayKept, Wants: "wants.cancel",
		Menu: []Option{{Key: '1', Say: "option.yes-cancel", To: DoCancel}, {Key: '2', Say: "option.keep", To: Keep}},
	},
	Keep:     {Do: keep, To: []State{Kept, Home}},
	DoCancel: {Do: cancel, To: []State{WasCancelled, TooLate, Home}},
	WasCancelled: {
		Say: []Key{"cancel.done"}, Silence: Bye, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.book-anew", To: Book}, person},
	},
	Kept: {
		Say: []Key{"cancel.kept"}, Refresh: Keep, Silence: Bye, Back: Home, Wants: "wants.cancel",
		Menu: []Option{{Key: '9', Say: "option.cancel", To: Cancel}, {Key: '1', Say: "option.again", To: Home}, person},
	},
	TooLate: {
		Say: []Key{"cancel.late"}, Back: Home, Wants: "wants.cancel",
		Menu: []Option{{Key: '1', Say: "option.again", To: Home}, person},
	},

	// Booking: a facility, the earliest slot, take it.
	Book: {Do: startBooking, To: []State{Facility, Find}},
	Facility: {
		Back: Home, Wants: "wants.book",
		List: facilities, To: []State{Find},
	},
	Find: {Do: offerEarliest, To: []State{Offer, FullHere, FullAll}},
	Offer: {
		Say: []Key{"offer"}, Back: Facility, Refresh: Reoffer, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.take", To: Take}, {Key: '2', Say: "option.later", To: Later}, {Key: '3', Say: "option.day", To: Day}, person},
	},
	Later:   {Do: offerLater, To: []State{Offer, FullHere, FullAll}},
	Reoffer: {Do: offerAgain, To: []State{Offer, FullHere, FullAll}},
	Day: {
		Say: []Key{"day.ask"}, Back: Reoffer, Wants: "wants.book",
		Entry: &Entry{Digits: 4, Do: offerDay}, To: []State{Offer, FullHere, FullAll},
	},
	Take: {Do: take, To: []State{Done, Booked, Offer, FullHere, FullAll}},
	Done: {
		Say: []Key{"booked", "receipt", "bring.no-pin"}, Again: []Key{"booked", "receipt"}, Refresh: StillDone, Silence: Bye, Back: Home, Wants: "wants.check",
		Menu: []Option{{Key: '1', Say: "option.again", To: Done}, person},
	},
	StillDone: {Do: stillBooked, To: []State{Done, Home}},
	FullHere: {
		Say: []Key{"full.here"}, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.facility", To: Facility}, person},
	},
	FullAll: {
		Say: []Key{"full.everywhere"}, Silence: Bye, Back: Home, Wants: "wants.book",
		Menu: []Option{person},
	},

	// What to bring, for oneself and for somebody else.
	Bring: {
		Say: []Key{"bring", "bring.pin"}, Back: Home, Wants: "wants.bring",
		Menu: []Option{{Key: '1', Say: "option.home", To: Home}, {Key: '2', Say: "option.proxy", To: BringProxy}, person},
	},
	BringProxy: {
		Say: []Key{"bring.proxy"}, Back: Bring, Wants: "wants.bring",
		Menu: []Option{{Key: '1', Say: "option.home", To: Home}, {Key: '2', Say: "option.again", To: BringProxy}, person},
	},

	// A person: passed on in the call centre's hours, told the hours outside.
	Person:  {Do: findPerson, To: []State{Passing, Closed}},
	Passing: {Say: []Key{"passing"}, End: PassOn, To: []State{Unanswered, Bye}},
	Unanswered: {
		Say: []Key{"person.busy", "person.hours"}, Silence: Bye, Back: GoOn,
		Menu: []Option{{Key: '1', Say: "option.go-on", To: GoOn}, person},
	},
	Closed: {
		Say: []Key{"person.closed", "person.hours", "person.number", "lead.again", "person.hours", "person.number"}, Silence: Bye, Back: GoOn,
		Menu: []Option{{Key: '1', Say: "option.go-on", To: GoOn}},
	},
	GoOn: {Do: goOn, To: []State{anywhere}},

	Bye: {Say: []Key{"bye"}, End: HangUp},
}
