package city

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// Web is what the residents' pages have of the city's own.
type Web struct {
	CodeCalls bool // the line calls a number that somebody says is theirs, and reads a code
	Questions []Question
	Colour    string   // such as #0b5f7a; "" is the program's own
	Header    *Picture // nil if there is none
}

// A Question is one that people ask, and its answer. In Japanese, words may have their readings:
// ｜予約《よやく》.
type Question struct {
	Q, A               string
	EnglishQ, EnglishA string // "" if only in Japanese
}

// web reads what residents have on the web.
func (v value) web(c *Config) {
	m := v.keys("residents", "link_for", "code_calls", "questions", "colour", "header")
	c.Residents = m.may("residents").choice("true or false", []string{"true", "false"}, "false") == "true"
	c.LinkFor = m.may("link_for").span("hd", shortestLink, longestLink, booking.LinkFor)
	c.Web.CodeCalls = m.may("code_calls").choice("true or false", []string{"true", "false"}, "false") == "true"
	c.Web.Questions = m.may("questions").questions()
	c.Web.Colour = m.may("colour").colour()
	c.source.header = m.may("header")
	c.source.header.text("the name of a " + pictures)
}

// The most questions, and how long they are: whoever needs more reads none.
const (
	mostQuestions = 20
	mostAsked     = 60
	mostAnswered  = 300
	mostAskedEN   = 120
	mostAnswerEN  = 600
)

// questions reads what people ask, in the order in which it is shown.
func (v value) questions() (all []Question) {
	asked := map[string]int{}
	for _, item := range v.list(0, mostQuestions, "a list of questions such as {q: …, a: …}") {
		m := item.keys("q", "a", "q_en", "a_en")
		q := Question{Q: m.must("q").japanese(mostAsked), A: m.must("a").japanese(mostAnswered)}
		if m.has("q_en") || m.has("a_en") {
			q.EnglishQ, q.EnglishA = m.must("q_en").sentences(mostAskedEN), m.must("a_en").sentences(mostAnswerEN)
		}
		if first, twice := asked[q.Q]; twice && q.Q != "" {
			m.may("q").twice("a question of its own", first)
		}
		asked[q.Q] = m.may("q").line
		all = append(all, q)
	}
	return all
}

// japanese reads a text that residents read, whose words may have their readings.
func (v value) japanese(most int) string {
	expected := fmt.Sprintf("a text in Japanese of at most %d characters, without the readings in it", most)
	s, ok := v.text(expected)
	if !ok {
		return ""
	}
	bare, fault := withoutReadings(s)
	if fault != "" {
		v.refuse(quoted(fault), "｜, a word, and 《its reading》, such as ｜予約《よやく》")
		return ""
	}
	if !readable(bare, most, unicode.Han, unicode.Hiragana, unicode.Katakana) {
		v.wrong(expected)
		return ""
	}
	return s
}

// sentences reads a text for people who read no Japanese. It may name something in Japanese.
func (v value) sentences(most int) string {
	expected := fmt.Sprintf("a text in English of at most %d characters", most)
	s, ok := v.text(expected)
	if ok && (!readable(s, most, unicode.Latin) || strings.ContainsAny(s, "｜《》")) {
		v.wrong(expected)
		return ""
	}
	return s
}

// withoutReadings returns a text without the readings of its words, or the part of it in which a
// reading is not written as one.
func withoutReadings(s string) (bare, fault string) {
	for s != "" {
		before, rest, found := strings.Cut(s, "｜")
		if at := strings.IndexAny(before, "《》"); at >= 0 {
			return "", before[at:]
		}
		bare += before
		if !found {
			return bare, ""
		}
		word, rest, opened := strings.Cut(rest, "《")
		reading, rest, closed := strings.Cut(rest, "》")
		if !opened || !closed || word == "" || reading == "" || strings.ContainsAny(word+reading, "｜《》") || utf8.RuneCountInString(word) > 12 {
			return "", "｜" + word
		}
		bare += word
		s = rest
	}
	return bare, ""
}

// idleRings looks for calls with a code that nobody can ask for.
func (s *survey) idleRings() {
	if at := s.root.get("web").get("code_calls"); s.Web.CodeCalls && !s.Residents {
		s.warn(at, "calls with a code, although residents have no pages", "web: {residents: true} as well, or no code_calls")
	}
}
