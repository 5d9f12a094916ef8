package ivr

import (
	"errors"
	"fmt"

	"madoguchi/booking"
)

// isOurs reports whether the line has placed the call. Nobody thanks for it.
func isOurs(t *turn) bool { return t.call.Message != 0 }

// hasCalled reports whether somebody has called, and was not called.
func hasCalled(t *turn) bool { return !isOurs(t) }

// first returns the row in which the call begins.
func (c *Call) first() State {
	if c.Message != 0 {
		return Remind
	}
	return Arrive
}

// ifItStands goes on with what the line has called to tell, unless the booking does not stand
// as it was, or is of another number.
func ifItStands(goOn func(*turn, booking.Message) (State, error)) func(*turn) (State, error) {
	return func(t *turn) (State, error) {
		m, err := t.tx.Message(t.call.Message)
		switch {
		case errors.Is(err, booking.ErrNotFound):
			return t.noNews(m), nil
		case err != nil:
			return "", err
		case t.call.Caller.Kind != booking.Identified || m.Booking.Phone != t.call.Caller.Phone:
			return t.noNews(m), nil
		}
		return goOn(t, m)
	}
}

// noNews returns where it is said that there is nothing to tell any more.
func (t *turn) noNews(m booking.Message) State {
	if t.call.Rings || m.Kind == booking.ProofCode {
		return NoCode
	}
	return NoNews
}

// isKnown reports whether the call may tell of the number's bookings: whoever has called may
// hear them, and whoever was called once they have said that they want to.
func isKnown(t *turn) bool { return !isOurs(t) || t.call.Told }

// begunByUs returns where whoever has picked up begins again. Who wants no reminders is not
// asked once more whether to hear one.
func begunByUs(t *turn) (State, error) {
	wanted, err := t.tx.Reminded(t.call.Caller.Phone)
	if wanted || err != nil {
		return Announced, err
	}
	return howReminded(t)
}

// announce says who calls. A call that waited at the carrier until it was too late tells
// nothing; one that was taken in time may end later. Whoever needs it slowly hears it slowly.
// Nobody is turned away: the line has called them.
func announce(t *turn) (State, error) {
	if t.call.Caller.Kind == booking.Identified {
		known, err := t.tx.Rung(t.call.Caller.Phone)
		if err != nil {
			return "", err
		}
		t.know(known)
	}
	state, err := ifItStands(announceIt)(t)
	if state == NoNews || state == NoCode {
		t.say("greet.city")
	}
	return state, err
}

// announceIt says what the call is for. Whoever has picked up is known by the number alone, so
// the booking is only noted, for the person who may take over.
func announceIt(t *turn, m booking.Message) (State, error) {
	if !t.tx.Now().Before(m.Last) {
		return t.noNews(m), nil
	}
	if m.Kind == booking.ProofCode {
		return t.ring(), nil
	}
	t.talkOf(m.Booking)
	t.say(t.flow[Announced].Greet...)
	return Announced, nil
}

// putOff tells whoever does not want to hear it now whether the line calls again.
func putOff(t *turn, m booking.Message) (State, error) {
	t.call.Draft.Why = "remind.last"
	day := booking.Window{From: m.Due, Until: m.Last}
	closed, err := t.closed(m.Booking) // nobody is called to come to a closed counter
	if _, again := day.Again(t.tx.Now()); again && !closed && m.Missed+1 < booking.MostCalls {
		t.call.Draft.Why = "remind.later"
	}
	return NotNow, err
}

// hearReminder tells of the booking, to somebody who wants to hear it, and that its counter is
// closed if it is by now. From now on the call is like one of the number.
func hearReminder(t *turn, m booking.Message) (State, error) {
	if m.Kind != booking.Reminder {
		return "", fmt.Errorf("message %d is a %s, expected a reminder: nothing else may tell of bookings", m.ID, m.Kind)
	}
	if err := t.tx.Heard(m.ID); err != nil {
		return "", err
	}
	t.call.Told = true
	if _, err := lookUp(t); err != nil {
		return "", err
	}
	told := visitOf(m.Booking)
	closed, err := t.closed(m.Booking)
	if err != nil {
		return "", err
	}
	told.Closed = closed
	t.call.Draft = Draft{Visit: told, Named: t.nameAmong(told, t.own()), Undo: t.call.Draft.Undo}
	return Reminded, t.seeMore()
}

