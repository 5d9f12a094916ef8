package ivr_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
)

// anyTime is a time at which a counter may be open.
func anyTime(t *rapid.T) time.Time {
	day, minutes := rapid.IntRange(1, 366).Draw(t, "day"), rapid.IntRange(6*12, 22*12).Draw(t, "minutes")*5
	return time.Date(2027, 1, day, 0, minutes, 0, 0, booking.JST)
}

const textsFile = "testdata/texts.txt"

// messages returns a message of each kind about a booking.
func messages(b booking.Booking) (all []booking.Message) {
	for _, kind := range booking.MessageKinds {
		if kind == booking.ProofCode || kind == booking.ProofLink {
			continue // which tells of none
		}
		all = append(all, booking.Message{Kind: kind, Means: booking.ByText, Tries: 1, Booking: b})
	}
	return all
}

// TestTheTextsAreWrittenDown compares the texts of the sample city with testdata/texts.txt.
func TestTheTextsAreWrittenDown(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	short := booking.Booking{Facility: "ajiyoshi", Start: time.Date(2026, 12, 4, 9, 0, 0, 0, booking.JST), Party: 1, Receipt: "547329"}
	noon := booking.Booking{Facility: "koseki", Start: time.Date(2027, 4, 20, 12, 30, 0, 0, booking.JST), Party: 1, Receipt: "324158"}
	long := booking.Booking{Facility: "kozoji", Start: time.Date(2027, 11, 28, 11, 55, 0, 0, booking.JST), Party: 9, Receipt: "944863"}
	gone := booking.Booking{Facility: "gone", Start: time.Date(2026, 12, 4, 13, 30, 0, 0, booking.JST), Party: 2, Receipt: "547329"}
	var got strings.Builder
	got.WriteString("Texts of the sample city, with their length in the units of UTF-16: one part has 70, three have 201.\n")
	for _, b := range []booking.Booking{short, noon, long, gone} {
		for _, m := range messages(b) {
			text, err := d.Text(m)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&got, "\n%s, %s, %d people: %d\n%s\n", m.Kind, b.Facility, b.Party, ivr.Units(text), text)
		}
	}
	code, err := d.Text(codeText)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&got, "\n%s: %d\n%s\n", codeText.Kind, ivr.Units(code), code)
	if *update {
		if err := os.WriteFile(textsFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(textsFile)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s is not what the line writes: go test ./ivr -run Texts -update writes it anew\n%s%s", textsFile,
			strings.Join(lacking(string(want), got.String(), "+ "), ""), strings.Join(lacking(got.String(), string(want), "- "), ""))
	}
}

// codeText is a text with a code for the web.
var codeText = booking.Message{Kind: booking.ProofCode, Means: booking.ByText, Tries: 1, Booking: booking.Booking{Phone: "+819012345678"}, Code: "048291"}

// TestATextWithACodeTellsNothingElse holds that it has the city, the code, and that nobody asks
// for it, in one part: a booking that the number may have is nobody's before it is proven.
func TestATextWithACodeTellsNothingElse(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	text, err := d.Text(codeText)
	if err != nil || ivr.Units(text) > 70 {
		t.Fatalf("%q has %d characters, %v: expected 70 at most", text, ivr.Units(text), err)
	}
	for _, has := range []string{"春日井市", "\n048291\n", "10分", "電話で聞くことはありません"} {
		if !strings.Contains(text, has) {
			t.Errorf("%q: expected %q in it", text, has)
		}
	}
	for _, tells := range []string{"月", "時", "受付番号", "窓口"} {
		if strings.Contains(text, tells) {
			t.Errorf("%q tells of a booking: %q", text, tells)
		}
	}
}

var numberInText = regexp.MustCompile(`受付番号([0-9]{6})(?:\n|$)`)

