// Package console is the staff's side of the line: pages for the call centre's
// agents, for the counters and for whoever looks after the line.
//
// It knows browsers, who is signed in, what each role may do, and the words in
// which staff are told what happened. It must not know how a rule is applied
// (package booking), how anything is remembered (package store), or how callers
// are spoken to (package ivr): it asks them. What a page changes it changes by the
// line's own rules, in one transaction, in the name of who is signed in.
//
// Every page is a row of routes; a row says who may ask for it. Pages are made
// here and work without a script; a little htmx makes some of them alive. No page
// tells anything to who is not signed in, and no address has a telephone number.
//
//	staff := console.Console{Ledger: ledger, City: &city, Dialogue: dialogue, Key: key, Now: time.Now, Log: log}
//	line := voice.Server{…, Beside: staff.Routes}
//	go staff.Watch(ctx, time.NewTicker(time.Second).C)
package console
