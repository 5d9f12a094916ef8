package store

import (
	"errors"
	"strings"
)

// strict is the wire of a town's writer, on which a test can fail a statement. It is as
// strict as the strictest engine: once the engine has refused a statement, it fails all
// others until the transaction goes back to a savepoint, or ends. SQLite alone would let
// code pass that fails on PostgreSQL.
type strict struct {
	fault   func(query string) error // an error fails the statement before the engine sees it
	spoiled bool                     // the engine has refused a statement since the transaction was last sound
}

var errSpoiled = errors.New("the transaction went on after a refusal, and not from a savepoint")

func (s *strict) pass(query string) error {
	if s.fault != nil {
		if err := s.fault(query); err != nil {
			return err
		}
	}
	if strings.HasPrefix(query, "ROLLBACK") || strings.HasPrefix(query, "BEGIN") {
		s.spoiled = false
	}
	if s.spoiled {
		return errSpoiled
	}
	return nil
}

func (s *strict) refused(error) { s.spoiled = true }
