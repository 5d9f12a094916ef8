package city

import (
	"slices"
	"strings"
	"testing"
)

// edits are pairs of a text and its replacement. The replacement of "" is added to
// the end of the file.
type edits []string

func (e edits) apply(s string) string {
	for i := 0; i < len(e); i += 2 {
		if e[i] == "" {
			s += e[i+1]
		} else {
			s = strings.Replace(s, e[i], e[i+1], 1)
		}
	}
	return s
}

// brokenCity is the small city with a slip in it, and every mistake that must be
// reported, without the name of the file.
type brokenCity struct {
	claim string
	edits
	want string
}

var broken = slices.Concat(brokenNames, brokenNumbers, brokenHours, brokenDays, brokenPlaces, brokenRows, brokenSpecials, brokenClosures, brokenFigures, brokenCutOffs, brokenRules, brokenOutreach, brokenMail, brokenAbout, brokenWeb, brokenServices)

func TestABrokenCityIsToldExactly(t *testing.T) {
	for _, b := range broken {
		t.Run(b.claim, func(t *testing.T) {
			for i := 0; i < len(b.edits); i += 2 {
				if !strings.Contains(small, b.edits[i]) {
					t.Fatalf("the small city has no %q", b.edits[i])
				}
			}
			c, err := Parse("city.yaml", []byte(b.apply(small)))
			if err == nil {
				t.Fatalf("no mistake, but %+v", c)
			}
			if got, want := err.Error(), expected(b.want); got != want {
				t.Errorf("told\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// expected puts the name of the file in front of every line.
func expected(want string) string {
	return "city.yaml:" + strings.ReplaceAll(want, "\n", "\ncity.yaml:")
}

const openAllDay = `open: [{days: 月-金, from: "09:00", to: "16:00"}]`

const ofAFacility = "id, name, where, yomi, say, short, short_yomi, line, address, map, contact, name_en, slot, capacity, horizon, opens_at, book_until, " +
	"change_until, cancel_until, late_grace, max_party, most, reserve, party, strangers, open, walk_in, special, closed"

// facilities is the end of the small city.
var facilities = small[strings.Index(small, "facilities:"):]

var brokenNames = []brokenCity{
	{"unknown key that is nearly known", edits{"short: しやくしょ", "shrt: しやくしょ"},
		`10: facilities[0]: found the unknown key "shrt", expected one of ` + ofAFacility + ` (did you mean "short"?)`},
	{"unknown key whose value may be a secret", edits{"", "twilio_token: abc\n"},
		`18: top level: found the unknown key "twilio_token", expected one of city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases`},
	{"hyphen and another English", edits{"call_centre", "call-center"},
		`3: top level: found the unknown key "call-center", expected one of city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases (did you mean "call_centre"?)`},
	{"capital letter", edits{"", "Voice: {}\n"},
		`18: top level: found the unknown key "Voice", expected one of city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases (did you mean "voice"?)`},
	{"no blank after the colon", edits{"{name: 春日井市,", "{name:春日井市,"},
		`1: city: found the unknown key "name:春日井市", expected one of name, yomi, say (did you mean "name"?)`},
	{"full-width colon in brackets", edits{"{name: 春日井市,", "{name：春日井市,"},
		`1: city: found the unknown key "name：春日井市", expected one of name, yomi, say (did you mean "name"?)`},
	{"key twice", edits{"", "number: 050-0000-0009\n"},
		`18: top level: found the key "number" again, expected it once: line 2 has it already`},
	{"key twice in a facility", edits{"id: kozoji", "id: kozoji\n    id: tobu"},
		`14: facilities[1]: found the key "id" again, expected it once: line 13 has it already`},
	{"list as a key", edits{"", "[a, b]: c\n"},
		`18: top level: found a list of 2 as a key, expected a word`},
	{"nothing that is required", edits{small, "closed: []\n"},
		`1: city: found nothing, expected a mapping with name, yomi, say
1: number: found nothing, expected a telephone number such as 050-1234-5678 or +81 50 1234 5678
1: call_centre: found nothing, expected a mapping with number, lines, forwarded, whisper_key, hours, special, closed
1: facilities: found nothing, expected a list of facilities`},
	{"list in place of everything", edits{small, "- a\n- b\n"},
		`1: top level: found a list of 2, expected a mapping with city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases`},
	{"word in place of everything", edits{small, "yes\n"},
		`1: top level: found "yes", expected a mapping with city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases`},
	{"word in place of the city", edits{"{name: 春日井市, yomi: かすがいし}", "春日井市"},
		`1: city: found "春日井市", expected a mapping with name, yomi, say`},
	{"city commented out", edits{"{name: 春日井市, yomi: かすがいし}", "# 春日井市"},
		`1: city: found nothing, expected a mapping with name, yomi, say`},
	{"name in Latin letters", edits{"春日井市", "Kasugai"},
		`1: city.name: found "Kasugai", expected a Japanese name of at most 40 characters`},
	{"name that is empty", edits{"春日井市", "\"　\""},
		`1: city.name: found "\u3000", expected a Japanese name of at most 40 characters`},
	{"name with a line break", edits{"春日井市", "\"春日\\n井市\""},
		`1: city.name: found "春日\n井市", expected a Japanese name of at most 40 characters`},
	{"list as a name", edits{"春日井市", "[a, b]"},
		`1: city.name: found a list of 2, expected a Japanese name of at most 40 characters`},
	{"name of 41 characters", edits{"春日井市", strings.Repeat("市", 41)},
		`1: city.name: found "市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市"…, expected a Japanese name of at most 40 characters`},
	{"reading with a kanji", edits{"かすがいし", "かすがい市"},
		`1: city.yomi: found "かすがい市" with '市', expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"reading in Latin letters", edits{"かすがいし", "kasugai"},
		`1: city.yomi: found "kasugai" with 'k', expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"reading with a full-width digit", edits{"こせきじゅうみんか", "１かい"},
		`9: facilities[0].yomi: found "１かい" with '１', expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"reading with half-width kana", edits{"かすがいし", "ｶｽｶﾞｲ"},
		`1: city.yomi: found "ｶｽｶﾞｲ" with 'ｶ', expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"reading of 31 characters", edits{"かすがいし", strings.Repeat("か", 31)},
		`1: city.yomi: found "かかかかかかかかかかかかかかかかかかかかかかかかかかかかかかか", expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"reading without kana", edits{"かすがいし", "12"},
		`1: city.yomi: found "12", expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"short name that ends in 、", edits{"short: しやくしょ", "short: しやくしょ、"},
		`10: facilities[0].short: found "しやくしょ、", expected a name of at most 10 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"short name of 11 characters", edits{"short: しやくしょ", "short: しやくしょのまどぐちへ"},
		`10: facilities[0].short: found "しやくしょのまどぐちへ", expected a name of at most 10 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"said in Latin letters", edits{"yomi: かすがいし}", "yomi: かすがいし, say: Kasugai}"},
		`1: city.say: found "Kasugai" with 'K', expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"said with a stop, and with a full-width digit", edits{"short: しやくしょ", "say: 市役所。\n    short: しやくしょ", "short: こうぞうじ", "say: １階\n    short: こうぞうじ"},
		`10: facilities[0].say: found "市役所。" with '。', expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺
17: facilities[1].say: found "１階" with '１', expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"said in 31 characters", edits{"short: しやくしょ", "say: " + strings.Repeat("市", 31) + "\n    short: しやくしょ"},
		`10: facilities[0].say: found "市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市", expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"said as nothing but a number", edits{"short: しやくしょ", "say: 1、2\n    short: しやくしょ"},
		`10: facilities[0].say: found "1、2", expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"list as what is said", edits{"short: しやくしょ", "say: [市役所]\n    short: しやくしょ"},
		`10: facilities[0].say: found a list of 1, expected a name of at most 30 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"short name in kanji without a reading", edits{"short: しやくしょ", "short: 市役所"},
		`7: facilities[0].short_yomi: found nothing, expected a reading of at most 10 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"short name in kanji whose reading is left empty", edits{"short: しやくしょ", "short: 市役所\n    short_yomi:"},
		`11: facilities[0].short_yomi: found nothing, expected a reading of at most 10 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"short name in kanji whose reading is called otherwise", edits{"short: しやくしょ", "short: 市役所\n    short-yomi: しやくしょ"},
		`11: facilities[0]: found the unknown key "short-yomi", expected one of ` + ofAFacility + ` (did you mean "short_yomi"?)`},
	{"short name read in kanji", edits{"short: しやくしょ", "short: 市役所\n    short_yomi: 市役所"},
		`11: facilities[0].short_yomi: found "市役所" with '市', expected a reading of at most 10 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"short reading of 11 characters", edits{"short: しやくしょ", "short: 市役所\n    short_yomi: しやくしょのまどぐちへ"},
		`11: facilities[0].short_yomi: found "しやくしょのまどぐちへ", expected a reading of at most 10 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"short name in kana that is read otherwise", edits{"short: しやくしょ", "short: しやくしょ\n    short_yomi: こうみんかん"},
		`11: facilities[0].short_yomi: found "こうみんかん", expected no reading, or しやくしょ: a short name in kana is its own reading`},
	{"two facilities that are one by ear", edits{"short: しやくしょ", "say: 市役所\n    short: 市役所\n    short_yomi: しやくしょ", "short: こうぞうじ", "say: 市役所\n    short: しやくしょ"},
		`12: facilities[0].short_yomi: found "しやくしょ", expected one reading of 市役所, こせきじゅうみんか: line 10 has it already
18: facilities[1].say: found "市役所", expected one that no other facility has: line 10 has it already
19: facilities[1].short: found "しやくしょ", expected one that no other facility has: line 12 has it already`},
	{"one name with two readings", edits{"yomi: かすがいし}", "yomi: かすがいし, say: 春日井}", "short: しやくしょ", "short: 春日井\n    short_yomi: はるひい"},
		`11: facilities[0].short_yomi: found "はるひい", expected one reading of 春日井, かすがいし: line 1 has it already`},
	{"id in Japanese", edits{"id: koseki", "id: 戸籍"},
		`7: facilities[0].id: found "戸籍", expected a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility`},
	{"id of 21 letters", edits{"id: koseki", "id: a12345678901234567890"},
		`7: facilities[0].id: found "a12345678901234567890", expected a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility`},
	{"id that begins with a digit", edits{"id: koseki", "id: 1koseki"},
		`7: facilities[0].id: found "1koseki", expected a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility`},
	{"id that means every facility", edits{"id: koseki", "id: all"},
		`7: facilities[0].id: found "all", expected a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility`},
	{"facility that is another one's double", edits{"id: kozoji", "id: koseki", "name: 高蔵寺ふれあいセンター", "name: 戸籍住民課", "yomi: こうぞうじふれあいセンター", "yomi: こせきじゅうみんか", "short: こうぞうじ", "short: しやくしょ"},
		`13: facilities[1].id: found "koseki", expected one that no other facility has: line 7 has it already
14: facilities[1].name: found "戸籍住民課", expected one that no other facility has: line 8 has it already
15: facilities[1].yomi: found "こせきじゅうみんか", expected one that no other facility has: line 9 has it already
16: facilities[1].short: found "しやくしょ", expected one that no other facility has: line 10 has it already`},
	{"where in Latin letters", edits{"id: koseki", "id: koseki\n    where: 1F"},
		`8: facilities[0].where: found "1F", expected a Japanese name of at most 40 characters`},
	{"no facilities", edits{facilities, "facilities: []\n"},
		`6: facilities: found a list of 0, expected a list of facilities, 1 to 20 of them`},
	{"facilities as a mapping", edits{facilities, "facilities: {koseki: 戸籍住民課}\n"},
		`6: facilities: found a mapping, expected a list of facilities`},
	{"facility that is nothing", edits{"  - id: kozoji", "  -\n  - id: kozoji"},
		`13: facilities[1]: found nothing, expected a mapping with ` + ofAFacility},
	{"facility that is a word", edits{"  - id: kozoji", "  - 坂下\n  - id: kozoji"},
		`13: facilities[1]: found "坂下", expected a mapping with ` + ofAFacility},
	{"21 facilities", edits{facilities, "facilities: [" + strings.Repeat("{},", 21) + "]\n"},
		`6: facilities: found a list of 21, expected a list of facilities, 1 to 20 of them`},
}

var brokenNumbers = []brokenCity{
	{"line of two facilities", edits{"short: こうぞうじ", "short: こうぞうじ\n    line: 050 0000 0001"},
		`17: facilities[1].line: found "050 0000 0001", expected a number of its own: line 11 has it already`},
	{"line that is the shared number", edits{"line: 050-0000-0001", "line: '+815000000000'"},
		`11: facilities[0].line: found "+815000000000", expected a number of its own: line 2 has it already`},
	{"call centre that is the line itself", edits{"050-3821-0921", "050-0000-0000"},
		`4: call_centre.number: found "050-0000-0000", expected a number of its own: line 2 has it already`},
	{"number with a digit missing", edits{"050-0000-0000", "050-0000-000"},
		`2: number: found "050-0000-000", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"number with +81 and a digit missing", edits{"050-0000-0000", "+81 50-0000-000"},
		`2: number: found "+81 50-0000-000", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"number that is a word", edits{"050-0000-0000", "unknown"},
		`2: number: found "unknown", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"number that is empty", edits{"050-0000-0000", `""`},
		`2: number: found "", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"number that is nothing", edits{"050-0000-0000", "~"},
		`2: number: found nothing, expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"mapping as a number", edits{"050-0000-0000", "{a: b}"},
		`2: number: found a mapping, expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"call centre abroad", edits{"050-3821-0921", "+1 415 555 2671"},
		`4: call_centre.number: found "+1 415 555 2671", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456`},
	{"call centre that is the police", edits{"050-3821-0921", "110"},
		`4: call_centre.number: found "110", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456`},
	{"agents who call from the city's own number", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  lines: [050-0000-0001, 050-3821-0921, 0568]"},
		`5: call_centre.lines[1]: found "050-3821-0921", expected a number of its own: line 4 has it already
5: call_centre.lines[2]: found "0568", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456
12: facilities[0].line: found "050-0000-0001", expected a number of its own: line 5 has it already`},
	{"agents who call from numbers that only receive", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  lines: [0120-112-200, +81 570 011 220, 0568-11-2222, 0800-112-2000, \"+81 10 4500 0112\"]"},
		`5: call_centre.lines[0]: found "0120-112-200", expected a number that agents call from, such as 0568-12-3456: 0120, 0570, 0800 and 0990 only receive calls, and show another number
5: call_centre.lines[1]: found "+81 570 011 220", expected a number that agents call from, such as 0568-12-3456: 0120, 0570, 0800 and 0990 only receive calls, and show another number
5: call_centre.lines[3]: found "0800-112-2000", expected a number that agents call from, such as 0568-12-3456: 0120, 0570, 0800 and 0990 only receive calls, and show another number
5: call_centre.lines[4]: found "+81 10 4500 0112", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456`},
	{"a line that is nobody's", edits{"number: 050-0000-0000", "number: \"+81 10 4500 0112\""},
		`2: number: found "+81 10 4500 0112", expected a telephone number such as 050-1234-5678 or +81 50 1234 5678`},
	{"pages that are neither there nor not", edits{"", "web: {residents: yes}\n"},
		`18: web.residents: found "yes", expected true or false`},
	{"calls that are neither wanted nor not", edits{"", "web: {residents: true, code_calls: sometimes}\n"},
		`18: web.code_calls: found "sometimes", expected true or false`},
	{"pages for somebody else", edits{"", "web: {staff: true}\n"},
		`18: web: found the unknown key "staff", expected one of residents, link_for, code_calls, questions, colour, header`},
	{"a second factor for nobody in particular", edits{"", "console: {second_factor: admin}\n"},
		`18: console.second_factor: found "admin", expected none, admins or all (did you mean "admins"?)`},
	{"a console at a number", edits{"", "console: {url: \"http://127.0.0.1:8080\"}\n"},
		`18: console.url: found "http://127.0.0.1:8080", expected an address with the name of a host, such as https://madoguchi.city.example.jp`},
	{"a console without TLS", edits{"", "console: {url: \"http://madoguchi.city.example.jp\"}\n"},
		`18: console.url: found "http://madoguchi.city.example.jp", expected https:// (http:// only for localhost and 127.0.0.1), such as https://yoyaku.example.jp`},
	{"a console that never signs out", edits{"", "console: {idle: 2d}\n"},
		`18: console.idle: found "2d", expected a length of time from 5m to 12h`},
	{"forwarding that nobody can believe", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  forwarded: {believe: [everybody], header: Caller}"},
		`5: call_centre.forwarded.believe[0]: found "everybody", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456
5: call_centre.forwarded.header: found "Caller", expected a SIP header that begins with X-, such as X-Caller`},
	{"a key that is neither pressed nor not", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  whisper_key: 1"},
		`5: call_centre.whisper_key: found "1", expected true or false`},
	{"a key in brackets", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  whisper_key: [true]"},
		`5: call_centre.whisper_key: found a list of 1, expected true or false`},
	{"a key that is pressed and is not", edits{"number: 050-3821-0921", "number: 050-3821-0921\n  whisper_key: true\n  whisper_key: false"},
		`6: call_centre: found the key "whisper_key" again, expected it once: line 5 has it already`},
	{"lines of the country that are called otherwise", edits{"", "national: {lost-card: {number: 0120-95-0178}}\n"},
		`18: national: found the unknown key "lost-card", expected one of lost_card, languages (did you mean "lost_card"?)`},
	{"line of the country that is a word", edits{"", "national: {lost_card: 0120-95-0178}\n"},
		`18: national.lost_card: found "0120-95-0178", expected a mapping with number, hours, special, closed`},
	{"line of the country without a number", edits{"", "national:\n  lost_card: {}\n  languages:\n    hours: [{days: 月-金, from: \"09:30\", to: \"20:00\"}]\n"},
		`19: national.lost_card.number: found nothing, expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456
20: national.languages.number: found nothing, expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456`},
	{"line of the country abroad", edits{"", "national: {languages: {number: +1 212 555 0100}}\n"},
		`18: national.languages.number: found "+1 212 555 0100", expected a Japanese telephone number such as 050-1234-5678 or 0568-12-3456`},
	{"line of the country with the number twice", edits{"", "national:\n  lost_card:\n    number: 0120-95-0178\n    number: 0120-95-0178\n"},
		`21: national.lost_card: found the key "number" again, expected it once: line 20 has it already`},
	{"line of the country that is the city's own", edits{"", "national: {lost_card: {number: 050-0000-0001}, languages: {number: 050-3821-0921}}\n"},
		`18: national.lost_card.number: found "050-0000-0001", expected the number of a line of the country: line 11 has it already
18: national.languages.number: found "050-3821-0921", expected the number of a line of the country: line 4 has it already`},
	{"line of the country whose hours are none", edits{"", "national:\n  lost_card: {number: 0120-95-0178, hours: []}\n  languages: {number: 0120-0178-27, hours: always}\n"},
		`19: national.lost_card.hours: found a list of 0, expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}, 1 to 50 of them
20: national.languages.hours: found "always", expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`},
	{"line of the country whose hours end before they begin", edits{"", "national: {languages: {number: 0120-0178-27, hours: [{days: 月-金, from: \"20:00\", to: \"09:30\"}]}}\n"},
		`18: national.languages.hours[0].to: found "09:30", expected a time of day after 20:00`},
	{"line of the country with closed days of no hours", edits{"", "national: {lost_card: {number: 0120-95-0178, closed: [{date: 2027-01-01}]}}\n"},
		`18: national.lost_card.hours: found nothing, expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`},
	{"call centre without hours", edits{`  hours: [{days: 月-金, from: "08:30", to: "17:00"}]
`, ""},
		`3: call_centre.hours: found nothing, expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`},
}
