package ivr

import (
	"encoding/json"
	"strconv"
	"strings"
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
func (h fills) MarshalJSON() ([]byte, error) {
	return arrays(len(h), func(b []byte, i int) []byte {
		b = append(text(b, h[i].Name), ',')
		b = append(strconv.AppendInt(b, int64(h[i].From), 10), ',')
		return strconv.AppendInt(b, int64(h[i].End), 10)
	}), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *Filled) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&f.Name, &f.From, &f.End})
}

// MarshalJSON implements json.Marshaler.
func (m choices) MarshalJSON() ([]byte, error) {
	return arrays(len(m), func(b []byte, i int) []byte {
		b = append(text(b, m[i].Key), ',')
		b = append(text(b, string(m[i].Say)), ',')
		b = strconv.AppendInt(b, int64(m[i].End), 10)
		if m[i].Name != "" {
			b = text(append(b, ','), m[i].Name)
		}
		return b
	}), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Choice) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&c.Key, &c.Say, &c.End, &c.Name})
}

// arrays returns an array of n arrays, of which each appends its own elements.
func arrays(n int, one func(b []byte, i int) []byte) []byte {
	b := append(make([]byte, 0, 2+32*n), '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(one(append(b, '['), i), ']')
	}
	return append(b, ']')
}

// text appends a string as JSON. Hardly any has a character that must be escaped.
func text(b []byte, s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError }) {
		if quoted, err := json.Marshal(s); err == nil { // of a string there is no error
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
