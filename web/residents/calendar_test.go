package residents_test

import (
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

func TestAWeekTellsWhatIsLeftOfEachTime(t *testing.T) {
	s := streetOf(t)
	s.books("+819011110001", "tobu", on(2, 9, 0))
	s.books("+819011110002", "tobu", on(2, 9, 30))
	s.books("+819011110003", "tobu", on(2, 9, 30))
	v := s.visitor().goTo("/yoyaku/book/when?facility=tobu&party=1")
	v.says("12月1日(火) しめきりました", "12月3日(木) 午前9時 残り1", "午前10時 残り2", "12月5日(土) 休み")
	if strings.Contains(v.page, stamped(on(2, 9, 30))) {
		t.Error("a time that is full can be chosen")
	}
	if v.goTo("/yoyaku/book/when?facility=tobu&party=2"); strings.Contains(v.page, stamped(on(2, 9, 0))) || !strings.Contains(v.page, stamped(on(2, 10, 0))) {
		t.Error("two people in a row cannot have 9:00, and can have 10:00")
	}
}

func TestATimetableOpensAtTheFirstFreeWeekAndGoesToTheLastDay(t *testing.T) {
	s := streetOf(t)
	s.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("tobu", on(0, 0, 0), on(9, 0, 0), false)
		return err
	})
	v := s.visitor().goTo("/yoyaku/book/when?facility=tobu&party=1").says("12月10日(木) 午前9時")
	v.follow("← 前の週").says("この週に、空きはありません", "いちばん早い空きへ（12月10日(木) 午前9時）")
	if strings.Contains(v.text, "前の週") {
		t.Error("it goes back into the past")
	}
	v.follow("いちばん早い空きへ").says("12月10日(木)")
	weeks := 0
	for ; strings.Contains(v.text, "次の週 →"); weeks++ {
		if v.follow("次の週"); weeks > 10 {
			t.Fatal("the weeks do not end")
		}
	}
	v.says("1月15日(金) 午前9時", "1月16日(土)")
	if weeks != 5 {
		t.Errorf("found %d weeks more", weeks)
	}
}

func TestADayThatCannotBeBookedYetTellsFromWhenOn(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Rules.Horizon, c.Rules.OpensAt = 8, 9*60 })
	s.visitor().goTo("/yoyaku/book/when?facility=tobu&party=1&day=2026-12-10").says(
		"12月9日(水) 午前9時", "12月10日(木) まだ予約できません", "12月10日(木)の予約は、12月2日(水) 午前9時からできます")
}

func TestAMonthLeadsToTheWeekOfADay(t *testing.T) {
	s := streetOf(t)
	for i := range 26 {
		s.books(phoneOf(i), "tobu", on(2, 9, 0).Add(halfHours(i/2)))
	}
	v := s.visitor().goTo("/yoyaku/book/when?facility=tobu&party=1&by=month").says("2026年12月の空き", "3 (木) 少し", "4 (金) 空き", "1 (火) － しめきりました", "5 (土) － 休み")
	v.follow("4 (金) 空き").says("12月4日(金) 午前9時 残り2")
	v.follow("1か月ずつ見る").follow("次の月").says("2027年1月の空き", "15 (金) 空き", "18 (月) － まだ予約できません")
	if strings.Contains(v.text, "次の月") {
		t.Error("it goes beyond what can be booked")
	}
	v.follow("← 前の月").says("2026年12月の空き")
}

func TestWhereNothingIsFreeTheTelephoneIsNamed(t *testing.T) {
	s := streetOf(t)
	s.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("tobu", on(0, 0, 0), on(59, 0, 0), false)
		return err
	})
	v := s.visitor().goTo("/yoyaku/book").says("東部市民センター いま、空きはありません")
	v.goTo("/yoyaku/book/when?facility=tobu&party=1").says("この窓口には、いま、空きがありません", "050-3821-0921")
}

func TestACityWithOneCounterForOnePersonAsksNeither(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Facilities, c.Rules.MaxParty = c.Facilities[:1], 1 })
	s.visitor().goTo("/yoyaku").follow("予約する").is("/yoyaku/book/when").says("市役所1階 戸籍住民課")
}

func TestWhatIsWrittenIntoAnAddressIsRefusedAndNotBelieved(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	for path, status := range map[string]int{
		"/yoyaku/book/when?facility=nowhere&party=1": 400, "/yoyaku/book/when?facility=tobu&party=6": 400, "/yoyaku/book/when?facility=tobu&party=x": 400,
		"/yoyaku/book/when?facility=tobu&party=1&day=x": 400, "/yoyaku/book/when?facility=tobu&party=1&day=2099-12-31": 200,
		"/yoyaku/book/when?facility=tobu&party=1&day=2001-01-01": 200, "/yoyaku/book/when": 200, "/yoyaku/book/when?facility=tobu&party=1&of=1": 200,
		"/yoyaku/book/people?facility=%3Cb%3E": 400, "/yoyaku?lang=%3Cb%3E": 200, "/yoyaku/nowhere": 404,
	} {
		if v.goTo(path); v.status != status || strings.Contains(v.page, "<b>") {
			t.Errorf("%s is answered with %d, expected %d", path, v.status, status)
		}
	}
}

// Two weeks stand one below the other, and one goes on by two.
func TestTwoWeeksAreSeenAtOnce(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku/book/when?facility=tobu&party=1").follow("2週間ずつ見る").says("12月4日(金)", "12月11日(金)", "1か月ずつ見る", "1週間ずつ見る")
	v.follow("次の2週間").says("12月14日(月)", "12月25日(金)").follow("← 前の2週間").says("12月4日(金)")
	if strings.Contains(v.page, stamped(on(18, 9, 0))) {
		t.Error("the third week is shown")
	}
}
