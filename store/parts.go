package store

import (
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A Part narrows a transaction to what one purpose needs. A page or a command names the
// part that it works with, and code that reaches beyond that part does not compile. The
// parts of staff are here, since the console and the terminal share them; code for
// another audience declares its own.
//
// What staff read has its telephone numbers Masked. The whole of one is returned by what
// writes down who saw it, and by nothing else.
//
//	err := ledger.View(ctx, store.ToFind.Do(func(tx store.Finding) error { … }))
type Part[P any] func(*Tx) P

// Do turns a function that works with the part into one that View and Update run.
func (p Part[P]) Do(fn func(P) error) func(*Tx) error {
	return func(tx *Tx) error { return fn(p(tx)) }
}

// The parts that staff use, at the console and at the terminal.
var (
	ToSignIn Part[SigningIn] = func(tx *Tx) SigningIn { return tx }
	ToFind   Part[Finding]   = func(tx *Tx) Finding { return clerk{tx} }
	ToServe  Part[Serving]   = func(tx *Tx) Serving { return clerk{tx} }
	ToPass   Part[Passing]   = func(tx *Tx) Passing { return clerk{tx} }
	ToCount  Part[Counting]  = func(tx *Tx) Counting { return clerk{tx} }
	ToPlan   Part[Planning]  = func(tx *Tx) Planning { return clerk{tx} }
	ToTell   Part[Telling]   = func(tx *Tx) Telling { return clerk{tx} }
	ToRule   Part[Ruling]    = func(tx *Tx) Ruling { return clerk{tx} }
	ToProve  Part[Proving]   = func(tx *Tx) Proving { return tx }
	ToHire   Part[Hiring]    = func(tx *Tx) Hiring { return tx }
	ToWatch  Part[Watching]  = func(tx *Tx) Watching { return clerk{tx} }
	ToOwn    Part[Owning]    = func(tx *Tx) Owning { return tx }
)

// SigningIn is the part for signing in, staying signed in and signing out.
type SigningIn interface {
	AccountOf(name string) (a Account, secret string, err error)
	SignInWait(Try) (retry time.Time, err error)
	TrySignIn(Try) (retry time.Time, err error)
	WrongPassword(name string) error
	Forgive(Try) error
	SignIn(name string, token [32]byte, alone bool) error
	FactorsOf(staff int64) (Factors, error)
	BeginSecondStep(name string, token [32]byte, alone bool) error
	SessionOf(token [32]byte, idle, longest time.Duration) (Session, bool, error)
	Touch(token [32]byte) error
	SetOwnSecret(s Session, secret string) error
	SignOut(token [32]byte) error
	SignOutEverywhere(staff int64) (sessions int, err error)
}

// Proving is the part for showing a second factor, and for looking after one's own.
type Proving interface {
	Now() time.Time
	FactorsOf(staff int64) (Factors, error)
	AppOf(staff int64) (a App, ok bool, err error)

	// Between the password and the session.
	SecondStepOf(token [32]byte) (SecondStep, error)
	AskPasskey(token [32]byte, asked []byte) error
	WrongCode(Account) (retry time.Time, err error)
	PassCode(token, session [32]byte, step int64) error
	PassRecovery(token, session, hash [32]byte) error
	PassPasskey(token, session [32]byte, credential []byte, signs uint32) error

	// One's own.
	OfferApp(s Session, sealed []byte) error
	OfferPasskey(s Session, asked []byte) error
	OfferTo(Session) (o Offer, ok bool, err error)
	AddApp(s Session, step int64, recovery [][32]byte) error
	DropApp(Session) error
	AddPasskey(s Session, p Passkey, recovery [][32]byte) error
	NamePasskey(a Account, id int64, name string) error
	DropPasskey(s Session, id int64) error
	NewRecovery(s Session, hashes [][32]byte) error
}

// Finding is the part for finding a caller, what they have, and what is free for them.
// It changes nothing, except that See, Number, Numbers and Applications write down that somebody looked.
type Finding interface {
	// Who it is, by what an agent is told.
	FindPhone(Masked) ([]Seen, error)
	FindLast4(string) ([]FoundPhone, error)
	Booking(id int64) (Seen, error)
	BookingOf(booking.Receipt) (Seen, error)
	Day(facility string, day booking.Date) ([]Seen, error)
	List(Filter) ([]Seen, error)

	// What is known about them.
	Known(Masked) (ivr.Acquaintance, error)
	Bookings(Masked) ([]Seen, error)
	Staffed(Seen) (bool, error)
	Holds(Masked) ([]booking.Hold, error)
	Audit(id int64) ([]Entry, error)
	LastChange(id int64) (Entry, bool, error)
	LastCall(Masked) (LastCall, bool, error)
	CallBacks() ([]CallBack, error)
	Messages(id int64) ([]SeenMessage, error)
	Reminded(Masked) (bool, error)

	Slots(SlotFilter) ([]booking.Slot, error)
	Timeline(facility string, from, until time.Time) (booking.Timeline, error)
	Starting(facility string, from, until time.Time) (int, error)
	Without(b Seen, fn func() error) error
	See(bookings []int64, look Look) error

	// The whole of a number, on record.
	Number(m Masked, of []Seen, look Look) (booking.Phone, error)
	Numbers(of []Seen, look Look) (map[int64]booking.Phone, error)

	// What those who come are there for, and their whole application IDs, on record.
	Errands(Seen) ([]SeenErrand, error)
	Applications(b Seen, look Look) ([]booking.ApplicationID, error)
}

// Serving is the part for booking, changing and cancelling for a caller, by the line's
// own rules, for saying who came, for leaving words on a booking, and for what its number is
// told by itself.
type Serving interface {
	Now() time.Time
	BookingOf(booking.Receipt) (Seen, error)
	MayHave(r booking.Rules, facility string, start time.Time, party int) error
	MayChange(c *booking.City, b Seen, to booking.Change) error
	Earliest(r booking.Rules, w booking.Want, from time.Time) (time.Time, error)
	Latest(r booking.Rules, w booking.Want, before time.Time) (time.Time, error)
	Book(r booking.Rules, m Masked, q booking.Request) (Seen, error)
	Change(c *booking.City, receipt booking.Receipt, to booking.Change) (Seen, error)
	Cancel(r booking.Rules, receipt booking.Receipt) (Seen, error)
	Attend(receipt booking.Receipt, came booking.Came) (Seen, error)
	LastChange(id int64) (Entry, bool, error)
	Remark(id int64, text string) error
	SetAside(Limit) error
	SetErrands(c *booking.City, receipt booking.Receipt, edits []ErrandEdit) (Seen, error)
	SendText(receipt booking.Receipt) error
	SetReminded(m Masked, on bool) error
}

// Passing is the part for taking calls that are passed on, for calling back, and for
// passing a caller into the line.
type Passing interface {
	Now() time.Time
	CallsBeingPassed(since time.Time) ([]PassedCall, error)
	CallBacks() ([]CallBack, error)
	TakeBack(id, staffID int64) error
	EndBack(id, staffID int64, outcome Outcome) error
	NewCode(m Masked, staffID int64) (code string, err error)
}

// Counting is the part for a counter's day: who is booked, and who came without a
// booking.
type Counting interface {
	Day(facility string, day booking.Date) ([]Seen, error)
	Visitors(facility string, day booking.Date) ([]Visitor, error)
	AddVisitor(facility string, party int) (Visitor, error)
	SetVisitor(facility string, day booking.Date, number int, to VisitorState) (Visitor, error)
	WalkInOver(facility string, day booking.Date) (bool, error)
}

// Planning is the part for the days to come: how full they are, what staff decide about
// them, and whose bookings that concerns.
type Planning interface {
	Now() time.Time
	Calendar(facility string, from, until booking.Date) ([]DayLoad, error)
	Slots(SlotFilter) ([]booking.Slot, error)
	InRange(facility string, from, until time.Time) ([]booking.Slot, []Seen, error)
	List(Filter) ([]Seen, error)
	SetOpen(facility string, from, until time.Time, open bool) (changed []booking.Slot, affected []Seen, err error)
	SetCapacity(facility string, from, until time.Time, desks int) (changed []booking.Slot, over []Seen, err error)
	AddTime(facility string, from, until time.Time, desks int, every time.Duration) (changed []booking.Slot, err error)
	Decisions(facility string, from, until time.Time) ([]Decision, error)
	Foresee(plans []booking.DayPlan) (outside, over []Seen, err error)
	Retract(decision int64) (changed []booking.Slot, affected []Seen, err error)
	OverPromised(facility string, from, until time.Time) ([]Seen, error)
	Unstaffed(facility string, from, until time.Time) ([]Seen, error)
	Timeline(facility string, from, until time.Time) (booking.Timeline, error)
}

// Telling is the part for what callers are told beyond their own bookings.
type Telling interface {
	ListNotices(over bool) ([]Notice, error)
	AddNotice(Notice) (Notice, error)
	EndNotice(id int64) error
	WalkInOver(facility string, day booking.Date) (bool, error)
	SetWalkIn(facility string, day booking.Date, over bool) (changed bool, err error)
}

// Ruling is the part for who is turned away, what the line has done, and who did what.
type Ruling interface {
	Blocked() ([]BlockedNumber, error)
	Block(m Masked, on bool) (changed bool, err error)
	BlockedKinds() ([]BlockedKind, error)
	BlockKind(kind booking.CallerKind, on bool) (changed bool, err error)
	Figures(from, until booking.Date, facilityOf func(line booking.Phone) string) ([]Figures, error)
	FiguresByService(from, until booking.Date) ([]ServiceFigures, error)
	Endings(from, until booking.Date) ([]Ending, error)
	FirstReplies(day booking.Date, each func(line booking.Phone, r ivr.Reply) error) error
	Trail(before int64, n int, f TrailFilter) ([]Entry, error)
	Alarms() ([]Alarm, error)
}

// Hiring is the part for the accounts that sign in. Only the terminal uses it.
type Hiring interface {
	Accounts(ended bool) ([]Account, error)
	AccountOf(name string) (a Account, secret string, err error)
	AddAccount(a Account, secret string) (Account, error)
	EndAccount(name string) error
	SetSecret(name, secret string) error
	SetRole(name string, role Role) error
	SetNumber(name, number string) error
	FactorsOf(staff int64) (Factors, error)
	DropFactors(name string) error
}

// Watching is the part for noticing that something has changed, for open pages.
type Watching interface {
	Now() time.Time
	Changed() (int64, error)
	CallsBeingPassed(since time.Time) ([]PassedCall, error)
}

// Owning is the part for saying whose the ledger is. Only the terminal uses it.
type Owning interface {
	Whose() (Whose, error)
	Adopt(City) error
}
