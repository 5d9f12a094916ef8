package voice

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Ledger is what the edge needs from a memory; *store.Store implements it. A turn
// that has been answered before is answered with the same reply and changes
// nothing. If a Ledger does not finish within its context, the caller no longer
// hears the reply, but the turn may still take effect.
type Ledger interface {
	// Turn answers one turn and remembers the reply, in one transaction.
	Turn(context.Context, ivr.Turn, ivr.Answer) (ivr.Reply, error)

	// Reply returns the last reply of a call, and false if there is no such call.
	Reply(ctx context.Context, sid string) (ivr.Reply, bool, error)

	// HangUp ends a call. A call that is unknown or has ended is not an error.
	HangUp(ctx context.Context, sid string) error

	// Ready returns nil if the ledger can be written.
	Ready(context.Context) error
}

// patience is the default of Server.Deadline: a second of silence is long on a
// telephone, and Twilio asks again after three ([Overrides]).
const patience = 900 * time.Millisecond

// Server is the line as Twilio sees it. Ledger, Answer, PublicURL, and Tokens or SharedKeys
// are required.
type Server struct {
	Ledger    Ledger
	Answer    ivr.Answer
	Voices    Voices
	PublicURL string // https://host[:port][/path], as it is set at Twilio, letter by letter, in plain ASCII
	Tokens    Keys   // auth tokens, which sign with HMAC-SHA1

	// SharedKeys sign with HMAC-SHA256. Without Tokens nothing else counts.
	SharedKeys Keys

	FallbackURL string // under which Twilio finds the same line where PublicURL fails, with the same path; "" means nowhere

	Faults   Faults
	Version  string           // of the program, for /metrics
	Log      *slog.Logger     // slog.Default() if nil
	Deadline time.Duration    // of a turn; 900 ms if zero
	Now      func() time.Time // time.Now if nil
	NoTime   func() bool      // reports whether Now cannot be relied on; nil means that it always can

	CallerOf     func(booking.Origin) booking.Caller // whom a call is from; read from its From alone if nil
	CallerHeader string                              // the SIP header in which the centre's exchange names a caller; "" means none

	// Messages takes what Twilio tells of texts and calls that the line has sent, from the
	// query of the address and the form; nil means that it sends none.
	Messages func(ctx context.Context, query, form url.Values) error

	Beside func(gin.IRouter) // adds routes that are not Twilio's, such as the staff's; may be nil
}

// edge is a Server with its defaults filled in.
type edge struct {
	Server
	spelt  []string // the public URLs, in the spellings in which Twilio may sign them
	base   string   // path of the public URL: "", or such as "/line"
	strict []string // what browsers are told about TLS; nil means nothing
	tally  *tally
	sorry  apologies
}

