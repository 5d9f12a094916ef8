// Package outbox sends what the ledger says is due, through the carrier: texts and calls.
//
// A message is taken from the ledger before the carrier is asked, and what came of it is
// written down after. Whatever dies in between, it is not sent again before the carrier's
// own list has been looked at: see [Sender.Reconcile]. So nobody gets a text twice, and none is
// lost while it is worth something. A call that nobody took is placed once more. Mails go through
// the city's own server, by [Mails].
package outbox
