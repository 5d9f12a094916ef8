package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"time"

	"madoguchi/booking"
)

// A Deed is what the audit trail says that somebody did. Its Detail has the facts, and
// package web/words has the words for it.
type Deed string

// The deeds.
const (
	DidSee Deed = "see"

	// To bookings.
	DidBook       Deed = "book"
	DidChange     Deed = "change"
	DidCancel     Deed = "cancel"
	DidRestore    Deed = "restore"
	DidSetProxy   Deed = "proxy"    // a proxy comes
	DidUnsetProxy Deed = "no-proxy" // the person comes after all
	DidSetErrands Deed = "errands"  // what those who come are there for
	DidShow       Deed = "shown"    // to a caller from another telephone
	DidSendText   Deed = "text"     // the number of the booking gets it as a text
	DidRemark     Deed = "memo"     // the words are the Entry's Remark
	DidArrive     Deed = "arrived"
	DidMiss       Deed = "absent"
	DidUnsay      Deed = "not-said" // that they came, or did not, is taken back

	// To slots and hours.
	DidClose     Deed = "close"
	DidOpen      Deed = "open"
	DidSize      Deed = "capacity"
	DidAdd       Deed = "add"
	DidRetract   Deed = "retract" // a decision about a time is taken back
	DidEndWalkIn Deed = "walk-in-over"
	DidWalkIn    Deed = "walk-in" // the hours go on after all
	DidVisit     Deed = "visitor"

	// To callers.
	DidNotice        Deed = "notice"
	DidEndNotice     Deed = "end-notice"
	DidBlock         Deed = "block"
	DidUnblock       Deed = "unblock"
	DidRemindNoMore  Deed = "no-reminders" // the number does not want to be reminded
	DidRemindAgain   Deed = "reminders"    // it does after all
	DidAskBack       Deed = "ask-back"
	DidTakeBack      Deed = "take-back"
	DidReach         Deed = "back-reached"
	DidNotReach      Deed = "back-unreached"
	DidDropBack      Deed = "back-dropped"
	DidGiveCode      Deed = "new-code"
	DidPassIn        Deed = "passed-in"
	DidMiskeyCode    Deed = "wrong-code"
	DidMiskeyNumber  Deed = "wrong-number"     // what was keyed is not kept
	DidStopCodes     Deed = "codes-stopped"    // so many were wrong that none is looked at for a while
	DidDoubtNumbers  Deed = "numbers-doubted"  // so many were wrong that somebody may be guessing
	DidMiskeyReceipt Deed = "wrong-receipt"    // from another telephone; the booking is that of the receipt number, if there is one
	DidStopReceipt   Deed = "receipt-stopped"  // with one receipt number so many digits were wrong that only staff look for the rest of the day
	DidStopNameless  Deed = "nameless-stopped" // callers without a number have asked for so many that none of them is answered for a while
	DidDoubtReceipts Deed = "receipts-doubted" // so many were wrong that somebody may be guessing
	DidBeginProof    Deed = "proof"            // somebody on the web says that the number is theirs
	DidProve         Deed = "proven"           // and has shown it
	DidDisown        Deed = "disowned"         // whoever was called with the code knows nothing of it
	DidHandOver      Deed = "handed-over"      // a booking of an address is that of the number from now on
	DidStopProofs    Deed = "proofs-stopped"   // so many were begun that none is for a while

	// To accounts.
	DidSignIn      Deed = "sign-in"
	DidSignOut     Deed = "sign-out"
	DidMistype     Deed = "wrong-password"
	DidAddAccount  Deed = "account"
	DidEndAccount  Deed = "end-account"
	DidSetPassword Deed = "password"
	DidSetRole     Deed = "role"
	DidSetNumber   Deed = "number"
	DidDrawSecret  Deed = "secret"

	// To second factors.
	DidAddFactor    Deed = "factor"
	DidNameFactor   Deed = "name-factor"
	DidDropFactor   Deed = "drop-factor"
	DidDrawRecovery Deed = "recovery-codes"
	DidMiskeyFactor Deed = "wrong-factor"

	// To the ledger.
	DidAdopt         Deed = "adopt"          // it is this city's from now on
	DidAddFacility   Deed = "add-facility"   // the city has one more
	DidDropFacility  Deed = "drop-facility"  // the city has it no longer
	DidRestoreLedger Deed = "restore-ledger" // it comes from a backup
	DidConfirmClock  Deed = "confirm-clock"  // the machine's clock is right, whatever the ledger had seen
)

