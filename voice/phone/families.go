package phone

import (
	"regexp"
	"slices"
	"strings"
)

// A family is a kind of voices, with the SSML that they say as it is written. It lists the
// tags of the schema alone, of which Twilio passes each on to the voice:
// https://www.twilio.com/docs/voice/twiml/say/text-speech.
type family struct {
	voices    *regexp.Regexp
	tags      []string
	alphabets []string // of <phoneme>
}

// families are the kinds of voices; the first that matches counts.
//
//   - Polly: https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html, with the
//     alphabets of https://docs.aws.amazon.com/polly/latest/dg/ph-table-japanese.html.
//     A tag that the voice does not know is an error there.
//   - Google: https://docs.cloud.google.com/text-to-speech/docs/ssml. It has no <w>, and its
//     alphabet yomigana is not one that Twilio takes.
//   - Chirp3-HD: https://docs.cloud.google.com/text-to-speech/docs/chirp3-hd. It has neither
//     <prosody> nor <lang>, and leaves what it does not know out of account.
var families = []family{
	{regexp.MustCompile(`^Polly\.`), []string{"break", "lang", "p", "phoneme", "prosody", "s", "sub", "w"},
		[]string{"ipa", "x-sampa", "x-amazon-yomigana", "x-amazon-pron-kana"}},
	{regexp.MustCompile(`^Google\..*-Chirp3-HD-`), []string{"p", "s", "sub"}, nil},
	{regexp.MustCompile(`^Google\.`), []string{"break", "lang", "p", "phoneme", "prosody", "s", "sub"}, []string{"ipa", "x-sampa"}},
}

func familyOf(voice string) family {
	i := slices.IndexFunc(families, func(f family) bool { return f.voices.MatchString(voice) })
	if i < 0 {
		return family{}
	}
	return families[i]
}

// checkTags refuses what stands in a <Say> and is not said by its voice.
func checkTags(n node, voice string) *Rejection {
	takes := familyOf(voice)
	for _, kid := range verbs(n) {
		switch alphabet := kid.attr("alphabet", ""); {
		case !slices.Contains(takes.tags, kid.Name):
			return reject(codeVoice, "<%s> for the voice %s: expected one of %s", kid.Name, voice, strings.Join(takes.tags, ", "))
		case kid.Name == "phoneme" && !slices.Contains(takes.alphabets, alphabet):
			return reject(codeVoice, "<phoneme alphabet=%q> for the voice %s: expected one of %s", alphabet, voice, strings.Join(takes.alphabets, ", "))
		}
		if rejection := checkTags(kid, voice); rejection != nil {
			return rejection
		}
	}
	return nil
}
