package ivr

import "madoguchi/booking"

// A wording is one of several phrases, depending on the caller's case.
type wording struct {
	of   []Key // the phrases that it may be, "" for none
	pick func(t *turn) Key
}

// worded are the names in flow that stand for one of several phrases.
var worded = map[Key]wording{
	"no-number": {[]Key{"withheld", "payphone", "malformed"}, func(t *turn) Key {
		switch t.call.Caller.Kind {
		case booking.Withheld:
			return "withheld"
		case booking.Payphone:
			return "payphone"
		}
		return "malformed"
	}},
	"why":                  {nil, func(t *turn) Key { return t.call.Draft.Why }},
	"own.more":             when("own.more", func(t *turn) bool { return t.call.Draft.More }),
	"people":               when("people", isParty),
	"stands":               when("change.stands", func(t *turn) bool { return isChange(t) && !t.call.Draft.Old.Closed }),
	"change.begin":         either("change.closed", "change.begin", func(t *turn) bool { return isChange(t) && t.call.Draft.Old.Closed }),
	"safe":                 either("unfinished", "safe", isUnfinished),
	"cancel.ask":           either("cancel.ask.named", "cancel.ask", isNamedBesides),
	"undo.ask":             either("undo.ask.named", "undo.ask", isNamedBesides),
	"named":                when("named", isNamed),
	"greet.new":            either("greet.services", "greet.new", greetsForCards),
	"greet.unknown":        either("greet.services", "greet.unknown", greetsForCards),
	"already":              {[]Key{"already.one", "already.each", "already"}, whyAlready},
	"already.all":          either("already.one", "already.all", hasOneOfAll),
	"here":                 {[]Key{"here.pick-up", "here.application", "here.cards"}, whatIsHere},
	"for-whom.card":        either("for-whom.card.here", "for-whom.card", hasApplication),
	"for-whom.certificate": either("for-whom.certificate", "for-whom.certificate.not-here", hasCertificate),
	"bring":                {[]Key{"bring.pick-up", "bring.application", "bring"}, byKind("bring.pick-up", "bring.application", "bring")},
	"bring.pin":            either("bring.guardian", "bring.pin", isOfCards),
	"done.bring":           {[]Key{"done.pick-up", "done.application", "bring.no-pin"}, byKind("done.pick-up", "done.application", "bring.no-pin")},
	"done.further":         either("option.bring", "option.proxy", isOfCards),
	"fault.whisper":        either("fault.whisper.services", "fault.whisper", naming),
	"whisper":              either("whisper.service", "whisper", naming),
	"other.own":            either("own.service", "other.own", naming),
	"own.other":            {[]Key{"own.service", "own.nth", "own.other"}, whatOther},
	"which.nth":            either("which.nth.service", "which.nth", naming),
	"option.bring-too":     either("option.bring-and-book", "option.bring", booksMore),
	"change.was":           when("change.was", isNoTwin),
	"done":                 {[]Key{"changed", "booked.service", "booked"}, whatIsDone},
	"done.receipt":         either("receipt.same", "receipt", isChanged),
	"done.pen":             either("", "booked.pen", isChanged),
	"blocked":              either("blocked", "blocked.kind", func(t *turn) bool { return t.call.Caller.Kind == booking.Identified }),
	"show-number":          when("show-number", func(t *turn) bool { return t.call.Caller.Kind == booking.Withheld }),
	"own":                  {[]Key{"own.first", "own.nth", "own.service", "own"}, whatOwn},
	"offer":                {[]Key{"offer.both", "offer.place", "offer"}, whatOffer},
	"resumed":              {[]Key{"resumed.change", "resumed.service", "resumed"}, whatResumed},
	"full.opens":           when("full.opens", opensLater),
	"info.special":         when("info.special", hasSpecial),
	"lost-card.hours":      whenHelpline(lostCard, "lost-card.hours"),
	"languages.hours":      whenHelpline(languages, "languages.hours"),
	"full.kept":            when("full.kept", canUndo),
	"full.everywhere":      either("full.party", "full.everywhere", isParty),
	"quiet.day":            when("quiet.day", func(t *turn) bool { return t.call.Draft.Day != (booking.Date{}) }),
	"walk-in":              {[]Key{"walk-in", "walk-in.place", "walk-in.none"}, whereWalkIn},
	"walk-in.hours":        when("walk-in.hours", tellsApart),
	"walk-in.when":         {[]Key{"walk-in.today", "walk-in.later", "walk-in.next"}, whenWalkIn},
	"person.closed":        either("person.off", "person.closed", restsToday),
	"person.hours":         {[]Key{"person.hours", "person.today", "person.later", "person.next"}, whenCentre},
	"back.open":            when("back.open", hasAsked),
	"help.mute":            either("help.mute", "help.silence", (*turn).personThere),
	"help.other-phone":     when("help.other-phone", func(t *turn) bool { return t.call.State == NotBooked }),
	"bye":                  either("bye.ours", "bye", isOurs),
	"remind.tomorrow":      when("remind.tomorrow", isTomorrow),
	"remind.others":        when("remind.others", hasMore),
	"remind.bring":         {[]Key{"remind.bring.proxy", "bring.pick-up", "bring.application", "bring"}, remindsToBring},
	"remind.stands":        when("remind.stands", func(t *turn) bool { return bookingIn(t.call.Draft) != nil && isKnown(t) }),
	"option.person":        {[]Key{"option.person", "option.staff", "option.hours"}, whoAnswers},
	"option.hear":          either("option.others", "option.again", hasMore),
	"option.reminders":     either("option.reminders", "option.no-pin", remindable),
	"option.take-held":     either("option.take-change", "option.take-held", isChange),
}

func when(key Key, is func(*turn) bool) wording { return either(key, "", is) }

func either(yes, no Key, is func(*turn) bool) wording {
	return wording{[]Key{yes, no}, func(t *turn) Key {
		if is(t) {
			return yes
		}
		return no
	}}
}

// wordings returns the phrases for which a name in flow may stand.
func wordings(key Key) []Key {
	if w, ok := worded[key]; ok {
		return w.of
	}
	return []Key{key}
}

// choose returns the phrase for the caller's case; "" says nothing.
func (t *turn) choose(key Key) Key {
	if w, ok := worded[key]; ok {
		return w.pick(t)
	}
	return key
}

// whatOffer returns the phrase for an offer. It names the place only to callers who have not
// just chosen it: all hear it when the booking is made.
func whatOffer(t *turn) Key {
	_, dialled := t.city.FacilityOf(t.call.Line)
	switch d := t.call.Draft; {
	case hasOther(t):
		return "offer.both"
	case d.Lead == "lead.elsewhere", d.Lead == "lead.earliest" && (dialled || hasOnePlace(t)):
		return "offer.place"
	}
	return "offer"
}

// whoAnswers returns the phrase for the key 0. Who has pressed a key hears it in short.
func whoAnswers(t *turn) Key {
	switch {
	case !t.personThere():
		return "option.hours"
	case t.call.Pressed && !t.call.Slow:
		return "option.staff"
	}
	return "option.person"
}

// isUnfinished reports whether the caller waits in vain for a person, and had not yet booked
// what is held for them: to hang up is not safe then.
func isUnfinished(t *turn) bool {
	return t.flow[t.call.State].Back == GoOn && t.flow[t.call.Draft.Back].Leave != nil && !isChange(t)
}

// isChange reports whether the caller is looking for another time for a booking, and
// isChanged whether the booking has just been changed.
func isChange(t *turn) bool  { return t.call.Draft.Old != nil }
func isChanged(t *turn) bool { return t.call.Draft.Changed }