// A kind is a deed, and the facts that its Detail may have: fields of Detail. note
// refuses any other.
type kind struct {
	deed  Deed
	facts []string
}

// kinds has all deeds, in the order in which people look for them.
var kinds = []kind{
	{DidSee, []string{"Look"}},

	{DidBook, []string{"Visit", "Member", "Service", "Procedure", "Proxy", "Despite"}},
	{DidChange, []string{"Was", "Visit", "Despite"}}, // with the party in both if it changed
	{DidCancel, []string{"Visit", "Despite", "Elsewhere"}},
	{DidRestore, []string{"Visit", "Elsewhere"}},
	{DidSetProxy, []string{"Visit"}},
	{DidUnsetProxy, []string{"Visit"}},
	{DidSetErrands, []string{"Visit", "Procedure"}},
	{DidShow, []string{"Visit", "Elsewhere", "Kind", "Last4"}},
	{DidSendText, []string{"Visit"}},
	{DidRemark, nil},
	{DidArrive, []string{"Visit"}},
	{DidMiss, []string{"Visit"}},
	{DidUnsay, []string{"Visit"}},
	{DidHandOver, []string{"Last4"}},

	{DidClose, []string{"Visit", "Until", "Slots", "Bookings", "Hours"}},
	{DidOpen, []string{"Visit", "Until", "Slots", "Bookings", "Hours"}},
	{DidSize, []string{"Visit", "Until", "Capacity", "Slots", "Bookings"}},
	{DidAdd, []string{"Visit", "Until", "Capacity", "Slots", "Bookings"}},
	{DidRetract, []string{"Visit", "Until", "Capacity", "Slots", "Bookings", "Plan"}},

	{DidNotice, []string{"Notice", "Visit", "Until"}},
	{DidEndNotice, []string{"Notice"}},
	{DidRemindNoMore, []string{"Last4", "Mail"}},
	{DidRemindAgain, []string{"Last4", "Mail"}},
	{DidAskBack, []string{"CallBack", "Last4"}},
	{DidTakeBack, []string{"CallBack", "Last4"}},
	{DidReach, []string{"CallBack", "Last4"}},
	{DidNotReach, []string{"CallBack", "Last4"}},
	{DidDropBack, []string{"CallBack", "Last4"}},
	{DidGiveCode, []string{"Last4"}},
	{DidPassIn, []string{"Account", "Last4"}},
	{DidMiskeyCode, []string{"Fault", "Account"}}, // the account that gave the code out, if any did
	{DidMiskeyNumber, nil},
	{DidStopCodes, nil},
	{DidDoubtNumbers, nil},
	{DidMiskeyReceipt, []string{"Elsewhere", "Kind", "Last4"}},
	{DidStopReceipt, []string{"Elsewhere"}},
	{DidStopNameless, nil},
	{DidDoubtReceipts, nil},
	{DidBeginProof, []string{"Last4", "Mail"}},
	{DidProve, []string{"Last4", "Mail"}},
	{DidDisown, []string{"Last4"}},
	{DidStopProofs, nil},

	{DidEndWalkIn, []string{"Visit", "Day"}},
	{DidWalkIn, []string{"Visit", "Day"}},
	{DidVisit, []string{"Visit", "Day", "Visitor", "Became"}},
	{DidBlock, []string{"Masked", "Kind"}}, // a number, or a kind of caller
	{DidUnblock, []string{"Masked", "Kind"}},

	{DidSignIn, []string{"Account", "Factor", "Sessions"}},
	{DidSignOut, []string{"Account", "Sessions"}}, // their number if it was everywhere
	{DidMistype, []string{"Account", "NoAccount"}},
	{DidAddAccount, []string{"Account", "Role"}},
	{DidEndAccount, []string{"Account"}},
	{DidSetPassword, []string{"Account"}},
	{DidSetRole, []string{"Account", "Role"}},
	{DidSetNumber, []string{"Account", "NoNumber"}},
	{DidDrawSecret, []string{"Secret"}},

	{DidAddFactor, []string{"Account", "Factor"}},
	{DidNameFactor, []string{"Account", "Factor"}},
	{DidDropFactor, []string{"Account", "Factor"}}, // without a Factor: all of them
	{DidDrawRecovery, []string{"Account"}},
	{DidMiskeyFactor, []string{"Account", "Factor"}},

	{DidAdopt, []string{"City", "WasCity"}},
	{DidAddFacility, []string{"Visit", "Bookings"}},
	{DidDropFacility, []string{"Visit", "Bookings"}},
	{DidRestoreLedger, []string{"AsOf"}},
	{DidConfirmClock, []string{"Clock"}},
}