// TestATextTellsWhatStandsInOnePart holds that every text but that for a proxy has city, date,
// time, place, receipt number and how many come, fits one part, and asks for nothing.
func TestATextTellsWhatStandsInOnePart(t *testing.T) {
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	d, err := ivr.New(&config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if long := d.LongTexts(); long != nil {
		t.Errorf("the sample city: %v", long)
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(config.City.Facilities).Draw(t, "facility")
		at := anyTime(t)
		b := booking.Booking{Facility: f.ID, Start: at, Party: rapid.IntRange(1, 9).Draw(t, "party"), Receipt: "547329"}
		for _, m := range messages(b) {
			text, err := d.Text(m)
			if err != nil {
				t.Fatal(err)
			}
			has := []string{"春日井市", fmt.Sprintf("%d月%d日(", at.Month(), at.Day()), fmt.Sprintf("%d時", (at.Hour()+11)%12+1), "暗証番号は聞きません"}
			if at.Minute() > 0 {
				has = append(has, fmt.Sprintf("時%d分", at.Minute()))
			}
			most := 201
			if m.Kind != booking.ToldProxy {
				most = 70
				if is := numberInText.FindStringSubmatch(text); is == nil || is[1] != "547329" {
					t.Errorf("%s: no receipt number: %s", m.Kind, text)
				}
				if tells := fmt.Sprintf(" %d人\n", b.Party); strings.Contains(text, tells) != (b.Party > 1) {
					t.Errorf("%s: %d people: %s", m.Kind, b.Party, text)
				}
			}
			for _, one := range has {
				if !strings.Contains(text, one) {
					t.Errorf("%s: without %q: %s", m.Kind, one, text)
				}
			}
			if !strings.Contains(text, f.Name) && !strings.Contains(text, f.Short) {
				t.Errorf("%s: without a place: %s", m.Kind, text)
			}
			if n := ivr.Units(text); n > most {
				t.Errorf("%s: %d characters, expected at most %d: %s", m.Kind, n, most, text)
			}
			if strings.ContainsAny(text, "{}") || strings.Contains(text, "http") || strings.Contains(text, "\n\n") {
				t.Errorf("%s: %q", m.Kind, text)
			}
		}
	})
}

// TestAReminderHasTheNumberToCallBesideTheFullestNameThatFits holds what is left out first: the full
// name of the place, then the number to call.
func TestAReminderHasTheNumberToCallBesideTheFullestNameThatFits(t *testing.T) {
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	c := config.City
	c.Facilities = []booking.Facility{{ID: "one", Name: "みなみ会館", Short: "みなみ", Yomi: "みなみかいかん"}}
	d, err := ivr.New(&c, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const number = "電話05000000000"
	for _, one := range []struct {
		month, day, minute, party int
		place, contact            string
	}{
		{12, 4, 0, 1, "みなみ会館", number},
		{12, 18, 55, 10, "みなみ 10人", number},
		{11, 28, 5, 9, "みなみ会館 9人", number},
	} {
		b := booking.Booking{Facility: "one", Start: time.Date(2027, time.Month(one.month), one.day, 11, one.minute, 0, 0, booking.JST), Party: one.party, Receipt: "547329"}
		text, err := d.Text(booking.Message{Kind: booking.Reminder, Booking: b})
		lines := strings.Split(text, "\n")
		if err != nil || lines[2] != one.place || strings.Contains(text, number) != (one.contact != "") {
			t.Errorf("found %q, %v, expected %s and %q", text, err, one.place, one.contact)
		}
	}
}

// TestNoCityIsTakenWhoseTextsAreTooLong holds that New refuses names with which a text is too
// long, and no others.
func TestNoCityIsTakenWhoseTextsAreTooLong(t *testing.T) {
	taken, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		name := func(what string, from, to int) string {
			return rapid.StringOfN(rapid.RuneFrom([]rune("春日井高蔵寺ふれあいセンター𠮷")), from, to, -1).Draw(t, what)
		}
		c := &booking.City{
			Name: name("city", 2, 12), Yomi: "し", Number: "+81568811111",
			Facilities: []booking.Facility{{ID: "one", Name: name("name", 5, 40), Short: name("short", 1, 20), Yomi: "あ"}},
			Outreach:   booking.Outreach{Texts: true},
		}
		b := booking.Booking{
			Facility: rapid.SampledFrom([]string{"one", "gone"}).Draw(t, "facility"), Receipt: "547329", Party: rapid.IntRange(1, 9).Draw(t, "party"),
			Start: anyTime(t),
		}
		d, err := ivr.New(c, ivr.Options{})
		faults, long := errors.AsType[ivr.TextFaults](err)
		switch {
		case err != nil && !long:
			t.Fatal(err)
		case long:
			refused++
			f := faults[0]
			if len(faults) != 1 || f.Length <= f.Most || f.Facility == "" && f.Name != c.Name || f.Facility != "" && f.Name != c.Facilities[0].Name && f.Name != c.Facilities[0].Short {
				t.Fatalf("%+v", faults)
			}
			c.Outreach = booking.Outreach{}
			if _, err := ivr.New(c, ivr.Options{}); err != nil {
				t.Fatalf("a city that sends no texts: %v", err)
			}
			return
		}
		taken++
		for _, m := range messages(b) {
			text, err := d.Text(m)
			if err != nil {
				t.Fatal(err)
			}
			if m.Kind != booking.ToldProxy && ivr.Units(text) > 70 || ivr.Units(text) > 201 {
				t.Fatalf("%s has %d characters: %s", m.Kind, ivr.Units(text), text)
			}
		}
	})
	if taken == 0 || refused == 0 {
		t.Errorf("%d cities are taken and %d refused, expected some of each", taken, refused)
	}
}

