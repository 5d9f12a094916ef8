package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"madoguchi/booking"
)

// A Deed is what the audit trail says that somebody did. Its Detail has the facts, and
// package web/words has the words for it.
type Deed string

// The deeds. The comment beside each says what its Detail has.
const (
	DidSee Deed = "see" // Look

	// To bookings.
	DidBook    Deed = "book"     // Visit with Party, Member, Procedure
	DidChange  Deed = "change"   // Was, Visit; Party in both if it is another
	DidCancel  Deed = "cancel"   // Visit
	DidRestore Deed = "restore"  // Visit
	DidRemark  Deed = "memo"     // nothing: the words are the Entry's Remark
	DidArrive  Deed = "arrived"  // Visit
	DidMiss    Deed = "absent"   // Visit
	DidUnsay   Deed = "not-said" // Visit; that they came, or did not, is taken back

	// To slots and hours. What staff closed, opened or sized also has Until, Slots and
	// Bookings; what the opening hours closed or opened has Hours.
	DidClose     Deed = "close"        // Visit
	DidOpen      Deed = "open"         // Visit
	DidSize      Deed = "capacity"     // Visit, Capacity
	DidAdd       Deed = "add"          // Visit, Until, Capacity
	DidEndWalkIn Deed = "walk-in-over" // Visit.Facility, Day
	DidWalkIn    Deed = "walk-in"      // Visit.Facility, Day; the hours go on after all
	DidVisit     Deed = "visitor"      // Visit.Facility, Day, Visitor; Became once it is set

	// To callers.
	DidNotice       Deed = "notice"         // Notice, Visit.Start, Until
	DidEndNotice    Deed = "end-notice"     // Notice
	DidBlock        Deed = "block"          // Masked
	DidUnblock      Deed = "unblock"        // Masked
	DidAskBack      Deed = "ask-back"       // CallBack, Last4
	DidTakeBack     Deed = "take-back"      // CallBack, Last4
	DidReach        Deed = "back-reached"   // CallBack, Last4
	DidNotReach     Deed = "back-unreached" // CallBack, Last4
	DidDropBack     Deed = "back-dropped"   // CallBack, Last4
	DidGiveCode     Deed = "new-code"       // Last4
	DidPassIn       Deed = "passed-in"      // Account, Last4
	DidMiskeyCode   Deed = "wrong-code"     // Fault; Account that gave the code out, if any did
	DidMiskeyNumber Deed = "wrong-number"   // nothing: what was keyed is not kept

	// To accounts. Each has the Account, unless the comment says otherwise.
	DidSignIn      Deed = "sign-in"
	DidSignOut     Deed = "sign-out"       // Sessions if it was everywhere
	DidMistype     Deed = "wrong-password" // NoAccount if there is none of that name
	DidAddAccount  Deed = "account"        // Role
	DidEndAccount  Deed = "end-account"
	DidSetPassword Deed = "password"
	DidSetRole     Deed = "role"   // Role
	DidSetNumber   Deed = "number" // NoNumber if it was taken away
	DidDrawSecret  Deed = "secret" // Secret
)

// Deeds lists all deeds in the order in which people look for them.
var Deeds = []Deed{
	DidSee,
	DidBook, DidChange, DidCancel, DidRestore, DidRemark, DidArrive, DidMiss, DidUnsay,
	DidClose, DidOpen, DidSize, DidAdd, DidNotice, DidEndNotice,
	DidAskBack, DidTakeBack, DidReach, DidNotReach, DidDropBack,
	DidGiveCode, DidPassIn, DidMiskeyCode, DidMiskeyNumber,
	DidEndWalkIn, DidWalkIn, DidVisit, DidBlock, DidUnblock,
	DidSignIn, DidSignOut, DidMistype, DidAddAccount, DidEndAccount, DidSetPassword, DidSetRole, DidSetNumber,
	DidDrawSecret,
}

