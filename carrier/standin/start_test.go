package standin_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/standin"
)

// ask posts a form to the account, and returns the status of the answer.
func ask(t *testing.T, over http.RoundTripper, what string, form url.Values) (int, error) {
	t.Helper()
	return askWithin(t.Context(), over, what, form)
}

func askWithin(ctx context.Context, over http.RoundTripper, what string, form url.Values) (int, error) {
	at := "https://api.twilio.com/2010-04-01/Accounts/" + standin.Account + "/" + what + ".json"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.SetBasicAuth(standin.Account, standin.Token)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := (&http.Client{Transport: over}).Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body) // or the connection ends with it
	return answer.StatusCode, errors.Join(err, answer.Body.Close())
}

var (
	aText = url.Values{"To": {"+819012345678"}, "From": {"+815031234567"}, "Body": {"x"}}
	aCall = url.Values{"To": {"+819012345678"}, "From": {"+815031234567"}, "Twiml": {"<Response/>"}}
)

// Whoever is told may ask the carrier for more at once, because nothing is held meanwhile, and
// is told also what has a lost answer, but nothing that was refused.
func TestWhatIsTakenIsToldBeforeItIsAnswered(t *testing.T) {
	fake := carriertest.New(t)
	var mu sync.Mutex
	var told []string
	fake.OnTaken = func(m standin.Created) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprintf("%t %s %s %d+%d", m.Call(), m.Form.Get("To"), m.Status, len(fake.Texts()), len(fake.Calls())))
	}
	for _, c := range []struct {
		how    standin.Behaviour
		what   string
		form   url.Values
		status int // 0: no answer
		told   string
	}{
		{standin.Well, "Messages", aText, 201, "[false +819012345678 queued 1+0]"},
		{standin.Well, "Calls", aCall, 201, "[true +819012345678 queued 1+1]"},
		{standin.Lost, "Messages", aText, 0, "[false +819012345678 queued 2+1]"},
		{standin.Refused(400, 21610), "Messages", aText, 400, "[]"},
		{standin.Well, "Messages", url.Values{"To": {"+819012345678"}}, 400, "[]"},
	} {
		fake.Next(c.how)
		status, err := ask(t, fake.Transport(), c.what, c.form)
		mu.Lock()
		if status != c.status || (err == nil) != (c.status > 0) || fmt.Sprint(told) != c.told {
			t.Errorf("%s %s: found %d %v, told %v; expected %d, told %s", c.how, c.what, status, err, told, c.status, c.told)
		}
		told = nil
		mu.Unlock()
	}
}

// Requests over Lasting share connections, and Transport makes one for each.
func TestManyRequestsShareConnections(t *testing.T) {
	fake := carriertest.New(t)
	for name, c := range map[string]struct {
		over http.RoundTripper
		most int64
	}{"transport": {fake.Transport(), 200}, "lasting": {fake.Lasting(), 64}} {
		var made atomic.Int64
		over := traced{c.over, &httptrace.ClientTrace{GotConn: func(g httptrace.GotConnInfo) {
			if !g.Reused {
				made.Add(1)
			}
		}}}
		before := len(fake.Texts())
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				if status, err := ask(t, over, "Messages", aText); status != http.StatusCreated || err != nil {
					t.Errorf("%s: found %d %v", name, status, err)
				}
			})
		}
		all.Wait()
		if got := made.Load(); got > c.most || name == "transport" && got != c.most {
			t.Errorf("%s: %d connections, expected %d", name, got, c.most)
		}
		if got := len(fake.Texts()) - before; got != 200 {
			t.Errorf("%s: found %d texts, expected 200", name, got)
		}
	}
}

// traced has requests tell their connections.
type traced struct {
	over  http.RoundTripper
	trace *httptrace.ClientTrace
}

func (o traced) RoundTrip(r *http.Request) (*http.Response, error) {
	return o.over.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), o.trace)))
}

func TestNobodyHasToReadWhatWasSeen(t *testing.T) {
	fake := carriertest.New(t)
	for range 10_500 {
		w := httptest.NewRecorder()
		fake.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		if w.Code != http.StatusUnauthorized {
			t.Fatalf("found %d", w.Code)
		}
	}
	if got := len(fake.Seen()); got != 10_000 {
		t.Errorf("kept %d, expected 10000", got)
	}
}

func TestTheClockIsHandedInUntilItIsSet(t *testing.T) {
	fake, err := standin.Start()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)
	fake.Clock = func() time.Time { return began }
	set := began.Add(time.Hour)
	for _, want := range []time.Time{began, set} {
		if _, err := ask(t, fake.Transport(), "Messages", aText); err != nil {
			t.Fatal(err)
		}
		if all := fake.Texts(); !all[len(all)-1].At.Equal(want) {
			t.Errorf("found %s, expected %s", all[len(all)-1].At, want)
		}
		fake.SetClock(set)
	}
	if err := fake.Close(); err != nil {
		t.Error(err)
	}
}

// Close ends who waits for an answer that never comes, and leaves nothing at the port.
func TestACarrierThatIsClosedAnswersNobody(t *testing.T) {
	fake, err := standin.Start()
	if err != nil {
		t.Fatal(err)
	}
	fake.Next(standin.Hang)
	waits := make(chan error, 1)
	over := fake.Lasting()
	go func() {
		_, err := ask(t, over, "Messages", aText)
		waits <- err
	}()
	<-fake.Seen()
	if err := fake.Close(); err != nil {
		t.Error(err)
	}
	if err := <-waits; err == nil {
		t.Error("found an answer, expected none")
	}
	if _, err := ask(t, fake.Transport(), "Messages", aText); err == nil {
		t.Error("found an answer after the end")
	}
}

// Whoever asks may give up once the request is written and before the carrier has read it: it
// is done all the same, or never, and which of the two is known once the carrier has settled.
func TestNothingIsDoneAnyMoreOnceTheCarrierHasSettled(t *testing.T) {
	for range 50 {
		fake, err := standin.Start()
		if err != nil {
			t.Fatal(err)
		}
		fake.Next(standin.Well, standin.Slow, standin.Lost)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				ctx, give := context.WithCancel(t.Context())
				defer give()
				over := traced{fake.Transport(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { give() }}}
				_, _ = askWithin(ctx, over, "Messages", aText) // some are answered and most are not
			})
		}
		all.Wait()
		fake.Settle()
		done := len(fake.Texts())
		if err := fake.Close(); err != nil {
			t.Error(err)
		}
		if got := len(fake.Texts()); got != done {
			t.Fatalf("found %d texts at the end, and %d when it had settled", got, done)
		}
	}
}

func TestAReportOfWhatWasNeverTakenIsAFault(t *testing.T) {
	fake := carriertest.New(t)
	if reports := fake.Report("SM1", 0, "sent"); reports != nil {
		t.Errorf("found %v", reports)
	}
	if faults := fake.Faults(); len(faults) != 1 || !strings.Contains(faults[0], `"SM1"`) {
		t.Errorf("found %q", faults)
	}
}
