package ivr_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice"
	"madoguchi/voice/phone"
)

// talk reaches the dialogue without a wire: the ledger stores the call after
// every turn and reads it again before the next.
type talk struct {
	*scene
	d    *ivr.Dialogue
	sid  string
	n    int
	open bool
	ask  *ivr.Ask // what the line waits for
	last ivr.Call // as its last turn left it
}

func newTalk(s *scene) line { return &talk{scene: s, d: s.dialogue()} }

func (l *talk) call(from string, to booking.Phone) {
	l.sid, l.n, l.open = l.sid+"x", 0, true
	origin := l.origin
	origin.From = from
	l.turn(ivr.Turn{Caller: l.config.City.CallerOf(origin), Line: to, In: ivr.Input{Kind: ivr.Arrived}})
}

func (l *talk) pickUp() {
	l.sid, l.n, l.open = l.sid+"x", 0, true
	l.turn(ivr.Turn{Caller: booking.CallerFrom(l.from), Line: l.config.City.Number, Message: l.calls, In: ivr.Input{Kind: ivr.Arrived}})
}

func (l *talk) press(keys string) {
	if l.ask != nil && l.ask.Finish != "" {
		keys, _, _ = strings.Cut(keys, l.ask.Finish)
	}
	if keys == "" { // only the key that ends an answer
		l.silence()
		return
	}
	l.turn(ivr.Turn{In: ivr.Input{Kind: ivr.Pressed, Keys: keys}})
}

func (l *talk) pressAtOnce(keys string) {
	l.turn(ivr.Turn{In: ivr.Input{Kind: ivr.Pressed, Keys: keys, After: time.Millisecond}})
}
func (l *talk) silence() { l.turn(ivr.Turn{In: ivr.Input{Kind: ivr.Silent}}) }

func (l *talk) hangUp() {
	if !l.open {
		l.t.Fatal("the call is over, nobody can hang up")
	}
	l.open = false
	if err := l.store.HangUp(l.t.Context(), l.sid); err != nil {
		l.t.Fatal(err)
	}
}

func (l *talk) turn(t ivr.Turn) {
	l.t.Helper()
	if !l.open {
		l.t.Fatal("the call is over, nobody listens")
	}
	t.SID, t.N = l.sid, l.n
	if t.In.After == 0 {
		t.In.After = time.Minute // who has heard all that there is to hear
	}
	l.n++
	reply, err := l.store.Turn(l.t.Context(), t, func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		reply, err := l.d.Answer(tx, call, in)
		l.last = *call
		return reply, err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	if wrong := l.d.Disagrees(reply); wrong != "" {
		l.t.Error(wrong)
	}
	l.ask = reply.Ask
	for _, said := range reply.Say {
		l.hears(said.Text, said.Slow)
	}
	switch {
	case reply.Ask != nil:
	case reply.Pass != nil:
		l.turn(ivr.Turn{In: ivr.Input{Kind: ivr.Returned, Person: l.pass(*reply.Pass)}})
	default:
		l.happens("the line hangs up")
		l.hangUp()
	}
}

// pass returns how a call that is passed on ends.
func (l *talk) pass(p ivr.Pass) ivr.Answered {
	l.happens(fmt.Sprintf("the line dials %s as %s", p.To, p.CallerID))
	hears, ending := hearings[l.person], endings[l.person]
	if p.Take == "" && hears > 1 { // who need not press 1 is put through
		hears, ending = 1, ivr.Talked
	}
	for range hears {
		l.happens("the agent hears: " + p.Whisper)
		if p.Take != "" {
			l.named(p.Take)
		}
	}
	l.happens(became(ending == ivr.Talked, l.person))
	l.setNow(l.now.Add(l.rings))
	return ending
}

// endings are how a call to a person can end.
var endings = map[string]ivr.Answered{
	"answers": ivr.Talked, "busy": ivr.Engaged, "no-answer": ivr.NoAnswer, "hangs up in the whisper": ivr.NoAnswer,
	"voicemail": ivr.NoAnswer, "presses another key": ivr.NoAnswer,
}

// hearings are how often who picks up hears what the call is about.
var hearings = map[string]int{"answers": 1, "hangs up in the whisper": 1, "voicemail": 2, "presses another key": 2}

// named writes down that the key was named, for whoever does not do as it says.
func (s *scene) named(take string) {
	if hearings[s.person] > 1 {
		s.happens("the agent hears: " + take)
	}
}

func became(talked bool, person string) string {
	if talked {
		return "they talk"
	}
	return "nobody talks: " + person
}

const publicURL = "https://madoguchi.example.jp/line"

// wire reaches the dialogue as Twilio does: HTTP, signatures, TwiML.
type wire struct {
	*scene
	server  *httptest.Server
	handler http.Handler
	client  *http.Client
	on      *phone.Call
	rough   bool // every webhook twice, a restart after each
	seconds func(language, text string) float64
	take    string // how the key is named that takes a call
	tries   int    // how often the line has called
}

func newWire(s *scene) line { return startWire(s, false) }

func newRoughWire(s *scene) line { return startWire(s, true) }

func startWire(s *scene, rough bool) *wire {
	l := &wire{scene: s, rough: rough}
	l.serve()
	l.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.handler.ServeHTTP(w, r) }))
	s.t.Cleanup(l.server.Close)
	l.client = l.server.Client()
	l.client.Transport = &delivery{wire: l, next: l.client.Transport}
	return l
}

