package store

import (
	"context"
	"log/slog"
	"time"

	"madoguchi/booking"
)

// How long the ledger remembers. docs/rules.md, "What is kept".
const (
	keepPhone   = 30 * 24 * time.Hour // a booking's numbers, after the visit or the cancellation
	keepWords   = 30 * 24 * time.Hour // who called, and what was keyed and said
	keepCaller  = 30 * 24 * time.Hour // what is known about a number, after it was last heard of
	keepBack    = 30 * 24 * time.Hour // a call-back request, after it was over
	keepTry     = 24 * time.Hour      // that a code, an agent number or a receipt number was tried, or that somebody tried to sign in
	keepSession = 24 * time.Hour      // a browser that is signed in, after it signed in
	keepGuest   = 24 * time.Hour      // a browser of a resident, after it came, and what it proved, after it began to
	keepLink    = 24 * time.Hour      // a link, after it was good, so that it can be told what it was
	keepWish    = 30 * 24 * time.Hour // that a number does not want to be reminded, at least; longer while a booking has the number
	keepJournal = 1                   // years, for the rest of the call journal
	keepMessage = 1                   // years, for what was told by itself, of which the number is erased with the booking's
	keepNotice  = 1                   // years, for a notice after its end
	keepVisitor = 1                   // years, for who came without a booking
)

// batch is how many rows are tidied in one transaction: turns wait for it.
const batch = 200

// Tidied counts what Tidy did.
type Tidied struct {
	Holds     int // dead ones, deleted
	Over      int // bookings whose end has passed, marked so
	Errands   int // application IDs, erased the night after the visit or the cancellation, and what guests have typed and left
	Phones    int // bookings whose telephone and receipt numbers were erased
	Calls     int // calls of which only the outline was left
	Gone      int // calls deleted, except for what spent_calls keeps
	Slots     int // past slots deleted
	Hours     int // rows of hours and of desks, and days, that are past, deleted
	Callers   int // numbers forgotten, with their tallies and that they need slow speech
	Heard     int // notes that a number was told a notice, deleted
	Notices   int // old ones, deleted
	WalkIns   int // past days on which staff ended the walk-in hours, deleted
	Decisions int // of staff about ranges that have passed, deleted
	Sessions  int // old ones, deleted
	Steps     int // sign-ins that nobody has finished, deleted
	Remarks   int // words of staff on bookings that were erased, and old ones on anything else, deleted
	Visitors  int // old ones, deleted
	CallBacks int // requests that were over, deleted
	Codes     int // transfer codes that are not good any more, deleted
	Tries     int // of codes, agent numbers and receipt numbers, and tries to sign in, forgotten
	Messages  int // texts and calls that the line sent by itself, old ones, deleted
	Wishes    int // not to be reminded, of numbers that no booking has any more, forgotten
	Guests    int // residents' browsers, old ones, deleted
	Proofs    int // of their numbers, old ones, deleted, with the texts that had the codes
	Links     int // to their addresses, old ones, deleted, with the mails that had them
	Addresses int // that no booking has any more, of whom the language is forgotten
}

// LogValue counts what was done, in the words that docs/operations.md explains.
func (d Tidied) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("holds", d.Holds), slog.Int("over", d.Over), slog.Int("errands", d.Errands), slog.Int("phones", d.Phones), slog.Int("calls", d.Calls),
		slog.Int("gone", d.Gone), slog.Int("slots", d.Slots), slog.Int("hours", d.Hours), slog.Int("callers", d.Callers), slog.Int("heard", d.Heard),
		slog.Int("notices", d.Notices), slog.Int("walk-ins", d.WalkIns), slog.Int("decisions", d.Decisions),
		slog.Int("sessions", d.Sessions), slog.Int("steps", d.Steps), slog.Int("remarks", d.Remarks), slog.Int("visitors", d.Visitors),
		slog.Int("call-backs", d.CallBacks), slog.Int("codes", d.Codes), slog.Int("tries", d.Tries),
		slog.Int("messages", d.Messages), slog.Int("wishes", d.Wishes), slog.Int("guests", d.Guests), slog.Int("proofs", d.Proofs),
		slog.Int("links", d.Links), slog.Int("addresses", d.Addresses),
	)
}

