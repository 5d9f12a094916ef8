package ivr

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long a voice takes at its own speed for a mora, and for the pauses at 、 and 。 with the
// longer morae before them. They are fitted to what a speech engine took for every phrase and
// menu of the line; readings_seconds_test.go holds them to it. docs/rules.md, "How it is said".
const (
	moraSeconds  = 0.113
	commaSeconds = 0.54
	stopSeconds  = 0.55
)

// newJapanese learns the readings, which must be kana, so that phrases can be measured.
func newJapanese(readings []Reading) (Speech, error) {
	j := japanese{beats: make(map[string]int, len(readings)), most: map[rune]int{}}
	for _, r := range readings {
		for _, kana := range r.Read {
			if r.Line > 0 && !unicode.In(kana, unicode.Hiragana, unicode.Katakana) && kana != 'ー' {
				return nil, fmt.Errorf("line %d: found %q in the reading of %q, expected kana", r.Line, kana, r.Word)
			}
		}
		j.beats[r.Word] = japanese{}.Beats(r.Read)
		begins, _ := utf8.DecodeRuneInString(r.Word)
		j.most[begins] = max(j.most[begins], len(r.Word))
	}
	return j, nil
}

// Seconds returns the time of the beats and of the pauses of a voice at the usual rate.
func (j japanese) Seconds(text string) float64 {
	s := float64(j.Beats(text)) * moraSeconds
	for _, r := range text {
		switch r {
		case '、':
			s += commaSeconds
		case '。', '?', '？', '!', '！':
			s += stopSeconds
		}
	}
	return s * 100 / usualRate
}

// Beats counts morae. It counts kana, reads numbers, looks up words that have readings,
// and takes any other kanji for two.
func (j japanese) Beats(text string) int {
	n := 0
	for text != "" {
		if word, beats := j.reading(text); beats > 0 {
			n, text = n+beats, text[len(word):]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		n, text = n+beatsOf(r), text[size:]
	}
	return n
}

// beatsOf returns the beats of a single character. Small vowels and ゃゅょ belong to the
// kana before them; っ and ー are beats of their own.
func beatsOf(r rune) int {
	switch {
	case strings.ContainsRune("ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ", r):
		return 0
	case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー':
		return 1
	case unicode.Is(unicode.Han, r), r == '々':
		return 2
	}
	return 0
}

var leadingNumber = regexp.MustCompile(`^([0-9]{1,6})(月|日|時|分|人)?`)

// reading returns the known word or number that the text begins with, and its
// beats; zero if there is none.
func (j japanese) reading(text string) (word string, beats int) {
	begins, _ := utf8.DecodeRuneInString(text)
	for length := min(len(text), j.most[begins]); length >= 3; length-- {
		if b, ok := j.beats[text[:length]]; ok {
			return text[:length], b
		}
	}
	if m := leadingNumber.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return m[0], numberBeats(n, m[2])
		}
	}
	return "", 0
}

// numberBeats returns the beats of a number with its counter.
func numberBeats(n int, counter string) int {
	switch counter {
	case "日":
		if days := [...]int{2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3, 8: 3, 9: 4, 10: 3, 14: 5, 19: 5, 20: 3, 24: 6, 29: 6}; n < len(days) && days[n] > 0 {
			return days[n]
		}
		return cardinalBeats(n) + 2
	case "月":
		return monthBeats[n%13] + 2
	case "時":
		if n%10 == 4 || n%10 == 9 { // よじ, くじ
			return tensBeats(n-n%10) + 1 + 1
		}
		return cardinalBeats(n) + 1
	case "人":
		switch {
		case n == 1 || n == 2: // ひとり, ふたり
			return 3
		case n%10 == 4: // よにん
			return tensBeats(n-4) + 1 + 2
		}
		return cardinalBeats(n) + 2
	case "分":
		return cardinalBeats(n) + 2
	}
	return cardinalBeats(n)
}

// tensBeats returns the beats of the tens before a last digit, of which there may be
// none.
func tensBeats(n int) int {
	if n == 0 {
		return 0
	}
	return cardinalBeats(n)
}

// monthBeats are いち に さん し ご ろく しち はち く じゅう じゅういち じゅうに.
var monthBeats = [13]int{0, 2, 1, 2, 1, 1, 2, 2, 2, 1, 2, 4, 3}

// cardinalBeats returns the beats of a number up to 999,999: digit, unit, digit, unit.
func cardinalBeats(n int) int {
	if n == 0 {
		return 2
	}
	digit := [10]int{0, 2, 1, 2, 2, 1, 2, 2, 2, 2}
	beats := 0
	if n >= 10000 {
		beats += cardinalBeats(n/10000) + 2
		n %= 10000
	}
	for _, unit := range [...]struct{ of, beats int }{{1000, 2}, {100, 2}, {10, 2}, {1, 0}} {
		d := n / unit.of
		n %= unit.of
		switch {
		case d == 0:
		case d == 1 && unit.of > 1:
			beats += unit.beats
		default:
			beats += digit[d] + unit.beats
		}
	}
	return beats
}
