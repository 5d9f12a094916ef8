package voice

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
	"madoguchi/ivr"
)

var testVoice = Voice{Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}

var testVoices = Voices{"": testVoice}

const testSID = "CAfedcba98fedcba98fedcba98fedcba98"

func say(texts ...string) []ivr.Said {
	var says []ivr.Said
	for _, text := range texts {
		says = append(says, ivr.Said{Text: text})
	}
	return says
}

const head = `<?xml version="1.0" encoding="UTF-8"?><Response>`

func spoken(rate int, text string) string {
	return fmt.Sprintf(`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="%d%%">%s</prosody></Say>`, rate, text)
}

func TestReplyIsRendered(t *testing.T) {
	for name, c := range map[string]struct {
		reply ivr.Reply
		base  string
		want  string
	}{
		"a question": {
			reply: ivr.Reply{Turn: 2, Say: say("取り消す方は、9を。"), Ask: &ivr.Ask{Digits: 1, Timeout: 10 * time.Second}},
			want: `<Gather input="dtmf" numDigits="1" timeout="10" finishOnKey="" method="POST" action="/voice/turn/3` + written + `">` +
				spoken(90, "取り消す方は、9を。") + `</Gather><Redirect method="POST">/voice/turn/3?silence=1` + written + `</Redirect>`,
		},
		"a question below a path": {
			reply: ivr.Reply{Ask: &ivr.Ask{Digits: 6, Timeout: 1500 * time.Millisecond}}, base: "/line",
			want: `<Gather input="dtmf" numDigits="6" timeout="2" finishOnKey="" method="POST" action="/line/voice/turn/1` + written + `"></Gather>` +
				`<Redirect method="POST">/line/voice/turn/1?silence=1` + written + `</Redirect>`,
		},
		"a question whose answer # ends": {
			reply: ivr.Reply{Ask: &ivr.Ask{Digits: 7, Finish: "#", Timeout: 10 * time.Second}},
			want: `<Gather input="dtmf" numDigits="7" timeout="10" finishOnKey="#" method="POST" action="/voice/turn/1` + written + `"></Gather>` +
				`<Redirect method="POST">/voice/turn/1?silence=1` + written + `</Redirect>`,
		},
		"a question that no key ends": {
			reply: ivr.Reply{Ask: &ivr.Ask{Digits: 7, Finish: "ab", Timeout: 10 * time.Second}},
			want: `<Gather input="dtmf" numDigits="7" timeout="10" finishOnKey="" method="POST" action="/voice/turn/1` + written + `"></Gather>` +
				`<Redirect method="POST">/voice/turn/1?silence=1` + written + `</Redirect>`,
		},
		"said slowly": {
			reply: ivr.Reply{Say: []ivr.Said{{Text: "午前9時", Slow: true}, {Text: "です"}}},
			want:  spoken(80, "午前9時") + spoken(90, "です") + `<Hangup/>`,
		},
		"one at a time": {
			reply: ivr.Reply{Say: []ivr.Said{{Text: "1を", Slow: true, Rest: 2}, {Text: "2を", Slow: true, Rest: 99}, {Text: "3を", Slow: true, Rest: 2}},
				Ask: &ivr.Ask{Digits: 1, Timeout: 10 * time.Second}},
			want: `<Gather input="dtmf" numDigits="1" timeout="10" finishOnKey="" method="POST" action="/voice/turn/1` + written + `">` +
				spoken(80, "1を") + `<Pause length="2"></Pause>` + spoken(80, "2を") + `<Pause length="10"></Pause>` + spoken(80, "3を") +
				`</Gather><Redirect method="POST">/voice/turn/1?silence=1` + written + `</Redirect>`,
		},
		"passed on": {
			reply: ivr.Reply{Turn: 4, Say: say("お待ちください。"),
				Pass: &ivr.Pass{To: "+81568000000", CallerID: "+815000000000", Whisper: "予約の電話です", Ring: 40 * time.Second}},
			base: "/line",
			want: spoken(90, "お待ちください。") +
				`<Dial timeout="35" callerId="+815000000000" action="/line/voice/turn/5` + written + `" method="POST" answerOnBridge="false">` +
				`<Number url="/line/voice/whisper?call=` + testSID + written + `" method="POST">+81568000000</Number></Dial>`,
		},
		"passed on without our number": {
			reply: ivr.Reply{Pass: &ivr.Pass{To: "+81568000000"}},
			want: `<Dial timeout="25" action="/voice/turn/1` + written + `" method="POST" answerOnBridge="false">` +
				`<Number url="/voice/whisper?call=` + testSID + written + `" method="POST">+81568000000</Number></Dial>`,
		},
		"passed on to nobody":       {reply: ivr.Reply{Say: say("さようなら"), Pass: &ivr.Pass{}}, want: spoken(90, "さようなら") + `<Hangup/>`},
		"nothing":                   {want: `<Hangup/>`},
		"empty texts":               {reply: ivr.Reply{Say: say("", " 　\n", "\x00", "。", "\u200b")}, want: `<Hangup/>`},
		"markup is text":            {reply: ivr.Reply{Say: say(`<break/> & "1" > 'a'`)}, want: spoken(90, `&lt;break/&gt; &amp; &quot;1&quot; &gt; 'a'`) + `<Hangup/>`},
		"control characters":        {reply: ivr.Reply{Say: say("あ\x00\x07い\x7f\u0085う\ufffe\uffff\ufeffえ\nお")}, want: spoken(90, "あいうえ お") + `<Hangup/>`},
		"what is not UTF-8":         {reply: ivr.Reply{Say: say("あ\xff\xc0い")}, want: spoken(90, "あい") + `<Hangup/>`},
		"an escape across the line": {reply: ivr.Reply{Say: say("a]]>b")}, want: spoken(90, "a]]&gt;b") + `<Hangup/>`},
	} {
		t.Run(name, func(t *testing.T) {
			got := string(Render(c.reply, testVoices, c.base, testSID))
			if want := head + c.want + `</Response>`; got != want {
				t.Errorf("Render =\n%s\nexpected\n%s", got, want)
			}
			wellFormed(t, []byte(got))
		})
	}
}

