package ivr_test

import (
	"madoguchi/booking"
)

// A listening is a text, and in which ways in kana it may be read.
type listening struct {
	what, text string
	kana       []string
}

// How people say dates and times. The tables are written by hand, and from nothing that
// the line has.
var (
	monthsHeard = [...]string{1: "いちがつ", "にがつ", "さんがつ", "しがつ", "ごがつ", "ろくがつ", "しちがつ", "はちがつ", "くがつ",
		"じゅうがつ", "じゅういちがつ", "じゅうにがつ"}
	daysHeard = [...]string{1: "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
		"じゅういちにち", "じゅうににち", "じゅうさんにち", "じゅうよっか", "じゅうごにち", "じゅうろくにち", "じゅうしちにち",
		"じゅうはちにち", "じゅうくにち", "はつか", "にじゅういちにち", "にじゅうににち", "にじゅうさんにち", "にじゅうよっか",
		"にじゅうごにち", "にじゅうろくにち", "にじゅうしちにち", "にじゅうはちにち", "にじゅうくにち", "さんじゅうにち", "さんじゅういちにち"}
	weekdaysHeard = [...]string{"にちようび", "げつようび", "かようび", "すいようび", "もくようび", "きんようび", "どようび"}
	hoursHeard    = [...]string{1: "いちじ", "にじ", "さんじ", "よじ", "ごじ", "ろくじ", "しちじ", "はちじ", "くじ", "じゅうじ", "じゅういちじ"}
	minutesHeard  = map[int]string{0: "", 5: "ごふん", 10: "じゅっぷん", 15: "じゅうごふん", 20: "にじゅっぷん", 25: "にじゅうごふん",
		30: "さんじゅっぷん", 35: "さんじゅうごふん", 40: "よんじゅっぷん", 45: "よんじゅうごふん", 50: "ごじゅっぷん", 55: "ごじゅうごふん"}
	digitsHeard = [...]string{"ぜろ", "いち", "にい", "さん", "よん", "ごお", "ろく", "なな", "はち", "きゅう"}
)

// timeHeard returns how people say a time. The hour after noon and that after midnight have
// no number of their own by which all people call them.
func timeHeard(c booking.Clock) []string {
	hour, minutes := int(c)/60, minutesHeard[int(c)%60]
	switch {
	case hour == 0:
		return []string{"ごぜんれいじ" + minutes, "ごぜんぜろじ" + minutes}
	case hour < 12:
		return []string{"ごぜん" + hoursHeard[hour] + minutes}
	case hour == 12:
		return []string{"おひるのじゅうにじ" + minutes, "ごごれいじ" + minutes, "ごごぜろじ" + minutes}
	}
	return []string{"ごご" + hoursHeard[hour-12] + minutes}
}

// keysHeard are the keys as a voice says them that reads numbers.
var keysHeard = [...]string{"ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"}

// How people count people, and the minutes after full tens.
var (
	peopleHeard = [...][]string{1: {"ひとり"}, 2: {"ふたり"}, 3: {"さんにん"}, 4: {"よにん"}, 5: {"ごにん"}, 6: {"ろくにん"},
		7: {"ななにん", "しちにん"}, 8: {"はちにん"}, 9: {"きゅうにん", "くにん"}}
	minutesOnesHeard = [...]string{1: "いっぷん", 2: "にふん", 3: "さんぷん", 4: "よんぷん", 5: "ごふん", 6: "ろっぷん", 7: "ななふん",
		8: "はっぷん", 9: "きゅうふん"}
)

// namesHeard are the names of the sample city and of its facilities.
var namesHeard = map[string]string{
	"春日井市": "かすがいし",
	"市役所いっかいの、戸籍住民課": "しやくしょいっかいのこせきじゅうみんか", "市役所": "しやくしょ",
	"坂下しゅっちょうじょ": "さかしたしゅっちょうじょ", "坂下": "さかした",
	"東部市民センター": "とうぶしみんせんたあ", "東部": "とうぶ",
	"味美ふれあいセンター": "あじよしふれあいせんたあ", "味美": "あじよし",
	"高蔵寺ふれあいセンター": "こうぞうじふれあいせんたあ", "高蔵寺": "こうぞうじ",
}
