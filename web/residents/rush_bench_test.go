package residents_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/store/storetest"
	"madoguchi/voice"
	"madoguchi/web/residents"
)

const (
	startsASecond   = 500
	bookingsASecond = 50
	guests          = 8_000 // who book once each
	signedWith      = "12345"
	atTwilio        = "https://madoguchi.example.jp"
)

// BenchmarkRush measures the turns of one caller and of 64 at once, each a whole booking of
// signed and durable webhooks over HTTP, alone and, in alternating rounds of the same run, beside
// a rush on the residents' pages: 500 first pages a second, and 50 whole bookings a second of
// five requests each. The target is a p99 of at most 1.1 times the one without.
//
// The visitors share the cores with the line. What they alone cost is told by the same rush on a
// server that answers as many bytes and does nothing: "idle". The ratios are those of the middle round.
func BenchmarkRush(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as a line that is served
	r := openRush(b)
	defer r.end()
	idle := r.doNothing(b)
	defer idle.Close()
	var alone, beside, besideIdle [2]waits
	var ratio, idleRatio [2][]float64
	var took time.Duration
	for b.Loop() {
		for i, connections := range []int{1, 64} {
			without := r.calls(b, connections)
			with := func(address string) waits {
				stop := r.begin(address)
				defer func() {
					if err := stop(); err != nil {
						b.Fatal(err)
					}
				}()
				return r.calls(b, connections)
			}
			withIdle := with(idle.Listener.Addr().String())
			r.starts.Store(r.counted)
			r.booked.Store(r.made)
			began := time.Now()
			withPages := with(r.address)
			took += time.Since(began)
			r.counted, r.made = r.starts.Load(), r.booked.Load()
			ratio[i] = append(ratio[i], withPages.p99()/without.p99())
			idleRatio[i] = append(idleRatio[i], withIdle.p99()/without.p99())
			alone[i], beside[i], besideIdle[i] = append(alone[i], without...), append(beside[i], withPages...), append(besideIdle[i], withIdle...)
		}
	}
	for i, name := range []string{"one-", "64-"} {
		b.ReportMetric(alone[i].p99(), name+"alone-p99-ms")
		b.ReportMetric(besideIdle[i].p99(), name+"idle-p99-ms")
		b.ReportMetric(beside[i].p99(), name+"beside-p99-ms")
		b.ReportMetric(middle(idleRatio[i]), name+"idle-ratio")
		b.ReportMetric(middle(ratio[i]), name+"ratio")
	}
	b.ReportMetric(float64(r.starts.Load())/took.Seconds(), "starts/s")
	b.ReportMetric(float64(r.booked.Load())/took.Seconds(), "web-bookings/s")
	b.ReportMetric(0, "ns/op")
}

// middle returns the one in the middle.
func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

type waits []time.Duration

// p99 is in milliseconds.
func (w waits) p99() float64 {
	slices.Sort(w)
	return float64(w[int(0.99*float64(len(w)-1))]) / float64(time.Millisecond)
}

// A rush is a line with its pages, and everybody who wants something of it.
type rush struct {
	address string
	places  []place
	end     func()

	callers, booking atomic.Int64
	starts, booked   atomic.Int64
	counted, made    int64 // of those, on the pages and not on a server that does nothing
}

// A place is where and when somebody on the web wants to come.
type place struct {
	facility string
	start    time.Time
}

// openRush starts a line with room for everybody, and lets in as many guests as will book.
func openRush(b *testing.B) *rush {
	now, began := time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST), time.Now()
	clock := func() time.Time { return now.Add(time.Since(began)) } // the first page grows old
	config, err := city.Default(now)
	if err != nil {
		b.Fatal(err)
	}
	for i := range config.City.Facilities {
		f := &config.City.Facilities[i]
		f.Minutes, f.Capacity = 5, 6
		for _, o := range f.Hours.Weekly {
			for j := range o.Ranges {
				o.Ranges[j].Capacity = 0
			}
		}
	}
	config.City.Rules.Horizon, config.City.Rules.Strangers = 180, 0
	file := filepath.Join(b.TempDir(), "ledger.db")
	ledger, err := store.Open(file, store.Options{Now: clock, Texts: true})
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
	r := &rush{}
	r.letIn(b, file, now)
	if err := ledger.View(b.Context(), func(tx *store.Tx) error { return r.choose(tx, &config.City, booking.DateOf(now)) }); err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	door, err := residents.New(residents.Options{Ledger: ledger, City: &config.City, Where: config.Where, Texts: true, Now: clock, Log: log})
	if err != nil {
		b.Fatal(err)
	}
	line := &voice.Server{
		Ledger: ledger, Answer: dialogue.Answer, PublicURL: atTwilio, Tokens: voice.Keys{signedWith}, Deadline: time.Minute,
		Voices: voice.Voices{"ja": {Name: config.Voice.Name, Lang: "ja-JP", Rate: 90, Slow: 80}},
		Log:    log, Now: clock, Beside: door.Routes,
	}
	server := httptest.NewServer(line.Handler())
	r.address = server.Listener.Addr().String()
	r.end = func() {
		server.Close()
		if err := errors.Join(ledger.Check(context.Background()), ledger.Close()); err != nil {
			b.Error(err)
		}
	}
	return r
}

