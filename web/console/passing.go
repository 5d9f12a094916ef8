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

// popFor is how long a call that is being passed on is shown: as long as the centre
// rings, and as long as somebody may talk.
const popFor = 30 * time.Minute

// A pop is a call that is being passed on just now, with what the agent hears in the
// whisper.
type pop struct {
	At     string
	What   string // which service it is about; "" if that is not known
	Wants  string
	Last4  string // "" for a caller who shows no number
	Card   string
	Visit  string // the booking that is talked about; "" if there is none
	Failed bool
	Agent  string
}

// beingPassed names the calls that are being passed on, so that Watch can compare two
// lists of them.
func (c *Console) beingPassed(tx store.Watching) (names []string, err error) {
	calls, err := tx.CallsBeingPassed(tx.Now().Add(-popFor))
	for _, p := range calls {
		names = append(names, fmt.Sprintf("%s %d", p.Call.SID, p.Call.Turn))
	}
	return names, err
}

// pops answers with the calls that are being passed on, the newest first.
func (r *request) pops() (answer, error) {
	var pops []pop
	err := view(r, store.ToPass, func(tx store.Passing) error {
		calls, err := tx.CallsBeingPassed(tx.Now().Add(-popFor))
		for _, p := range calls {
			pops = append([]pop{r.pop(p)}, pops...)
		}
		return err
	})
	return web.View{Name: "home", Part: "pops", Data: pops}, err
}

func (c *Console) pop(call store.PassedCall) pop {
	about := c.Dialogue.About(call.Call)
	p := pop{At: words.Clock(call.Updated), Wants: about.Wants, Failed: about.Failed, Agent: about.Agent}
	switch {
	case !c.City.SeveralServices():
		p.What = "証明書"
	case about.Service != "":
		p.What = words.ServiceShort(c.City, about.Service)
	}
	if call.Phone != (store.Masked{}) {
		p.Last4, p.Card = call.Phone.Short(), c.cardOf(call.Phone)
	}
	if v := about.Visit; v != nil {
		p.Visit = c.visit(v.Facility, v.Start, v.Party)
	}
	return p
}

// A queued is somebody who is to be called back.
type queued struct {
	store.CallBack
	Card  string
	Last4 string
	Wants string
	Wait  string
	Mine  bool
	Other bool // somebody else has taken it
}

func (r *request) queued(b store.CallBack) queued {
	return queued{
		CallBack: b, Card: r.cardOf(b.Phone), Last4: b.Phone.Short(), Wants: r.Dialogue.Words(b.Wants),
		Wait: waited(r.Now().Sub(b.Asked)), Mine: b.By == r.who.Name, Other: b.By != "" && b.By != r.who.Name,
	}
}

// waited says how long somebody has waited.
func waited(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "たった今"
	case d < time.Hour:
		return fmt.Sprintf("%d分前", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d時間前", int(d.Hours()))
	}
	return fmt.Sprintf("%d日前", int(d.Hours()/24))
}

// queue answers with the people to call back, those who have waited longest first.
func (r *request) queue() (answer, error) {
	var waiting []queued
	err := view(r, store.ToPass, func(tx store.Passing) error {
		all, err := tx.CallBacks()
		for _, b := range all {
			waiting = append(waiting, r.queued(b))
		}
		return err
	})
	if r.Live {
		return web.View{Name: "queue", Part: "waiting", Data: waiting}, err
	}
	return web.View{Name: "queue", Data: waiting}, err
}

// callBack gives an agent somebody to call back, or notes how that went. Whoever takes
// somebody is sent to the card, where the number is.
func (r *request) callBack() (answer, error) {
	id, err := r.ID("callback")
	if err != nil {
		return nil, err
	}
	switch how := store.Outcome(r.Text("how", 10)); how {
	case "":
	case store.Reached, store.Unreached, store.Dropped:
		err := update(r, store.ToPass, "", func(tx store.Passing) error { return tx.EndBack(id, r.who.ID, how) })
		return web.Moved("/queue?done=" + string(how)), err
	default:
		return nil, web.ErrForm
	}
	var number store.Masked
	err = update(r, store.ToPass, "", func(tx store.Passing) error {
		all, err := tx.CallBacks()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(b store.CallBack) bool { return b.ID == id })
		if i < 0 {
			return store.ErrNoCallBack
		}
		number = all[i].Phone
		return tx.TakeBack(id, r.who.ID)
	})
	return web.Moved("/card/" + r.cardOf(number)), err
}

// A code is a transfer code, as an agent keys it.
type code struct {
	Card, Last4 string
	Groups      string
	Until       string
	Number      string // to be dialled
	Own         string // the agent's own number, for when codes cannot be used; "" if they have none
}

// giveCode gives out a transfer code. The page is not kept and has no address: loaded
// again, it gives out another.
func (r *request) giveCode() (answer, error) {
	phone, err := r.phone()
	if err != nil {
		return nil, err
	}
	var digits string
	var until time.Time
	err = update(r, store.ToPass, "", func(tx store.Passing) (err error) {
		until = tx.Now().Add(booking.CodeFor)
		digits, err = tx.NewCode(phone, r.who.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.View{Name: "code", Data: code{
		r.cardOf(phone), phone.Short(), digits[:4] + " " + digits[4:], words.Clock(until), words.Number(r.City.Number), r.who.Number,
	}}, nil
}

// lastCallOf tells what a number did when it called last.
func (r *request) lastCallOf(tx store.Finding, phone store.Masked) (last lastCall, calling bool, err error) {
	call, ok, err := tx.LastCall(phone)
	if err != nil || !ok {
		return last, false, err
	}
	// The end of a call may never have been reported; nobody thinks for so long.
	n := len(call.Turns)
	calling = call.Ended.IsZero() && n > 0 && r.Now().Sub(call.Turns[n-1].At) < popFor
	last = lastCall{Known: true, At: words.When(call.Started), End: "最後は「" + r.Dialogue.Place(call.State, call.Said, call.Reply) + "」"}
	for _, t := range call.Turns {
		last.Turns = append(last.Turns, pressedKey{words.Clock(t.At), did(t)})
	}
	return last, calling, nil
}

// did says what a caller did in a turn.
func did(t store.LastTurn) string {
	switch t.Kind {
	case ivr.Arrived:
		return "電話がつながる"
	case ivr.Pressed:
		if t.Keys == "" {
			return "キーを押す"
		}
		return "「" + t.Keys + "」を押す"
	case ivr.Returned:
		return "係の者から戻る"
	}
	return "何も押さない"
}
