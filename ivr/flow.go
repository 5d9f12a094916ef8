package ivr

import "madoguchi/booking"

// flow is the whole call, part by part, in the order in which a caller meets them.
//
// Every row that waits also takes 0 for a person, * to go back and # to hear it
// again; silence and wrong keys get help twice, and a person at the third time. Who has
// pressed nothing at all is led on at the second silence where the row says so (Mute). Who has
// not called is then said goodbye to. A row in which silence leads to the goodbye says that
// hanging up is safe. No key decides what cannot have been heard (heard.go). Fields: step.go.
var flow = []Chapter{
	// A caller who has a booking hears it before pressing a key, right after whom they
	// have reached and what staff want said.
	{"the call arrives", []Step{
		{Name: Arrive, Do: greet, To: []State{
			Booked, NotBooked, NoNumber, Resumed, Undoable, Blocked, Person, AskCode,
			AskShown,
		}},
		{Name: Home, Do: goHome, To: []State{
			Booked, NotBooked, NoNumber, Undoable, Announced, NoReminders,
		}},
		{Name: Booked, Refresh: Home, Mute: Bye, Wants: "wants.check", HungUp: Served,
			Greet: []Key{"greet.booked"},
			Say:   []Key{"own", "own.more"},
			Again: []Key{"lead.again", "own", "own.more"},
			Menu: []Option{
				{Key: '9', Say: "option.cancel", To: Cancel},
				{Key: '2', Say: "option.change", To: Change},
				{Key: '3', Say: "option.bring-too", To: Further},
				person,
			}},
		{Name: NotBooked, Refresh: Home, Mute: Person, Wants: "wants.book", HungUp: GaveUp,
			Greet: []Key{"greet.new"},
			Say:   []Key{"own.none"},
			Menu: []Option{
				{Key: '1', Say: "option.book", To: Book},
				{Key: '2', Say: "option.party", To: PartyFirst, If: takesParties},
				{Key: '3', Say: "option.errands", To: Errands},
				person,
			}},
		{Name: NoNumber, Refresh: Home, Mute: Person, Wants: "wants.check", HungUp: Served,
			Greet: []Key{"greet.unknown"},
			Say:   []Key{"no-number", "show-number"},
			Menu: []Option{
				{Key: '1', Say: "option.receipt", To: AskReceipt},
				{Key: '3', Say: "option.errands", To: Errands},
				person,
			}},
		{Name: Blocked, Say: []Key{"blocked", "show-number"}, End: HangUp},

		// A caller who was cut off while choosing goes on with the slot that is held.
		{Name: Resumed, Refresh: StillResumed, Back: Home, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Greet: []Key{"greet.resumed"},
			Say:   []Key{"resumed", "people", "old", "named"},
			Menu: []Option{
				{Key: '1', Say: "option.take-held", To: Take},
				{Key: '2', Say: "option.choose-anew", To: Anew},
				person,
			}},
		{Name: StillResumed, Do: stillResumed, To: []State{
			Resumed, Offer, FullAll, Person, Home,
		}},
		{Name: Anew, Do: chooseAnew, To: []State{
			ChooseService, Offer, FullAll, TooLate, TooOften, Home,
		}},
	}},

	// Somebody on the web says that the number is theirs: flow_web.go.
	provesForTheWeb,

	// What the line tells in a call that it places: flow_reminder.go.
	remindsByCall,

	// The code that it reads to a number that somebody on the web says is theirs: flow_ring.go.
	ringsForTheWeb,

	// The agent keys a code of the console, or their own number and then the resident's.
	// There is no person to whom an agent could be passed on.
	{"an agent passes a caller in", []Step{
		{Name: AskCode, Agent: true,
			Greet: []Key{"greet.city"},
			Say:   []Key{"in.ask"},
			Entry: &Entry{
				Digits: booking.NumberDigits, Fewer: true,
				Wrong: "why", Do: takeCode,
			},
			To: []State{PassIn, AskNumber, TurnedBack}},
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
				{Key: '9', Say: "option.cancel", To: Cancel, If: canCancel},
				{Key: '2', Say: "option.change", To: Change, If: canChange},
				{Key: '1', Say: "option.again", To: Home},
				person,
			}},
		{Name: TooOften, Back: Home, Wants: "wants.check", HungUp: Served,
			Say:  []Key{"why", "often.person"},
			Menu: []Option{home, person}},
	}},

	// What else people call for, and bookings from another telephone: flow_errands.go.
	otherErrands,
	fromElsewhere,

	// How many come if several do, a service where there are several, a facility, the earliest
	// slot, take it.
	{"booking", []Step{
		{Name: Book, Do: startBooking, To: []State{ChooseService}},
		{Name: PartyFirst, Back: Home, Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"party.ask"},
			Entry: &Entry{Digits: 1, Wrong: "party.wrong", Do: bookParty},
			To:    []State{ChooseService}},
		{Name: ChooseService, Do: chooseService, To: []State{
			Service, ChoosePlace, Taken, TooOften,
		}},
		{Name: Taken, Back: Home, Wants: "wants.book", HungUp: Served,
			Menu: []Option{
				{Key: '9', Say: "option.cancel", To: Cancel},
				{Key: '2', Say: "option.change", To: Change},
				{Key: '1', Say: "option.again", To: Home},
				person,
			}},
		{Name: Service, Back: Home, Wants: "wants.book", HungUp: GaveUp,
			Say:  []Key{"service.ask"},
			List: toBook,
			To:   []State{ChoosePlace}},
		{Name: ChoosePlace, Do: choosePlace, To: []State{Facility, Find}},
		{Name: Facility, Back: BackToServices, Wants: "wants.book", HungUp: GaveUp,
			Say:  []Key{"facility.ask"},
			List: facilities,
			To:   []State{Find}},
		{Name: BackToServices, Do: backToServices, To: []State{Service, Home}},
		{Name: BackToPlaces, Do: backToPlaces, To: []State{Facility, BackToServices}},
		{Name: Find, Do: offerEarliest, To: found},

		// The earliest time; the times of a day that was asked for; the time after or
		// before one. There is another row for each, since what one wants next differs.
		{Name: Offer, Refresh: Reoffer, Back: BackToPlaces, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"people", "offer"},
			Menu: []Option{
				{Key: '1', Say: "offer", Told: "one", To: Take},
				{Key: '2', Say: "option.day", To: Day},
				{Key: '3', Say: "option.ways", To: Ways, If: hasWays},
				person,
			}},
		{Name: OfferDay, Refresh: Reoffer, Back: Day, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"people", "offer"},
			Menu: []Option{
				{Key: '1', Say: "offer", Told: "one", To: Take},
				{Key: '2', Say: "offer", Told: "two", To: TakeOther, If: hasOther},
				{Key: '3', Say: "option.times", To: Times},
				person,
			}},
		{Name: OfferNext, Refresh: Reoffer, Back: Times, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Say: []Key{"people", "offer"},
			Menu: []Option{
				{Key: '1', Say: "offer", Told: "one", To: Take},
				{Key: '2', Say: "option.later", To: Later},
				{Key: '3', Say: "option.times", To: Times},
				person,
			}},
		{Name: Reoffer, Do: offerAgain, To: []State{
			Offer, OfferDay, OfferNext, FullAll, Person, Home,
		}},
		{Name: Day, Back: Reoffer, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"day.ask"},
			Entry: &Entry{Digits: 4, Wrong: "why", Do: offerDay},
			To:    []State{OfferDay, Offer, FullAll, Person, Home}},
		{Name: Times, Back: Reoffer, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Menu: []Option{
				{Key: '1', Say: "option.later", To: Later},
				{Key: '2', Say: "option.earlier", To: Earlier},
				{Key: '3', Say: "option.choose-day", To: Day},
				{Key: '4', Say: "option.ways", To: Ways, If: hasWays},
			}},
		{Name: Later, Do: offerLater, To: []State{OfferNext, Offer, FullAll, Person, Home}},
		{Name: Earlier, Do: offerEarlier, To: []State{
			OfferNext, OfferDay, Offer, FullAll, Person, Home,
		}},
		{Name: Ways, Back: Reoffer, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Menu: []Option{
				{Key: '1', Say: "option.facility", To: Facility, If: hasFacilities},
				{Key: '2', Say: "option.party-again", To: Party, If: takesParties},
				person,
			}},
		{Name: Party, Back: Reoffer, Leave: sayUnfinished,
			Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"party.ask"},
			Entry: &Entry{Digits: 1, Wrong: "party.wrong", Do: offerParty},
			To:    found},
		{Name: TakeOther, Act: true, Do: takeOther, To: []State{Take}},
		{Name: Take, Act: true, Do: take, To: []State{
			Done, Booked, Offer, FullAll, TooLate, TooOften, Person, Home,
		}},
		{Name: Done, Refresh: StillDone, Silence: Bye, Back: Home,
			Wants: "wants.check", HungUp: Served,
			Say: []Key{
				"done", "people", "change.was",
				"done.pen", "done.receipt", "done.bring",
			},
			Again: []Key{"done", "people", "change.was", "done.receipt"},
			Menu: []Option{
				{Key: '1', Say: "option.again", To: Done},
				{Key: '2', Say: "done.further", To: Proxy},
				{Key: '3', Say: "option.others", To: Home, If: hasMore},
				person,
			}},
		{Name: StillDone, Do: stillBooked, To: []State{Done, Home}},
		{Name: FullAll, Refresh: Find, Silence: Bye, Back: Home,
			Wants: "wants.book", HungUp: GaveUp,
			Say:   []Key{"full.everywhere", "full.opens", "stands", "full.kept"},
			Again: []Key{"full.everywhere", "stands"},
			Menu: []Option{
				{Key: '2', Say: "option.undo", To: Undo, If: canUndo},
				{Key: '3', Say: "option.walk-in", To: WalkIn, If: walkInInstead},
				{Key: '4', Say: "option.party-again", To: Party, If: isParty},
				person,
			}},
	}},

	// What to bring, and other information: flow_info.go.
	worthKnowing,
	whetherReminded,

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
			},
			Menu: []Option{
				goOnWith,
				{Key: '2', Say: "option.again", To: Person},
			}},
		{Name: GoOn, Do: goOn, To: []State{anywhere}},
		{Name: Bye, Say: []Key{"bye"}, End: HangUp},
	}},
}

// found is where looking for a time may lead: to an offer, to none, to a person if very
// many hold a time just now, or home if the booking that was to be changed is gone.
var found = []State{Offer, FullAll, Person, Home}

// anywhere marks a silent row that leads back to where the caller was.
const anywhere State = "(where the caller was)"