// Tidy does the work of the night. Nothing depends on its being in time: whoever needs to
// know whether a hold or a booking has ended looks at the clock. It works in small
// portions between turns, and may be stopped and run again at any time.
func (s *Store) Tidy(ctx context.Context) (done Tidied, err error) {
	now, err := s.moment()
	if err != nil {
		return done, err
	}
	for _, task := range tidyTasks(now, &done) {
		if *task.count, err = s.repeat(ctx, task.do); err != nil {
			return done, err
		}
	}
	err = s.Update(ctx, tidying, func(tx *Tx) error { return tx.checked(s.engine.analyse(tx.c)) })
	return done, err
}

// ForeseeTidy returns what Tidy would do now, and changes nothing. Because a task may depend
// on those before it, all of them are done in one transaction and taken back: turns wait for
// it, longer than for any portion of Tidy.
func (s *Store) ForeseeTidy(ctx context.Context) (Tidied, error) {
	now, err := s.moment()
	if err != nil {
		return Tidied{}, err
	}
	would := new(Tidied) // nobody reads it once ctx has ended
	err = s.Update(ctx, tidying, func(tx *Tx) error {
		return tx.Rehearse(func() error {
			for _, task := range tidyTasks(now, would) {
				for n := batch; n == batch; *task.count += n {
					var err error
					if err = ctx.Err(); err == nil {
						n, err = task.do(tx)
					}
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		return Tidied{}, err
	}
	return *would, nil
}

// A tidyTask does at most a batch of its work, and returns how much it did.
type tidyTask struct {
	count *int
	do    func(*Tx) (int, error)
}

// tidyTasks returns what there is to tidy, in the order in which that is done.
func tidyTasks(now time.Time, done *Tidied) []tidyTask {
	yesterday := booking.DateOf(now.In(booking.JST)).AddDays(-1)
	return []tidyTask{
		{&done.Holds, rows(tidyHolds, now)},
		{&done.Over, rows(tidyOver, now)},
		{&done.Errands, eraseIDs(now)},
		{&done.Phones, rows(erasePhones, now.Add(-keepPhone))},
		{&done.Gone, func(tx *Tx) (int, error) { return tx.deleteCalls(instant(now.AddDate(-keepJournal, 0, 0))) }},
		{&done.Calls, eraseWords(now.Add(-keepWords))},
		{&done.Slots, rows(tidySlots, now)},
		{&done.Hours, past(yesterday.In(booking.JST), tidyDesks, tidyHours, tidyDays)},
		{&done.Callers, rows(forgetCallers, now.Add(-keepCaller))},
		{&done.Heard, forgetHeard(now)},
		{&done.Notices, rows(tidyNotices, now.AddDate(-keepNotice, 0, 0))},
		{&done.WalkIns, rows(tidyWalkIns, yesterday.In(booking.JST))},
		{&done.Decisions, rows(tidyDecisions, yesterday.In(booking.JST))},
		{&done.Sessions, rows(tidySessions, now.Add(-keepSession))},
		{&done.Steps, rows(tidySteps, now.Add(-SecondStepFor))},
		{&done.Remarks, rows(tidyRemarks, now.Add(-keepPhone))}, // after the numbers
		{&done.Visitors, rows(tidyVisitors, now.AddDate(-keepVisitor, 0, 0))},
		{&done.CallBacks, rows(tidyBacks, now.Add(-keepBack))},
		{&done.Codes, rows(tidyCodes, now)},
		{&done.Tries, past(now.Add(-keepTry), tidyTries, tidyReceiptTries, tidySignIns)},
		{&done.Messages, rows(tidyMessages, now.AddDate(-keepMessage, 0, 0))},
		{&done.Wishes, rows(tidyWishes, now.Add(-keepWish))}, // after the numbers
		{&done.Guests, rows(tidyGuests, now.Add(-keepGuest))},
		{&done.Proofs, rows(tidyProofs, now.Add(-keepGuest))}, // after the guests
		{&done.Links, rows(tidyLinks, now.Add(-keepLink))},
		{&done.Addresses, rows(tidyAddresses, now.Add(-keepCaller))}, // after the numbers
	}
}

var tidying = By{Way: ByClock, Actor: "tidy"}

// repeat does a task until that finds less than a batch to do.
func (s *Store) repeat(ctx context.Context, do func(*Tx) (int, error)) (total int, err error) {
	for {
		var n int
		err := s.Update(ctx, tidying, func(tx *Tx) (err error) {
			n, err = do(tx)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < batch {
			return total, nil
		}
	}
}

const (
	tidyHolds = `DELETE FROM holds WHERE id IN (SELECT id FROM holds WHERE expires <= ? LIMIT ?)`

	tidyOver = `UPDATE bookings SET status = 2, ended = ends
		WHERE id IN (SELECT id FROM bookings WHERE status = 1 AND ends <= ? LIMIT ?)`

	erasePhones = `UPDATE bookings SET phone = NULL, receipt = NULL
		WHERE id IN (SELECT id FROM bookings WHERE phone IS NOT NULL AND ended IS NOT NULL AND ended <= ? LIMIT ?)`

	tidySlots = `DELETE FROM slots WHERE id IN (SELECT id FROM slots WHERE ends <= ? LIMIT ?)`

	// A year of days is thousands of rows: scanning them once a night is cheaper than an
	// index.
	tidyHours = `DELETE FROM hours WHERE (facility, start) IN (SELECT facility, start FROM hours WHERE ends <= ? LIMIT ?)`
	tidyDesks = `DELETE FROM desks WHERE (facility, start) IN (SELECT facility, start FROM desks WHERE ends <= ? LIMIT ?)`
	tidyDays  = `DELETE FROM days WHERE (facility, day) IN (SELECT facility, day FROM days WHERE day <= ? LIMIT ?)`

	// The table has the callers of one month: scanning it once a night is cheaper than an
	// index that every call has to update.
	forgetCallers = `DELETE FROM callers WHERE phone IN (SELECT phone FROM callers WHERE seen <= ? LIMIT ?)`

	tidyNotices = `DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE ends <= ? LIMIT ?)`

	tidyWalkIns = `DELETE FROM walk_in WHERE (facility, day) IN (SELECT facility, day FROM walk_in WHERE day <= ? LIMIT ?)`

	tidyDecisions = `DELETE FROM decisions WHERE id IN (SELECT id FROM decisions WHERE until <= ? LIMIT ?)`

	tidyBacks = `DELETE FROM call_backs WHERE id IN (SELECT id FROM call_backs WHERE done IS NOT NULL AND done <= ? LIMIT ?)`

	tidyCodes = `DELETE FROM codes WHERE code IN (SELECT code FROM codes WHERE expires <= ? LIMIT ?)`

	tidyTries = `DELETE FROM wrong_tries WHERE id IN (SELECT id FROM wrong_tries WHERE at <= ? LIMIT ?)`

	tidyReceiptTries = `DELETE FROM receipt_tries WHERE id IN (SELECT id FROM receipt_tries WHERE at <= ? LIMIT ?)`

	tidySignIns = `DELETE FROM tries WHERE (who, place) IN (SELECT who, place FROM tries WHERE since <= ? LIMIT ?)`

	tidyMessages = `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE made <= ? LIMIT ?)`

	// The numbers of all bookings are looked through once, which is cheaper than an index that
	// nothing else needs.
	tidyWishes = `DELETE FROM unreminded WHERE phone IN (SELECT phone FROM unreminded
		WHERE since <= ? AND phone NOT IN (SELECT phone FROM bookings WHERE phone IS NOT NULL) LIMIT ?)`

	tidySessions = `DELETE FROM sessions WHERE token IN (SELECT token FROM sessions WHERE made <= ? LIMIT ?)`

	tidyGuests = `DELETE FROM guests WHERE token IN (SELECT token FROM guests WHERE began <= ? LIMIT ?)`

	tidyProofs = `DELETE FROM proofs WHERE id IN (SELECT id FROM proofs WHERE began <= ? LIMIT ?)`

	tidyLinks = `DELETE FROM links WHERE id IN (SELECT id FROM links WHERE expires <= ? LIMIT ?)`

	tidyAddresses = `DELETE FROM addresses WHERE address IN (SELECT address FROM addresses
		WHERE seen <= ? AND address NOT IN (SELECT phone FROM bookings WHERE phone IS NOT NULL) LIMIT ?)`

	tidySteps = `DELETE FROM second_steps WHERE token IN (SELECT token FROM second_steps WHERE made <= ? LIMIT ?)`

	// Remarks on a booking are deleted with its number, why staff decided something with
	// the decision, and the rest when they are old.
	tidyRemarks = `DELETE FROM remarks WHERE entry IN (SELECT r.entry
		FROM remarks r JOIN audit a ON a.id = r.entry LEFT JOIN bookings b ON b.id = a.booking
		WHERE CASE WHEN a.booking IS NULL THEN a.at <= ? AND NOT EXISTS (SELECT 1 FROM decisions WHERE entry = a.id) ELSE b.phone IS NULL END LIMIT ?)`

	tidyVisitors = `DELETE FROM visitors WHERE (facility, day, number) IN (SELECT facility, day, number FROM visitors WHERE day <= ? LIMIT ?)`
)

// past does several deletions at once, and is done when each of them is.
func past(until time.Time, queries ...string) func(*Tx) (int, error) {
	return func(tx *Tx) (most int, err error) {
		for _, q := range queries {
			n, err := tx.change(q, instant(until), batch)
			if err != nil {
				return 0, err
			}
			most = max(most, n)
		}
		return most, nil
	}
}

func rows(query string, until time.Time) func(*Tx) (int, error) {
	return func(tx *Tx) (int, error) { return tx.change(query, instant(until), batch) }
}

const heardToForget = `DELETE FROM heard WHERE (notice, phone) IN (SELECT notice, phone FROM heard
	WHERE told <= ? OR notice IN (SELECT id FROM notices WHERE ends <= ?) LIMIT ?)`

// forgetHeard forgets who was told a notice that is over, and who was told any notice a
// month ago: a notice that goes on for long must not keep numbers for longer.
func forgetHeard(now time.Time) func(*Tx) (int, error) {
	return func(tx *Tx) (int, error) {
		return tx.change(heardToForget, instant(now.Add(-keepCaller)), instant(now), batch)
	}
}

const (
	callsToErase = `SELECT sid FROM calls WHERE erased = 0 AND started <= ? LIMIT ?`
	eraseTurns   = `UPDATE turns SET input = NULL, reply = NULL WHERE sid = ?`
	eraseCall    = `UPDATE calls SET phone = NULL, data = NULL, erased = 1 WHERE sid = ?`
)

// eraseWords erases everything about old calls except which line was dialled, when, how
// many turns there were, and where and with which phrase they ended. All that is left of
// the caller is the call SID, and after a year what spent_calls keeps of it.
func eraseWords(until time.Time) func(*Tx) (int, error) {
	return func(tx *Tx) (int, error) {
		sids, err := all(tx, scanText, callsToErase, instant(until), batch)
		if err != nil {
			return 0, err
		}
		for _, sid := range sids {
			for _, erase := range []string{eraseTurns, eraseCall} {
				if _, err := tx.exec(erase, sid); err != nil {
					return 0, err
				}
			}
		}
		return len(sids), nil
	}
}
