package voice_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/web/console"
	"madoguchi/web/password"
)

// BenchmarkFlood measures the turns of one caller and of 64 at once, alone and, in alternating
// rounds of the same run, beside 500 requests a second of rubbish: long bodies under signatures that are not
// Twilio's, and sign-ins of one name with a wrong password. The target is a p99 of at most
// twice the one without.
func BenchmarkFlood(b *testing.B) {
	const calls = 40
	secret, err := password.New(passphrase)
	if err != nil {
		b.Fatal(err)
	}
	c := &console.Console{}
	line, end := bookingLine(b, c)
	defer end()
	err = c.Ledger.Update(b.Context(), store.By{Way: store.ByTerminal, Actor: "bench"}, func(tx *store.Tx) error {
		_, err := tx.AddAccount(store.Account{Name: "tanto", Role: store.Agent}, secret)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	var callers atomic.Int64
	one := func() (r rounds) {
		began := time.Now()
		for range calls {
			waits, err := converse(line, wholeCall(int(callers.Add(1))))
			if err != nil {
				b.Fatal(err)
			}
			r.waits = append(r.waits, waits...)
		}
		r.took = time.Since(began)
		return r
	}
	many := func() rounds {
		return round(b, line, func(int) []request { return wholeCall(int(callers.Add(1))) })
	}
	var alone, beside [2]rounds
	var sent int64
	var took time.Duration
	for b.Loop() {
		for i, call := range []func() rounds{one, many} {
			alone[i].add(call())
			n, stop := rubbish(line)
			r := call()
			stop()
			beside[i].add(r)
			sent, took = sent+n.Load(), took+r.took
		}
	}
	for i, name := range []string{"one-", "64-"} {
		b.ReportMetric(alone[i].quantile(0.99), name+"alone-p99-ms")
		b.ReportMetric(beside[i].quantile(0.99), name+"beside-p99-ms")
		b.ReportMetric(beside[i].quantile(0.99)/alone[i].quantile(0.99), name+"ratio")
	}
	b.ReportMetric(float64(sent)/took.Seconds(), "rubbish/s")
	b.ReportMetric(0, "ns/op")
}

// rubbish sends 500 requests a second until stop, and counts those that were answered.
func rubbish(address string) (answered *atomic.Int64, stop func()) {
	const senders = 20
	answered = &atomic.Int64{}
	over := make(chan struct{})
	var all sync.WaitGroup
	long := strings.Repeat("a=%41&", 10_000)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	for i := range senders {
		all.Go(func() {
			tick := time.NewTicker(senders * time.Second / 500)
			defer tick.Stop()
			for {
				select {
				case <-over:
					return
				case <-tick.C:
				}
				path, body := "/voice", long
				if i%2 == 0 {
					path, body = "/console/login", "name=tanto&password=wrong+horse+battery"
				}
				q, err := http.NewRequest(http.MethodPost, "http://"+address+path, strings.NewReader(body))
				if err != nil {
					panic(fmt.Sprint("a request that cannot be: ", err))
				}
				q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				q.Header.Set("X-Twilio-Signature", strings.Repeat("A", 27)+"=")
				q.Header.Set("Sec-Fetch-Site", "same-origin")
				answer, err := client.Do(q)
				if err != nil {
					continue // it was refused without being read
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				answered.Add(1)
			}
		})
	}
	return answered, sync.OnceFunc(func() { close(over); all.Wait(); client.CloseIdleConnections() })
}
