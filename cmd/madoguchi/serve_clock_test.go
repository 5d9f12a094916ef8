package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// carrierAt is a carrier whose clock is right, and which counts how often it is asked.
type carrierAt struct {
	mu    sync.Mutex
	date  string // the header; "" if it has none
	asked []string
}

func (c *carrierAt) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, r.Method+" "+r.URL.String()+r.Header.Get("Authorization"))
	w := &http.Response{StatusCode: http.StatusFound, Body: http.NoBody, Header: http.Header{"Location": {"https://example.com/"}}}
	if c.date != "" {
		w.Header.Set("Date", c.date)
	}
	return w, nil
}

func dateOf(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// A line that is started with a wrong clock is open: callers are passed on at any hour,
// everything says why, and nothing is written, until somebody confirms the clock beside it.
func TestALineStartedWithAWrongClockPassesCallersOnUntilItIsConfirmed(t *testing.T) {
	p := newPlace(t).withSecrets().servedUntilNow()
	receipt := p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	carrier := &carrierAt{date: dateOf(tuesday)}
	p.carrier, p.now = carrier, time.Date(2027, 1, 30, 22, 0, 0, 0, booking.JST) // a Saturday night
	s := p.serve()
	if out := p.does("phone", "--url", s.url, "--from", "090-1234-5678", "--keys", "_"); !strings.Contains(out, apology) || !strings.Contains(out, "係に、おつなぎします") {
		t.Errorf("a caller hears\n%s", out)
	}
	if status, body := s.ready(); status != http.StatusServiceUnavailable || !strings.Contains(body, "the machine's clock says 2027-01-30 22:00, and the ledger has last seen 2026-12-01 08:30") {
		t.Errorf("/readyz says %d, %q", status, body)
	}
	if page := fetch(t, s.url+"/console/login"); !strings.Contains(page, "サーバーの時計が、合っていないかもしれません。") {
		t.Errorf("the console says\n%s", page)
	}
	if told := s.line("the carrier does not confirm the clock")["err"]; !strings.Contains(fmt.Sprint(told), "the carrier's clock says 2026-12-01 08:30:00, and the machine's 2027-01-30 22:00:00") {
		t.Errorf("the log tells %v", told)
	}
	for _, job := range []string{"keep-calendar", "tidy-ledger", "print-lists"} {
		if got := s.line(jobWaits)["job"]; got != job {
			t.Errorf("%v waits, expected %s", got, job)
		}
	}
	if want := "HEAD https://api.twilio.com/"; len(carrier.asked) != 1 || carrier.asked[0] != want {
		t.Errorf("the carrier was asked %q, expected %q once", carrier.asked, want)
	}
	p.does("ledger", "clock", "confirm", "--db", p.db)
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_"); strings.Contains(out, apology) {
		t.Errorf("confirmed beside it, a caller hears\n%s", out)
	}
	if status := s.stop(); status != done {
		t.Errorf("status %d", status)
	}
	if got := p.list("--all"); len(got) != 1 || got[0].Receipt != receipt {
		t.Errorf("the bookings are %+v", got)
	}
}

// After a long time on the shelf the line goes on by itself if the carrier agrees.
func TestALineThatStoodStillGoesOnIfTheCarrierAgrees(t *testing.T) {
	for off, agrees := range map[time.Duration]bool{
		0: true, -58 * time.Second: true, 60 * time.Second: true, // the Date is in whole seconds, and rounded down
		-60 * time.Second: false, 61 * time.Second: false, 12 * time.Hour: false,
	} {
		p := newPlace(t).withSecrets().servedUntilNow()
		p.now = tuesday.AddDate(0, 0, 5)
		p.carrier = &carrierAt{date: dateOf(p.now.Add(-off))}
		s := p.serve()
		if agrees {
			told := s.line("the carrier's clock agrees: the machine's is confirmed")
			if fmt.Sprint(told["was"]) != "2026-12-01T08:30:00+09:00" || fmt.Sprint(told["now"]) != "2026-12-06T08:30:00+09:00" {
				t.Errorf("%s: told %v", off, told)
			}
			s.line(jobDone)
		} else {
			s.line("the carrier does not confirm the clock")
			s.line(jobWaits)
		}
		s.stop()
	}
}

// A carrier that cannot be reached, or that tells no time, confirms nothing.
func TestACarrierWithoutATimeConfirmsNothing(t *testing.T) {
	for cause, carrier := range map[string]http.RoundTripper{
		"there is no network":       unreachable{},
		"the carrier tells no time": &carrierAt{},
	} {
		p := newPlace(t).withSecrets().servedUntilNow()
		p.now, p.carrier = tuesday.AddDate(0, 0, 5), carrier
		s := p.serve()
		if told := fmt.Sprint(s.line("the carrier does not confirm the clock")["err"]); !strings.Contains(told, cause) {
			t.Errorf("told %s, expected %s", told, cause)
		}
		s.stop()
	}
}

// While the clock is in doubt the carrier is asked at once and then once a minute, and no
// longer when that is over.
func TestTheCarrierIsAskedOnceAMinute(t *testing.T) {
	p := newPlace(t).servedUntilNow()
	carrier := &carrierAt{}
	var now atomic.Pointer[time.Time]
	is := func(at time.Time) { now.Store(&at) }
	is(tuesday)
	clock := func() time.Time { return *now.Load() }
	ledger, err := store.Open(p.db, store.Options{Now: clock, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	m := &watchman{world: &world{now: clock, carrier: carrier}, ledger: ledger, tell: func(slog.Level, string, ...any) {}}
	expect := func(when string, looks, asked int) {
		t.Helper()
		for range looks {
			m.look(t.Context())
		}
		if got := len(carrier.asked); got != asked {
			t.Errorf("%s: the carrier was asked %d times, expected %d", when, got, asked)
		}
		carrier.asked = nil
	}
	expect("without a doubt", 200, 0)
	is(tuesday.AddDate(0, 0, 5))
	expect("at once", 1, 1)
	expect("within a minute", 59, 0)
	expect("after a minute", 1, 1)
	is(tuesday)
	expect("the clock is right again", 10, 0)
	is(tuesday.AddDate(0, 0, 5))
	carrier.date = dateOf(clock())
	expect("another doubt", 1, 1)
	expect("confirmed", 200, 0)
}

// fetch returns a page of the line.
func fetch(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Nobody but the carrier is believed: not without a certificate that the machine trusts, and
// not over a TLS that is too old.
func TestTheCarrierIsBelievedWithItsCertificateAlone(t *testing.T) {
	for _, newest := range []uint16{0, tls.VersionTLS11} {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: newest}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		ask := func(transport http.RoundTripper) error {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, server.URL, nil)
			if err != nil {
				return err
			}
			answer, err := transport.RoundTrip(r)
			if err != nil {
				return err
			}
			return answer.Body.Close()
		}
		if _, unknown := errors.AsType[x509.UnknownAuthorityError](ask(carrierTransport(time.Now))); unknown != (newest == 0) {
			t.Errorf("with TLS up to %x: the certificate of nobody is what is wrong: %t", newest, unknown)
		}
		trusting := carrierTransport(time.Now).(*http.Transport)
		trusting.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		if err := ask(trusting); (err == nil) != (newest == 0) {
			t.Errorf("with TLS up to %x, and a certificate: %v", newest, err)
		}
		server.Close()
	}
}
