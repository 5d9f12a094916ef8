//go:build ear

package ivr_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/voice/aloud"
	"madoguchi/voice/aloud/aloudtest"
)

// Every phrase is read as it is meant, with its holes filled and, if it is an option, with
// its key.
func TestHeardEveryPhrase(t *testing.T) {
	engine, h := aloudtest.Installed(t), hearingOf(t)
	d := newScene(t).dialogue()
	var all []listening
	for key, p := range d.PhraseKeys("ja") {
		written, ok := h.phrases[key]
		if !ok {
			continue // TestHowEveryPhraseIsHeardIsWrittenDown names it
		}
		text, heard := h.fill(p[0], inWords), h.fill(written, inKana)
		l := listening{what: string(key), text: text, kana: []string{heard}}
		if strings.HasPrefix(string(key), "option.") {
			const nine = 9
			if key == "option.named" {
				name := h.holes["counter"]
				text, heard = d.Speech().Named(name.text, text), name.kana+heard
			}
			option, after := d.Speech().Option(text, '0'+nine, true, ivr.InFull)
			l.text, l.kana = option+after, []string{heard + keysHeard[nine] + "ばんおおしてください"}
			option, after = d.Speech().Option(text, '0'+nine, true, ivr.Brisk)
			all = append(all, listening{l.what + ", briskly", option + after, []string{heard + keysHeard[nine] + "ばんです"}})
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b listening) int { return strings.Compare(a.what, b.what) })
	hold(t, engine, all)
}

