// Package standin is a carrier on this machine, as strict as Twilio's, for a telephone at the
// terminal and for tests: a server that takes what twilio-go's own client sends, over TCP, and
// answers as the carrier does, or fails as it does, by a script. Nothing leaves the machine.
//
//	instead, err := standin.Start()                                           // Close ends it
//	instead.OnTaken = func(m standin.Created) { … }                           // a text to show, or a call that rings
//	client := &carrier.Client{Credentials: …, Transport: instead.Transport()} // credentials from instead.Env
//	instead.Next(standin.Lost)                                                // the next request is done, and its answer lost
//	_, err = client.SendText(ctx, text)                                       // unknown
//	instead.Texts()                                                           // has it
//	instead.Deliver(ctx, line, instead.Report(sid, 0, "delivered")...)        // the line hears what became of it
//
// It is strict: wrong credentials are refused, and a parameter that the carrier's pages do
// not name for a resource is refused and is one of its Faults.
package standin
