package console

import (
	"fmt"
	"slices"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// portion is how many pieces are decided in one transaction: calls wait for it.
const portion = 100

// carryOut does what was planned. If it is cut off, doing it again does the rest.
func (r *request) carryOut() (answer, error) {
	p, err := r.readPlan()
	if err != nil {
		return nil, err
	}
	why, err := r.readReason()
	if err != nil {
		return nil, err
	}
	done := 0
	for some := range slices.Chunk(p.Pieces(r.Now()), portion) {
		err := update(r, store.ToPlan, why, func(tx store.Planning) error {
			for _, piece := range some {
				decided, err := r.decide(tx, p, piece)
				if err != nil {
					return err
				}
				done += decided
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	switch {
	case done == 0 && p.What == store.DidOpen:
		return nil, wrong("止めている時間が、ありませんでした。", "休みの日や時間を開けるときは、「時間を足す」を使ってください。")
	case done == 0:
		return nil, wrong("変わるものが、ありませんでした。", "もう、そう決まっています。その日の「職員が決めたこと」を、見てください。")
	}
	return web.Moved(fmt.Sprintf("/calendar/day?facility=%s&day=%s&done=%s", p.Facility, p.First, p.What)), nil
}

// readReason reads why somebody does something; nobody need say.
func (r *request) readReason() (string, error) {
	reason := r.Text("reason", 400)
	if reason == "" {
		return "", nil
	}
	return reason, remarkable(reason)
}

// decide decides about one piece, and returns how many decisions that made: none if it is
// decided so already.
func (r *request) decide(tx store.Planning, p planned, piece booking.Piece) (made int, err error) {
	before, err := tx.Decisions(piece.Facility, piece.From, piece.Until)
	if err != nil {
		return 0, err
	}
	d := r.decision(p, piece)
	if !d.From.Before(d.Until) {
		return 0, nil // there is no visit left in what is added
	}
	switch {
	case p.What == store.DidOpen:
		if !slices.ContainsFunc(before, func(d store.Decision) bool { return d.Kind == store.Closed }) {
			return 0, nil
		}
		_, _, err = tx.SetOpen(piece.Facility, piece.From, piece.Until, true)
	case saidAlready(before, d):
		return 0, nil
	case p.What == store.DidAdd:
		_, err = tx.AddTime(d.Facility, d.From, d.Until, d.Desks, d.Every)
	case p.What == store.DidSize:
		_, _, err = tx.SetCapacity(d.Facility, d.From, d.Until, d.Desks)
	default:
		_, _, err = tx.SetOpen(d.Facility, d.From, d.Until, false)
	}
	return 1, err
}

// saidAlready reports whether the same stands already, and nothing was decided since about
// any of that time that would hold over it.
func saidAlready(before []store.Decision, d store.Decision) bool {
	for _, b := range slices.Backward(before) {
		switch {
		case b.Kind == d.Kind && b.From.Equal(d.From) && b.Until.Equal(d.Until) && b.Desks == d.Desks && b.Every == d.Every:
			return true
		case d.Kind != store.Closed && b.Kind != store.Closed:
			return false
		}
	}
	return false
}
