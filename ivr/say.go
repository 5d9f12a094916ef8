package ivr

import (
	"cmp"
	"time"
)

func (t *turn) speech() speech { return speeches[t.lang()] }

// lang is the call's language; a language that the line does not speak (any
// more) is answered in Japanese.
func (t *turn) lang() string {
	if _, ok := speeches[t.call.Lang]; !ok {
		t.call.Lang = "ja"
	}
	return t.call.Lang
}

// say says phrases, one breath each.
func (t *turn) say(keys ...Key) {
	for _, key := range keys {
		switch key = t.choose(key); key {
		case "":
		case "own":
			t.sayOwn(t.call.Draft.Visit, key)
			for _, v := range t.call.Draft.Others {
				t.sayOwn(v, "own.other")
			}
		case "old":
			if isChange(t) {
				t.sayText(t.about(*t.call.Draft.Old, func() string { return t.phrase(key) }))
			}
		default:
			t.sayText(t.phrase(key))
		}
	}
}

// sayOwn tells of one booking of the number.
func (t *turn) sayOwn(v Visit, key Key) {
	t.about(v, func() string {
		t.sayText(t.phrase(key))
		t.say("people")
		if v.Closed {
			t.say("own.closed")
		}
		return ""
	})
}

// about words something of another visit than the one that is talked about.
func (t *turn) about(v Visit, words func() string) string {
	talked := t.call.Draft.Visit
	defer func() { t.call.Draft.Visit = talked }()
	t.call.Draft.Visit = v
	return words()
}

func (t *turn) sayText(text string) {
	if text != "" {
		t.said = append(t.said, Said{Text: text, Slow: t.slow || t.call.Slow})
	}
}

// sayMenu says the options in one breath; to a caller who needs time one at a
// time, with a rest after each in which to find the key.
func (t *turn) sayMenu(options []Option) {
	choices := t.spoken(options)
	if !t.call.Slow {
		t.sayText(t.speech().Menu(choices))
		return
	}
	for i := range choices {
		t.sayText(t.speech().Menu(choices[i : i+1]))
		t.said[len(t.said)-1].Rest = int(restTime / time.Second)
	}
}

// phrase is a phrase with its holes filled.
func (t *turn) phrase(key Key) string {
	return t.phrases.words[t.lang()][key].fill(func(name string) string {
		return t.phrases.holes[name].fill(t)
	})
}

// Words are the words of a phrase as they are said in Japanese, with its holes as
// they are written; "" if there is no such phrase.
func (d *Dialogue) Words(key Key) string { return d.phrases.words["ja"][key].text }

// spoken are options as they are said.
func (t *turn) spoken(options []Option) []choice {
	choices := make([]choice, len(options))
	for i, o := range options {
		label := o.Name + t.phrase("option.named")
		if o.Name == "" {
			label = t.phrase(t.choose(o.Say))
		}
		choices[i] = choice{key: o.Key, label: cmp.Or(label, string(o.Key))}
	}
	return choices
}
