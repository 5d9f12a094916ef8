package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// An oldSentence is a detail and the sentence that the versions up to 5 wrote for it.
type oldSentence struct {
	what, sentence string
	facts          Detail
}

// oldSentences draws one of each kind, in the formats in which they were written.
func oldSentences(t *rapid.T) []oldSentence {
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return monday.Add(time.Duration(rapid.IntRange(-1e6, 1e6).Draw(t, "minutes")) * time.Minute)
	})
	place := rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9-]{0,19}`), rapid.SampledFrom([]string{
		"list", "find", "all-none", "csv of x", "from to to", "戸籍, 西", "x, party 2", "the affected",
	})).Draw(t, "place")
	account := rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9._-]{1,19}`), rapid.SampledFrom([]string{"unknown", "none", "find", "cards", "to", "no-such"})).Draw(t, "account")
	n := func(name string) int { return rapid.IntRange(1, 1e6).Draw(t, name) }
	last4 := rapid.StringMatching(`[0-9]{4}`).Draw(t, "last4")
	v, was, until := Visit{Facility: place, Start: moment.Draw(t, "start")}, Visit{Facility: ajiyoshi, Start: moment.Draw(t, "was")}, moment.Draw(t, "until")
	day := booking.DateOf(moment.Draw(t, "day"))
	visit := fmt.Sprintf("%s %s", place, stamp(v.Start))
	span := fmt.Sprintf("%s %s to %s", place, stamp(v.Start), stamp(until))
	slots, bookings, party, member, capacity, id := n("slots")-1, n("bookings")-1, n("party"), n("member"), n("capacity"), int64(n("id"))

	withParty, wasParty := v, was
	withParty.Party, wasParty.Party = party, party+1
	ranged := Detail{Visit: v, Until: until, Slots: slots, Bookings: bookings}
	sized := ranged
	sized.Capacity = capacity
	dayAt := Detail{Visit: Visit{Facility: place}, Day: day}
	visitor, served := dayAt, dayAt
	visitor.Visitor, served.Visitor, served.Became = party, party, Served
	back := Detail{CallBack: id, Last4: last4}
	backSaid := fmt.Sprintf("call-back %d, a number that ends in %s", id, last4)
	of := Detail{Account: account}
	said := []oldSentence{
		{"book", fmt.Sprintf("%s, party %d, member %d, %s", visit, party, member, booking.NewIssue), Detail{Visit: withParty, Member: member, Procedure: booking.NewIssue}},
		{"move", fmt.Sprintf("ajiyoshi %s to %s", stamp(was.Start), visit), Detail{Visit: v, Was: was}},
		{"move", fmt.Sprintf("ajiyoshi %s to %s, party %d to %d", stamp(was.Start), visit, party+1, party), Detail{Visit: withParty, Was: wasParty}},
		{"memo", "", Detail{}},
		{"see", "find", Detail{Look: Look{Page: FoundPage}}},
		{"see", "card of " + last4, Detail{Look: Look{Page: CardPage, Last4: last4}}},
		{"see", fmt.Sprintf("list of %s %s", place, day), Detail{Look: Look{Page: DayPage, Facility: place, Day: day}}},
		{"see", fmt.Sprintf("csv of %s %s", place, day), Detail{Look: Look{Page: DayFile, Facility: place, Day: day}}},
		{"see", "list of the affected", Detail{Look: Look{Page: AffectedPage}}},
		{"see", "plan of capacity", Detail{Look: Look{Page: PlanPage, Plan: DidSize}}},
		{"open", visit + ", the opening hours have it again", Detail{Visit: v, Hours: true}},
		{"close", visit + ", the opening hours no longer have it", Detail{Visit: v, Hours: true}},
		{"open", fmt.Sprintf("%s, %d slots changed, %d bookings in them", span, slots, bookings), ranged},
		{"close", fmt.Sprintf("%s, %d slots changed, %d bookings in them", span, slots, bookings), ranged},
		{"capacity", fmt.Sprintf("%s, capacity %d, %d slots changed, %d bookings in fuller ones", span, capacity, slots, bookings), sized},
		{"add", fmt.Sprintf("%s, capacity %d", span, capacity), Detail{Visit: v, Until: until, Capacity: capacity}},
		{"notice", fmt.Sprintf("notice %d, %s to %s", id, stamp(v.Start), stamp(until)), Detail{Notice: id, Visit: Visit{Start: v.Start}, Until: until}},
		{"end-notice", fmt.Sprintf("notice %d", id), Detail{Notice: id}},
		{"walk-in-over", fmt.Sprintf("%s %s", place, day), dayAt}, {"walk-in", fmt.Sprintf("%s %s", place, day), dayAt},
		{"visitor", fmt.Sprintf("%s %s, number %d", place, day, party), visitor},
		{"visitor", fmt.Sprintf("%s %s, number %d, served", place, day, party), served},
		{"block", phone(1).Masked(), Detail{Masked: phone(1).Masked()}}, {"unblock", phone(1).Masked(), Detail{Masked: phone(1).Masked()}},
		{"new-code", "for a caller whose number ends in " + last4, Detail{Last4: last4}},
		{"passed-in", account + ", a caller whose number ends in " + last4, Detail{Account: account, Last4: last4}},
		{"wrong-code", "unknown", Detail{Fault: CodeUnknown}},
		{"wrong-code", "used already, of " + account, Detail{Fault: CodeUsed, Account: account}},
		{"wrong-code", "too old, of " + account, Detail{Fault: CodeOld, Account: account}},
		{"wrong-code", "of " + account + ", whose account has ended", Detail{Fault: CodeEnded, Account: account}},
		{"wrong-number", "", Detail{}},
		{"account", account + ", agent", Detail{Account: account, Role: Agent}}, {"role", account + ", counter", Detail{Account: account, Role: Counter}},
		{"number", account, of}, {"number", account + ", none", Detail{Account: account, NoNumber: true}},
		{"end-account", account, of}, {"password", account, of}, {"sign-in", account, of}, {"sign-out", account, of},
		{"sign-out", fmt.Sprintf("%s, %d sessions", account, party), Detail{Account: account, Sessions: party}},
		{"wrong-password", account, of}, {"wrong-password", "no such account", Detail{NoAccount: true}},
		{"secret", "cards", Detail{Secret: "cards"}},
	}
	for _, what := range []string{"cancel", "restore", "arrived", "absent", "not-said"} {
		said = append(said, oldSentence{what, visit, Detail{Visit: v}})
	}
	for _, what := range []string{"ask-back", "take-back", "back-reached", "back-unreached", "back-dropped"} {
		said = append(said, oldSentence{what, backSaid, back})
	}
	return said
}

