package city

import (
	"cmp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// misread tells hold of names that a voice would stumble over, or whose reading nobody knows,
// in a config that was read without mistakes.
func misread(c *Config, hold func(ok bool, format string, args ...any)) {
	const others = "、0123456789ー"
	read := map[string]string{}
	reading := func(of, s string, most int) {
		hold(s != "" && utf8.RuneCountInString(s) <= most, "%s: reading %q", of, s)
		hold(strings.Trim(s, others+kanaLetters) == "", "%s: reading %q", of, s)
	}
	said := func(of, s, yomi string, most int) {
		foreign := func(r rune) bool { return !unicode.Is(unicode.Han, r) && !strings.ContainsRune(others+kanaLetters, r) }
		hold(utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, foreign), "%s: said %q", of, s)
		hold(s == "" || read[s] == "" || read[s] == yomi, "%s: %q is read %s and %s", of, s, read[s], yomi)
		read[s] = yomi
	}
	reading("city", c.City.Yomi, 30)
	said("city", c.City.Say, c.City.Yomi, 30)
	for _, f := range c.City.Facilities {
		short := cmp.Or(f.ShortYomi, f.Short)
		reading(f.ID, f.Yomi, 30)
		reading(f.ID, short, 10)
		said(f.ID, f.Say, f.Yomi, 30)
		said(f.ID, f.Short, short, 10)
	}
}

// spelt is the small city with names in kanji.
var spelt = edits{"yomi: かすがいし}", "yomi: かすがいし, say: 春日井市}",
	"short: しやくしょ", "say: 戸籍住民課\n    short: 市役所\n    short_yomi: しやくしょ",
	"short: こうぞうじ", "say: 高蔵寺ふれあいセンター\n    short: 高蔵寺\n    short_yomi: こうぞうじ"}

func TestANameIsSaidInKanjiAndReadInKana(t *testing.T) {
	c := parsed(t, []byte(spelt.apply(small)))
	var got []string
	for _, r := range c.City.Readings() {
		got = append(got, r.Word+" "+r.Yomi)
	}
	want := "春日井市 かすがいし, 戸籍住民課 こせきじゅうみんか, 市役所 しやくしょ, 高蔵寺ふれあいセンター こうぞうじふれあいセンター, 高蔵寺 こうぞうじ"
	if strings.Join(got, ", ") != want {
		t.Errorf("read %q, expected %s", got, want)
	}
	if c.City.Spoken() != "春日井市" || c.City.Facilities[0].Spoken() != "戸籍住民課" {
		t.Errorf("said %s and %s", c.City.Spoken(), c.City.Facilities[0].Spoken())
	}
}

// TestWithoutSayTheReadingIsSaid holds that a city.yaml which is older than say is heard as
// it always was.
func TestWithoutSayTheReadingIsSaid(t *testing.T) {
	c := parsed(t, edited(t, "short: しやくしょ", "short: 1かい")) // a digit needs no reading of its own
	f := c.City.Facilities[0]
	if c.City.Spoken() != "かすがいし" || f.Spoken() != "こせきじゅうみんか" || f.Short != "1かい" || f.ShortYomi != "" || c.City.Readings() != nil {
		t.Errorf("said %s, %s and %s, read %v", c.City.Spoken(), f.Spoken(), f.Short, c.City.Readings())
	}
	f = parsed(t, edited(t, "short: しやくしょ", "short: しやくしょ\n    short_yomi: しやくしょ\n    say: ")).City.Facilities[0]
	if f.ShortYomi != "しやくしょ" || f.Spoken() != "こせきじゅうみんか" {
		t.Errorf("a reading that is not needed: %+v", f)
	}
}

func TestANameOfThirtyCharactersMayBeSaid(t *testing.T) {
	const short = "ヶ、1ーァ戸籍住民課"
	long := strings.Repeat("々〇", 10) + short
	f := parsed(t, edited(t, "short: しやくしょ", "say: "+long+"\n    short: "+short+"\n    short_yomi: しやくしょ")).City.Facilities[0]
	if n := utf8.RuneCountInString(f.Say); n != 30 || utf8.RuneCountInString(f.Short) != 10 {
		t.Errorf("said %q of %d characters, and %q", f.Say, n, f.Short)
	}
}
