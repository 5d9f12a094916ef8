package city

import (
	"fmt"
	"strings"
)

const (
	ofAService = "id, kind, name, yomi, say, short, short_yomi, name_en, visit, facilities, hours, special, closed, who, who_en, bring, bring_en, reasons, " +
		"horizon, opens_at, book_until, change_until, cancel_until, late_grace, max_party, party"
	someID      = "a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility"
	someKind    = "certificate, application, pick-up"
	someVisit   = "a length of time from 5m to 4h"
	somePlaces  = "ids of facilities, of koseki, kozoji"
	someReasons = "a list of reasons such as {id: lost, name: 紛失した}"
	inJapanese  = "words in Japanese, at most %d characters"
	inLatin     = "words in Latin letters, at most %d characters"
)

// Two services without a mistake; the first begins on line 19, the second on line 20.
const (
	certificate = "{id: certificate, kind: certificate, name: 証明書の更新, yomi: しょうめいしょのこうしん, short: しょうめいしょ}"
	application = "{id: application, kind: application, name: カードの申請, yomi: カードのしんせい, short: カード}"
)

// services returns an edit that adds services to the small city, the first on line 19.
func services(items ...string) edits {
	return edits{"", "services:\n  - " + strings.Join(items, "\n  - ") + "\n"}
}

// with returns an application with another key.
func with(more string) edits {
	return services(certificate, strings.TrimSuffix(application, "}")+", "+more+"}")
}

