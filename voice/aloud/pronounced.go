package aloud

import "strings"

// Pronounced returns kana, as people write them by hand, in the form in which Readings
// tells what it heard: katakana without pauses and blanks, long vowels as ー, and one
// spelling for what sounds alike.
//
//   - Particles are written as they are heard: わ, え, お. を is お by itself.
//   - A vowel that only lengthens the one before it becomes ー: おう and おお are オー, えい
//     and ええ are エー, and so ああ, いい, うう; also where two words meet, as in ことを.
//     So 思う is オモー, and nothing is told apart that differs in this alone.
//   - ぢ and づ are ジ and ズ.
//
// Whatever is no kana is kept, so that it equals no reading.
func Pronounced(kana string) string {
	var b strings.Builder
	var vowel rune // that the last kana ends with
	for _, r := range kana {
		if strings.ContainsRune(pauses, r) {
			continue
		}
		if r >= 'ぁ' && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		if same, ok := alike[r]; ok {
			r = same
		}
		switch {
		case r == 'ー' || lengthens(vowel, r):
			r = 'ー'
		default:
			vowel = vowelOf(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// pauses are what is not heard, and the engine's mark of a vowel that is whispered.
const pauses = "、。，．,.・！？!?「」『』（）()’' 　\t\n"

var alike = map[rune]rune{'ヲ': 'オ', 'ヂ': 'ジ', 'ヅ': 'ズ'}

// lengthens reports whether a vowel only makes the one before it longer.
func lengthens(before, r rune) bool {
	switch r {
	case 'ア':
		return before == 'a'
	case 'イ':
		return before == 'i' || before == 'e'
	case 'ウ':
		return before == 'u' || before == 'o'
	case 'エ':
		return before == 'e'
	case 'オ':
		return before == 'o'
	}
	return false
}

// vowelOf returns the vowel with which a katakana ends, or 0.
func vowelOf(r rune) rune {
	for vowel, of := range map[rune]string{
		'a': "アカサタナハマヤラワガザダバパァャヮ",
		'i': "イキシチニヒミリヰギジビピィ",
		'u': "ウクスツヌフムユルグズブプゥュヴ",
		'e': "エケセテネヘメレヱゲゼデベペェ",
		'o': "オコソトノホモヨロゴゾドボポォョ",
	} {
		if strings.ContainsRune(of, r) {
			return vowel
		}
	}
	return 0
}
