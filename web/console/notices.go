package console

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A noticesPage is what callers are told beyond their own matters: notices, and
// whether people may come without a booking today.
type noticesPage struct {
	Notices []notice
	WalkIns []walkIn
	Text    string // that was typed
	From    string
	Until   string
	Wrong   told
	May     bool
}

type notice struct {
	store.Notice
	State   string
	Seconds float64
	Running bool
}

// A walkIn is the walk-in switch of a facility, today.
type walkIn struct {
	Facility booking.Facility
	Hours    []booking.Range
	Over     bool
}

func (r *request) notices() (answer, error) { return r.noticesWith(noticesPage{}) }

// noticesWith shows the page with what was typed and why it was not taken.
func (r *request) noticesWith(p noticesPage) (answer, error) {
	p.May = may(r.who.Role, counting)
	now := r.Now()
	err := view(r, store.ToTell, func(tx store.Telling) error {
		all, err := tx.ListNotices(false)
		if err != nil {
			return err
		}
		for _, n := range all {
			one := notice{Notice: n, State: "伝えています", Seconds: r.Dialogue.PreviewOf(n.Text).Seconds, Running: true}
			if n.From.After(now) {
				one.State, one.Running = "これから", false
			}
			p.Notices = append(p.Notices, one)
		}
		for _, f := range r.City.Facilities {
			hours := f.WalkIn.On(dayOf(now))
			if len(hours) == 0 {
				continue
			}
			over, err := tx.WalkInOver(f.ID, dayOf(now))
			if err != nil {
				return err
			}
			p.WalkIns = append(p.WalkIns, walkIn{f, hours, over})
		}
		return nil
	})
	v := web.View{Name: "notices", Data: p}
	if p.Wrong.Text != "" {
		v.Status = 409
	}
	return v, err
}

// addNotice has something said to callers. If it cannot be taken, the page keeps what
// was typed.
func (r *request) addNotice() (answer, error) {
	p := noticesPage{Text: r.Text("text", 500), From: r.Text("from", 20), Until: r.Text("until", 20)}
	n := store.Notice{Text: p.Text}
	var err error
	if p.From != "" {
		if n.From, err = r.Moment("from"); err != nil {
			p.Wrong = told{"始まりの日時が、読み取れませんでした。", "例：2026-12-01 08:30"}
			return r.noticesWith(p)
		}
	}
	if n.Until, err = r.Moment("until"); err != nil || !n.Until.After(r.Now()) || n.Until.Before(n.From) {
		p.Wrong = told{"終わりの日時が、正しくありません。", "今よりあとで、始まりよりあとの日時を、入れてください。"}
		return r.noticesWith(p)
	}
	if p.Wrong = r.unsayable(p.Text); p.Wrong.Text != "" {
		return r.noticesWith(p)
	}
	err = update(r, store.ToTell, "", func(tx store.Telling) error {
		_, err := tx.AddNotice(n)
		return err
	})
	return web.Moved("/notices?done=notice"), err
}

// unsayable says why words cannot be said to callers; the zero told if they can.
func (r *request) unsayable(text string) told {
	if text == "" {
		return told{"文が、ありません。", "例：今日は、窓口がこんでいます。"}
	}
	if err := store.CheckMyNumber(text); err != nil {
		return told{"12けたの数字は、使えません。", "マイナンバーかもしれません。"}
	}
	if found, _ := r.Dialogue.CheckWords(text); found != "" {
		return told{"この文は、電話で読めません。", fmt.Sprintf("かな・漢字・数字と、、。・「」だけで、1文7秒、全部で15秒までにしてください（この文は、約%.0f秒）。", r.Dialogue.PreviewOf(text).Seconds)}
	}
	return told{}
}

func (r *request) endNotice() (answer, error) {
	id, err := r.ID("notice")
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToTell, "", func(tx store.Telling) error { return tx.EndNotice(id) })
	return web.Moved("/notices?done=end-notice"), err
}

