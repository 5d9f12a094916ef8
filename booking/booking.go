package booking

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// JST is the time zone of every municipality that this line serves. Japan has
// one zone and no summer time, so it needs no zone database on the machine.
var JST = time.FixedZone("JST", 9*60*60)

// A Booking is a confirmed claim of a phone number on a visit.
//
// It is made Active by Rules.Book. It ends Cancelled, when the caller or staff
// cancel it, or Over, when its End has passed. A caller who cancelled may undo
// that while the seats are kept; nothing else makes a booking active again. From the
// minute of its End it no longer blocks its number, whether or not its State is
// written as Over yet. A change keeps the booking and its Receipt and gives it
// another Facility, Start, End and Party.
type Booking struct {
	ID        int64 // set by the ledger; zero before the booking is made
	Receipt   Receipt
	Phone     Phone
	Member    int // 1 is the phone's own booking, 2… are household members booked by staff
	Service   ServiceID
	Procedure Procedure // of the first who comes
	Facility  string    // Facility.ID
	Start     time.Time
	End       time.Time
	Party     int  // people who come
	Proxy     bool // somebody comes in place of the person whose certificate it is (代理)
	State     State
	Came      Came
	Made      time.Time
}

// State is the stage of a booking's life. The numbers are stored.
type State int

// The life of a booking.
const (
	Active    State = 1
	Over      State = 2
	Cancelled State = 3
)

func (s State) String() string {
	switch s {
	case Active:
		return "active"
	case Over:
		return "over"
	case Cancelled:
		return "cancelled"
	}
	return fmt.Sprintf("State(%d)", int(s))
}

// Procedure is what the caller comes for.
type Procedure string

// The procedures of docs/rules.md, "What the line books" and "Services".
const (
	Renewal    Procedure = "renewal"   // 更新: before the certificate, or the card, expires
	NewIssue   Procedure = "new-issue" // 新規発行: after it has expired, or the first
	Reissue    Procedure = "reissue"   // 再発行: of a card that was lost or broken
	Collection Procedure = "pick-up"   // 受け取り: of a card that has been made
	Unsaid     Procedure = "unsaid"    // 未確認: nobody has asked yet
)

// Procedures are all of them, the most frequent first.
var Procedures = []Procedure{Renewal, NewIssue, Reissue, Collection, Unsaid}

// ParseProcedure reads a procedure as staff type it; the empty string means a
// renewal.
func ParseProcedure(s string) (Procedure, error) {
	if s == "" {
		return Renewal, nil
	}
	if p := Procedure(s); slices.Contains(Procedures, p) {
		return p, nil
	}
	var known []string
	for _, p := range Procedures {
		known = append(known, string(p))
	}
	return "", fmt.Errorf("procedure %.40q: expected one of %s", s, strings.Join(known, ", "))
}

// A Slot is a time at which one person's visit may be. Slots are what is searched; what
// is booked is time. Its figures are those of its worst instant, and so need not add up:
// Wanted and Claimed may be of one instant and Free of another.
type Slot struct {
	Facility string
	Start    time.Time
	End      time.Time
	Wanted   int // desks that opening hours and staff want: the fewest at any instant
	Claimed  int // seats that bookings and live holds take: the most at any instant
	Free     int // what is left of the desks: the least at any instant, never below 0
}

// Open reports whether a desk is wanted throughout the slot. A slot that is not open keeps
// its bookings and takes no new ones.
func (s Slot) Open() bool { return s.Wanted > 0 }

// A Claim takes seats of a facility from Start to End. A visit is one claim.
type Claim struct {
	Facility   string
	Start, End time.Time
	Seats      int
}

