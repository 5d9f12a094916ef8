package voice_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/web/console"
	"madoguchi/web/password"
)

const (
	consoles   = 10
	passphrase = "correct horse battery"
)

// BenchmarkWholeBookingBesideConsoles measures the turns of BenchmarkWholeBooking
// with nobody at a console and, in other rounds of the same run, with ten console
// pages open. Each page reads today's list again whenever it hears of a change, and
// there is one every second. Callers should notice nothing: the target is a ratio of
// at least 0.95.
//
// Each iteration has a new ledger, so that never more than 4,608 bookings are active,
// among which a day has to be found. The rounds without pages run before and after
// those with them, because a ledger grows; the ratio is the median over the ledgers,
// because the speed of a disk varies.
func BenchmarkWholeBookingBesideConsoles(b *testing.B) {
	const half = 2 // rounds; twice as many last about as long as the watch waits between two looks
	secret, err := password.New(passphrase)
	if err != nil {
		b.Fatal(err)
	}
	var alone, beside rounds
	var ratios []float64
	var lists int64
	for b.Loop() {
		floor, end := openFloor(b, secret)
		var callers int
		book := func(n int) (r rounds) {
			for range n {
				r.add(round(b, floor.address, func(int) []request { callers++; return wholeCall(callers) }))
			}
			return r
		}
		book(1) // a new ledger is slow at first
		without := book(half)
		leave := floor.open(b)
		before := floor.lists.Load()
		with := book(2 * half)
		lists += floor.lists.Load() - before
		leave()
		without.add(book(half))
		ratios = append(ratios, with.perSecond()/without.perSecond())
		alone.add(without)
		beside.add(with)
		end()
	}
	if lists == 0 {
		b.Fatal("no console has looked at anything")
	}
	slices.Sort(ratios)
	b.ReportMetric(alone.perSecond(), "alone-turns/s")
	b.ReportMetric(beside.perSecond(), "beside-turns/s")
	b.ReportMetric((ratios[(len(ratios)-1)/2]+ratios[len(ratios)/2])/2, "ratio-to-alone")
	b.ReportMetric(alone.quantile(0.99), "alone-p99-ms")
	b.ReportMetric(beside.quantile(0.99), "beside-p99-ms")
	b.ReportMetric(float64(lists)/beside.took.Seconds(), "lists/s")
	b.ReportMetric(0, "ns/op")
}

// A floor is a line with the staff who may open a console beside it.
type floor struct {
	address string
	places  []string
	cookies []string
	lists   atomic.Int64 // how many lists have been read
}

// openFloor opens a line and signs everybody in. The ledger is watched once a second
// all the time, as in the real line.
func openFloor(b *testing.B, secret string) (f *floor, end func()) {
	b.Helper()
	console := &console.Console{}
	address, shut := bookingLine(b, console)
	f = &floor{address: address}
	for _, place := range console.City.Facilities {
		f.places = append(f.places, place.ID)
	}
	for i := range consoles {
		name := fmt.Sprintf("madoguchi%d", i+1)
		err := console.Ledger.Update(b.Context(), store.By{Way: store.ByTerminal, Actor: "window"}, func(tx *store.Tx) error {
			_, err := tx.AddAccount(store.Account{Name: name, Role: store.Counter}, secret)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		f.cookies = append(f.cookies, signIn(b, address, name))
	}
	ctx, stop := context.WithCancel(b.Context())
	second := time.NewTicker(time.Second)
	var watching sync.WaitGroup
	watching.Go(func() { console.Watch(ctx, second.C) })
	return f, func() {
		second.Stop()
		stop()
		watching.Wait()
		shut()
	}
}

// signIn returns the cookie that the browser sends from then on.
func signIn(b *testing.B, address, name string) (cookie string) {
	b.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm("http://"+address+"/console/login", url.Values{"name": {name}, "password": {passphrase}})
	if err != nil {
		b.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		b.Fatal(err)
	}
	for _, c := range answer.Cookies() {
		cookie = c.Name + "=" + c.Value
	}
	if answer.StatusCode != http.StatusSeeOther || cookie == "" {
		b.Fatalf("%s is not let in: %d", name, answer.StatusCode)
	}
	return cookie
}

// open opens everybody's page, and returns when each has its first list. leave closes
// the pages, and returns when they are closed.
func (f *floor) open(b *testing.B) (leave func()) {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	var open, first sync.WaitGroup
	errs := make([]error, consoles)
	first.Add(consoles)
	for i := range consoles {
		open.Go(func() {
			there := sync.OnceFunc(first.Done)
			defer there()
			errs[i] = f.listen(ctx, i, there)
		})
	}
	first.Wait()
	return func() {
		stop()
		open.Wait()
		for _, err := range errs {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// listen keeps a page open until ctx ends.
func (f *floor) listen(ctx context.Context, n int, looked func()) error {
	events, err := f.get(ctx, n, "/console/events")
	if err != nil {
		return err
	}
	defer events.Close()
	for lines := bufio.NewScanner(events); lines.Scan(); {
		if lines.Text() != "event: changed" {
			continue
		}
		// A list that has been requested is read to its end.
		list, err := f.get(context.WithoutCancel(ctx), n, "/console/today/"+f.places[n%len(f.places)])
		if err != nil {
			return err
		}
		text, err := io.ReadAll(list)
		if err != nil {
			return err
		}
		if err := list.Close(); err != nil {
			return err
		}
		if !strings.Contains(string(text), "受付番号") {
			return fmt.Errorf("found no list in\n%.600s", text)
		}
		f.lists.Add(1)
		looked()
	}
	if ctx.Err() == nil {
		return fmt.Errorf("the stream of console %d has ended", n)
	}
	return nil
}

func (f *floor) get(ctx context.Context, n int, path string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+f.address+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cookie", f.cookies[n])
	r.Header.Set("HX-Request", "true")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return answer.Body, nil
}
