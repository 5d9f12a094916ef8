package voice

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

var testNames = []booking.Reading{
	{Word: "味美", Yomi: "あじよし"}, {Word: "春日井市", Yomi: "かすがいし"}, {Word: "味美ふれあいセンター", Yomi: "あじよしふれあいセンター"},
	{Word: "市役所いっかいの、戸籍住民課", Yomi: "しやくしょいっかいの、こせきじゅうみんか"},
	{Word: "1号館、市民課", Yomi: "1ごうかん、しみんか"}, {Word: "東庁舎、2階", Yomi: "ひがしちょうしゃのにかい"}, {Word: "坂下", Yomi: "さかした"},
}

// heardBy returns what stands in the one Say of a text in some voice, and whether the
// telephone that is as strict as Twilio takes the document.
func heardBy(t testing.TB, voice, text string) string {
	t.Helper()
	v := Voices{"": {Name: voice, Lang: "ja-JP", Rate: 90, Names: testNames}}
	document := Render(ivr.Reply{Say: say(text)}, v, "", testSID)
	if err := phone.Check(document); err != nil {
		t.Errorf("in the voice %s: %v\n%s", voice, err, document)
	}
	m := regexp.MustCompile(`<Say [^>]*>(.*)</Say>`).FindSubmatch(document)
	if m == nil {
		t.Fatalf("no Say in %s", document)
	}
	return string(m[1])
}

// yomi is a name with its reading, as a Polly voice takes it.
func yomi(word, reading string) string {
	return fmt.Sprintf(`<phoneme alphabet="x-amazon-yomigana" ph="%s">%s</phoneme>`, reading, word)
}

func TestANameIsReadAsTheVoiceTakesIt(t *testing.T) {
	const text = "春日井市、味美は、4を。"
	read := yomi("春日井市", "かすがいし") + "、" + yomi("味美", "あじよし") + "は、4を。"
	for voice, want := range map[string]string{
		"Polly.Mizuki":                `<prosody rate="90%">` + read + `</prosody>`,
		"Polly.Takumi-Neural":         `<prosody rate="90%">` + read + `</prosody>`,
		"Google.ja-JP-Standard-A":     `<prosody rate="90%">` + text + `</prosody>`,
		"Google.ja-JP-Wavenet-D":      `<prosody rate="90%">` + text + `</prosody>`,
		"Google.ja-JP-Neural2-B":      `<prosody rate="90%">` + text + `</prosody>`,
		"Google.ja-JP-Chirp3-HD-Kore": text,
	} {
		if got := heardBy(t, voice, text); got != want {
			t.Errorf("the voice %s is given\n%s\nexpected\n%s", voice, got, want)
		}
	}
	if f := familyOf("Polly.Kazuha-Generative"); f.prosody || f.kana != "" {
		t.Errorf("a generative voice is given %+v", f)
	}
}

func TestOnlyTheNameItselfIsReadThatWay(t *testing.T) {
	for text, want := range map[string]string{
		"味美ふれあいセンターです。":     yomi("味美ふれあいセンター", "あじよしふれあいセンター") + "です。",
		"市役所いっかいの、戸籍住民課です。": yomi("市役所いっかいの", "しやくしょいっかいの") + "、" + yomi("戸籍住民課", "こせきじゅうみんか") + "です。",
		"1号館、市民課です。":        "1号館、" + yomi("市民課", "しみんか") + "です。",
		"東庁舎、2階です。":         "東庁舎、2階です。", // its reading has no pause
		"坂下町は、休みです。":        "坂下町は、休みです。",
		"上坂下も、坂下も":          "上坂下も、" + yomi("坂下", "さかした") + "も",
		"坂下坂下":              "坂下坂下",
		"坂下、坂下":             yomi("坂下", "さかした") + "、" + yomi("坂下", "さかした"),
		"<坂下>&":             "&lt;" + yomi("坂下", "さかした") + "&gt;&amp;",
		"坂":                 "坂",
	} {
		if got := heardBy(t, "Polly.Kazuha-Neural", text); got != `<prosody rate="90%">`+want+`</prosody>` {
			t.Errorf("%s becomes\n%s\nexpected\n%s", text, got, want)
		}
	}
}

