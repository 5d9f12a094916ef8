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

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/voice/phone"
)

// walker walks the dialogue in one world.
type walker struct {
	*scene
	name     string
	d        *ivr.Dialogue
	all      *walked
	seen     map[string]bool
	receipts []booking.Receipt // that were given out
}

var errUndo = errors.New("undone: the walk leaves no trace")

// TestEveryStateAnswersEveryInput walks every state with every input: in a few worlds, in
// some of which others do something meanwhile, and with -whole in every one, whatever they do.
func TestEveryStateAnswersEveryInput(t *testing.T) {
	t.Parallel()
	flow, worlds := ivr.Flow(), worlds()
	all := &walked{edges: map[[2]ivr.State]bool{}, states: map[ivr.State]bool{}, heard: map[string]bool{}}
	t.Run("worlds", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(worlds)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := &walker{scene: newScene(t), name: name, all: all, seen: map[string]bool{}}
				w.set("city small")
				for _, line := range worlds[name] {
					w.set(line)
				}
				for _, b := range w.active() {
					w.receipts = append(w.receipts, b.Receipt)
				}
				w.d = ivr.Watch(w.dialogue(), all.step)
				w.walk(nil)
			})
		}
	})
	t.Logf("%d turns examined in %d worlds, %d different answers; the longest prompt takes %.1f s: %s", all.examined, len(worlds), len(all.heard), all.seconds, all.longest)
	t.Logf("the longest turn speaks for %.1f s, the longest slow one for %.1f s: %s", all.speaks, all.slowest, all.wordiest)
	if all.slowest > 45 {
		t.Errorf("a slow turn speaks for %.1f s, expected at most 45: %s", all.slowest, all.lengthiest)
	}
	if all.speaks > 45 {
		t.Errorf("a turn speaks for %.1f s, expected at most 45: %s", all.speaks, all.wordiest)
	}
	for state, row := range flow {
		if !all.states[state] {
			t.Errorf("%s is never reached: which of the worlds in worlds_test.go leads there? It belongs to few", state)
		}
		if row.Do == nil && row.Entry == nil {
			continue
		}
		for _, to := range row.To {
			if to != ivr.Anywhere && !all.edges[[2]ivr.State{state, to}] {
				t.Errorf("%s names %s as a way out, but never takes it: in which world does it, and after what? They belong to few and happens", state, to)
			}
		}
	}
}

// place is the call where a path leads, in a transaction that is undone.
type place struct {
	*walker
	path []ivr.Input
	after
	tx *store.Tx
}

