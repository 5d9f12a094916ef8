package store

import (
	"errors"
	"time"

	"madoguchi/booking"
)

// A Guest is a browser of a resident, on the web. The zero Guest is one of which nothing is
// known.
type Guest struct {
	Phone   booking.Phone  // that was proven to be theirs: a number, or else an address; "" until then
	Address booking.Phone  // that was proven, whether or not a number was as well; "" if none was
	Proof   *booking.Proof // that was begun and is open; nil if none is

	// Blocked says that staff want Phone turned away.
	Blocked bool
}

// Visiting is the part for residents on the web: what the rules need, and who it is that
// asks.
type Visiting interface {
	booking.Tx

	// GuestOf returns the guest with that token, which is the SHA-256 of what the browser
	// shows, and notes that it is here if the transaction may write. It returns the zero
	// Guest if there is none, or if its visit is over: after booking.VisitIdle without
	// anything, and after booking.VisitLongest.
	GuestOf(token [32]byte) (Guest, error)

	// LastSeen returns when it was last noted that the guest is here; the zero time if it is not
	// known.
	LastSeen(token [32]byte) (time.Time, error)

	// BeginProof begins to prove that a number is the guest's, who need not be known yet; what
	// they had begun before is over. It says nothing of the number: whether it has bookings, or
	// whether it is turned away, changes nothing. A code that goes by text is in the outbox
	// once the transaction is committed. The address is that of the machine, as text. It
	// returns *booking.TooManyProofs, and ErrNoMeans for a number that takes neither texts nor
	// calls.
	BeginProof(token [32]byte, phone booking.Phone, address string) (booking.Proof, error)

	// BeginRing has the line call the number that the guest has begun to prove and read a code,
	// and is BeginProof otherwise. It does nothing if it does that already. It returns
	// booking.ErrNoProof, *booking.TooManyProofs, and *booking.NoRings in the night.
	BeginRing(token [32]byte, address string) (booking.Proof, error)

	// Prove takes the code that was sent to the number or read to it, which from then on is the guest's.
	// refused is booking.ErrWrongProof, or booking.ErrNoProof. It is no err, because the
	// transaction has to be committed: the wrong code is counted in it.
	Prove(token [32]byte, code string) (refused, err error)

	// Draft returns what the guest has typed of those who come, and not booked yet, and
	// SetDraft keeps it; none forgets it. A guest that is not known has none and keeps none.
	Draft(token [32]byte) ([]booking.Errand, error)
	SetDraft(token [32]byte, errands []booking.Errand) error

	// BeginLink has a link sent to an address, which is in the outbox once the transaction is
	// committed. It says nothing of the address, as BeginProof says nothing of a number; the
	// place is the address of the machine, as text. It returns *booking.TooManyProofs, and
	// ErrNoMeans where no mails are sent.
	BeginLink(l booking.Link, place string, goodFor time.Duration) error

	// LinkOf returns the link whose address ends so. It changes nothing, whatever opens links
	// before people do. It returns booking.ErrNoLink, ErrLinkUsed and ErrLinkOld.
	LinkOf(end string) (booking.Link, error)

	// UseLink uses a link up, whose address from then on is the guest's. Its errors are those of
	// LinkOf.
	UseLink(token [32]byte, end string) (booking.Link, error)

	// Follow has a guest that need not be known yet have the address that another has proven,
	// whose visit ends. It does nothing if that one has proven none.
	Follow(from, to [32]byte) error

	// EndVisit forgets the guest. It does nothing if there is none.
	EndVisit(token [32]byte) error

	// Reminded reports whether the number wants to be reminded of its bookings, and
	// SetReminded notes whether it does.
	Reminded(phone booking.Phone) (bool, error)
	SetReminded(phone booking.Phone, on bool) error
}

// ToVisit is the part for residents on the web.
var ToVisit Part[Visiting] = func(tx *Tx) Visiting { return tx }

// ErrNoMeans is the refusal to prove a number that takes neither texts nor calls.
var ErrNoMeans = errors.New("the number takes neither texts nor calls")

const (
	guestColumns = `coalesce(g.phone, g.address, ''), coalesce(g.address, ''), EXISTS (SELECT 1 FROM blocked WHERE phone = coalesce(g.phone, g.address)),
		coalesce(p.phone, ''), coalesce(p.means, ''), coalesce(CASE p.means WHEN 'call' THEN p.code END, ''), p.expires`

	guestOf = `SELECT ` + guestColumns + ` FROM guests g LEFT JOIN proofs p ON p.guest = g.token AND p.state = 'open' AND p.expires > ?4
		WHERE g.token = CAST(?1 AS BLOB) AND g.seen > ?2 AND g.began > ?3`

	seenGuest = `SELECT seen FROM guests WHERE token = ?`

	// A clock that was set back does not make a visit older than it is.
	seeGuest = `UPDATE guests SET seen = ?2 WHERE token = ?1 AND seen < ?2`

	endVisit = `DELETE FROM guests WHERE token = ?`

	endOldVisit = `DELETE FROM guests WHERE token = ? AND (seen <= ? OR began <= ?)`

	beginVisit = `INSERT INTO guests (token, began, seen) VALUES (?1, ?2, ?2) ON CONFLICT (token) DO NOTHING`
)

// guest returns what is known of a guest whose visit is not over.
func (tx *Tx) guest(token [32]byte) (g Guest, known bool, err error) {
	idle, longest := tx.oldest()
	return first(tx, func(_ *Tx, r row) (g Guest, err error) {
		var p booking.Proof
		err = r.Scan(&g.Phone, &g.Address, &g.Blocked, &p.Phone, &p.Means, &p.Code, (*instant)(&p.Expires))
		if p.Phone != "" {
			g.Proof = &p
		}
		return g, err
	}, guestOf, token[:], idle, longest, instant(tx.now))
}

// oldest returns when a guest must have been here last, and when it must have come, for its
// visit to be over.
func (tx *Tx) oldest() (idle, longest instant) {
	return instant(tx.now.Add(-booking.VisitIdle)), instant(tx.now.Add(-booking.VisitLongest))
}

// GuestOf implements Visiting.
func (tx *Tx) GuestOf(token [32]byte) (Guest, error) {
	g, known, err := tx.guest(token)
	if err != nil || !known || !tx.writes {
		return g, err
	}
	_, err = tx.exec(seeGuest, token[:], instant(tx.now))
	return g, err
}

// LastSeen implements Visiting.
func (tx *Tx) LastSeen(token [32]byte) (time.Time, error) {
	at, known, err := value[instant](tx, seenGuest, token[:])
	if err != nil || !known {
		return time.Time{}, err
	}
	return time.Time(at), nil
}

// welcome begins the visit of a guest that is not known, or whose visit is over. Nothing is
// left of the one before.
func (tx *Tx) welcome(token [32]byte) error {
	idle, longest := tx.oldest()
	if _, err := tx.exec(endOldVisit, token[:], idle, longest); err != nil {
		return err
	}
	if _, err := tx.exec(beginVisit, token[:], instant(tx.now)); err != nil {
		return err
	}
	_, err := tx.exec(seeGuest, token[:], instant(tx.now))
	return err
}

// EndVisit implements Visiting.
func (tx *Tx) EndVisit(token [32]byte) error {
	_, err := tx.exec(endVisit, token[:])
	return err
}
