package booking

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// fold turns what Japanese keyboards and copy-and-paste produce into ASCII:
// full-width forms become narrow, every kind of blank becomes a space, every kind
// of hyphen (and the long-vowel mark that is typed for one) "-", and every wave
// dash "~"; invisible marks are dropped. Everything else stays as it is.
func fold(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	switch {
	case '！' <= r && r <= '～':
		return r - '！' + '!'
	case r == '\u00a0', '\u2000' <= r && r <= '\u200a', r == '\u202f', r == '\u205f', r == '\u3000':
		return ' '
	case '\u2010' <= r && r <= '\u2015', r == '\u2212', r == '\ufe63', // hyphens, dashes, minus
		r == 'ー', r == 'ｰ', r == '─', r == '━', r == '\u00ad':
		return '-'
	case r == '〜', r == '∼':
		return '~'
	case '\u200b' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e',
		'\u2060' <= r && r <= '\u2069', r == '\ufeff': // zero width, direction marks
		return -1
	}
	return r
}

// quoted quotes what was found for an error message, and cuts it so that a huge
// input makes no huge message.
func quoted(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return strconv.Quote(s)
	}
	return strconv.Quote(string([]rune(s[:min(len(s), most*utf8.UTFMax)])[:most])) + "…"
}

// number reads s as a decimal number of at most nine digits and nothing else: no
// sign, no blank, no other script.
func number(s string) (n int, ok bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || '9' < s[i] {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
