// Package voice is Twilio's edge: it turns webhooks into turns and replies into
// TwiML.
//
// It knows HTTP, Twilio's signature, its forms and its documents, and what a
// caller hears when everything else fails. It must not know what a call is
// about (package ivr), the rules (package booking) or how anything is
// remembered (package store): of a memory it asks the interface [Ledger].
//
// It holds to three sentences. A request without Twilio's signature is told
// nothing (403). A signed one is answered with 200 and valid TwiML within the
// deadline, whatever happens behind. No telephone number and no form is ever
// written to a log or a metric.
//
//	tokens, err := voice.ParseTokens(os.Getenv("TWILIO_AUTH_TOKEN"))
//	…
//	sound := voice.Voice{Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}
//	line := voice.Server{
//		Ledger: ledger, Answer: dialogue.Answer, PublicURL: "https://line.example.jp", Tokens: tokens,
//		Voices: voice.Voices{"ja": sound}, Faults: voice.NewFaults(sound, texts, city.Centre, city.Number),
//	}
//	err = voice.Serve(ctx, listener, line.Handler())
package voice
