package console

import (
	"errors"
	"fmt"
	"slices"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A taking is what somebody is about to take back: a decision, and if they want what was
// decided at the same time as well.
type taking struct {
	of       store.Decision
	together []store.Decision // what was decided at the same time, of among it
	all      bool             // all of them are to be taken back
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
	all, err := standing(tx, "")
	if err != nil {
		return t, err
	}
	i := slices.IndexFunc(all, func(d store.Decision) bool { return d.ID == int64(id) })
	if i < 0 {
		return t, errNoDecision
	}
	t = taking{of: all[i], all: r.Text("with", 3) == "all"}
	for _, d := range all {
		if d.ID == t.of.ID || alike(d, t.of) {
			t.together = append(t.together, d)
		}
	}
	return t, nil
}

// alike reports whether two decisions were made by one act, about several days or
// facilities.
func alike(a, b store.Decision) bool {
	return a.By.Way != "" && a.By == b.By && a.At.Equal(b.At) && a.Kind == b.Kind && a.Desks == b.Desks
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
		page.Back = with("/calendar/day", "facility", t.of.Facility, "day", dayOf(t.of.From).String())
		switch n := len(t.together); {
		case t.all:
			page.Fields = append(page.Fields, field{"with", "all"})
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
	day := max(dayOf(t.of.From).String(), dayOf(r.Now()).String())
	return web.Moved(fmt.Sprintf("/calendar/day?facility=%s&day=%s&done=retract", t.of.Facility, day)), nil
}
