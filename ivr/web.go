package ivr

import (
	"errors"
	"fmt"

	"madoguchi/booking"
)

// takeShown takes the code that a page of the web shows. What cannot be one counts for none: it
// may be a key of the menu that comes later. Whoever presses that twice knows of no page.
func takeShown(t *turn, digits string) (State, error) {
	first := t.call.Tries == 0
	if len(digits) < booking.ShownDigits {
		if first {
			return "", errWrongEntry
		}
		return AfterShown, nil
	}
	refused, err := t.tx.ProveByCall(t.call.Caller.Phone, digits)
	switch {
	case err != nil:
		return "", err
	case refused == nil:
		t.say("web.proven", "web.go-on")
	case errors.Is(refused, booking.ErrWrongProof) && first:
		return "", errWrongEntry
	case errors.Is(refused, booking.ErrWrongProof), errors.Is(refused, booking.ErrNoProof):
		t.say("web.not")
	default:
		return "", fmt.Errorf("a code of the web: %w", refused)
	}
	return AfterShown, nil
}

// goOnAfterShown goes on with the call as if nothing had been asked. The caller was greeted.
func goOnAfterShown(t *turn) (State, error) {
	state, err := t.pickUp()
	if err != nil {
		return "", err
	}
	return state, t.sayNotices()
}
