package ivr_test

import (
	"strings"
	"testing"

	"madoguchi/ivr"
)

func TestTheApologyNeedsNeitherACallerNorALedger(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	a := d.Apology(newClock())
	for name, text := range map[string]string{"sorry": a.Sorry, "passing": a.Passing, "busy": a.Busy, "hours": a.Hours, "number": a.Number, "whisper": a.Whisper, "take": a.Take} {
		if text == "" || strings.ContainsAny(text, "{}") {
			t.Errorf("%s: %q", name, text)
		}
		if s := ivr.Seconds(text); s > 15 {
			t.Errorf("%s: %.1f s in one breath: %s", name, s, text)
		}
		if s := ivr.Seconds(strings.TrimSuffix(text, "。")); name == "whisper" && s > 5.5 {
			t.Errorf("an agent listens for %.1f s: %s", s, text)
		}
		for sentence := range strings.SplitSeq(text, "。") {
			if s := ivr.Seconds(sentence); s > 7 {
				t.Errorf("%s: a sentence of %.1f s: %s", name, s, sentence)
			}
		}
	}
	if !strings.Contains(a.Hours, "午前8時30分から、午後、5時まで") || !strings.Contains(a.Number, "ゼロゴオゼロ。") {
		t.Errorf("hours and number: %s%s", a.Hours, a.Number)
	}
	own, err := sampleDialogue(t, ivr.Override{Lang: "ja", Key: "fault.sorry", Text: "ただいま、電話が使えません。"})
	if err != nil {
		t.Fatal(err)
	}
	if got := own.Apology(newClock()).Sorry; got != "ただいま、電話が使えません。" {
		t.Errorf("in the city's own words: %q", got)
	}
}
