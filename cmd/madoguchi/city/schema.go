package city

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
)

// What counts where city.yaml says nothing; docs/rules.md, "Figures".
const (
	defaultVoice = "Polly.Kazuha-Neural"
	defaultRate  = 90
	defaultSlow  = 80
	defaultIdle  = time.Hour
)

// config reads the top level of the file.
func (r *reading) config(root value, c *Config) {
	m := root.keys("city", "public_url", "number", "voice", "cancel", "call_centre", "national", "outreach", "web", "mail", "console", "rules", "facilities", "services", "per_service", "closed", "phrases")

	name := m.must("city").keys("name", "yomi", "say")
	c.City.Name = name.must("name").written(40)
	c.City.Yomi = name.must("yomi").spoken(30)
	c.City.Say = name.may("say").said(30)
	names := names{}
	names.claim(name.may("say"), c.City.Say, name.may("yomi"), c.City.Yomi)
	c.PublicURL = m.may("public_url").publicURL()
	c.Voice = m.may("voice").voice()
	c.OneKeyCancel = m.may("cancel").choice("two-keys or one-key", []string{"two-keys", "one-key"}, "two-keys") == "one-key"

	console := m.may("console").keys("idle", "second_factor", "url")
	c.Idle = console.may("idle").span("mh", 5*time.Minute, 12*time.Hour, defaultIdle)
	c.SecondFactor = Whom(console.may("second_factor").choice("none, admins or all", []string{string(Nobody), string(Admins), string(All)}, string(Admins)))
	c.ConsoleURL = console.may("url").consoleURL()

	m.may("web").web(c)
	c.Mail = m.may("mail").mail(c.City.Name)

	lines := lines{}
	c.City.Number = m.must("number").phone(false)
	lines.claim(m.may("number"), c.City.Number)
	c.City.Centre = m.must("call_centre").centre(lines)

	figures := m.may("rules").rules()
	c.City.Rules = figures.rules
	c.facilities(m.must("facilities"), figures, m.may("closed").closures(), lines, names)
	c.services(m, figures, names)
	national := m.may("national").keys("lost_card", "languages")
	c.City.National.LostCard = national.may("lost_card").helpline(lines)
	c.City.National.Languages = national.may("languages").helpline(lines)
	c.City.Outreach = m.may("outreach").outreach()
	c.Phrases = m.may("phrases").phrases()
}

// lines has the owner of each telephone number: a number that two have would connect
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
	m := v.keys("number", "lines", "forwarded", "whisper_key", "hours", "special", "closed")
	var c booking.Centre
	c.Number = m.must("number").phone(true)
	ls.claim(m.may("number"), c.Number)
	for _, line := range m.may("lines").list(0, 50, "a list of telephone numbers") {
		p := line.calling()
		ls.claim(line, p)
		if p != "" {
			c.Lines = append(c.Lines, p)
		}
	}
	c.Forwarded = m.may("forwarded").forwarded()
	c.NoKey = m.may("whisper_key").choice("true or false", []string{"true", "false"}, "true") == "false"
	c.Hours = m.centreHours()
	return c
}

// helpline reads a line of the country. One number may be for both errands, but a number of
// the file's own would send its caller in a circle.
func (v value) helpline(ours lines) (h booking.Helpline) {
	if v.absent() {
		return h
	}
	m := v.keys("number", "hours", "special", "closed")
	h.Number = m.must("number").phone(true)
	if own, ok := ours[h.Number]; ok && h.Number != "" {
		m.may("number").twice("the number of a line of the country", own.line)
	}
	// Days that are special or closed are days of hours, and without hours nobody would read them.
	if !m.may("hours").absent() || !m.may("special").absent() || !m.may("closed").absent() {
		h.Hours = m.centreHours()
	}
	return h
}

// sipHeader matches a header that Twilio passes on, as SipHeader_X-Caller. The case of its
// letters does not matter (RFC 3261, 7.3.1).
// https://www.twilio.com/docs/voice/api/sip-interface
var sipHeader = regexp.MustCompile(`^[Xx]-[A-Za-z0-9-]{1,60}$`)

// forwarded reads whom to believe about a call that was not dialled directly.
func (v value) forwarded() booking.Forwarded {
	m := v.keys("believe", "header")
	var f booking.Forwarded
	for _, by := range m.may("believe").list(0, 50, "a list of telephone numbers") {
		if p := by.phone(true); p != "" {
			f.Believe = append(f.Believe, p)
		}
	}
	const expected = "a SIP header that begins with X-, such as X-Caller"
	if header, ok := m.may("header").text(expected); ok {
		if header != "" && !sipHeader.MatchString(header) {
			m.may("header").wrong(expected)
			header = ""
		}
		f.Header = header
	}
	return f
}

// voices are the ja-JP voices that Twilio speaks with and whose speed can be set:
// https://www.twilio.com/docs/voice/say/text-speech. Polly's generative voices are not
// among those of ja-JP.
var voices = func() []string {
	names := strings.Fields("Polly.Mizuki Polly.Takumi Polly.Takumi-Neural Polly.Kazuha-Neural Polly.Tomoko-Neural")
	for _, family := range []struct{ name, voices string }{
		{"Standard", "A B C D"},
		{"Wavenet", "A B C D"},
		{"Neural2", "B C D"},
	} {
		for _, voice := range strings.Fields(family.voices) {
			names = append(names, "Google.ja-JP-"+family.name+"-"+voice)
		}
	}
	return names
}()

// oneSpeed matches the voices of Twilio that speak at one speed alone: they are among the
// Japanese ones, and leave <prosody> out of account.
// https://docs.cloud.google.com/text-to-speech/docs/chirp3-hd
var oneSpeed = regexp.MustCompile(`^(Google\.ja-JP-Chirp3-HD-|Polly\.[A-Za-z]+-Generative$)`)

func (v value) voice() Voice {
	m := v.keys("name", "rate", "slow")
	name, rate, slow := m.may("name"), m.may("rate"), m.may("slow")
	before := len(v.in.mistakes)
	voice := Voice{Rate: rate.count(50, 120, defaultRate)}
	if s, ok := name.scalar(); ok && oneSpeed.MatchString(s) {
		name.wrong("a voice whose speed can be set, because slow speech is for people who need it: one of " + strings.Join(voices, ", "))
	} else {
		voice.Name = name.choice("a Japanese voice of Twilio such as "+defaultVoice, voices, defaultVoice)
	}
	voice.Slow = slow.count(50, 120, min(defaultSlow, voice.Rate))
	if voice.Slow > voice.Rate && len(v.in.mistakes) == before {
		slow.wrong(fmt.Sprintf("at most the rate, which is %d", voice.Rate))
	}
	return voice
}

var (
	languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)
	phraseKey   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,59}$`)
)

// phrases reads {ja: {key: text}}.
func (v value) phrases() []Phrase {
	const most = 2000 // characters; package ivr knows how much can be spoken
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
