package voice

import (
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// tally counts what happens at the edge. Its labels are words of this package,
// never anything of a call.
//
// The histogram has VictoriaMetrics' vmrange buckets, which need no bounds to
// be chosen; prometheus_buckets(…) makes le buckets of them.
type tally struct {
	set      *metrics.Set
	webhooks map[[2]string]*metrics.Counter // by route and outcome
	faults   map[string]*metrics.Counter    // by cause
	unsigned *metrics.Counter
	turns    *metrics.Histogram
}

// newTally makes every counter at once, so that each is there with 0 from the
// start and an alert on its rate can fire the first time.
func newTally() *tally {
	t := &tally{
		set:      metrics.NewSet(),
		webhooks: map[[2]string]*metrics.Counter{},
		faults:   map[string]*metrics.Counter{},
	}
	for _, route := range []string{"call", "turn", "whisper", "status"} {
		for _, outcome := range []string{"answered", "fault", "refused"} {
			t.webhooks[[2]string{route, outcome}] = t.set.NewCounter(
				`madoguchi_webhooks_total{route="` + route + `",outcome="` + outcome + `"}`)
		}
	}
	for _, cause := range []string{"error", "deadline", "panic", "webhook"} {
		t.faults[cause] = t.set.NewCounter(`madoguchi_faults_total{cause="` + cause + `"}`)
	}
	t.unsigned = t.set.NewCounter("madoguchi_bad_signatures_total")
	t.turns = t.set.NewHistogram("madoguchi_turn_seconds")
	return t
}

func (t *tally) answered(route, outcome string, took time.Duration) {
	t.webhooks[[2]string{route, outcome}].Inc()
	if route == "call" || route == "turn" {
		t.turns.Update(took.Seconds())
	}
}

func (t *tally) refused(route string) {
	t.webhooks[[2]string{route, "refused"}].Inc()
	t.unsigned.Inc()
}

func (t *tally) fault(cause string) { t.faults[cause].Inc() }
