package console

import (
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A home is the page on which work begins.
type home struct {
	Found   *found
	Pops    []pop
	Waiting int // people who are to be called back
	Alarms  []alarm
}

// An alarm is shown to whoever can find out what it is about.
type alarm struct {
	words.Warning
	Trail string // where the trail has what was keyed wrong
}

func (r *request) home() (answer, error) { return r.homeWith(nil) }

// homeWith shows the page with what was found.
func (r *request) homeWith(f *found) (answer, error) {
	h := home{Found: f}
	var err error
	if may(r.who.Role, ruling) {
		if h.Alarms, err = r.lasting(); err != nil {
			return nil, err
		}
	}
	if !may(r.who.Role, passing) {
		return web.View{Name: "home", Data: h}, nil
	}
	err = view(r, store.ToPass, func(tx store.Passing) error {
		calls, err := tx.CallsBeingPassed(tx.Now().Add(-popFor))
		if err != nil {
			return err
		}
		for _, p := range calls {
			h.Pops = append([]pop{r.pop(p)}, h.Pops...)
		}
		waiting, err := tx.CallBacks()
		h.Waiting = len(waiting)
		return err
	})
	return web.View{Name: "home", Data: h}, err
}

// alarms answers with the alarms that last.
func (r *request) alarms() (answer, error) {
	found, err := r.lasting()
	return web.View{Name: "home", Part: "alarms", Data: found}, err
}

func (r *request) lasting() (found []alarm, err error) {
	err = view(r, store.ToRule, func(tx store.Ruling) error {
		all, err := tx.Alarms()
		for _, a := range all {
			found = append(found, alarm{words.Alarm(a), with("/trail", "what", string(mistakes[a.Deed]))})
		}
		return err
	})
	return found, err
}

// mistakes are the deeds of which an alarm says that there are too many.
var mistakes = map[store.Deed]store.Deed{
	store.DidStopCodes: store.DidMiskeyCode, store.DidDoubtNumbers: store.DidMiskeyNumber,
	store.DidDoubtReceipts: store.DidMiskeyReceipt, store.DidStopNameless: store.DidMiskeyReceipt,
	store.DidStopProofs: store.DidBeginProof,
}
