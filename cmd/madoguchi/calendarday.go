package main

import (
	"fmt"
	"strings"

	"madoguchi/booking"
	"madoguchi/web/words"
)

// explain tells rule by rule why a day is as it is, and, with a ledger, what staff have
// decided about it and what is wanted, claimed and free.
func (c *calendar) explain(day booking.Date, ledger bool) error {
	for i, p := range c.places {
		if i > 0 {
			if _, err := fmt.Fprintln(c.out); err != nil {
				return err
			}
		}
		d := p.on(day)
		verdict := d.verdict(p.timetable)
		if len(p.decisions) > 0 { // which follow, and win
			verdict = "設定ファイルでは、" + verdict
		}
		if _, err := fmt.Fprintf(c.out, "%s  %s  %s\n", p.name, dayName(day), verdict); err != nil {
			return err
		}
		t := table{head: []string{"どの行が", "ファイル", "何をする"}}
		if why := nationalRest(day); why != "" {
			t.row(why, "-", "書かなくても休む。祝の行と moved: open の行と special は開く")
		}
		for _, s := range d.Rules {
			row, _ := c.line.Row(p.of, s.List, s.Row)
			t.row(row.Text, fmt.Sprintf("%s:%d", c.file, row.Line), effectWords(s))
		}
		if len(t.rows) == 0 {
			t.row("この日の行は、ありません", "-", "-")
		}
		if err := t.print(c.out); err != nil {
			return err
		}
		if !ledger || !p.booked() {
			continue
		}
		if err := c.overlaid(p); err != nil {
			return err
		}
		if err := c.figures(p); err != nil {
			return err
		}
	}
	return nil
}

// verdict says how a day is: 09:00-12:00 (窓口 2), or 開かない (祝日の名).
func (d calendarDay) verdict(t timetable) string {
	why := d.why(t)
	if len(d.Ranges) == 0 {
		if why == "" {
			return "開かない"
		}
		return fmt.Sprintf("開かない (%s)", why)
	}
	if why == "" {
		return openingWords(d.Ranges)
	}
	return openingWords(d.Ranges) + "  " + why
}

// nationalRest names the holiday on which offices rest, or 年末年始, or "".
func nationalRest(day booking.Date) string {
	if booking.NewYear(day) {
		return "年末年始 (12/29-1/3)"
	}
	name, _ := booking.Holiday(day)
	return name
}

// effectWords says what a row did about a day.
func effectWords(s booking.Step) string {
	switch s.Did {
	case booking.Opens, booking.MovedHere:
		return "開く " + rangeWords(s.Ranges) + words.Became(s)
	case booking.Closes:
		return "休み"
	}
	return strings.Trim(words.Became(s), "（）")
}

// figures prints the slots of the day, as the ledger has them.
func (c *calendar) figures(p calendarPlace) error {
	if len(p.slots) == 0 {
		_, err := fmt.Fprintln(c.out, "\n台帳には、この日の枠がありません。")
		return err
	}
	if _, err := fmt.Fprintln(c.out); err != nil {
		return err
	}
	t := table{head: []string{"時間", "窓口の数", "予約", "空き"}}
	for _, s := range p.slots {
		start, end := s.Start.In(booking.JST), s.End.In(booking.JST)
		t.row(start.Format("15:04")+"-"+end.Format("15:04"), fmt.Sprint(s.Wanted), fmt.Sprint(s.Claimed), fmt.Sprint(s.Free))
	}
	return t.print(c.out)
}
