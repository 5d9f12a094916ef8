package console

import (
	"errors"
	"fmt"
	"slices"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// errNoDecision refuses to take back what does not stand any more.
var errNoDecision = errors.New("there is no such decision any more")

// A taking is what somebody is about to take back: a decision, and if they want what was
// decided at the same time as well.
type taking struct {
	of       store.Decision
	together []store.Decision // what was decided at the same time, of among it
	all      bool             // all of them are to be taken back
	facility string           // where together is; "" means everywhere
}

func (t taking) decisions() []store.Decision {
	if t.all {
		return t.together
	}
	return []store.Decision{t.of}
}

// readTaking reads which decision is to be taken back. It returns errNoDecision if that
// does not stand any more.
func (r *request) readTaking(tx store.Planning) (t taking, err error) {
	id, err := r.Whole("decision", 1, 1<<40, 0)
	if err != nil {
		return t, err
	}
	if t.facility, err = r.facility("facility"); err != nil {
		return t, err
	}
	all, err := standing(tx, t.facility)
	if err != nil {
		return t, err
	}
	i := slices.IndexFunc(all, func(d store.Decision) bool { return d.ID == int64(id) })
	if i < 0 {
		return t, errNoDecision
	}
	t.of, t.all = all[i], r.Text("with", 3) == "all"
	for _, d := range all {
		if decreeOf(d) == decreeOf(t.of) {
			t.together = append(t.together, d)
		}
	}
	return t, nil
}

// A decree is what decisions have in common that were made by one act, about several days
// or facilities.
type decree struct {
	by    store.By
	at    int64 // unix seconds
	kind  store.DecisionKind
	desks int
	id    int64 // of a decision of which nobody knows who made it; else 0
}

func decreeOf(d store.Decision) decree {
	if d.By.Way == "" {
		return decree{id: d.ID}
	}
	return decree{by: d.By, at: d.At.Unix(), kind: d.Kind, desks: d.Desks}
}

// undoing returns how what staff have decided would change, for foretell, if some of it
// were taken back.
func undoing(gone []store.Decision) func(booking.Piece, []store.Decision) []store.Decision {
	return func(_ booking.Piece, decisions []store.Decision) []store.Decision {
		return slices.DeleteFunc(decisions, func(d store.Decision) bool {
			return slices.ContainsFunc(gone, func(g store.Decision) bool { return g.ID == d.ID })
		})
	}
}

// undo shows what would come of taking a decision back, and for whom.
func (r *request) undo() (answer, error) {
	page := planPage{Title: "決定を取り消す", Do: "取り消す", Grave: true, Action: root + "/calendar/undo"}
	err := view(r, store.ToPlan, func(tx store.Planning) error {
		t, err := r.readTaking(tx)
		if err != nil {
			return err
		}
		id := fmt.Sprint(t.of.ID)
		page.Fields = []field{{"decision", id}}
		page.Back = root + r.whereDecided(t.of)
		switch n := len(t.together); {
		case t.all:
			page.Fields = append(page.Fields, field{"with", "all"}, field{"facility", t.facility})
			page.Do = fmt.Sprintf("%d件を取り消す", n)
		case n > 1:
			page.More = &link{To: with("/calendar/undo", "decision", id, "with", "all"), Name: fmt.Sprintf("同じときに決めた %d件を、まとめて取り消す…", n)}
		}
		var pieces []booking.Piece
		for _, d := range t.decisions() {
			said := r.decided(d)
			if len(page.What) < mostChanges {
				page.What = append(page.What, said.Place+"　"+said.When+"　"+said.What)
			}
			if !d.From.After(r.Now()) {
				d.From = r.Now() // what has passed stays as it was
			}
			pieces = append(pieces, booking.Piece{Facility: d.Facility, From: d.From, Until: d.Until})
		}
		if more := len(t.decisions()) - len(page.What); more > 0 {
			page.What = append(page.What, fmt.Sprintf("ほか %d件", more))
		}
		page.foretold, err = r.foretell(tx, pieces, undoing(t.decisions()))
		return err
	})
	if err != nil {
		return nil, err
	}
	page.Happens = []string{"この決定が、なかったことになります。開設時間（設定ファイル）と、ほかの決定のとおりになります。", "だれが決めて、だれが取り消したかは、記録に残ります。"}
	if len(page.Bare) > 0 {
		page.Happens = append(page.Happens, "いまある予約は、取り消されません。窓口のない方に、お電話してください。")
	}
	if len(page.Over) > 0 {
		page.Happens = append(page.Happens, overHappens)
	}
	return web.View{Name: "plan", Data: page}, r.seeForetold(page.foretold, store.DidRetract)
}

// takeBack takes a decision back. If it is cut off, doing it again does the rest.
func (r *request) takeBack() (answer, error) {
	why, err := r.readReason()
	if err != nil {
		return nil, err
	}
	var t taking
	err = view(r, store.ToPlan, func(tx store.Planning) (err error) {
		t, err = r.readTaking(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(t.decisions(), portion) {
		err := update(r, store.ToPlan, why, func(tx store.Planning) error {
			for _, d := range some {
				_, _, err := tx.Retract(d.ID)
				switch {
				case errors.Is(err, booking.ErrNotFound) && t.all: // somebody else has
				case errors.Is(err, booking.ErrNotFound):
					return errNoDecision
				case err != nil:
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return web.Moved(r.whereDecided(t.of, "done", "retract")), nil
}

// whereDecided returns where a decision is seen, below the console: on its first day that
// is not over, or among all if its facility is gone.
func (r *request) whereDecided(d store.Decision, fields ...string) string {
	if _, ok := r.City.Facility(d.Facility); !ok {
		return web.With("/calendar/decisions", fields...)
	}
	day := dayOf(r.Now())
	if first := dayOf(d.From); first.After(day) {
		day = first
	}
	return web.With("/calendar/day", append(fields, "facility", d.Facility, "day", day.String())...)
}
