package ivr

// flow is the whole call, part by part, in the order in which a caller meets them.
//
// Every row that waits also takes 0 for a person, * to go back and # to hear it
// again; silence and wrong keys get help twice, and a person at the third time. A
// row in which silence leads to the goodbye says that hanging up is safe. step.go tells
// what each field of a row means.
var flow = []Chapter{
	// A caller who has a booking hears it before pressing a key, right after whom they
	// have reached and what staff want said.
	{"the call arrives", []Step{
		{Name: Arrive, Do: greet, To: []State{
			Booked, NotBooked, NoNumber, Resumed, Undoable, Blocked, Person, AskCode,
		}},
		{Name: Home, Do: lookUp, To: []State{Booked, NotBooked, NoNumber}},
		{Name: Booked, Refresh: Home, Wants: "wants.check", HungUp: Served,
			Greet: []Key{"greet.booked"},
			Say:   []Key{"own", "own.more"},
			Again: []Key{"lead.again", "own", "own.more"},
			Menu: []Option{
				{Key: '9', Say: "option.cancel", To: Cancel},
				{Key: '2', Say: "option.change", To: Change},
				{Key: '3', Say: "option.bring", To: Bring},
				person,
			}},
		{Name: NotBooked, Refresh: Home, Wants: "wants.book", HungUp: GaveUp,
			Greet: []Key{"greet.new", "not-here"},
			Say:   []Key{"own.none"},
			Menu: []Option{
				{Key: '1', Say: "option.book", To: Book},
				{Key: '2', Say: "option.undo", To: Undo, If: canUndo},
				{Key: '3', Say: "option.bring", To: Bring},
				person,
			}},
		{Name: NoNumber, Refresh: Home, Wants: "wants.check", HungUp: Served,
			Greet: []Key{"greet.unknown"},
			Say:   []Key{"no-number", "show-number"},
			Menu:  []Option{person}},
		{Name: Blocked, Say: []Key{"blocked"}, End: HangUp},

		// A caller who was cut off while choosing goes on with the slot that is held.
		{Name: Resumed, Refresh: StillResumed, Back: Home,
			Wants: "wants.book", HungUp: GaveUp,
			Greet: []Key{"greet.resumed"},
			Say:   []Key{"resumed", "people", "old", "named"},
			Menu: []Option{
				{Key: '1', Say: "option.take-held", To: Take},
				{Key: '2', Say: "option.choose-anew", To: Anew},
				person,
			}},
		{Name: StillResumed, Do: stillResumed, To: []State{Resumed, Offer, FullAll, Home}},
		{Name: Anew, Do: chooseAnew, To: []State{
			Facility, Find, Offer, FullAll, TooLate, TooOften, Home,
		}},
	}},

	// The agent keys a code of the console, or their own number and then the resident's.
	// There is no person to whom an agent could be passed on.
	{"an agent passes a caller in", []Step{
		{Name: AskCode, Agent: true,
			Greet: []Key{"greet.city"},
			Say:   []Key{"in.ask"},
			Entry: &Entry{Digits: 6, Fewer: true, Wrong: "why", Do: takeCode},
			To:    []State{PassIn, AskNumber, TurnedBack}},
		{Name: AskNumber, Agent: true, Back: AskCode,
			Say: []Key{"in.phone"},
			Entry: &Entry{
				Digits: 18, Fewer: true, Wrong: "in.no-phone", Do: takeNumber,
			},
			To: []State{CheckNumber}},
		{Name: CheckNumber, Agent: true, Back: AskNumber,
			Say: []Key{"in.check"},
			Menu: []Option{
				{Key: '1', Say: "option.right-number", To: PassIn},
				{Key: '2', Say: "option.other-number", To: AskNumber},
			}},
		{Name: PassIn, Do: passIn, To: []State{Booked, NotBooked, Resumed, Undoable}},
		{Name: TurnedBack, Say: []Key{"why"}, End: HangUp},
	}},

	// Only 1, in the turn after 9, takes a booking away (or 9 itself, with
	// Options.OneKeyCancel), and for a while 2 brings it back.
	{"cancelling", []Step{
		{Name: Cancel, Do: mayCancel, To: []State{
			Which, ConfirmCancel, DoCancel, TooLate, TooOften, Home,
		}},
		{Name: Which, Back: Home, Wants: "wants.cancel", HungUp: GaveUp,
			Say:  []Key{"which.ask"},
			List: toCancel,
			To:   []State{AskCancel}},
		{Name: AskCancel, Do: askCancel, To: []State{
			ConfirmCancel, DoCancel, TooLate, TooOften,
		}},
		{Name: ConfirmCancel, Else: Keep, Leave: sayKept,
			Wants: "wants.cancel", HungUp: GaveUp,
			Say: []Key{"cancel.ask"},
			Menu: []Option{
				{Key: '1', Say: "option.yes-cancel", To: DoCancel},
				{Key: '2', Say: "option.keep", To: Keep},
			}},
		{Name: Keep, Do: keep, To: []State{Kept, Home}, Wants: "wants.cancel"},
		{Name: Kept, Refresh: Keep, Silence: Bye, Back: Home,
			Wants: "wants.cancel", HungUp: Served,
			Say: []Key{"cancel.kept"},
			Menu: []Option{
				{Key: '9', Say: "option.cancel", To: Cancel},
				{Key: '1', Say: "option.again", To: Home},
				person,
			}},
		{Name: DoCancel, Act: true, Do: cancel, To: []State{
			WasCancelled, TooLate, TooOften, Home,
		}},
		{Name: WasCancelled, Refresh: StillGone, Silence: Bye, Back: Home,
			Wants: "wants.book", HungUp: Served,
			Say: []Key{"cancel.done", "named"},
			Menu: []Option{
				{Key: '1', Say: "option.book-anew", To: Book, If: hasNoOther},
				{Key: '2', Say: "option.undo", To: Undo, If: canUndo},
				{Key: '3', Say: "option.others", To: Home, If: hasOthers},
			}},
		{Name: StillGone, Do: ifGone(WasCancelled), To: []State{WasCancelled, Home}},
		{Name: Undoable, Refresh: StillUndoable, Back: Home,
			Wants: "wants.cancel", HungUp: Served,
			Greet: []Key{"greet.city"},
			Say:   []Key{"undo.ask"},
			Menu: []Option{
				{Key: '1', Say: "option.book-anew", To: Book, If: hasNoOther},
				{Key: '2', Say: "option.undo", To: Undo},
				{Key: '3', Say: "option.others", To: Home, If: hasOthers},
				person,
			}},
		{Name: StillUndoable, Do: ifGone(Undoable), To: []State{Undoable, Home}},
		{Name: Undo, Act: true, Do: undo, To: []State{Home}},
	}},

	// Changing is booking, but the old booking stands until the new one is certain.
	{"changing", []Step{
		{Name: Change, Do: mayChange, To: []State{
			WhichChange, Offer, FullAll, TooLate, TooOften, Home,
		}},
		{Name: WhichChange, Back: Home, Wants: "wants.change", HungUp: GaveUp,
			Say:  []Key{"which.change"},
			List: toChange,
			To:   []State{StartChange}},
		{Name: StartChange, Do: startChange, To: []State{
			Offer, FullAll, TooLate, TooOften, Home,
		}},

		// What cannot be done any more, or not today, and what still can.
		{Name: TooLate, Back: Home, Wants: "wants.cancel", HungUp: GaveUp,
			Say: []Key{"why"},
			Menu: []Option{
				{Key: '9', Say: "option.cancel", To: Cancel, If: stillCancellable},
				{Key: '2', Say: "option.change", To: Change, If: stillChangeable},
				{Key: '1', Say: "option.again", To: Home},
				person,
			}},
		{Name: TooOften, Back: Home, Wants: "wants.check", HungUp: Served,
			Say:  []Key{"why", "often.person"},
			Menu: []Option{home, person}},
	}},

	// A facility, the earliest slot, take it.
	{"booking", []Step{
		{Name: Book, Do: startBooking, To: []State{Facility, Find, TooOften}},
		{Name: Facility, Back: Home, Wants: "wants.book", HungUp: GaveUp,
			List: facilities,
			To:   []State{Find}},
		{Name: Find, Do: offerEarliest, To: found},
		{Name: Offer, Refresh: Reoffer, Back: Facility, Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"offer", "people"},
			Menu: []Option{
				{Key: '1', Say: "option.take", To: Take},
				{Key: '2', Say: "option.later", To: Later},
				{Key: '3', Say: "option.day", To: Day},
				{Key: '4', Say: "option.ways", To: Ways},
			}},
		{Name: Reoffer, Do: offerAgain, To: found},
		{Name: Later, Do: offerLater, To: found},
		{Name: Day, Back: Reoffer, Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"day.ask"},
			Entry: &Entry{Digits: 4, Wrong: "why", Do: offerDay},
			To:    found},
		{Name: Ways, Back: Reoffer, Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"ways"},
			Menu: []Option{
				{Key: '1', Say: "option.earlier", To: Earlier},
				{Key: '2', Say: "option.half", To: OtherHalf},
				{Key: '3', Say: "option.facility", To: Facility, If: hasFacilities},
				{Key: '4', Say: "option.party", To: Party, If: takesParties},
			}},
		{Name: Earlier, Do: offerEarlier, To: found},
		{Name: OtherHalf, Do: offerHalf, To: found},
		{Name: Party, Back: Reoffer, Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"party.ask"},
			Entry: &Entry{Digits: 1, Wrong: "party.wrong", Do: offerParty},
			To:    found},
		{Name: Take, Act: true, Do: take, To: []State{
			Done, Booked, Offer, FullAll, TooLate, TooOften, Home,
		}},
		{Name: Done, Refresh: StillDone, Silence: Bye, Back: Home,
			Wants: "wants.check", HungUp: Served,
			Say: []Key{
				"done", "people", "change.was", "done.receipt", "bring.no-pin",
			},
			Again: []Key{"done", "people", "change.was", "done.receipt"},
			Menu: []Option{
				{Key: '1', Say: "option.again", To: Done},
				person,
			}},
		{Name: StillDone, Do: stillBooked, To: []State{Done, Home}},
		{Name: FullAll, Refresh: Find, Silence: Bye, Back: Home,
			Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"full.everywhere", "stands", "full.kept"},
			Menu: []Option{
				{Key: '2', Say: "option.undo", To: Undo, If: canUndo},
				{Key: '4', Say: "option.party", To: Party, If: isParty},
				person,
			}},
	}},

	// What to bring, and other information.
	{"what is worth knowing", []Step{
		{Name: Bring, Back: Home, Wants: "wants.bring", HungUp: Served,
			Say: []Key{"bring", "bring.pin"},
			Menu: []Option{
				home,
				{Key: '2', Say: "option.proxy", To: BringProxy},
				{Key: '3', Say: "option.info", To: Info},
				person,
			}},
		{Name: BringProxy, Back: Bring, Wants: "wants.bring", HungUp: Served,
			Say: []Key{"bring.proxy"},
			Menu: []Option{
				home,
				{Key: '2', Say: "option.again", To: BringProxy},
				person,
			}},
		{Name: Info, Back: Home, Wants: "wants.info", HungUp: Served,
			Say: []Key{"info"},
			Menu: []Option{
				{Key: '1', Say: "option.for-whom", To: ForWhom},
				{Key: '2', Say: "option.quiet", To: Quiet},
				{Key: '3', Say: "option.walk-in", To: WalkIn},
				{Key: '4', Say: "option.no-pin", To: NoPIN},
			}},
		{Name: ForWhom, Back: Info, Wants: "wants.info", HungUp: Served,
			Say:  []Key{"for-whom.card", "for-whom.certificate"},
			Menu: []Option{home, moreInfo, person}},
		{Name: Quiet, Do: howQuiet, To: []State{HowQuiet}},
		{Name: HowQuiet, Refresh: Quiet, Back: Info, Wants: "wants.info", HungUp: Served,
			Say:  []Key{"why", "quiet.day"},
			Menu: []Option{home, moreInfo, person}},
		{Name: WalkIn, Do: walkIn, To: []State{WalkInHours}},
		{Name: WalkInHours, Refresh: WalkIn, Back: Info,
			Wants: "wants.info", HungUp: Served,
			Say:  []Key{"walk-in", "walk-in.hours", "why", "walk-in.when"},
			Menu: []Option{home, moreInfo, person}},
		{Name: NoPIN, Back: Info, Wants: "wants.info", HungUp: Served,
			Say:  []Key{"no-pin"},
			Menu: []Option{home, moreInfo, person}},
	}},

	// The caller is passed on in the call centre's hours, and told the hours outside them.
	{"a person", []Step{
		{Name: Person, Do: findPerson, To: []State{Passing, Closed}},
		{Name: Passing, HungUp: NeededPerson,
			Say: []Key{"passing"},
			End: PassOn,
			To:  []State{Spoken, Missed}},
		{Name: Spoken, Do: spoken, To: []State{Bye}},
		{Name: Missed, Do: missed, To: []State{Unanswered}},
		{Name: Unanswered, Silence: Bye, Back: GoOn, HungUp: NeededPerson,
			Say: []Key{"person.busy", "person.hours", "back.open"},
			Menu: []Option{
				goOnWith,
				{Key: '2', Say: "option.call-back", To: AskBack, If: mayAskBack},
				person,
			}},
		{Name: AskBack, Do: askBack, To: []State{BackAsked}},
		{Name: BackAsked, Silence: Bye, Back: GoOn, HungUp: NeededPerson,
			Say:  []Key{"back.asked"},
			Menu: []Option{goOnWith}},
		{Name: Closed, Silence: Bye, Back: GoOn, HungUp: NeededPerson,
			Say: []Key{
				"person.closed", "person.hours", "person.number",
				"lead.again", "person.hours", "person.number",
			},
			Menu: []Option{goOnWith}},
		{Name: GoOn, Do: goOn, To: []State{anywhere}},
		{Name: Bye, Say: []Key{"bye"}, End: HangUp},
	}},
}