func (l *wire) serve() {
	d := l.dialogue()
	l.take = d.Apology(l.now).Take
	l.seconds = func(language, text string) float64 { return d.SecondsAt(language, text, 100) }
	l.handler = (&voice.Server{
		Ledger: l.store, Answer: d.Answer, Voices: l.voices(), PublicURL: publicURL,
		CallerOf: l.config.City.CallerOf, CallerHeader: l.config.City.Centre.Forwarded.Header,
		Tokens: voice.Keys{"12345"}, Now: l.clock, Deadline: time.Minute, Log: slog.New(slog.DiscardHandler),
		Messages: l.reported,
	}).Handler()
}

// delivery is a network that delivers every webhook twice, and a server that
// is restarted after each.
type delivery struct {
	wire *wire
	next http.RoundTripper
}

func (d *delivery) RoundTrip(r *http.Request) (*http.Response, error) {
	if !d.wire.rough {
		return d.next.RoundTrip(r)
	}
	form, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var bodies []string
	var last *http.Response
	for range 2 {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(form))
		if last, err = d.next.RoundTrip(again); err != nil {
			return nil, err
		}
		body, err := io.ReadAll(last.Body)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, string(body))
		d.wire.restart()
	}
	if bodies[0] != bodies[1] {
		return nil, fmt.Errorf("%s: answered twice, differently:\n%s\n%s", r.URL.Path, bodies[0], bodies[1])
	}
	last.Body = io.NopCloser(strings.NewReader(bodies[1]))
	return last, nil
}

func (l *wire) restart() {
	if err := l.store.Close(); err != nil {
		l.t.Fatal(err)
	}
	l.open()
	l.serve()
}

// pickUp has the line call with its message, as Twilio does what a sender asks it for.
func (l *wire) pickUp() {
	l.tries++
	answer, _, report := voice.Addresses(publicURL, "", booking.Sending{Message: booking.Message{ID: l.calls, Tries: l.tries}})
	l.connect(phone.Config{SID: l.outgoing(), Rung: url.Values{
		"From": {string(l.config.City.Number)}, "To": {l.from}, "Url": {answer}, "Method": {"POST"}, "Timeout": {"30"},
		"StatusCallback": {report}, "StatusCallbackMethod": {"POST"},
	}})
}

// reported takes what became of a call that the line has placed. Nobody has sent the message,
// so that is all that there is to it.
func (l *wire) reported(_ context.Context, query, form url.Values) error {
	if m, n, sid := query.Get("m"), query.Get("n"), form.Get("CallSid"); m != fmt.Sprint(l.calls) || n != fmt.Sprint(l.tries) || sid != l.outgoing() {
		l.t.Errorf("a report of try %s of message %s, call %s: expected %d of %d, %s", n, m, sid, l.tries, l.calls, l.outgoing())
	}
	return nil
}

// outgoing returns the SID of the call that the line has placed last.
func (l *wire) outgoing() string { return fmt.Sprintf("CA%032x", l.tries) }

func (l *wire) call(from string, to booking.Phone) {
	extra := url.Values{}
	if l.origin != (booking.Origin{}) {
		extra = url.Values{"ForwardedFrom": {l.origin.ForwardedFrom}, "SipHeader_X-Caller": {l.origin.Header}}
	}
	l.connect(phone.Config{StatusURL: l.server.URL + "/voice/status", From: from, To: string(to), Extra: extra})
}

// connect has a telephone call, or be called, and listen.
func (l *wire) connect(cfg phone.Config) {
	cfg.VoiceURL, cfg.PublicURL, cfg.Client = l.server.URL+"/voice", publicURL, l.client
	cfg.Token, cfg.AccountSID = "12345", "AC"+strings.Repeat("0", 32)
	cfg.Seconds, cfg.Start, cfg.Heard, cfg.Answer = l.seconds, l.now, l.heard, l.answer
	var err error
	l.on, err = phone.Place(l.t.Context(), cfg)
	l.must(err)
}

func (l *wire) press(keys string) {
	l.must(l.on.Press(l.t.Context(), keys))
}
func (l *wire) pressAtOnce(keys string) {
	l.must(l.on.PressEarly(l.t.Context(), keys, 0))
}
func (l *wire) silence() { l.must(l.on.Silence(l.t.Context())) }
func (l *wire) hangUp()  { l.must(l.on.HangUp(l.t.Context())) }

func (l *wire) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *wire) answer(d phone.Dial) phone.Answer {
	l.happens(fmt.Sprintf("the line dials %s as %s", d.Number, d.CallerID))
	l.setNow(l.now.Add(l.rings))
	switch l.person {
	case "answers":
		return phone.Answer{Status: "completed", Talk: 2 * time.Minute, Keys: "1"}
	case "voicemail":
		return phone.Answer{Status: "completed", Talk: 2 * time.Minute}
	case "presses another key":
		return phone.Answer{Status: "completed", Talk: 2 * time.Minute, Keys: "5 *"}
	case "hangs up in the whisper":
		return phone.Answer{Status: "completed", HangsUpInWhisper: true}
	}
	return phone.Answer{Status: l.person}
}

func (l *wire) heard(e phone.Event) {
	if e.Kind == phone.Said || e.Kind == phone.Whispered {
		if want := l.voiceOf(e.Text); e.Voice != want.Name || e.Language != want.Lang {
			l.t.Errorf("%q is said by %s in %s, expected %s in %s", e.Text, e.Voice, e.Language, want.Name, want.Lang)
		}
	}
	switch e.Kind {
	case phone.Said:
		l.hears(e.Text, e.Rate < l.config.Voice.Rate)
	case phone.Whispered:
		if e.Text == l.take && l.take != "" {
			l.named(e.Text)
			return
		}
		l.happens("the agent hears: " + e.Text)
	case phone.Talked, phone.Unbridged:
		l.happens(became(e.Kind == phone.Talked, l.person))
	case phone.HungUp:
		if e.By == phone.ByLine {
			l.happens("the line hangs up")
		}
	}
}