func TestZeroVoiceStillSpeaksJapanese(t *testing.T) {
	got := string(Render(ivr.Reply{Say: []ivr.Said{{Text: "はい"}, {Text: "はい", Slow: true}}}, nil, "", testSID))
	one := `<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="100%">はい</prosody></Say>`
	if !strings.Contains(got, one+one) {
		t.Errorf("Render = %s, expected twice %s", got, one)
	}
}

func TestLongTextIsSplitAtFullStops(t *testing.T) {
	sentence := strings.Repeat("あ", 149) + "。"
	for name, c := range map[string]struct {
		text string
		want []int // characters of each Say
	}{
		"exactly 400":       {strings.Repeat("あ", 400), []int{400}},
		"401":               {strings.Repeat("あ", 401), []int{400, 1}},
		"sentences":         {strings.Repeat(sentence, 5), []int{300, 300, 150}},
		"commas":            {strings.Repeat(strings.Repeat("あ", 149)+"、", 3), []int{300, 150}},
		"a stop at 400":     {strings.Repeat("あ", 399) + "。" + "い", []int{400, 1}},
		"a stop at 401":     {strings.Repeat("あ", 400) + "。", []int{400}}, // nothing is left to be heard
		"stops before text": {"。" + strings.Repeat("あ", 401), []int{400, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for _, text := range texts(wellFormed(t, Render(ivr.Reply{Say: say(c.text)}, testVoices, "", testSID))) {
				got = append(got, utf8.RuneCountInString(text))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("Says of %v characters, expected %v", got, c.want)
			}
		})
	}
}

func TestHugeReplyStaysBelowTheLimitAndStillAsks(t *testing.T) {
	var says []ivr.Said
	for range 500 {
		says = append(says, ivr.Said{Text: strings.Repeat("&", 300) + "あ"})
	}
	document := Render(ivr.Reply{Say: says, Ask: &ivr.Ask{Digits: 1}}, testVoices, "", testSID)
	if len(document) > maxDocument {
		t.Errorf("%d bytes, expected at most %d", len(document), maxDocument)
	}
	root := wellFormed(t, document)
	if names := childNames(root); !slices.Equal(names, []string{"Gather", "Redirect"}) || len(texts(root)) < 10 {
		t.Errorf("verbs %v with %d Says, expected a Gather with many and a Redirect", names, len(texts(root)))
	}
}

