package booking

import (
	"fmt"
	"testing"
)

func TestAStretchIsThePartsThatAreNotOver(t *testing.T) {
	first, last := mustDate(t, "2026-04-20"), mustDate(t, "2026-04-22")
	for _, c := range []struct {
		name       string
		facilities []string
		from, to   Clock
		now        string
		want       string
	}{
		{"whole days make one piece", []string{"a", "b"}, 0, Midnight, "2026-04-19 10:00", "[a 20 00:00-23 00:00 b 20 00:00-23 00:00]"},
		{"of which some has passed", []string{"a"}, 0, Midnight, "2026-04-22 23:59", "[a 20 00:00-23 00:00]"},
		{"or all of it", []string{"a"}, 0, Midnight, "2026-04-23 00:00", "[]"},
		{"mornings", []string{"a"}, 0, noon, "2026-04-19 10:00", "[a 20 00:00-20 12:00 a 21 00:00-21 12:00 a 22 00:00-22 12:00]"},
		{"afternoons", []string{"a"}, noon, Midnight, "2026-04-19 10:00", "[a 20 12:00-21 00:00 a 21 12:00-22 00:00 a 22 12:00-23 00:00]"},
		{"afternoons, one of which is under way", []string{"a"}, noon, 17 * 60, "2026-04-21 16:59", "[a 21 12:00-21 17:00 a 22 12:00-22 17:00]"},
		{"afternoons, one of which ends now", []string{"a"}, noon, 17 * 60, "2026-04-21 17:00", "[a 22 12:00-22 17:00]"},
		{"nowhere", nil, 0, Midnight, "2026-04-19 10:00", "[]"},
	} {
		got := []string{}
		for _, p := range (Stretch{c.facilities, first, last, c.from, c.to}).Pieces(at(t, c.now)) {
			got = append(got, p.Facility+" "+p.From.Format("02 15:04")+"-"+p.Until.Format("02 15:04"))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %s, expected %s", c.name, got, c.want)
		}
	}
}
