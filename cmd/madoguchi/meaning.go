package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/web/words"
)

// meaning prints what a config means: how many slots a week has, until when one can book,
// what people come for, the lines of the country that callers are told to call, what the line tells by itself, what
// residents find on the web, and the next days that are not as usual.
func (l *line) meaning(w *world) error {
	now := w.now().In(booking.JST)
	t := table{head: []string{"窓口", "1週の枠", "席", "どこまで先を", "予約は", "変更は", "取り消しは", "ほかに"}}
	monday := booking.DateOf(now).AddDays(7 - (int(now.Weekday())+6)%7)
	for _, f := range l.City.Facilities {
		slots, seats := inAWeek(f, monday)
		r := l.City.RulesOf(f.ID)
		t.row(f.Name, fmt.Sprint(slots), fmt.Sprint(seats), horizonWords(r, now), cutOffWords(r.BookUntil), cutOffWords(r.ChangeUntil), cutOffWords(r.CancelUntil), dash(limitWords(r)))
	}
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	if err := t.print(w.out); err != nil {
		return err
	}
	if err := l.comeFor(w); err != nil {
		return err
	}
	if err := l.nationalLines(w); err != nil {
		return err
	}
	if err := l.toldByItself(w); err != nil {
		return err
	}
	if err := l.onTheWeb(w); err != nil {
		return err
	}
	days := table{head: []string{"いつもの週と違う日", "窓口", "時間", "なぜ"}}
	for _, d := range l.unusual(booking.DateOf(now), mostUnusual) {
		days.row(d.when(), d.where, d.hours, d.why)
	}
	if len(days.rows) == 0 {
		_, err := fmt.Fprintln(w.out, "\nこれから1年、いつもの週と違う日は、ありません。")
		return err
	}
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	return days.print(w.out)
}

// comeFor prints what people come for where the city has several services: where, when, how
// long each takes, by which figures of its own, and how many bookings a number may have.
func (l *line) comeFor(w *world) error {
	if !l.City.SeveralServices() {
		return nil
	}
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	now := w.now().In(booking.JST)
	t := table{head: []string{"用件", "種類", "窓口", "1人の時間", "いつ", "ちがうきまり"}}
	for _, s := range l.City.Services {
		t.row(s.Name, words.Kind(s.Kind), l.whereIs(s), l.lasts(s), serviceHours(s), dash(l.ownWords(s, now)))
	}
	if err := t.print(w.out); err != nil {
		return err
	}
	count := "用件を合わせて、1件"
	if l.City.PerService {
		count = "用件ごとに、1件"
	}
	_, err := fmt.Fprintf(w.out, "\n1つの番号に: %s\n", count)
	return err
}

// whereIs names the facilities that have a service.
func (l *line) whereIs(s booking.Service) string {
	places := l.City.FacilitiesOf(s.ID)
	if len(places) == len(l.City.Facilities) {
		return "すべて"
	}
	names := make([]string, len(places))
	for i, f := range places {
		names[i] = f.Name
	}
	return strings.Join(names, "・")
}

// lasts says how long a visit of one person takes: its slots may differ from place to place.
func (l *line) lasts(s booking.Service) string {
	least, most := 0, 0
	for i, f := range l.City.FacilitiesOf(s.ID) {
		takes := max(s.Minutes, f.Minutes)
		if i == 0 {
			least = takes
		}
		least, most = min(least, takes), max(most, takes)
	}
	if least == most {
		return fmt.Sprintf("%d分", most)
	}
	return fmt.Sprintf("%d-%d分", least, most)
}

func serviceHours(s booking.Service) string {
	if s.Hours == nil {
		return "窓口が開いているとき"
	}
	return weekWords(*s.Hours)
}