// hold has an engine read texts, and compares what is heard, without pauses.
func hold(t *testing.T, engine *aloud.Engine, all []listening) {
	t.Helper()
	texts := make([]string, len(all))
	for i, l := range all {
		texts[i] = l.text
	}
	readings, err := engine.Readings(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range readings {
		var expected []string
		for _, kana := range all[i].kana {
			expected = append(expected, aloud.Pronounced(kana))
		}
		if r.Err != nil || r.Unread != "" || !slices.Contains(expected, r.Kana) {
			why := ""
			if r.Unread != "" {
				why = fmt.Sprintf(", without %s, which it does not know", r.Unread)
			}
			if r.Err != nil {
				why = ", " + r.Err.Error()
			}
			t.Errorf("%s: %s\nis read  %s%s\nexpected %s", all[i].what, r.Text, r.Kana, why, strings.Join(expected, " or "))
		}
	}
}

// Every day of a leap year is read as people say it, the first and the twentieth of a
// month too.
func TestHeardEveryDate(t *testing.T) {
	engine, speech := aloudtest.Installed(t), newScene(t).dialogue().Speech()
	var all []listening
	for day := (booking.Date{Year: 2028, Month: 1, Day: 1}); day.Year == 2028; day = day.AddDays(1) {
		on := monthsHeard[day.Month] + daysHeard[day.Day]
		all = append(all, listening{"date", speech.Date(day) + "です。", []string{on + weekdaysHeard[day.Weekday()] + "です"}})
		if day.Day == int(day.Month) || day.Month == 12 {
			all = append(all, listening{"day", speech.Day(day) + "は、", []string{on + "わ"}})
		}
	}
	if len(all) != 366+31+11 {
		t.Fatalf("the year has %d days in two ways, expected 366 in one, and 42 of them in another", len(all))
	}
	hold(t, engine, all)
}

func TestHeardEveryTime(t *testing.T) {
	engine, speech := aloudtest.Installed(t), newScene(t).dialogue().Speech()
	var all []listening
	someday := booking.Date{Year: 2028, Month: 12, Day: 20}
	for c := booking.Clock(0); c < booking.Midnight; c += 5 {
		var at, moment, closing []string
		for _, heard := range timeHeard(c) {
			at = append(at, heard+"です")
			moment = append(moment, "じゅうにがつはつかすいようび"+heard+"からです")
			closing = append(closing, heard+"までです")
		}
		all = append(all, listening{"time", speech.Time(c) + "です。", at})
		if c%60 == 0 || c%60 == 30 {
			all = append(all,
				listening{"moment", speech.Moment(someday, c) + "からです。", moment},
				listening{"closing", speech.Closing(c) + "までです。", closing})
		}
	}
	all = append(all, listening{"closing", speech.Closing(booking.Midnight) + "までです。", []string{"よるのじゅうにじまでです", "ごごじゅうにじまでです"}})
	hold(t, engine, all)
}

// Digits are heard one by one, whichever come together in a receipt number, in a telephone
// number, or in the pairs that agents hear.
func TestHeardEveryDigit(t *testing.T) {
	engine, speech := aloudtest.Installed(t), newScene(t).dialogue().Speech()
	spelt := func(digits string) string {
		var heard strings.Builder
		for _, d := range digits {
			heard.WriteString(digitsHeard[d-'0'])
		}
		return heard.String()
	}
	var all []listening
	add := func(what, text, digits string) {
		all = append(all, listening{what, text + "です。", []string{spelt(digits) + "です"}})
	}
	for n := range 100 {
		pair := fmt.Sprintf("%02d", n)
		four := pair + fmt.Sprintf("%02d", (n*37+11)%100)
		add("receipt", speech.Groups(four+pair, 3, 3), four+pair)
		add("pairs", speech.Pairs(four), four)
		if n%5 == 0 {
			add("spelt", speech.Spell(four), four)
			add("telephone", speech.Phone(booking.Phone("+8150"+four+four)), "050"+four+four)
		}
	}
	hold(t, engine, all)
}

// Each key is heard in a menu, in its middle and at its end, by whoever hears the first menu and
// by whoever has pressed a key.
func TestHeardEveryKey(t *testing.T) {
	engine, speech := aloudtest.Installed(t), newScene(t).dialogue().Speech()
	var all []listening
	for i, key := range []byte("0123456789#") {
		name := "しゃあぷ"
		if key != '#' {
			name = keysHeard[i] + "ばん"
		}
		for _, c := range []struct {
			last   bool
			manner ivr.Manner
			ends   string
		}{
			{false, ivr.InFull, ""}, {false, ivr.Known, ""}, {false, ivr.Brisk, ""},
			{true, ivr.InFull, "おおしてください"}, {true, ivr.Known, "です"}, {true, ivr.Brisk, "です"},
		} {
			option, after := speech.Option("持ち物は", key, c.last, c.manner)
			all = append(all, listening{"key " + string(key), option + after, []string{"もちものわ" + name + c.ends}})
		}
	}
	hold(t, engine, all)
}

// Every number of people and of minutes is heard as people say it with its counter, in the
// phrases that have one.
func TestHeardEveryNumber(t *testing.T) {
	engine, h := aloudtest.Installed(t), hearingOf(t)
	phrases := newScene(t).dialogue().PhraseKeys("ja")
	var all []listening
	add := func(hole string, n int, heard []string, keys ...ivr.Key) {
		for _, key := range keys {
			l := listening{what: string(key), text: strings.ReplaceAll(phrases[key][0], "{"+hole+"}", strconv.Itoa(n))}
			before, after, found := strings.Cut(h.phrases[key], "{"+hole+"}")
			if !found {
				t.Fatalf("%s is heard as %q, expected {%s} in it", key, h.phrases[key], hole)
			}
			after = strings.TrimPrefix(strings.TrimPrefix(after, "にん"), "ふん")
			for _, kana := range heard {
				l.kana = append(l.kana, h.fill(before+kana+after, inKana))
			}
			l.text = h.fill(l.text, inWords)
			all = append(all, l)
		}
	}
	for n := 1; n < len(peopleHeard); n++ {
		add("nth", n, peopleHeard[n], "own.first", "own.other", "which.nth")
		add("people", n, peopleHeard[n], "people", "which.people", "full.party")
		add("here", n, peopleHeard[n], "party.small")
		add("most", n, peopleHeard[n], "party.wrong")
	}
	for n := 1; n < len(minutesOnesHeard); n++ {
		for tens, heard := range []string{"", "じゅう", "にじゅう"} {
			add("again", 10*tens+n, []string{heard + minutesOnesHeard[n]}, "crowded")
		}
		add("key", n, []string{keysHeard[n]}, "help.wrong")
	}
	for _, n := range []int{10, 20, 30} {
		add("again", n, []string{minutesHeard[n]}, "crowded")
	}
	hold(t, engine, all)
}

// The names of the sample city are heard as they are meant: in full, in a menu, and in what an
// agent hears before a call.
func TestHeardEveryName(t *testing.T) {
	engine, h := aloudtest.Installed(t), hearingOf(t)
	d := newScene(t).dialogue()
	speech, phrases := d.Speech(), d.PhraseKeys("ja")
	var all []listening
	for name, heard := range namesHeard {
		option, after := speech.Option(speech.Named(name, phrases["option.named"][0]), '4', false, ivr.InFull)
		all = append(all,
			listening{"name", name + "です。", []string{heard + "です"}},
			listening{"at the end of a booking", h.fill("午前9時。{time}。", inWords) + name + "です。", []string{h.fill("ごぜんくじ{time}", inKana) + heard + "です"}},
			listening{"in a menu", option + after, []string{heard + "わよんばん"}},
			listening{"in a brisk menu", strings.Replace(option, "、4番", "4番", 1) + after, []string{heard + "わよんばん"}})
	}
	config, err := city.Default(newClock())
	if err != nil {
		t.Fatal(err)
	}
	names := []string{config.City.Spoken()}
	for _, f := range config.City.Facilities {
		names = append(names, f.Spoken(), f.Short)
	}
	for _, name := range names {
		if namesHeard[name] == "" {
			t.Errorf("namesHeard does not have %s, expected its kana", name)
		}
	}
	for wants, heard := range map[ivr.Key]string{"wants.check": "かくにん", "wants.cancel": "とりけし", "wants.change": "へんこう",
		"wants.book": "よやく", "wants.bring": "もちもの", "wants.info": "あんない"} {
		for has, booked := range map[ivr.Key]string{"whisper.has": "よやくあり", "whisper.has-not": "よやくなし"} {
			for who, phone := range map[string]string{speech.Pairs("0921"): "ぜろきゅうにいいち", phrases["whisper.no-phone"][0]: "ばんごうなし"} {
				text := strings.NewReplacer("{wants}", phrases[wants][0], "{who}", who, "{has}", phrases[has][0]).Replace(phrases["whisper"][0])
				all = append(all, listening{"whisper", text, []string{"しょうめいしょ" + heard + phone + booked}})
			}
		}
	}
	hold(t, engine, all)
}
