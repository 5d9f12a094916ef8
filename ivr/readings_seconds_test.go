package ivr_test

import (
	"strconv"
	"strings"
	"testing"

	"madoguchi/voice/aloud"
)

// TestMoraeAreThoseOfTheKana holds that as many morae are counted for each phrase, and for what
// its holes are filled with, as its kana have that are written by hand.
func TestMoraeAreThoseOfTheKana(t *testing.T) {
	h, d := hearingOf(t), newScene(t).dialogue()
	same := func(what, text, kana string) {
		counted, heard := d.Speech().Beats(text), 0
		for _, r := range aloud.Pronounced(kana) {
			if !strings.ContainsRune("ァィゥェォャュョ", r) {
				heard++
			}
		}
		if counted != heard {
			t.Errorf("%s, %s: counted %d morae, expected %d, those of %s", what, text, counted, heard, kana)
		}
	}
	for key, p := range d.PhraseKeys("ja") {
		same(string(key), h.fill(p[0], inWords), h.fill(h.phrases[key], inKana))
	}
	for name, hole := range h.holes {
		if name == "here" {
			continue // a number is read with its counter behind it, as in party.small
		}
		same("{"+name+"}", hole.text, hole.kana)
	}
	for n := 1; n < len(peopleHeard); n++ {
		same("people", strconv.Itoa(n)+"人分", peopleHeard[n][0]+"ぶん")
		same("minutes", strconv.Itoa(20+n)+"分", "にじゅう"+minutesOnesHeard[n])
		same("a key", strconv.Itoa(n)+"番", keysHeard[n]+"ばん")
	}
	for day, kana := range daysHeard {
		if day > 1 {
			same("a day", strconv.Itoa(day)+"日", kana)
		}
	}
	for month, kana := range monthsHeard {
		if month > 0 {
			same("a month", strconv.Itoa(month)+"月", kana)
		}
	}
	for hour, kana := range hoursHeard {
		if hour > 0 {
			same("an hour", strconv.Itoa(hour)+"時", kana)
		}
	}
}
