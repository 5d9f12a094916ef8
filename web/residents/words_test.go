package residents

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
)

// tables returns the words of both languages.
func tables(t *testing.T) (ja, en table) {
	t.Helper()
	d, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d.tables["ja"], d.tables["en"]
}

func TestBothLanguagesHaveTheSameKeysAndHoles(t *testing.T) {
	ja, en := tables(t)
	if err := en.alike(ja); err != nil {
		t.Error(err)
	}
	for _, c := range []struct{ a, b table }{
		{table{"a": "x"}, table{}}, {table{"a": "x"}, table{"a": "x", "b": "y"}}, {table{"a": "{n}"}, table{"a": "x"}}, {table{"a": "{n}"}, table{"a": "{m}"}},
	} {
		if c.a.alike(c.b) == nil {
			t.Errorf("%v is taken for %v", c.a, c.b)
		}
	}
	for _, text := range []string{"a", "a = b\na = c", "a=b"} {
		if found, err := readTable(text); err == nil {
			t.Errorf("%q is read as %v", text, found)
		}
	}
}

func TestEveryKanjiOfTheWordsHasItsReading(t *testing.T) {
	ja, _ := tables(t)
	for key, words := range ja {
		bare := reading.ReplaceAllString(words, "")
		if strings.ContainsFunc(bare, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.ContainsAny(bare, "｜《》") {
			t.Errorf("%s: no reading in %s", key, bare)
		}
		for _, m := range reading.FindAllStringSubmatch(words, -1) {
			if strings.ContainsFunc(m[2], func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) }) {
				t.Errorf("%s: the reading %s is not hiragana", key, m[2])
			}
			if n := len([]rune(m[2])); n > 6*len([]rune(m[1])) {
				t.Errorf("%s: %s is read %s, which is long", key, m[1], m[2])
			}
		}
	}
}

// What the sample answers is read as easily as the pages' own words.
func TestTheAnswersOfTheSampleHaveReadingsAndAreShort(t *testing.T) {
	config, err := city.Default(time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	const longest = 62 // characters
	for _, q := range config.Web.Questions {
		for _, words := range []string{q.Q, q.A} {
			if bare := reading.ReplaceAllString(words, ""); strings.ContainsFunc(bare, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("no reading in %s", bare)
			}
			for sentence := range strings.SplitSeq(plainly(Marked(words)), "。") {
				if n := len([]rune(sentence)); n > longest {
					t.Errorf("a sentence of %d characters: %s", n, sentence)
				}
			}
		}
	}
}

// One and the same word is read one and the same way, but for those that are not.
func TestAWordIsReadOneWay(t *testing.T) {
	several := []string{"来", "日", "月", "分", "数", "人"}
	ja, _ := tables(t)
	read := map[string]map[string]bool{}
	for _, words := range ja {
		for _, m := range reading.FindAllStringSubmatch(words, -1) {
			if read[m[1]] == nil {
				read[m[1]] = map[string]bool{}
			}
			read[m[1]][m[2]] = true
		}
	}
	for word, ways := range read {
		if len(ways) > 1 && !slices.Contains(several, word) {
			t.Errorf("%s is read %v", word, slices.Sorted(maps.Keys(ways)))
		}
	}
}

// Sentences are short, kind, and without the words of offices.
func TestTheWordsArePlain(t *testing.T) {
	const longest = 62 // characters
	official := regexp.MustCompile(`来庁|失効|持参|キャンセル|当該|下記|上記|エラー|無効|ログイン|認証`)
	ja, en := tables(t)
	for key, words := range ja {
		plain := plainly(Marked(words))
		for sentence := range strings.SplitSeq(plain, "。") {
			if n := len([]rune(sentence)); n > longest && !strings.HasPrefix(key, "bring.proxy.ids") {
				t.Errorf("%s has a sentence of %d characters: %s", key, n, sentence)
			}
		}
		if found := official.FindString(plain); found != "" && key != "title.wrong" { // what a page with a fault is called, on every site
			t.Errorf("%s says %s", key, found)
		}
	}
	for key, words := range en {
		for sentence := range strings.SplitSeq(words, ". ") {
			if n := len(strings.Fields(sentence)); n > 28 {
				t.Errorf("%s has a sentence of %d words: %s", key, n, sentence)
			}
		}
	}
}

// asked matches the keys that templates ask for; some are made of a beginning and a state.
var asked = regexp.MustCompile(`\.(?:T|Plain) "([a-z.0-9-]+)"`)

func TestEveryWordIsAskedForAndEveryWordAskedForIsThere(t *testing.T) {
	ja, _ := tables(t)
	used := map[string]bool{}
	files, err := filepath.Glob("templates/*.html")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if _, ok := ja[m[1]]; !ok {
				t.Errorf("%s asks for %q, which there is not", file, m[1])
			}
		}
	}
	for text := range literals(t) {
		if _, ok := ja[text]; ok {
			used[text] = true
		}
	}
	for _, s := range []dayState{dayFreeNow, dayFew, dayFull, dayClosed, dayPast, dayLater} {
		used["when."+string(s)] = true
	}
	for _, by := range []string{byWeek, byTwo, byMonth} {
		used["when."+by], used["when.prev."+by], used["when.next."+by] = true, true, true
	}
	for _, p := range booking.Procedures {
		used["procedure."+string(p)] = true
	}
	for _, k := range booking.ServiceKinds {
		used["service.kind."+string(k)], used["service.who."+string(k)] = true, true
		for _, p := range k.Procedures() {
			used[kindKey(k, p)], used[kindKey(k, p)+".hint"] = true, true
		}
	}
	for key := range ja {
		if of, ok := strings.CutPrefix(key, several); ok {
			used[key] = ja[of] != ""
		}
	}
	for _, c := range []booking.Counted{booking.Called, booking.Booked, booking.Changed, booking.GaveUp} {
		used["refuse.toooften."+string(c)] = true
	}
	for key := range ja {
		if !used[key] && !strings.HasPrefix(key, "done.") {
			t.Errorf("nothing asks for %q", key)
		}
	}
}

