package ivr

import (
	"time"

	"madoguchi/booking"
)

// aboutCards leads whoever comes for a card, and not for the certificate, to what can be booked
// here, and tells what cannot.
func aboutCards(t *turn) (State, error) {
	switch {
	case !t.hasKind(booking.Application, booking.PickUp):
		return NotHere, nil
	case !hasAllOfCards(t) || !showsNumber(t):
		return Here, nil
	}
	return BookCards, nil
}

func hasLostCard(t *turn) bool  { return t.city.National.LostCard.Number != "" }
func hasLanguages(t *turn) bool { return t.city.National.Languages.Number != "" }

// whenHelpline returns the phrase for when a line of the country answers: day and night if it
// has no hours.
func whenHelpline(line func(booking.National) booking.Helpline, hours Key) wording {
	return wording{[]Key{"helpline.always", hours}, func(t *turn) Key {
		if len(line(t.city.National).Hours.Weekly) == 0 {
			return "helpline.always"
		}
		return hours
	}}
}

func lostCard(n booking.National) booking.Helpline  { return n.LostCard }
func languages(n booking.National) booking.Helpline { return n.Languages }

// helpline returns the holes for the number of a line of the country and for its hours, where
// the phrase with the key has them.
func helpline(line func(booking.National) booking.Helpline, key Key, name string) (number, hours hole) {
	number = hole{"番号", func(t *turn) string { return t.Phone(line(t.city.National).Number) },
		func(p *Phrases, l *tongue) string { return l.Phone(line(p.city.National).Number) }}
	hours = hole{"時間", func(t *turn) string {
		words, _ := t.phrases.hours(t.tongue, key, name, line(t.city.National).Hours, booking.DateOf(t.now()))
		return words
	}, func(p *Phrases, l *tongue) string { return p.widestHours(l, key, name, line(p.city.National).Hours) }}
	return number, hours
}

// moreOpens returns when the next day can be booked that cannot be booked yet, and false if
// nothing tells that.
func (t *turn) moreOpens() (time.Time, bool) {
	now := t.tx.Now()
	rules, service := t.rules(), t.service()
	day := rules.Last(now).AddDays(1)
	for range booking.Ahead { // nobody shall call for a day on which the service is not there
		if isOn(service, day) {
			break
		}
		day = day.AddDays(1)
	}
	return rules.Opens(day, now)
}

func opensLater(t *turn) bool { _, ok := t.moreOpens(); return ok }

// when says a moment, and only its day if it is the beginning of the day.
func (t *turn) when(at time.Time) string {
	if clockOf(at) == 0 {
		return t.Date(dayOf(at))
	}
	return t.Moment(dayOf(at), clockOf(at))
}

// special returns the next listed day on which a facility opens although it is usually closed
// then, and which can still be booked.
func (t *turn) special() (day booking.Date, f booking.Facility, ok bool) {
	for _, one := range t.city.Facilities {
		from, until := t.rulesAt(one.ID).Window(t.tx.Now())
		for _, s := range one.Hours.Special {
			start := s.Day.In(booking.JST)
			soon := !start.Before(dayOf(from).In(booking.JST)) && start.Before(until)
			if soon && t.isThere(one.ID, s.Day) && len(s.Ranges) > 0 && !s.Adds && (!ok || s.Day.Before(day)) {
				day, f, ok = s.Day, one, true
			}
		}
	}
	return day, f, ok
}

func hasSpecial(t *turn) bool { _, _, ok := t.special(); return ok }