// walk examines the call at the end of a path, and goes on to every place that it has
// not seen before.
func (w *walker) walk(path []ivr.Input) {
	if path == nil {
		path = []ivr.Input{{Kind: ivr.Arrived}}
	}
	var further []ivr.Input
	err := w.store.Update(w.t.Context(), store.By{Way: store.ByPhone, Call: "CA1"}, func(tx *store.Tx) error {
		at := place{walker: w, path: path, tx: tx}
		at.call = ivr.Call{SID: "CA1", Caller: w.config.City.CallerOf(booking.Origin{From: w.from}), Line: w.to, Lang: "ja", Turn: -1, Message: w.calls}
		for _, in := range path {
			var err error
			if at.after, err = at.turn(at.call, in); err != nil {
				return err
			}
		}
		further = at.examine()
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		w.t.Fatalf("%s: %v: %v", w.name, path, err)
	}
	for _, in := range further {
		w.walk(append(slices.Clone(path), in))
	}
}

// where returns a name of a place by which it differs from other places.
func (a after) where() string {
	name := string(a.call.State)
	if row := ivr.Flow()[a.call.State]; row.End == ivr.PassOn || row.Back == ivr.GoOn {
		name += " from " + string(a.call.Draft.Back)
	}
	if a.call.Message != 0 && !a.call.Told {
		name += ", unheard"
	}
	if a.call.Draft.Old != nil {
		name += ", changing"
	}
	if slices.Contains([]ivr.State{ivr.Times, ivr.Day, ivr.Ways, ivr.Party}, a.call.State) {
		name += " after " + string(a.call.Draft.In)
	}
	if slices.Contains([]ivr.State{ivr.Offer, ivr.Done, ivr.Bring}, a.call.State) {
		name += " of " + string(a.call.Draft.Service) // each has other words and ways
	}
	return name
}

// examine tries everything at a place and returns the inputs that lead further.
func (p place) examine() []ivr.Input {
	row := ivr.Flow()[p.call.State]
	if p.seen[p.where()] {
		return nil
	}
	p.seen[p.where()] = true
	switch {
	case row.End == ivr.HangUp:
		return nil
	case row.End == ivr.PassOn:
		return returns
	case !ivr.Waits(row):
		p.t.Errorf("%s: %v: the call rests in %s, which does not wait", p.walker.name, p.path, p.call.State)
		return nil
	}
	p.keysAreAnnounced(row)
	p.leadsToAPerson()
	told := announced(p.reply)
	taken := func(keys string) bool {
		return told[keys] || keys == "0" || keys == "*" || keys == "#" || row.Entry != nil && (keys == "0414" || keys == "2" || keys == "482173905161" || keys == "482173905169" || keys == resident || keys == p.code || p.shown != "" && (keys == p.shown || keys == unlike(p.shown)) || len(keys) == booking.ReceiptDigits || keys == last4 || keys == "0419")
	}
	var further []ivr.Input
	for _, event := range mayHappen(p.walker.name) {
		p.undone(func() error {
			if err := meanwhile[event](p.scene, p.tx); err != nil {
				return fmt.Errorf("%s: %w", event, err)
			}
			for _, in := range p.inputs() {
				if event != nothing && !taken(in.Keys) {
					continue // what others do only matters to a key that means something
				}
				next := p.then(in)
				if in.Kind == ivr.Silent && next.changed {
					p.t.Errorf("%s: in %s, %s, silence changed a booking", p.walker.name, p.call.State, event)
				}
				if event == nothing && len(p.path) < 9 && !p.seen[next.where()] {
					further = append(further, in)
				}
			}
			return nil
		})
	}
	return further
}

// undone does something at a place and undoes it.
func (p place) undone(do func() error) {
	p.t.Helper()
	err := p.tx.Rehearse(func() error {
		return errors.Join(do(), errUndo)
	})
	if rest := strings.TrimSuffix(err.Error(), errUndo.Error()); rest != "" || !errors.Is(err, errUndo) {
		p.t.Errorf("%s: %v: %s", p.walker.name, p.path, rest)
	}
}

// after is where a turn leads.
type after struct {
	call    ivr.Call
	reply   ivr.Reply
	changed bool // a booking was made, changed or cancelled
}

// then plays turns at a place and undoes them.
func (p place) then(inputs ...ivr.Input) (end after) {
	p.t.Helper()
	p.undone(func() error {
		end.call = p.call
		for _, in := range inputs {
			var before, behind []booking.Booking
			var err error
			if in.Kind == ivr.Silent {
				before, err = p.tx.Bookings(p.call.Caller.Phone)
			}
			if err == nil {
				end, err = p.turn(end.call, in)
			}
			if err == nil && in.Kind == ivr.Silent {
				behind, err = p.tx.Bookings(p.call.Caller.Phone)
			}
			if err != nil {
				return fmt.Errorf("%v: %w", inputs, err)
			}
			end.changed = !slices.Equal(before, behind)
			if end.reply.Pass != nil || end.reply.Ask == nil {
				break
			}
		}
		return nil
	})
	return end
}

// turn plays one turn, and checks what must be true of every answer.
func (p place) turn(call ivr.Call, in ivr.Input) (end after, err error) {
	end.call = reread(p.t, call)
	if end.reply, err = p.d.Answer(p.tx, &end.call, in); err != nil {
		return end, err
	}
	end.reply.Turn = 1
	document := voice.Render(end.reply, voice.Voices{"ja": {Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}}, "", "CA1")
	if !p.all.turn(end.call.State, string(document)) {
		return end, nil
	}
	if err := phone.Check(document); err != nil {
		p.t.Errorf("%s: %v, %v: the answer is no TwiML: %v\n%s", p.walker.name, p.path, in, err, document)
	}
	p.all.took(p.d, end.reply)
	for _, said := range end.reply.Say {
		took := p.d.Seconds(said.Text)
		p.all.said(took, said.Text)
		if took > 15 {
			p.t.Errorf("%s: %v, %v: %.1f s in one breath: %s", p.walker.name, p.path, in, took, said.Text)
		}
	}
	if end.reply.Pass != nil {
		if took := p.d.Seconds(strings.TrimSuffix(end.reply.Pass.Whisper, "。")); took > 5.5 {
			p.t.Errorf("%s: %v, %v: the agent listens for %.2f s: %s", p.walker.name, p.path, in, took, end.reply.Pass.Whisper)
		}
	}
	if len(end.reply.Say) == 0 {
		p.t.Errorf("%s: %v, %v: the line says nothing", p.walker.name, p.path, in)
	}
	return end, nil
}

// reread returns the call as another process reads it.
func reread(t testing.TB, c ivr.Call) ivr.Call {
	t.Helper()
	var again ivr.Call
	data, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(data, &again)
	}
	if err != nil {
		t.Errorf("the call cannot be stored: %v", err)
	}
	return again
}

