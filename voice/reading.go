package voice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// maxRead is the most bytes of a piece of text with readings in it. URL-encoded, a byte is
// three characters at most, and a Polly voice takes 4500 of them.
const maxRead = 1500

// read writes a piece of text with the readings of the names in it. If that is more than a
// Say holds, it writes the piece without readings.
func (d *document) read(piece string, names []booking.Reading, alphabet string) {
	begin, done := len(d.buf), 0
	for alphabet != "" {
		at, name := firstName(piece, done, names)
		if name.Word == "" {
			break
		}
		d.text(piece[done:at])
		d.name(name, alphabet)
		done = at + len(name.Word)
	}
	d.text(piece[done:])
	if done > 0 && len(d.buf)-begin > maxRead {
		d.buf = d.buf[:begin]
		d.text(piece)
	}
}

// name writes a name with its reading, part by part between the 、, because a reading has
// neither pauses nor digits in it.
func (d *document) name(name booking.Reading, alphabet string) {
	words, readings := strings.Split(name.Word, "、"), strings.Split(name.Yomi, "、")
	for i, word := range words {
		if i > 0 {
			d.text("、")
		}
		if len(words) != len(readings) || word == readings[i] || !isKana(readings[i]) {
			d.text(word)
			continue
		}
		d.open("phoneme", "alphabet", alphabet, "ph", readings[i])
		d.text(word)
		d.close("phoneme")
	}
}

// firstName returns where the first name stands in a text from some byte on, the longest of
// those that begin there, and no name if there is none.
func firstName(text string, from int, names []booking.Reading) (at int, name booking.Reading) {
	for i := range text[from:] {
		for _, n := range names {
			if len(n.Word) > len(name.Word) && strings.HasPrefix(text[from+i:], n.Word) && stands(text, from+i, n.Word) {
				name = n
			}
		}
		if name.Word != "" {
			return from + i, name
		}
	}
	return 0, booking.Reading{}
}

// stands reports whether a name that occurs at a byte of a text is a word there. A kanji
// that goes on in the text makes it a part of another word: 坂下町 is not 坂下.
func stands(text string, at int, name string) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	after, _ := utf8.DecodeRuneInString(text[at+len(name):])
	return !(isKanji(before) && isKanji(first)) && !(isKanji(last) && isKanji(after))
}

func isKanji(r rune) bool { return unicode.Is(unicode.Han, r) }

func isKana(s string) bool {
	foreign := func(r rune) bool { return !unicode.In(r, unicode.Hiragana, unicode.Katakana) && r != 'ー' }
	return s != "" && !strings.ContainsFunc(s, foreign)
}
