// Package residents is the second door of the counter: pages on which residents book, see,
// change and cancel their visit, by the rules and in the ledger of the telephone line.
//
// It needs no account. Whoever shows that a telephone is theirs has its bookings: a daughter
// books here what her mother hears when she calls. Every page works without any script, in
// Japanese, with readings for whoever wants them, and in English; all words are in the tables
// of the directory words. What somebody chooses stands in the address, so that going back and
// loading again keep it, and no address has a telephone number.
//
// Nothing of the staff's is reachable from here: its part of a transaction is
// [store.ToVisit], and one of its own to look at what is free.
package residents