func TestANameThatIsTooLongForATextIsNamed(t *testing.T) {
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	c := config.City
	c.Outreach = booking.Outreach{Remind: []int{1}}
	c.Facilities = append([]booking.Facility{}, c.Facilities...)
	c.Facilities[1].Name = strings.Repeat("長", 40)
	if _, err := ivr.New(&c, ivr.Options{}); err != nil {
		t.Errorf("a long name beside a short one: %v", err)
	}
	c.Facilities[1].Short = strings.Repeat("短", 14)
	const want = "facility sakashita: found \"短短短短短短短短短短短短短短\", with which text.cancelled has "
	if _, err := ivr.New(&c, ivr.Options{}); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "expected at most 70") {
		t.Errorf("found %v, expected %s…", err, want)
	}
	c.Name = strings.Repeat("市", 20)
	if _, err := ivr.New(&c, ivr.Options{}); err == nil || !strings.HasPrefix(err.Error(), "city.name: found ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("found %v, expected the name of the city alone", err)
	}
}

// TestACityWritesTextsInItsOwnWords holds that own words are taken, or refused with their line.
func TestACityWritesTextsInItsOwnWords(t *testing.T) {
	const rest = " / {date}{time} / {place}{people} / 受付番号{receipt}"
	d, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "text.booked", Text: "{city}です。ご予約を承りました" + rest, Line: 9})
	if err != nil {
		t.Fatal(err)
	}
	b := booking.Booking{Facility: "ajiyoshi", Start: time.Date(2026, 12, 4, 9, 0, 0, 0, booking.JST), Party: 2, Receipt: "547329"}
	got, err := d.Text(messages(b)[0])
	if want := "春日井市です。ご予約を承りました\n12月4日(金)午前9時\n味美ふれあいセンター 2人\n受付番号547329"; err != nil || got != want {
		t.Errorf("found %q, %v, expected %q", got, err, want)
	}
	for text, want := range map[string]string{
		"":                            "found no words",
		"{city} 予約" + rest + "{name}": "an unknown hole {name}",
		"予約" + rest:                   "without {city}",
		"{city}😀" + rest:              `'😀'`,
		"{city} https://a" + rest:     `"http"`,
		"{city}" + rest + strings.Repeat("とても", 20): "expected at most 70",
	} {
		_, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "text.booked", Text: text, Line: 9})
		if err == nil || !strings.HasPrefix(err.Error(), "line 9: phrases.ja.text.booked: found ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: found %v, expected %s", text, err, want)
		}
	}
	if _, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "text.bookd", Text: "{city}", Line: 9}); err == nil || !strings.Contains(err.Error(), `unknown text "text.bookd", expected one of text.booked, text.cancelled, `) {
		t.Errorf("a typo: %v", err)
	}
}

// TestNobodyIsWrittenToWithoutWords holds that a kind or a language without texts is told.
func TestNobodyIsWrittenToWithoutWords(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Text(booking.Message{Kind: "greeting"}); err == nil || !strings.Contains(err.Error(), `found a text of the kind "greeting", expected one of booked, changed, `) {
		t.Errorf("found %v", err)
	}
	for words, want := range map[string]string{"text.booked = a\n[readings]\n市 = し": "line 3: found readings", "text.booked": `line 1: found "text.booked"`, "text.booked = {day}": "line 1: found the hole {day}, expected one of city, code, contact, date"} {
		broken := ivr.Japanese()
		broken.Texts = words
		if _, err := spokenBy(t, ivr.Language{Name: "xx", Words: broken.Words, Speech: broken.Speech, Texts: words, Writing: broken.Writing}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: found %v, expected %s", words, err, want)
		}
	}
	mute := ivr.Japanese()
	mute.Texts, mute.Writing = "", nil
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	only, err := ivr.New(&config.City, ivr.Options{Languages: []ivr.Language{mute}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := only.Text(booking.Message{Kind: booking.Copied}); err == nil {
		t.Error("a language that writes nothing has a text")
	}
	silent := ivr.Japanese()
	silent.Name, silent.Writing = "xx", nil
	if _, err := spokenBy(t, silent); err == nil || !strings.Contains(err.Error(), "texts without a writing") {
		t.Errorf("found %v", err)
	}
}
