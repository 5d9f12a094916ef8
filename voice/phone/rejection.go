package phone

import (
	"errors"
	"fmt"
)

// ErrOver says that the call is over. Whatever needs a live call returns it.
var ErrOver = errors.New("phone: the call is over")

// Rejection is a mistake of the line: something that Twilio refuses, or that breaks
// a promise of the line and so is refused by this telephone.
type Rejection struct {
	Code  int    // Twilio's error code (https://www.twilio.com/docs/api/errors); 0 means a promise of the line itself
	What  string // what was found and what was expected
	Where string // the request that was answered wrongly: "POST /voice/turn?n=2"
	Err   error  // the cause when the request itself failed, else nil
}

// The codes this telephone uses, https://www.twilio.com/docs/api/errors
const (
	codePromise     = 0
	codeURL         = 11100
	codeHTTP        = 11200
	codeConnection  = 11205
	codeTooLarge    = 11750
	codeParse       = 12100
	codeSchema      = 12200
	codeContentType = 12300
	codeCallerID    = 13214
	codeNumber      = 13223
	codeVoice       = 13511
	codeSayText     = 13520
	codeSayLength   = 13521
)

var titles = map[int]string{
	codeURL:         "URL",
	codeHTTP:        "HTTP",
	codeConnection:  "connection",
	codeTooLarge:    "too large",
	codeParse:       "XML",
	codeSchema:      "schema",
	codeContentType: "Content-Type",
	codeCallerID:    "caller ID",
	codeNumber:      "number",
	codeVoice:       "voice",
	codeSayText:     "text",
	codeSayLength:   "text length",
}

// Error returns such as `12200 schema: <Gather> has no attribute "numDigit" (POST /voice/turn)`.
func (r *Rejection) Error() string {
	head := "promise of the line"
	if r.Code != codePromise {
		head = fmt.Sprintf("%d %s", r.Code, titles[r.Code])
	}
	if r.Where == "" {
		return head + ": " + r.What
	}
	return fmt.Sprintf("%s: %s (%s)", head, r.What, r.Where)
}

// Unwrap returns the cause if the request itself failed.
func (r *Rejection) Unwrap() error { return r.Err }

func reject(code int, format string, args ...any) *Rejection {
	return &Rejection{Code: code, What: fmt.Sprintf(format, args...)}
}