// ownWords says by which figures a service differs from its first facility; "" if by none.
func (l *line) ownWords(s booking.Service, now time.Time) string {
	places := l.City.FacilitiesOf(s.ID)
	if len(s.Own) == 0 || len(places) == 0 {
		return ""
	}
	own, usual := l.City.RulesFor(s.ID, places[0].ID), l.City.RulesOf(places[0].ID)
	var said []string
	tell := func(format string, own, usual string) {
		if own != usual {
			said = append(said, fmt.Sprintf(format, own))
		}
	}
	tell("%s", horizonWords(own, now), horizonWords(usual, now))
	tell("予約は%s", cutOffWords(own.BookUntil), cutOffWords(usual.BookUntil))
	tell("変更は%s", cutOffWords(own.ChangeUntil), cutOffWords(usual.ChangeUntil))
	tell("取り消しは%s", cutOffWords(own.CancelUntil), cutOffWords(usual.CancelUntil))
	tell("1件 %s", partyWords(own), partyWords(usual))
	return strings.Join(said, "、")
}

// partyWords says how many people one booking can bring, and how they sit.
func partyWords(r booking.Rules) string {
	if r.MaxParty == 0 {
		return "何人でも"
	}
	said := fmt.Sprintf("%d人まで", r.MaxParty)
	if r.SameSlot && r.MaxParty > 1 {
		said += "、同じ時間に"
	}
	return said
}

// nationalLines prints which numbers of the country callers are told to call, and when these
// answer: nobody but the city can tell whether they are right.
func (l *line) nationalLines(w *world) error {
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	t := table{head: []string{"案内する国の電話", "番号", "時間"}}
	for _, c := range []struct {
		whom string
		line booking.Helpline
	}{{"カードをなくした方", l.City.National.LostCard}, {"外国語の方", l.City.National.Languages}} {
		switch {
		case c.line.Number == "":
			t.row(c.whom, "-", "案内しない")
		case len(c.line.Hours.Weekly) == 0:
			t.row(c.whom, c.line.Number.Domestic(), "いつでも")
		default:
			t.row(c.whom, c.line.Number.Domestic(), weekWords(c.line.Hours))
		}
	}
	return t.print(w.out)
}

// toldByItself prints what numbers are told that have not called just then, and when.
func (l *line) toldByItself(w *world) error {
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	o := l.City.Outreach
	t := table{head: []string{"こちらから知らせること", "どうやって", "いつ"}}
	if o.Texts {
		t.row("予約・変更・取り消し", "携帯電話にSMS", "すぐに")
	} else {
		t.row("予約・変更・取り消し", "-", "知らせない")
	}
	if len(o.Remind) > 0 {
		t.row(remindWords(o.Remind), "携帯電話にSMS、ほかの電話に通話", weekWords(o.Hours)+"、その日が休みなら前の日")
	} else {
		t.row("予約の日が近いこと", "-", "知らせない")
	}
	return t.print(w.out)
}

// onTheWeb prints whether residents book on the web as well, and how they show that a
// telephone is theirs.
func (l *line) onTheWeb(w *world) error {
	said := "開かない"
	switch {
	case l.Residents && l.City.Outreach.Texts:
		said = "公開のアドレスの /yoyaku に開く。電話番号は、携帯電話ならSMSで、ほかの電話なら通話で確かめる"
	case l.Residents:
		said = "公開のアドレスの /yoyaku に開く。電話番号は、通話で確かめる"
	}
	if l.Residents && l.Web.CodeCalls {
		said += "。こちらから電話して数字を読み上げることもできる（毎日8時から21時まで）"
	}
	if l.mails() {
		said += "。メールアドレスでも予約できる（" + l.Mail.Host + " から " + l.Mail.From.Address() + " で送る）"
	}
	if _, err := fmt.Fprintf(w.out, "\n住民の予約ページ: %s\n", said); err != nil || !l.Residents {
		return err
	}
	if _, err := fmt.Fprintf(w.out, "よくある質問: %d問（英語 %d問）。色: %s。上の画像: %s\n", len(l.Web.Questions), l.inEnglish(), cmp.Or(l.Web.Colour, "もとの色"), l.headed()); err != nil {
		return err
	}
	return l.foundBy(w)
}

// inEnglish returns how many questions have an answer in English.
func (l *line) inEnglish() (n int) {
	for _, q := range l.Web.Questions {
		if q.EnglishQ != "" {
			n++
		}
	}
	return n
}

