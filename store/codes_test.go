package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
)

// inCall runs fn as a turn of the call would.
func (w *town) inCall(sid string, fn func(*Tx) error) error {
	return w.Update(bg, By{Way: ByPhone, Call: sid}, fn)
}

func (w *town) newCode(phone booking.Phone, staffID int64) (code string) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		code, err = tx.NewCode(phone, staffID)
		return err
	})
	return code
}

// uses keys a code in a call. The transaction commits even after a refusal, as the
// dialogue does, so that what was written down stays.
func (w *town) uses(sid, code string) (phone booking.Phone, agent string, refused error) {
	w.Helper()
	err := w.inCall(sid, func(tx *Tx) error {
		phone, agent, refused = tx.UseCode(code)
		return nil
	})
	if err != nil {
		w.Fatalf("use a code: %v", err)
	}
	return phone, agent, refused
}

// wrong expects that a code was refused because of why, and that so many tries are left.
func (w *town) wrong(refused, why error, left int) {
	w.Helper()
	try, ok := errors.AsType[*booking.WrongTry](refused)
	if !ok || !errors.Is(refused, why) || try.Left != left {
		w.Errorf("refused with %v, expected %v and %d tries left", refused, why, left)
	}
}

func TestATransferCodeIsGoodOnceAndForFiveMinutes(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "482173905161")
	code := w.newCode(phone(1), tanto.ID)
	if len(code) != 8 || strings.Trim(code, "0123456789") != "" {
		t.Fatalf("the code is %q, expected eight digits", code)
	}
	w.clock.Add(5*time.Minute - time.Second)
	if p, agent, err := w.uses("CA1", code); p != phone(1) || agent != "tanto" || err != nil {
		t.Errorf("the code is of %s, by %s, %v", p, agent, err)
	}
	_, _, err := w.uses("CA2", code)
	w.wrong(err, booking.ErrOldCode, 2)
	other := w.newCode(phone(1), tanto.ID)
	w.clock.Add(5 * time.Minute)
	_, _, err = w.uses("CA2", other)
	w.wrong(err, booking.ErrOldCode, 1)
	given := noted{DidGiveCode, Detail{Last4: "0001"}}
	w.trailHas(given, noted{DidMiskeyCode, Detail{Fault: CodeUsed, Account: "tanto"}}, given, noted{DidMiskeyCode, Detail{Fault: CodeOld, Account: "tanto"}})
	w.sound()
}

func TestANewCodeEndsTheOldOneOfTheSameNumberAndAgent(t *testing.T) {
	w := newTown(t)
	tanto, other := w.account("tanto", Agent, ""), w.account("madoguchi1", Counter, "")
	first, hers, elsewhere := w.newCode(phone(1), tanto.ID), w.newCode(phone(1), other.ID), w.newCode(phone(2), tanto.ID)
	second := w.newCode(phone(1), tanto.ID)
	_, _, err := w.uses("CA1", first)
	w.wrong(err, booking.ErrOldCode, 2)
	for code, want := range map[string]booking.Phone{hers: phone(1), elsewhere: phone(2), second: phone(1)} {
		if p, _, err := w.uses("CA1", code); p != want || err != nil {
			t.Errorf("a code of %s: %s, %v", want, p, err)
		}
	}
	w.sound()
}

func TestACodeOfAnAccountThatHasEndedIsNotGood(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "482173905161")
	code := w.newCode(phone(1), tanto.ID)
	w.do(func(tx *Tx) error { return tx.EndAccount("tanto") })
	_, _, err := w.uses("CA1", code)
	w.wrong(err, booking.ErrOldCode, 2)
	w.do(func(tx *Tx) error {
		_, err := tx.AgentOf("482173905161")
		w.wrong(err, booking.ErrWrongNumber, 2) // of another call
		return nil
	})
}

func TestACodeIsForANumber(t *testing.T) {
	w := newTown(t)
	err := w.inCall("CA1", func(tx *Tx) error { _, err := tx.NewCode("", 1); return err })
	if !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("a code for nobody: %v", err)
	}
}

