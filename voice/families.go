package voice

import "regexp"

// A family is a kind of voices, and which tags of SSML are written for them. A tag that they
// do not take is never written: Polly refuses the whole text then, and Google's voices say it
// as if there were none.
//
//   - https://www.twilio.com/docs/voice/twiml/say/text-speech: Twilio passes tags on, and
//     which are known depends on the voice. The alphabets of <phoneme> are ipa, x-sampa and
//     those of Amazon (SsmlPhonemeAlphabet in https://github.com/twilio/twilio-node).
//   - https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html: standard and neural
//     voices have <prosody rate> and <phoneme>. Generative ones have "partial availability" of
//     both, and https://docs.aws.amazon.com/polly/latest/dg/phoneme-tag.html leaves them out;
//     Twilio has none in Japanese.
//   - https://docs.aws.amazon.com/polly/latest/dg/ph-table-japanese.html: the alphabet
//     x-amazon-yomigana is kana.
//   - https://docs.cloud.google.com/text-to-speech/docs/ssml: Standard, Wavenet and Neural2
//     voices have <prosody rate>. The alphabet in which they take kana, yomigana, is not
//     among Twilio's, so that they are given the name alone.
//   - https://docs.cloud.google.com/text-to-speech/docs/chirp3-hd: no <prosody>.
type family struct {
	voices  *regexp.Regexp // by their name at Twilio
	prosody bool           // its speed can be set
	kana    string         // the alphabet of <phoneme> in which a reading is kana; "" if there is none
}

// families are the families that there are; the first that matches counts.
var families = []family{
	{voices: regexp.MustCompile(`^Polly\..+-Generative$`)},
	{voices: regexp.MustCompile(`^Polly\..+-Neural$`), prosody: true, kana: "x-amazon-yomigana"},
	{voices: regexp.MustCompile(`^Polly\.`), prosody: true, kana: "x-amazon-yomigana"},
	{voices: regexp.MustCompile(`^Google\..+-Chirp3-HD-`)},
	{voices: regexp.MustCompile(`^Google\.`), prosody: true},
}

// familyOf returns the family of a voice. One that is in none has a speed: the config lets
// no other through.
func familyOf(voice string) family {
	for _, f := range families {
		if f.voices.MatchString(voice) {
			return f
		}
	}
	return family{prosody: true}
}
