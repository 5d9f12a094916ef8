// Package carriertest is the carrier of package standin for tests: it ends with the test, and
// fails it with whatever was wrong with the requests. It is the first of December 2026 there
// until SetClock tells another time.
//
//	fake := carriertest.New(t)
//	client := &carrier.Client{Credentials: …, Transport: fake.Transport()} // credentials from fake.Env
//	fake.Next(carriertest.Lost)                                            // the next request is done, and its answer lost
//	_, err := client.SendText(ctx, text)                                   // unknown
//	fake.Texts()                                                           // has it
//
// What the carrier is, takes and answers stands in package standin.
package carriertest
