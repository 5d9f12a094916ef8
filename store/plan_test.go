package store

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// plans are the indexes that SQLite must use for the queries that a caller waits for.
// https://sqlite.org/eqp.html
var plans = []struct{ name, query, want string }{
	{"nextFree", nextFree, "SEARCH slots USING INDEX slots_free (facility=? AND start>? AND start<?)"},
	{"lastFree", lastFree, "SEARCH slots USING INDEX slots_free (facility=? AND start>? AND start<?)"},
	{"slotAt", slotAt, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start=?)"},
	{"bookingsOfPhone", bookingsOfPhone, "SEARCH bookings USING INDEX bookings_active_phone (phone=?)"},
	{"activeOfMember", activeOfMember, "SEARCH bookings USING INDEX bookings_active_phone (phone=? AND member=?)"},
	{"endOver", endOver, "SEARCH bookings USING INDEX bookings_active_phone (phone=?)"},
	{"bookingOfReceipt", bookingOfReceipt, "SEARCH bookings USING INDEX sqlite_autoindex_bookings_1 (receipt=?)"},
	{"bookingOfID", bookingOfID, "SEARCH bookings USING INTEGER PRIMARY KEY (rowid=?)"},
	{"dropDeadHolds", dropDeadHolds, "SEARCH holds USING COVERING INDEX holds_by_expiry (expires<?)"},
	{"holdsOfPhone", holdsOfPhone, "SEARCH h USING INDEX holds_offered (phone=?)"},
	{"holdsOfPhone", holdsOfPhone, "SEARCH h USING INDEX holds_to_undo (phone=?)"},
	{"holdsOfPhone", holdsOfPhone, "SEARCH b USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN"},
	{"heldVisit", heldVisit, "SEARCH holds USING INDEX holds_offered (phone=?)"},
	{"resumeHold", resumeHold, "SEARCH holds USING INDEX holds_offered (phone=?)"},
	{"extendHold", extendHold, "SEARCH holds USING INDEX holds_offered (phone=?)"},
	{"dropHold", dropHold, "SEARCH holds USING INDEX holds_offered (phone=?)"},
	{"undoOfBooking", undoOfBooking, "SEARCH holds USING INDEX holds_of_booking (booking=? AND kind=?)"},
	{"claimOfBooking", claimOfBooking, "SEARCH claims USING INDEX claims_by_booking (booking=?)"},
	{"changeClaim", changeClaim, "SEARCH claims USING INDEX claims_by_booking (booking=?)"},
	{"claimsToHold", claimsToHold, "SEARCH claims USING INDEX claims_by_booking (booking=?)"},
	{"desksDuring", desksDuring, "SEARCH desks USING PRIMARY KEY (facility=? AND start>? AND start<?)"},
	{"claimsDuring", claimsDuring, "SEARCH c USING INDEX claims_by_time (facility=? AND start>? AND start<?)"},
	{"slotsDuring", slotsDuring, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
	{"bookingsStarting", bookingsStarting, "SEARCH claims USING INDEX claims_by_time (facility=? AND start>? AND start<?)"},
	{"holdsStarting", holdsStarting, "SEARCH h USING INDEX holds_by_expiry (expires>?)"}, // of the live ones, which are few
	{"familiarNow", familiarNow, "SEARCH bookings USING INDEX bookings_active_phone (phone=?)"},
	{"familiarPast", familiarPast, "SEARCH bookings USING COVERING INDEX bookings_that_came (phone=?)"},
	{"heldByStrangers", heldByStrangers, "SEARCH h USING INDEX holds_of_day (facility=? AND start>? AND start<?)"},
	{"heldByStrangers", heldByStrangers, "SEARCH b USING INDEX bookings_active_phone (phone=?)"},
	{"heldByStrangers", heldByStrangers, "SEARCH b USING COVERING INDEX bookings_that_came (phone=?)"},
	{"freeSeats", freeSeats, "SEARCH slots USING INDEX slots_free (facility=? AND start>? AND start<?)"},
	{"deadClaims", deadClaims, "SEARCH claims USING INDEX claims_by_hold (hold=?)"},
	{"deadClaims", deadClaims, "SEARCH holds USING COVERING INDEX holds_by_expiry (expires<?)"},
	{"decisionsDuring", closuresDuring, "SEARCH decisions USING INDEX decisions_by_until (facility=? AND until>?)"},
	{"hoursDuring", hoursDuring, "SEARCH hours USING PRIMARY KEY (facility=? AND start>? AND start<?)"},
	{"desksOfDays", desksOfDays, "SEARCH desks USING PRIMARY KEY (facility=? AND start>? AND start<?)"},
	{"slotsOfDays", slotsOfDays, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
	{"dropHours", dropHours, "SEARCH hours USING PRIMARY KEY (facility=? AND start>? AND start<?)"},
	{"dropDesks", dropDesks, "SEARCH desks USING PRIMARY KEY (facility=? AND start=?)"},
	{"dropSlot", dropSlot, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start=?)"},
	{"keepDay", keepDay, ""},
	{"daysFrom", daysFrom, "SCAN days"}, // of a year: all that is to come is read
	{"claimsToBooking", claimsToBooking, "SEARCH claims USING COVERING INDEX claims_by_hold (hold=?)"},
	// The statements of triggers, when a booking is made and when one ends.
	{"bookings_end_the_undo", `SELECT 1 FROM holds WHERE phone = ? AND kind = 3`, "SEARCH holds USING COVERING INDEX holds_to_undo (phone=?)"},
	{"bookings_end_their_change", `DELETE FROM holds WHERE booking = ? AND kind = 2`, "SEARCH holds USING COVERING INDEX holds_of_booking (booking=? AND kind=?)"},
	{"callOfSID", callOfSID, "SEARCH calls USING INDEX sqlite_autoindex_calls_1 (sid=?)"},
	{"lookedSince", lookedSince, "SEARCH audit USING INDEX audit_by_booking (booking=?)"},
	{"isSpent", isSpent, "SEARCH spent_calls USING PRIMARY KEY (mac=?)"},
	{"replyOfTurn", replyOfTurn, "SEARCH turns USING INDEX sqlite_autoindex_turns_1 (sid=? AND n=?)"},
	{"lastReply", lastReply, "SEARCH turns USING INDEX sqlite_autoindex_turns_1 (sid=?)"},
	{"auditOfBooking", auditOfBooking, "SEARCH a USING INDEX audit_by_booking (booking=?)"},
	{"tidyHolds", tidyHolds, "SEARCH holds USING COVERING INDEX holds_by_expiry (expires<?)"},
	{"tidyOver", tidyOver, "SCAN bookings USING INDEX bookings_active_phone"}, // of the active ones only
	{"erasePhones", erasePhones, "SEARCH bookings USING INDEX bookings_to_erase (ended>? AND ended<?)"},
	{"callsToErase", callsToErase, "SEARCH calls USING INDEX calls_to_erase (started<?)"},
	{"callsToDelete", callsToDelete, "SEARCH calls USING INDEX calls_by_start (started<?)"},
	{"sessionOf", sessionOf, "SEARCH sessions USING PRIMARY KEY (token=?)"},
	{"sessionOf", sessionOf, "SEARCH staff USING INTEGER PRIMARY KEY (rowid=?)"},
	{"accountOfName", accountOfName, "SEARCH staff USING INDEX sqlite_autoindex_staff_1 (name=?)"},
	{"touch", touch, "SEARCH sessions USING PRIMARY KEY (token=?)"},
	{"callsBeingPassed", callsBeingPassed, "SEARCH calls USING INDEX calls_by_start (started>?)"},
	{"lastCall", lastCall, "SEARCH callers USING PRIMARY KEY (phone=?)"},
	{"lastCall", lastCall, "SEARCH calls USING INDEX sqlite_autoindex_calls_1 (sid=?)"},
	{"idOfBack", idOfBack, "SEARCH call_backs USING INDEX call_backs_open (phone=?)"},
	{"openBacks", openBacks, "SCAN b USING INDEX call_backs_open"}, // of the open ones only
	{"turnsOfCall", turnsOfCall, "SEARCH turns USING INDEX sqlite_autoindex_turns_1 (sid=?)"},
	{"endCodes", endCodes, "SEARCH codes USING INDEX codes_by_expiry (expires>?)"},
	{"codeOf", codeOf, "SEARCH codes USING PRIMARY KEY (code=?)"},
	{"agentOf", agentOf, "SEARCH staff USING INDEX staff_by_number (number=?)"},
	{"tryBefore", tryBefore, "SEARCH wrong_tries USING COVERING INDEX wrong_tries_of_kind (kind=?)"},
	{"triesOfCall", triesOfCall, "SEARCH wrong_tries USING COVERING INDEX wrong_tries_of_call (sid=?)"},
	{"wrongToday", wrongToday, "SEARCH receipt_tries USING COVERING INDEX receipt_tries_of_receipt (receipt=? AND at>?)"},
	{"shownInCall", shownInCall, "SEARCH audit USING INDEX audit_by_booking (booking=?)"},
	{"kindBlocked", kindBlocked, "SEARCH blocked_kinds USING PRIMARY KEY (kind=?)"},
	{"tidyReceiptTries", tidyReceiptTries, "SEARCH receipt_tries USING COVERING INDEX receipt_tries_by_time (at<?)"},
	{"acquaintance", acquaintance, "SEARCH proofs USING INDEX proofs_of_phone (phone=? AND means=?)"},
	{"shownProof", shownProof, "SEARCH proofs USING INDEX proofs_of_phone (phone=? AND means=?)"},
	{"sentProof", sentProof, "SEARCH proofs USING INDEX proofs_of_guest (guest=?)"},
	{"guestOf", guestOf, "SEARCH g USING PRIMARY KEY (token=?)"},
	{"guestOf", guestOf, "SEARCH p USING INDEX proofs_of_guest (guest=?)"},
	{"proofsOfDay", proofsOfDay, "SEARCH proofs USING COVERING INDEX proofs_of_phone (phone=? AND means=? AND began>?)"},
	{"proofsOfPlace", proofsOfPlace, "SEARCH proofs USING COVERING INDEX proofs_of_place (place=? AND means=?)"},
	{"proofsOfAll", proofsOfAll, "SEARCH proofs USING COVERING INDEX proofs_of_means (means=?)"},
	{"endOldProofs", endOldProofs, "SEARCH proofs USING COVERING INDEX proofs_open (expires<?)"},
	{"endProofs", endProofs, "SEARCH proofs USING INDEX proofs_of_guest (guest=?)"},
	{"tidyGuests", tidyGuests, "SEARCH guests USING COVERING INDEX guests_by_beginning (began<?)"},
	{"tidyProofs", tidyProofs, "SEARCH proofs USING COVERING INDEX proofs_by_beginning (began<?)"},
	{"tidyBacks", tidyBacks, "SEARCH call_backs USING COVERING INDEX call_backs_by_end (done>? AND done<?)"},
	{"tidyCodes", tidyCodes, "SEARCH codes USING COVERING INDEX codes_by_expiry (expires<?)"},
	{"tidyTries", tidyTries, "SEARCH wrong_tries USING COVERING INDEX wrong_tries_by_time (at<?)"},
	{"tidySlots", tidySlots, "SEARCH slots USING COVERING INDEX slots_by_end (ends<?)"},
}

func (w *town) testPlans(t *testing.T) {
	for _, p := range plans {
		w.look(func(tx *Tx) error {
			args := make([]any, strings.Count(p.query, "?"))
			if strings.Contains(p.query, "?1") {
				args = args[:1]
				for strings.Contains(p.query, fmt.Sprint("?", len(args)+1)) {
					args = append(args, nil)
				}
			}
			steps, err := all(tx, func(_ *Tx, r row) (detail string, err error) {
				var n int
				err = r.Scan(&n, &n, &n, &detail)
				return detail, err
			}, "EXPLAIN QUERY PLAN "+p.query, args...)
			if err != nil {
				return err
			}
			plan := strings.Join(steps, "\n")
			if !strings.Contains(plan, p.want) {
				t.Errorf("%s: the plan is\n%s\nexpected\n%s", p.name, plan, p.want)
			}
			plan = strings.NewReplacer(p.want, "", "SCAN CONSTANT ROW", "").Replace(plan) // that row is no table
			if strings.Contains(plan, "SCAN") {
				t.Errorf("%s: the plan scans:\n%s", p.name, plan)
			}
			return nil
		})
	}
}

func TestTheQueriesOfATurnUseTheirIndexes(t *testing.T) {
	w := newTown(t)
	w.testPlans(t)
	w.testTriggers(t)
}

var (
	body   = regexp.MustCompile(`(?s)BEGIN\n(.*)END$`)
	bound  = regexp.MustCompile(`\b(new|old)\.\w+`)
	raises = regexp.MustCompile(`RAISE\([^)]*\)`)
	// What a trigger of claims may not read as a whole.
	reads = regexp.MustCompile(`SCAN (claims|desks|slots|holds|bookings|hours|decisions)\b`)
)

// testTriggers explains each statement of each trigger, as if it were one of a query.
func (w *town) testTriggers(t *testing.T) {
	w.look(func(tx *Tx) error {
		triggers, err := all(tx, scanText, `SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('claims', 'desks', 'slots', 'bookings', 'holds')`)
		if err != nil || len(triggers) < 10 {
			t.Fatalf("found %d triggers, %v", len(triggers), err)
		}
		for _, sql := range triggers {
			for statement := range strings.SplitSeq(body.FindStringSubmatch(sql)[1], ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				statement = raises.ReplaceAllString(bound.ReplaceAllString(statement, "?"), "1")
				steps, err := all(tx, func(_ *Tx, r row) (detail string, err error) {
					var n int
					err = r.Scan(&n, &n, &n, &detail)
					return detail, err
				}, "EXPLAIN QUERY PLAN "+statement, make([]any, strings.Count(statement, "?"))...)
				if plan := strings.Join(steps, "\n"); err != nil || reads.MatchString(plan) {
					t.Errorf("%v, the plan of\n%s\nis\n%s", err, statement, plan)
				}
			}
		}
		return nil
	})
}

// Statistics of a ledger with much history and few active bookings must not mislead
// SQLite.
func TestTheyStillDoOnceSQLiteKnowsTheLedger(t *testing.T) {
	w := newTown(t)
	w.history(t, 2000)
	w.clock.Add(time.Hour)
	w.tidy()
	if err := w.sql("ANALYZE"); err != nil {
		t.Fatal(err)
	}
	w.testPlans(t)
	w.testTriggers(t)
}
