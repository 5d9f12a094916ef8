// Package ivr is the conversation: what the line asks, what each key means,
// and the words in which it is said.
//
// The whole call is one table, flow, which a newcomer can read from top to
// bottom. The engine walks it: a turn takes a Call and an Input, runs silent
// rows until the call waits for the caller again, and returns a Reply.
//
// It knows states, phrases, spoken dates and numbers. It asks package booking what may
// be done, and [Memory] what is known. It must not know HTTP, TwiML, SQL or Twilio. A
// [Call] between two turns is plain data, so any process can take the next turn:
//
//	d, err := ivr.New(city, ivr.Options{})
//	reply, err := d.Answer(tx, &call, ivr.Input{Kind: ivr.Pressed, Keys: "9"})
package ivr