// Options that several menus have at the same key.
var (
	person   = Option{Key: '0', Say: "option.person", To: Person}
	home     = Option{Key: '1', Say: "option.home", To: Home}
	moreInfo = Option{Key: '2', Say: "option.info", To: Info}
	goOnWith = Option{Key: '1', Say: "option.go-on", To: GoOn}
)

// found is where looking for a time may lead: to an offer, to none, or home if the
// booking that was to be changed is gone.
var found = []State{Offer, FullAll, Home}

// anywhere marks a silent row that leads back to where the caller was.
const anywhere State = "(where the caller was)"

// The names of the states, under which calls are stored.
const (
	Arrive       State = "arrive"
	Home         State = "home"
	Booked       State = "booked"
	NotBooked    State = "not-booked"
	NoNumber     State = "no-number"
	Blocked      State = "blocked"
	Resumed      State = "resumed"
	StillResumed State = "still-resumed"
	Anew         State = "anew"

	AskCode     State = "ask-code"
	AskNumber   State = "ask-number"
	CheckNumber State = "check-number"
	PassIn      State = "pass-in"
	TurnedBack  State = "turned-back"

	Cancel        State = "cancel"
	Which         State = "which"
	AskCancel     State = "ask-cancel"
	ConfirmCancel State = "confirm-cancel"
	Keep          State = "keep"
	Kept          State = "kept"
	DoCancel      State = "do-cancel"
	WasCancelled  State = "cancelled"
	StillGone     State = "still-cancelled"
	Undoable      State = "undoable"
	StillUndoable State = "still-undoable"
	Undo          State = "undo"

	Change      State = "change"
	WhichChange State = "which-change"
	StartChange State = "start-change"
	TooLate     State = "too-late"
	TooOften    State = "too-often"

	Book      State = "book"
	Facility  State = "facility"
	Find      State = "find"
	Offer     State = "offer"
	Reoffer   State = "reoffer"
	Later     State = "later"
	Day       State = "day"
	Ways      State = "ways"
	Earlier   State = "earlier"
	OtherHalf State = "other-half"
	Party     State = "party"
	Take      State = "take"
	Done      State = "done"
	StillDone State = "still-done"
	FullAll   State = "full-everywhere"

	Bring       State = "bring"
	BringProxy  State = "bring-proxy"
	Info        State = "info"
	ForWhom     State = "for-whom"
	Quiet       State = "quiet"
	HowQuiet    State = "how-quiet"
	WalkIn      State = "walk-in"
	WalkInHours State = "walk-in-hours"
	NoPIN       State = "no-pin"

	Person     State = "person"
	Passing    State = "passing"
	Spoken     State = "spoken"
	Missed     State = "missed"
	Unanswered State = "unanswered"
	AskBack    State = "ask-back"
	BackAsked  State = "back-asked"
	Closed     State = "closed"
	GoOn       State = "go-on"
	Bye        State = "bye"
)