func TestSameReplyGivesTheSameBytes(t *testing.T) {
	reply := ivr.Reply{Turn: 1, Say: say("はい"), Pass: &ivr.Pass{To: "+81568000000", CallerID: "+815000000000"}}
	first := Render(reply, testVoices, "", testSID)
	for range 200 {
		if again := Render(reply, testVoices, "", testSID); !bytes.Equal(first, again) {
			t.Fatalf("rendered\n%s\nthen\n%s", first, again)
		}
	}
}

// verbs are the elements that a document may have, with the attributes that each must
// have.
var verbs = map[string][]string{
	"Response": {},
	"Say":      {"language", "voice"},
	"prosody":  {"rate"},
	"Gather":   {"input", "numDigits", "timeout", "finishOnKey", "method", "action"},
	"Redirect": {"method"},
	"Hangup":   {},
	"Dial":     {"timeout", "action", "method", "answerOnBridge"},
	"Number":   {"url", "method"},
}

func FuzzRender(f *testing.F) {
	f.Add("こんにちは。", "二つ目<&>\"", false, uint8(0), 0, 1, int64(10e9), "+81568000000", "+815000000000", "Polly.Kazuha-Neural", 90, testSID)
	f.Add("", "\x00\xff", true, uint8(1), -1, 0, int64(-1), "119", "", "", 0, "")
	f.Add(strings.Repeat("あ", 5000), "&", true, uint8(2), math.MaxInt, math.MaxInt, int64(math.MaxInt64), "+1\"/>", "+<", "<", -5, "&\"?#/..")
	f.Add("", "。", false, uint8(3), 9999, 6, int64(1), "+81568000000", "+815000000000", "v", 1000, "CA")
	f.Add("はい", "", false, uint8(2), 1, 1, int64(1), "", "", "\x1c", 90, "CA") // found: a voice without a name
	f.Fuzz(func(t *testing.T, one, two string, slow bool, kind uint8, turn, digits int, wait int64, to, id, name string, rate int, sid string) {
		reply := ivr.Reply{Turn: turn, Say: []ivr.Said{{Text: one, Slow: slow}, {Text: two}}}
		switch kind % 3 {
		case 0:
			reply.Ask = &ivr.Ask{Digits: digits, Timeout: time.Duration(wait)}
		case 1:
			reply.Pass = &ivr.Pass{To: booking.Phone(to), CallerID: booking.Phone(id), Ring: time.Duration(wait)}
		}
		document := Render(reply, Voices{"": {Name: name, Lang: "ja-JP", Rate: rate}}, "/line", sid)
		if len(document) > maxDocument {
			t.Fatalf("%d bytes, expected at most %d", len(document), maxDocument)
		}
		root := wellFormed(t, document)
		checkVerbs(t, root)
		if len(one)+len(two) < 5000 {
			heard := func(s string) string { return strings.Join(strings.Fields(legibly(s)), "") }
			want := heard(one) + heard(two)
			got := heard(strings.Join(texts(root), ""))
			quiet := func(r rune) rune { // pieces of punctuation alone are not said
				if audible(r) {
					return r
				}
				return -1
			}
			if strings.Map(quiet, got) != strings.Map(quiet, want) {
				t.Fatalf("heard %q, expected %q", got, want)
			}
		}
	})
}

func checkVerbs(t *testing.T, n node) {
	t.Helper()
	must, known := verbs[n.XMLName.Local]
	if !known {
		t.Fatalf("unknown verb %s", n.XMLName.Local)
	}
	for _, name := range must {
		value, ok := n.attr(name)
		if !ok || (value == "" && name != "finishOnKey") {
			t.Fatalf("%s without %s", n.XMLName.Local, name)
		}
	}
	switch n.XMLName.Local {
	case "Say":
		if l, _ := n.attr("language"); l != "ja-JP" || len(n.Nodes) != 1 || strings.TrimSpace(n.Nodes[0].Text) == "" {
			t.Fatalf("empty or foreign Say: %+v", n)
		}
		if count := utf8.RuneCountInString(n.Nodes[0].Text); count > maxSay {
			t.Fatalf("Say of %d characters, expected at most %d", count, maxSay)
		}
	case "prosody":
		rate, _ := n.attr("rate")
		if r, err := strconv.Atoi(strings.TrimSuffix(rate, "%")); err != nil || r < 20 || r > 200 {
			t.Fatalf("rate %s", rate)
		}
	case "Gather", "Dial":
		timeout, _ := n.attr("timeout")
		if s, err := strconv.Atoi(timeout); err != nil || s < 1 || s > 600 {
			t.Fatalf("timeout %s", timeout)
		}
	case "Number":
		if !dialable(booking.Phone(n.Text)) {
			t.Fatalf("Number %q", n.Text)
		}
	}
	for _, child := range n.Nodes {
		checkVerbs(t, child)
	}
}

