package ivr

// remindsByCall is a call that the line places itself. Anybody may pick up: until somebody
// wants to hear the message, nothing of the booking is told, and whoever says nothing, as a
// machine does, is hung up on. From there on the rows are those of whoever has called.
var remindsByCall = Chapter{"the line calls", []Step{
	{Name: Remind, Do: announce, To: []State{Announced, NoNews, Ringing, NoCode}},
	{Name: Announced, Mute: Bye, Wants: "wants.check", HungUp: Served,
		Greet: []Key{"remind.call"},
		Say:   []Key{"remind.safe", "remind.keys"},
		Again: []Key{"remind.call", "remind.safe", "remind.keys"},
		Menu: []Option{
			{Key: '1', Say: "remind.keys", Told: "one", To: HearReminder},
			{Key: '2', Say: "remind.keys", Told: "two", To: PutOff},
			{Key: '3', Say: "remind.keys", Told: "three", To: RemindOff},
		}},
	{Name: PutOff, Do: ifItStands(putOff), To: []State{NotNow, NoNews}},
	{Name: NotNow, Say: []Key{"why", "bye"}, End: HangUp},
	{Name: NoNews, Say: []Key{"remind.gone", "bye"}, End: HangUp},

	// What was heard is what is kept, cancelled or changed, whatever else the number has.
	{Name: HearReminder, Do: ifItStands(hearReminder), To: []State{Reminded, NoNews}},
	{Name: Reminded, Refresh: StillReminded, Back: StillReminded, Mute: Bye,
		Wants: "wants.check", HungUp: Served,
		Say:   []Key{"remind.tomorrow", "own", "remind.others"},
		Again: []Key{"lead.again", "own", "remind.others"},
		Menu: []Option{
			{Key: '1', Say: "option.come", To: Come, If: isOpen},
			{Key: '9', Say: "option.cancel", To: CancelHeard},
			{Key: '2', Say: "option.change", To: ChangeHeard},
			person,
		}},
	{Name: StillReminded, Do: stillReminded(Reminded), To: []State{Reminded, Home}},
	{Name: Come, Do: come, To: []State{Coming, Reminded, Home}},
	{Name: Coming, Refresh: Come, Silence: Bye, Back: StillReminded,
		Wants: "wants.bring", HungUp: Served,
		Say: []Key{"remind.coming", "remind.bring"},
		Menu: []Option{
			{Key: '1', Say: "option.hear", To: HearAgain},
			{Key: '2', Say: "option.bring", To: WhatToBring},
			{Key: '3', Say: "option.no-reminders", To: RemindOff},
			person,
		}},
	{Name: HearAgain, Do: hearAgain, To: []State{Reminded, Home}},
	{Name: WhatToBring, Do: whatToBring, To: []State{Bring, BringProxy}},
	{Name: CancelHeard, Do: stillReminded(AskCancel), To: []State{AskCancel, Home}},
	{Name: ChangeHeard, Do: stillReminded(StartChange), To: []State{StartChange, Home}},
}}

// whetherReminded is where a number says whether it wants to be reminded at all, also in a
// call of its own: a text has no keys.
var whetherReminded = Chapter{"whether to be reminded", []Step{
	{Name: Reminders, Do: whetherToRemind, To: []State{WithReminders, NoReminders, NoPIN}},
	{Name: WithReminders, Refresh: Reminders, Silence: Bye, Back: Home,
		Wants: "wants.info", HungUp: Served,
		Say: []Key{"why"},
		Menu: []Option{
			home,
			{Key: '3', Say: "option.no-reminders", To: RemindOff},
			fraud,
			person,
		}},
	{Name: RemindOff, Do: setReminded(false), To: []State{NoReminders}},
	{Name: NoReminders, Refresh: Reminders, Silence: Bye, Back: Home,
		Wants: "wants.info", HungUp: Served,
		Say: []Key{"why", "remind.stands"},
		Menu: []Option{
			{Key: '1', Say: "option.home", To: Home, If: isKnown},
			{Key: '2', Say: "option.reminders-on", To: RemindOn},
			fraud,
			person,
		}},
	{Name: RemindOn, Do: setReminded(true), To: []State{WithReminders}},
}}