// literals returns the texts that stand in the Go files of the package.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil {
					found[text] = true
				}
			}
			return true
		})
	}
	return found
}

func TestWordsAreFilledMarkedAndSafe(t *testing.T) {
	v := voice{japanese{}, table{"a": "｜予約《よやく》{n}件", "b": "なし"}, true}
	const ruby = "<ruby>予約<rp>（</rp><rt>よやく</rt><rp>）</rp></ruby>"
	for _, c := range []struct {
		furigana bool
		n        any
		want     string
	}{
		{true, 2, ruby + "2件"}, {false, 2, "予約2件"}, {false, "<b>", "予約&lt;b&gt;件"},
		{true, Marked("｜日《ひ》"), ruby + "<ruby>日<rp>（</rp><rt>ひ</rt><rp>）</rp></ruby>件"}, {true, "｜日《<i>》{m}", ruby + "日&lt;i&gt;m件"},
	} {
		v.furigana = c.furigana
		if got, err := v.T("a", "n", c.n); err != nil || string(got) != c.want {
			t.Errorf("found %s, %v, expected %s", got, err, c.want)
		}
	}
	for _, wrong := range [][]any{{"c"}, {"a"}, {"b", "n", 1}, {"a", "m", 1}} {
		if got, err := v.T(wrong[0].(string), wrong[1:]...); err == nil {
			t.Errorf("%v is said as %s", wrong, got)
		}
	}
}

func TestDaysTimesAndPeopleAreWrittenInBothLanguages(t *testing.T) {
	ja, en := voice{japanese{}, nil, false}, voice{english{}, nil, false}
	at := time.Date(2026, 12, 4, 13, 30, 0, 0, booking.JST)
	for _, c := range []struct{ got, want Marked }{
		{ja.When(at), "12｜月《がつ》｜4日《よっか》(｜金《きん》) ｜午後《ごご》1｜時《じ》30｜分《ぷん》"},
		{en.When(at), "Fri 4 December 1:30\u00a0pm"},
		{ja.Date(booking.Date{Year: 2027, Month: 1, Day: 21}), "1｜月《がつ》21｜日《にち》(｜木《もく》)"},
		{ja.Time(12 * 60), "｜昼《ひる》12｜時《じ》"}, {en.Time(12 * 60), "12\u00a0noon"},
		{ja.Time(9*60 + 15), "｜午前《ごぜん》9｜時《じ》15｜分《ふん》"}, {en.Time(9*60 + 5), "9:05\u00a0am"},
		{en.Time(12*60 + 30), "12:30\u00a0pm"}, {ja.Time(booking.Midnight), "｜夜《よる》12｜時《じ》"}, {en.Time(booking.Midnight), "midnight"},
		{ja.People(1), "｜1人《ひとり》"}, {ja.People(2), "｜2人《ふたり》"}, {ja.People(5), "5｜人《にん》"}, {en.People(1), "1 person"}, {en.People(3), "3 people"},
		{ja.Span(10 * time.Minute), "10｜分《ぷん》"}, {ja.Span(15 * time.Minute), "15｜分《ふん》"}, {en.Span(time.Minute), "1 minute"},
	} {
		if c.got != c.want {
			t.Errorf("found %s, expected %s", c.got, c.want)
		}
	}
}

