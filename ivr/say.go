package ivr

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
		if choose, ok := chosen[key]; ok {
			key = choose(t)
		}
		switch key {
		case "":
		case "own.other": // once for each
			for _, v := range t.call.Draft.Others {
				t.sayText(t.about(v, func() string { return t.phrase(key) }))
			}
		default:
			t.sayText(t.phrase(key))
		}
	}
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
		t.said = append(t.said, Said{Text: text, Slow: t.slow})
	}
}

// phrase is a phrase with its holes filled.
func (t *turn) phrase(key Key) string {
	return t.phrases.words[t.lang()][key].fill(func(name string) string {
		return t.phrases.holes[name].fill(t)
	})
}

// spoken are options as they are said.
func (t *turn) spoken(options []Option) []choice {
	choices := make([]choice, len(options))
	for i, o := range options {
		label := o.Name + t.phrase("option.named")
		if o.Name == "" {
			label = t.phrase(o.Say)
		}
		choices[i] = choice{key: o.Key, label: label}
	}
	return choices
}
