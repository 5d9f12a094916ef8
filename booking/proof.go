package booking

import (
	"errors"
	"fmt"
	"time"
)

// How a telephone is proven to be somebody's on the web. docs/rules.md, "On the web".
const (
	ProofFor    = 10 * time.Minute // life of a code
	TextDigits  = 6                // of a code that is sent
	ShownDigits = 4                // of a code that a page shows, and that is keyed in a call
	ProofTries  = 5                // wrong ones, then the proof is over
	ProofsDay   = 3                // begun for a number, on one day
	ProofsPlace = 10               // begun from an address, in ProofsFor
	ProofsAll   = 60               // begun by anybody, in ProofsFor
	ProofsFor   = time.Hour
)

// How long a visit on the web lasts.
const (
	VisitIdle    = 30 * time.Minute // since its guest was last here
	VisitLongest = 2 * time.Hour
)

// A Proof is what somebody on the web has begun to show that a telephone is theirs.
type Proof struct {
	Phone   Phone
	Means   Means     // ByText: a code was sent to it; ByCall: the page shows one, which is keyed in a call from it
	Code    string    // ByCall: what the page shows; "" where it was sent
	Expires time.Time // ten minutes after it was begun
}

// Errors that are rules, not faults, like those of a booking.
var (
	// ErrWrongProof says that it is not that code. It was counted: after ProofTries the proof
	// is over.
	ErrWrongProof = errors.New("it is not that code")

	// ErrNoProof says that nothing could be proven: it is over, or was never begun.
	ErrNoProof = errors.New("nothing is being proven")
)

// TooManyProofs says that no other proof is begun now: there were too many for the number,
// from the address, or at all.
type TooManyProofs struct{ Until time.Time }

func (e *TooManyProofs) Error() string {
	return fmt.Sprintf("too many proofs: none is begun before %s", e.Until.Format(time.RFC3339))
}
