package booking

import "slices"

// Forwarded says when the number of a call that was not dialled directly is
// believed. The zero Forwarded believes none.
type Forwarded struct {
	Believe []Phone // numbers that forward to the line and show who called them
	Header  string  // in which the centre's exchange names the caller, "X-Caller"; "" is none
}

// An Origin is what the network tells of where a call comes from, as it came.
type Origin struct {
	From          string
	ForwardedFrom string // who forwarded the call here; empty if nobody did
	CalledVia     string // the number that was dialled before it was forwarded
	Header        string // what stands in Forwarded.Header; of a call over SIP only
}

// CallerOf says whom a call is from. docs/rules.md, "Who is calling".
//
// A number of the call centre is never a resident: whoever calls from it is an
// agent, unless the centre's own exchange says who is behind it. A forwarded call
// shows a number that whoever forwarded it may have put there; it is believed of
// those of whom the config says so, and of the city's own lines.
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

// calls says whether agents of the centre call from the number.
func (c Centre) calls(p Phone) bool {
	return p != "" && (p == c.Number || slices.Contains(c.Lines, p))
}

// believes says whether a call that came by way of a number shows who called. By
// way of none it does.
func (c *City) believes(via string) bool {
	if via == "" {
		return true
	}
	by := CallerFrom(via)
	if by.Kind != Identified {
		return false
	}
	_, ours := c.FacilityOf(by.Phone)
	return ours || by.Phone == c.Number || slices.Contains(c.Centre.Forwarded.Believe, by.Phone)
}
