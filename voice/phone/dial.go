package phone

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Dial is a <Dial> of the line, as the called party sees it.
type Dial struct {
	Number     string
	CallerID   string
	Timeout    time.Duration // how long it rings at most, with what Twilio adds to the timeout
	WhisperURL string        // "" means none
}

// Answer is how the called party answers a Dial.
type Answer struct {
	Status           string        // completed, busy, no-answer, failed or canceled; "" means no-answer
	Ring             time.Duration // before it is picked up or refused; from the Dial's timeout on it is a no-answer
	Talk             time.Duration // with the caller, if completed
	Keys             string        // pressed in the whisper: one turn for each of its Gathers, as in Play; then nothing
	HangsUpInWhisper bool          // hangs up before the caller is put through; still completed, but not bridged
}

// statuses are the ends of a dialled call that Answer may choose.
var statuses = []string{"completed", "busy", "no-answer", "failed", "canceled"}

func checkDial(n node) *Rejection {
	numbers := verbs(n)
	direct := n.text()
	switch {
	case len(numbers) == 0 && direct == "":
		return reject(codeNumber, "<Dial> without a number")
	case len(numbers) > 0 && direct != "":
		return reject(codeSchema, "<Dial> with both the text %q and <Number>", excerpt([]byte(direct)))
	case len(numbers) > 1:
		return reject(codePromise, "<Dial> of %d numbers: the line dials one at a time", len(numbers))
	case n.attr("callerId", "") == "":
		return reject(codeCallerID, "<Dial> without callerId: the line shows its own number")
	case direct != "":
		return checkNumber(direct)
	}
	return nil
}

// checkNumber rejects what is not E.164, https://www.twilio.com/docs/api/errors/13223
func checkNumber(number string) *Rejection {
	if isE164(number) != "" {
		return reject(codeNumber, "number %q: expected E.164, e.g. +81312345678", excerpt([]byte(number)))
	}
	return nil
}

// outcome is what the action of a <Dial> is told.
type outcome struct {
	status  string
	sid     string
	lasted  time.Duration // of the dialled call, from pick-up
	bridged bool
}

// dial connects the caller to somebody else and then follows the action.
// https://www.twilio.com/docs/voice/twiml/dial
func (l *leg) dial(ctx context.Context, verb node) error {
	if l.whisper {
		return l.rejects(reject(codeSchema, "<Dial> may not stand in a whisper"))
	}
	if own := verb.attr("callerId", ""); own == l.call.resident() {
		return l.rejects(reject(codeCallerID, "<Dial> shows the caller's number %s: expected the line's own", own))
	}
	l.sounded = true
	result, err := l.connect(ctx, verb)
	if err != nil || l.call.gone {
		return err
	}
	action := verb.attr("action", "")
	if action == "" {
		return nil
	}
	return l.follow(ctx, verb.attr("method", http.MethodPost), action, url.Values{
		"DialCallStatus":   {result.status},
		"DialCallSid":      {result.sid},
		"DialCallDuration": {seconds(result.lasted)},
		"DialBridged":      {boolean(result.bridged)},
	})
}

// connect lets the called party ring, hear the whisper, and talk with the caller.
func (l *leg) connect(ctx context.Context, verb node) (outcome, error) {
	call := l.call
	d, number := destination(verb)
	answer := Answer{Status: "no-answer", Ring: d.Timeout}
	if call.cfg.Answer != nil {
		answer = settle(call.cfg.Answer(d), d.Timeout)
	}
	if !slices.Contains(statuses, answer.Status) {
		return outcome{}, fmt.Errorf("phone: Config.Answer gave the status %q: expected one of %q", answer.Status, statuses)
	}
	if err := CheckKeys(answer.Keys); err != nil {
		return outcome{}, fmt.Errorf("phone: Config.Answer: %w", err)
	}
	child := l.child(d)
	result := outcome{status: answer.Status, sid: child.form.Get("CallSid")}
	if err := child.report(ctx, number, "initiated", "initiated", 0); err != nil {
		return result, err
	}
	if err := child.report(ctx, number, "ringing", "ringing", 0); err != nil {
		return result, err
	}
	rings := call.note(Event{Kind: Dialled, Text: d.Number, Length: answer.Ring})
	if !call.advance(ctx, answer.Ring) {
		call.cut(rings)
		return result, nil
	}
	if answer.Status == "completed" {
		if err := child.report(ctx, number, "answered", "in-progress", 0); err != nil {
			return result, err
		}
		picked := call.elapsed
		talks, err := child.listens(ctx, number, answer)
		if err != nil || call.gone {
			return result, err
		}
		if result.bridged = talks; talks {
			talk := min(answer.Talk, wholeSeconds(verb.attr("timeLimit", "14400")))
			i := call.note(Event{Kind: Talked, Text: d.Number, Length: talk})
			if !call.advance(ctx, talk) {
				call.cut(i)
			}
		}
		result.lasted = call.elapsed - picked
	}
	if !result.bridged {
		call.note(Event{Kind: Unbridged, Text: answer.Status})
	}
	return result, child.report(ctx, number, "completed", answer.Status, result.lasted)
}