func TestAnAgentIsKnownByTheNumber(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "482173905161")
	w.account("nobody", Agent, "")
	err := w.inCall("CA1", func(tx *Tx) error {
		if agent, err := tx.AgentOf("482173905161"); agent != "tanto" || err != nil {
			t.Errorf("482173905161 is %q, %v", agent, err)
		}
		_, err := tx.AgentOf("0000")
		w.wrong(err, booking.ErrWrongNumber, 2)
		_, err = tx.AgentOf("")
		w.wrong(err, booking.ErrWrongNumber, 1)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.trailHas(noted{Deed: DidMiskeyNumber}, noted{Deed: DidMiskeyNumber})
}

// An account of any role may have a number, for as long as the account lasts.
func TestAnAgentNumberGoesWithItsAccount(t *testing.T) {
	w := newTown(t)
	agentOf := func(number, want string) {
		t.Helper()
		err := w.inCall("CA1", func(tx *Tx) error {
			agent, err := tx.AgentOf(number)
			if agent != want || (err == nil) != (want != "") {
				t.Errorf("%s is %q, %v, expected %q", number, agent, err, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for number, role := range map[string]Role{"482173905161": Agent, "482173905162": Counter, "482173905163": Admin} {
		w.account(string(role), role, number)
		agentOf(number, string(role))
	}
	w.do(func(tx *Tx) error { return tx.EndAccount(string(Agent)) })
	agentOf("482173905161", "")
	w.account("tanto", Agent, "482173905161")
	agentOf("482173905161", "tanto")
	w.do(func(tx *Tx) error { return tx.SetNumber("tanto", "482173905164") })
	agentOf("482173905161", "")
	agentOf("482173905164", "tanto")
	w.sound()
}

func TestACallMayTryThreeTimesAndTheLineTen(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "482173905161")
	good := w.newCode(phone(1), tanto.ID)
	for left := range 3 {
		_, _, err := w.uses("CA1", "00000000")
		w.wrong(err, booking.ErrWrongCode, 2-left)
	}
	_, _, err := w.uses("CA1", good) // the fourth is not looked at
	w.wrong(err, booking.ErrWrongCode, 0)
	for i := range 7 {
		_, _, err := w.uses(fmt.Sprint("CB", i), "00000000")
		w.wrong(err, booking.ErrWrongCode, 2)
	}
	w.trailHas(noted{DidMiskeyCode, Detail{Fault: CodeUnknown}}, noted{Deed: DidStopCodes})
	if _, _, err := w.uses("CC", good); !errors.Is(err, booking.ErrTries) {
		t.Errorf("after ten wrong ones: %v", err)
	}
	w.reopen() // the limit is in the ledger
	err = w.inCall("CC", func(tx *Tx) error { _, err := tx.AgentOf("482173905161"); return err })
	if err != nil {
		t.Errorf("after ten wrong ones, an agent number: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM wrong_tries`); n != 10 {
		t.Errorf("%d wrong ones, expected 10: what is not looked at does not count", n)
	}
	w.clock.Add(booking.TriesFor)
	again := w.newCode(phone(1), tanto.ID)
	if p, _, err := w.uses("CC", again); p != phone(1) || err != nil {
		t.Errorf("an hour later: %s, %v", p, err)
	}
}

func TestTheTrailHoldsNothingThatWasKeyed(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "482173905161")
	code := w.newCode(phone(1), tanto.ID)
	if _, _, err := w.uses("CA1", code); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.uses("CA1", code)
	w.wrong(err, booking.ErrOldCode, 2)
	_, _, err = w.uses("CA1", "12345678")
	w.wrong(err, booking.ErrWrongCode, 1)
	if err := w.inCall("CA1", func(tx *Tx) error { _, err := tx.TakeIn(phone(1), "tanto"); return err }); err != nil {
		t.Fatal(err)
	}
	w.trailHas(noted{DidMiskeyCode, Detail{Fault: CodeUnknown}}, noted{DidPassIn, Detail{Account: "tanto", Last4: "0001"}})
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		for _, e := range trail {
			for _, secret := range []string{code, "12345678", string(phone(1)), "482173905161"} {
				if facts, err := e.Detail.stored(); err != nil || strings.Contains(facts, secret) {
					t.Errorf("the trail says %s, %v", facts, err)
				}
			}
		}
		return err
	})
}

// Eight calls key the same code at the same moment: it is good for one of them.
func TestACodeIsUsedOnceByTwoCallsAtOnce(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	code := w.newCode(phone(1), tanto.ID)
	refused := make([]error, 8)
	var all sync.WaitGroup
	for i := range refused {
		all.Go(func() {
			if err := w.inCall(fmt.Sprint("CA", i), func(tx *Tx) error { _, _, refused[i] = tx.UseCode(code); return nil }); err != nil {
				refused[i] = err
			}
		})
	}
	all.Wait()
	if n := len(slices.DeleteFunc(slices.Clone(refused), func(err error) bool { return errors.Is(err, booking.ErrOldCode) })); n != 1 || !slices.Contains(refused, nil) {
		t.Errorf("the code was good for %d of them: %v", n, refused)
	}
}

func TestWhoIsTakenInIsCountedAsNoCall(t *testing.T) {
	w := newTown(t)
	w.greet(phone(1))
	w.do(func(tx *Tx) error { return tx.Slow(phone(1)) })
	err := w.inCall("CA9", func(tx *Tx) error {
		if known, err := tx.TakeIn(phone(1), "tanto"); err != nil || !known.Slow || known.Today.Calls != 1 {
			t.Errorf("known: %+v, %v", known, err)
		}
		if known, err := tx.TakeIn(phone(2), "tanto"); err != nil || known.Today.Calls != 0 {
			t.Errorf("of one who never called: %+v, %v", known, err)
		}
		_, err := tx.TakeIn("", "tanto")
		if !errors.Is(err, booking.ErrNoPhone) {
			t.Errorf("nobody: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.look(func(tx *Tx) error {
		_, known, err := tx.LastCall(phone(2))
		if known {
			t.Error("a call that an agent passed in is the agent's, not the number's last one")
		}
		return err
	})
}

func TestCodesAndTriesAreForgotten(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	w.newCode(phone(1), tanto.ID)
	_, _, err := w.uses("CA1", "00000000")
	w.wrong(err, booking.ErrWrongCode, 2)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("at once: %+v", done)
	}
	w.clock.Add(booking.CodeFor)
	if done := w.tidy(); done != (Tidied{Codes: 1}) {
		t.Errorf("after five minutes: %+v", done)
	}
	w.clock.Add(day)
	if done := w.tidy(); done != (Tidied{Tries: 1}) {
		t.Errorf("the next day: %+v", done)
	}
}

// The attack: somebody calls from a number that is the centre's, or looks so, and keys
// rubbish for as long as they like. No agent is shut out by it, the alarm is raised once,
// and neither the trail nor the time of a turn grows with it.
func TestRubbishShutsOutNoAgent(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "482173905161")
	agentOf := func(call, number string) (agent string, err error) {
		if failed := w.inCall(call, func(tx *Tx) error { agent, err = tx.AgentOf(number); return nil }); failed != nil {
			t.Fatal(failed)
		}
		return agent, err
	}
	for i := range 300 {
		if _, err := agentOf(fmt.Sprint("CA", i/3), "482173905162"); !errors.Is(err, booking.ErrWrongNumber) {
			t.Fatalf("the wrong number %d: %v", i, err)
		}
		_, _, _ = w.uses(fmt.Sprint("CB", i), "00000000") // most are not looked at
		w.clock.Add(time.Second)
	}
	if agent, err := agentOf("CC", "482173905161"); agent != "tanto" || err != nil {
		t.Errorf("after 300 wrong ones, the number is of %q, %v", agent, err)
	}
	for deed, want := range map[Deed]int{DidMiskeyNumber: booking.LineTries, DidDoubtNumbers: 1, DidMiskeyCode: booking.LineTries, DidStopCodes: 1} {
		if n := w.count(`SELECT count(*) FROM audit WHERE deed = '` + string(deed) + `'`); n != want {
			t.Errorf("the trail has %q %d times, expected %d", deed, n, want)
		}
	}
	w.sound()
}

// Whoever guesses without a pause for a year, as fast as a hundred calls at a time can
// key, hardly ever finds the number of one of a hundred agents, or one of twenty codes.
func TestGuessingForAYearIsInVain(t *testing.T) {
	const year = 365 * 24 * time.Hour
	const calls, eachTakes = 100, 15 * time.Second // to be answered, and to key and hear three
	guesses := calls * booking.CallTries * float64(year/eachTakes)
	if odds := guesses * 100 / math.Pow(10, booking.NumberDigits); odds > 0.1 {
		t.Errorf("%.0f guesses find an agent's number with odds of %.4f", guesses, odds)
	}
	looked := booking.LineTries * float64(year/booking.TriesFor)
	if odds := looked * 20 / math.Pow(10, booking.CodeDigits); odds > 0.02 {
		t.Errorf("%.0f codes that are looked at find one with odds of %.4f", looked, odds)
	}
}

// The agents of a ledger of version 9 had numbers of four digits, which fall to guessing.
func TestShortNumbersAreDrawnAnewWhenALedgerIsBroughtUpToDate(t *testing.T) {
	w := townAt(t, ledgerOf(t, 9, `INSERT INTO staff (id, name, role, secret, number, made, ended) VALUES
		(1, 'tanto', 'agent', '`+aSecret+`', '4821', 1, NULL), (2, 'kanri', 'admin', '`+aSecret+`', NULL, 1, NULL),
		(3, 'moto', 'agent', '`+aSecret+`', '4822', 1, 2), (4, 'tanto2', 'agent', '`+aSecret+`', '4823', 1, NULL)`))
	numbers := map[string]bool{}
	for name, has := range map[string]bool{"tanto": true, "kanri": false, "moto": false, "tanto2": true} {
		a, _ := w.accountNow(name)
		if (len(a.Number) == booking.NumberDigits) != has || !has && a.Number != "" {
			t.Errorf("%s has the number %q", name, a.Number)
		}
		numbers[a.Number] = true
	}
	if len(numbers) != 3 {
		t.Errorf("found the numbers %v, expected two and none", numbers)
	}
}
