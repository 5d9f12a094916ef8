package console

import (
	"madoguchi/store"
	"madoguchi/web"
)

// A home is the page on which work begins.
type home struct {
	Found   *found
	Pops    []pop
	Waiting int // people who are to be called back
}

func (r *request) home() (answer, error) { return r.homeWith(nil) }

// homeWith shows the page with what was found.
func (r *request) homeWith(f *found) (answer, error) {
	h := home{Found: f}
	if !may(r.who.Role, passing) {
		return web.View{Name: "home", Data: h}, nil
	}
	err := view(r, store.ToPass, func(tx store.Passing) error {
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
