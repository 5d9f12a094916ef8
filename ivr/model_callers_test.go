package ivr_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
)

// numbers are the numbers of the telephones; two of these are in one house.
var numbers = []string{"+819011110001", "+819011110001", "+819022220002", "+81533330003", "anonymous"}

// An errand is what one telephone does in a round, one key in each turn: "_" means
// silence, a letter a wish, and where a day is asked for, a digit so many days ahead.
type errand struct {
	Telephone, Line int  // the line that is dialled: a facility's, or the city's
	Redial, HangUp  bool // whether it calls again, and whether the end of the last call is reported
	Twice           bool // every webhook is delivered twice at once
	Keys            string
}

// wishes are options that a caller listens for, and takes.
var wishes = map[rune]ivr.Key{
	'c': "option.cancel", 'm': "option.change", 'u': "option.undo", 'l': "option.later", 'w': "option.ways",
	'p': "option.party", 'd': "option.day", 'o': "option.times", 'x': "option.errands",
}

var errands = rapid.Custom(func(t *rapid.T) errand {
	return errand{
		Telephone: rapid.SampledFrom([]int{0, 1, 2, 3, 0, 1, 2, 4}).Draw(t, "telephone"), Line: rapid.IntRange(0, 2).Draw(t, "line"),
		HangUp: rapid.Bool().Draw(t, "hang up"), Redial: rapid.Bool().Draw(t, "redial"), Twice: rapid.Bool().Draw(t, "twice"),
		Keys: rapid.OneOf(
			rapid.SampledFrom([]string{"11", "c1", "m1", "111", "c1u", "m", "ml1", "c2", "c21u", "c_", "u", "m21", "mwp21", "11wp31", "m311", "__", "1d12", "1d11", "1d31l1", "d12", "p21", "x31", "md12"}),
			rapid.StringOfN(rapid.SampledFrom([]rune("111cmulwpdox23499_#*08A")), 1, 5, -1),
		).Draw(t, "keys"),
	}
})

// diary is what one goroutine did in a round.
type diary struct {
	lines  string
	told   []telling
	replay []func(*diary) // each delivers one of its turns once more
	err    error
}

// telephone is one telephone and its call.
type telephone struct {
	*scene
	d      *ivr.Dialogue
	name   int
	caller booking.Caller
	calls  int
	open   bool
	next   ivr.Turn
	last   ivr.Reply
}

func (p *telephone) run(y *diary, e errand) {
	if e.HangUp && p.open {
		p.open, y.err = false, p.store.HangUp(p.t.Context(), p.next.SID)
	}
	if y.err == nil && (e.Redial || !p.open) {
		p.calls++
		lines := []booking.Phone{p.config.City.Facilities[0].Line, p.config.City.Facilities[1].Line, p.config.City.Number}
		p.next = ivr.Turn{SID: fmt.Sprintf("CA%d-%d", p.name, p.calls), Caller: p.caller, Line: lines[e.Line], In: ivr.Input{Kind: ivr.Arrived}}
		p.turn(y, e.Twice)
	}
	for _, key := range e.Keys {
		if p.open && y.err == nil {
			p.next.In = p.does(key)
			p.next.In.After = time.Minute
			p.turn(y, e.Twice)
		}
	}
}

// does returns what the caller does with a key in the state where the call is.
func (p *telephone) does(key rune) ivr.Input {
	if wish, ok := wishes[key]; ok {
		key = '1'
		for _, said := range p.last.Say {
			if i := slices.IndexFunc(said.Menu, func(c ivr.Choice) bool { return c.Say == wish }); i >= 0 {
				key = rune(said.Menu[i].Key[0])
			}
		}
	}
	switch days := int(key - '0'); {
	case p.last.Pass != nil && key == '1':
		return ivr.Input{Kind: ivr.Returned, Person: ivr.Talked}
	case p.last.Pass != nil:
		return ivr.Input{Kind: ivr.Returned, Person: ivr.Engaged}
	case key == '_':
		return ivr.Input{Kind: ivr.Silent}
	case p.last.Ask.Digits == 4 && days >= 0 && days <= 9:
		return ivr.Input{Kind: ivr.Pressed, Keys: p.now.AddDate(0, 0, days).Format("0102")}
	}
	return ivr.Input{Kind: ivr.Pressed, Keys: string(key)}
}

