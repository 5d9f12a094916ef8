// Package carriertest is a carrier without a network, for tests: a server that takes what
// twilio-go's own client sends, over TCP, and answers as the carrier does, or fails as it
// does, by a script.
//
//	fake := carriertest.New(t)
//	client := &carrier.Client{Credentials: …, Transport: fake.Transport()} // credentials from fake.Env
//	fake.Next(carriertest.Lost)                                            // the next request is done, and its answer lost
//	_, err := client.SendText(ctx, text)                                   // unknown
//	fake.Texts()                                                           // has it
//
// It is strict: wrong credentials are refused, and a parameter that the carrier's pages do
// not name for a resource fails the test.
package carriertest
