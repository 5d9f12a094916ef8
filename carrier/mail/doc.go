// Package mail hands mails to the city's mail server, one at a time, and tells what became of
// each: taken, refused for good, to be tried again, or unknown.
//
// It speaks SMTP with the client of the standard library, which is complete for that: TLS, AUTH
// and one message to one address. What the server says is never repeated in an error, because
// servers repeat whom a mail is for.
package mail
