package words

import (
	"testing"
	"time"

	"madoguchi/booking"
)

// TestEveryRuleOfADayIsSaid has one row of each kind, and the days on which each does what
// it can do.
func TestEveryRuleOfADayIsSaid(t *testing.T) {
	day := func(month, day int) booking.Date { return booking.Date{Year: 2026, Month: time.Month(month), Day: day} }
	morning, evening := []booking.Range{{From: 9 * 60, To: 12 * 60}}, []booking.Range{{From: 17 * 60, To: 19 * 60}}
	hours := booking.Hours{
		Weekly: []booking.Opening{
			{Days: booking.EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday), Ranges: morning},
			{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Wednesday), Nth: booking.NthOf(5)}, Moved: booking.ToNext, Ranges: evening},
			{Days: booking.EachWeek(time.Saturday), Valid: booking.Period{From: day(10, 1), Until: day(12, 31)}, Ranges: morning},
			{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Friday), Nth: booking.Last}, Replaces: true, Ranges: evening},
		},
		Special: []booking.Special{{Day: day(6, 14), Ranges: morning}},
		Closed:  []booking.Closure{{From: day(6, 1)}, {From: booking.Date{Month: 8, Day: 13}, To: booking.Date{Month: 8, Day: 16}, Yearly: true}},
		Rests:   []booking.Rest{{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Saturday), Nth: booking.NthOf(3), After: 1}, Valid: booking.Period{Until: day(12, 31)}}},
	}
	for _, c := range []struct {
		day  booking.Date
		says []string
	}{
		{day(4, 15), []string{"月-金 09:00-12:00"}},
		{day(4, 29), []string{"月-金 09:00-12:00（祝日か年末年始のため、休み）", "第5水 17:00-19:00（この日が休みのため、4月30日（木）に移動）"}},
		{day(4, 30), []string{"月-金 09:00-12:00", "第5水 17:00-19:00（4月29日（水）が休みのため、この日に移動）"}},
		{day(4, 24), []string{"月-金 09:00-12:00（この日は、ほかの行だけを使う）", "最終金 17:00-19:00"}},
		{day(4, 25), []string{"土 09:00-12:00 （2026-10-01から2026-12-31まで）（この日は、期間の外）"}},
		{day(6, 1), []string{"休みの日 2026-06-01", "月-金 09:00-12:00（休みの日のため、開かない）"}},
		{day(6, 14), []string{"特別な開設日 6月14日（日） 09:00-12:00"}},
		{day(8, 14), []string{"休みの日 毎年8月13日から8月16日まで", "月-金 09:00-12:00（休みの日のため、開かない）"}},
		{day(9, 20), []string{"休みの日 第3土の翌日 （2026-12-31まで）"}},
	} {
		var says []string
		for _, s := range hours.Explain(c.day) {
			says = append(says, Step(hours, s))
		}
		if len(says) != len(c.says) {
			t.Errorf("%s is said as %q, expected %q", c.day, says, c.says)
			continue
		}
		for i := range says {
			if says[i] != c.says[i] {
				t.Errorf("%s is said as %q, expected %q", c.day, says[i], c.says[i])
			}
		}
	}
}
