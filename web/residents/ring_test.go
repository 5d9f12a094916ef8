package residents_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/store/storetest"
	"madoguchi/web/residents"
)

// ringing opens a street whose line calls with codes.
func ringing(t testing.TB, changes ...func(*residents.Options)) *street {
	s := streetOf(t)
	s.options.Rings = true
	for _, change := range changes {
		change(&s.options)
	}
	s.opens()
	return s
}

// gives gives a number, from the first page on.
func (v *visitor) gives(phone booking.Phone) *visitor {
	v.Helper()
	return v.goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", phone.Domestic())
}

// rung returns how many calls with a code the line has in its outbox, and the code of the last.
func (s *street) rung() (calls int, code string) {
	s.Helper()
	for {
		m, ok, err := s.ledger.BeginMessage(s.Context(), func(booking.Message) (string, error) { return "words", nil })
		if err != nil {
			s.Fatal(err)
		}
		if !ok {
			return calls, code
		}
		if m.Kind == booking.ProofCode && m.Means == booking.ByCall {
			calls, code = calls+1, m.Code
		}
	}
}

func TestTheLineCallsALandlineAndTheCodeThatIsHeardIsTyped(t *testing.T) {
	s := ringing(t)
	v := s.visitor().gives(landline).is("/yoyaku/prove/code").says("電話を待つ", "自分からかける", "2222で終わる電話")
	v.send("/yoyaku/prove/ring").is("/yoyaku/prove/code").says("電話で聞いた6けたの数字", "2222で終わる電話に", "1を押してください")
	v.post("/yoyaku/prove/ring", nil).is("/yoyaku/prove/code")
	calls, code := s.rung()
	if calls != 1 {
		t.Fatalf("%d calls, expected one however often the form is sent", calls)
	}
	if strings.Contains(v.page, code) {
		t.Error("the page has the code that only the call tells")
	}
	v.goTo("/yoyaku/prove/code").send("/yoyaku/prove/code", "code", wrongFor(code)).says("数字がちがいます")
	v.send("/yoyaku/prove/code", "code", code).is("/yoyaku/mine").says("2222で終わる番号")
}

// The way that needs no call of the line stays, and begins where one was on the way.
func TestTheOtherWayStays(t *testing.T) {
	s := ringing(t)
	v := s.visitor().gives(landline).send("/yoyaku/prove/ring")
	v.follow("電話番号を入れ直す").is("/yoyaku/prove").send("/yoyaku/prove", "phone", landline.Domestic()).says("電話を待つ", "自分からかける")
	if calls, _ := s.rung(); calls != 0 {
		t.Errorf("%d calls are placed of what is over", calls)
	}
}

func TestAMobileIsCalledWhereNoTextComes(t *testing.T) {
	s := ringing(t)
	v := s.visitor().gives(mobile).says("SMSの6けた", "SMSが来ないとき", "電話で、6けたの数字を聞く")
	v.send("/yoyaku/prove/ring").says("電話で聞いた6けたの数字")
	if calls, code := s.rung(); calls != 1 {
		t.Errorf("%d calls", calls)
	} else {
		v.send("/yoyaku/prove/code", "code", code).is("/yoyaku/mine")
	}
}

func TestWithoutCodeCallsThePageIsAsEver(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().gives(landline).says("電話をかけてください")
	if strings.Contains(v.page, "prove/ring") {
		t.Error("a call is offered that the line does not place")
	}
	if v.post("/yoyaku/prove/ring", nil); v.status != http.StatusNotFound {
		t.Errorf("a call is answered with %d", v.status)
	}
	if calls, _ := s.rung(); calls != 0 {
		t.Errorf("%d calls", calls)
	}
}

func TestInTheNightThePageSaysFromWhenTheLineCalls(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		says string
	}{{on(0, 21, 0), "12月2日(水) 午前8時"}, {on(1, 7, 59), "12月2日(水) 午前8時"}} {
		s := ringing(t)
		s.pass(c.at.Sub(s.clock()))
		v := s.visitor().gives(landline).says("市からお電話できるのは", c.says, "電話をかけてください")
		if strings.Contains(v.page, "prove/ring") {
			t.Errorf("%s: a call is offered", c.at.Format(time.TimeOnly))
		}
		v.post("/yoyaku/prove/ring", nil).says(c.says, "ほかのやり方")
		if v.status != http.StatusConflict {
			t.Errorf("%s: answered with %d", c.at.Format(time.TimeOnly), v.status)
		}
		v.follow("前の画面にもどる").is("/yoyaku/prove/code").says("電話をかけてください")
		if calls, _ := s.rung(); calls != 0 {
			t.Errorf("%s: %d calls", c.at.Format(time.TimeOnly), calls)
		}
	}
}

// A number rings three times a day, whoever asks and from wherever; then it can still call.
func TestNobodyIsHarassedByCallsWithCodes(t *testing.T) {
	s := ringing(t)
	for n := range 8 {
		v := s.visitor().from(places(n)).gives(landline).is("/yoyaku/prove/code")
		v.post("/yoyaku/prove/ring", nil)
		if refused := v.status == http.StatusTooManyRequests; refused != (n >= booking.LimitsOf(booking.ByRing).Day) {
			t.Errorf("call %d is answered with %d", n+1, v.status)
		} else if refused {
			v.says("もうできません").follow("前の画面にもどる").is("/yoyaku/prove/code").says("自分からかける")
		}
	}
	var calls int
	if err := storetest.Beside(s, s.file).QueryRowContext(t.Context(), `SELECT count(*) FROM messages WHERE kind = 'code'`).Scan(&calls); err != nil || calls != 3 {
		t.Errorf("%d calls are in the outbox, %v, expected 3", calls, err)
	}
}

// An address has the line call ten numbers an hour.
func TestAnAddressHasFewNumbersCalled(t *testing.T) {
	s := ringing(t)
	for n := range 12 {
		v := s.visitor().gives(booking.Phone(fmt.Sprintf("+8156833%04d", n))).is("/yoyaku/prove/code")
		v.post("/yoyaku/prove/ring", nil)
		if refused := v.status == http.StatusTooManyRequests; refused != (n >= booking.LimitsOf(booking.ByRing).Place) {
			t.Errorf("number %d is answered with %d", n+1, v.status)
		}
	}
}

// Whether a number has a booking, or is turned away, nobody learns by having it called.
func TestACallWithACodeTellsNothingOfANumber(t *testing.T) {
	s := ringing(t)
	numbers := []booking.Phone{"+81568330111", "+81568330222", "+81568330333"} // the last is of a number that nobody knows
	s.books(numbers[0], "tobu", on(2, 9, 0))
	s.do(func(tx *store.Tx) error { _, err := tx.Block(numbers[1], true); return err })
	all := map[string]int{}
	for n, phone := range numbers {
		v := s.visitor().from(places(n)).gives(phone)
		v.send("/yoyaku/prove/ring")
		all[strings.ReplaceAll(v.text, phone.Last4(), "…")]++
	}
	if len(all) != 1 {
		t.Errorf("found different pages: %v", all)
	}
}
