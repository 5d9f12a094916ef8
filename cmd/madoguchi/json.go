package main

import (
	"encoding/json"
	"io"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// slotJSON is a slot for machines.
type slotJSON struct {
	Facility  string `json:"facility"`
	Start     string `json:"start"`
	End       string `json:"end"`
	Capacity  int    `json:"capacity"`
	Remaining int    `json:"remaining"`
	Claimed   int    `json:"claimed"`
	Open      bool   `json:"open"`

	Services []string `json:"services,omitempty"` // of which a visit of one person may begin in it, where the city has several
}

func slotForMachines(s booking.Slot) slotJSON {
	return slotJSON{Facility: s.Facility, Start: rfc3339(s.Start), End: rfc3339(s.End), Capacity: s.Wanted, Remaining: s.Free, Claimed: s.Claimed, Open: s.Open()}
}

// noticeJSON is a notice for machines.
type noticeJSON struct {
	ID    int64  `json:"id"`
	From  string `json:"from"`
	Until string `json:"until"`
	Text  string `json:"text"`
	Made  string `json:"made"`
}

func noticeForMachines(n store.Notice) noticeJSON {
	return noticeJSON{n.ID, rfc3339(n.From), rfc3339(n.Until), n.Text, rfc3339(n.Made)}
}

// blockedJSON is a number, or a kind of caller, that is turned away, for machines.
type blockedJSON struct {
	Phone string `json:"phone"`          // masked, or with --numbers E.164; "" for a kind
	Kind  string `json:"kind,omitempty"` // withheld, payphone, unreadable
	Since string `json:"since"`
}

// walkInJSON is a day of walk-in hours for machines.
type walkInJSON struct {
	Facility string   `json:"facility"`
	Date     string   `json:"date"`
	Hours    []string `json:"hours"` // such as "09:00-16:00"; [] if the day has none
	Closed   bool     `json:"closed"`
}

func (d *desk) walkInForMachines(at walkInDay) walkInJSON {
	hours := forMachines(d.hours(at.facility, at.day), func(s string) string { return s })
	return walkInJSON{at.facility.ID, at.day.String(), hours, at.over}
}

// accountJSON is an account for machines.
type accountJSON struct {
	Name   string `json:"name"`
	Role   string `json:"role"`   // agent, counter, admin
	Number string `json:"number"` // four digits; "" if it has none
	Made   string `json:"made"`
	Ended  string `json:"ended"` // "" while it can be used
}

func accountForMachines(a store.Account) accountJSON {
	return accountJSON{a.Name, string(a.Role), a.Number, rfc3339(a.Made), orNever(a.Ended)}
}

// factorsJSON are the second factors of an account, without what proves them.
type factorsJSON struct {
	Name     string        `json:"name"`
	App      string        `json:"app"` // since when; "" if there is none
	Passkeys []passkeyJSON `json:"passkeys"`
	Recovery int           `json:"recovery_codes"`
}

type passkeyJSON struct {
	Name string `json:"name"`
	Made string `json:"made"`
	Used string `json:"used"`
}

func factorsForMachines(name string, f store.Factors) factorsJSON {
	return factorsJSON{name, orNever(f.App), forMachines(f.Passkeys, func(p store.Passkey) passkeyJSON {
		return passkeyJSON{p.Name, rfc3339(p.Made), orNever(p.Used)}
	}), f.Recovery}
}

// orNever writes a moment for machines, and "" for none.
func orNever(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return rfc3339(t)
}

// forMachines makes an array, which is [] and not null if there is nothing.
func forMachines[T, J any](things []T, one func(T) J) []J {
	array := make([]J, 0, len(things))
	for _, thing := range things {
		array = append(array, one(thing))
	}
	return array
}

func writeJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
