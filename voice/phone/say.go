package phone

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// voices are Twilio's voices by their language: all for ja-JP, some for others.
// https://www.twilio.com/docs/voice/twiml/say/text-speech
var voices = map[string][]string{"ja-JP": {
	"Polly.Mizuki", "Polly.Takumi", "Polly.Takumi-Neural", "Polly.Kazuha-Neural", "Polly.Tomoko-Neural",
	"Google.ja-JP-Standard-A", "Google.ja-JP-Standard-B", "Google.ja-JP-Standard-C", "Google.ja-JP-Standard-D",
	"Google.ja-JP-Wavenet-A", "Google.ja-JP-Wavenet-B", "Google.ja-JP-Wavenet-C", "Google.ja-JP-Wavenet-D",
	"Google.ja-JP-Neural2-B", "Google.ja-JP-Neural2-C", "Google.ja-JP-Neural2-D",
	"Google.ja-JP-Chirp3-HD-Aoede", "Google.ja-JP-Chirp3-HD-Charon", "Google.ja-JP-Chirp3-HD-Fenrir",
	"Google.ja-JP-Chirp3-HD-Kore", "Google.ja-JP-Chirp3-HD-Leda", "Google.ja-JP-Chirp3-HD-Orus",
	"Google.ja-JP-Chirp3-HD-Puck", "Google.ja-JP-Chirp3-HD-Zephyr",
}, "en-GB": {
	"Polly.Amy-Neural", "Polly.Brian-Neural", "Polly.Emma-Neural",
}}

// Limits of one <Say>, https://www.twilio.com/docs/api/errors/13521
const (
	maxSayRunes   = 3000
	maxSayEncoded = 4500 // of the URL-encoded text
)

func isVoice(v string) string {
	for _, of := range voices {
		if slices.Contains(of, v) {
			return ""
		}
	}
	return "a ja-JP voice, e.g. Polly.Kazuha-Neural"
}

// checkVerb checks what the table of attributes cannot express.
func checkVerb(n node) *Rejection {
	switch n.Name {
	case "Say":
		return checkSay(n)
	case "Redirect":
		if want := isURL(n.text()); want != "" {
			return reject(codeURL, "<Redirect> to %q: expected %s", excerpt([]byte(n.text())), want)
		}
	case "Play":
		if want := isURL(n.text()); want != "" && n.attr("digits", "") == "" {
			return reject(codeURL, "<Play> of %q: expected %s", excerpt([]byte(n.text())), want)
		}
	case "Number":
		return checkNumber(n.text())
	case "Dial":
		return checkDial(n)
	case "Response":
		return checkReject(n)
	}
	return nil
}

func checkSay(n node) *Rejection {
	for _, name := range []string{"language", "voice"} {
		if _, ok := n.Attrs[name]; !ok {
			return reject(codePromise, "<Say> without %s: the line always names language and voice", name)
		}
	}
	if language, voice := n.attr("language", ""), n.attr("voice", ""); !slices.Contains(voices[language], voice) {
		return reject(codeVoice, "<Say> in %s with the voice %s: expected one of that language", language, voice)
	}
	if rejection := checkTags(n, n.attr("voice", "")); rejection != nil {
		return rejection
	}
	text := spoken(n).text()
	switch encoded := len(url.QueryEscape(text)); {
	case text == "":
		return reject(codeSayText, "<Say> is empty")
	case strings.ContainsRune(text, utf8.RuneError):
		return reject(codeSayText, "<Say> holds U+FFFD, a character that was lost")
	case utf8.RuneCountInString(text) > maxSayRunes:
		return reject(codeSayLength, "<Say> has %d characters: expected at most %d", utf8.RuneCountInString(text), maxSayRunes)
	case encoded > maxSayEncoded:
		return reject(codeSayLength, "<Say> has %d characters URL-encoded: expected at most %d", encoded, maxSayEncoded)
	}
	return nil
}

// checkReject allows <Reject> only as the first verb, where it keeps the call
// unanswered.
// https://www.twilio.com/docs/voice/twiml/reject
func checkReject(response node) *Rejection {
	for i, verb := range verbs(response) {
		if verb.Name == "Reject" && i > 0 {
			return reject(codeSchema, "<Reject> is verb %d of the document: expected only as the first", i+1)
		}
	}
	return nil
}

// verbs returns the elements in n, without the text between them.
func verbs(n node) []node {
	return slices.DeleteFunc(slices.Clone(n.Kids), func(kid node) bool { return kid.Name == "" })
}

// A stretch is a piece of speech at one rate, or a break.
type stretch struct {
	text string
	rate float64 // percent
	rest time.Duration
}

// speech is what a <Say> says each time.
type speech []stretch

// spoken reads a <Say> with its SSML.
func spoken(say node) speech {
	var s speech
	s.add(say, 100)
	return s
}

func (s *speech) add(n node, rate float64) {
	switch n.Name {
	case "":
		s.say(n.Text, rate)
		return
	case "sub":
		s.say(n.attr("alias", ""), rate)
		return
	case "break":
		*s = append(*s, stretch{rest: breakLength(n)})
		return
	case "prosody":
		if percent, err := strconv.Atoi(strings.TrimSuffix(n.attr("rate", "100%"), "%")); err == nil {
			rate = rate * float64(percent) / 100
		}
	}
	for _, kid := range n.Kids {
		s.add(kid, rate)
	}
}

func (s *speech) say(text string, rate float64) {
	if last := len(*s) - 1; last >= 0 && (*s)[last].rest == 0 && (*s)[last].rate == rate {
		(*s)[last].text += text
		return
	}
	*s = append(*s, stretch{text: text, rate: rate})
}

// text returns all that is said, with runs of blanks as one blank.
func (s speech) text() string {
	var b strings.Builder
	for _, one := range s {
		b.WriteString(one.text)
	}
	return plain(b.String())
}

// length returns how long s takes in a language; seconds tells that of a text at 100 %.
func (s speech) length(language string, seconds func(language, text string) float64) time.Duration {
	var total time.Duration
	for _, one := range s {
		total += one.rest
		if text := plain(one.text); text != "" {
			total += duration(seconds(language, text) * 100 / one.rate)
		}
	}
	return total
}

// rate returns the rate of the first words, in percent.
func (s speech) rate() int {
	for _, one := range s {
		if plain(one.text) != "" {
			return int(math.Round(one.rate))
		}
	}
	return 100
}

// breakLength returns how long a <break> lasts. It follows Polly, in which a strong
// break is like that after a sentence, an x-strong one like that after a paragraph.
// https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
func breakLength(n node) time.Duration {
	if d, err := time.ParseDuration(n.attr("time", "")); err == nil {
		return d
	}
	switch n.attr("strength", "medium") {
	case "none", "x-weak":
		return 0
	case "strong":
		return 500 * time.Millisecond
	case "x-strong":
		return time.Second
	}
	return 250 * time.Millisecond
}

func plain(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }), " ")
}

// duration converts seconds. It returns 0 for what is not a positive number.
func duration(seconds float64) time.Duration {
	if !(seconds > 0) || seconds > math.MaxInt32 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
