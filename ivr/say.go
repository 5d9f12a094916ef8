package ivr

import (
	"cmp"
	"slices"
	"time"
)

// say says phrases, one breath each.
func (t *turn) say(keys ...Key) {
	for _, name := range keys {
		key := t.choose(name)
		switch {
		case key == "":
		case name == "own":
			t.sayOwn(t.call.Draft.Visit, key)
			for _, v := range t.call.Draft.Others {
				t.sayOwn(v, t.choose("own.other"))
			}
		case name == "old":
			if isChange(t) {
				t.heard(*t.call.Draft.Old)
				t.about(*t.call.Draft.Old, func() { t.sayPhrase(key) })
			}
		default:
			t.sayPhrase(key)
		}
	}
}

// sayOwn tells about one booking of the number.
func (t *turn) sayOwn(v Visit, key Key) {
	t.heard(v)
	t.about(v, func() {
		t.sayPhrase(key)
		t.say("people")
		if v.Closed {
			t.say("own.closed")
		}
	})
}

// heard notes that the number was told of its booking.
func (t *turn) heard(v Visit) {
	if !slices.Contains(t.call.Heard, v.Receipt) {
		t.call.Heard = append(t.call.Heard, v.Receipt)
	}
}

// about calls words while v is the visit that is talked about.
func (t *turn) about(v Visit, words func()) {
	talked := t.call.Draft.Visit
	defer func() { t.call.Draft.Visit = talked }()
	t.call.Draft.Visit = v
	words()
}

func (t *turn) sayPhrase(key Key) {
	text, holes := t.words(key)
	t.add(Said{Text: text, Key: key, Holes: holes})
}

// sayOfStaff says what staff have written, in their language.
func (t *turn) sayOfStaff(text string) {
	said := Said{Text: text}
	if home := t.phrases.home; home != t.tongue {
		said.Lang = home.name
	}
	t.add(said)
}

func (t *turn) add(s Said) {
	if s.Text != "" {
		s.Slow = t.slow || t.call.Slow
		t.said = append(t.said, s)
	}
}

// rest leaves whole seconds of silence after what was said last.
func (t *turn) rest(d time.Duration) { t.said[len(t.said)-1].Rest = int(d / time.Second) }

// several is from how many options on whoever has pressed a key hears them briskly: two are
// short, and which of the two is meant matters most.
const several = 3

// sayMenu says the options in one breath, but for those that a phrase has told. It says them
// one at a time if their names are too long for that, and to a caller who needs time, with a
// rest after each in which to find the key. That one hears again what a key is for, and after
// the first only the keys.
func (t *turn) sayMenu(options []Option) {
	manner, others := InFull, t.tell(options)
	switch knows := t.call.Pressed && !t.call.Slow && !t.slow; {
	case knows && len(options) >= several:
		manner = Brisk
	case knows:
		manner = Known
	}
	if whole := t.menu(others, manner); !t.call.Slow && !t.breathless(whole) {
		t.add(whole)
		return
	}
	for i := range others {
		manner = InFull
		if t.call.Pressed && (i > 0 || !t.call.Slow) {
			manner = Known
		}
		t.add(t.menu(others[i:i+1], manner))
		if t.call.Slow {
			t.rest(restTime)
		}
	}
}

// tell notes the options that a phrase of this turn has told, and returns the others.
func (t *turn) tell(options []Option) (others []Option) {
	for _, o := range options {
		if o.Told == "" {
			others = append(others, o)
			continue
		}
		for i := range t.said {
			if hole, ok := t.said[i].Hole(o.Told); ok {
				t.said[i].Menu = append(t.said[i].Menu, Choice{Key: string(o.Key), Say: o.Say, End: hole.End})
				if t.call.Slow {
					t.said[i].Rest = int(restTime / time.Second)
				}
			}
		}
	}
	return others
}

// breathless reports whether a menu of names takes longer than is understood. A menu of
// phrases is measured before anybody calls.
func (t *turn) breathless(menu Said) bool {
	names := slices.ContainsFunc(menu.Menu, func(c Choice) bool { return c.Name != "" })
	return names && t.Seconds(menu.Text) > maxPhraseSeconds
}

// menu returns the options in one breath.
func (t *turn) menu(options []Option, m Manner) Said {
	choices := make([]Choice, len(options))
	for i, o := range options {
		choices[i] = Choice{Key: string(o.Key), Name: o.Name}
		if o.Name == "" {
			choices[i].Say = t.choose(o.Say)
		}
	}
	text := t.tongue.menu(choices, m, func(i int) string {
		if name := choices[i].Name; name != "" {
			return t.Named(name, t.phrase("option.named"))
		}
		return cmp.Or(t.phrase(choices[i].Say), choices[i].Key)
	})
	return Said{Text: text, Menu: choices}
}

// words returns a phrase with its holes filled, and where they are.
func (t *turn) words(key Key) (text string, holes []Filled) {
	return t.tongue.words[key].fill(func(name string) string { return t.phrases.holes[name].fill(t) })
}

func (t *turn) phrase(key Key) string {
	text, _ := t.words(key)
	return text
}

// Words returns the words of a phrase that has no holes, as staff read them, and "" if
// there is no such phrase.
func (d *Dialogue) Words(key Key) string { return d.phrases.home.words[key].text }

// Speech is how the city and its staff say dates, times and numbers.
func (d *Dialogue) Speech() Speech { return d.phrases.home.Speech }
