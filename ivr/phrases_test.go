package ivr_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
)

func sampleDialogue(t testing.TB, overrides ...ivr.Override) (*ivr.Dialogue, error) {
	t.Helper()
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	return ivr.New(&config.City, ivr.Options{Overrides: overrides})
}

func TestEveryPhraseIsShortEnoughToBeUnderstood(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	var longest string
	for key, text := range d.PhraseKeys("ja") {
		widest := text[1]
		for sentence := range strings.SplitSeq(widest, "。") {
			if s := ivr.Seconds(sentence); s > 7 {
				t.Errorf("%s: a sentence of %.1f s: %s", key, s, sentence)
			}
		}
		if s := ivr.Seconds(widest); s > 15 {
			t.Errorf("%s: %.1f s: %s", key, s, widest)
		}
		if ivr.Seconds(widest) > ivr.Seconds(longest) {
			longest = widest
		}
	}
	t.Logf("the longest phrase takes %.1f s: %s", ivr.Seconds(longest), longest)
}

func TestEveryPhraseIsUsedAndEveryUsedPhraseExists(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	words := d.PhraseKeys("ja")
	used := map[ivr.Key]bool{}
	for _, row := range ivr.Flow() {
		for _, key := range named(row) {
			used[key] = true
		}
	}
	// A key that no row names stands as a string in the code.
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			data, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(data)
		}
	}
	for key := range words {
		if !used[key] && !strings.Contains(code.String(), `"`+string(key)+`"`) && !strings.HasPrefix(string(key), "procedure.") {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, m := range regexp.MustCompile(`t\.(?:say|phrase)\("([a-z0-9.-]+)"`).FindAllStringSubmatch(code.String(), -1) {
		if _, ok := words[ivr.Key(m[1])]; !ok && !strings.HasSuffix(m[1], ".") && !ivr.Chosen(ivr.Key(m[1])) {
			t.Errorf("the code says %s, which is no phrase", m[1])
		}
	}
}

func TestEveryHoleIsKnown(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	holes := ivr.Holes()
	for key, text := range d.PhraseKeys("ja") {
		for _, m := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(text[0], -1) {
			if !slices.Contains(holes, m[1]) {
				t.Errorf("%s has the hole {%s}, which nothing fills", key, m[1])
			}
		}
	}
}

// A prompt is measured, not guessed: the reading of every kanji is known.
func TestEveryKanjiOfThePhrasesIsRead(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range d.PhraseKeys("ja") {
		for rest := text[1]; rest != ""; {
			if word, ok := ivr.MeasuredWord(rest); ok {
				rest = rest[len(word):]
				continue
			}
			r := []rune(rest)[0]
			if unicode.Is(unicode.Han, r) {
				t.Errorf("%s: no reading for %q: %s", key, r, text[1])
				break
			}
			rest = rest[len(string(r)):]
		}
	}
}

func TestPhrasesNeverAskForASecret(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range d.PhraseKeys("ja") {
		if strings.Contains(text[0], "暗証番号") && key != "bring.pin" && key != "bring.no-pin" && key != "no-pin" {
			t.Errorf("%s speaks of a PIN: %s", key, text[0])
		}
		if strings.Contains(text[0], "来庁") || strings.Contains(text[0], "失効") || strings.Contains(text[0], "持参") || strings.Contains(text[0], "キャンセル") {
			t.Errorf("%s speaks like an office: %s", key, text[0])
		}
	}
}

// Options that are short enough each may be too much together.
func TestAMenuThatTakesTooLongIsRefused(t *testing.T) {
	long := ivr.Override{Lang: "ja", Key: "option.cancel", Text: "取り消したいとお考えの方は", Line: 7}
	_, err := sampleDialogue(t, long)
	if err != nil {
		t.Fatalf("one long option: %v", err)
	}
	longer := ivr.Override{Lang: "ja", Key: "option.change", Text: "日にちや時間をお変えになりたい方は", Line: 8}
	_, err = sampleDialogue(t, long, longer)
	faults, ok := errors.AsType[ivr.Faults](err)
	if !ok || len(faults) != 2 || faults[1].Line != 8 || !strings.Contains(faults[1].Found, "a menu of") {
		t.Errorf("two long options: %v, expected the lines 7 and 8 and how long the menu takes", err)
	}
}

// The parts of a whisper may be short enough each.
func TestAWhisperThatTakesTooLongIsRefused(t *testing.T) {
	_, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "wants.check", Text: "ご予約のご確認", Line: 7})
	faults, ok := errors.AsType[ivr.Faults](err)
	if !ok || len(faults) != 1 || faults[0].Line != 7 || !strings.Contains(faults[0].Found, "a whisper of") {
		t.Errorf("a long wish: %v, expected line 7 and how long the whisper takes", err)
	}
	if _, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "whisper.no-phone", Text: "番号は、なし"}); err != nil {
		t.Errorf("no longer than four digits: %v", err)
	}
}