// A Detail has the facts of a deed; the comment beside each deed says which. The other
// fields are zero, and are not stored. It is kept as JSON; keys may be added but are
// never renamed. It has at most the last four digits of a telephone number.
type Detail struct {
	Visit                       // of a booking, or where a range of slots begins
	Was       Visit             `json:"was,omitzero"`        // the visit before a change
	Until     time.Time         `json:"until,omitzero"`      // the end of the range, exclusive
	Day       booking.Date      `json:"day,omitzero"`        // at the counters of the facility
	Member    int               `json:"member,omitempty"`    // booking.Booking.Member
	Procedure booking.Procedure `json:"procedure,omitempty"` // what the visit is for

	Capacity int  `json:"capacity,omitempty"` // of each slot of the range
	Slots    int  `json:"slots,omitempty"`    // how many of them changed
	Bookings int  `json:"bookings,omitempty"` // how many are in the range; for DidSize, in slots that keep more than Capacity
	Hours    bool `json:"hours,omitempty"`    // the opening hours did it to the one slot at Start

	Visitor int          `json:"visitor,omitempty"` // Visitor.Number
	Became  VisitorState `json:"became,omitempty"`  // what became of the visitor

	Notice   int64  `json:"notice,omitempty"`    // Notice.ID
	CallBack int64  `json:"call_back,omitempty"` // CallBack.ID
	Last4    string `json:"last4,omitempty"`     // of the number that it is about
	Masked   string `json:"masked,omitempty"`    // the number, as booking.Phone.Masked writes it

	Account   string    `json:"account,omitempty"`    // Account.Name
	NoAccount bool      `json:"no_account,omitempty"` // no account has the name that was given, which is not kept
	Role      Role      `json:"role,omitempty"`       // the role of the account from now on
	NoNumber  bool      `json:"no_number,omitempty"`  // the account has no number from now on
	Sessions  int       `json:"sessions,omitempty"`   // how many were ended
	Fault     CodeFault `json:"fault,omitempty"`      // why a transfer code was refused
	Secret    string    `json:"secret,omitempty"`     // the name of a key, not the key

	Look Look `json:"look,omitzero"` // what somebody looked at

	// Text is a sentence of an earlier version in which this one found no facts. Nothing
	// else has one.
	Text string `json:"text,omitempty"`
}

// A Visit is where and when somebody comes, and how many do.
type Visit struct {
	Facility string    `json:"facility,omitempty"`
	Start    time.Time `json:"start,omitzero"`
	Party    int       `json:"party,omitempty"`
}

// visitTo returns the visit of a booking, for the audit trail.
func visitTo(b booking.Booking) Visit { return Visit{Facility: b.Facility, Start: b.Start} }

// A CodeFault is why a transfer code was refused. The caller who keys it is not told.
type CodeFault string

// The faults.
const (
	CodeUnknown CodeFault = "unknown" // never given out, or forgotten
	CodeUsed    CodeFault = "used"
	CodeOld     CodeFault = "old"
	CodeEnded   CodeFault = "ended" // the account that gave it out has ended
)

// A Look is what somebody looked at.
type Look struct {
	Page     Page         `json:"page"`
	Facility string       `json:"facility,omitempty"` // of DayPage and DayFile
	Day      booking.Date `json:"day,omitzero"`       // of DayPage and DayFile
	Last4    string       `json:"last4,omitempty"`    // of CardPage
	Plan     Deed         `json:"plan,omitempty"`     // of PlanPage: DidOpen, DidClose or DidSize
}

// A Page is a page that shows whose bookings are whose.
type Page string

// The pages.
const (
	FoundPage    Page = "find"
	CardPage     Page = "card"
	DayPage      Page = "list"
	DayFile      Page = "csv"
	AffectedPage Page = "affected"
	PlanPage     Page = "plan"
)

// Pages lists all pages.
var Pages = []Page{FoundPage, CardPage, DayPage, DayFile, AffectedPage, PlanPage}

// idLike matches the id of a facility, which may have digits in it. No telephone number
// that can be dialled matches.
var idLike = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// checked refuses a look at no page, and one that could have a telephone number in it.
// Its errors do not repeat the number.
func (l Look) checked() error {
	switch {
	case !slices.Contains(Pages, l.Page):
		return fmt.Errorf("store: found %d characters for a page that is looked at, expected one of %q", len(l.Page), Pages)
	case l.Plan != "" && l.Plan != DidOpen && l.Plan != DidClose && l.Plan != DidSize:
		return fmt.Errorf("store: found %d characters for what is planned, expected %s, %s or %s", len(l.Plan), DidOpen, DidClose, DidSize)
	case l.Last4 != "" && !fourDigits(l.Last4), l.Facility != "" && !idLike.MatchString(l.Facility):
		return errors.New("store: found a number in what somebody looked at, expected its last four digits at most")
	}
	return nil
}

// stored returns the detail as the ledger keeps it.
func (d Detail) stored() (string, error) {
	text, err := json.Marshal(d.inJapan())
	if err != nil {
		return "", fmt.Errorf("store: the detail of a deed: %w", err)
	}
	return string(text), nil
}

// readDetail reads what stored has written.
func readDetail(text []byte) (d Detail, err error) {
	if err := json.Unmarshal(text, &d); err != nil {
		return Detail{}, fmt.Errorf("store: the detail of a deed: %w", err)
	}
	return d.inJapan(), nil
}

// inJapan returns d with every time in Japan's zone and in whole seconds, as all times of
// the ledger are.
func (d Detail) inJapan() Detail {
	for _, t := range []*time.Time{&d.Start, &d.Until, &d.Was.Start} {
		if !t.IsZero() {
			*t = t.In(booking.JST).Truncate(time.Second)
		}
	}
	return d
}