// Deeds lists all deeds in the order of kinds.
var Deeds = func() (deeds []Deed) {
	for _, k := range kinds {
		deeds = append(deeds, k.deed)
	}
	return deeds
}()

// A Detail has the facts of a deed; kinds says which. The other fields are zero, and are
// not stored. It is kept as JSON; keys may be added but are
// never renamed. It has at most the last four digits of a telephone number.
type Detail struct {
	Visit                       // of a booking, or where a range of slots begins
	Was       Visit             `json:"was,omitzero"`        // the visit before a change
	Until     time.Time         `json:"until,omitzero"`      // the end of the range, exclusive
	Day       booking.Date      `json:"day,omitzero"`        // at the counters of the facility
	Member    int               `json:"member,omitempty"`    // booking.Booking.Member
	Service   booking.ServiceID `json:"service,omitempty"`   // of a booking; "" is the certificate
	Procedure booking.Procedure `json:"procedure,omitempty"` // what the visit is for
	Proxy     bool              `json:"proxy,omitempty"`     // a proxy comes
	Elsewhere bool              `json:"elsewhere,omitempty"` // by a caller from another telephone than the booking's
	Despite   Limit             `json:"despite,omitempty"`   // which limit of callers staff set aside

	Capacity int  `json:"capacity,omitempty"` // desks at every moment of the range
	Slots    int  `json:"slots,omitempty"`    // how many slots changed
	Bookings int  `json:"bookings,omitempty"` // how many have no desk in the range; for DidSize, how many stand where more is promised; for a facility, how many are active
	Hours    bool `json:"hours,omitempty"`    // the opening hours did it
	Plan     Deed `json:"plan,omitempty"`     // by which deed the decision was made that is taken back

	Visitor int          `json:"visitor,omitempty"` // Visitor.Number
	Became  VisitorState `json:"became,omitempty"`  // what became of the visitor

	Notice   int64  `json:"notice,omitempty"`    // Notice.ID
	CallBack int64  `json:"call_back,omitempty"` // CallBack.ID
	Last4    string `json:"last4,omitempty"`     // of the number that it is about, or that called
	Kind     string `json:"kind,omitempty"`      // of the caller, as booking.CallerKind.String has it
	Mail     bool   `json:"mail,omitempty"`      // it is about a mail address
	Masked   string `json:"masked,omitempty"`    // the number, as booking.Phone.Masked writes it

	Account   string    `json:"account,omitempty"`    // Account.Name
	NoAccount bool      `json:"no_account,omitempty"` // no account has the name that was given, which is not kept
	Role      Role      `json:"role,omitempty"`       // the role of the account from now on
	NoNumber  bool      `json:"no_number,omitempty"`  // the account has no number from now on
	Sessions  int       `json:"sessions,omitempty"`   // how many were ended
	Fault     CodeFault `json:"fault,omitempty"`      // why a transfer code was refused
	Secret    string    `json:"secret,omitempty"`     // the name of a key, not the key
	Factor    Factor    `json:"factor,omitempty"`     // what was shown besides the password, or is to be

	City    string `json:"city,omitempty"`     // City.Name
	WasCity string `json:"was_city,omitempty"` // of whom the ledger was before, if it was another city's

	AsOf time.Time `json:"as_of,omitzero"` // of the newest entry of the trail before this one

	Look Look `json:"look,omitzero"` // what somebody looked at

	Clock ConfirmedClock `json:"clock,omitzero"` // between which moments the clock was believed

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

// CodeFaults lists all faults.
var CodeFaults = []CodeFault{CodeUnknown, CodeUsed, CodeOld, CodeEnded}

// A ConfirmedClock is what was known of the time when somebody confirmed the clock.
type ConfirmedClock struct {
	Was     time.Time `json:"was,omitzero"`     // the newest moment that the ledger had seen
	Now     time.Time `json:"now,omitzero"`     // what the machine said, and what counts since
	Carrier time.Time `json:"carrier,omitzero"` // what the carrier said, if it was the carrier that agreed
}

// A Look is what somebody looked at.
type Look struct {
	Page     Page         `json:"page"`
	Facility string       `json:"facility,omitempty"` // of DayPage and DayFile
	Day      booking.Date `json:"day,omitzero"`       // of DayPage and DayFile
	Last4    string       `json:"last4,omitempty"`    // of CardPage and TerminalPage, which have whole numbers, and of ApplicationPage
	Plan     Deed         `json:"plan,omitempty"`     // of PlanPage: one of plannable
}

// A Page is a page that shows whose bookings are whose.
type Page string

// The pages.
const (
	FoundPage       Page = "find"
	CardPage        Page = "card"
	ApplicationPage Page = "application" // the whole application IDs of a booking, on its card
	DayPage         Page = "list"
	DayFile         Page = "csv"
	AffectedPage    Page = "affected"
	PlanPage        Page = "plan"
	TerminalPage    Page = "terminal" // what a command at the terminal prints
)

// Pages lists all pages.
var Pages = []Page{FoundPage, CardPage, ApplicationPage, DayPage, DayFile, AffectedPage, PlanPage, TerminalPage}

// idLike matches the id of a facility, which may have digits in it. No telephone number
// that can be dialled matches.
var idLike = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// checked refuses a look at no page, and one that could have a telephone number in it.
// Its errors do not repeat the number.
func (l Look) checked() error {
	switch {
	case !slices.Contains(Pages, l.Page):
		return fmt.Errorf("store: found %d characters for a page that is looked at, expected one of %q", len(l.Page), Pages)
	case l.Plan != "" && !slices.Contains(plannable, l.Plan):
		return fmt.Errorf("store: found %d characters for what is planned, expected one of %q", len(l.Plan), plannable)
	case l.Last4 != "" && !fourDigits(l.Last4), l.Facility != "" && !idLike.MatchString(l.Facility):
		return errors.New("store: found a number in what somebody looked at, expected its last four digits at most")
	}
	return nil
}

// plannable has the deeds that staff can look at before they do them.
var plannable = []Deed{DidOpen, DidClose, DidSize, DidAdd, DidRetract}

// of refuses a detail with a fact that the deed does not have.
func (d Detail) of(deed Deed) error {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.deed == deed })
	if i < 0 {
		return fmt.Errorf("store: found the deed %.20q, expected one of Deeds", deed)
	}
	facts := reflect.ValueOf(d)
	for f := range facts.NumField() {
		if facts.Field(f).IsZero() {
			continue
		}
		if name := facts.Type().Field(f).Name; !slices.Contains(kinds[i].facts, name) {
			return fmt.Errorf("store: found the fact %s of the deed %s, expected %q at most", name, deed, kinds[i].facts)
		}
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
	for _, t := range []*time.Time{&d.Start, &d.Until, &d.Was.Start, &d.AsOf, &d.Clock.Was, &d.Clock.Now, &d.Clock.Carrier} {
		if !t.IsZero() {
			*t = t.In(booking.JST).Truncate(time.Second)
		}
	}
	return d
}
