package phone

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxDocuments is how many documents may follow one another in which the caller can
// do nothing: one and ten redirects.
const maxDocuments = 11

// A leg is one party of the call and the document that is played to it: the
// caller, or whoever picked up a <Dial> and hears a whisper.
type leg struct {
	call    *Call
	url     *url.URL // public address of the document
	method  string
	form    url.Values // the fields of every webhook of this leg
	whisper bool

	left      []node        // verbs that have not been played
	since     time.Duration // when the document began, from the beginning of the call
	documents int           // fetched since the party could last do something
	answered  bool          // a verb was played that picks up the call
	gather    *gather
	sounded   bool   // something was played outside a Gather since the last Gather
	rejected  string // the reason of a <Reject>
	hungUp    bool   // a <Hangup> was played
}

// fetch requests the next document, which the leg plays from then on.
func (l *leg) fetch(ctx context.Context, method string, at *url.URL, extra url.Values) error {
	if l.documents++; l.documents > maxDocuments {
		return l.rejects(reject(codePromise, "%d documents in a row: nobody can do anything", l.documents))
	}
	form := clone(l.form)
	for key, values := range extra {
		form[key] = values
	}
	response, err := l.call.line.document(ctx, method, at, form)
	if err != nil {
		return err
	}
	l.url, l.method, l.left, l.since = at, method, verbs(response), l.call.elapsed
	l.form.Set("CallStatus", "in-progress")
	if l.whisper {
		return nil // a whisper may just end: then the parties talk
	}
	if !endsByItself(l.left) {
		return l.rejects(reject(codePromise, "the document ends without saying what happens next: "+
			"expected <Hangup>, <Redirect>, or an action at its end"))
	}
	return nil
}

// follow resolves a reference of the current document and fetches it; "" means the
// document itself.
func (l *leg) follow(ctx context.Context, method, reference string, extra url.Values) error {
	at, err := l.url.Parse(reference)
	if err != nil {
		return l.rejects(reject(codeURL, "%v", err))
	}
	at.Fragment, at.RawFragment = "", ""
	return l.fetch(ctx, method, at, extra)
}

// rejects returns a rejection that names the current document as its place.
func (l *leg) rejects(rejection *Rejection) error { return located(rejection, l.method, l.url) }

// endsByItself reports whether the document always says what happens next.
func endsByItself(document []node) bool {
	for _, verb := range document {
		switch verb.Name {
		case "Hangup", "Redirect", "Reject":
			return true
		case "Dial":
			if verb.attr("action", "") != "" {
				return true
			}
		case "Gather":
			if verb.attr("actionOnEmptyResult", "") == "true" {
				return true
			}
		}
	}
	return false
}

// play plays until a Gather waits (l.gather is set) or nothing is left.
func (l *leg) play(ctx context.Context) error {
	for l.gather == nil && len(l.left) > 0 && !l.call.gone {
		verb := l.left[0]
		l.left = l.left[1:]
		l.answered = l.answered || verb.Name != "Redirect" && verb.Name != "Reject"
		switch verb.Name {
		case "Say", "Play", "Pause":
			l.listen(ctx, verb)
		case "Gather":
			l.gather = l.open(verb)
			if !l.whisper { // at a whisper, endless Gathers are a mistake as well
				l.documents = 0
			}
		case "Redirect":
			if err := l.follow(ctx, verb.attr("method", http.MethodPost), verb.text(), nil); err != nil {
				return err
			}
		case "Dial":
			if err := l.dial(ctx, verb); err != nil {
				return err
			}
		case "Reject":
			if l.answered {
				return l.rejects(reject(codePromise, "<Reject> in a call that was answered: expected <Hangup>"))
			}
			l.rejected, l.left = verb.attr("reason", "rejected"), nil
			l.call.note(Event{Kind: Rejected, Text: l.rejected})
		case "Hangup":
			l.hungUp, l.left = true, nil
		}
	}
	return nil
}

// listen plays a sound outside a Gather, during which keys are lost.
func (l *leg) listen(ctx context.Context, verb node) {
	l.sounded = true
	e := l.sound(verb)
	i := l.call.note(e)
	if !l.call.advance(ctx, e.Length) {
		l.call.cut(i)
	}
}

// sound returns the event of a <Say>, <Play> or <Pause>.
func (l *leg) sound(verb node) Event {
	switch verb.Name {
	case "Pause":
		return Event{Kind: Paused, Length: wholeSeconds(verb.attr("length", "1"))}
	case "Play":
		return Event{Kind: Played, Text: verb.text()}
	}
	s := spoken(verb)
	e := Event{Kind: Said, Text: s.text(), Rate: s.rate(), Language: verb.attr("language", ""), Voice: verb.attr("voice", "")}
	if l.whisper {
		e.Kind = Whispered
	}
	e.Length = s.length(e.Language, l.call.cfg.Seconds)
	if times, err := strconv.Atoi(verb.attr("loop", "1")); err == nil {
		e.Length *= time.Duration(times)
	}
	return e
}