func TestAnOverrideThatCannotBeSaidIsRefusedWithItsLine(t *testing.T) {
	long := strings.Repeat("とても", 40)
	for _, c := range []struct{ name, lang, key, text, want string }{
		{"unknown language", "fr", "greet.new", "ボンジュール", `found language "fr", expected one of ja`},
		{"unknown key", "ja", "greet.news", "{city}です。", `found unknown phrase "greet.news", expected one of greet.booked, greet.city, greet.new, greet.resumed, greet.unknown`},
		{"empty", "ja", "bye", "  ", "found no words"},
		{"missing hole", "ja", "greet.new", "こんにちは。", "without {city}"},
		{"unknown hole", "ja", "bye", "{name}さん、さようなら。", "an unknown hole {name}"},
		{"unclosed hole", "ja", "bye", "さようなら{。", `'{'`},
		{"Latin letters", "ja", "bye", "Goodbye", `'G'`},
		{"markup", "ja", "bye", "<break/>", `'<'`},
		{"half-width kana", "ja", "bye", "ｻﾖｳﾅﾗ", `expected`},
		{"control", "ja", "bye", "さよ\x00うなら。", `expected`},
		{"long sentence", "ja", "bye", long, "a sentence of"},
		{"long phrase", "ja", "bye", strings.Repeat("さようなら、またどうぞ。", 12), "at most 15 seconds"},
		{"label with a stop", "ja", "option.cancel", "取り消す方は、", "a short label"},
		{"huge", "ja", "bye", strings.Repeat("あ。", 100_000), "at most 15 seconds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := sampleDialogue(t, ivr.Override{Lang: c.lang, Key: c.key, Text: c.text, Line: 17})
			faults, ok := errors.AsType[ivr.Faults](err)
			if !ok || len(faults) != 1 {
				t.Fatalf("got %v", err)
			}
			if message := err.Error(); !strings.Contains(message, c.want) || !strings.HasPrefix(message, "line 17: phrases."+c.lang+"."+c.key+": found ") || len(message) > 700 {
				t.Errorf("got %q, expected it to say %q", message, c.want)
			}
		})
	}
}

func TestACitysOwnWordsAreSaid(t *testing.T) {
	s := newScene(t)
	d, err := ivr.New(&s.config.City, ivr.Options{Overrides: []ivr.Override{{Lang: "ja", Key: "greet.new", Text: "こちらは、{city}の、まどぐちです。"}}})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := s.store.Turn(t.Context(), ivr.Turn{SID: "CA1", Caller: booking.CallerFrom("+819012345678"), In: ivr.Input{Kind: ivr.Arrived}}, d.Answer)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := reply.Say[0].Text, "こちらは、かすがいしの、まどぐちです。"; got != want {
		t.Errorf("heard %q, expected %q", got, want)
	}
}

// FuzzOverride holds that whatever a city writes is either refused or said.
func FuzzOverride(f *testing.F) {
	f.Add("bye", "さようなら。")
	f.Add("own", "{procedure}は、{date}、{time}。{place}。")
	f.Add("greet.new", "{city}{city}")
	f.Add("bye", "{{}}}{")
	f.Fuzz(func(t *testing.T, key, text string) {
		_, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: key, Text: text, Line: 1})
		if err == nil {
			if strings.ContainsAny(regexp.MustCompile(`\{[a-z0-9]+\}`).ReplaceAllString(text, ""), "{}<>&") || ivr.Seconds(text) > 60 {
				t.Errorf("%q can be said", text)
			}
			return
		}
		if faults, ok := errors.AsType[ivr.Faults](err); !ok || len(faults) != 1 || faults[0].Found == "" || faults[0].Expected == "" {
			t.Errorf("refused without a reason: %v", err)
		}
		if strings.Contains(fmt.Sprint(err), "%!") {
			t.Errorf("the message is broken: %v", err)
		}
	})
}
