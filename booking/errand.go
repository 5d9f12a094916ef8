package booking

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// An Errand is what one of those who come is there for. Nothing else is asked of anybody: no
// name, no address, no My Number, no PIN.
type Errand struct {
	Procedure   Procedure     `json:"procedure"`
	Application ApplicationID `json:"application,omitempty"` // of a card that is renewed; "" if it is not known, or has been erased
	Reason      string        `json:"reason,omitempty"`      // Choice.ID of why a card is issued again; "" if it was not said
}

// ApplicationID is the number of an application form for a card (申請書ID), which stands on
// the notice that a card expires. It is written with other people's eyes on it as
// [ApplicationID.Masked], never spoken, and erased the night after the visit.
type ApplicationID string

// ApplicationDigits is how long an application ID is. docs/rules.md, "Services".
const ApplicationDigits = 23

// An ApplicationIDError is why [ParseApplicationID] refuses what was typed, with what was found.
// Its text never has the digits.
type ApplicationIDError struct {
	Digits int  // how many there were
	Other  rune // the first that is none, and no mark that people group digits with; 0 if there is none
}

func (e *ApplicationIDError) Error() string {
	if e.Other != 0 {
		return fmt.Sprintf("found %q in an application ID, expected %d digits", e.Other, ApplicationDigits)
	}
	return fmt.Sprintf("found an application ID of %d digits, expected %d", e.Digits, ApplicationDigits)
}

// maxApplicationInput is the length in bytes of the longest text that is read.
const maxApplicationInput = 256

// ParseApplicationID reads an application ID as people type it: at once or in groups, with
// blanks or hyphens of any width between them. The empty string is none. Its error is of type
// [*ApplicationIDError].
func ParseApplicationID(s string) (ApplicationID, error) {
	if len(s) > maxApplicationInput {
		return "", &ApplicationIDError{Digits: len(s)}
	}
	var digits strings.Builder
	for _, r := range fold(s) {
		switch {
		case '0' <= r && r <= '9':
			digits.WriteRune(r)
		case strings.ContainsRune(" \t-", r):
		default:
			return "", &ApplicationIDError{Digits: digits.Len(), Other: r}
		}
	}
	if n := digits.Len(); n != ApplicationDigits && n != 0 {
		return "", &ApplicationIDError{Digits: n}
	}
	return ApplicationID(digits.String()), nil
}

// Masked returns the last four digits with stars before them, or "".
func (id ApplicationID) Masked() string {
	if len(id) < 5 {
		return strings.Repeat("*", len(id))
	}
	return strings.Repeat("*", len(id)-4) + string(id[len(id)-4:])
}

// Grouped returns the digits as the notice prints them, four in a group.
func (id ApplicationID) Grouped() string {
	var groups []string
	for part := range slices.Chunk([]byte(id), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

// LogValue masks the ID in every structured log.
func (id ApplicationID) LogValue() slog.Value { return slog.StringValue(id.Masked()) }

// Errors of an errand that its service does not know.
var (
	ErrErrandKind   = errors.New("the service has no such procedure")
	ErrErrandReason = errors.New("the service has no such reason")
	ErrErrandExtra  = errors.New("that is not asked for this procedure")
	ErrErrandCount  = errors.New("there are more errands than people")
)

// An ErrandError says whose errand is wrong, and how.
type ErrandError struct {
	Person int // 1 is the first
	Err    error
}

func (e *ErrandError) Error() string { return fmt.Sprintf("person %d: %v", e.Person, e.Err) }

// Unwrap returns what is wrong.
func (e *ErrandError) Unwrap() error { return e.Err }

// Asks are what a procedure needs to know besides.
type Asks struct{ Application, Reason bool }

// Asks returns what is asked of somebody who comes for a procedure.
func (s Service) Asks(p Procedure) Asks {
	if s.Kind != Application {
		return Asks{}
	}
	return Asks{Application: p == Renewal, Reason: p == Reissue && len(s.Reasons) > 0}
}

// Check returns *ErrandError if the errands of a party are not all of the service. What is
// not known yet may be missing: staff ask at the counter.
func (s Service) Check(errands []Errand, party int) error {
	if len(errands) > max(party, 1) {
		return &ErrandError{max(party, 1) + 1, ErrErrandCount}
	}
	for i, e := range errands {
		wrong := func(err error) error { return &ErrandError{i + 1, err} }
		if e.Procedure != s.Kind.Assumed() && !slices.Contains(s.Kind.Procedures(), e.Procedure) {
			return wrong(ErrErrandKind)
		}
		asks := s.Asks(e.Procedure)
		if e.Application != "" && !asks.Application || e.Reason != "" && !asks.Reason {
			return wrong(ErrErrandExtra)
		}
		if e.Reason != "" {
			if _, ok := s.Reason(e.Reason); !ok {
				return wrong(ErrErrandReason)
			}
		}
	}
	return nil
}

// SetErrands notes what each of those who come is there for, in place of what was known. The
// Procedure of the booking is then that of the first. It returns ErrNotFound if the booking is
// not active any more, and *ErrandError if its service does not have such errands.
func (c *City) SetErrands(tx Tx, receipt Receipt, errands []Errand) (Booking, error) {
	b, err := alive(tx, receipt)
	if err != nil {
		return b, err
	}
	s, _ := c.Service(b.Service)
	if err := s.Check(errands, b.Party); err != nil {
		return b, err
	}
	return tx.SetErrands(b, errands)
}

// SetErrandsOwn is SetErrands for one of the number's own bookings.
func (c *City) SetErrandsOwn(tx Tx, phone Phone, receipt Receipt, errands []Errand) (Booking, error) {
	if b, err := own(tx, phone, receipt); err != nil {
		return b, err
	}
	return c.SetErrands(tx, receipt, errands)
}

// withErrands returns what writes the errands of a booking that has just been made.
func (r Rules) withErrands(tx Tx, errands []Errand) func(Booking, error) (Booking, error) {
	return func(b Booking, err error) (Booking, error) {
		if err != nil || len(errands) == 0 {
			return b, err
		}
		return tx.SetErrands(b, errands)
	}
}
