package booking

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestStrainsAreWhereMoreIsClaimedThanWanted counts both at every minute of random days.
func TestStrainsAreWhereMoreIsClaimedThanWanted(t *testing.T) {
	begin := Date{Year: 2026, Month: 4, Day: 15}.In(JST)
	at := func(minute int) time.Time { return begin.Add(time.Duration(minute) * time.Minute) }
	random := rand.New(rand.NewPCG(1, 2))
	strained := 0
	for range 500 {
		var line Timeline
		for from := random.IntN(20); from < 90; {
			until := from + 1 + random.IntN(30)
			line.Wanted = append(line.Wanted, Level{at(from), at(until), 1 + random.IntN(3)})
			from = until + random.IntN(2)*random.IntN(20)
		}
		for from := 0; from < 100; from += random.IntN(12) {
			line.Claimed = append(line.Claimed, Level{at(from), at(from + 1 + random.IntN(40)), 1 + random.IntN(2)})
		}
		strains := line.Strains()
		for minute := range 160 {
			wanted, claimed := sum(line.Wanted, at(minute)), sum(line.Claimed, at(minute))
			var in []Strain
			for _, s := range strains {
				if !at(minute).Before(s.From) && at(minute).Before(s.Until) {
					in = append(in, s)
				}
			}
			switch {
			case claimed <= wanted && len(in) == 0:
			case claimed > wanted && len(in) == 1 && in[0].Wanted == wanted && in[0].Claimed == claimed:
				strained++
			default:
				t.Fatalf("at minute %d %d of %d are claimed, and the strains are %+v", minute, claimed, wanted, in)
			}
		}
	}
	if strained == 0 {
		t.Error("nothing was strained")
	}
}