// letIn writes down the visits of everybody who will book on the web.
func (r *rush) letIn(b *testing.B, file string, now time.Time) {
	tx, err := storetest.Beside(b, file).BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	at := now.Unix()
	for n := range guests {
		token := tokenOf(n)
		hash, phone := sha256.Sum256(token[:]), fmt.Sprintf("+8170%08d", 10_000_000+n)
		for _, do := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO guests (token, began, seen) VALUES (?, ?, ?)`, []any{hash[:], at, at}},
			{`INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (?, ?, 'text', '123456', zeroblob(16), ?, ?, 'open')`, []any{hash[:], phone, at - 1, at + 599}},
			{`UPDATE proofs SET state = 'proven', code = NULL, proven = ? WHERE guest = ?`, []any{at, hash[:]}},
			{`UPDATE guests SET phone = ? WHERE token = ?`, []any{phone, hash[:]}},
		} {
			if _, err := tx.ExecContext(b.Context(), do.sql, do.args...); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// choose finds a place for each guest, far from what callers are offered.
func (r *rush) choose(tx *store.Tx, of *booking.City, today booking.Date) error {
	for day := today.AddDays(45); len(r.places) < guests && day.Before(today.AddDays(170)); day = day.AddDays(1) {
		for _, f := range of.Facilities {
			chances, err := of.RulesOf(f.ID).Timetable(tx, booking.Want{Facility: f.ID, Party: 1}, day, day.AddDays(1))
			if err != nil {
				return err
			}
			for _, c := range chances {
				for range c.Left {
					r.places = append(r.places, place{f.ID, c.Start})
				}
			}
		}
	}
	return nil
}

// doNothing starts a server that answers whatever is asked of it as the pages do, without doing it.
func (r *rush) doNothing(b *testing.B) *httptest.Server {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	page, err := r.ask(client, r.address, http.MethodGet, "/yoyaku", nil, nil, http.StatusOK)
	if err != nil {
		b.Fatal(err)
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost {
			http.Redirect(w, q, "/yoyaku", http.StatusSeeOther)
			return
		}
		if _, err := io.WriteString(w, page); err != nil {
			b.Error(err)
		}
	}))
}

// begin has the rush on an address begin, until stop, which returns what went wrong.
func (r *rush) begin(address string) (stop func() error) {
	over := make(chan struct{})
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 60},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	// One clock hands out what is to be done, so that it does not come in bursts.
	paced := func(workers, aSecond int, do func(*http.Client, string) error) {
		due := make(chan struct{}, workers)
		all.Go(func() {
			defer close(due)
			tick := time.NewTicker(time.Second / time.Duration(aSecond))
			defer tick.Stop()
			for {
				select {
				case <-over:
					return
				case <-tick.C:
				}
				select {
				case <-over:
					return
				case due <- struct{}{}:
				}
			}
		})
		for range workers {
			all.Go(func() {
				for range due {
					if err := do(client, address); err != nil {
						mu.Lock()
						failed = errors.Join(failed, err)
						mu.Unlock()
					}
				}
			})
		}
	}
	paced(20, startsASecond, r.start)
	paced(20, bookingsASecond, r.book)
	return func() error {
		close(over)
		all.Wait()
		client.CloseIdleConnections()
		return failed
	}
}

// start reads the first page.
func (r *rush) start(client *http.Client, address string) error {
	if _, err := r.ask(client, address, http.MethodGet, "/yoyaku", nil, nil, http.StatusOK); err != nil {
		return err
	}
	r.starts.Add(1)
	return nil
}

// book goes through the pages of a booking: the time, who comes, the look at all of it, the
// booking, and the booking as it stands.
func (r *rush) book(client *http.Client, address string) error {
	n := int(r.booking.Add(1)) - 1 // also where nothing is done: nobody books twice
	if n >= min(guests, len(r.places)) {
		return errors.New("everybody has booked: the benchmark ran for too long")
	}
	p, shown := r.places[n], cookieOf(tokenOf(n))
	wish := url.Values{"facility": {p.facility}, "party": {"1"}, "start": {p.start.In(booking.JST).Format("2006-01-02T15:04")}}
	for _, step := range []struct {
		method, path string
		form         url.Values
		status       int
	}{
		{http.MethodPost, "/yoyaku/book/at", wish, http.StatusSeeOther}, {http.MethodGet, "/yoyaku/book/who?" + wish.Encode(), nil, http.StatusOK},
		{http.MethodGet, "/yoyaku/book/confirm?" + wish.Encode(), nil, http.StatusOK}, {http.MethodPost, "/yoyaku/book", wish, http.StatusSeeOther},
		{http.MethodGet, "/yoyaku/mine/1", nil, http.StatusOK},
	} {
		if _, err := r.ask(client, address, step.method, step.path, step.form, shown, step.status); err != nil {
			return err
		}
	}
	r.booked.Add(1)
	return nil
}

// ask sends a request as a browser would.
func (r *rush) ask(client *http.Client, address, method, path string, form url.Values, shown *http.Cookie, status int) (page string, err error) {
	q, err := http.NewRequest(method, "http://"+address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if form != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if shown != nil {
		q.AddCookie(shown)
	}
	answer, err := client.Do(q)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode != status {
		err = fmt.Errorf("%s %s is answered with %d", method, path, answer.StatusCode)
	}
	return string(body), err
}
