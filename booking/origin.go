package booking

import (
	"slices"
	"strings"
)

// Forwarded tells which calls that were not dialled directly show a number that is
// believed. The zero Forwarded lists none.
type Forwarded struct {
	Believe []Phone // numbers that forward to the line and show who called them
	Header  string  // in which the centre's exchange names the caller, "X-Caller"; "" means none
}

// An Origin is what the network tells about where a call comes from, as received.
type Origin struct {
	From          string
	ForwardedFrom string // who forwarded the call here; empty if nobody did
	CalledVia     string // the number that was dialled before it was forwarded
	Header        string // the value of the header that Forwarded.Header names; only over SIP
}

// CallerOf returns whom a call is from. docs/rules.md, "Who is calling".
//
// A number of the call centre is never a resident's: whoever calls from it is an
// agent, unless the centre's own exchange says who is behind it. Whoever forwards a
// call may have put any number there; it is believed if the config lists who
// forwarded the call, or if that is one of the city's own lines.
func (c *City) CallerOf(o Origin) Caller {
	from := CallerFrom(o.From)
	switch {
	case from.Kind != Identified:
		return from
	case c.Centre.calls(from.Phone):
		behind := CallerFrom(o.Header)
		if behind.Kind == Identified && !c.Centre.calls(behind.Phone) {
			return behind
		}
		return Caller{Kind: AtCentre}
	case !c.believes(o.ForwardedFrom) || !c.believes(o.CalledVia):
		return Caller{Kind: Malformed}
	}
	return from
}

// calls reports whether agents of the centre call from the number.
func (c Centre) calls(p Phone) bool {
	return p != "" && (p == c.Number || slices.Contains(c.Lines, p))
}

// believes reports whether a call that came by way of a number shows who called.
// It always does if via is empty. A number that only receives calls, such as 0120, may
// well forward them.
func (c *City) believes(via string) bool {
	if via == "" {
		return true
	}
	by, ok := forwarder(via)
	_, ours := c.FacilityOf(by)
	return ok && (ours || by == c.Number || slices.Contains(c.Centre.Forwarded.Believe, by))
}

// forwarder reads the number by way of which a call came, in any of the shapes that
// [CallerFrom] reads.
func forwarder(via string) (Phone, bool) {
	switch by := CallerFrom(via); by.Kind {
	case Identified:
		return by.Phone, true
	case Malformed:
		if len(via) > maxFrom {
			return "", false
		}
		_, user, _ := address(strings.ToLower(strings.TrimSpace(fold(via))))
		p, err := ParseLine(user)
		return p, err == nil && p.OnlyReceives()
	}
	return "", false
}