var announcedKey = regexp.MustCompile(`(?:、|は|なら)([0-9]番|シャープ|こめじるし)(?:。|を[。、押]|です)`)

// announced returns the keys that a reply announces.
func announced(r ivr.Reply) map[string]bool {
	keys := map[string]bool{}
	for _, said := range r.Say {
		for _, m := range announcedKey.FindAllStringSubmatch(said.Text, -1) {
			keys[strings.NewReplacer("シャープ", "#", "こめじるし", "*", "番", "").Replace(m[1])] = true
		}
	}
	return keys
}

func pressed(key string) ivr.Input { return ivr.Input{Kind: ivr.Pressed, Keys: key} }

// keysAreAnnounced checks that a row takes exactly the keys that it announces. A key
// that it does not take is answered with its name, or with what every other key means
// there.
func (p place) keysAreAnnounced(row ivr.Step) {
	told := announced(p.reply)
	for _, key := range "123456789" {
		next := p.then(pressed(string(key)))
		if row.Entry == nil && told[string(key)] == refused(next, string(key), row) {
			p.t.Errorf("%s: in %s the key %c is announced: %v, and taken: %v", p.walker.name, p.call.State, key, told[string(key)], !told[string(key)])
		}
	}
	if row.Else != "" {
		return // every key that is not announced means the same here: nothing
	}
	helped := p.then(pressed("A"), pressed("A"))
	var engine []string
	if !row.Agent && !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return o.Say == "option.again" }) {
		engine = append(engine, "#") // which ends an agent's entry
	}
	if row.Back != "" {
		engine = append(engine, "*")
	}
	if !row.Agent && !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return o.To == ivr.Person && o.Key != '0' }) {
		engine = append(engine, "0")
	}
	for _, key := range engine {
		if !announced(helped.reply)[key] {
			p.t.Errorf("%s: %s never announces %s, not even to whoever is lost", p.walker.name, p.call.State, key)
		}
	}
}

// refused reports whether a key meant nothing. Where every other key leads to one
// place, an announced key may lead there too.
func refused(next after, key string, row ivr.Step) bool {
	if row.Else != "" {
		return !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return string(o.Key) == key }) && (next.call.State == ivr.Kept || next.call.State == ivr.ShownElsewhere)
	}
	return strings.HasPrefix(next.reply.Say[0].Text, key+"番は、ここでは使いません")
}

// leadsToAPerson checks that 0, and three failures, lead to a person in the hours of
// the centre, and to its hours and number outside them.
func (p place) leadsToAPerson() {
	p.t.Helper()
	if ivr.Flow()[p.call.State].Agent {
		p.leadsToNobody()
		return
	}
	open := p.config.City.Centre.Open(p.now)
	for _, way := range []ivr.Input{pressed("0"), pressed("A")} {
		end, n := p.then(way), 1
		for ; n < 4 && end.reply.Pass == nil && end.call.State != ivr.Closed; n++ { // a row may say once more that nothing was decided
			end = p.then(slices.Repeat([]ivr.Input{way}, n+1)...)
		}
		if open != (end.reply.Pass != nil) || !open && end.call.State != ivr.Closed {
			p.t.Errorf("%s: %v, then %v: no person at the end but %s", p.walker.name, p.path, way, end.call.State)
		}
	}
}

// leadsToNobody checks that an agent is not passed on to an agent: 0 means nothing, and
// three failures end the call.
func (p place) leadsToNobody() {
	p.t.Helper()
	for _, way := range []ivr.Input{pressed("0"), pressed("A"), pressed("0000"), {Kind: ivr.Silent}} {
		for n := range 3 {
			end := p.then(slices.Repeat([]ivr.Input{way}, n+1)...)
			if over := end.reply.Ask == nil; over != (n == 2) || end.reply.Pass != nil {
				p.t.Errorf("%s: %v, then %v %d times: the call is in %s, over: %t", p.walker.name, p.path, way, n+1, end.call.State, over)
			}
		}
	}
}
