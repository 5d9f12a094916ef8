// Package phone is a telephone that plays TwiML as strictly as Twilio.
//
// It calls a line over HTTP with signed webhooks, listens, presses keys, stays
// silent and hangs up. Its clock is virtual, so that a whole conversation takes no
// real time. It is also rung by a line that calls. It returns a *Rejection for whatever Twilio would refuse or not play as
// written: an unknown verb or attribute, an empty <Say>, a document that ends
// without saying what happens next.
//
// It knows TwiML, the signature and the order of a call's webhooks. It must not know
// the line: neither its states nor its words, bookings or routes. It imports no other
// package of this module, so that it tests the line as an outsider.
//
//	call, err := phone.Place(ctx, phone.Config{
//		VoiceURL: "http://127.0.0.1:8080/voice", Token: token,
//		From: "+819012345678", To: "+81312345678",
//		Seconds: func(language, text string) float64 { return float64(utf8.RuneCountInString(text)) / 5 },
//	})
//	if err != nil {
//		return err // a *phone.Rejection names the mistake and the webhook
//	}
//	if err := call.Press(ctx, "9"); err != nil {
//		return err
//	}
//	phone.Print(os.Stdout, call.Events(), false)
package phone
