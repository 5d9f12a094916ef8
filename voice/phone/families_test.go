package phone

import (
	"slices"
	"strings"
	"testing"
)

// TestAVoiceIsGivenOnlyTheTagsThatItSays holds each tag against a voice of each family: what
// one of them says, another leaves out of account or refuses.
func TestAVoiceIsGivenOnlyTheTagsThatItSays(t *testing.T) {
	const standard, neural, google, chirp = "Polly.Mizuki", "Polly.Kazuha-Neural", "Google.ja-JP-Neural2-B", "Google.ja-JP-Chirp3-HD-Kore"
	all := []string{standard, neural, google, chirp}
	for words, takers := range map[string][]string{
		`味美。`: all,
		`<sub alias="あじよし">味美</sub>。`:                                                     all,
		`<p><s>味美。</s></p>`:                                                               all,
		`<prosody rate="80%">味美。</prosody>`:                                               {standard, neural, google},
		`味美<break time="1s"/>。`:                                                           {standard, neural, google},
		`<lang xml:lang="en-US">ID</lang>`:                                                {standard, neural, google},
		`<phoneme alphabet="ipa" ph="adʑijoɕi">味美</phoneme>`:                              {standard, neural, google},
		`<w role="amazon:VB">よむ</w>`:                                                      {standard, neural},
		`<phoneme alphabet="x-amazon-yomigana" ph="あじよし">味美</phoneme>`:                    {standard, neural},
		`<p><s><phoneme alphabet="x-amazon-yomigana" ph="あじよし">味美</phoneme>。</s></p>`:     {standard, neural},
		`<sub alias="あじよし">味美</sub><phoneme alphabet="yomigana" ph="^あじよし">味美</phoneme>。`: nil,
	} {
		for _, voice := range all {
			document := `<?xml version="1.0" encoding="UTF-8"?><Response><Say language="ja-JP" voice="` + voice + `">` + words + `</Say><Hangup/></Response>`
			_, rejection := parse([]byte(document))
			if takes := slices.Contains(takers, voice); (rejection == nil) != takes {
				t.Errorf("%s is given %s: %v, expected it to be accepted: %t", voice, words, rejection, takes)
			}
		}
	}
}

func TestEveryVoiceBelongsToAFamily(t *testing.T) {
	for language, names := range voices {
		for _, voice := range names {
			f := familyOf(voice)
			if len(f.tags) == 0 || slices.Contains(f.tags, "prosody") == strings.Contains(voice, "Chirp3") {
				t.Errorf("the voice %s of %s takes the tags %v", voice, language, f.tags)
			}
		}
	}
}

// TestANameIsHeardAsItIsWritten holds that what is heard stands between the tags, whatever
// reading they have, and that a <sub> is heard as its alias.
func TestANameIsHeardAsItIsWritten(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`[<prosody rate="90%"><phoneme alphabet="x-amazon-yomigana" ph="あじよし">味美</phoneme>は、` +
		`<sub alias="よん">4</sub>を。</prosody>]<Hangup/>`)})
	for _, e := range place(t, ex.cfg).Events() {
		if e.Kind == Said && e.Text != "味美は、よんを。" {
			t.Errorf("heard %q", e.Text)
		}
	}
}
