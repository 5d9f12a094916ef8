// Package carrier asks the carrier's REST API: it sends texts, places calls, finds what
// became of either, and reads and sets what a number of ours is pointed at.
//
// It knows twilio-go and nothing of bookings, ledgers or words: whoever uses it brings
// numbers, texts and addresses, and remembers what came of them.
//
//	credentials, err := carrier.FromEnv(os.Getenv)
//	c := &carrier.Client{Credentials: credentials, Transport: transport}
//	sent, err := c.SendText(ctx, carrier.Text{To: to, From: from, Body: "…", StatusCallback: url})
//	switch carrier.KindOf(err) {
//	case carrier.Limited: // was not processed: again, after a while
//	case carrier.Refused: // never again as it is
//	case carrier.Unknown: // may have been sent: FindTexts before anything else
//	}
//
// The API has no key by which a request that comes twice is done once. So an outbox that
// sends again what has an unknown outcome sends it twice, sooner or later: what was sent is
// looked for first.
//
// It uses the services of twilio-go that it needs and not its RestClient, which is nothing
// but all of them: some sixty packages, for two.
package carrier
