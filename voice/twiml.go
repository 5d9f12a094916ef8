package voice

import (
	"cmp"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Limits of a document. Twilio refuses more than 64 kB (error 11750). A Polly voice
// refuses more than 3000 characters, or more than about 4500 once URL-encoded, nine
// for each kana: https://www.twilio.com/docs/voice/twiml/say#limits.
const (
	maxDocument = 64_000
	maxSays     = maxDocument - 2_000 // leaves room for the verbs after the last Say
	maxSay      = 400                 // characters
)

// Voice is how the line sounds: a voice of https://www.twilio.com/docs/voice/twiml/say/text-speech,
// its language, and its two rates in per cent of its own speed, 20 to 200.
// Twilio's own defaults speak English, so a Voice has its own.
type Voice struct {
	Name string // Polly.Kazuha-Neural if empty
	Lang string // ja-JP if empty
	Rate int    // 100 if zero
	Slow int    // the rate of a Said that is Slow; Rate if zero

	Marks string // where to cut a text too long for one Say, the best mark first; 。、 if empty

	Names []booking.Reading // what is not read as it is written, for a voice that takes readings
}

// Voices are the voices by the language of what is said ("ja"). The voice of "" speaks
// every language that has none of its own.
type Voices map[string]Voice

// of returns the voice of a language with its defaults filled in.
func (v Voices) of(lang string) Voice {
	one, ok := v[lang]
	if !ok {
		one = v[""]
	}
	one.Name, one.Lang = cmp.Or(legibly(one.Name), "Polly.Kazuha-Neural"), cmp.Or(legibly(one.Lang), "ja-JP")
	one.Rate = cmp.Or(one.Rate, 100)
	one.Slow, one.Marks = cmp.Or(one.Slow, one.Rate), cmp.Or(one.Marks, "。、")
	return one
}

// Render writes a reply as TwiML, each thing said in the voice of its language.
// base is the path of the public URL, "" or such as "/line"; sid names the call in
// the address of the whisper. The same reply gives the same bytes.
//
// What is said before an answer stands inside the Gather, so that keys are heard
// while the line still speaks. A Gather without any key falls through to a Redirect
// that says so: https://www.twilio.com/docs/voice/twiml/gather. Every address has the
// [Overrides].
func Render(r ivr.Reply, v Voices, base, sid string) []byte {
	next := base + "/voice/turn/" + strconv.Itoa(min(max(r.Turn, 0), math.MaxInt-1)+1)
	d := newDocument(v, r.Lang)
	switch {
	case r.Ask != nil:
		d.open("Gather", "input", "dtmf", "numDigits", strconv.Itoa(min(max(r.Ask.Digits, 1), maxDigits)),
			"timeout", seconds(r.Ask.Timeout, 10), "finishOnKey", finish(r.Ask.Finish), "method", "POST", "action", next+Overrides)
		d.says(r.Say)
		d.close("Gather")
		d.open("Redirect", "method", "POST")
		d.text(next + "?silence=1" + Overrides)
		d.close("Redirect")
	case r.Pass != nil && dialable(r.Pass.To):
		d.says(r.Say)
		// The line has spoken and so has answered already: answerOnBridge could
		// not give the caller a ringing tone any more.
		d.dial(r.Pass.To, r.Pass.CallerID, r.Pass.Ring,
			[]string{"action", next + Overrides, "method", "POST", "answerOnBridge", "false"},
			[]string{"url", base + "/voice/whisper?call=" + url.QueryEscape(sid) + Overrides, "method", "POST"})
	default:
		d.says(r.Say)
		d.hangup()
	}
	return d.end()
}

// finish returns the key that ends an answer, or "" if key is not one key.
func finish(key string) string {
	if len(key) == 1 && strings.Contains("0123456789*#", key) {
		return key
	}
	return ""
}

// document is a TwiML document in the making.
//
// It does not use twilio-go's twiml package. In the documents of that package the
// order of attributes is random (40 different texts in 200 renderings of one
// document), an attribute with the value "" is dropped, so that finishOnKey=""
// cannot be written, and the elements of speech have names that Twilio does not
// know, <Prosody> for <prosody>
// (https://github.com/twilio/twilio-go/issues/207, and 220).
type document struct {
	buf    []byte
	voices Voices
	voice  Voice // of the document's language
	full   bool  // there is no room for another Say
}

func newDocument(v Voices, lang string) *document {
	d := &document{buf: make([]byte, 0, 2048), voices: v, voice: v.of(lang)}
	d.buf = append(d.buf, `<?xml version="1.0" encoding="UTF-8"?><Response>`...)
	return d
}

func (d *document) end() []byte {
	d.close("Response")
	return d.buf
}

// open writes a start tag with attributes, given as name, value, …
func (d *document) open(name string, attrs ...string) {
	d.buf = append(append(d.buf, '<'), name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		d.buf = append(append(d.buf, ' '), attrs[i]...)
		d.buf = append(d.buf, '=', '"')
		d.text(attrs[i+1])
		d.buf = append(d.buf, '"')
	}
	d.buf = append(d.buf, '>')
}

func (d *document) close(name string) {
	d.buf = append(append(append(d.buf, "</"...), name...), '>')
}

func (d *document) hangup() { d.buf = append(d.buf, "<Hangup/>"...) }

// text writes the legible characters of s, escaped for text and attributes alike.
// Runs that need no change are copied in one piece.
func (d *document) text(s string) {
	done := 0
	for i, r := range s {
		var entity string
		switch r {
		case '&':
			entity = "&amp;"
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '"':
			entity = "&quot;"
		default:
			if legible(r) {
				continue
			}
		}
		d.buf = append(append(d.buf, s[done:i]...), entity...)
		_, size := utf8.DecodeRuneInString(s[i:])
		done = i + size
	}
	d.buf = append(d.buf, s[done:]...)
}

func (d *document) says(says []ivr.Said) {
	for i, said := range says {
		d.say(said)
		if said.Rest > 0 && i < len(says)-1 { // after the last one the Gather waits anyway
			d.rest(said.Rest)
		}
	}
}

// say writes one Say, or several if the text is long, or none if nothing of it
// can be heard: to Twilio an empty Say is an error. When the document is full it
// leaves the rest out, because Twilio refuses a document that is too large.
func (d *document) say(said ivr.Said) {
	voice := d.voice
	if said.Lang != "" {
		voice = d.voices.of(said.Lang)
	}
	rate := voice.Rate
	if said.Slow {
		rate = voice.Slow
	}
	percent := strconv.Itoa(min(max(rate, 20), 200)) + "%"
	takes := familyOf(voice.Name)
	for text := legibly(said.Text); text != "" && !d.full; {
		var piece string
		piece, text = breath(text, voice.Marks)
		if !strings.ContainsFunc(piece, audible) {
			continue
		}
		before := len(d.buf)
		d.open("Say", "language", voice.Lang, "voice", voice.Name)
		if takes.prosody {
			d.open("prosody", "rate", percent)
		}
		d.read(piece, voice.Names, takes.kana)
		if takes.prosody {
			d.close("prosody")
		}
		d.close("Say")
		if len(d.buf) > maxSays {
			d.buf, d.full = d.buf[:before], true
		}
	}
}

// rest writes a Pause of whole seconds, in which keys are heard as well.
// https://www.twilio.com/docs/voice/twiml/pause
func (d *document) rest(seconds int) {
	if !d.full {
		d.open("Pause", "length", strconv.Itoa(min(seconds, 10)))
		d.close("Pause")
	}
}

// dial writes a Dial of one number, which rings for as long as ring says.
// https://www.twilio.com/docs/voice/twiml/dial
func (d *document) dial(to, callerID booking.Phone, ring time.Duration, dial, number []string) {
	attrs := []string{"timeout", ringing(ring)}
	if dialable(callerID) { // an empty one is error 13214; without one the caller's number is shown
		attrs = append(attrs, "callerId", string(callerID))
	}
	d.open("Dial", append(attrs, dial...)...)
	d.open("Number", number...)
	d.text(string(to))
	d.close("Number")
	d.close("Dial")
}

// dialable reports whether p is a number and nothing else: + and digits.
func dialable(p booking.Phone) bool {
	digits, ok := strings.CutPrefix(string(p), "+")
	return ok && len(digits) >= 7 && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}

// seconds writes a time-out as Twilio reads it, in whole seconds begun, up to 600.
func seconds(d time.Duration, ifZero int) string {
	if d <= 0 {
		return strconv.Itoa(ifZero)
	}
	return strconv.Itoa(int(min(math.Ceil(d.Seconds()), 600)))
}

// ringing writes the timeout of a Dial that rings for d, or 30 s if d is zero. Twilio adds 5 s
// to the timeout that it reads, which is from 5 to 600 s: so it rings for 10 s at least.
// https://www.twilio.com/docs/voice/twiml/dial#timeout
func ringing(d time.Duration) string {
	const added, least, most, otherwise = 5 * time.Second, 5 * time.Second, 600 * time.Second, 30 * time.Second
	if d <= 0 {
		d = otherwise
	}
	return seconds(min(max(d-added, least), most), 0)
}

// legible reports whether XML 1.0 can carry r and a voice can do something with
// it. It returns false for control characters, invisible marks, noncharacters and
// U+FFFD, which bytes that are not UTF-8 become.
func legible(r rune) bool {
	return r >= ' ' && r < 0x7f || r >= '\u3000' && r < '\ua000' ||
		r >= 0xa0 && r != utf8.RuneError && r != 0xfffe && r != 0xffff && !unicode.Is(unicode.Cf, r)
}

// audible reports whether a voice says r aloud, as it does not say punctuation.
func audible(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }

// legibly returns the legible characters of a text, with its lines joined by spaces.
func legibly(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t':
			return ' '
		case !legible(r):
			return -1
		}
		return r
	}, text))
}

// breath cuts the first piece of at most maxSay characters off a text. It cuts after
// the last occurrence of the first of marks that the piece has, or else at maxSay.
func breath(text, marks string) (piece, rest string) {
	end, n := len(text), 0
	for i := range text {
		if n == maxSay {
			end = i
			break
		}
		n++
	}
	if end == len(text) {
		return text, ""
	}
	for _, mark := range marks {
		if i := strings.LastIndex(text[:end], string(mark)); i >= 0 {
			end = i + utf8.RuneLen(mark)
			break
		}
	}
	return strings.TrimSpace(text[:end]), strings.TrimSpace(text[end:])
}