// turn delivers the next turn.
func (p *telephone) turn(y *diary, twice bool) {
	var before, after ivr.Call
	answered := 0
	answer := func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		answered++
		before = *call
		reply, err := p.d.Answer(tx, call, in)
		after = *call
		return reply, err
	}
	var all sync.WaitGroup
	replies, errs := make([]ivr.Reply, 2), make([]error, 2)
	for i := range replies {
		if i == 0 || twice {
			all.Go(func() { replies[i], errs[i] = p.store.Turn(p.t.Context(), p.next, answer) })
		}
	}
	all.Wait()
	first, second := document(replies[0], p.next), document(replies[1], p.next)
	if y.err = errors.Join(errs...); y.err != nil || answered != 1 || twice && first != second {
		y.err = fmt.Errorf("telephone %d, %+v: answered %d times, with %s and %s: %w", p.name, p.next, answered, first, second, y.err)
		return
	}
	y.lines += fmt.Sprintf("telephone %d, turn %d, %s %s: %s\n", p.name, p.next.N, p.next.In.Kind, p.next.In.Keys, said(replies[0]))
	y.replay = append(y.replay, p.again(p.next, first))
	y.told = append(y.told, tellings(replies[0], p.next.In, before, after)...)
	p.last = replies[0]
	p.open = p.last.Ask != nil || p.last.Pass != nil
	p.next.N++
}

// document returns the answer to a webhook, byte for byte.
func document(r ivr.Reply, t ivr.Turn) string {
	return string(voice.Render(r, voice.Voices{"ja": {Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}}, "", t.SID))
}

// again returns a function that delivers a turn once more, which must change nothing.
func (p *telephone) again(t ivr.Turn, want string) func(*diary) {
	return func(y *diary) {
		reply, err := p.store.Turn(p.t.Context(), t, func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
			return ivr.Reply{}, errors.New("it is answered anew")
		})
		if got := document(reply, t); err != nil || got != want {
			y.err = fmt.Errorf("telephone %d, %+v again: answered %s (%w), expected %s", p.name, t, got, err, want)
		}
	}
}

// A telling is what somebody was told about a booking.
type telling struct {
	what    string
	phone   booking.Phone
	receipt booking.Receipt
	words   string // of the visit; "" if they were not said
}

const made, changed, cancelled, restored, stands, gone, none = "made", "changed", "cancelled", "restored", "stands", "not active", "no booking"

// standing returns how a booking stands, with its day, time, place and party as the
// line says them.
func (m *model) standing(b booking.Booking) standing {
	if b.Receipt == "" {
		return standing{}
	}
	f, _ := m.config.City.Facility(b.Facility)
	start := b.Start.In(booking.JST)
	words := ivr.InJapanese.Date(booking.DateOf(start)) + "。" + ivr.InJapanese.Time(booking.ClockOf(start)) + "。" + f.Spoken() + "です。"
	if b.Party > 1 {
		words += fmt.Sprint(b.Party, "人分です。")
	}
	return standing{b.State, words}
}

// tellings returns what a reply tells. Only a key changes anything, and makes or changes
// a booking only where one is offered. Every other reply, above all one to silence,
// tells what stands.
func tellings(r ivr.Reply, in ivr.Input, before, after ivr.Call) (told []telling) {
	own := append([]ivr.Visit{after.Draft.Visit}, after.Draft.Others...)
	pressed, offered := in.Kind == ivr.Pressed, slices.Contains([]ivr.State{ivr.Offer, ivr.OfferDay, ivr.OfferNext, ivr.Resumed}, before.State)
	for i, s := range r.Say {
		words := ""
		says := func(beginning string) (ok bool) {
			words, ok = strings.CutPrefix(s.Text, beginning)
			return ok && s.Menu == nil // a choice may be named so
		}
		tell := func(what string, receipt booking.Receipt) {
			if words != "" && i+1 < len(r.Say) && strings.HasSuffix(r.Say[i+1].Text, "人分です。") {
				words += r.Say[i+1].Text
			}
			if what != none && (!pressed || !offered && (what == made || what == changed)) {
				what = stands
			}
			told = append(told, telling{what, after.Caller.Phone, receipt, words})
		}
		switch {
		case says("電子証明書のご予約は"), says("1人目のご予約は"), says("2人目は"), says("3人目は"):
			tell(stands, own[0].Receipt)
			own = own[1:]
		case says("予約が、できました。"):
			tell(made, spelled(r, after.Draft.Receipt))
		case says("変更が、できました。"):
			tell(changed, spelled(r, after.Draft.Receipt))
		case says("ご予約を、元に戻しました。"):
			tell(restored, before.Draft.Undo)
		case says("取り消していません。ご予約は、残っています。"):
			tell(stands, after.Draft.Receipt)
		case says("ご予約を、取り消しました。") && before.State != ivr.WasCancelled && before.Draft.Back != ivr.WasCancelled: // not once more
			tell(cancelled, after.Draft.Receipt)
		case says("この番号のご予約はありません。"):
			tell(none, "")
		}
	}
	return told
}