// seeMore looks up whether the number has more bookings than the one that it was called for.
func (t *turn) seeMore() error {
	if !isOurs(t) {
		return nil
	}
	own, err := t.tx.Bookings(t.call.Caller.Phone)
	t.call.Draft.More = len(own) > 1
	return err
}

func hasMore(t *turn) bool { return isOurs(t) && t.call.Draft.More }

// hearAgain tells of the booking once more, and where the number has more than one of all.
func hearAgain(t *turn) (State, error) {
	if hasMore(t) {
		return Home, nil
	}
	return stillReminded(Reminded)(t)
}

// stillReminded looks again whether the booking that was heard stands, before the line goes
// on with it.
func stillReminded(state State) func(*turn) (State, error) {
	return func(t *turn) (State, error) {
		b, err := t.standing(t.call.Draft.Receipt)
		switch {
		case errors.Is(err, booking.ErrNotFound):
			t.say("cancel.gone")
			return Home, nil
		case err != nil:
			return "", err
		}
		v := visitOf(b)
		v.Closed, err = t.closed(b)
		t.call.Draft.Visit = v
		return state, errors.Join(err, t.seeMore())
	}
}

// come thanks whoever comes, unless the counter was closed while they listened.
func come(t *turn) (State, error) {
	state, err := stillReminded(Coming)(t)
	if state == Coming && !isOpen(t) {
		state = Reminded
	}
	return state, err
}

// isOpen reports whether the counter is open at the time of the booking that is talked about.
func isOpen(t *turn) bool { return !t.call.Draft.Closed }

// isTomorrow reports whether the booking that is talked about is on the next day, and the
// counter open. Its date alone does not tell that to everybody.
func isTomorrow(t *turn) bool {
	return isOpen(t) && dayOf(t.call.Draft.Start) == dayOf(t.tx.Now()).AddDays(1)
}

// whatToBring tells it for whoever comes.
func whatToBring(t *turn) (State, error) {
	if isProxy(t) {
		return BringProxy, nil
	}
	return Bring, nil
}

// remindable reports whether the caller's number may be reminded of its bookings.
func remindable(t *turn) bool {
	return t.call.Caller.Kind == booking.Identified && len(t.city.Outreach.Remind) > 0
}

// whetherToRemind leads to whether the number wants to be reminded, and where nobody is reminded
// to what else there is to know of calls that one has not asked for.
func whetherToRemind(t *turn) (State, error) {
	if !isOurs(t) && !remindable(t) {
		return NoPIN, nil
	}
	return howReminded(t)
}

// howReminded looks up whether the number wants to be reminded.
func howReminded(t *turn) (State, error) {
	wanted, err := t.tx.Reminded(t.call.Caller.Phone)
	if err != nil {
		return "", err
	}
	if wanted {
		t.call.Draft.Why = "remind.is-on"
		return WithReminders, nil
	}
	t.call.Draft.Why = "remind.is-off"
	return NoReminders, t.forget()
}

// setReminded notes what the number wants. Its bookings stand.
func setReminded(on bool) func(*turn) (State, error) {
	return func(t *turn) (State, error) {
		if err := t.tx.SetReminded(t.call.Caller.Phone, on); err != nil {
			return "", err
		}
		if on {
			t.call.Draft.Why = "remind.on"
			return WithReminders, nil
		}
		t.call.Draft.Why = "remind.off"
		return NoReminders, t.forget()
	}
}

// forget forgets the booking that is talked about if it does not stand any more, so that
// nobody hears that it does.
func (t *turn) forget() error {
	d := &t.call.Draft
	if d.Receipt == "" {
		return nil
	}
	_, err := t.standing(d.Receipt)
	if errors.Is(err, booking.ErrNotFound) {
		*d, err = Draft{Why: d.Why, Undo: d.Undo}, nil
	}
	return err
}
