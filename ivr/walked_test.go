package ivr_test

import (
	"sync"

	"madoguchi/ivr"
)

// walked is what was seen in all worlds together.
type walked struct {
	sync.Mutex
	edges      map[[2]ivr.State]bool
	states     map[ivr.State]bool
	heard      map[string]bool // every answer
	examined   int
	seconds    float64
	longest    string // what is said in one breath
	speaks     float64
	wordiest   string  // the longest turn
	slowest    float64 // the seconds of the longest slow one
	lengthiest string  // the longest slow one
}

// took notes how long a turn speaks, without the rests in which a slow caller finds a key.
func (w *walked) took(d *ivr.Dialogue, r ivr.Reply) {
	w.Lock()
	defer w.Unlock()
	var all float64
	slow := false
	for _, s := range r.Say {
		slow = slow || s.Slow
		all += d.Seconds(s.Text)
	}
	if all > w.speaks && !slow {
		w.speaks, w.wordiest = all, said(r)
	}
	if slow && all*90/80 > w.slowest {
		w.lengthiest = said(r)
	}
	w.slowest = max(w.slowest, map[bool]float64{true: all * 90 / 80}[slow])
}

func (w *walked) step(from, to ivr.State) {
	w.Lock()
	defer w.Unlock()
	w.edges[[2]ivr.State{from, to}] = true
	w.states[from], w.states[to] = true, true
}

// turn counts a turn and reports whether its answer is new.
func (w *walked) turn(state ivr.State, document string) bool {
	w.Lock()
	defer w.Unlock()
	w.examined++
	w.states[state] = true
	heard := w.heard[document]
	w.heard[document] = true
	return !heard
}

func (w *walked) said(seconds float64, text string) {
	w.Lock()
	defer w.Unlock()
	if seconds > w.seconds {
		w.seconds, w.longest = seconds, text
	}
}
