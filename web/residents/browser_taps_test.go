//go:build browser

package residents_test

import (
	"fmt"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/chromedp"

	"madoguchi/booking"
	"madoguchi/web/browsertest"
)

// What somebody needs for each thing that they do, as S. K. Card, T. P. Moran and A. Newell have
// measured it: "The Keystroke-Level Model for User Performance Time with Interactive Systems",
// Communications of the ACM 23(7), 1980, https://doi.org/10.1145/358886.358895. No clock is asked:
// the same pages take the same time on every machine.
const (
	toDecide = 1350 * time.Millisecond // M, before each tap
	toPoint  = 1100 * time.Millisecond // P, to a button, or along the page
	toPress  = 200 * time.Millisecond  // K of an average skilled typist
	toSettle = 400 * time.Millisecond  // H, to the keys and back

	toTypeSlowly = 1200 * time.Millisecond // K of the worst typist, who does not know the keyboard
	toType       = 280 * time.Millisecond  // K of an average typist
)

// The most that a booking may need.
const (
	mostTaps  = 12
	mostHuman = time.Minute
)

// A person does by hand what a script tells, and counts.
type person struct {
	*window
	taps, swipes, characters, settled, decided int
}

// tap taps the first element that a path finds, and looks for it further down the page if it is
// not in sight.
func (p *person) tap(path, title string) {
	p.Helper()
	p.See(path)
	below := browsertest.Eval[float64](p, fmt.Sprintf(`(() => {
		const b = document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue.getBoundingClientRect();
		return (b.bottom - innerHeight) / (innerHeight * .7); })()`, path))
	for ; below > 0; below-- {
		p.swipes++
	}
	p.taps++
	p.decided++
	p.Do(chromedp.Click(path))
	if title != "" {
		p.waitFor(title)
	}
}

// fill taps a field and types.
func (p *person) fill(path, text string) {
	p.Helper()
	p.tap(path, "")
	p.Do(chromedp.SendKeys(path, text))
	p.characters += utf8.RuneCountInString(text)
	p.settled++
}

// needs returns how long all of it takes somebody who types a character in so long.
func (p *person) needs(character time.Duration) time.Duration {
	return time.Duration(p.decided)*toDecide + time.Duration(p.taps)*(toPoint+toPress) + time.Duration(p.swipes)*(toPoint+toPress) +
		time.Duration(p.settled)*2*toSettle + time.Duration(p.characters)*character
}

// Somebody who types as slowly as anybody books on a telephone in less than a minute and with
// few taps, from the first page of the city or from that of a facility.
func TestBrowserABookingTakesFewTapsAndLessThanAMinute(t *testing.T) {
	for from, before := range map[string]func(*person){
		"/yoyaku": func(p *person) {
			p.tap(`//a[.="予約する"]`, "どの窓口")
			p.tap(`//a[contains(., "味美")]`, "何人で")
		},
		"/yoyaku/at/ajiyoshi": func(p *person) { p.tap(`//a[.="予約する"]`, "何人で") },
	} {
		t.Run(from, func(t *testing.T) {
			s := streetOf(t)
			p := &person{window: windowOf(t, s, 360)}
			p.GoTo(from)
			before(p)
			p.tap(`//a[contains(., "1人")]`, "いつ行きますか")
			p.tap(`//button[contains(., "午前10時")]`, "電話番号を教えて")
			p.fill(`//input[@id="phone"]`, mobile.Domestic())
			p.tap(`//button[.="次へ"]`, "SMSの6けた")
			p.decided += 2 // to read the code in the text, half of it at a time
			p.fill(`//input[@id="code"]`, p.code(mobile))
			p.tap(`//button[.="次へ"]`, "手続きと、来る人")
			p.tap(`//button[.="次へ"]`, "これでよいですか")
			p.tap(`//button[.="予約する"]`, "予約ができました")
			if own := s.has(mobile); len(own) != 1 || own[0].Facility != "ajiyoshi" || own[0].Procedure != booking.Renewal {
				t.Fatalf("found %+v", own)
			}
			t.Logf("%d taps, %d times along the page, %d characters: %s, and %s for somebody who types as most do",
				p.taps, p.swipes, p.characters, p.needs(toTypeSlowly), p.needs(toType))
			if p.taps > mostTaps || p.needs(toTypeSlowly) > mostHuman {
				t.Errorf("found %d taps and %s, expected at most %d and %s", p.taps, p.needs(toTypeSlowly), mostTaps, mostHuman)
			}
		})
	}
}