// TestReadingsNeverMakeASayTooLong holds that a piece with many names is said without their
// readings, and that no cut of a long text goes through a tag.
func TestReadingsNeverMakeASayTooLong(t *testing.T) {
	for n := range 80 {
		text := strings.Repeat("坂下、", n+1) + strings.Repeat("あ", 3*n)
		document := Render(ivr.Reply{Say: say(text)}, Voices{"": {Name: "Polly.Kazuha-Neural", Names: testNames}}, "", testSID)
		if err := phone.Check(document); err != nil {
			t.Fatalf("%d names: %v", n+1, err)
		}
		heard, read := "", 0
		for _, m := range regexp.MustCompile(`<prosody [^>]*>(.*?)</prosody>`).FindAllSubmatch(document, -1) {
			words := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(m[1]), "")
			if utf8.RuneCountInString(words) > maxSay || len(m[1]) > maxRead {
				t.Errorf("%d names: a Say of %d characters, %d bytes", n+1, utf8.RuneCountInString(words), len(m[1]))
			}
			heard += words
			read += strings.Count(string(m[1]), "<phoneme")
		}
		if heard != text || n < 10 && read != n+1 || n > 40 && read > n {
			t.Errorf("%d names, of which %d are read: heard %q", n+1, read, heard)
		}
	}
}

// TestFaultsAndWhispersReadNamesToo holds that the documents which are made without a reply
// have the readings as well.
func TestFaultsAndWhispersReadNamesToo(t *testing.T) {
	v := testVoice
	v.Names = testNames
	f := NewFaults(v, FaultTexts{Sorry: "春日井市です。", Whisper: "春日井市です。"}, nil, booking.Centre{Number: "+81568000000"}, "")
	for what, document := range map[string][]byte{
		"an apology": f.At(time.Time{}), "the whisper": f.whisper("/"), "a person": f.Always(),
		"the fallback": Fallback(v, FaultTexts{Sorry: "春日井市です。"}, booking.Centre{}, ""),
	} {
		if !strings.Contains(string(document), yomi("春日井市", "かすがいし")+"です。") {
			t.Errorf("%s does not read the name: %s", what, document)
		}
	}
}

// FuzzReading holds that whatever the names and the text are, exactly the text is heard, in a
// document that the telephone takes.
func FuzzReading(f *testing.F) {
	f.Add("坂下、坂下ふれあい", "坂下", "さかした", true)
	f.Add("<&\">坂下\x00", "<", "\"", true)
	f.Add("あ、、い", "、", "ー", true)
	f.Add("\xff坂", "\xff", "さか", false)
	f.Fuzz(func(t *testing.T, text, word, reading string, polly bool) {
		if len(text) > 1000 {
			return
		}
		v := Voice{Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Names: []booking.Reading{{Word: word, Yomi: reading}}}
		if !polly {
			v.Name = "Google.ja-JP-Neural2-B"
		}
		with := Render(ivr.Reply{Say: say(text)}, Voices{"": v}, "", testSID)
		wellFormed(t, with)
		v.Names = nil
		without := Render(ivr.Reply{Say: say(text)}, Voices{"": v}, "", testSID)
		plain := regexp.MustCompile(`</?phoneme[^>]*>`).ReplaceAllString(string(with), "")
		if plain != string(without) || len(with) > maxDocument {
			t.Fatalf("with the reading of %q\n%s\nwithout it\n%s", word, with, without)
		}
		if phone.Check(without) == nil {
			if err := phone.Check(with); err != nil {
				t.Fatalf("%v: %s", err, with)
			}
		}
	})
}
