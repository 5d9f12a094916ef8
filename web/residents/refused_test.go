package residents_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

func TestWhatIsTooLateIsSaidWhereItWouldBeDoneAndLeadsToTheTelephone(t *testing.T) {
	s := streetOf(t, func(c *booking.City) {
		c.Rules.ChangeUntil = booking.CutOff{Before: 48 * time.Hour}
		c.Rules.CancelUntil = booking.CutOff{Before: 24 * time.Hour}
	})
	b := s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile).follow("くわしく見る").says("もう、変更はできません")
	if strings.Contains(v.text, "日時・窓口・人数を変える") {
		t.Error("a change is offered that cannot be")
	}
	v.follow("予約を取り消す")
	_, form := v.form("/yoyaku/mine/1/cancel")
	s.pass(15 * time.Minute)
	s.pass(23 * time.Hour) // it is the next day, and the visit is over
	v.goTo("/yoyaku/mine").proves(mobile).follow("くわしく見る").says("もう、取り消しはできません")
	if v.post("/yoyaku/mine/1/cancel", form).says("もう、取り消しできません", "050-3821-0921"); v.status != 409 {
		t.Errorf("found %d", v.status)
	}
	v.goTo("/yoyaku/mine/1/cancel").says("もう、取り消しできません")
	v.goTo("/yoyaku/book/when?facility=tobu&party=1&of=1").send("/yoyaku/book/at", "start", stamped(on(6, 9, 0))).says("もう、変更できません")
	if own := s.has(mobile); len(own) != 1 || own[0].Receipt != b.Receipt {
		t.Errorf("found %v", own)
	}
}

func TestANumberDoesNoMoreInADayThanByTelephone(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Rules.Limits = booking.Tally{Bookings: 1, Changes: 1, Cancels: 1} })
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).send("/yoyaku/book/who").send("/yoyaku/book").says("予約ができました")
	change := func(hour int) *visitor {
		v.goTo("/yoyaku/book/when?facility=tobu&party=1&of=1")
		return v.send("/yoyaku/book/at", "start", stamped(on(2, hour, 0))).send("/yoyaku/book")
	}
	change(10).says("変更できました")
	change(11).says("今日は、もう変更できません")
	v.goTo("/yoyaku/mine/1").follow("予約を取り消す").send("/yoyaku/mine/1/cancel").says("予約を取り消しました")
	v.goTo("/yoyaku/book/when?facility=tobu&party=1&day=2026-12-03").send("/yoyaku/book/at", "start", stamped(on(2, 13, 0)))
	v.send("/yoyaku/book/who").send("/yoyaku/book").says("今日は、もう予約できません")
}

func TestATimeThatFillsUpBeforeItIsChosenLeadsToTheTimetable(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().comesIn(mobile).goTo("/yoyaku/book/when?facility=tobu&party=1&day=2026-12-03")
	s.books("+819011110001", "tobu", on(2, 9, 0))
	s.books("+819011110002", "tobu", on(2, 9, 0))
	v.send("/yoyaku/book/at", "start", stamped(on(2, 9, 0))).says("その時間は、うまりました", "12月3日(木) 午前9時30分")
	v.follow("時間を選ぶ").is("/yoyaku/book/when").says("12月3日(木) 午前9時30分")
}

// Who proves the number only after the time has filled up keeps the proof.
func TestAProofOutlivesATimeThatIsGone(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0))
	s.books("+819011110001", "tobu", on(2, 9, 0))
	s.books("+819011110002", "tobu", on(2, 9, 0))
	v.proves(mobile).says("その時間は、うまりました").follow("時間を選ぶ")
	v.send("/yoyaku/book/at", "start", stamped(on(2, 9, 30))).is("/yoyaku/book/who")
}

// A time that was offered on the telephone to the same number is given up for the one that is
// chosen here: a number holds one.
func TestANumberHoldsOneTimeAtBothDoors(t *testing.T) {
	s := streetOf(t)
	s.do(func(tx *store.Tx) error {
		_, err := s.city.RulesOf("ajiyoshi").Offer(tx, booking.Want{Phone: mobile, Facility: "ajiyoshi"}, tx.Now())
		return err
	})
	s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).is("/yoyaku/book/who")
	s.do(func(tx *store.Tx) error {
		holds, err := tx.Holds(mobile)
		if len(holds) != 1 || holds[0].Facility != "tobu" {
			t.Errorf("found %+v", holds)
		}
		return err
	})
}

func TestWhatIsDoneOnTheWebIsInTheTrailAndTold(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).send("/yoyaku/book/who").send("/yoyaku/book").says("同じ内容を、SMSで送ります")
	v.follow("予約を取り消す").send("/yoyaku/mine/1/cancel")
	s.do(func(tx *store.Tx) error {
		entries, err := tx.Trail(0, 50, store.TrailFilter{})
		done := map[store.Deed]bool{}
		for _, e := range entries {
			if e.Way == store.ByWeb {
				done[e.Deed] = true
			}
		}
		if !done[store.DidBook] || !done[store.DidCancel] || !done[store.DidProve] {
			t.Errorf("the trail has %v of the web", done)
		}
		return err
	})
}

// While the calendar is not made nothing is free, and nobody is told so.
func TestNothingIsToldBeforeTheCalendarIsMade(t *testing.T) {
	s := streetOf(t)
	s.makeReady(errors.New("the calendar has not been made"))
	v := s.visitor()
	for _, path := range []string{"/yoyaku", "/yoyaku/book", "/yoyaku/book/when?facility=tobu&party=1"} {
		if v.goTo(path).says("もう一度お試しください", "050-3821-0921"); v.status != 503 {
			t.Errorf("%s is answered with %d", path, v.status)
		}
	}
	s.makeReady(nil)
	v.goTo("/yoyaku").says("空いている日")
}
