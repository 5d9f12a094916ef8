package ivr_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice"
)

// english is a second language that differs from the first as much as it can: the day
// comes before the month, the key before what it is for, and words have blanks between
// them. Only tests speak it.
type english struct{}

func newEnglish(readings []ivr.Reading) (ivr.Speech, error) {
	if len(readings) > 0 {
		return nil, errors.New("English is read as it is written")
	}
	return english{}, nil
}

// inEnglish returns English as its file has it. A phrase that Japanese has and this file
// lacks is spoken as its key, so that a new phrase is work only for the languages that
// callers hear.
func inEnglish(t testing.TB) ivr.Language {
	t.Helper()
	file, err := os.ReadFile("testdata/phrases/en.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := string(file)
	phrases, _, _ := strings.Cut(ivr.Japanese().Words, "[readings]")
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9.-]+) *= *(.+)$`).FindAllStringSubmatch(phrases, -1) {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m[1]) + ` *=`).MatchString(words) {
			holes := strings.Join(regexp.MustCompile(`\{[a-z0-9]+\}`).FindAllString(m[2], -1), " ")
			words += fmt.Sprintf("%s = %s %s\n", m[1], strings.NewReplacer(".", " ", "-", " ").Replace(m[1]), holes)
		}
	}
	return ivr.Language{Name: "en", Words: words, Speech: newEnglish}
}

// voices returns how the line sounds in both languages.
func (s *scene) voices() voice.Voices {
	v := s.config.Voice
	return voice.Voices{
		"ja": {Name: v.Name, Lang: "ja-JP", Rate: v.Rate, Slow: v.Slow},
		"en": {Name: "Polly.Amy-Neural", Lang: "en-GB", Rate: v.Rate, Slow: v.Slow, Marks: ".,"},
	}
}

// voiceOf returns the voice that must say a text, judging by its characters.
func (s *scene) voiceOf(text string) voice.Voice {
	if s.lang == "en" && !strings.ContainsFunc(text, func(r rune) bool { return r >= unicode.MaxASCII }) {
		return s.voices()["en"]
	}
	return s.voices()["ja"]
}

// options returns the options of the scene's config and language.
func (s *scene) options() ivr.Options {
	o := ivr.Options{OneKeyCancel: s.config.OneKeyCancel, Lang: s.lang}
	if s.lang != "" {
		o.Languages = []ivr.Language{ivr.Japanese(), inEnglish(s.t)}
	}
	return o
}

var englishDigits = [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}

func (e english) Date(d booking.Date) string { return d.Weekday().String() + " " + e.Day(d) }
func (english) Day(d booking.Date) string    { return fmt.Sprintf("%d %s", d.Day, d.Month) }

func (english) Time(c booking.Clock) string {
	if c%60 == 0 {
		return fmt.Sprintf("%d o'clock", c/60)
	}
	return fmt.Sprintf("%d %02d", c/60, c%60)
}

func (e english) Moment(d booking.Date, c booking.Clock) string {
	return e.Time(c) + " on " + e.Date(d)
}

func (e english) Closing(c booking.Clock) string { return e.Time(c) }

func (english) Spell(digits string) string {
	var spoken []string
	for _, d := range digits {
		if d >= '0' && d <= '9' {
			spoken = append(spoken, englishDigits[d-'0'])
		}
	}
	return strings.Join(spoken, " ")
}

func (e english) Pairs(digits string) string { return e.Groups(digits, 2, 2) }

func (e english) Groups(digits string, sizes ...int) string {
	var groups []string
	for _, size := range append(sizes, len(digits)) {
		if size = min(size, len(digits)); size > 0 {
			groups = append(groups, e.Spell(digits[:size]))
			digits = digits[size:]
		}
	}
	return strings.Join(groups, ", ")
}

func (e english) Phone(p booking.Phone) string { return "plus " + e.Groups(string(p)[1:], 2, 2, 4) }

func (e english) Hours(t ivr.Told) []string {
	var rows []string
	for _, row := range t.Rows {
		for _, r := range row.Ranges {
			rows = append(rows, e.days(row.Days)+" "+e.Time(r.From)+" to "+e.Time(r.To))
		}
		for _, later := range row.Later {
			rows = append(rows, e.days(later.Days)+" to "+e.Time(later.Ranges[len(later.Ranges)-1].To))
		}
	}
	return []string{strings.Join(rows, ". "), e.Time(t.From) + " to " + e.Time(t.To) + " on most days", "at times"}
}

func (english) days(d ivr.ToldDays) string {
	var names []string
	for day, name := range []string{"Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays", "holidays"} {
		if d.Week&(1<<day) != 0 {
			names = append(names, name)
		}
	}
	if d.Nth != 0 || d.After != 0 {
		return "some " + strings.Join(names, ", ")
	}
	return strings.Join(names, ", ")
}

// kana are the syllables of romaji, by row.
var kana = func() map[rune]string {
	read := map[rune]string{'ん': "n", 'っ': "", 'ー': "", '、': ", "}
	for row, syllables := range map[string]string{
		"": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの",
		"h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
	} {
		for i, syllable := range []rune(syllables) {
			read[syllable] = row + "aiueo"[i:i+1]
		}
	}
	for syllable, roman := range map[rune]string{'や': "ya", 'ゆ': "yu", 'よ': "yo", 'わ': "wa", 'を': "o", 'し': "shi", 'ち': "chi", 'じ': "ji", 'ふ': "fu", 'つ': "tsu"} {
		read[syllable] = roman
	}
	return read
}()

// Name writes the reading in Latin letters.
func (english) Name(_, yomi string) string {
	roman := ""
	for _, r := range yomi {
		if r >= 'ァ' && r <= 'ン' {
			r -= 'ァ' - 'ぁ'
		}
		small := strings.IndexRune("ゃゅょ", r) // 0, 3, 6: it belongs to the syllable before it
		switch syllable, ok := kana[r]; {
		case small >= 0:
			roman = strings.TrimSuffix(roman, "i")
			if !strings.HasSuffix(roman, "sh") && !strings.HasSuffix(roman, "ch") && !strings.HasSuffix(roman, "j") {
				roman += "y"
			}
			roman += "auo"[small/3 : small/3+1]
		case ok:
			roman += syllable
		default:
			roman += string(r)
		}
	}
	return strings.ToUpper(roman[:1]) + roman[1:]
}

func (english) Named(name, words string) string { return words + " " + name }

func (english) Option(label string, key byte, last bool, _ ivr.Manner) (option, after string) {
	if last {
		return "press " + string(key) + " " + label, "."
	}
	return "press " + string(key) + " " + label, "; "
}

func (english) Key(key byte) string { return string(key) }

func (e english) DateWithin(d booking.Date) string { return e.Date(d) }

func (english) Marks() (pause, stop string) { return ",", "." }
func (english) Script() string              { return "Latin letters, digits and , . ? '" }
func (english) Sayable(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune(" ,.?'", r)
}

// Beats counts syllables: vowels, and digits.
func (english) Beats(text string) (n int) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !strings.ContainsRune("aeiouy0123456789", r) }) {
		n += 1 + len(word)/3
	}
	return n
}

func (e english) Seconds(text string) float64 {
	return float64(e.Beats(text))/5 + 0.2*float64(strings.Count(text, ",")+strings.Count(text, ";")) + 0.4*float64(strings.Count(text, ".")+strings.Count(text, "?"))
}

func TestASecondLanguageHasDatesAndMenusOfItsOwn(t *testing.T) {
	s := newScene(t)
	s.lang = "en"
	d := s.dialogue()
	reply, err := s.store.Turn(t.Context(), ivr.Turn{SID: "CA1", Caller: booking.CallerFrom(s.from), Line: s.to, In: ivr.Input{Kind: ivr.Arrived}}, d.Answer)
	if err != nil {
		t.Fatal(err)
	}
	menu := reply.Say[len(reply.Say)-1]
	if want := "press 1 to book; press 2 if several come; press 3 for other things; press 0 for a person."; reply.Lang != "en" || menu.Text != want {
		t.Errorf("in %q the menu is %q, expected %q", reply.Lang, menu.Text, want)
	}
	ends := []ivr.Choice{{Key: "1", Say: "option.book", End: 15}, {Key: "2", Say: "option.party", End: 40}, {Key: "3", Say: "option.errands", End: 66}, {Key: "0", Say: "option.person", End: 88}}
	if !slices.Equal(menu.Menu, ends) {
		t.Errorf("its choices are %+v, expected %+v", menu.Menu, ends)
	}
	for got, want := range map[string]string{
		english{}.Name("春日井市", "かすがいし"):                                             "Kasugaishi",
		english{}.Name("", "あじよしふれあいセンター"):                                          "Ajiyoshifureaisenta",
		english{}.Name("市役所いっかいの、戸籍住民課", "しやくしょいっかいの、こせきじゅうみんか"):                    "Shiyakushoikaino, kosekijuuminka",
		english{}.Moment(booking.Date{Year: 2026, Month: time.April, Day: 20}, 570): "9 30 on Monday 20 April",
		english{}.Groups("123456", 3, 3):                                            "one two three, four five six",
	} {
		if got != want {
			t.Errorf("spoken %q, expected %q", got, want)
		}
	}
}