// spelled returns the receipt number if the reply spells it.
func spelled(r ivr.Reply, receipt booking.Receipt) booking.Receipt {
	if strings.Contains(said(r), ivr.InJapanese.Groups(string(receipt), 3, 3)) {
		return receipt
	}
	return ""
}

// An order is what staff do.
type order struct {
	What                            string
	Number, Member, Slot, To, Party int
}

var orders = rapid.Custom(func(t *rapid.T) order {
	return order{
		What:   rapid.SampledFrom([]string{"move", "book", "cancel", "move", "close", "open", "notice", "end notice", "walk-in", "block", "unblock", "tidy"}).Draw(t, "what"),
		Number: rapid.IntRange(0, 3).Draw(t, "number"), Member: rapid.IntRange(1, 3).Draw(t, "member"), Slot: rapid.IntRange(0, 19).Draw(t, "slot"),
		To: rapid.IntRange(0, 9).Draw(t, "to"), Party: rapid.IntRange(0, 4).Draw(t, "party"),
	}
})

// obey does what staff want done, to a slot of the config and a booking that is
// known. A rule may refuse it.
func (m *model) obey(y *diary, o order) {
	slots := []booking.Slot{{Facility: "koseki", Start: m.now}}
	for _, p := range m.config.City.Plan(m.now, m.config.City.Rules.Horizon) {
		for _, start := range p.Starts() {
			slots = append(slots, booking.Slot{Facility: p.Facility, Start: start})
		}
	}
	receipts := append(slices.Sorted(maps.Keys(m.known)), "")
	phone, slot, of := booking.CallerFrom(numbers[o.Number]).Phone, slots[o.Slot%len(slots)], receipts[o.To%len(receipts)]
	rules := m.config.City.RulesOf(slot.Facility)
	var b booking.Booking
	var what string
	err := m.store.Update(m.t.Context(), store.By{Way: store.ByTerminal, Actor: "staff"}, func(tx *store.Tx) (err error) {
		switch o.What {
		case "book":
			what = made
			b, err = rules.Book(tx, booking.Request{Phone: phone, Member: o.Member, Party: o.Party, Facility: slot.Facility, Start: slot.Start, Staff: true})
		case "cancel":
			what = cancelled
			b, err = rules.Cancel(tx, of)
		case "move":
			what = changed
			b, err = m.config.City.Change(tx, of, booking.Change{Facility: slot.Facility, Start: slot.Start, Party: o.Party})
		case "close", "open":
			_, _, err = tx.SetOpen(slot.Facility, slot.Start, slot.Start.Add(time.Duration(o.Party*o.Party+1)*time.Hour), o.What == "open")
		case "notice":
			_, err = tx.AddNotice(store.Notice{Text: "あすは、窓口が混みます。", Until: m.now.Add(time.Duration(o.To+1) * time.Hour)})
		case "end notice":
			err = tx.EndNotice(int64(o.To + 1))
		case "walk-in":
			_, err = tx.SetWalkIn(slot.Facility, booking.DateOf(m.now), o.Party == 0)
		case "block", "unblock":
			_, err = tx.Block(phone, o.What == "block")
		}
		return err
	})
	if o.What == "tidy" {
		_, err = m.store.Tidy(m.t.Context())
	}
	y.lines = fmt.Sprintf("staff: %+v: %v\n", o, err)
	already, isAlready := errors.AsType[*booking.Already](err)
	switch {
	case err == nil && what != "":
		y.told = []telling{{what, b.Phone, b.Receipt, m.standing(b).words}}
	case isAlready:
		y.told = []telling{{stands, phone, already.Booking.Receipt, m.standing(already.Booking).words}}
	case errors.Is(err, booking.ErrNotFound) && of != "":
		y.told = []telling{{gone, m.known[of].Phone, of, ""}}
	case err != nil && !refusal(err):
		y.err = err
	}
}

// refusal reports whether an error is a rule and not a fault.
func refusal(err error) bool {
	_, full := errors.AsType[*booking.Full](err)
	_, closed := errors.AsType[*booking.NoSlot](err)
	_, late := errors.AsType[*booking.TooLate](err)
	_, many := errors.AsType[*booking.TooMany](err)
	return full || closed || late || many || errors.Is(err, booking.ErrNotFound) || errors.Is(err, store.ErrNoNotice)
}
