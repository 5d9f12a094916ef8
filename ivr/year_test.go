package ivr_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// BenchmarkYear replays a year of a city of 300,000: about 60,000 bookings and
// 200,000 calls, with the nightly jobs, every turn durable. Not one call may
// fail, and the ledger must be sound afterwards. It takes some minutes:
//
//	go test ./ivr -run xxx -bench Year -benchtime 1x -timeout 60m
func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		y := newYear(b)
		for day := range 365 {
			y.day(day)
		}
		if err := y.store.Check(b.Context()); err != nil {
			b.Fatal(err)
		}
		size, err := os.Stat(y.path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(y.calls.Load()), "calls")
		b.ReportMetric(float64(y.turns.Load()), "turns")
		b.ReportMetric(float64(y.booked.Load()), "bookings")
		b.ReportMetric(float64(y.cancelled.Load()), "cancelled")
		b.ReportMetric(float64(y.refused.Load()), "full")
		b.ReportMetric(float64(y.turns.Load())/y.busy.Seconds(), "turns/s")
		b.ReportMetric(float64(size.Size())/(1<<20), "MiB")
	}
}

// year is a city and its residents.
type year struct {
	*scene
	d                                        *ivr.Dialogue
	sid                                      atomic.Int64
	busy                                     time.Duration
	calls, turns, booked, cancelled, refused atomic.Int64
}

func newYear(b *testing.B) *year {
	s := newScene(b)
	for i := range s.config.City.Facilities {
		s.config.City.Facilities[i].Capacity = 5
		for _, o := range s.config.City.Facilities[i].Hours.Weekly {
			for j := range o.Ranges {
				o.Ranges[j].Capacity = 0
			}
		}
	}
	return &year{scene: s, d: s.dialogue()}
}

const (
	callsADay = 548 // 200,000 a year
	atOnce    = 32  // telephones that are in use
)

// day runs the nightly jobs and then lets people call on one day.
func (y *year) day(n int) {
	y.setNow(newClock().AddDate(0, 0, n))
	y.fill()
	if _, err := y.store.Tidy(y.t.Context()); err != nil {
		y.t.Fatal(err)
	}
	began := time.Now()
	var all sync.WaitGroup
	for phone := range atOnce {
		random := rand.New(rand.NewPCG(uint64(n), uint64(phone)))
		all.Go(func() {
			for range callsADay / atOnce {
				y.callOnce(random)
			}
		})
	}
	all.Wait()
	y.busy += time.Since(began)
}

// callOnce makes one call from one of 150,000 numbers. Callers who have a booking hear
// it, and a quarter of them cancel it; most of the others book, or try to, and the rest
// hang up somewhere.
func (y *year) callOnce(random *rand.Rand) {
	caller := booking.Caller{Kind: booking.Identified, Phone: booking.Phone(fmt.Sprintf("+8190%08d", random.IntN(150_000)))}
	sid := fmt.Sprintf("CA%032x", y.sid.Add(1))
	script := []string{"1", fmt.Sprint(random.IntN(5) + 1), "1"}
	if random.IntN(10) < 4 {
		script = script[:random.IntN(3)]
	}
	y.calls.Add(1)
	turn := ivr.Turn{SID: sid, Caller: caller, In: ivr.Input{Kind: ivr.Arrived}}
	for n := 0; ; n++ {
		turn.N = n
		reply, err := y.store.Turn(y.t.Context(), turn, y.d.Answer)
		if err != nil {
			y.t.Errorf("call %s, turn %d: %v", sid, n, err)
			return
		}
		y.turns.Add(1)
		heard := said(reply)
		switch {
		case n == 0 && reply.Say[0].Text == "春日井市、電子証明書の予約です。": // there is a booking
			script = nil
			if random.IntN(4) == 0 {
				script = []string{"9", "1"}
			}
		case strings.Contains(heard, "お取りしました。"):
			y.booked.Add(1)
		case strings.Contains(heard, "取り消しました。"):
			y.cancelled.Add(1)
		case strings.Contains(heard, "空きがありません。"):
			y.refused.Add(1)
		}
		if n >= len(script) || reply.Ask == nil {
			break
		}
		turn.In = ivr.Input{Kind: ivr.Pressed, Keys: script[n]}
	}
	if err := y.store.HangUp(y.t.Context(), sid); err != nil {
		y.t.Errorf("call %s: %v", sid, err)
	}
}
