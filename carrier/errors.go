package carrier

import (
	"errors"
	"fmt"
	"time"
)

// A Kind says what an error means for whoever would ask again.
type Kind int

// The kinds of an error. The zero Kind is the one that needs the most care.
const (
	// Unknown: nobody knows whether it was done. There was no answer in time, or one that
	// says nothing: a server error, a redirection, half a body. What was asked for is looked
	// for, with [Client.FindTexts] or [Client.FindCalls], before it is asked for again.
	Unknown Kind = iota

	// Limited: too much was asked for at once. It was not processed, and may be asked for
	// again after a while: https://www.twilio.com/docs/api/errors/20429.
	Limited

	// Refused: it was not done, and will not be if it is asked for in the same way again.
	Refused
)

func (k Kind) String() string {
	switch k {
	case Limited:
		return "limited"
	case Refused:
		return "refused"
	}
	return "unknown"
}

// A Reason is what a code of the carrier means, of those that something can be done about.
type Reason int

// The reasons. NoReason is any other code, or none.
const (
	NoReason   Reason = iota
	BadNumber         // nobody can have the number
	OptedOut          // whoever has the number wants no texts from us
	Landline          // the number takes no texts
	BadSender         // our number may not send there, or not at all
	BadSecret         // the credentials are wrong, or not allowed this
	NotActive         // the account is suspended or closed
	NotThere          // there is no such thing
	NotAllowed        // the account may not call or text there: its permissions, or a trial
)

func (r Reason) String() string {
	switch r {
	case BadNumber:
		return "nobody can have that number"
	case OptedOut:
		return "that number wants no texts from this one"
	case Landline:
		return "that number takes no texts"
	case BadSender:
		return "our number may not send there"
	case BadSecret:
		return "the credentials are wrong, or not allowed to do that"
	case NotActive:
		return "the account is not active"
	case NotThere:
		return "there is no such thing"
	case NotAllowed:
		return "the account may not call or text there (Geo permissions, or a trial account)"
	}
	return ""
}

// What has to be asked for less often: requests, and texts from one number that wait at the
// carrier. https://www.twilio.com/docs/api/errors/21611
const (
	tooMany   = 20429
	queueFull = 21611
)

// ReasonOf returns what a code means, also one that came in a status callback.
// https://www.twilio.com/docs/api/errors has a page for each.
func ReasonOf(code int) Reason {
	switch code {
	case 21211:
		return BadNumber
	case 21610:
		return OptedOut
	case 21614, 21635, 30006:
		return Landline
	case 21606, 21612, 21657:
		return BadSender
	case 20003:
		return BadSecret
	case 20005:
		return NotActive
	case 20404:
		return NotThere
	case 21215, 21408, 21608, 13227:
		return NotAllowed
	}
	return NoReason
}

// An Error says what became of a request that failed. Neither it nor what it wraps repeats
// a number, a text or a credential; the carrier's own message does, and is not in it.
type Error struct {
	Kind       Kind
	What       string        // what was asked for, such as "send a text"
	Status     int           // of HTTP; 0 if there was no answer, or nothing was asked
	Code       int           // the carrier's; 0 if it told none
	RetryAfter time.Duration // if Limited, and the carrier said so; at most an hour
	Err        error         // what went wrong on the way; may be nil
}

func (e *Error) Error() string {
	said := ""
	switch e.Kind {
	case Limited:
		said = "the carrier has too much to do to " + e.What
	case Refused:
		said = "the carrier refuses to " + e.What
	default:
		said = "it is not known whether the carrier could " + e.What
	}
	if reason := ReasonOf(e.Code); reason != NoReason {
		said += ": " + reason.String()
	}
	if e.Code != 0 {
		said += fmt.Sprintf(" (https://www.twilio.com/docs/api/errors/%d)", e.Code)
	} else if e.Status != 0 {
		said += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.Err != nil {
		said += ": " + e.Err.Error()
	}
	return said
}

func (e *Error) Unwrap() error { return e.Err }

// Reason returns why it was refused, if that is known.
func (e *Error) Reason() Reason { return ReasonOf(e.Code) }

// KindOf returns the kind of an error that may be wrapped. One that is not an [*Error] is
// Unknown.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unknown
}

// Because reports whether an error was refused for a reason.
func Because(err error, reason Reason) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == Refused && e.Reason() == reason
}

// unasked refuses what the carrier need not be asked for.
func unasked(what, format string, args ...any) *Error {
	return &Error{Kind: Refused, What: what, Err: fmt.Errorf(format, args...)}
}

// unclear says that the answer was good, and lacked something that it must have.
func unclear(what string, w *wire, format string, args ...any) *Error {
	return &Error{What: what, Status: w.status, Err: fmt.Errorf(format, args...)}
}
