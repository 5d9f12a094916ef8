package voice

import (
	"fmt"
	"runtime"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// tally counts what happens at the edge. Its labels are words of this package,
// never data of a call.
//
// The time that a turn takes is kept in counters with le labels, like a histogram of
// Prometheus: the library's own has vmrange labels, from which Prometheus cannot
// compute a quantile (https://prometheus.io/docs/concepts/metric_types/#histogram).
type tally struct {
	set      *metrics.Set
	webhooks map[[2]string]*metrics.Counter // by route and outcome
	faults   map[string]*metrics.Counter    // by cause
	unsigned *metrics.Counter
	within   []*metrics.Counter // turns within each bound of turnBounds; the last counts all
	seconds  *metrics.FloatCounter
	turns    *metrics.Counter
}

// turnBounds are seconds. The one that matters is 1: a second of silence is
// long on a telephone.
var turnBounds = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1}

// newTally makes every counter at once, so that each starts at 0 and an alert on its
// rate can fire the first time. The version is a label of a metric that is always 1,
// which Prometheus can join to others.
func newTally(version string) *tally {
	t := &tally{
		set:      metrics.NewSet(),
		webhooks: map[[2]string]*metrics.Counter{},
		faults:   map[string]*metrics.Counter{},
	}
	t.set.NewGauge(fmt.Sprintf("madoguchi_build_info{version=%q,go=%q}", version, runtime.Version()), func() float64 { return 1 })
	for _, route := range []string{"call", "turn", "whisper", "status", "out", "message", "fallback"} {
		for _, outcome := range []string{"answered", "fault", "refused"} {
			t.webhooks[[2]string{route, outcome}] = t.set.NewCounter(
				`madoguchi_webhooks_total{route="` + route + `",outcome="` + outcome + `"}`)
		}
	}
	for _, cause := range []string{"error", "deadline", "panic", "webhook"} {
		t.faults[cause] = t.set.NewCounter(`madoguchi_faults_total{cause="` + cause + `"}`)
	}
	t.unsigned = t.set.NewCounter("madoguchi_bad_signatures_total")
	for _, bound := range turnBounds {
		t.within = append(t.within, t.set.NewCounter(`madoguchi_turn_seconds_bucket{le="`+strconv.FormatFloat(bound, 'g', -1, 64)+`"}`))
	}
	t.within = append(t.within, t.set.NewCounter(`madoguchi_turn_seconds_bucket{le="+Inf"}`))
	t.seconds = t.set.NewFloatCounter("madoguchi_turn_seconds_sum")
	t.turns = t.set.NewCounter("madoguchi_turn_seconds_count")
	return t
}

func (t *tally) answered(route, outcome string, took time.Duration) {
	t.webhooks[[2]string{route, outcome}].Inc()
	if route != "call" && route != "turn" {
		return
	}
	t.turns.Inc()
	t.seconds.Add(took.Seconds())
	for i, kept := range t.within { // each bucket counts those below it too
		if i == len(turnBounds) || took.Seconds() <= turnBounds[i] {
			kept.Inc()
		}
	}
}

func (t *tally) refused(route string) {
	t.webhooks[[2]string{route, "refused"}].Inc()
	t.unsigned.Inc()
}

func (t *tally) fault(cause string) { t.faults[cause].Inc() }
