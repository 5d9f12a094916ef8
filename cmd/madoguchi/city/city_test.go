package city

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
)

// small is a city.yaml with little more than is required.
const small = `city: {name: 春日井市, yomi: かすがいし}
number: 050-0000-0000
call_centre:
  number: 050-3821-0921
  hours: [{days: 月-金, from: "08:30", to: "17:00"}]
facilities:
  - id: koseki
    name: 戸籍住民課
    yomi: こせきじゅうみんか
    short: しやくしょ
    line: 050-0000-0001
    open: [{days: 月-金, from: "09:00", to: "16:00"}]
  - id: kozoji
    name: 高蔵寺ふれあいセンター
    yomi: こうぞうじふれあいセンター
    short: こうぞうじ
    open: [{days: 月-金, ranges: [{from: 9:00, to: 12:00}, {from: 13:00, to: 16:00}]}]
`

// edited returns small with the first of each pair of texts, which must be in
// it, replaced by the second. An empty first text means the end of the file.
func edited(t *testing.T, pairs ...string) []byte {
	t.Helper()
	s := small
	for pair := range slices.Chunk(pairs, 2) {
		if pair[0] == "" {
			s += pair[1]
			continue
		}
		if !strings.Contains(s, pair[0]) {
			t.Fatalf("the small city has no %q", pair[0])
		}
		s = strings.Replace(s, pair[0], pair[1], 1)
	}
	return []byte(s)
}

func parsed(t *testing.T, data []byte) *Config {
	t.Helper()
	c, err := Parse("city.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if fault := fault(c); fault != "" {
		t.Fatal(fault)
	}
	return c
}

func TestWhatIsNotSaidHasDefaults(t *testing.T) {
	c := parsed(t, []byte(small))
	if want := (Voice{"Polly.Kazuha-Neural", 90, 80}); c.Voice != want {
		t.Errorf("voice %+v, want %+v", c.Voice, want)
	}
	want := booking.Rules{
		Horizon: 45, Hold: 10 * time.Minute, UndoFor: 10 * time.Minute, BookUntil: booking.CutOff{ByDay: true, Days: 1, At: 17 * 60},
		Grace: 10 * time.Minute, MaxParty: 5, Strangers: 50, Limits: booking.Tally{Calls: 50, Bookings: 10, Changes: 10, Cancels: 10},
	}
	if c.City.Rules != want {
		t.Errorf("rules %+v, want %+v", c.City.Rules, want)
	}
	for _, f := range c.City.Facilities {
		if f.Minutes != 30 || f.Capacity != 2 {
			t.Errorf("%s: slots of %d minutes for %d, want 30 for 2", f.ID, f.Minutes, f.Capacity)
		}
		if f.Rules != nil || !reflect.DeepEqual(f.WalkIn, booking.Hours{}) {
			t.Errorf("%s: rules %+v and walk-in hours %+v, want the city's and none", f.ID, f.Rules, f.WalkIn)
		}
	}
	if c.City.Centre.NoKey {
		t.Error("whoever picks up is put through without a key, voicemail too")
	}
	if c.PublicURL != "" || c.Residents || c.OneKeyCancel || c.Phrases != nil || c.Where != nil {
		t.Errorf("something was made up: %+v", c)
	}
}