// headed writes the picture at the head of the pages.
func (l *line) headed() string {
	p := l.Web.Header
	if p == nil {
		return "なし"
	}
	return fmt.Sprintf("横%d、高さ%dピクセル、%d KiB", p.Width, p.Height, (len(p.Content)+1023)>>10)
}

// foundBy prints what residents read of each facility so that they find it: nobody but the
// city can tell whether it is right.
func (l *line) foundBy(w *world) error {
	if _, err := io.WriteString(w.out, "\n"); err != nil {
		return err
	}
	t := table{head: []string{"窓口のページ", "所在地", "電話", "地図", "英語の名前"}}
	for _, f := range l.City.Facilities {
		t.row("/yoyaku/at/"+f.ID, dash(f.About.Address), dash(f.About.Contact), dash(f.About.Map), cmp.Or(f.About.English, "yomi をローマ字で"))
	}
	return t.print(w.out)
}

// remindWords writes when a visit is reminded of: 予約の日の3日前と1日前.
func remindWords(days []int) string {
	words := make([]string, len(days))
	for i, d := range days {
		words[i] = fmt.Sprintf("%d日前", d)
	}
	return "予約の日の" + strings.Join(words, "と")
}

// weekWords writes the rows of hours: 月-金 09:30-20:00、祝 09:30-17:30.
func weekWords(h booking.Hours) string {
	words := make([]string, len(h.Weekly))
	for i, o := range h.Weekly {
		words[i] = o.Days.String() + " " + rangeWords(o.Ranges)
	}
	return strings.Join(words, "、")
}

// inAWeek returns how many slots the usual week has that begins on a Monday, and how many
// parties of one fit into them.
func inAWeek(f booking.Facility, monday booking.Date) (slots, seats int) {
	f.Hours = usual(f.Hours)
	for n := range 7 {
		plan := f.Plan(monday.AddDays(n))
		for _, r := range plan.Ranges {
			starts := len(booking.Starts(r, plan.Minutes))
			slots, seats = slots+starts, seats+starts*r.Capacity
		}
	}
	return slots, seats
}

// mostUnusual is how many stretches of unusual days config check lists.
const mostUnusual = 10

// An unusualStretch is a day, or several in a row, on which the hours of some facilities
// differ from those of a usual week in the same way.
type unusualStretch struct {
	first, last booking.Date
	where       string
	hours, why  string
}

// when writes the days of the stretch.
func (u unusualStretch) when() string {
	if u.first == u.last {
		return dayName(u.first)
	}
	return dayName(u.first) + "から" + dayName(u.last) + "まで"
}

// unusual returns the next stretches of days that are not as usual at some facility, at
// most so many, from a day on and for a year.
func (l *line) unusual(from booking.Date, most int) (found []unusualStretch) {
	running := map[string]int{} // the index in found, by what is the same
	for n := range booking.Ahead {
		day := from.AddDays(n)
		type how struct{ hours, why string }
		var order []how
		where := map[how][]string{}
		for _, f := range l.City.Facilities {
			t := newTimetable(f.Hours, f.Capacity)
			d := t.on(day)
			if !d.differs() {
				continue
			}
			h := how{dash(rangeWords(joined(d.Ranges))), d.why(t)}
			if where[h] == nil {
				order = append(order, h)
			}
			where[h] = append(where[h], f.Name)
		}
		for _, h := range order {
			names := strings.Join(where[h], "・")
			if len(where[h]) == len(l.City.Facilities) && len(where[h]) > 1 {
				names = "すべての窓口"
			}
			same := names + "\n" + h.hours + "\n" + h.why
			if i, ok := running[same]; ok && found[i].last.AddDays(1) == day {
				found[i].last = day
				continue
			}
			if len(found) == most {
				continue
			}
			running[same] = len(found)
			found = append(found, unusualStretch{day, day, names, h.hours, h.why})
		}
	}
	return slices.Clip(found)
}

// rangeWords writes ranges: 09:00-12:00 13:00-17:00.
func rangeWords(ranges []booking.Range) string {
	words := make([]string, len(ranges))
	for i, r := range ranges {
		words[i] = r.String()
	}
	return strings.Join(words, " ")
}
