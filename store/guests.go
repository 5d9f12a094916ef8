package store

import (
	"errors"

	"madoguchi/booking"
)

// A Guest is a browser of a resident, on the web. The zero Guest is one of which nothing is
// known.
type Guest struct {
	Phone booking.Phone  // that was proven to be theirs; "" until then
	Proof *booking.Proof // that was begun and is open; nil if none is

	// Blocked says that staff want Phone turned away.
	Blocked bool
}

// Visiting is the part for residents on the web: what the rules need, and who it is that
// asks.
type Visiting interface {
	booking.Tx

	// GuestOf returns the guest with that token, which is the SHA-256 of what the browser
	// shows, and notes that it is here. It returns the zero Guest if there is none, or if its
	// visit is over: after booking.VisitIdle and booking.VisitLongest.
	GuestOf(token [32]byte) (Guest, error)

	// BeginProof begins to prove that a number is the guest's; the guest need not exist yet.
	// What was open before is over. It says nothing of the number: whether it has bookings,
	// or whether it is turned away, changes nothing. A code that goes by text is in the
	// outbox once the transaction is committed. It returns *booking.TooManyProofs, and
	// ErrNoMeans for a number that takes neither texts nor calls.
	BeginProof(token [32]byte, phone booking.Phone, address string) (booking.Proof, error)

	// Prove takes the code that was sent to the number. It returns booking.ErrWrongProof, which
	// counts and so must be committed, and booking.ErrNoProof.
	Prove(token [32]byte, code string) error

	// EndVisit forgets the guest. It does nothing if there is none.
	EndVisit(token [32]byte) error

	// Reminded and SetReminded are those of ivr.Outgoing.
	Reminded(phone booking.Phone) (bool, error)
	SetReminded(phone booking.Phone, on bool) error
}

// ToVisit is the part for residents on the web.
var ToVisit Part[Visiting] = func(tx *Tx) Visiting { return tx }

// ErrNoMeans is the refusal to prove a number that neither takes texts nor calls from Japan.
var ErrNoMeans = errors.New("the number takes neither texts nor calls")

// GuestOf implements Visiting.
func (tx *Tx) GuestOf(token [32]byte) (g Guest, err error) { return g, nil }

// BeginProof implements Visiting.
func (tx *Tx) BeginProof(token [32]byte, phone booking.Phone, address string) (booking.Proof, error) {
	return booking.Proof{}, ErrNoMeans
}

// Prove implements Visiting.
func (tx *Tx) Prove(token [32]byte, code string) error { return booking.ErrNoProof }

// EndVisit implements Visiting.
func (tx *Tx) EndVisit(token [32]byte) error { return nil }