func TestEverythingThatIsSaidIsRead(t *testing.T) {
	c := parsed(t, edited(t,
		"open: [{days: 月-金, from: \"09:00\", to: \"16:00\"}]", `open: [{days: 火・木, from: 8:30, to: "24:00", capacity: 7}]
    where: 市役所1階
    slot: 1h
    capacity: 3
    walk_in: [{days: 月-金, ranges: [{from: 9:00, to: 12:00}]}, {days: 土, from: 9:00, to: 24:00}]
    special: [{date: 2026-12-13, from: 09:00, to: 12:00, capacity: 4}]
    closed: [{date: 2026-12-28}]`,
		"hours: [{days: 月-金", "closed: [{from: 2027-01-04, to: 2027-01-05}]\n  lines: [0568-11-2222]\n  forwarded: {believe: [0568-11-2200], header: X-Caller}\n  whisper_key: false\n  hours: [{days: 月-金",
		"", `
public_url: https://yoyaku.example.jp/line/
web: {residents: true}
console: {idle: 2h, second_factor: all, url: "https://madoguchi.city.example.jp/console/"}
voice: {name: Google.ja-JP-Neural2-B, rate: 100, slow: 70}
cancel: one-key
rules: {slot: 15m, capacity: 4, horizon: 60d, opens_at: 8:30, book_until: {before: 3h}, change_until: {days_before: 0, at: 7:00},
  cancel_until: {before: 90m}, late_grace: 15m, max_party: 9, party: same-slot, hold: 5m, undo: 0m,
  limits: {calls: 0, bookings: 1, changes: 2, cancels: 1000}}
closed: [{from: 2027-08-13, to: 2027-08-16}]
phrases:
  ja:
    greet: お電話ありがとうございます。
    ledger.gone: |
      二行の
      文言です。
`))
	day := func(s string) booking.Date {
		d, err := booking.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	city := []booking.Closure{{From: day("2027-08-13"), To: day("2027-08-16")}}
	koseki, kozoji := c.City.Facilities[0], c.City.Facilities[1]
	for _, claim := range []struct {
		what      string
		got, want any
	}{
		{"public URL", c.PublicURL, "https://yoyaku.example.jp/line"},
		{"voice", c.Voice, Voice{"Google.ja-JP-Neural2-B", 100, 70}},
		{"cancel", c.OneKeyCancel, true},
		{"residents on the web", c.Residents, true},
		{"the console's patience", c.Idle, 2 * time.Hour},
		{"who needs a second factor", c.SecondFactor, All},
		{"the console's address", c.ConsoleURL, "https://madoguchi.city.example.jp/console"},
		{"shared number", c.City.Number, booking.Phone("+815000000000")},
		{"centre's number", c.City.Centre.Number, booking.Phone("+815038210921")},
		{"centre's other lines", c.City.Centre.Lines, []booking.Phone{"+81568112222"}},
		{"who is believed", c.City.Centre.Forwarded, booking.Forwarded{Believe: []booking.Phone{"+81568112200"}, Header: "X-Caller"}},
		{"who picks up presses no key", c.City.Centre.NoKey, true},
		{"centre's closed days", c.City.Centre.Hours.Closed, []booking.Closure{{From: day("2027-01-04"), To: day("2027-01-05")}}},
		{"rules", c.City.Rules, booking.Rules{
			Horizon: 60, OpensAt: 510, Hold: 5 * time.Minute, BookUntil: booking.CutOff{Before: 3 * time.Hour},
			ChangeUntil: booking.CutOff{ByDay: true, At: 420}, CancelUntil: booking.CutOff{Before: 90 * time.Minute},
			Grace: 15 * time.Minute, MaxParty: 9, Strangers: 50, SameSlot: true, Limits: booking.Tally{Bookings: 1, Changes: 2, Cancels: 1000},
		}},
		{"where", c.Where, map[string]string{"koseki": "市役所1階"}},
		{"koseki's slots", []int{koseki.Minutes, koseki.Capacity}, []int{60, 3}},
		{"kozoji's slots", []int{kozoji.Minutes, kozoji.Capacity}, []int{15, 4}},
		{"koseki's hours", koseki.Hours, booking.Hours{
			Weekly:  []booking.Opening{{Days: booking.EachWeek(time.Tuesday, time.Thursday), Ranges: []booking.Range{{From: 510, To: 1440, Capacity: 7}}}},
			Special: []booking.Special{{Day: day("2026-12-13"), Ranges: []booking.Range{{From: 540, To: 720, Capacity: 4}}}},
			Closed:  append([]booking.Closure{{From: day("2026-12-28"), To: day("2026-12-28")}}, city...),
		}},
		{"koseki's walk-in hours", koseki.WalkIn, booking.Hours{
			Weekly: []booking.Opening{
				{Days: booking.EachWeek(1, 2, 3, 4, 5), Ranges: []booking.Range{{From: 540, To: 720}}},
				{Days: booking.EachWeek(time.Saturday), Ranges: []booking.Range{{From: 540, To: 1440}}},
			},
			Closed: koseki.Hours.Closed,
		}},
		{"kozoji's walk-in hours", kozoji.WalkIn, booking.Hours{}},
		{"kozoji's closed days", kozoji.Hours.Closed, city},
		{"kozoji's ranges", kozoji.Hours.Weekly[0].Ranges, []booking.Range{{From: 540, To: 720}, {From: 780, To: 960}}},
		{"phrases", c.Phrases, []Phrase{{"ja", "greet", "お電話ありがとうございます。", 40}, {"ja", "ledger.gone", "二行の\n文言です。", 41}}},
	} {
		if !reflect.DeepEqual(claim.got, claim.want) {
			t.Errorf("%s: %+v, want %+v", claim.what, claim.got, claim.want)
		}
	}
}

func TestSpellingsThatAreTolerated(t *testing.T) {
	want := parsed(t, []byte(small))
	for claim, data := range map[string][]byte{
		"a byte order mark":        append([]byte("\ufeff"), small...),
		"lines that end with CRLF": []byte(strings.ReplaceAll(small, "\n", "\r\n")),
		"a document start":         append([]byte("--- # 設定\n"), small...),
		"a document end":           edited(t, "", "...\n"),
		"keys commented out":       edited(t, "", "phrases:\nvoice: # {rate: 80}\nrules:\n  party:\n  book_until: # start\n  limits:\n"),
		"empty lists and texts":    edited(t, "", "phrases: {}\nvoice: {}\npublic_url: \"\"\nclosed: []\nrules: {limits: {}, book_until: {}}\n", "id: koseki", "id: koseki\n    walk_in: []\n    special: []"),
		"quotes":                   edited(t, "050-0000-0000", "'+81 50 0000 0000'", "月-金", `"mon-fri"`, "id: koseki", `id: "koseki"`),
		"other words for what is":  edited(t, openAllDay, `open: [{days: 月-金, from: "09:00", to: "16:00", mode: add, moved: dropped, valid: , lunch: }]`),
		"full-width digits":        edited(t, "050-0000-0000", "０５０－００００－００００"),
		"blanks and a tab behind":  edited(t, "number: 050-0000-0000", "number:   050-0000-0000 \t# 番号"),
	} {
		t.Run(claim, func(t *testing.T) {
			got := parsed(t, data)
			got.source, want.source = source{}, source{} // the one thing in which they differ
			if !reflect.DeepEqual(got, want) {
				t.Errorf("read as %+v, want %+v", got, want)
			}
		})
	}
}

func TestWhatIsOnTheEdgeIsNoMistake(t *testing.T) {
	c := parsed(t, edited(t,
		"{from: 13:00, to: 16:00}", "{from: 12:00, to: 12:30}, {from: 00:00, to: 09:00}, {from: 23:30, to: 24:00}",
		`to: "16:00"}]`, `to: "16:00"}, {days: 月-金, from: "16:00", to: "17:00"}, {days: 土日, from: "09:00", to: "16:00"}]`,
		"こせきじゅうみんか", "ぁゖァヺー、0123456789、しやくしょのまどぐちからも",
		"short: こうぞうじ", `short: こうぞうじふれあいの
    special: [{date: 2026-12-13, from: 9:00, to: 12:00}, {date: 2026-12-13, from: 12:00, to: 13:00},
      {date: 2000-01-01, from: 9:00, to: 9:30}, {date: 2099-12-31, from: 9:00, to: 9:30}, {date: 2028-02-29, from: 9:00, to: 9:30}]
    closed: [{date: 2026-12-28}, {from: 2026-12-28, to: 2026-12-29}]`,
		"", "rules: {slot: 30m, capacity: 100, horizon: 180d, hold: 30m, book_until: {days_before: 180, at: 23:59}, max_party: 9}\n",
		"", "voice: {rate: 50, slow: 50}\n"))
	if n := len(c.City.Facilities[1].Hours.Special); n != 5 {
		t.Errorf("%d special openings, want 5", n)
	}
	if got := c.City.Facilities[0].Yomi; utf8.RuneCountInString(got) != 30 {
		t.Errorf("reading %q", got)
	}
}

func TestLoadSaysWhatToDoAboutAFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "city.yaml")
	_, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "madoguchi config sample > "+path) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "expected a file") {
		t.Errorf("a folder: %v", err)
	}
	write := func(data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write([]byte(small))
	if c, err := Load(path); err != nil || len(c.City.Facilities) != 2 {
		t.Errorf("a good file: %+v, %v", c, err)
	}
	full := slices.Concat([]byte(small), []byte("#"), []byte(strings.Repeat("x", MaxSize-len(small)-1)))
	write(full)
	if _, err := Load(path); err != nil {
		t.Errorf("a file of exactly 1 MiB: %v", err)
	}
	write(append(full, 'x'))
	_, err = Load(path)
	mistakes, ok := errors.AsType[Mistakes](err)
	if !ok || len(mistakes) != 1 || mistakes[0] != (Mistake{path, 1, "YAML", "more than 1 MiB", "a file of at most 1 MiB"}) {
		t.Errorf("a file of 1 MiB and a byte: %v", err)
	}
}