// setWalkIn ends the walk-in hours of today, or takes people again.
func (r *request) setWalkIn() (answer, error) {
	id, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	f, ok := r.City.Facility(id)
	if !ok || len(f.WalkIn.On(dayOf(r.Now()))) == 0 {
		return nil, wrong("その窓口には、今日、予約なしの受付が、ありません。", "")
	}
	over := r.Text("over", 3) == "yes"
	err = update(r, store.ToTell, "", func(tx store.Telling) error {
		_, err := tx.SetWalkIn(f.ID, dayOf(r.Now()), over)
		return err
	})
	if over {
		return web.Moved("/notices?done=walk-in-over"), err
	}
	return web.Moved("/notices?done=walk-in"), err
}

// A phrasesPage shows how words are said on the telephone.
type phrasesPage struct {
	Text    string
	Own     *ivr.Preview
	Wrong   told
	Phrases []ivr.Preview
}

func (r *request) phrases() (answer, error) {
	p := phrasesPage{Text: r.Text("text", 500), Phrases: r.Dialogue.Previews()}
	if p.Text != "" {
		own := r.Dialogue.PreviewOf(p.Text)
		p.Own, p.Wrong = &own, r.unsayable(p.Text)
	}
	if r.GetHeader("HX-Request") != "" {
		return web.View{Name: "phrases", Part: "own", Data: p}, nil
	}
	return web.View{Name: "phrases", Data: p}, nil
}

// A blockedPage is the list of the numbers that are turned away.
type blockedPage struct {
	Numbers []blocked
	Kinds   []kindOfCaller
}

// A kindOfCaller is one of booking.Nameless, who may all be turned away.
type kindOfCaller struct {
	Kind, Name string
	Since      time.Time // zero while they are served
}

type blocked struct {
	Card, Last4, Kind string
	Since             time.Time
}

func (r *request) blockedNumbers() (answer, error) {
	var p blockedPage
	err := view(r, store.ToRule, func(tx store.Ruling) error {
		all, err := tx.Blocked()
		for _, b := range all {
			p.Numbers = append(p.Numbers, blocked{r.cardOf(b.Phone), b.Phone.Short(), kindOf(b.Phone), b.Since})
		}
		if err != nil {
			return err
		}
		kinds, err := tx.BlockedKinds()
		for _, k := range booking.Nameless {
			row := kindOfCaller{Kind: k.String(), Name: words.Caller(k.String())}
			for _, b := range kinds {
				if b.Kind == k {
					row.Since = b.Since
				}
			}
			p.Kinds = append(p.Kinds, row)
		}
		return err
	})
	return web.View{Name: "blocked", Data: p}, err
}

// blockKind turns all callers of a kind away who show no number, or takes them again.
func (r *request) blockKind() (answer, error) {
	var kind booking.CallerKind
	if err := kind.UnmarshalText([]byte(r.Text("kind", 20))); err != nil || !slices.Contains(booking.Nameless, kind) {
		return nil, web.ErrForm
	}
	on, reason, err := r.readBlock()
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToRule, reason, func(tx store.Ruling) error {
		_, err := tx.BlockKind(kind, on)
		return err
	})
	if on {
		return web.Moved("/blocked?done=block-kind"), err
	}
	return web.Moved("/blocked?done=unblock-kind"), err
}

// readBlock reads whether somebody is to be turned away, and why, which only that needs.
func (r *request) readBlock() (on bool, reason string, err error) {
	on, reason = r.Text("on", 3) == "yes", r.Text("reason", 400)
	if on {
		err = remarkable(reason)
	}
	return on, reason, err
}

// block turns a number's calls away, or takes them again.
func (r *request) block() (answer, error) {
	phone, err := r.phone()
	if err != nil {
		return nil, err
	}
	on, reason, err := r.readBlock()
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToRule, reason, func(tx store.Ruling) error {
		_, err := tx.Block(phone, on)
		return err
	})
	if on {
		return web.Moved("/card/" + r.cardOf(phone) + "?done=block"), err
	}
	return web.Moved("/card/" + r.cardOf(phone) + "?done=unblock"), err
}
