package ivr_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

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

// spokenBy returns the dialogue of the sample city in Japanese and other languages.
func spokenBy(t testing.TB, others ...ivr.Language) (*ivr.Dialogue, error) {
	t.Helper()
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	return ivr.New(&config.City, ivr.Options{Languages: append([]ivr.Language{ivr.Japanese()}, others...)})
}

func TestEveryPhraseIsShortEnoughToBeUnderstood(t *testing.T) {
	d, err := spokenBy(t, inEnglish(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"ja", "en"} {
		for key, found := range d.TooLong(lang) {
			t.Errorf("%s: %s: %s", lang, key, found)
		}
		longest := ""
		for _, text := range d.PhraseKeys(lang) {
			if d.SecondsAt(lang, text[1], 90) > d.SecondsAt(lang, longest, 90) {
				longest = text[1]
			}
		}
		t.Logf("the longest phrase of %s takes %.1f s: %s", lang, d.SecondsAt(lang, longest, 90), longest)
	}
}

// TestABrokenLanguageIsRefused holds that a language that lacks something of the first
// cannot be spoken. TestEveryPhraseIsShortEnoughToBeUnderstood finds one that takes too long.
func TestABrokenLanguageIsRefused(t *testing.T) {
	whole := inEnglish(t)
	for name, c := range map[string]struct{ replace, by, want string }{
		"a phrase is missing":       {"own.none            = You have no booking.\n", "", `phrases.en.own.none: found no such phrase`},
		"a phrase too many":         {"own.none ", "own.nothing = No.\nown.none ", `phrases.en.own.nothing: found unknown phrase "own.nothing"`},
		"a hole less":               {"At most {most} can come.", "At most five can come.", `phrases.en.party.wrong: found "At most five can come." without {most}`},
		"a hole too many":           {"It is cancelled.", "It is cancelled, {date}.", `phrases.en.cancel.done: found an unknown hole {date}`},
		"a hole that nothing fills": {"It is cancelled.", "It is cancelled, {name}.", `phrases.en.cancel.done: found an unknown hole {name}`},
		"a hole that is not closed": {"It is cancelled.", "It is cancelled, {date.", `phrases.en.cancel.done: found '{'`},
		"a label with a stop":       {"= to cancel it\n", "= to cancel it.\n", `phrases.en.option.yes-cancel: found "to cancel it.", expected a short label without , and .`},
		"a label with a pause":      {"= to cancel it\n", "= well, to cancel\n", `phrases.en.option.yes-cancel: found "well, to cancel"`},
		"a character of another":    {"It is cancelled.", "取り消しました。", `phrases.en.cancel.done: found '取'`},
		"no words":                  {"It is cancelled.", "", `phrases.en.cancel.done: found no words`},
		"a key twice":               {"own.none ", "own = No.\nown.none ", `line 17: found "own = No.", expected a new key`},
		"no key":                    {"own.none ", "no\nown.none ", `line 17: found "no", expected a new key, "=" and the words`},
		"a reading":                 {"fault.whisper       = Certificate, no number, a fault.", "fault.whisper = A fault.\n[readings]\nA = B", `English is read as it is written`},
	} {
		broken := whole
		broken.Words = strings.Replace(whole.Words, c.replace, c.by, 1)
		if broken.Words == whole.Words {
			t.Fatalf("%s: nothing is broken", name)
		}
		_, err := spokenBy(t, broken)
		if err == nil || !strings.HasPrefix(err.Error(), `ivr: the phrases of "en": `) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: found %v, expected %s", name, err, c.want)
		}
		if _, ok := errors.AsType[ivr.Faults](err); ok {
			t.Errorf("%s is taken for a fault of the city", name)
		}
	}
	for name, c := range map[string]struct {
		key     ivr.Key
		replace string
		by      string
		want    string
	}{
		"a sentence too long": {"cancel.done", "It is cancelled.", "It is cancelled" + strings.Repeat(" and cancelled", 9) + ".", "a sentence of"},
		"a phrase too long":   {"cancel.done", "It is cancelled.", strings.Repeat("It is cancelled. ", 12), "seconds: "},
		"a menu too long":     {"option.facility", "= for ", "= in case that you would rather like to hear all that there is to be heard about the matter of ", "a menu of"},
		"a whisper too long":  {"whisper", "= booked", "= they have a booking already that somebody made", "a whisper of"},
	} {
		broken := whole
		broken.Words = strings.ReplaceAll(whole.Words, c.replace, c.by)
		d, err := spokenBy(t, broken)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if found := d.TooLong("en")[c.key]; !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q, expected %s", name, found, c.want)
		}
	}
}

