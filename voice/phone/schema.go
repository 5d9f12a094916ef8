package phone

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A check returns what a value should have been, or "" when the value is legal.
type check func(value string) (want string)

// words tells whether an element has no words, only words, or words and elements.
type words int

const (
	noWords words = iota
	onlyWords
	mixed
)

// A rule says what may stand in an element.
type rule struct {
	attrs map[string]check
	kids  []string
	words words
}

// inline are the SSML elements that may stand inside a sentence. Twilio knows
// more; these are the ones that every ja-JP neural voice says as written.
// https://www.twilio.com/docs/voice/twiml/say/text-speech
var inline = []string{"break", "lang", "phoneme", "prosody", "sub", "w"}

// rules is the schema: every element and attribute that this telephone knows, from
// the pages say, gather, dial, number, redirect, pause, hangup, reject and play below
// https://www.twilio.com/docs/voice/twiml/.
var rules = map[string]rule{
	"Response": {kids: []string{"Say", "Play", "Gather", "Redirect", "Pause", "Hangup", "Reject", "Dial"}},
	"Say": {
		attrs: map[string]check{"voice": isVoice, "language": oneOf(slices.Sorted(maps.Keys(voices))...), "loop": between(1, 1000)},
		kids:  append([]string{"p", "s"}, inline...),
		words: mixed,
	},
	"Play": {
		attrs: map[string]check{"loop": between(1, 1000), "digits": matches(`^[0-9*#wW]+$`, "keys and w")},
		words: onlyWords,
	},
	"Gather": {
		attrs: map[string]check{
			"action": isURL, "method": isMethod, "timeout": positive, "numDigits": positive,
			"finishOnKey":         matches(`^[0-9*#]?$`, "one key or nothing"),
			"actionOnEmptyResult": isBool, "input": oneOf("dtmf", "dtmf speech", "speech dtmf"),
			"language": oneOf("ja-JP"), "bargeIn": isBool, "speechTimeout": isSpeechTimeout,
			"maxSpeechTime": positive, "hints": atMost(500, ","), "profanityFilter": isBool,
			"speechModel": matches(`^[A-Za-z0-9_.-]+$`, "a model's name"), "enhanced": isBool, "debug": isBool,
			"partialResultCallback": isURL, "partialResultCallbackMethod": isMethod,
		},
		kids: []string{"Say", "Play", "Pause"},
	},
	"Redirect": {attrs: map[string]check{"method": isMethod}, words: onlyWords},
	"Pause":    {attrs: map[string]check{"length": positive}},
	"Hangup":   {},
	"Reject":   {attrs: map[string]check{"reason": oneOf("rejected", "busy")}},
	"Dial": {
		attrs: map[string]check{
			"action": isURL, "method": isMethod, "timeout": between(5, 600), "timeLimit": between(1, 86400),
			"callerId": isE164, "answerOnBridge": isBool, "hangupOnStar": isBool, "sequential": isBool,
			"callReason": atMost(50, ""), "ringTone": matches(`^[a-z]{2}(-old)?$`, "a country, e.g. jp"),
			"record": oneOf("do-not-record", "record-from-answer", "record-from-ringing",
				"record-from-answer-dual", "record-from-ringing-dual"),
			"trim": oneOf("trim-silence", "do-not-trim"), "recordingTrack": oneOf("both", "inbound", "outbound"),
			"recordingStatusCallback": isURL, "recordingStatusCallbackMethod": isMethod,
			"recordingStatusCallbackEvent": listOf("in-progress", "completed", "absent"),
			"referUrl":                     isURL, "referMethod": isMethod, "events": oneOf("call-progress-event"),
		},
		kids:  []string{"Number"},
		words: mixed,
	},
	"Number": {
		attrs: map[string]check{
			"url": isURL, "method": isMethod, "sendDigits": matches(`^[0-9*#wW]+$`, "keys and w"),
			"statusCallback": isURL, "statusCallbackMethod": isMethod,
			"statusCallbackEvent": listOf("initiated", "ringing", "answered", "completed"),
			"byoc":                matches(`^BY[0-9a-f]{32}$`, "a trunk SID"),
			"machineDetection":    oneOf("Enable", "DetectMessageEnd"), "machineDetectionTimeout": between(3, 60),
			"machineDetectionSpeechThreshold":    between(1000, 6000),
			"machineDetectionSpeechEndThreshold": between(500, 5000),
			"machineDetectionSilenceTimeout":     between(2000, 10000),
			"amdStatusCallback":                  isURL, "amdStatusCallbackMethod": isMethod,
		},
		words: onlyWords,
	},
	"p":       {kids: append([]string{"s"}, inline...), words: mixed},
	"s":       {kids: inline, words: mixed},
	"lang":    {attrs: map[string]check{"xml:lang": matches(`^[a-z]{2,3}-[A-Z]{2}$`, "a language, e.g. en-US")}, kids: inline, words: mixed},
	"prosody": {attrs: map[string]check{"rate": isRate}, kids: append([]string{"p", "s"}, inline...), words: mixed},
	"w":       {attrs: map[string]check{"role": matches(`^\S+$`, "a role")}, kids: []string{"break", "phoneme", "prosody", "sub"}, words: mixed},
	"phoneme": {attrs: map[string]check{"alphabet": oneOf("ipa", "x-sampa", "x-amazon-yomigana", "x-amazon-pron-kana"), "ph": matches(`\S`, "a reading")}, words: onlyWords},
	"sub":     {attrs: map[string]check{"alias": matches(`\S`, "what to say")}, words: onlyWords},
	"break": {attrs: map[string]check{
		"strength": oneOf("none", "x-weak", "weak", "medium", "strong", "x-strong"), "time": isBreak}},
}

