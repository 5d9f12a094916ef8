// Package store is the ledger: slots, holds, bookings, calls and the audit
// trail, in one SQLite file.
//
// It knows transactions, SQL and the schema (migrations/), and that one webhook
// is one transaction. It must not know what a caller hears or why something may
// be booked: it gives packages booking and ivr the memory that booking.Tx and
// ivr.Memory ask for, and keeps the calls of package ivr as they are. Nothing outside
// this package touches the file, and only its files sqlite*.go use the driver; engine.go
// says what another engine would have to do.
//
// One goroutine writes, on one connection, and commits together whatever has queued up;
// others read beside it. The schema itself refuses what must never happen, and Check
// reports whether it has happened. To use it:
//
//	ledger, err := store.Open("madoguchi.db", store.Options{Now: time.Now})
//	if err != nil {
//		return err
//	}
//	defer ledger.Close()
//	err = ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: "window"}, func(tx *store.Tx) error {
//		made, err = rules.Book(tx, request)
//		return err
//	})
package store
