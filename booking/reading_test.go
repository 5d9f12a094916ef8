package booking

import (
	"slices"
	"testing"
)

func TestEveryNameHasOneReading(t *testing.T) {
	city := City{Name: "春日井市", Yomi: "かすがいし", Say: "春日井市", Facilities: []Facility{
		{Yomi: "さかした", Say: "坂下", Short: "坂下", ShortYomi: "さかした"}, // one name, one reading
		{Yomi: "とうぶ", Short: "とうぶ", ShortYomi: "とうぶ"},             // reads itself
		{Yomi: "しやくしょ1かい", Say: "しやくしょいっかい", Short: "しやくしょ"},      // read as it is written in yomi
		{Yomi: "ばんげ", Say: "坂下"},                                  // the first counts
	}}
	want := []Reading{{Word: "春日井市", Yomi: "かすがいし"}, {Word: "坂下", Yomi: "さかした"}, {Word: "しやくしょいっかい", Yomi: "しやくしょ1かい"}}
	if got := city.Readings(); !slices.Equal(got, want) {
		t.Errorf("read %v, expected %v", got, want)
	}
	if got := (&City{Name: "春日井市", Yomi: "かすがいし"}).Readings(); got != nil {
		t.Errorf("read %v, expected nothing", got)
	}
}
