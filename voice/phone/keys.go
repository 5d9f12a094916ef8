package phone

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// silentTurn is the token of a script for pressing nothing.
const silentTurn = "_"

// Unused says how many turns of a script were left when the call was over. It
// wraps ErrOver.
type Unused struct {
	Turns int // tokens that were not played
	Keys  int // keys in them
}

func (u *Unused) Error() string {
	return fmt.Sprintf("the call was over with %d turns (%d keys) of the script unplayed", u.Turns, u.Keys)
}

// Unwrap makes errors.Is(err, ErrOver) true.
func (u *Unused) Unwrap() error { return ErrOver }

// CheckKeys returns nil if Play can play the script: tokens with blanks between
// them, each one turn, either keys (0-9 * #) or "_" for silence. The error names
// the first token that is neither, and its place.
func CheckKeys(script string) error {
	for i, token := range strings.Fields(script) {
		if token == silentTurn {
			continue
		}
		if bad := strings.IndexFunc(token, func(r rune) bool { return !isKey(r) }); bad >= 0 {
			r, _ := utf8.DecodeRuneInString(token[bad:])
			return fmt.Errorf("phone: keys: turn %d is %q, and %q is not a key: expected 0-9, * and #, or _ alone for silence",
				i+1, token, r)
		}
	}
	return nil
}

// Play plays a script (see CheckKeys) and then hangs up. It returns *Unused if
// the call was over before the end of the script.
func Play(ctx context.Context, call *Call, script string) error {
	if err := CheckKeys(script); err != nil {
		return err
	}
	turns := strings.Fields(script)
	for i, turn := range turns {
		if call.Over() {
			return unused(turns[i:])
		}
		var err error
		if turn == silentTurn {
			err = call.Silence(ctx)
		} else {
			err = call.Press(ctx, turn)
		}
		if err != nil {
			return err
		}
	}
	return call.HangUp(ctx)
}

func unused(turns []string) *Unused {
	keys := strings.Join(turns, "")
	return &Unused{Turns: len(turns), Keys: len(keys) - strings.Count(keys, silentTurn)}
}