func TestLanguagesThatCannotBeAreRefused(t *testing.T) {
	city := &booking.City{}
	for name, c := range map[string]struct {
		options ivr.Options
		want    string
	}{
		"twice":      {ivr.Options{Languages: []ivr.Language{ivr.Japanese(), ivr.Japanese()}}, `the language "ja" twice`},
		"not spoken": {ivr.Options{Lang: "en"}, `the language "en" to answer in`},
		"no words":   {ivr.Options{Languages: []ivr.Language{{Name: "en", Speech: newEnglish}}}, `found it without a name, words or speech`},
		"no speech":  {ivr.Options{Languages: []ivr.Language{{Name: "en", Words: "bye = Bye."}}}, `found it without a name, words or speech`},
	} {
		if _, err := ivr.New(city, c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: found %v, expected %s", name, err, c.want)
		}
	}
}

// TestReadingsAreHeldToKana holds that a mistake in the readings at the end of the
// phrases is named with its line.
func TestReadingsAreHeldToKana(t *testing.T) {
	whole := ivr.Japanese()
	_, before, ok := strings.Cut(whole.Words, "[readings]\n")
	if !ok {
		t.Fatal("the phrases have no readings")
	}
	line := strings.Count(whole.Words, "\n") - strings.Count(before, "\n") + 1
	for name, c := range map[string]struct{ first, want string }{
		"kanji":      {"味 = 味", `found '味' in the reading of "味", expected kana`},
		"letters":    {"味 = aji", `found 'a' in the reading of "味", expected kana`},
		"no reading": {"味 =", `found "味 =", expected a new word, "=" and how it is read`},
		"no word":    {"= あじ", `expected a new word`},
		"no sign":    {"味 あじ", `expected a new word`},
	} {
		broken := whole
		broken.Words = strings.Replace(whole.Words, "[readings]\n", "[readings]\n"+c.first+"\n", 1)
		_, err := ivr.New(&booking.City{}, ivr.Options{Languages: []ivr.Language{broken}})
		if want := fmt.Sprintf(`ivr: the phrases of "ja": line %d: `, line); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: found %v, expected %s… %s", name, err, want, c.want)
		}
	}
	broken := whole
	broken.Words += "予約 = よやく\n"
	if _, err := ivr.New(&booking.City{}, ivr.Options{Languages: []ivr.Language{broken}}); err == nil || !strings.Contains(err.Error(), `found "予約 = よやく", expected a new word`) {
		t.Errorf("a reading twice: found %v", err)
	}
}

// The first language is held against itself: what it has is no answer to what is wrong.
func TestAHoleThatNothingFillsIsToldWithThoseThatThereAre(t *testing.T) {
	broken := ivr.Japanese()
	broken.Words = strings.Replace(broken.Words, "{lead}{dateof}", "{lead}{month}", 1)
	_, err := ivr.New(&booking.City{}, ivr.Options{Languages: []ivr.Language{broken}})
	if want := "phrases.ja.offer: found an unknown hole {month}, expected one of {again}, {besides}, {centre}, {city}, {closing}, {code}, {counter}, {date}, "; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("found %v, expected %s", err, want)
	}
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
	// A key that no row names must be a string in the code.
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

