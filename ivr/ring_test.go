package ivr_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/ivr"
)

// rung returns who is called with a code, and has a booking.
func rung(t testing.TB, set ...string) *somebody {
	t.Helper()
	s := newScene(t)
	for _, line := range append(set, landline, "rung 0568-31-1234") {
		s.set(line)
	}
	return s.somebody()
}

// spelt returns how the line reads the first half of a code.
func spelt(code string) string {
	digits := []string{"ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュウ"}
	return digits[code[0]-'0'] + "、" + digits[code[1]-'0'] + "、" + digits[code[2]-'0']
}

// TestACallWithACodeTellsNothingOfTheNumber holds that whoever picks up hears nothing of the
// number's bookings, whatever they do and however often, and no code before a key.
func TestACallWithACodeTellsNothingOfTheNumber(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := rung(t, "city reminds", "booking 0568-31-1234 koseki 2026-04-21 10:00 member 2")
		p.person = rapid.SampledFrom([]string{"busy", "no-answer"}).Draw(r, "person")
		asked := false
		p.rings()
		for range rapid.IntRange(1, 10).Draw(r, "turns") {
			if p.last.Pass != nil {
				p.does(ivr.Input{Kind: ivr.Returned, Person: ivr.Engaged})
			} else {
				if p.over() {
					return
				}
				key := rapid.SampledFrom([]string{"", "0", "1", "2", "3", "4", "9", "*", "#", "12", "143825"}).Draw(r, "key")
				asked = asked || key == "1"
				p.does(ivr.Input{Kind: ivr.Pressed, Keys: key, After: patiently})
			}
			for _, told := range []string{"4月20日", "9時30分", "味美", "2人分", "547329", "電子証明書", "ご予約は", "ご予約を", "ありません。予約は"} {
				if strings.Contains(p.heard, told) {
					r.Fatalf("%s is told:\n%s", told, p.heard)
				}
			}
			if !asked && strings.Contains(p.heard, spelt(p.shown)) {
				r.Fatalf("the code is told before a key:\n%s", p.heard)
			}
		}
	})
}

// TestTheCallWithACodeIsShort holds that whoever picks up knows within twelve seconds who calls
// and what to press.
func TestTheCallWithACodeIsShort(t *testing.T) {
	p := rung(t)
	p.rings()
	seconds := 0.0
	for _, one := range p.last.Say {
		seconds += p.d.Seconds(one.Text)
	}
	if t.Logf("%.1f s: %s", seconds, said(p.last)); seconds > 12 {
		t.Errorf("%.1f s: %s", seconds, said(p.last))
	}
}

// TestAnotherNumberHearsNoCode holds that a code is read to the number that it proves alone.
func TestAnotherNumberHearsNoCode(t *testing.T) {
	for _, from := range []string{"+81568319999", "anonymous"} {
		p := rung(t)
		p.from = from
		p.rings()
		if !p.over() || !strings.Contains(p.heard, "お伝えする番号は、もうありません") {
			t.Errorf("%s hears\n%s", from, p.heard)
		}
	}
}
