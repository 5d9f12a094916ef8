package store

import (
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"

	"madoguchi/booking"
)

// prose returns the forms of the English sentences in which the ledger kept the details of
// deeds up to version 5, by the name that the deed had then. Each group is the fact of
// that name. A sentence of such a form says nothing beyond its facts, so it is not kept
// beside them.
var prose = sync.OnceValue(func() map[string][]*regexp.Regexp {
	const (
		aMoment   = `\d{4}-\d\d-\d\d \d\d:\d\d`
		aDay      = `\d{4}-\d\d-\d\d`
		aNumber   = `[1-9]\d{0,8}`
		orNone    = `(?:0|` + aNumber + `)`
		anAccount = `[a-z][a-z0-9._-]{1,19}`

		ofVisit   = `(?P<facility>.+) (?P<start>` + aMoment + `)`
		ofRange   = ofVisit + ` to (?P<until>` + aMoment + `)`
		ofDay     = `(?P<facility>.+) (?P<day>` + aDay + `)`
		ofAccount = `(?P<account>` + anAccount + `)`
		ofBack    = `call-back (?P<back>` + aNumber + `), a number that ends in (?P<last4>\d{4})`
		ofSlots   = `, (?P<slots>` + orNone + `) slots changed, (?P<bookings>` + orNone + `) bookings in `
	)
	forms := map[string][]string{
		"book": {ofVisit + `, party (?P<party>` + aNumber + `), member (?P<member>` + aNumber + `), (?P<procedure>[a-z-]+)`},
		"move": {`(?P<was>.+) (?P<was_start>` + aMoment + `) to ` + ofVisit +
			`(?:, party (?P<was_party>` + aNumber + `) to (?P<party>` + aNumber + `))?`},
		"cancel": {ofVisit}, "restore": {ofVisit},
		"arrived": {ofVisit}, "absent": {ofVisit}, "not-said": {ofVisit},
		"see": {`(?P<page>find)`, `(?P<page>card) of (?P<look_last4>\d{4})`, `list of the (?P<page>affected)`,
			`(?P<page>plan) of (?P<plan>open|close|capacity)`,
			`(?P<page>list|csv) of (?P<look_facility>.+) (?P<look_day>` + aDay + `)`},

		"open":         {ofRange + ofSlots + `them`, ofVisit + `(?P<hours>, the opening hours have it again)`},
		"close":        {ofRange + ofSlots + `them`, ofVisit + `(?P<hours>, the opening hours no longer have it)`},
		"capacity":     {ofRange + `, capacity (?P<capacity>` + aNumber + `)` + ofSlots + `fuller ones`},
		"add":          {ofRange + `, capacity (?P<capacity>` + aNumber + `)`},
		"walk-in-over": {ofDay}, "walk-in": {ofDay},
		"visitor": {ofDay + `, number (?P<visitor>` + aNumber + `)(?:, (?P<became>waiting|served|left))?`},

		"notice":     {`notice (?P<notice>` + aNumber + `), (?P<start>` + aMoment + `) to (?P<until>` + aMoment + `)`},
		"end-notice": {`notice (?P<notice>` + aNumber + `)`},
		"block":      {`(?P<masked>\+[0-9*]+)`}, "unblock": {`(?P<masked>\+[0-9*]+)`},
		"ask-back": {ofBack}, "take-back": {ofBack},
		"back-reached": {ofBack}, "back-unreached": {ofBack}, "back-dropped": {ofBack},
		"new-code":  {`for a caller whose number ends in (?P<last4>\d{4})`},
		"passed-in": {ofAccount + `, a caller whose number ends in (?P<last4>\d{4})`},
		"wrong-code": {`(?P<fault>unknown)`, `(?P<fault>used already|too old), of ` + ofAccount,
			`of ` + ofAccount + `, whose account (?P<fault>has ended)`},

		"sign-in": {ofAccount}, "sign-out": {ofAccount + `(?:, (?P<sessions>` + aNumber + `) sessions)?`},
		"wrong-password": {ofAccount, `(?P<nobody>no such account)`},
		"account":        {ofAccount + `, (?P<role>[a-z]+)`}, "role": {ofAccount + `, (?P<role>[a-z]+)`},
		"end-account": {ofAccount}, "password": {ofAccount},
		"number": {ofAccount + `(?P<none>, none)?`},
		"secret": {`(?P<secret>.+)`},
	}
	compiled := map[string][]*regexp.Regexp{}
	for deed, some := range forms {
		for _, form := range some {
			compiled[deed] = append(compiled[deed], regexp.MustCompile(`^(?:`+form+`)$`))
		}
	}
	return compiled
})

