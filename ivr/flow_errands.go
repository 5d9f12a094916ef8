package ivr

import "madoguchi/booking"

// otherErrands leads whoever has called for something else to where it is done.
var otherErrands = Chapter{"other errands", []Step{
	{Name: Errands, Back: Home, Wants: "wants.info", HungUp: Served,
		Menu: []Option{
			{Key: '1', Say: "option.not-here", To: Cards},
			{Key: '2', Say: "option.lost-card", To: LostCard, If: hasLostCard},
			{Key: '3', Say: "option.expired", To: Expired, If: hasCertificate},
			{Key: '4', Say: "option.more-errands", To: MoreErrands},
		}},
	{Name: Cards, Do: aboutCards, To: []State{NotHere, Here, BookCards}},
	{Name: Here, Back: Errands, Wants: "wants.book", HungUp: GaveUp,
		Say: []Key{"here", "show-number"},
		Menu: []Option{
			{Key: '1', Say: "option.book", To: BookCards, If: showsNumber},
			person,
		}},
	{Name: BookCards, Do: bookCards, To: []State{ChooseService}},
	{Name: NotHere, Back: Errands, Wants: "wants.info", HungUp: Served,
		Say:  []Key{"not-here"},
		Menu: []Option{home, person}},
	{Name: LostCard, Back: Errands, Wants: "wants.info", HungUp: Served,
		Say:   []Key{"lost-card", "lost-card.hours"},
		Again: []Key{"lost-card"},
		Menu: []Option{
			home,
			{Key: '2', Say: "option.again", To: LostCard},
			person,
		}},
	{Name: Expired, Back: Errands, Wants: "wants.book", HungUp: GaveUp,
		Say: []Key{"expired"},
		Menu: []Option{
			{Key: '1', Say: "option.book", To: BookExpired, If: showsNumber},
			person,
		}},
	{Name: BookExpired, Do: bookExpired, To: []State{ChooseService}},
	{Name: MoreErrands, Back: Errands, Wants: "wants.info", HungUp: Served,
		Menu: []Option{
			{Key: '1', Say: "option.forgotten", To: Forgotten},
			{Key: '2', Say: "option.other-phone", To: AskReceipt},
			{Key: '3', Say: "option.bring-and-info", To: WhatBring},
			{Key: '4', Say: "option.languages", To: Languages, If: hasLanguages},
		}},
	{Name: Forgotten, Back: MoreErrands, Wants: "wants.info", HungUp: Served,
		Say:  []Key{"forgotten"},
		Menu: []Option{home, person}},
	{Name: Languages, Back: MoreErrands, Wants: "wants.info", HungUp: Served,
		Say:   []Key{"languages", "languages.hours"},
		Again: []Key{"languages"},
		Menu: []Option{
			home,
			{Key: '2', Say: "option.again", To: Languages},
			person,
		}},
}}

// fromElsewhere tells of a booking to a caller who is not at its telephone, but knows its
// receipt number and the last four digits of that telephone.
var fromElsewhere = Chapter{"a booking from another telephone", []Step{
	{Name: AskReceipt, Back: Home, Wants: "wants.check", HungUp: GaveUp,
		Say: []Key{"other.receipt"},
		Entry: &Entry{
			Digits: booking.ReceiptDigits, Wrong: "other.slip", Do: takeReceipt,
		},
		To: []State{AskLast4}},
	{Name: AskLast4, Back: AskReceipt, Wants: "wants.check", HungUp: GaveUp,
		Say: []Key{"other.digits"},
		Entry: &Entry{
			Digits: booking.Last4Digits, Wrong: "other.wrong", Do: showElsewhere,
		},
		To: []State{ShownElsewhere, AskReceipt, OnlyStaff}},
	{Name: OnlyStaff, Back: Home, Wants: "wants.check", HungUp: NeededPerson,
		Say:  []Key{"other.staff"},
		Menu: []Option{home, person}},
	{Name: ShownElsewhere, Refresh: LookElsewhere, Silence: Bye, Back: Home,
		Wants: "wants.check", HungUp: Served,
		Say: []Key{"other.own", "people"},
		Menu: []Option{
			{Key: '9', Say: "option.cancel", To: AskElsewhere, If: canCancel},
			{Key: '1', Say: "option.again", To: LookElsewhere},
			person,
		}},
	{Name: LookElsewhere, Do: lookElsewhere, To: []State{ShownElsewhere, Home}},
	{Name: AskElsewhere, Else: KeepElsewhere, Leave: sayKeptElsewhere,
		Wants: "wants.cancel", HungUp: GaveUp,
		Say: []Key{"cancel.ask"},
		Menu: []Option{
			{Key: '1', Say: "option.yes-cancel", To: CancelElsewhere},
			{Key: '2', Say: "option.keep", To: KeepElsewhere},
		}},
	{Name: KeepElsewhere, Do: keepElsewhere, To: []State{ShownElsewhere, Home},
		Wants: "wants.cancel"},
	{Name: CancelElsewhere, Act: true, Do: cancelElsewhere, To: []State{
		GoneElsewhere, ShownElsewhere, Home,
	}},
	{Name: GoneElsewhere, Silence: Bye, Back: Home,
		Wants: "wants.cancel", HungUp: Served,
		Say: []Key{"cancel.done"},
		Menu: []Option{
			{Key: '2', Say: "option.undo", To: UndoElsewhere, If: undoes},
			person,
		}},
	{Name: UndoElsewhere, Act: true, Do: undoElsewhere, To: []State{
		ShownElsewhere, Home,
	}},
}}
