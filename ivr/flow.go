package ivr

// The states of the dialogue.
const (
	Arrive        State = "arrive"
	AskCode       State = "ask-code"
	AskNumber     State = "ask-number"
	CheckNumber   State = "check-number"
	PassIn        State = "pass-in"
	TurnedBack    State = "turned-back"
	Home          State = "home"
	Booked        State = "booked"
	NotBooked     State = "not-booked"
	NoNumber      State = "no-number"
	Blocked       State = "blocked"
	Resumed       State = "resumed"
	StillResumed  State = "still-resumed"
	Anew          State = "anew"
	Cancel        State = "cancel"
	Which         State = "which"
	AskCancel     State = "ask-cancel"
	ConfirmCancel State = "confirm-cancel"
	DoCancel      State = "do-cancel"
	WasCancelled  State = "cancelled"
	StillGone     State = "still-cancelled"
	Undoable      State = "undoable"
	StillUndoable State = "still-undoable"
	Undo          State = "undo"
	Keep          State = "keep"
	Kept          State = "kept"
	Change        State = "change"
	WhichChange   State = "which-change"
	StartChange   State = "start-change"
	TooLate       State = "too-late"
	TooOften      State = "too-often"
	Book          State = "book"
	Facility      State = "facility"
	Find          State = "find"
	Offer         State = "offer"
	Reoffer       State = "reoffer"
	Later         State = "later"
	Day           State = "day"
	Ways          State = "ways"
	Earlier       State = "earlier"
	OtherHalf     State = "other-half"
	Party         State = "party"
	Take          State = "take"
	Done          State = "done"
	StillDone     State = "still-done"
	FullAll       State = "full-everywhere"
	Bring         State = "bring"
	BringProxy    State = "bring-proxy"
	Info          State = "info"
	ForWhom       State = "for-whom"
	Quiet         State = "quiet"
	HowQuiet      State = "how-quiet"
	WalkIn        State = "walk-in"
	WalkInHours   State = "walk-in-hours"
	NoPIN         State = "no-pin"
	Person        State = "person"
	Passing       State = "passing"
	Spoken        State = "spoken"
	Missed        State = "missed"
	Unanswered    State = "unanswered"
	AskBack       State = "ask-back"
	BackAsked     State = "back-asked"
	Closed        State = "closed"
	GoOn          State = "go-on"
	Bye           State = "bye"
)

// anywhere marks a silent row that leads back to where the caller was.
const anywhere State = "(where the caller was)"

// Options that several menus have, at the same key.
var (
	person   = Option{Key: '0', Say: "option.person", To: Person}
	home     = Option{Key: '1', Say: "option.home", To: Home}
	moreInfo = Option{Key: '2', Say: "option.info", To: Info}
)

// Where looking for a time may lead: to one, to none, or home, if the booking
// that was to be changed is gone.
var found = []State{Offer, FullAll, Home}

