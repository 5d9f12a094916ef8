package main

import (
	"fmt"
	"time"

	"madoguchi/booking"
)

// horizonWords says how far ahead can be booked, and what day that is now.
func horizonWords(r booking.Rules, now time.Time) string {
	far := map[booking.Unit]string{booking.InDays: "%d日先まで", booking.InWeeks: "%d週あとの金曜まで", booking.InMonths: "%dか月あとの末日まで"}[r.HorizonIn]
	said := fmt.Sprintf(far, r.Horizon)
	if r.OpensAt > 0 {
		said += fmt.Sprintf("、いちばん先は %sから", r.OpensAt)
	}
	return said + fmt.Sprintf(" (いまは %s)", dayName(r.Last(now)))
}

// cutOffWords says what the last moment is: 前の日の17:00まで.
func cutOffWords(c booking.CutOff) string {
	switch {
	case !c.ByDay && c.Before == 0:
		return "始まるまで"
	case !c.ByDay && c.Before%time.Hour == 0:
		return fmt.Sprintf("%d時間前まで", c.Before/time.Hour)
	case !c.ByDay:
		return fmt.Sprintf("%d分前まで", c.Before/time.Minute)
	case c.Days == 0:
		return fmt.Sprintf("その日の%sまで", c.At)
	case c.OpenDays && c.Days == 1:
		return fmt.Sprintf("前の開庁日の%sまで", c.At)
	case c.OpenDays:
		return fmt.Sprintf("%d開庁日前の%sまで", c.Days, c.At)
	case c.Days == 1:
		return fmt.Sprintf("前の日の%sまで", c.At)
	}
	return fmt.Sprintf("%d日前の%sまで", c.Days, c.At)
}

// limitWords says how many visits may start on a day, and how many desks are kept for
// staff; "" if neither is limited.
func limitWords(r booking.Rules) string {
	said := ""
	add := func(format string, args ...any) {
		if said != "" {
			said += "、"
		}
		said += fmt.Sprintf(format, args...)
	}
	for _, m := range []struct {
		most int
		of   string
	}{{r.Most.Day, "1日"}, {r.Most.Morning, "午前"}, {r.Most.Afternoon, "午後"}} {
		if m.most > 0 {
			add("%s %d件まで", m.of, m.most)
		}
	}
	if r.Reserve.Desks > 0 {
		add("窓口 %dつは、%s、職員のために残す", r.Reserve.Desks, cutOffWords(r.Reserve.Until))
	}
	return said
}