// node is an element as encoding/xml reads it.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func (n node) attr(name string) (string, bool) {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

func childNames(n node) []string {
	var names []string
	for _, child := range n.Nodes {
		names = append(names, child.XMLName.Local)
	}
	return names
}

// texts returns everything that is said in the document, in order.
func texts(n node) []string {
	if n.XMLName.Local == "prosody" {
		return []string{n.Text}
	}
	var all []string
	for _, child := range n.Nodes {
		all = append(all, texts(child)...)
	}
	return all
}

// wellFormed reads a document with encoding/xml: nothing may stand before
// <?xml, and nothing after the one Response.
func wellFormed(t testing.TB, document []byte) node {
	t.Helper()
	if !bytes.HasPrefix(document, []byte("<?xml ")) || !bytes.HasSuffix(document, []byte("</Response>")) {
		t.Fatalf("document %.80q…, expected <?xml …</Response>", document)
	}
	var root node
	decoder := xml.NewDecoder(bytes.NewReader(document))
	if err := decoder.Decode(&root); err != nil {
		t.Fatalf("%v in %.500s", err, document)
	}
	if _, err := decoder.Token(); err == nil || root.XMLName.Local != "Response" {
		t.Fatalf("root %s, then more", root.XMLName.Local)
	}
	return root
}

// BenchmarkRender measures the most frequent answer by turns as we and as
// encoding/xml write it, and reports how many times as long the latter takes.
func BenchmarkRender(b *testing.B) {
	reply := ivr.Reply{Turn: 1, Ask: &ivr.Ask{Digits: 1, Timeout: 10 * time.Second},
		Say: say("ご予約を、ご案内します。4月20日、月曜日。午前9時30分。", "取り消す方は、9を、押してください。")}
	document := Render(reply, testVoices, "", testSID)
	var root node
	if err := xml.Unmarshal(document, &root); err != nil {
		b.Fatal(err)
	}
	ours := func() bool { return len(Render(reply, testVoices, "", testSID)) > 0 }
	theirs := func() bool {
		again, err := xml.Marshal(root)
		return err == nil && len(again) > 0
	}
	sideBySide(b, "encoding-xml", ours, theirs)
}

// sideBySide runs both by turns, so that a slow phase of the machine hits both,
// and reports how many times as long the second takes.
func sideBySide(b *testing.B, unit string, ours, theirs func() bool) {
	var took [2]time.Duration
	b.ReportAllocs()
	for b.Loop() {
		for i, f := range []func() bool{ours, theirs} {
			began := time.Now()
			for range 20 {
				if !f() {
					b.Fatal("it failed")
				}
			}
			took[i] += time.Since(began)
		}
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), unit+"/ours")
	b.ReportMetric(float64(took[0].Nanoseconds())/float64(20*b.N), "ns/ours")
	b.ReportMetric(testing.AllocsPerRun(100, func() { ours() }), "allocs/ours")
	b.ReportMetric(testing.AllocsPerRun(100, func() { theirs() }), "allocs/"+unit)
}

// Twilio adds five seconds to what it is told, and is told from 5 to 600.
func TestATelephoneRingsAsLongAsItIsMeantTo(t *testing.T) {
	for meant, want := range map[time.Duration]string{
		-time.Second: "25", 0: "25", time.Nanosecond: "5", 9 * time.Second: "5", 10 * time.Second: "5", 10*time.Second + 1: "6",
		25 * time.Second: "20", 26500 * time.Millisecond: "22", 605 * time.Second: "600", 606 * time.Second: "600", 1 << 62: "600",
	} {
		if got := ringing(meant); got != want {
			t.Errorf("to ring for %v it says timeout=%q, expected %q", meant, got, want)
		}
	}
}
