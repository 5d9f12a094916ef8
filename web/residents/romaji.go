package residents

import (
	"strings"
	"unicode"
)

// syllables are kana in the letters of Hepburn, as signs and maps have them. Two kana that are
// one syllable come before each of them.
var syllables = func() map[string]string {
	all := map[string]string{}
	rows := []string{
		"あいうえお", "a i u e o", "かきくけこ", "ka ki ku ke ko", "さしすせそ", "sa shi su se so", "たちつてと", "ta chi tsu te to",
		"なにぬねの", "na ni nu ne no", "はひふへほ", "ha hi fu he ho", "まみむめも", "ma mi mu me mo", "やゆよ", "ya yu yo",
		"らりるれろ", "ra ri ru re ro", "わをん", "wa o n", "がぎぐげご", "ga gi gu ge go", "ざじずぜぞ", "za ji zu ze zo",
		"だぢづでど", "da ji zu de do", "ばびぶべぼ", "ba bi bu be bo", "ぱぴぷぺぽ", "pa pi pu pe po",
	}
	for i := 0; i < len(rows); i += 2 {
		letters := strings.Fields(rows[i+1])
		for n, kana := range []rune(rows[i]) {
			all[string(kana)] = letters[n]
		}
	}
	for first, stem := range map[string]string{
		"き": "ky", "し": "sh", "ち": "ch", "に": "ny", "ひ": "hy", "み": "my", "り": "ry", "ぎ": "gy", "じ": "j", "び": "by", "ぴ": "py",
	} {
		for small, end := range map[string]string{"ゃ": "a", "ゅ": "u", "ょ": "o"} {
			all[first+small] = stem + end
		}
	}
	return all
}()

// romaji writes kana in letters: "かすがいし" is "Kasugai-shi" to no program, so it is
// "Kasugaishi". It returns "" for what is not kana throughout.
func romaji(kana string) string {
	var words []string
	for word := range strings.SplitSeq(strings.ReplaceAll(kana, "、", " "), " ") {
		written, ok := latin(word)
		if !ok {
			return ""
		}
		if written != "" {
			words = append(words, strings.ToUpper(written[:1])+written[1:])
		}
	}
	return strings.Join(words, " ")
}

// latin writes one word. Long vowels are written once, as most signs have them.
func latin(word string) (written string, ok bool) {
	kana := []rune(strings.Map(func(r rune) rune {
		if 'ァ' <= r && r <= 'ヶ' {
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, word))
	double := false
	for i := 0; i < len(kana); i++ {
		if kana[i] == 'っ' {
			double = true
			continue
		}
		if kana[i] == 'ー' {
			continue
		}
		if unicode.IsDigit(kana[i]) {
			written += string(kana[i])
			continue
		}
		next, two := "", false
		if i+1 < len(kana) {
			next, two = syllables[string(kana[i:i+2])], syllables[string(kana[i:i+2])] != ""
		}
		if two {
			i++
		} else if next = syllables[string(kana[i])]; next == "" {
			return "", false
		}
		if long := kana[i] == 'う' && (strings.HasSuffix(written, "o") || strings.HasSuffix(written, "u")); long {
			continue
		}
		if double {
			double = false
			next = strings.TrimSuffix(next[:1], "c") + map[bool]string{true: "t"}[next[0] == 'c'] + next
		}
		written += next
	}
	return written, true
}
