package phone

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// What stands in the fragment of an address: Twilio's connection overrides. Times are
// milliseconds, with what Twilio takes if nothing is said.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const (
	defaultRetries = 1      // rc, 0 to 5
	defaultConnect = 5_000  // ct, 100 to 10000
	defaultRead    = 15_000 // rt, 100 to 15000
	mostInAll      = 15_000 // tt, 100 to 15000: all tries together, whatever is asked for
)

// edges are the places from which Twilio asks (e), error 11241 for any other.
// https://www.twilio.com/docs/global-infrastructure/edge-locations
var edges = []string{"ashburn", "dublin", "frankfurt", "roaming", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"}

// checkOverrides returns what the fragment of an address should have been, or "" if it is
// well-formed and all tries that it asks for come within the time that Twilio has. Where it
// names a smaller total (tt), Twilio is meant to cut the tries short.
func checkOverrides(fragment string) (want string) {
	times := map[string]int{"rc": defaultRetries, "ct": defaultConnect, "rt": defaultRead}
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(fragment, "&") {
		key, value, ok := strings.Cut(pair, "=")
		switch {
		case !ok:
			return "connection overrides such as #rc=2&rp=5xx: key=value, separated by &"
		case seen[key]:
			return "the connection override " + key + " once"
		}
		seen[key] = true
		if want := checkOverride(key, value); want != "" {
			return "a connection override " + want
		}
		if n, err := strconv.Atoi(value); err == nil {
			times[key] = n
		}
	}
	takes := (times["rc"] + 1) * (times["ct"] + times["rt"])
	if says := seen["rc"] || seen["ct"] || seen["rt"]; says && times["rc"] > 0 && !seen["tt"] && takes > mostInAll {
		return fmt.Sprintf("connection overrides whose tries take 15 s in all, (rc+1) × (ct+rt), not %d ms", takes)
	}
	return ""
}

func checkOverride(key, value string) (want string) {
	named := func(want string) string {
		if want == "" {
			return ""
		}
		return key + "=" + want
	}
	every := func(known ...string) string {
		for one := range strings.SplitSeq(value, ",") {
			if !slices.Contains(known, one) {
				return strings.Join(known, " | ")
			}
		}
		return ""
	}
	switch key {
	case "rc":
		return named(between(0, 5)(value))
	case "ct":
		return named(between(100, 10_000)(value))
	case "rt", "tt":
		return named(between(100, mostInAll)(value))
	case "rp":
		return named(every("4xx", "5xx", "ct", "rt", "all"))
	case "e":
		return named(every(edges...))
	case "sni":
		if value != "y" && value != "n" {
			return named("y or n")
		}
		return ""
	}
	return "that is one of rc, rp, ct, rt, tt, e and sni"
}
