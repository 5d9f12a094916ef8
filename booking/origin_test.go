package booking

import "testing"

func TestACallIsFromWhomItsOriginIsBelieved(t *testing.T) {
	const resident, centre, desk, forwards, line = "+819012345678", "+815038210921", "+81568112222", "+81568112200", "+815000000001"
	const free, ownFree = "+81120112200", "+81800112200" + "0"
	city := &City{
		Number:     "+815000000000",
		Facilities: []Facility{{ID: "koseki", Line: line}, {ID: "tobu", Line: ownFree}},
		Centre:     Centre{Number: centre, Lines: []Phone{desk}, Forwarded: Forwarded{Believe: []Phone{forwards, free}, Header: "X-Caller"}},
	}
	is := func(p Phone) Caller { return Caller{Kind: Identified, Phone: p} }
	for name, c := range map[string]struct {
		origin Origin
		want   Caller
	}{
		"dialled directly":                        {Origin{From: resident}, is(resident)},
		"dialled directly, over SIP":              {Origin{From: "sip:09012345678@pbx.example.jp"}, is(resident)},
		"forwarded by whoever is believed":        {Origin{From: resident, ForwardedFrom: "0568-11-2200"}, is(resident)},
		"forwarded, and dialled there":            {Origin{From: resident, ForwardedFrom: forwards, CalledVia: forwards}, is(resident)},
		"forwarded by a line of the city":         {Origin{From: resident, ForwardedFrom: line}, is(resident)},
		"forwarded by the city's number":          {Origin{From: resident, CalledVia: "+815000000000"}, is(resident)},
		"forwarded by anybody else":               {Origin{From: resident, ForwardedFrom: "+815011112222"}, Caller{Kind: Malformed}},
		"dialled elsewhere":                       {Origin{From: resident, CalledVia: "+815011112222"}, Caller{Kind: Malformed}},
		"forwarded twice, once by anybody":        {Origin{From: resident, ForwardedFrom: forwards, CalledVia: "+815011112222"}, Caller{Kind: Malformed}},
		"forwarded by nobody knows whom":          {Origin{From: resident, ForwardedFrom: "anonymous"}, Caller{Kind: Malformed}},
		"forwarded by 0120 that is believed":      {Origin{From: resident, ForwardedFrom: "0120-112-200", CalledVia: free}, is(resident)},
		"forwarded by it over SIP":                {Origin{From: resident, ForwardedFrom: "<sip:0120112200@pbx.example.jp>"}, is(resident)},
		"forwarded by 0800 of the city's own":     {Origin{From: resident, CalledVia: ownFree}, is(resident)},
		"forwarded by any other 0120":             {Origin{From: resident, ForwardedFrom: "0120112201"}, Caller{Kind: Malformed}},
		"forwarded by 0570":                       {Origin{From: resident, ForwardedFrom: "0570-011-220"}, Caller{Kind: Malformed}},
		"forwarded by nobody's number":            {Origin{From: resident, ForwardedFrom: "+8110450001"}, Caller{Kind: Malformed}},
		"from 0120, which nobody calls from":      {Origin{From: free}, Caller{Kind: Malformed}},
		"from nobody's number":                    {Origin{From: "+8110450001"}, Caller{Kind: Malformed}},
		"the centre says that 0120 is behind it":  {Origin{From: centre, Header: "0120-112-200"}, Caller{Kind: AtCentre}},
		"the centre says that nobody's number is": {Origin{From: centre, Header: "+81 10 4500 0112"}, Caller{Kind: AtCentre}},
		"withheld and forwarded":                  {Origin{From: "anonymous", ForwardedFrom: "+815011112222"}, Caller{Kind: Withheld}},
		"from the centre":                         {Origin{From: centre}, Caller{Kind: AtCentre}},
		"from a desk of the centre":               {Origin{From: desk}, Caller{Kind: AtCentre}},
		"from the centre, over SIP":               {Origin{From: "sip:05038210921@pbx.example.jp"}, Caller{Kind: AtCentre}},
		"from the centre, forwarded":              {Origin{From: centre, ForwardedFrom: forwards}, Caller{Kind: AtCentre}},
		"the centre says who is behind it":        {Origin{From: centre, Header: "090-1234-5678"}, is(resident)},
		"the centre says that it shows no number": {Origin{From: centre, Header: "anonymous"}, Caller{Kind: AtCentre}},
		"the centre names itself":                 {Origin{From: centre, Header: desk}, Caller{Kind: AtCentre}},
		"somebody else names a number":            {Origin{From: "+818011112222", Header: resident}, is("+818011112222")},
	} {
		if got := city.CallerOf(c.origin); got != c.want {
			t.Errorf("%s: %s, expected %s", name, got, c.want)
		}
	}
}

func TestACityWithoutACentreHasNoAgents(t *testing.T) {
	if got := (&City{}).CallerOf(Origin{}); got.Kind != Withheld {
		t.Errorf("nobody is %s, expected a caller who shows no number", got)
	}
}