// A Hold keeps a visit for a phone number until Expires. From then on it is dead,
// even while the ledger still has it. A number has at most one hold ForBooking or
// ForChange, and one ForUndo for each booking that it has just cancelled.
type Hold struct {
	Phone    Phone
	Kind     HoldKind
	Booking  int64   // ID of the booking to change or bring back; 0 for a new one
	Receipt  Receipt // of that booking
	Member   int     // of that booking
	Facility string
	Start    time.Time
	End      time.Time
	Party    int
	Expires  time.Time
	Extended int // how often it was held for longer because somebody asked for that; see Rules.Extend

	Service   ServiceID
	Procedure Procedure // of a new booking, so that whoever is cut off books the same; "" is that of the booking, or renewal
}

// HoldKind is what a hold becomes if the caller agrees. The numbers are stored.
type HoldKind int

// The kinds of hold.
const (
	ForBooking HoldKind = 1 // a new booking
	ForChange  HoldKind = 2 // the new time of a booking, which keeps its old time meanwhile
	ForUndo    HoldKind = 3 // the booking that has just been cancelled, brought back
)

// Errors that are rules, not faults: the dialogue tells them in words, the terminal
// in one line.
var (
	ErrNotFound = errors.New("there is no such booking")
	ErrNoRoom   = errors.New("there is no free slot")
)

// ErrNoPhone is a fault: a caller without a number is never offered a slot.
var ErrNoPhone = errors.New("booking: a request without a phone number")

// TooMany says that more people would come than one booking may bring.
type TooMany struct{ Party, Max int }

func (e *TooMany) Error() string {
	return fmt.Sprintf("party of %d: one booking brings at most %d people", e.Party, e.Max)
}

// Full says that a time has no room (any more) for a party, or is closed.
type Full struct {
	Facility string
	Start    time.Time
	Nearest  []time.Time // the nearest that are free at the facility, earliest first; may be empty
}

func (e *Full) Error() string {
	msg := fmt.Sprintf("no room at %s at %s", e.Facility, e.Start.In(JST).Format("2006-01-02 15:04"))
	for i, start := range e.Nearest {
		sep := ", "
		if i == 0 {
			sep = "; the nearest free: "
		}
		msg += sep + start.In(JST).Format("2006-01-02 15:04")
	}
	return msg
}

// NoSlot says that a facility has no slot that starts at a time, free or not.
type NoSlot struct {
	Facility string
	Start    time.Time
}

func (e *NoSlot) Error() string {
	return fmt.Sprintf("%s has no slot at %s", e.Facility, e.Start.In(JST).Format("2006-01-02 15:04"))
}

// Already says that the number has an active booking for that member.
type Already struct{ Booking Booking }

func (e *Already) Error() string {
	return fmt.Sprintf("%s already has booking %s (member %d) at %s, %s", e.Booking.Phone.Masked(),
		e.Booking.Receipt, e.Booking.Member, e.Booking.Facility, e.Booking.Start.In(JST).Format("2006-01-02 15:04"))
}

// TooLate says that the time by which something must be done has passed.
type TooLate struct {
	What  string // "book", "change", "cancel", "add time"
	Start time.Time
	Until time.Time // the last moment at which it was possible
}

func (e *TooLate) Error() string {
	return fmt.Sprintf("too late to %s: it was possible until %s", e.What, e.Until.In(JST).Format("2006-01-02 15:04"))
}

// TooFar says that a start lies beyond the horizon.
type TooFar struct{ Start, Last time.Time }

func (e *TooFar) Error() string {
	return fmt.Sprintf("%s is beyond the booking horizon, which ends on %s",
		e.Start.In(JST).Format("2006-01-02 15:04"), e.Last.In(JST).Format("2006-01-02"))
}

// TooLong says that a visit has been held for longer as often as it may.
type TooLong struct {
	Until time.Time // when the hold expires
	Max   int       // how often it may
}

func (e *TooLong) Error() string {
	return fmt.Sprintf("held until %s: it can be extended %d times at most", e.Until.In(JST).Format("15:04"), e.Max)
}

// TooOften says that a number has done something as often as it may on one day.
type TooOften struct {
	What Counted
	Max  int
}

func (e *TooOften) Error() string {
	return fmt.Sprintf("%s: at most %d for one number on one day", e.What, e.Max)
}