// Handler returns the routes:
//
//	POST /voice             a call arrives
//	POST /voice/turn/:n     its turns, from 1
//	POST /voice/whisper     what an agent hears, ?call=SID, and the key, &asked=1
//	POST /voice/status      Twilio's status callback
//	POST /voice/out         somebody picks up whom the line calls, ?m=the message
//	POST /voice/message     what became of a text or a call of ours, ?m=the message&n=how often it was sent
//	POST /voice/fallback    what Twilio asks when it could not use an answer
//	GET  /healthz, /readyz  the process lives; callers are served, and the ledger can be written
//	GET  /metrics           for Prometheus, of this handler alone
//
// A signed GET of those of Twilio is told that the number is set up wrongly.
//
// A public URL with a path, https://host/line, is served both behind a proxy
// that takes /line away and behind one that leaves it. Signatures are of the
// public URL followed by the request's own path and query from /voice on, byte
// for byte; the Host header and X-Forwarded-… play no part. A proxy should not
// pass on /healthz, /readyz and /metrics: they are for the machines beside the line.
func (s *Server) Handler() http.Handler {
	e := &edge{Server: *s, tally: newTally(s.Version)}
	e.PublicURL = strings.TrimRight(s.PublicURL, "/")
	e.Log = cmp.Or(s.Log, slog.Default())
	e.Deadline = cmp.Or(s.Deadline, patience)
	if s.CallerOf == nil {
		e.CallerOf = func(o booking.Origin) booking.Caller { return booking.CallerFrom(o.From) }
	}
	if s.Now == nil {
		e.Now = time.Now
	}
	if s.NoTime == nil {
		e.NoTime = func() bool { return false }
	}
	e.spelt = []string{e.PublicURL}
	if u, err := url.Parse(e.PublicURL); err == nil {
		e.base, e.strict = u.EscapedPath(), strict(u)
		e.spelt = spellings(e.PublicURL, u.Host)
	}
	if u, err := url.Parse(strings.TrimRight(s.FallbackURL, "/")); err == nil && u.Host != "" {
		e.spelt = append(e.spelt, spellings(u.String(), u.Host)...)
	}

	gin.SetMode(gin.ReleaseMode)
	routes := gin.New()
	routes.RedirectTrailingSlash = false // a redirected POST loses the form, and the signature
	routes.HandleMethodNotAllowed = true
	if err := routes.SetTrustedProxies(nil); err != nil {
		e.Log.Error("trusted proxies", "err", err) // cannot happen: there are none to parse
	}
	for _, hook := range []struct {
		path, route string
		answer      answer
	}{
		{"/voice", "call", e.arrive}, {"/voice/turn/:n", "turn", e.goOn}, {"/voice/whisper", "whisper", e.whisper},
		{"/voice/status", "status", e.status},
		{"/voice/out", "out", e.ring}, {"/voice/message", "message", e.told}, {"/voice/fallback", "fallback", e.fallback},
	} {
		routes.POST(hook.path, e.signed(hook.route, hook.answer))
		routes.GET(hook.path, e.misset(hook.route))
	}
	routes.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	routes.GET("/readyz", e.ready)
	routes.GET("/metrics", func(c *gin.Context) {
		c.Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		e.tally.set.WritePrometheus(c.Writer)
	})
	if e.Beside != nil {
		e.Beside(routes)
	}
	routes.NoRoute(nobody(http.StatusNotFound))
	routes.NoMethod(nobody(http.StatusMethodNotAllowed))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.head(w.Header())
		routes.ServeHTTP(w, e.below(r))
	})
}

// spellings returns the public URL, and beside it the one with its host in small letters if
// that is another. Twilio signs the host as it is written at Twilio
// (https://github.com/twilio/twilio-csharp/issues/522); libraries on the way may not.
func spellings(public, host string) []string {
	if small := strings.ToLower(host); small != host {
		return []string{public, strings.Replace(public, "://"+host, "://"+small, 1)}
	}
	return []string{public}
}

// below returns the request as it would have come through a proxy that takes
// the path of the public URL away. A public path of "/voice" takes nothing away
// from /voice/turn/1, for /turn/1 is not a route.
func (e *edge) below(r *http.Request) *http.Request {
	path, ok := strings.CutPrefix(r.URL.Path, e.base)
	uri, same := strings.CutPrefix(target(r), e.base)
	if e.base == "" || !ok || !same || (path != "/voice" && !strings.HasPrefix(path, "/voice/")) {
		return r
	}
	below, u := *r, *r.URL
	u.Path, u.RawPath = path, strings.TrimPrefix(u.RawPath, e.base)
	below.URL, below.RequestURI = &u, uri
	return &below
}

// target returns the path and query of a request as they came over the wire. For a
// request that a test made by hand it returns them as they would be sent.
func target(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// ready answers 200 if the ledger can be written and no caller has just heard the apology.
func (e *edge) ready(c *gin.Context) {
	_, err := within(c.Request.Context(), e.Deadline, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, e.Ledger.Ready(ctx)
	})
	if err != nil {
		e.Log.Warn("the ledger is not ready", "err", masked(err))
		c.String(http.StatusServiceUnavailable, "the ledger is not ready: %s\n", masked(err))
		return
	}
	if why, recent := e.sorry.recent(e.Now()); recent {
		e.Log.Warn("a caller has just heard the apology", "err", why)
		c.String(http.StatusServiceUnavailable, "a caller has just heard the apology: %s\n", why)
		return
	}
	c.String(http.StatusOK, "ok\n")
}
