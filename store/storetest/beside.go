// Package storetest is for tests of other packages that write into a ledger what the
// store never would: the past of years, what an older version left, what is damaged.
package storetest

import (
	"database/sql"
	"net/url"
	"testing"

	_ "madoguchi/store" // has the engine
)

// Beside opens the file of a ledger, beside the store if that has it open, until the
// test ends. There is one connection. It does not wait for the disk.
func Beside(t testing.TB, file string) *sql.DB {
	t.Helper()
	db := open(t, file)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func open(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Path: file}).String()+"?_busy_timeout=5000&_synchronous=OFF")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}