// addedRing is what Twilio adds to the timeout of a <Dial>.
// https://www.twilio.com/docs/voice/twiml/dial#timeout
const addedRing = 5 * time.Second

// destination reads whom a <Dial> calls. number is its <Number>, empty if it has none.
func destination(verb node) (d Dial, number node) {
	d = Dial{Number: verb.text(), CallerID: verb.attr("callerId", ""), Timeout: wholeSeconds(verb.attr("timeout", "30")) + addedRing}
	if numbers := verbs(verb); len(numbers) > 0 {
		number = numbers[0]
		d.Number, d.WhisperURL = number.text(), number.attr("url", "")
	}
	return d, number
}

// settle makes an answer consistent: a call that rings too long is not answered.
func settle(a Answer, timeout time.Duration) Answer {
	if a.Status == "" || a.Ring >= timeout {
		a.Status = "no-answer"
	}
	if a.Status == "no-answer" {
		a.Ring = timeout
	}
	a.Ring, a.Talk = max(0, a.Ring), max(0, a.Talk)
	return a
}

// child returns the leg of the called party.
func (l *leg) child(d Dial) *leg {
	form := l.call.baseForm(newSID(), d.CallerID, d.Number, "outbound-dial")
	form.Set("ParentCallSid", l.call.cfg.SID)
	form.Set("CallStatus", "in-progress")
	return &leg{call: l.call, url: l.url, method: l.method, form: form, whisper: true}
}

// listens plays the whisper to whoever picked up. It returns true if the parties are
// put through, because the whisper was played to its end.
func (l *leg) listens(ctx context.Context, number node, answer Answer) (bool, error) {
	if whisper := number.attr("url", ""); whisper != "" {
		if err := l.follow(ctx, number.attr("method", http.MethodPost), whisper, nil); err != nil {
			return false, err
		}
		turns := strings.Fields(answer.Keys)
		for {
			if err := l.play(ctx); err != nil {
				return false, err
			}
			if l.gather == nil {
				break
			}
			if answer.HangsUpInWhisper {
				return false, nil
			}
			keys := silentTurn
			if len(turns) > 0 {
				keys, turns = turns[0], turns[1:]
			}
			if err := l.reply(ctx, keys); err != nil || l.call.gone {
				return false, err
			}
		}
	}
	return !l.hungUp && l.rejected == "" && !answer.HangsUpInWhisper, nil
}

// reply presses keys at the whisper's Gather once it has spoken, or lets it run out. The
// caller may hang up meanwhile.
func (l *leg) reply(ctx context.Context, keys string) error {
	g := l.gather
	if !l.call.advance(ctx, g.spoken-l.call.elapsed) {
		return nil
	}
	if keys == silentTurn {
		keys = ""
	} else {
		l.call.note(Event{Kind: Keyed, Text: keys})
	}
	for i := range len(keys) {
		if complete, finishedOn := g.take(keys[i]); complete {
			return l.close(ctx, finishedOn)
		}
	}
	if !l.call.advance(ctx, g.timeout) {
		return nil
	}
	return l.close(ctx, "")
}

// report tells the <Number>'s statusCallback about an event, if it wants that one.
// https://www.twilio.com/docs/voice/twiml/number#attributes-status-callback
func (l *leg) report(ctx context.Context, number node, event, status string, lasted time.Duration) error {
	to := number.attr("statusCallback", "")
	if to == "" || !slices.Contains(strings.Fields(number.attr("statusCallbackEvent", "completed")), event) {
		return nil
	}
	at, err := l.url.Parse(to)
	if err != nil {
		return l.rejects(reject(codeURL, "%v", err))
	}
	form := clone(l.form)
	form.Set("CallStatus", status)
	form.Set("CallbackSource", "call-progress-events")
	form.Set("Timestamp", l.call.now().UTC().Format(time.RFC1123Z))
	form.Set("SequenceNumber", sequence[event])
	if event == "completed" {
		form.Set("CallDuration", seconds(lasted))
	}
	return l.call.line.notify(ctx, number.attr("statusCallbackMethod", http.MethodPost), at, form)
}

var sequence = map[string]string{"initiated": "0", "ringing": "1", "answered": "2", "completed": "3"}
