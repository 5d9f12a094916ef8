package ivr

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// fills and choices are stored as JSON with every turn, so they are arrays without keys:
// ["date",10,25] is a hole, ["1","option.take",28] a choice, and ["1","",25,"さかした"] one
// that has a name. As objects they made the p99 of a whole turn some 4 % longer: a group
// of turns then writes more pages.
type (
	fills   []Filled
	choices []Choice
)

// MarshalJSON implements json.Marshaler.
func (h fills) MarshalJSON() ([]byte, error) { return h.append(nil), nil }

func (h fills) append(b []byte) []byte {
	return arrays(b, len(h), func(b []byte, i int) []byte {
		b = append(text(b, h[i].Name), ',')
		b = append(strconv.AppendInt(b, int64(h[i].From), 10), ',')
		return strconv.AppendInt(b, int64(h[i].End), 10)
	})
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *Filled) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&f.Name, &f.From, &f.End})
}

// MarshalJSON implements json.Marshaler.
func (m choices) MarshalJSON() ([]byte, error) { return m.append(nil), nil }

func (m choices) append(b []byte) []byte {
	return arrays(b, len(m), func(b []byte, i int) []byte {
		b = append(text(b, m[i].Key), ',')
		b = append(text(b, string(m[i].Say)), ',')
		b = strconv.AppendInt(b, int64(m[i].End), 10)
		if m[i].Name != "" {
			b = text(append(b, ','), m[i].Name)
		}
		return b
	})
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Choice) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&c.Key, &c.Say, &c.End, &c.Name})
}

// arrays appends an array of n arrays, of which one appends the elements.
func arrays(b []byte, n int, one func(b []byte, i int) []byte) []byte {
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(one(append(b, '['), i), ']')
	}
	return append(b, ']')
}

// text appends a string as json.Marshal writes it. Hardly any has a character that it
// escapes.
func text(b []byte, s string) []byte {
	for _, r := range s {
		switch r {
		default:
			if r >= ' ' {
				continue
			}
		case '"', '\\', '<', '>', '&', '\u2028', '\u2029', utf8.RuneError:
		}
		quoted, err := json.Marshal(s)
		if err != nil {
			panic(err) // of a string there is none
		}
		return append(b, quoted...)
	}
	return append(append(append(b, '"'), s...), '"')
}

// AppendJSON appends the reply to b as json.Marshal writes it, which takes several times
// as long: every turn stores one.
func (r Reply) AppendJSON(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"turn":`...), int64(r.Turn), 10)
	b = text(append(b, `,"lang":`...), r.Lang)
	if len(r.Say) > 0 {
		b = append(b, `,"say":[`...)
		for i, s := range r.Say {
			if i > 0 {
				b = append(b, ',')
			}
			b = s.appendJSON(b)
		}
		b = append(b, ']')
	}
	if a := r.Ask; a != nil {
		b = strconv.AppendInt(append(b, `,"ask":{"digits":`...), int64(a.Digits), 10)
		if a.Finish != "" {
			b = text(append(b, `,"finish":`...), a.Finish)
		}
		b = append(strconv.AppendInt(append(b, `,"timeout":`...), int64(a.Timeout), 10), '}')
	}
	if p := r.Pass; p != nil {
		b = p.appendJSON(append(b, `,"pass":`...))
	}
	return append(b, '}')
}

func (s Said) appendJSON(b []byte) []byte {
	b = text(append(b, `{"text":`...), s.Text)
	if s.Key != "" {
		b = text(append(b, `,"key":`...), string(s.Key))
	}
	if len(s.Holes) > 0 {
		b = s.Holes.append(append(b, `,"holes":`...))
	}
	if len(s.Menu) > 0 {
		b = s.Menu.append(append(b, `,"menu":`...))
	}
	if s.Lang != "" {
		b = text(append(b, `,"lang":`...), s.Lang)
	}
	if s.Slow {
		b = append(b, `,"slow":true`...)
	}
	if s.Rest != 0 {
		b = strconv.AppendInt(append(b, `,"rest":`...), int64(s.Rest), 10)
	}
	return append(b, '}')
}

func (p *Pass) appendJSON(b []byte) []byte {
	b = text(append(b, `{"to":`...), string(p.To))
	b = text(append(b, `,"caller_id":`...), string(p.CallerID))
	b = text(append(b, `,"whisper":`...), p.Whisper)
	if p.Take != "" {
		b = text(append(b, `,"take":`...), p.Take)
	}
	if p.Lang != "" {
		b = text(append(b, `,"lang":`...), p.Lang)
	}
	return append(strconv.AppendInt(append(b, `,"ring":`...), int64(p.Ring), 10), '}')
}
