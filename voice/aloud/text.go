package aloud

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MostCharacters is the longest text that is read: no more does Twilio say at once.
const MostCharacters = 3000

// most is how much the engine takes at once, in bytes as widened counts them. It reads
// one line of 1023 bytes, and what is longer by then overruns its memory.
const most = 900

// check refuses a text that the engine cannot read as it is meant.
func check(text string) error {
	switch {
	case !utf8.ValidString(text):
		return errors.New("found a text that is not UTF-8")
	case utf8.RuneCountInString(text) > MostCharacters:
		return fmt.Errorf("found %d characters, expected at most %d", utf8.RuneCountInString(text), MostCharacters)
	}
	sounds := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han),
			r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z',
			r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			sounds = true
		case strings.ContainsRune("ー々〇、。，．,.・！？!?「」『』（）()〜～-－:：/／%％ 　", r):
		default:
			return fmt.Errorf("found %q in %q, expected kana, kanji, Latin letters, digits and marks such as 、 and 。", r, brief(text))
		}
	}
	if !sounds {
		return fmt.Errorf("found %q, in which there is nothing to read", brief(text))
	}
	return nil
}

// brief returns the beginning of a text, for a message.
func brief(text string) string {
	const enough = 40
	if runes := []rune(text); len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return text
}

// widened counts the bytes of a text once the engine has made all characters wide.
func widened(text string) (bytes int) {
	for _, r := range text {
		bytes += max(3, utf8.RuneLen(r))
	}
	return bytes
}

// pieces cuts a text behind its sentences into as few pieces as the engine can take.
func pieces(text string) (cut []string, err error) {
	for _, sentence := range strings.SplitAfter(text, "。") {
		size := widened(sentence)
		switch last := len(cut) - 1; {
		case size > most:
			return nil, fmt.Errorf("found a sentence of %d characters, %q, expected a 。 after at most %d",
				utf8.RuneCountInString(sentence), brief(sentence), most/3)
		case sentence == "":
		case last >= 0 && widened(cut[last])+size <= most:
			cut[last] += sentence
		default:
			cut = append(cut, sentence)
		}
	}
	return cut, nil
}

// usable returns the pieces of a text that is fit to be said at a rate.
func usable(ctx context.Context, text string, rate int) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if rate < SlowestRate || rate > FastestRate {
		return nil, fmt.Errorf("found a rate of %d %%, expected %d to %d", rate, SlowestRate, FastestRate)
	}
	if err := check(text); err != nil {
		return nil, err
	}
	return pieces(text)
}
