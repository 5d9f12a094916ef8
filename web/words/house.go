package words

import (
	"cmp"
	"strings"

	"madoguchi/booking"
)

// House returns the words that everybody in a city's house knows, so that no password may
// be made of them alone: those of this program, and the names of the city and its facilities
// as they are written, read, said and typed. A city is also called without its 市.
func House(city *booking.City) []string {
	all := []string{"madoguchi", "窓口", "まどぐち", "予約", "よやく", city.Name, city.Yomi, city.Spoken()}
	for _, kind := range []string{"市", "町", "村", "区", "し", "ちょう", "まち", "むら", "そん", "く"} {
		for _, name := range []string{city.Name, city.Yomi} {
			if short, ok := strings.CutSuffix(name, kind); ok {
				all = append(all, short)
			}
		}
	}
	for _, f := range city.Facilities {
		all = append(all, f.ID, f.Name, f.Yomi, f.Spoken(), f.Short, cmp.Or(f.ShortYomi, f.Short))
	}
	return all
}
