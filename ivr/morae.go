package ivr

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How fast the line speaks at its usual rate of 90 %: inside the 4.7-5.8 morae
// a second that plain Japanese is advised to keep, with the pauses of a voice
// at 、 and 。. docs/rules.md, "How it is said".
const (
	moraePerSecond = 5.5
	usualRate      = 90
	commaSeconds   = 0.25
	stopSeconds    = 0.5
)

// Seconds estimates how long the text takes to say at the usual rate.
func Seconds(text string) float64 { return SecondsAt(text, usualRate) }

// SecondsAt estimates how long the text takes to say at a rate in percent of
// the voice's own speed.
func SecondsAt(text string, rate int) float64 {
	s := float64(Morae(text)) / moraePerSecond
	for _, r := range text {
		switch r {
		case '、':
			s += commaSeconds
		case '。', '?', '？', '!', '！':
			s += stopSeconds
		}
	}
	return s * usualRate / float64(rate)
}

// Morae counts the beats of a Japanese text. Kana are counted, numbers are
// read, the words of the line are looked up, and any other kanji counts two.
func Morae(text string) int {
	n := 0
	for text != "" {
		if word, beats := reading(text); beats > 0 {
			n, text = n+beats, text[len(word):]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		n, text = n+beatsOf(r), text[size:]
	}
	return n
}

// beatsOf counts a character that stands alone. Small vowels and ゃゅょ lean on
// the kana before them; っ and ー are beats of their own.
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

var leadingNumber = regexp.MustCompile(`^([0-9]{1,6})(月|日|時|分)?`)

// reading returns the number or known word that the text begins with, and its
// beats; zero if there is none.
func reading(text string) (word string, beats int) {
	if m := leadingNumber.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return "", 0
		}
		return m[0], numberBeats(n, m[2])
	}
	for length := min(len(text), longestWord); length >= 3; length-- {
		if b, ok := wordBeats[text[:length]]; ok {
			return text[:length], b
		}
	}
	return "", 0
}

// numberBeats reads a number with its counter.
func numberBeats(n int, counter string) int {
	switch counter {
	case "日":
		if days := [...]int{2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3, 8: 3, 9: 4, 10: 3, 14: 5, 20: 3, 24: 6}; n < len(days) && days[n] > 0 {
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
	case "分":
		return cardinalBeats(n) + 2
	}
	return cardinalBeats(n)
}

// tensBeats reads the tens before a last digit; there may be none.
func tensBeats(n int) int {
	if n == 0 {
		return 0
	}
	return cardinalBeats(n)
}

// monthBeats are いち に さん し ご ろく しち はち く じゅう じゅういち じゅうに.
var monthBeats = [13]int{0, 2, 1, 2, 1, 1, 2, 2, 2, 1, 2, 4, 3}

// cardinalBeats reads a number up to 999,999: digit, unit, digit, unit.
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

// wordBeats are the readings of the words that the phrases use. A test holds
// them complete, so that a prompt is measured and not guessed.
var wordBeats = beatsOfReadings(map[string]string{
	"電子証明書": "でんししょうめいしょ", "予約": "よやく", "電話番号": "でんわばんごう", "電話": "でんわ", "更新": "こうしん",
	"発行": "はっこう", "番号": "ばんごう", "係": "かかり", "者": "もの", "調べ": "しらべ", "受け取り": "うけとり",
	"取り消": "とりけ", "時間": "じかん", "始": "はじ", "空き": "あき", "早い": "はやい", "次": "つぎ", "近い": "ちかい", "日付": "ひづけ",
	"希望": "きぼう", "日": "ひ", "祝日": "しゅくじつ", "休み": "やすみ", "申し訳": "もうしわけ", "申し上げ": "もうしあげ", "戻": "もど",
	"窓口": "まどぐち", "取り": "とり", "受付番号": "うけつけばんごう", "受付時間": "うけつけじかん", "受付": "うけつけ", "別": "べつ", "家族": "かぞく",
	"承": "うけたまわ", "持ち物": "もちもの", "持ち": "もち", "暗証番号": "あんしょうばんごう", "自身": "じしん", "入力": "にゅうりょく",
	"忘": "わす", "方": "かた", "本人確認書類": "ほんにんかくにんしょるい", "本人": "ほんにん", "代理": "だいり", "封": "ふう",
	"照会書兼回答書": "しょうかいしょけんかいとうしょ", "職員": "しょくいん", "聞": "き", "客様": "きゃくさま", "通知": "つうち",
	"公衆電話": "こうしゅうでんわ", "確かめ": "たしかめ", "確認": "かくにん", "自宅": "じたく", "前": "まえ", "直": "なお", "待": "ま",
	"平日": "へいじつ", "下": "しも", "相談": "そうだん", "質問": "しつもん", "使": "つか", "一度": "いちど", "押": "お", "米印": "こめじるし",
	"切": "き", "大丈夫": "だいじょうぶ", "失礼": "しつれい", "午前": "ごぜん", "午後": "ごご", "新し": "あたらし", "続": "つづ",
	"今": "いま", "市役所": "しやくしょ", "月曜日": "げつようび", "火曜日": "かようび", "水曜日": "すいようび", "木曜日": "もくようび",
	"金曜日": "きんようび", "土曜日": "どようび", "日曜日": "にちようび", "具合": "ぐあい", "悪": "わる", "時": "とき", "分": "ぶん", "言": "い", "件": "けん", "先ほど": "さきほど", "続き": "つづき", "選び直": "えらびなお",
	"受け": "うけ", "名様": "めいさま", "元": "もと", "日時": "にちじ", "決": "き", "変更": "へんこう", "変": "か", "同じ": "おなじ",
	"過": "す", "越": "こ", "応": "おう", "何度": "なんど", "何人": "なんにん", "多": "おお", "人数": "にんずう", "人": "にん", "来": "こ", "入": "い", "選": "えら",
	"時間帯": "じかんたい", "案内": "あんない", "知": "し", "申請書": "しんせいしょ", "書": "か", "混": "こ", "空": "あ", "先": "さき", "終": "お", "教": "おし",
	"市": "し", "取れ": "とれ", "有効期限": "ゆうこうきげん", "以上": "いじょう", "締め切": "しめき", "詐欺": "さぎ", "証明書": "しょうめいしょ", "折り返し": "おりかえし",
	"引き継": "ひきつ", "担当者番号": "たんとうしゃばんごう", "画面": "がめん", "出": "だ", "市外局番": "しがいきょくばん", "最後": "さいご", "回": "かい", "故障": "こしょう", "注意": "ちゅうい",
})

const longestWord = len("照会書兼回答書")

func beatsOfReadings(readings map[string]string) map[string]int {
	beats := make(map[string]int, len(readings))
	for word, reading := range readings {
		for _, r := range reading {
			beats[word] += beatsOf(r)
		}
	}
	return beats
}
