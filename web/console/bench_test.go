package console_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkConsole asks for the pages that staff ask for, over HTTP and signed in, on
// a ledger with a million past bookings. Most pages note in the ledger what was looked
// at before they show it, so the disk matters. Nothing is asked for twice in a row:
// each turn is about somebody else. The target is a p99 of 50 ms for what is done while
// somebody waits on the telephone or at the counter.
func BenchmarkConsole(b *testing.B) {
	o := busyOffice(b)
	who, agent := o.signIn("admin"), o.signIn("agent")
	places := o.config.City.Facilities
	find := func(q string) page { return who.post("/console/find", "q", q) }
	someone := func(n int) int { return n * 101 % (activeBookings + keptBookings) }
	for _, c := range []struct {
		name, says string
		ask        func(n int) page
	}{
		{"SignIn", "さがす", func(int) page { return agent.post("/console/login", "name", "agent", "password", passphrase) }},
		{"FindLast4", "携帯電話", func(n int) page { return find(numberOf(someone(n)).Last4()) }},
		{"FindReceipt", "携帯電話", func(n int) page { return find(string(receiptOf(someone(n)))) }},
		{"FindPhone", "携帯電話", func(n int) page { return find(numberOf(someone(n)).Domestic()) }},
		{"Card", "経過", func(n int) page { return who.get("/console/card/" + o.cardOf(numberOf(someone(n)))) }},
		{"Today", "来られず 戻す", func(n int) page { return who.get("/console/today/" + places[n%len(places)].ID) }},
		{"CalendarAll", "4月", func(int) page { return who.get("/console/calendar") }},
		{"CalendarMonth", "空き", func(n int) page { return who.get("/console/calendar?facility=" + places[n%len(places)].ID) }},
		{"CalendarWeek", "空き", func(n int) page {
			return who.get("/console/calendar?by=week&day=2026-04-20&facility=" + places[n%len(places)].ID)
		}},
		{"CalendarDay", "設定ファイル", func(n int) page { return who.get(fmt.Sprintf("/console/calendar/day?day=2026-04-%d", 20+n%5)) }},
		{"CloseAYear", "影響のある", func(n int) page {
			return who.get("/console/calendar/plan?what=close&day=2026-07-01&through=2027-06-30&facility=" + places[n%len(places)].ID)
		}},
		{"Candidates", "ほかに", func(n int) page {
			return who.get(fmt.Sprintf("/console/free?party=3&day1=1&half1=am&day2=%d&half2=pm&from3=2026-04-%d", 2+n%3, 20+n%7))
		}},
		{"Trail", "電話 CA", func(n int) page { return who.get(fmt.Sprintf("/console/trail?before=%d", pastBookings-n*1000)) }},
		{"TrailOfOne", "counter 来られず", func(int) page { return who.get("/console/trail?actor=counter&what=absent") }},
		{"TrailOfNobody", "ありません", func(int) page { return who.get("/console/trail?actor=nobody") }},
		{"Numbers", "電話を切った場面", func(int) page { return who.get("/console/numbers") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var waits []time.Duration
			for b.Loop() {
				begun := time.Now()
				p := c.ask(len(waits))
				waits = append(waits, time.Since(begun))
				if p.status != http.StatusOK || !strings.Contains(p.text(), c.says) {
					b.Fatalf("%s: %d, expected %q in: %.600s", p.at, p.status, c.says, p.text())
				}
			}
			slices.Sort(waits)
			for name, q := range map[string]float64{"p50-ms": 0.50, "p99-ms": 0.99} {
				b.ReportMetric(float64(waits[int(q*float64(len(waits)-1))])/float64(time.Millisecond), name)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
