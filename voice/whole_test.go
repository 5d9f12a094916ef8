package voice_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/web/console"
)

const (
	connections = 64
	token       = "12345"
	public      = "https://madoguchi.example.jp"
)

// BenchmarkWholeBooking measures turns of whole bookings over HTTP: four signed
// webhooks a call, each verified, decided and durable before it is answered,
// the last of them a booking. In alternating rounds of the same run bare gin answers
// with a static document. The target is a ratio of 0.15.
func BenchmarkWholeBooking(b *testing.B) {
	line, end := bookingLine(b, nil)
	defer end()
	bare := bareGin(b)
	var turns, static rounds
	var callers atomic.Int64
	for b.Loop() {
		static.add(round(b, bare, func(int) []request { return slices.Repeat([]request{plain}, 4) }))
		turns.add(round(b, line, func(int) []request { return wholeCall(int(callers.Add(1))) }))
	}
	b.ReportMetric(turns.perSecond(), "turns/s")
	b.ReportMetric(static.perSecond(), "gin/s")
	b.ReportMetric(turns.perSecond()/static.perSecond(), "ratio-to-gin")
	b.ReportMetric(turns.quantile(0.50), "p50-ms")
	b.ReportMetric(turns.quantile(0.99), "p99-ms")
	b.ReportMetric(turns.quantile(0.99)/turns.quantile(0.50), "p99/p50")
	b.ReportMetric(static.quantile(0.99), "gin-p99-ms")
}

// A request is the bytes of a webhook, and what the answer to it must say.
type request struct {
	bytes string
	says  string
}

var plain = request{bytes: "POST /static HTTP/1.1\r\nHost: line\r\nContent-Length: 0\r\n\r\n", says: "Say"}

// wholeCall returns what Twilio sends when a caller books the earliest slot.
func wholeCall(n int) []request {
	form := url.Values{
		"CallSid": {fmt.Sprintf("CA%032x", n)}, "AccountSid": {"AC" + strings.Repeat("0", 32)}, "From": {fmt.Sprintf("+8190%08d", 10_000_000+n)},
		"To": {"+815000000000"}, "CallStatus": {"in-progress"}, "Direction": {"inbound"}, "ApiVersion": {"2010-04-01"},
		"FromCity": {""}, "FromState": {""}, "FromZip": {""}, "FromCountry": {"JP"}, "ToCity": {""}, "ToState": {""}, "ToZip": {""}, "ToCountry": {"JP"},
	}
	calls := []request{webhook("/voice", form, "ご予約はありません")}
	facility := fmt.Sprint(n%5 + 1)
	for i, turn := range []struct{ keys, says string }{{"1", "味美は4番"}, {facility, "なら1番。"}, {"1", "予約が、できました"}} {
		form.Set("Digits", turn.keys)
		form.Set("MadoguchiListened", "60000")
		calls = append(calls, webhook(fmt.Sprintf("/voice/turn/%d", i+1), form, turn.says))
	}
	return calls
}

func webhook(path string, form url.Values, says string) request {
	body := form.Encode()
	return request{says: says, bytes: fmt.Sprintf("POST %s HTTP/1.1\r\nHost: line\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
		path, voice.Sign(token, public+path, form), len(body), body)}
}

// rounds are what was measured with one server.
type rounds struct {
	took  time.Duration
	waits []time.Duration
}

func (r *rounds) add(o rounds) {
	r.took += o.took
	r.waits = append(r.waits, o.waits...)
}

func (r *rounds) perSecond() float64 { return float64(len(r.waits)) / r.took.Seconds() }

// quantile returns a quantile of the waits in milliseconds.
func (r *rounds) quantile(q float64) float64 {
	slices.Sort(r.waits)
	return float64(r.waits[int(q*float64(len(r.waits)-1))]) / float64(time.Millisecond)
}

// round lets every connection make two calls, at the same time.
func round(b *testing.B, address string, call func(connection int) []request) rounds {
	const callsEach = 8
	work := make([][]request, connections)
	for i := range work {
		for range callsEach {
			work[i] = append(work[i], call(i)...)
		}
	}
	var all sync.WaitGroup
	waits := make([][]time.Duration, connections)
	errs := make([]error, connections)
	begun := time.Now()
	for i := range work {
		all.Go(func() { waits[i], errs[i] = converse(address, work[i]) })
	}
	all.Wait()
	r := rounds{took: time.Since(begun), waits: slices.Concat(waits...)}
	for _, err := range errs {
		if err != nil {
			b.Fatal(err)
		}
	}
	return r
}

// converse sends requests on one connection, one after the other.
func converse(address string, requests []request) (waits []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := conn.Close(); err == nil {
			err = closed
		}
	}()
	answers := bufio.NewReader(conn)
	for _, r := range requests {
		begun := time.Now()
		if _, err := io.WriteString(conn, r.bytes); err != nil {
			return nil, err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), r.says) {
			return nil, fmt.Errorf("answered %d, expected %q in\n%s", answer.StatusCode, r.says, body)
		}
		waits = append(waits, time.Since(begun))
	}
	return waits, nil
}

func bareGin(b *testing.B) (address string) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	document := []byte(`<?xml version="1.0" encoding="UTF-8"?><Response><Say>hello</Say><Hangup/></Response>`)
	engine.POST("/static", func(c *gin.Context) { c.Data(http.StatusOK, "text/xml; charset=utf-8", document) })
	server := httptest.NewServer(engine)
	b.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// bookingLine starts a line with room for everybody who calls in the benchmark. If
// console is not nil, it is filled in and served beside the line.
func bookingLine(b *testing.B, console *console.Console) (address string, end func()) {
	now := time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST)
	config, err := city.Default(now)
	if err != nil {
		b.Fatal(err)
	}
	for i := range config.City.Facilities {
		f := &config.City.Facilities[i]
		f.Minutes = 5
		for _, o := range f.Hours.Weekly {
			for j := range o.Ranges {
				o.Ranges[j].Capacity = 0
			}
		}
	}
	config.City.Rules.Horizon = 180
	ledger, err := store.Open(filepath.Join(b.TempDir(), "ledger.db"), store.Options{Now: func() time.Time { return now }, Texts: true})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := ledger.Materialise(b.Context(), config.City.Plan(now, booking.Ahead)); err != nil {
		b.Fatal(err)
	}
	dialogue, err := ivr.New(&config.City, ivr.Options{})
	if err != nil {
		b.Fatal(err)
	}
	line := &voice.Server{
		Ledger: ledger, Answer: dialogue.Answer, PublicURL: public, Tokens: voice.Keys{token}, Deadline: time.Minute,
		Voices: voice.Voices{"ja": {Name: config.Voice.Name, Lang: "ja-JP", Rate: 90, Slow: 80}},
		Log:    slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	}
	if console != nil {
		console.Ledger, console.City, console.Where, console.Dialogue = ledger, &config.City, config.Where, dialogue
		console.Now, console.Log = line.Now, line.Log
		line.Beside = console.Routes
	}
	server := httptest.NewServer(line.Handler())
	return server.Listener.Addr().String(), func() {
		server.Close()
		if err := ledger.Close(); err != nil {
			b.Error(err)
		}
	}
}