var brokenServices = []brokenCity{
	{"services as a word", edits{"", "services: certificate\n"},
		`18: services: found "certificate", expected a list of services`},
	{"services as a mapping", edits{"", "services: {id: certificate}\n"},
		`18: services: found a mapping, expected a list of services`},
	{"no services in a list", edits{"", "services: []\n"},
		`18: services: found a list of 0, expected a list of services, 1 to 8 of them`},
	{"nine services", services(strings.Split(strings.Repeat(certificate+"\n", 8)+certificate, "\n")...),
		`18: services: found a list of 9, expected a list of services, 1 to 8 of them`},
	{"a service that is a word", services(certificate, "application"),
		`20: services[1]: found "application", expected a mapping with ` + ofAService},
	{"a service without anything", services("{who: みなさま}"),
		`19: services[0].id: found nothing, expected ` + someID + `
19: services[0].kind: found nothing, expected ` + someKind + `
19: services[0].name: found nothing, expected a Japanese name of at most 30 characters
19: services[0].yomi: found nothing, expected a reading of at most 30 characters in kana, digits 0-9 and 、 such as こうぞうじ
19: services[0].short: found nothing, expected a name of at most 12 characters in kana, kanji, digits 0-9 and 、 such as 高蔵寺`},
	{"a service with a slip", with("reason: []"),
		`20: services[1]: found the unknown key "reason", expected one of ` + ofAService + ` (did you mean "reasons"?)`},
	{"a service with desks of its own", with("capacity: 2"),
		`20: services[1]: found the unknown key "capacity", expected one of ` + ofAService},
	{"a kind that there is not", services(certificate, strings.Replace(application, "kind: application", "kind: pickup", 1)),
		`20: services[1].kind: found "pickup", expected ` + someKind + ` (did you mean "pick-up"?)`},
	{"a kind with a slip, and reasons of it", services(certificate, strings.Replace(application, "kind: application", "kind: card, reasons: [{id: lost, name: 紛失した}]", 1)),
		`20: services[1].kind: found "card", expected ` + someKind},
	{"an id that is none", services(strings.Replace(certificate, "id: certificate", "id: 証明書", 1)),
		`19: services[0].id: found "証明書", expected ` + someID},
	{"two ids that are none", services(strings.Replace(certificate, "id: certificate", "id: A", 1), strings.Replace(application, "id: application", "id: A", 1)),
		`19: services[0].id: found "A", expected ` + someID + `
20: services[1].id: found "A", expected ` + someID},
	{"two services of one id and name", services(certificate, "{id: certificate, kind: application, name: 証明書の更新, yomi: カードのしんせい, short: カード}"),
		`20: services[1].id: found "certificate", expected one that no other service has: line 19 has it already
20: services[1].name: found "証明書の更新", expected one that no other service has: line 19 has it already`},
	{"two services that sound alike", services(certificate, "{id: card, kind: application, name: カードの申請, yomi: しょうめいしょのこうしん, short: カード}"),
		`20: services[1].yomi: found "しょうめいしょのこうしん", expected one that no other service has: line 19 has it already`},
	{"two services that sound alike in a menu", services(certificate, "{id: card, kind: application, name: カードの申請, yomi: カードのしんせい, short: 証明書, short_yomi: しょうめいしょ}"),
		`20: services[1].short_yomi: found "しょうめいしょ", expected one that no other service has: line 19 has it already`},
	{"two services that are called alike in a menu", services(certificate, strings.Replace(application, "short: カード", "short: しょうめいしょ", 1)),
		`20: services[1].short: found "しょうめいしょ", expected one that no other service has: line 19 has it already`},
	{"two services of one English name", services(strings.TrimSuffix(certificate, "}")+", name_en: Card}", strings.TrimSuffix(application, "}")+", name_en: Card}"),
		`20: services[1].name_en: found "Card", expected one that no other service has: line 19 has it already`},
	{"a name that is said in two ways", services(strings.TrimSuffix(certificate, "}")+", say: 更新}", "{id: card, kind: application, name: カードの申請, yomi: カードのしんせい, short: 更新, short_yomi: こうしん}"),
		`20: services[1].short_yomi: found "こうしん", expected one reading of 更新, しょうめいしょのこうしん: line 19 has it already`},
	{"a short name in kanji without a reading", services(strings.Replace(certificate, "short: しょうめいしょ", "short: 証明書", 1)),
		`19: services[0].short_yomi: found nothing, expected a reading of at most 10 characters in kana, digits 0-9 and 、 such as こうぞうじ`},
	{"a visit that is too short, and one without a unit", services(strings.TrimSuffix(certificate, "}")+", visit: 4m}", strings.TrimSuffix(application, "}")+", visit: 40}"),
		`19: services[0].visit: found "4m", expected ` + someVisit + `
20: services[1].visit: found "40", expected ` + someVisit},
	{"a facility that there is not", with("facilities: [koseki, tobu]"),
		`20: services[1].facilities[1]: found "tobu", expected ` + somePlaces},
	{"a facility twice", with("facilities: [koseki, koseki]"),
		`20: services[1].facilities[1]: found "koseki", expected it once: line 20 has it already`},
	{"no facility in a list", with("facilities: []"),
		`20: services[1].facilities: found a list of 0, expected a list of ` + somePlaces + `, 1 to 2 of them`},
	{"more facilities than there are", with("facilities: [koseki, kozoji, tobu]"),
		`20: services[1].facilities: found a list of 3, expected a list of ` + somePlaces + `, 1 to 2 of them`},
	{"a facility as a word", with("facilities: koseki"),
		`20: services[1].facilities: found "koseki", expected a list of ` + somePlaces},
	{"facilities that are told already", append(edits{"id: koseki", "id: Koseki"}, with("facilities: [Koseki]")...),
		`7: facilities[0].id: found "Koseki", expected ` + someID},
	{"hours with desks", with(`hours: [{days: 火, from: "13:00", to: "16:00", capacity: 2}]`),
		`20: services[1].hours[0]: found the unknown key "capacity", expected one of days, from, to, lunch, ranges, mode, moved, valid`},
	{"hours that end before they begin", with(`hours: [{days: 火, from: "16:00", to: "13:00"}]`),
		`20: services[1].hours[0].to: found "13:00", expected a time of day after 16:00`},
	{"hours that overlap", with(`hours: [{days: 火, from: "13:00", to: "16:00"}, {days: 火, from: "15:00", to: "17:00"}]`),
		`20: services[1].hours[1]: found 15:00-17:00, expected no overlap with services[1].hours[0], which is 13:00-16:00 (line 20), as on 2026-01-06`},
	{"closed days without hours", with("closed: [{date: 2026-12-28}]"),
		`20: services[1].hours: found nothing, expected ` + someHours},
	{"words that are no Japanese, and too many of them", with("who: Everybody, bring: [" + strings.Repeat("はがき, ", 8) + "はがき]"),
		fmt.Sprintf(`20: services[1].who: found "Everybody", expected `+inJapanese+`
20: services[1].bring: found a list of 9, expected a list of things to bring, 1 to 8 of them`, 200)},
	{"words that are no English", with("who_en: みなさま, bring_en: [はがき]"),
		fmt.Sprintf(`20: services[1].who_en: found "みなさま", expected `+inLatin+`
20: services[1].bring_en[0]: found "はがき", expected `+inLatin, 200, 60)},
	{"reasons of another kind", services(strings.TrimSuffix(certificate, "}")+", reasons: [{id: lost, name: 紛失した}]}", application),
		`19: services[0].reasons: found a list of 1, expected none, or kind: application: only a card is issued again for a reason`},
	{"reasons as words", with("reasons: [紛失した]"),
		`20: services[1].reasons[0]: found "紛失した", expected a mapping with id, name, name_en`},
	{"no reasons in a list", with("reasons: []"),
		`20: services[1].reasons: found a list of 0, expected ` + someReasons + `, 1 to 10 of them`},
	{"eleven reasons", with("reasons: [" + strings.Repeat("{id: lost, name: 紛失した}, ", 10) + "{id: lost, name: 紛失した}]"),
		`20: services[1].reasons: found a list of 11, expected ` + someReasons + `, 1 to 10 of them`},
	{"a reason without a name, and one in English", with("reasons: [{id: lost}, {id: broken, name: Broken}]"),
		fmt.Sprintf(`20: services[1].reasons[0].name: found nothing, expected `+inJapanese+`
20: services[1].reasons[1].name: found "Broken", expected `+inJapanese, 30, 30)},
	{"a reason twice", with("reasons: [{id: lost, name: 紛失した, name_en: Lost}, {id: lost, name: 紛失した, name_en: Lost}]"),
		`20: services[1].reasons[1].id: found "lost", expected one that no other reason has: line 20 has it already
20: services[1].reasons[1].name: found "紛失した", expected one that no other reason has: line 20 has it already
20: services[1].reasons[1].name_en: found "Lost", expected one that no other reason has: line 20 has it already`},
	{"a figure that is wrong at two facilities, told once", with("max_party: 10"),
		`20: services[1].max_party: found "10", expected a whole number from 1 to 9`},
	{"a figure that is wrong beside that of one facility", append(edits{"    short: しやくしょ", "    max_party: 2\n    short: しやくしょ"}, with("horizon: 0d")...),
		`21: services[1].horizon: found "0d", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月`},
	{"a horizon without room for the facility's last moment", append(edits{"    short: しやくしょ", "    book_until: {days_before: 5, at: \"17:00\"}\n    short: しやくしょ"}, with("horizon: 3d")...),
		`21: services[1].horizon: found "3d", expected at least 5d as in rules.book_until, or a book_until of its own`},
	{"people side by side where no slot has two seats", append(edits{"    short: しやくしょ", "    capacity: 1\n    short: しやくしょ"}, with("party: same-slot, facilities: [koseki]")...),
		`21: services[1].party: found party: same-slot without a slot for two, expected a capacity of at least 2, party: consecutive or max_party: 1`},
	{"last moments that no open day keeps", with("horizon: 5d, book_until: {open_days_before: 5, at: \"17:00\"}"),
		`20: services[1].book_until: found 5 open days before a visit, which are always more than 5d, expected a later book_until or a longer horizon`},
	{"last moments that no open day keeps, though the facility has its own", append(edits{"    short: しやくしょ", "    book_until: start\n    short: しやくしょ"}, with("horizon: 5d, book_until: {open_days_before: 5, at: \"17:00\"}, facilities: [koseki]")...),
		`21: services[1].book_until: found 5 open days before a visit, which are always more than 5d, expected a later book_until or a longer horizon`},
	{"one of each without services", edits{"", "per_service: true\n"},
		`18: per_service: found "true", expected a list of services as well: there is the certificate alone`},
	{"one of each of one", append(services(certificate), "", "per_service: true\n"),
		`20: per_service: found "true", expected two services at least: there is one alone`},
	{"one of each that is neither", edits{"", "per_service: yes\n"},
		`18: per_service: found "yes", expected true or false`},
	{"one of each as a list", append(services(certificate), "", "per_service: [true]\n"),
		`20: per_service: found a list of 1, expected true or false`},
	{"services twice", append(services(certificate), "", "services: []\n"),
		`20: top level: found the key "services" again, expected it once: line 18 has it already`},
}
