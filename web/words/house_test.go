package words

import (
	"slices"
	"testing"

	"madoguchi/booking"
)

func TestTheWordsOfAHouseAreThoseOfItsFile(t *testing.T) {
	for _, c := range []struct {
		name, yomi string
		want       []string
	}{
		{"春日井市", "かすがいし", []string{"春日井", "かすがい"}},
		{"大和町", "たいわちょう", []string{"大和", "たいわ"}},
	} {
		found := House(&booking.City{Name: c.name, Yomi: c.yomi, Facilities: []booking.Facility{
			{ID: "ajiyoshi", Name: "味美ふれあいセンター", Yomi: "あじよしふれあいセンター", Short: "あじよし"},
		}})
		for _, want := range append(c.want, c.name, c.yomi, "madoguchi", "窓口", "ajiyoshi", "味美ふれあいセンター", "あじよしふれあいセンター", "あじよし") {
			if !slices.Contains(found, want) {
				t.Errorf("%s: found %q, expected %s among them", c.name, found, want)
			}
		}
	}
}
