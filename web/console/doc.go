// Package console is the staff's side of the line: pages for the call centre's
// agents, for the counters and for whoever looks after the line.
//
// It knows browsers, who is signed in, what each role may do, and the words in
// which staff are told what happened. It must not know how a rule is applied
// (package booking), how anything is remembered (package store), or how callers
// are spoken to (package ivr): it asks them. A page changes things by the line's own
// rules, in one transaction, in the name of the account that is signed in, and by the
// part of the transaction that its duty needs (store/parts.go).
//
// Every page is a row of routes; a row says who may ask for it. The guards of every
// page are those of package web. Pages are made here and work without a script; a
// little htmx makes some of them alive. No page tells anything to anybody who is not
// signed in, and no address has a telephone number.
//
//	staff := console.Console{Ledger: ledger, City: &city, Dialogue: dialogue, Key: key, Now: time.Now, Log: log}
//	line := voice.Server{…, Beside: staff.Routes}
//	go staff.Watch(ctx, time.NewTicker(time.Second).C)
package console
