package ivr_test

import (
	"errors"
	"strings"
	"testing"

	"madoguchi/ivr"
)

// TestVoicemailIsPutThroughOnlyWhereNoKeyIsPressed holds that the city's choice reaches the
// whisper and the words for a fault, over the wire and without it.
func TestVoicemailIsPutThroughOnlyWhereNoKeyIsPressed(t *testing.T) {
	for noKey, want := range map[bool]string{true: "they talk", false: "nobody talks: voicemail"} {
		for name, start := range map[string]func(*scene) line{"talk": newTalk, "wire": newWire} {
			s := newScene(t)
			s.person, s.config.City.Centre.NoKey = "voicemail", noKey
			l := start(s)
			l.call(s.from, s.to)
			l.press("0")
			heard := s.out.String()
			if !strings.Contains(heard, want) || strings.Contains(heard, "the agent hears: おつなぎ") == noKey {
				t.Errorf("%s, without a key %t: %s", name, noKey, heard)
			}
			if named := s.dialogue().Apology(s.now).Take != ""; named == noKey {
				t.Errorf("%s, without a key %t: the whisper of a fault names the key: %t", name, noKey, named)
			}
		}
	}
}

// TestTheKeyIsNoPartOfTheWhispersLength holds that the words before the key keep their limit,
// whatever the key's own are, and that those name it.
func TestTheKeyIsNoPartOfTheWhispersLength(t *testing.T) {
	take := func(text string) ivr.Override {
		return ivr.Override{Lang: "ja", Key: "whisper.take", Text: text, Line: 8}
	}
	if _, err := sampleDialogue(t, take("電話のかたと、おつなぎするには、プッシュボタンの、1番を、押してください。")); err != nil {
		t.Errorf("longer than it was, but one sentence: %v", err)
	}
	long := ivr.Override{Lang: "ja", Key: "wants.check", Text: "ご予約のご確認", Line: 7}
	for want, own := range map[string][]ivr.Override{
		"line 8: phrases.ja.whisper.take: found a sentence of":        {take(strings.Repeat("とても、", 20) + "1番を、押してください。")},
		"line 8: phrases.ja.whisper.take: found \"おつなぎします。\" without": {take("おつなぎします。")},
		"line 7: phrases.ja.wants.check: found a whisper of":          {long, take("1番を。")},
	} {
		_, err := sampleDialogue(t, own...)
		faults, ok := errors.AsType[ivr.Faults](err)
		if !ok || len(faults) != 1 || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v, expected only %s", own, err, want)
		}
	}
}
