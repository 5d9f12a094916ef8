package voice

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const (
	testToken  = "00112233445566778899aabbccddeeff"
	testPublic = "https://line.example"
	testCaller = "+819012345678"
)

// notebook is a ledger in memory. It keeps the promises of [Ledger]: a turn that
// comes again gets the same reply and changes nothing.
type notebook struct {
	mu      sync.Mutex
	replies map[string]map[int]ivr.Reply
	turns   []ivr.Turn // those that were answered, not those that came again
	gone    []string   // calls that hung up

	trouble func(context.Context) error // happens before each operation, if not nil
}

func (n *notebook) begin(ctx context.Context) error {
	if n.trouble == nil {
		return ctx.Err()
	}
	return n.trouble(ctx)
}

func (n *notebook) Turn(ctx context.Context, turn ivr.Turn, answer ivr.Answer) (ivr.Reply, error) {
	if err := n.begin(ctx); err != nil {
		return ivr.Reply{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if reply, ok := n.replies[turn.SID][turn.N]; ok {
		return reply, nil
	}
	call := ivr.Call{SID: turn.SID, Caller: turn.Caller, Line: turn.Line, Turn: turn.N}
	reply, err := answer(nil, &call, turn.In)
	if err != nil {
		return ivr.Reply{}, err
	}
	if n.replies == nil {
		n.replies = map[string]map[int]ivr.Reply{}
	}
	if n.replies[turn.SID] == nil {
		n.replies[turn.SID] = map[int]ivr.Reply{}
	}
	n.replies[turn.SID][turn.N] = reply
	n.turns = append(n.turns, turn)
	return reply, nil
}

func (n *notebook) Reply(ctx context.Context, sid string) (ivr.Reply, bool, error) {
	if err := n.begin(ctx); err != nil {
		return ivr.Reply{}, false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var last ivr.Reply
	for _, reply := range n.replies[sid] {
		if reply.Turn >= last.Turn {
			last = reply
		}
	}
	return last, len(n.replies[sid]) > 0, nil
}

func (n *notebook) HangUp(ctx context.Context, sid string) error {
	if err := n.begin(ctx); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone = append(n.gone, sid)
	return nil
}

func (n *notebook) Ready(ctx context.Context) error { return n.begin(ctx) }

// echo says back what the caller did; 0 passes the call on, 8 hangs up.
func echo(_ ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
	reply := ivr.Reply{Turn: call.Turn, Lang: "ja", Say: say(string(in.Kind) + " " + in.Keys + string(in.Person) + "です。")}
	switch in.Keys {
	case "0":
		reply.Pass = &ivr.Pass{To: "+81568000000", CallerID: "+815000000000", Whisper: "取り消しの、ご相談です。", Take: faultTexts.Take, Ring: 30 * time.Second}
	case "8":
	default:
		reply.Ask = &ivr.Ask{Digits: 1, Timeout: 10 * time.Second}
	}
	return reply, nil
}

var faultTexts = FaultTexts{
	Sorry:   "申し訳ありません。",
	Passing: "係の者に、おつなぎします。",
	Busy:    "ただいま、こみあっています。",
	Hours:   "平日の、午前8時30分から、お電話ください。",
	Number:  "電話番号は、ゼロ、ゴオ、ロク、です。",
	Whisper: "予約の電話から、おつなぎします。",
	Take:    "1番を押してください。",
}

// These are moments of Monday 2026-11-30, in the hours of the centre and after them.
var (
	byDay   = time.Date(2026, 11, 30, 10, 0, 0, 0, booking.JST)
	byNight = time.Date(2026, 11, 30, 20, 0, 0, 0, booking.JST)
)

func testCentre() booking.Centre {
	return booking.Centre{Number: "+81568111111", Hours: booking.Hours{Weekly: []booking.Opening{{
		Days:   booking.EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		Ranges: []booking.Range{{From: 8*60 + 30, To: 17 * 60}},
	}}}}
}

// line is a Server under test with everything it writes.
type line struct {
	Server
	http.Handler
	ledger *notebook
	log    *bytes.Buffer
}

func newLine(change func(*Server, *notebook)) *line {
	l := &line{ledger: &notebook{}, log: &bytes.Buffer{}}
	l.Server = Server{
		Ledger: l.ledger, Answer: echo, Voices: testVoices, PublicURL: testPublic, Tokens: Keys{testToken},
		Faults: NewFaults(testVoice, faultTexts, nil, testCentre(), "+815000000000"),
		Log:    slog.New(slog.NewJSONHandler(l.log, nil)), Version: "1.2.3",
		Now: func() time.Time { return byDay },
	}
	if change != nil {
		change(&l.Server, l.ledger)
	}
	l.Handler = l.Server.Handler()
	return l
}

// webhook returns the form of a call with further fields, given as name, value, …
func webhook(more ...string) url.Values {
	form := url.Values{"CallSid": {testSID}, "From": {testCaller}, "To": {"+815000000000"}, "FromCity": {""}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// post sends a webhook that Twilio signed.
func (l *line) post(target string, form url.Values) *httptest.ResponseRecorder {
	return l.send(request(target, form, Sign(testToken, testPublic+target, form)))
}

func request(target string, form url.Values, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("X-Twilio-Signature", signature)
	return r
}

func (l *line) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	l.ServeHTTP(w, r)
	return w
}

// answered checks what every answer to a signed webhook must be, and parses it.
func answered(t testing.TB, w *httptest.ResponseRecorder) node {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d, expected 200: %.200s", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "text/xml; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	return wellFormed(t, w.Body.Bytes())
}

// heard returns what is said in an answer, in order.
func heard(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	return strings.Join(texts(answered(t, w)), "")
}

// metric returns the lines of /metrics that begin with name.
func (l *line) metric(t *testing.T, name string) string {
	t.Helper()
	w := l.send(httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics: status %d", w.Code)
	}
	var found []string
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, name) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return strings.Join(found, "\n")
}
