package password

import (
	"errors"
	"strings"
	"testing"
)

func TestAPasswordOfWordsOfTheHouseIsRefused(t *testing.T) {
	house := []string{"春日井市", "かすがいし", "koseki", "戸籍・住民課", "ふれあいセンター", "センター1", "madoguchi", "no-1", "", "・"}
	for _, p := range []string{
		"madoguchi2026", "Madoguchi-2026!", "ｍａｄｏｇｕｃｈｉ２０２６", "2026madoguchi", "madoguchimadoguchi", "koseki-madoguchi-1", "m.a.d.o.g.u.c.h.i.",
		"春日井市2026#0000", "かすがいし2026!!!", "カスガイシ2026!!!", "ｶｽｶﾞｲｼ2026!!!!", "かすか\u3099いし2026!!", "春日井市戸籍住民課2026", "ふれあいセンター2026", "no1no2no3no4", "センター10000000",
	} {
		err := Check("tanto", p, house...)
		if !errors.Is(err, ErrHouse) {
			t.Errorf("%q: found %v", p, err)
		}
		if err != nil && strings.Contains(err.Error(), p) {
			t.Errorf("the error tells the password: %v", err)
		}
	}
	for _, p := range []string{"madoguchi no ame 12", "春日井市の窓口で待っています", "kosekimadoguch1", "xmadoguchi20260", right, "madoguchi2026x"} {
		if err := Check("tanto", p, house...); err != nil {
			t.Errorf("%q: found %v", p, err)
		}
	}
	if err := Check("tanto", "madoguchi2026"); err != nil {
		t.Errorf("in another house: found %v", err)
	}
}

// However long a password and however many the words, it is soon known.
func TestManyWordsOfTheHouseAreLookedForInVain(t *testing.T) {
	var house []string
	for n := 1; n <= 100; n++ {
		house = append(house, strings.Repeat("a", n))
	}
	if p := strings.Repeat("a", longest-1); ofHouse(p+"b", house) || !ofHouse(p, house) {
		t.Error("found it the other way round")
	}
}
