package password

import (
	"errors"
	"strings"
	"unicode"
)

// ErrHouse says that a password is made of words that whoever knows the house tries first.
var ErrHouse = errors.New("found a password of nothing but words of this house, such as the names of the city and its counters, and digits and signs, expected other words as well")

// ofHouse reports whether a password has nothing but words of the house in it, in any order
// and number, besides digits and signs.
func ofHouse(password string, house []string) bool {
	p := letters(password)
	var words []string
	for _, word := range house {
		if w := letters(word); w != "" {
			words = append(words, w)
		}
	}
	ends := make([]bool, len(p)+1) // whether words end there that begin at the start
	ends[0] = true
	for i := range p {
		for _, w := range words {
			if ends[i] && strings.HasPrefix(p[i:], w) {
				ends[i+len(w)] = true
			}
		}
	}
	return p != "" && ends[len(p)]
}

// letters returns the letters of a text as it is compared with words of the house: kana are
// hiragana.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'ァ' <= r && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		case unicode.IsLetter(r), unicode.IsMark(r):
			return r
		}
		return -1
	}, folded(text))
}
