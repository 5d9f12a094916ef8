package voice

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/ivr"
)

var twoVoices = Voices{
	"ja": testVoice,
	"en": {Name: "Polly.Amy-Neural", Lang: "en-GB", Rate: 95, Slow: 70, Marks: ".,"},
}

// sayTag matches the beginning of a Say with what it says.
var sayTag = regexp.MustCompile(`<Say language="([^"]+)" voice="([^"]+)"><prosody rate="([0-9]+)%">([^<]*)`)

func TestEverythingIsSaidInTheVoiceOfItsLanguage(t *testing.T) {
	says := []ivr.Said{{Text: "Kasugai."}, {Text: "きょうは、混んでいます。", Lang: "ja"}, {Text: "Once more.", Slow: true}}
	for name, c := range map[string]struct {
		lang   string
		voices Voices
		want   []string
	}{
		"two languages": {"en", twoVoices, []string{
			"en-GB Polly.Amy-Neural 95 Kasugai.", "ja-JP Polly.Kazuha-Neural 90 きょうは、混んでいます。", "en-GB Polly.Amy-Neural 70 Once more."}},
		"a language without a voice": {"fr", Voices{"": twoVoices["en"], "ja": testVoice}, []string{
			"en-GB Polly.Amy-Neural 95 Kasugai.", "ja-JP Polly.Kazuha-Neural 90 きょうは、混んでいます。", "en-GB Polly.Amy-Neural 70 Once more."}},
		"no voice at all": {"fr", nil, []string{
			"ja-JP Polly.Kazuha-Neural 100 Kasugai.", "ja-JP Polly.Kazuha-Neural 100 きょうは、混んでいます。", "ja-JP Polly.Kazuha-Neural 100 Once more."}},
	} {
		var got []string
		for _, m := range sayTag.FindAllStringSubmatch(string(Render(ivr.Reply{Lang: c.lang, Say: says}, c.voices, "", testSID)), -1) {
			got = append(got, strings.Join(m[1:], " "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: heard %q, expected %q", name, got, c.want)
		}
	}
}

func TestALongTextIsCutWhereItsLanguageRests(t *testing.T) {
	sentence := strings.Repeat("word ", 60) + "and, a last one. "
	long := ivr.Reply{Lang: "en", Say: []ivr.Said{{Text: sentence + sentence}}}
	for marks, want := range map[string]string{"": "word", ".,": "one.", ",.": "and,"} {
		v := twoVoices["en"]
		v.Marks = marks
		m := sayTag.FindStringSubmatch(string(Render(long, Voices{"en": v}, "", testSID)))
		if m == nil || !strings.HasSuffix(strings.TrimSpace(m[4]), want) && marks != "" {
			t.Errorf("with %q the first breath is %q, expected it to end with %q", marks, m, want)
		}
	}
}

// TestAWhisperHasALanguageOfItsOwn holds that an agent hears about a caller in the
// agents' language, whatever language the caller chose.
func TestAWhisperHasALanguageOfItsOwn(t *testing.T) {
	for lang, want := range map[string]string{"ja": "ja-JP Polly.Kazuha-Neural", "": "en-GB Polly.Amy-Neural"} {
		l := newLine(func(s *Server, n *notebook) {
			s.Voices = twoVoices
			s.Answer = func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
				return ivr.Reply{Lang: "en", Pass: &ivr.Pass{To: "+81568000000", Whisper: "証明書。", Lang: lang}}, nil
			}
		})
		l.post("/voice", webhook())
		m := sayTag.FindStringSubmatch(l.post("/voice/whisper?call="+testSID, webhook()).Body.String())
		if m == nil || m[1]+" "+m[2] != want {
			t.Errorf("a whisper in %q is said by %q, expected %s", lang, m, want)
		}
	}
}
