package store

import (
	"time"

	"madoguchi/booking"
)

// An Alarm is that so many wrong codes, agent numbers or receipt numbers were keyed on the
// line in the last booking.TriesFor that somebody may be guessing, that callers without
// a number have used up what they may ask together, or that as many proofs were begun on the
// web as may be.
type Alarm struct {
	Deed  Deed      // one of alarms, by which it is on record
	Since time.Time // when it was raised
	Until time.Time // when it ends if nothing more is wrong: what was stopped goes on from then on
}

// alarms has the deeds that are alarms: what the log says of each, and of how many tries.
var alarms = map[Deed]struct {
	says  string
	tries int
}{
	DidStopCodes:     {"somebody may be guessing what agents key", booking.LineTries},
	DidDoubtNumbers:  {"somebody may be guessing what agents key", booking.LineTries},
	DidDoubtReceipts: {"somebody may be guessing receipt numbers", booking.LineTries},
	DidStopNameless:  {"callers who show no number have asked for bookings too often", booking.NamelessTries},
	DidStopProofs:    {"too many numbers were given on the web to be proven", booking.LimitsOf(booking.ByText).All},
}

// The trail hardly grows while an alarm lasts, so that the entry is among the newest.
const alarmRaised = `SELECT at FROM audit WHERE deed = ? ORDER BY id DESC LIMIT 1`

// Alarms returns the alarms that last.
func (tx *Tx) Alarms() (found []Alarm, err error) {
	add := func(deed Deed, until time.Time) error {
		if !until.After(tx.now) {
			return nil
		}
		since, _, err := value[instant](tx, alarmRaised, string(deed))
		found = append(found, Alarm{deed, time.Time(since), until})
		return err
	}
	for _, what := range []tried{triedCode, triedNumber, triedReceipt} {
		at, _, err := value[instant](tx, tryBefore, string(what), booking.LineTries-1)
		if err != nil {
			return nil, err
		}
		if err := add(what.alarm(), time.Time(at).Add(booking.TriesFor)); err != nil {
			return nil, err
		}
	}
	asked, err := tx.namelessAsked(booking.NamelessTries)
	if err != nil {
		return nil, err
	}
	if len(asked) == booking.NamelessTries {
		if err := add(DidStopNameless, asked[booking.NamelessTries-1].Add(booking.NamelessFor)); err != nil {
			return nil, err
		}
	}
	until, err := tx.proofsStopped()
	if err != nil {
		return nil, err
	}
	return found, add(DidStopProofs, until)
}
