package ivr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/voice/phone"
)

// everyInput is what a caller can do in a turn, and what none can.
var everyInput = func() []ivr.Input {
	inputs := []ivr.Input{{Kind: ivr.Silent}, {Kind: ivr.Pressed}, {Kind: ivr.Pressed, Keys: "ＡB<&>"}, {Kind: ivr.Pressed, Keys: "99"}, {Kind: ivr.Pressed, Keys: strings.Repeat("1", 4000)}}
	for _, key := range "0123456789*#" {
		inputs = append(inputs, ivr.Input{Kind: ivr.Pressed, Keys: string(key)})
	}
	for _, digits := range []string{"0414", "0426", "0429", "0419", "0413", "0801", "1301"} {
		inputs = append(inputs, ivr.Input{Kind: ivr.Pressed, Keys: digits})
	}
	return inputs
}()

var returns = []ivr.Input{
	{Kind: ivr.Returned, Person: ivr.Talked}, {Kind: ivr.Returned, Person: ivr.Engaged},
	{Kind: ivr.Returned, Person: ivr.NoAnswer}, {Kind: ivr.Returned, Person: ivr.Unreached}, {Kind: ivr.Silent},
}

// worlds are the situations from which the whole dialogue is walked.
var worlds = map[string][]string{
	"without a booking":      {},
	"with a booking":         {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"with two bookings":      {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	"with two, one begun":    {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2", "now 2026-04-20 09:40"},
	"with two, one key":      {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	"during the visit":       {"booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "now 2026-04-20 09:40"},
	"one key cancels":        {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"one key, visit begun":   {"city one-key", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30", "now 2026-04-20 09:40"},
	"cut off before":         {"another 090-1234-5678 is offered ajiyoshi"},
	"at night":               {"now 2026-04-13 22:00"},
	"at night, with booking": {"now 2026-04-13 22:00", "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"},
	"withheld":               {"from anonymous"},
	"payphone":               {"from payphone"},
	"malformed":              {"from 12"},
	"one facility's line":    {"to 050-0000-0004"},
	"one facility is full":   {"full ajiyoshi"},
	"one slot is left":       {"city one-slot"},
	"everything is full":     {"full everywhere"},
}

// meanwhile is what others do while the caller thinks, after which every state
// must still have an answer.
var meanwhile = map[string]func(s *scene, tx *store.Tx) error{
	"nothing": func(*scene, *store.Tx) error { return nil },
	"staff cancelled the booking": func(s *scene, tx *store.Tx) error {
		own, err := tx.Bookings("+819012345678")
		for _, b := range own {
			err = errors.Join(err, tx.Cancel(b))
		}
		return err
	},
	"somebody at the same number booked": func(s *scene, tx *store.Tx) error {
		err := s.book(tx, booking.Request{Phone: "+819012345678", Facility: "kozoji", Start: s.when("2026-04-15", "09:30"), Staff: true})
		if _, already := errors.AsType[*booking.Already](err); already {
			return nil
		}
		if _, full := errors.AsType[*booking.Full](err); full {
			return nil
		}
		if _, none := errors.AsType[*booking.NoSlot](err); none {
			return nil
		}
		return err
	},
	"the first day was closed": func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(0, 0, 2)) },
	"one counter was closed":   func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(1, 0, 0), "koseki") },
	"all counters were closed": func(s *scene, tx *store.Tx) error { return s.closeUntil(tx, s.now.AddDate(1, 0, 0)) },
}

// closeUntil closes facilities, or all, from now on.
func (s *scene) closeUntil(tx *store.Tx, until time.Time, only ...string) error {
	for _, f := range s.config.City.Facilities {
		if only != nil && !slices.Contains(only, f.ID) {
			continue
		}
		if _, _, err := tx.SetOpen(f.ID, s.now, until, false); err != nil {
			return err
		}
	}
	return nil
}

// walker walks the dialogue in one world.
type walker struct {
	*scene
	name     string
	d        *ivr.Dialogue
	edges    map[[2]ivr.State]bool
	seen     map[string]bool
	examined int
}

var errUndo = errors.New("undone: the walk leaves no trace")

// TestEveryStateAnswersEveryInput walks every state with every input, in every
// world, and whatever others do meanwhile.
func TestEveryStateAnswersEveryInput(t *testing.T) {
	flow := ivr.Flow()
	edges := map[[2]ivr.State]bool{}
	states := map[ivr.State]bool{}
	examined := 0
	for _, name := range slices.Sorted(maps.Keys(worlds)) {
		w := &walker{scene: newScene(t), name: name, edges: edges, seen: map[string]bool{}}
		w.set("city small")
		for _, line := range worlds[name] {
			w.set(line)
		}
		w.d = ivr.Watch(w.dialogue(), func(from, to ivr.State) { edges[[2]ivr.State{from, to}] = true; states[from] = true; states[to] = true })
		w.walk(nil, states)
		examined += w.examined
	}
	t.Logf("%d turns examined in %d worlds", examined, len(worlds))
	for state, row := range flow {
		if !states[state] {
			t.Errorf("state %s is never reached", state)
		}
		if row.Do == nil && row.Entry == nil {
			continue
		}
		for _, to := range row.To {
			if to != ivr.Anywhere && !edges[[2]ivr.State{state, to}] {
				t.Errorf("%s names %s as a way out, but never takes it", state, to)
			}
		}
	}
}

// walk examines the call at the end of a path, and goes on to every place that
// was not seen before.
func (w *walker) walk(path []ivr.Input, states map[ivr.State]bool) {
	if path == nil {
		path = []ivr.Input{{Kind: ivr.Arrived}}
	}
	end := w.step(path, "nothing")
	states[end.call.State] = true
	place := string(end.call.State)
	if row := ivr.Flow()[end.call.State]; row.End == ivr.PassOn || row.Back == ivr.GoOn {
		place += " from " + string(end.call.Draft.Back)
	}
	if w.seen[place] {
		return
	}
	w.seen[place] = true
	row := ivr.Flow()[end.call.State]
	switch {
	case row.End == ivr.HangUp:
		return
	case row.End == ivr.PassOn:
		for _, in := range returns {
			w.walk(append(slices.Clone(path), in), states)
		}
		return
	case !ivr.Waits(row):
		w.t.Fatalf("%s: %v: the call rests in %s, which does not wait", w.name, path, end.call.State)
	}
	w.keysAreAnnounced(path, end)
	w.leadsToAPerson(path)
	for _, in := range everyInput {
		for event := range meanwhile {
			if event != "nothing" && len(in.Keys) != 1 && in.Keys != "0414" {
				continue // what others do matters to a key that is taken
			}
			next := w.step(append(slices.Clone(path), in), event)
			states[next.call.State] = true
			if in.Kind == ivr.Silent && next.changed {
				w.t.Errorf("%s: in %s silence changed a booking", w.name, end.call.State)
			}
		}
		if len(path) < 9 {
			w.walk(append(slices.Clone(path), in), states)
		}
	}
}

// after is where a path ends.
type after struct {
	call    ivr.Call
	reply   ivr.Reply
	changed bool // by the last input: a booking was made, moved or cancelled
}

// step plays a path on the ledger of the world and takes it back. What happens
// meanwhile happens before the last input.
func (w *walker) step(path []ivr.Input, event string) after {
	w.t.Helper()
	w.examined++
	end := after{call: ivr.Call{SID: "CA1", Caller: booking.CallerFrom(w.from), Line: w.to, Lang: "ja", Turn: -1}}
	err := w.store.Update(w.t.Context(), store.By{Through: store.Phone, Actor: "CA1"}, func(tx *store.Tx) error {
		for i, in := range path {
			last := i == len(path)-1
			if last {
				if err := meanwhile[event](w.scene, tx); err != nil {
					return fmt.Errorf("%s: %w", event, err)
				}
			}
			var before, behind []booking.Booking
			var err error
			if last {
				before, err = tx.List(everyBooking)
			}
			if err == nil {
				end.reply, err = w.d.Answer(tx, &end.call, in)
			}
			if err == nil && last {
				behind, err = tx.List(everyBooking)
			}
			if err != nil {
				return err
			}
			end.changed = !slices.Equal(before, behind)
			end.call = reread(w.t, end.call)
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		w.t.Fatalf("%s: %v, %s: %v", w.name, path, event, err)
	}
	end.reply.Turn = len(path)
	document := voice.Render(end.reply, voice.Voice{Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}, "", "CA1")
	if err := phone.Check(document); err != nil {
		w.t.Fatalf("%s: %v: the answer is no TwiML: %v\n%s", w.name, path, err, document)
	}
	for _, said := range end.reply.Say {
		if took := ivr.Seconds(said.Text); took > 15 {
			w.t.Errorf("%s: %v: %.1f s in one breath: %s", w.name, path, took, said.Text)
		}
	}
	if len(end.reply.Say) == 0 {
		w.t.Errorf("%s: %v: the line says nothing", w.name, path)
	}
	return end
}

// reread is the call as another process finds it.
func reread(t testing.TB, c ivr.Call) ivr.Call {
	t.Helper()
	var again ivr.Call
	data, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(data, &again)
	}
	if err != nil {
		t.Fatal(err)
	}
	return again
}

var announcedKey = regexp.MustCompile(`、([0-9]|シャープ|米印)を[。、]`)

// announced are the keys that a reply tells of.
func announced(r ivr.Reply) map[string]bool {
	keys := map[string]bool{}
	for _, said := range r.Say {
		for _, m := range announcedKey.FindAllStringSubmatch(said.Text, -1) {
			keys[strings.NewReplacer("シャープ", "#", "米印", "*").Replace(m[1])] = true
		}
	}
	return keys
}

// keysAreAnnounced proves that what a row announces is what it takes. A key
// that is not taken is answered with its name, or with what every other key
// means there.
func (w *walker) keysAreAnnounced(path []ivr.Input, end after) {
	row := ivr.Flow()[end.call.State]
	told := announced(end.reply)
	for _, key := range "123456789" {
		next := w.press(path, string(key))
		if row.Entry == nil && told[string(key)] == w.refused(next, string(key), row) {
			w.t.Errorf("%s: in %s the key %c is announced: %v, and taken: %v", w.name, end.call.State, key, told[string(key)], !told[string(key)])
		}
	}
	if row.Else != "" {
		return // every key that is not announced means the same here: nothing
	}
	helped := w.press(append(slices.Clone(path), ivr.Input{Kind: ivr.Pressed, Keys: "A"}), "A")
	for _, key := range []string{"0", "*", "#"} {
		if !announced(helped.reply)[key] {
			w.t.Errorf("%s: %s never announces %s, not even to whoever is lost", w.name, end.call.State, key)
		}
	}
}

func (w *walker) press(path []ivr.Input, key string) after {
	return w.step(append(slices.Clone(path), ivr.Input{Kind: ivr.Pressed, Keys: key}), "nothing")
}

// refused says whether a key meant nothing. Where every other key leads to one
// place, an announced key may lead there too.
func (w *walker) refused(next after, key string, row ivr.Step) bool {
	if row.Else != "" {
		return !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return string(o.Key) == key }) && next.call.State == ivr.Kept
	}
	return strings.HasPrefix(next.reply.Say[0].Text, key+"は、使いません")
}

// leadsToAPerson proves that 0, and three failures, end at a person in hours
// and at hours and number outside them.
func (w *walker) leadsToAPerson(path []ivr.Input) {
	w.t.Helper()
	open := w.config.City.Centre.Open(w.now)
	for _, way := range []ivr.Input{{Kind: ivr.Pressed, Keys: "0"}, {Kind: ivr.Pressed, Keys: "A"}} {
		end := after{}
		at := slices.Clone(path)
		for range 4 { // a row may say once more that nothing was decided
			at = append(at, way)
			if end = w.step(at, "nothing"); end.reply.Pass != nil || end.call.State == ivr.Closed {
				break
			}
		}
		if open != (end.reply.Pass != nil) || !open && end.call.State != ivr.Closed {
			w.t.Errorf("%s: %v, then %v: no person at the end but %s", w.name, path, way, end.call.State)
		}
	}
}