// needed are the attributes that an element must have.
var needed = map[string][]string{
	"lang": {"xml:lang"}, "prosody": {"rate"}, "phoneme": {"alphabet", "ph"}, "sub": {"alias"},
}

// checkElement checks n and all that it contains against the schema.
func checkElement(n node, parent string) *Rejection {
	r, known := rules[n.Name]
	switch {
	case !known:
		return reject(codeSchema, "<%s> is not known here", n.Name)
	case parent != "" && !slices.Contains(rules[parent].kids, n.Name):
		return reject(codeSchema, "<%s> may not stand in <%s>", n.Name, parent)
	}
	for _, name := range slices.Sorted(maps.Keys(n.Attrs)) {
		legal, known := r.attrs[name]
		if !known {
			return reject(codeSchema, "<%s> has no attribute %q", n.Name, name)
		}
		if want := legal(n.Attrs[name]); want != "" {
			code := codeSchema
			if name == "voice" {
				code = codeVoice
			}
			return reject(code, "<%s> %s=%q: expected %s", n.Name, name, excerpt([]byte(n.Attrs[name])), want)
		}
	}
	for _, name := range needed[n.Name] {
		if _, ok := n.Attrs[name]; !ok {
			return reject(codeSchema, "<%s> needs the attribute %q", n.Name, name)
		}
	}
	for _, kid := range n.Kids {
		if kid.Name != "" {
			if rejection := checkElement(kid, n.Name); rejection != nil {
				return rejection
			}
		} else if r.words == noWords && strings.TrimSpace(kid.Text) != "" {
			return reject(codeSchema, "text %q directly in <%s>", excerpt([]byte(strings.TrimSpace(kid.Text))), n.Name)
		}
	}
	return checkVerb(n)
}

func oneOf(values ...string) check {
	return func(v string) string {
		if slices.Contains(values, v) {
			return ""
		}
		return strings.Join(values, " | ")
	}
}

// listOf accepts a list of the values with a blank between them.
func listOf(values ...string) check {
	one := oneOf(values...)
	return func(v string) string {
		fields := strings.Fields(v)
		if len(fields) == 0 {
			return "a list of " + one("")
		}
		for _, f := range fields {
			if want := one(f); want != "" {
				return "a list of " + want
			}
		}
		return ""
	}
}

func between(low, high int) check {
	return func(v string) string {
		if n, err := strconv.Atoi(v); err == nil && n >= low && n <= high && v == strconv.Itoa(n) {
			return ""
		}
		return "a whole number from " + strconv.Itoa(low) + " to " + strconv.Itoa(high)
	}
}

func matches(pattern, want string) check {
	re := regexp.MustCompile(pattern)
	return func(v string) string {
		if re.MatchString(v) {
			return ""
		}
		return want
	}
}

// atMost limits the number of parts of a list, or of characters if sep is "".
func atMost(n int, sep string) check {
	return func(v string) string {
		if len(strings.Split(v, sep)) <= n {
			return ""
		}
		return "at most " + strconv.Itoa(n)
	}
}

var (
	isBool          = oneOf("true", "false")
	isMethod        = oneOf("POST", "GET")
	positive        = between(1, 1_000_000)
	isE164          = matches(`^\+[1-9][0-9]{1,14}$`, "a number like +81312345678")
	isBreak         = matches(`^(\d{1,4}ms|10000ms|[0-9]s|10s)$`, "a time up to 10s")
	isSpeechTimeout = func(v string) string {
		if v == "auto" {
			return ""
		}
		return positive(v)
	}
)

func isURL(v string) string {
	if v == "" || strings.ContainsAny(v, " \t\r\n") {
		return "a URL"
	}
	u, err := url.Parse(v)
	if err != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return "a URL"
	}
	if strings.Contains(v, "#") {
		return checkOverrides(u.EscapedFragment())
	}
	return ""
}

func isRate(v string) string {
	percent, ok := strings.CutSuffix(v, "%")
	if want := between(20, 200)(percent); !ok || want != "" {
		return "20% to 200%"
	}
	return ""
}
