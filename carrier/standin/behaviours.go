package standin

import (
	"net/http"
	"strconv"
)

// A Behaviour is how the carrier takes a request.
type Behaviour struct {
	Name string
	Done bool // whether it does what is asked for, whatever it answers
	do   func(w http.ResponseWriter, r *http.Request, process func() answer)
}

func (b Behaviour) String() string { return b.Name }

// Well does what is asked for, and says so.
var Well = Behaviour{"well", true, func(w http.ResponseWriter, _ *http.Request, process func() answer) {
	a := process()
	write(w, a.status, a.json())
}}

// Refused refuses a request with a code. https://www.twilio.com/docs/api/errors
func Refused(status, code int) Behaviour {
	return Behaviour{"refused with " + strconv.Itoa(code), false, func(w http.ResponseWriter, _ *http.Request, _ func() answer) {
		write(w, status, refusal(status, code).json())
	}}
}

// Limited has too much to do, and says for how many seconds. A gateway of the carrier
// may say so without JSON. https://www.twilio.com/docs/api/errors/20429
func Limited(seconds int) Behaviour {
	return Behaviour{"limited", false, func(w http.ResponseWriter, _ *http.Request, _ func() answer) {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		write(w, http.StatusTooManyRequests, refusal(http.StatusTooManyRequests, 20429).json())
	}}
}

// LimitedByAGateway has too much to do, and says so on a page for people.
var LimitedByAGateway = page("limited by a gateway", http.StatusTooManyRequests, "")

// Unavailable is a server error on a page for people. Nobody knows what is behind it.
var Unavailable = page("unavailable", http.StatusServiceUnavailable, "")

// Failed is a server error, told as the carrier tells errors.
var Failed = Behaviour{"failed", true, func(w http.ResponseWriter, _ *http.Request, process func() answer) {
	process()
	write(w, http.StatusInternalServerError, refusal(http.StatusInternalServerError, 20500).json())
}}

// Moved leads somewhere else, where nobody should follow with the credentials.
var Moved = page("moved", http.StatusFound, "https://api.twilio.com/elsewhere")

// MovedAfterAll does what is asked for, and says so below the status of a redirection.
var MovedAfterAll = Behaviour{"moved after all", true, func(w http.ResponseWriter, _ *http.Request, process func() answer) {
	w.Header().Set("Location", "https://api.twilio.com/elsewhere")
	write(w, http.StatusTemporaryRedirect, process().json())
}}

// Forbidden is a proxy on the way that lets nothing through.
var Forbidden = page("forbidden by a proxy", http.StatusForbidden, "")

// Hang says nothing, until whoever asks goes.
var Hang = Behaviour{"hang", false, func(_ http.ResponseWriter, r *http.Request, _ func() answer) {
	<-r.Context().Done()
}}

// Slow does what is asked for, and has said half of it when whoever asks goes.
var Slow = Behaviour{"slow", true, func(w http.ResponseWriter, r *http.Request, process func() answer) {
	half(w, process())
	<-r.Context().Done()
}}

// Lost does what is asked for, and cuts the connection.
var Lost = Behaviour{"lost", true, func(_ http.ResponseWriter, _ *http.Request, process func() answer) {
	process()
	panic(http.ErrAbortHandler)
}}

// Half does what is asked for, and cuts the connection in the middle of its answer.
var Half = Behaviour{"half", true, func(w http.ResponseWriter, _ *http.Request, process func() answer) {
	half(w, process())
	panic(http.ErrAbortHandler)
}}

// Empty does what is asked for, and answers nothing about it.
var Empty = Behaviour{"empty", true, func(w http.ResponseWriter, _ *http.Request, process func() answer) {
	write(w, process().status, []byte("{}"))
}}

// Troubles are all that leave the outcome unknown.
var Troubles = []Behaviour{Unavailable, Failed, Moved, MovedAfterAll, Forbidden, Hang, Slow, Lost, Half, Empty}

func page(name string, status int, location string) Behaviour {
	return Behaviour{name, false, func(w http.ResponseWriter, _ *http.Request, _ func() answer) {
		if location != "" {
			w.Header().Set("Location", location)
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<html><body>" + name + "</body></html>")) // nobody to tell
	}}
}

func write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever asked may have gone
}

// half writes half of an answer, so that it is on its way.
func half(w http.ResponseWriter, a answer) {
	body := a.json()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	write(w, a.status, body[:len(body)/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