// flow is the whole call.
//
// Every row that waits also takes 0 for a person, * to go back and # to hear
// it again; silence and wrong keys get help twice, and a person at the third
// time. A row whose silence is a goodbye says that hanging up is safe.
var flow = map[State]Step{
	// The call arrives. Whoever has a booking hears it before pressing a key.
	Arrive: {Do: greet, To: []State{Booked, NotBooked, NoNumber, Resumed, Undoable, Blocked, Person, AskCode}},
	Home:   {Do: lookUp, To: []State{Booked, NotBooked, NoNumber}},

	Booked: {
		Say: []Key{"own", "own.more"}, Again: []Key{"lead.again", "own", "own.more"}, Refresh: Home, Wants: "wants.check",
		Menu: []Option{{Key: '9', Say: "option.cancel", To: Cancel}, {Key: '2', Say: "option.change", To: Change}, {Key: '3', Say: "option.bring", To: Bring}, person},
	},
	NotBooked: {
		Say: []Key{"own.none"}, Refresh: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.book", To: Book}, {Key: '2', Say: "option.undo", To: Undo, If: canUndo}, {Key: '3', Say: "option.bring", To: Bring}, person},
	},
	NoNumber: {
		Say: []Key{"no-number", "show-number"}, Refresh: Home, Wants: "wants.check",
		Menu: []Option{person},
	},
	Blocked: {Say: []Key{"blocked"}, End: HangUp},

	// An agent passes a resident in: by a code of the console, or by the agent's own
	// number and then the resident's. There is no person to pass an agent on to.
	AskCode: {
		Say: []Key{"in.ask"}, Agent: true,
		Entry: &Entry{Digits: 6, Fewer: true, Wrong: "why", Do: takeCode}, To: []State{PassIn, AskNumber, TurnedBack},
	},
	AskNumber: {
		Say: []Key{"in.phone"}, Agent: true, Back: AskCode,
		Entry: &Entry{Digits: 18, Fewer: true, Wrong: "in.no-phone", Do: takeNumber}, To: []State{CheckNumber},
	},
	CheckNumber: {
		Say: []Key{"in.check"}, Agent: true, Back: AskNumber,
		Menu: []Option{{Key: '1', Say: "option.right-number", To: PassIn}, {Key: '2', Say: "option.other-number", To: AskNumber}},
	},
	PassIn:     {Do: passIn, To: []State{Booked, NotBooked, Resumed, Undoable}},
	TurnedBack: {Say: []Key{"why"}, End: HangUp},

	// A call that was cut off while choosing goes on with the slot that is held.
	Resumed: {
		Say: []Key{"resumed", "people", "old"}, Refresh: StillResumed, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.take-held", To: Take}, {Key: '2', Say: "option.choose-anew", To: Anew}, person},
	},
	StillResumed: {Do: stillResumed, To: []State{Resumed, Offer, FullAll, Home}},
	Anew:         {Do: chooseAnew, To: []State{Facility, Find, Offer, FullAll, TooLate, TooOften, Home}},

	// Cancelling: only 1, in the turn after 9, takes a booking away, and for a
	// while 2 brings it back.
	Cancel: {Do: mayCancel, To: []State{Which, ConfirmCancel, DoCancel, TooLate, TooOften, Home}},
	Which: {
		Say: []Key{"which.ask"}, Back: Home, Wants: "wants.cancel",
		List: toCancel, To: []State{AskCancel},
	},
	AskCancel: {Do: askCancel, To: []State{ConfirmCancel, DoCancel, TooLate, TooOften}},
	ConfirmCancel: {
		Say: []Key{"cancel.ask"}, Else: Keep, Leave: sayKept, Wants: "wants.cancel",
		Menu: []Option{{Key: '1', Say: "option.yes-cancel", To: DoCancel}, {Key: '2', Say: "option.keep", To: Keep}},
	},
	Keep:     {Do: keep, To: []State{Kept, Home}, Wants: "wants.cancel"},
	DoCancel: {Do: cancel, To: []State{WasCancelled, TooLate, TooOften, Home}},
	WasCancelled: {
		Say: []Key{"cancel.done"}, Refresh: StillGone, Silence: Bye, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.book-anew", To: Book, If: hasNoOther}, {Key: '2', Say: "option.undo", To: Undo, If: canUndo}, {Key: '3', Say: "option.others", To: Home, If: hasOthers}},
	},
	Undoable: {
		Say: []Key{"undo.ask"}, Refresh: StillUndoable, Back: Home, Wants: "wants.cancel",
		Menu: []Option{{Key: '1', Say: "option.book-anew", To: Book, If: hasNoOther}, {Key: '2', Say: "option.undo", To: Undo}, {Key: '3', Say: "option.others", To: Home, If: hasOthers}, person},
	},
	StillGone:     {Do: ifGone(WasCancelled), To: []State{WasCancelled, Home}},
	StillUndoable: {Do: ifGone(Undoable), To: []State{Undoable, Home}},
	Undo:          {Do: undo, To: []State{Home}},
	Kept: {
		Say: []Key{"cancel.kept"}, Refresh: Keep, Silence: Bye, Back: Home, Wants: "wants.cancel",
		Menu: []Option{{Key: '9', Say: "option.cancel", To: Cancel}, {Key: '1', Say: "option.again", To: Home}, person},
	},

	// Changing is booking, with the old booking in hand until the new one is
	// certain.
	Change: {Do: mayChange, To: []State{WhichChange, Offer, FullAll, TooLate, TooOften, Home}},
	WhichChange: {
		Say: []Key{"which.change"}, Back: Home, Wants: "wants.change",
		List: toChange, To: []State{StartChange},
	},
	StartChange: {Do: startChange, To: []State{Offer, FullAll, TooLate, TooOften, Home}},

	// What cannot be done any more, or not today, and what still can.
	TooLate: {
		Say: []Key{"why"}, Back: Home, Wants: "wants.cancel",
		Menu: []Option{{Key: '9', Say: "option.cancel", To: Cancel, If: stillCancellable}, {Key: '2', Say: "option.change", To: Change, If: stillChangeable}, {Key: '1', Say: "option.again", To: Home}, person},
	},
	TooOften: {
		Say: []Key{"why", "often.person"}, Back: Home, Wants: "wants.check",
		Menu: []Option{home, person},
	},

	// Booking: a facility, the earliest slot, take it.
	Book: {Do: startBooking, To: []State{Facility, Find, TooOften}},
	Facility: {
		Back: Home, Wants: "wants.book",
		List: facilities, To: []State{Find},
	},
	Find: {Do: offerEarliest, To: found},
	Offer: {
		Say: []Key{"offer", "people"}, Back: Facility, Refresh: Reoffer, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.take", To: Take}, {Key: '2', Say: "option.later", To: Later}, {Key: '3', Say: "option.day", To: Day}, {Key: '4', Say: "option.ways", To: Ways}},
	},
	Later:   {Do: offerLater, To: found},
	Reoffer: {Do: offerAgain, To: found},
	Day: {
		Say: []Key{"day.ask"}, Back: Reoffer, Wants: "wants.book",
		Entry: &Entry{Digits: 4, Wrong: "day.wrong", Do: offerDay}, To: found,
	},
	Ways: {
		Say: []Key{"ways"}, Back: Reoffer, Wants: "wants.book",
		Menu: []Option{{Key: '1', Say: "option.earlier", To: Earlier}, {Key: '2', Say: "option.half", To: OtherHalf}, {Key: '3', Say: "option.facility", To: Facility, If: hasFacilities}, {Key: '4', Say: "option.party", To: Party, If: takesParties}},
	},
	Earlier:   {Do: offerEarlier, To: found},
	OtherHalf: {Do: offerHalf, To: found},
	Party: {
		Say: []Key{"party.ask"}, Back: Reoffer, Wants: "wants.book",
		Entry: &Entry{Digits: 1, Wrong: "party.wrong", Do: offerParty}, To: found,
	},
	Take: {Do: take, To: []State{Done, Booked, Offer, FullAll, TooLate, TooOften, Home}},
	Done: {
		Say: []Key{"done", "people", "done.receipt", "bring.no-pin"}, Again: []Key{"done", "people", "done.receipt"}, Refresh: StillDone, Silence: Bye, Back: Home, Wants: "wants.check",
		Menu: []Option{{Key: '1', Say: "option.again", To: Done}, person},
	},
	StillDone: {Do: stillBooked, To: []State{Done, Home}},
	FullAll: {
		Say: []Key{"full.everywhere", "stands"}, Refresh: Find, Silence: Bye, Back: Home, Wants: "wants.book",
		Menu: []Option{{Key: '4', Say: "option.party", To: Party, If: isParty}, person},
	},

	// What to bring, and whatever else is worth knowing.
	Bring: {
		Say: []Key{"bring", "bring.pin"}, Back: Home, Wants: "wants.bring",
		Menu: []Option{home, {Key: '2', Say: "option.proxy", To: BringProxy}, {Key: '3', Say: "option.info", To: Info}, person},
	},
	BringProxy: {
		Say: []Key{"bring.proxy"}, Back: Bring, Wants: "wants.bring",
		Menu: []Option{home, {Key: '2', Say: "option.again", To: BringProxy}, person},
	},
	Info: {
		Say: []Key{"info"}, Back: Home, Wants: "wants.info",
		Menu: []Option{{Key: '1', Say: "option.for-whom", To: ForWhom}, {Key: '2', Say: "option.quiet", To: Quiet}, {Key: '3', Say: "option.walk-in", To: WalkIn}, {Key: '4', Say: "option.no-pin", To: NoPIN}},
	},
	ForWhom:     {Say: []Key{"for-whom.card", "for-whom.certificate"}, Back: Info, Wants: "wants.info", Menu: []Option{home, moreInfo, person}},
	Quiet:       {Do: howQuiet, To: []State{HowQuiet}},
	HowQuiet:    {Say: []Key{"why", "quiet.day"}, Refresh: Quiet, Back: Info, Wants: "wants.info", Menu: []Option{home, moreInfo, person}},
	WalkIn:      {Do: walkIn, To: []State{WalkInHours}},
	WalkInHours: {Say: []Key{"walk-in", "why"}, Refresh: WalkIn, Back: Info, Wants: "wants.info", Menu: []Option{home, moreInfo, person}},
	NoPIN:       {Say: []Key{"no-pin"}, Back: Info, Wants: "wants.info", Menu: []Option{home, moreInfo, person}},

	// A person: passed on in the call centre's hours, told the hours outside.
	Person:  {Do: findPerson, To: []State{Passing, Closed}},
	Passing: {Say: []Key{"passing"}, End: PassOn, To: []State{Spoken, Missed}},
	Spoken:  {Do: spoken, To: []State{Bye}},
	Missed:  {Do: missed, To: []State{Unanswered}},
	Unanswered: {
		Say: []Key{"person.busy", "person.hours", "back.open"}, Silence: Bye, Back: GoOn,
		Menu: []Option{{Key: '1', Say: "option.go-on", To: GoOn}, {Key: '2', Say: "option.call-back", To: AskBack, If: mayAskBack}, person},
	},
	AskBack: {Do: askBack, To: []State{BackAsked}},
	BackAsked: {
		Say: []Key{"back.asked"}, Silence: Bye, Back: GoOn,
		Menu: []Option{{Key: '1', Say: "option.go-on", To: GoOn}},
	},
	Closed: {
		Say: []Key{"person.closed", "person.hours", "person.number", "lead.again", "person.hours", "person.number"}, Silence: Bye, Back: GoOn,
		Menu: []Option{{Key: '1', Say: "option.go-on", To: GoOn}},
	},
	GoOn: {Do: goOn, To: []State{anywhere}},

	Bye: {Say: []Key{"bye"}, End: HangUp},
}
