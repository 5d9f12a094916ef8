package docs_test

import (
	"regexp"
	"testing"

	"madoguchi/voice"
)

// TestTheAddressForTwilioIsAskedAsOftenAsThoseOfTheLine holds that operators are told to put
// the same connection overrides behind the address at which a call arrives as the line puts
// behind those of its turns: their arithmetic is held there.
func TestTheAddressForTwilioIsAskedAsOftenAsThoseOfTheLine(t *testing.T) {
	fragment := regexp.MustCompile("/voice(?:/fallback)?(#[^\\s`]*)")
	for _, file := range []string{"docs/operations.md", "README.md", "README.ja.md"} {
		found := fragment.FindAllStringSubmatch(read(t, file), -1)
		if len(found) == 0 {
			t.Errorf("%s does not tell what stands behind the address for Twilio", file)
		}
		for _, m := range found {
			if m[1] != voice.Overrides {
				t.Errorf("%s says %s, and the line hands out %s", file, m[1], voice.Overrides)
			}
		}
	}
}