func TestNamesOfPlacesAreWrittenInLetters(t *testing.T) {
	for kana, want := range map[string]string{
		"かすがいし": "Kasugaishi", "あじよしふれあいセンター": "Ajiyoshifureaisenta", "こうぞうじ": "Kozoji", "さかしたしゅっちょうじょ": "Sakashitashutchojo",
		"しやくしょいっかいの、こせきじゅうみんか": "Shiyakushoikkaino Kosekijuminka", "": "", "漢字": "", "しんじゅく2ちょうめ": "Shinjuku2chome",
	} {
		if got := romaji(kana); got != want {
			t.Errorf("%s is written %q, expected %q", kana, got, want)
		}
	}
}

func TestTheFirstDayToRenewIsTheDayAfterTheDateThreeMonthsEarlier(t *testing.T) {
	for birthday, want := range map[string]string{
		"2023-07-07": "2023-04-08", "2023-05-28": "2023-03-01", "2023-05-29": "2023-03-01", "2023-05-31": "2023-03-01", "2024-05-29": "2024-03-01",
		"2024-05-30": "2024-03-01", "2026-01-15": "2025-10-16", "2026-03-31": "2026-01-01", "2026-12-31": "2026-10-01", "2026-02-28": "2025-11-29",
	} {
		day, err := booking.ParseDate(birthday)
		if err != nil {
			t.Fatal(err)
		}
		if got := renewFrom(day).String(); got != want {
			t.Errorf("%s: found %s, expected %s", birthday, got, want)
		}
	}
	examples := renewExamples(booking.Date{Year: 2026, Month: time.December, Day: 1})
	months := map[time.Month]bool{}
	for _, e := range examples {
		months[e.Birthday.Month] = true
		if !e.Birthday.Valid() || !e.First.Before(e.Birthday) {
			t.Errorf("the example %v", e)
		}
	}
	if len(months) != 12 {
		t.Errorf("found birthdays in %d months, expected each", len(months))
	}
}

func TestHoursAreWrittenRowByRow(t *testing.T) {
	weekly := func(week []time.Weekday, from, to booking.Clock, nth ...int) booking.Opening {
		d := booking.EachWeek(week...)
		d.Nth = booking.NthOf(nth...)
		return booking.Opening{Days: d, Ranges: []booking.Range{{From: from, To: to}}}
	}
	weekdays, weekend := []time.Weekday{1, 2, 3, 4, 5}, []time.Weekday{0, 6}
	ja, en := tables(t)
	for _, c := range []struct {
		rows   []booking.Opening
		ja, en string
	}{
		{[]booking.Opening{weekly(weekdays, 510, 1020)}, "月〜金 午前8時30分〜午後5時", "Mon–Fri 8:30 am–5:00 pm"},
		{[]booking.Opening{weekly(weekdays, 570, 1200), weekly(weekend, 570, 1050)}, "月〜金 午前9時30分〜午後8時、土・日 午前9時30分〜午後5時30分", "Mon–Fri 9:30 am–8:00 pm, Sat, Sun 9:30 am–5:30 pm"},
		{[]booking.Opening{weekly(weekdays, 540, 960), weekly([]time.Weekday{6}, 540, 720, 4)}, "月〜金 午前9時〜午後4時、第4土 午前9時〜昼12時", "Mon–Fri 9:00 am–4:00 pm, 4th Sat of the month 9:00 am–12 noon"},
		{nil, "いつでも", "day and night"},
	} {
		h := booking.Hours{Weekly: c.rows}
		today := booking.Date{Year: 2026, Month: time.December, Day: 1}
		if got := plainly(voice{japanese{}, ja, false}.HoursOf(h, today)); got != c.ja {
			t.Errorf("found %s, expected %s", got, c.ja)
		}
		if got := strings.ReplaceAll(plainly(voice{english{}, en, false}.HoursOf(h, today)), "\u00a0", " "); got != c.en {
			t.Errorf("found %s, expected %s", got, c.en)
		}
	}
}
