package city

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
)

// Figures that stand where city.yaml has none; docs/rules.md, "Figures".
const (
	defaultVoice    = "Polly.Kazuha-Neural"
	defaultRate     = 90
	defaultSlow     = 80
	defaultSlot     = 30 * time.Minute
	defaultCapacity = 2
	defaultHorizon  = 45 * day
	defaultHold     = 10 * time.Minute
	defaultMaxParty = 5

	day = 24 * time.Hour
)

// config reads the top level of the file.
func (r *reading) config(root value, c *Config) {
	m := root.keys("city", "public_url", "number", "voice", "cancel", "call_centre", "rules", "facilities", "closed", "phrases")

	name := m.must("city").keys("name", "yomi")
	c.City.Name = name.must("name").written(40)
	c.City.Yomi = name.must("yomi").spoken(30)
	c.PublicURL = m.may("public_url").publicURL()
	c.Voice = m.may("voice").voice()
	c.OneKeyCancel = m.may("cancel").choice("two-keys or one-key", []string{"two-keys", "one-key"}, "two-keys") == "one-key"

	lines := lines{}
	c.City.Number = m.must("number").phone(false)
	lines.claim(m.may("number"), c.City.Number)
	c.City.Centre = m.must("call_centre").centre(lines)

	rules, slot, capacity := m.may("rules").rules()
	c.City.Rules = rules
	closed := m.may("closed").closures()
	c.facilities(m.must("facilities"), facilityDefaults{slot, capacity, closed}, lines)
	c.Phrases = m.may("phrases").phrases()
}

// lines is whose each telephone number is: a number that two have would connect
// a caller to the wrong one, or the line to itself.
type lines map[booking.Phone]value

func (ls lines) claim(v value, p booking.Phone) {
	if p == "" {
		return
	}
	if first, ok := ls[p]; ok {
		v.twice("a number of its own", first.line)
		return
	}
	ls[p] = v
}

// centre reads the call centre.
func (v value) centre(ls lines) booking.Centre {
	m := v.keys("number", "hours", "closed")
	var c booking.Centre
	c.Number = m.must("number").phone(true)
	ls.claim(m.may("number"), c.Number)
	c.Hours.Weekly = m.must("hours").weekly(0)
	c.Hours.Closed = m.may("closed").closures()
	return c
}

// voices are the ja-JP voices that Twilio speaks with:
// https://www.twilio.com/docs/voice/say/text-speech.
var voices = func() []string {
	names := strings.Fields("Polly.Mizuki Polly.Takumi Polly.Takumi-Neural Polly.Kazuha-Neural Polly.Tomoko-Neural")
	for _, family := range []struct{ name, voices string }{
		{"Standard", "A B C D"},
		{"Wavenet", "A B C D"},
		{"Neural2", "B C D"},
		{"Chirp3-HD", "Aoede Charon Fenrir Kore Leda Orus Puck Zephyr"},
	} {
		for _, voice := range strings.Fields(family.voices) {
			names = append(names, "Google.ja-JP-"+family.name+"-"+voice)
		}
	}
	return names
}()

func (v value) voice() Voice {
	m := v.keys("name", "rate", "slow")
	rate, slow := m.may("rate"), m.may("slow")
	before := len(v.in.mistakes)
	voice := Voice{
		Name: m.may("name").choice("a Japanese voice of Twilio such as "+defaultVoice, voices, defaultVoice),
		Rate: rate.count(50, 120, defaultRate),
	}
	voice.Slow = slow.count(50, 120, min(defaultSlow, voice.Rate))
	if voice.Slow > voice.Rate && len(v.in.mistakes) == before {
		slow.wrong(fmt.Sprintf("at most the rate, which is %d", voice.Rate))
	}
	return voice
}

// rules reads the figures, and with them the length and capacity of slots at
// facilities that have none of their own.
func (v value) rules() (r booking.Rules, slot time.Duration, capacity int) {
	m := v.keys("slot", "capacity", "horizon", "hold", "book_until", "max_party")
	slot = m.may("slot").slot(defaultSlot)
	capacity = m.may("capacity").capacity(defaultCapacity)
	r.Horizon = int(m.may("horizon").span("d", day, 180*day, defaultHorizon) / day)
	r.Hold = m.may("hold").span("m", time.Minute, 30*time.Minute, defaultHold)
	r.BookUntil = m.may("book_until").cutOff(r.Horizon)
	r.MaxParty = m.may("max_party").count(1, 9, defaultMaxParty)
	return r, slot, capacity
}

func (v value) slot(fallback time.Duration) time.Duration {
	return v.span("mh", 5*time.Minute, 240*time.Minute, fallback)
}

func (v value) capacity(fallback int) int { return v.count(1, 100, fallback) }

// cutOff reads {days_before: 1, at: "17:00"} or {before: 3h}. Beyond the horizon
// it would let nobody book anything.
func (v value) cutOff(horizon int) booking.CutOff {
	c := booking.CutOff{Days: 1, At: 17 * 60}
	m := v.keys("days_before", "at", "before")
	if m.has("before") {
		if m.has("days_before") || m.has("at") {
			v.refuse(`"before" beside "days_before" or "at"`, `either {days_before: 1, at: "17:00"} or {before: 3h}`)
		}
		before := m.may("before").span("mhd", time.Minute, time.Duration(horizon)*day, time.Hour)
		return booking.CutOff{Before: before}
	}
	if v.absent() || len(m.values) == 0 {
		return c
	}
	c.Days = m.must("days_before").count(0, horizon, 1)
	if at, ok := m.must("at").clock(false); ok {
		c.At = at
	}
	return c
}

var (
	languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)
	phraseKey   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,59}$`)
)

// phrases reads {ja: {key: text}}.
func (v value) phrases() []Phrase {
	const most = 2000 // characters; the limit of speech is another's to know
	var phrases []Phrase
	for _, lang := range v.entries("languages such as ja, each with its phrases") {
		if !languageTag.MatchString(lang.key) {
			lang.value.in.wrong(lang.value.line, v.field(), quoted(lang.key), "a language such as ja")
			continue
		}
		for _, e := range lang.value.entries("a mapping of phrases to their texts") {
			if !phraseKey.MatchString(e.key) {
				e.value.in.wrong(e.value.line, lang.value.field(), quoted(e.key), "the key of a phrase, in ASCII letters")
				continue
			}
			e.value.required = true
			expected := fmt.Sprintf("a text of 1 to %d characters", most)
			text, ok := e.value.text(expected)
			if ok && (text == "" || utf8.RuneCountInString(text) > most) {
				e.value.wrong(expected)
			}
			phrases = append(phrases, Phrase{lang.key, e.key, text, e.value.line})
		}
	}
	return phrases
}