// detailOf returns the detail of a deed of version 5 or before, as it is stored now. A
// sentence that has none of the forms is not lost: it becomes the Detail's Text.
func detailOf(deed, sentence string) (string, error) {
	for _, form := range prose()[deed] {
		found := form.FindStringSubmatch(sentence)
		if found == nil {
			continue
		}
		if d, err := factsOf(form.SubexpNames(), found); err == nil {
			return d.stored()
		}
	}
	return Detail{Text: sentence}.stored()
}

// factsOf makes a detail out of named facts. It returns an error if one of them is not
// possible, such as the 30th of February.
func factsOf(names, facts []string) (d Detail, err error) {
	for i, name := range names {
		if fact := facts[i]; name != "" && fact != "" {
			if err := d.set(name, fact); err != nil {
				return Detail{}, err
			}
		}
	}
	return d, nil
}

func (d *Detail) set(name, fact string) (err error) {
	switch name {
	case "facility":
		d.Facility = fact
	case "start":
		d.Start, err = readStamp(fact)
	case "party":
		d.Party, err = strconv.Atoi(fact)
	case "was":
		d.Was.Facility = fact
	case "was_start":
		d.Was.Start, err = readStamp(fact)
	case "was_party":
		d.Was.Party, err = strconv.Atoi(fact)
	case "until":
		d.Until, err = readStamp(fact)
	case "day":
		d.Day, err = booking.ParseDate(fact)
	case "member":
		d.Member, err = strconv.Atoi(fact)
	case "procedure":
		d.Procedure = booking.Procedure(fact)
	case "capacity":
		d.Capacity, err = strconv.Atoi(fact)
	case "slots":
		d.Slots, err = strconv.Atoi(fact)
	case "bookings":
		d.Bookings, err = strconv.Atoi(fact)
	case "hours":
		d.Hours = true
	case "visitor":
		d.Visitor, err = strconv.Atoi(fact)
	case "became":
		d.Became = map[string]VisitorState{"waiting": Waiting, "served": Served, "left": Left}[fact]
	case "notice":
		d.Notice, err = strconv.ParseInt(fact, 10, 64)
	case "back":
		d.CallBack, err = strconv.ParseInt(fact, 10, 64)
	case "last4":
		d.Last4 = fact
	case "masked":
		d.Masked = fact
	case "account":
		d.Account = fact
	case "nobody":
		d.NoAccount = true
	case "role":
		d.Role = Role(fact)
	case "none":
		d.NoNumber = true
	case "sessions":
		d.Sessions, err = strconv.Atoi(fact)
	case "fault":
		d.Fault = map[string]CodeFault{"unknown": CodeUnknown, "used already": CodeUsed, "too old": CodeOld, "has ended": CodeEnded}[fact]
	case "secret":
		d.Secret = fact
	case "page":
		d.Look.Page = Page(fact)
	case "plan":
		d.Look.Plan = Deed(fact)
	case "look_last4":
		d.Look.Last4 = fact
	case "look_facility":
		d.Look.Facility = fact
	case "look_day":
		d.Look.Day, err = booking.ParseDate(fact)
	default:
		err = fmt.Errorf("store: found the fact %s, expected one that a detail has", name)
	}
	return err
}

// readStamp reads what stamp writes.
func readStamp(s string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", s, booking.JST)
}