// TestEveryKanjiOfThePhrasesIsRead holds that the reading of every kanji is known, so that
// prompts are measured and not guessed.
func TestEveryKanjiOfThePhrasesIsRead(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for key, text := range d.PhraseKeys("ja") {
		if kanji := d.Unread(text[1]); kanji != nil {
			missing = append(missing, fmt.Sprintf("%s of %s: %s", strings.Join(kanji, " "), key, text[1]))
		}
	}
	if missing != nil {
		slices.Sort(missing)
		t.Errorf("these kanji have no reading at the end of phrases/ja.txt:\n%s", strings.Join(missing, "\n"))
	}
}

// warnsOfPINs are the phrases that say where a PIN is typed, what is done without one, and that
// nobody asks for it.
var warnsOfPINs = []ivr.Key{"bring.pin", "bring.no-pin", "done.application", "done.pick-up", "no-pin", "bring.proxy.pin", "forgotten", "option.forgotten", "remind.safe"}

func TestPhrasesNeverAskForASecret(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range d.PhraseKeys("ja") {
		if strings.Contains(text[0], "暗証番号") && !slices.Contains(warnsOfPINs, key) {
			t.Errorf("%s speaks of a PIN: %s", key, text[0])
		}
		if strings.Contains(text[0], "来庁") || strings.Contains(text[0], "失効") || strings.Contains(text[0], "持参") || strings.Contains(text[0], "キャンセル") {
			t.Errorf("%s speaks like an office: %s", key, text[0])
		}
	}
}

// TestAMenuThatTakesTooLongIsRefused holds that options are also measured together.
func TestAMenuThatTakesTooLongIsRefused(t *testing.T) {
	long := ivr.Override{Lang: "ja", Key: "option.cancel", Text: "ご予約を取り消したいとお考えのかたは", Line: 7}
	_, err := sampleDialogue(t, long)
	if err != nil {
		t.Fatalf("one long option: %v", err)
	}
	longer := ivr.Override{Lang: "ja", Key: "option.change", Text: "ご予約の日にちや時間を変えたいかたは", Line: 8}
	_, err = sampleDialogue(t, long, longer)
	faults, ok := errors.AsType[ivr.Faults](err)
	if !ok || len(faults) != 2 || faults[1].Line != 8 || !strings.Contains(faults[1].Found, "a menu of") {
		t.Errorf("two long options: %v, expected the lines 7 and 8 and how long the menu takes", err)
	}
}

// TestAWhisperThatTakesTooLongIsRefused holds that a whisper is measured as a whole.
func TestAWhisperThatTakesTooLongIsRefused(t *testing.T) {
	for state, row := range ivr.Flow() {
		if row.Wants == "" {
			continue
		}
		_, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: string(row.Wants), Text: "ご予約のご確認", Line: 7})
		faults, ok := errors.AsType[ivr.Faults](err)
		if !ok || len(faults) != 1 || faults[0].Line != 7 || !strings.Contains(faults[0].Found, "a whisper of") {
			t.Errorf("%s: a long %s: %v, expected line 7 and how long the whisper takes", state, row.Wants, err)
		}
	}
	if _, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "whisper.no-phone", Text: "番号は、なし"}); err != nil {
		t.Errorf("no longer than four digits: %v", err)
	}
}

func TestAnOverrideThatCannotBeSaidIsRefusedWithItsLine(t *testing.T) {
	long := strings.Repeat("とても", 40)
	for _, c := range []struct{ name, lang, key, text, want string }{
		{"unknown language", "fr", "greet.new", "ボンジュール", `found language "fr", expected one of ja`},
		{"unknown key", "ja", "greet.news", "{city}です。", `found unknown phrase "greet.news", expected one of greet.booked, greet.city, greet.new, greet.resumed, greet.services, greet.unknown`},
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
	if got, want := reply.Say[0].Text, "こちらは、春日井市の、まどぐちです。"; got != want {
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
