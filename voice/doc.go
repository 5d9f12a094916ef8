// Package voice is Twilio's edge: it turns webhooks into turns and replies into
// TwiML.
//
// It knows HTTP, Twilio's signature, its forms and its documents, and what a
// caller hears when everything else fails. It must not know what a call is
// about (package ivr), the rules (package booking) or how anything is
// remembered (package store): it asks a memory through the interface [Ledger].
//
// It keeps three promises. It tells nothing to a request without Twilio's signature
// (403). It answers a signed one with 200 and valid TwiML, or 204, within the
// deadline, whatever fails behind it. It never writes a form or an unmasked
// telephone number to a log or a metric.
//
//	tokens, err := voice.ParseTokens(os.Getenv("TWILIO_AUTH_TOKEN"))
//	…
//	sound := voice.Voice{Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}
//	line := voice.Server{
//		Ledger: ledger, Answer: dialogue.Answer, PublicURL: "https://line.example.jp", Tokens: tokens,
//		Voices: voice.Voices{"ja": sound}, Faults: voice.NewFaults(sound, texts, dialogue.PersonAt, city.Centre, city.Number),
//	}
//	err = voice.Serve(ctx, listener, line.Handler())
package voice