// TestAnOldSentenceIsItsFacts takes apart every kind of sentence that was ever written,
// with any names in it.
func TestAnOldSentenceIsItsFacts(t *testing.T) {
	kinds := map[Deed]bool{}
	rapid.Check(t, func(t *rapid.T) {
		for _, old := range oldSentences(t) {
			kinds[Deed(old.what)] = true
			stored, err := detailOf(old.what, old.sentence)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := readDetail([]byte(stored)); err != nil || found != old.facts {
				t.Errorf("%s, %q: found %+v, %v, expected %+v", old.what, old.sentence, found, err, old.facts)
			}
		}
	})
	for what := range prose() {
		if !kinds[Deed(what)] {
			t.Errorf("no sentence of %s was taken apart", what)
		}
	}
}

// TestAnyOldSentenceIsKept checks that no word is lost of a sentence of unknown form.
func TestAnyOldSentenceIsKept(t *testing.T) {
	for _, old := range [][2]string{
		{"book", "koseki"}, {"book", "koseki 2026-02-30 10:00, party 1, member 1, renewal"}, {"book", "koseki 2026-11-30 10:00, party 0, member 1, renewal"},
		{"cancel", "koseki 2026-11-30 10:00\n"}, {"sign-in", "Tanto"}, {"sign-in", "tanto, agent"}, {"see", "card"}, {"visitor", "koseki 2026-11-30, number 0"},
		{"notice", "notice 1"}, {"notice", "notice 99999999999999999999, 2026-11-30 10:00 to 2026-11-30 11:00"}, {"telex", "+++"}, {"", `{"text":"x"}`},
		{"walk-in", "koseki 2026-13-01"}, {"new-code", "for a caller whose number ends in ０１２３"},
	} {
		stored, err := detailOf(old[0], old[1])
		if err != nil {
			t.Fatal(err)
		}
		if found, err := readDetail([]byte(stored)); err != nil || found != (Detail{Text: old[1]}) {
			t.Errorf("%q became %+v, %v", old, found, err)
		}
	}
}
