package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// invariants implements engine.
func (sqlite) invariants() []invariant { return sqliteInvariants }

// sqliteInvariants need SQLite's own SQL: what it knows about its file, and a pattern
// that is written as in the schema's CHECK.
var sqliteInvariants = []invariant{
	{"the file is sound",
		`SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`},
	{"what is referred to exists",
		`SELECT format('%s %d refers to no %s', "table", rowid, parent) FROM pragma_foreign_key_check`},
	{"a reply can be read",
		`SELECT 'call ' || sid || ': turn ' || n FROM turns WHERE reply IS NOT NULL AND NOT json_valid(reply)`},
	{"no telephone number is in the audit trail",
		`SELECT 'entry ' || id FROM audit WHERE detail GLOB '*+[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'`},
}

const schemaObjects = `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY 1`

// checkSchema implements engine. It compares tables, indexes and triggers.
func (sqlite) checkSchema(tx *Tx) error {
	want, err := freshSchema()
	if err != nil {
		return err
	}
	have, err := all(tx, scanText, schemaObjects)
	if err != nil {
		return err
	}
	var wrong []error
	for _, object := range lacking(have, want) {
		wrong = append(wrong, fmt.Errorf("the schema is that of the migrations: not there: %.60s", object))
	}
	for _, object := range lacking(want, have) {
		wrong = append(wrong, fmt.Errorf("the schema is that of the migrations: not theirs: %.60s", object))
	}
	return errors.Join(wrong...)
}

// lacking returns what is in want but not in have.
func lacking(have, want []string) (gone []string) {
	there := make(map[string]bool, len(have))
	for _, object := range have {
		there[object] = true
	}
	for _, object := range want {
		if !there[object] {
			gone = append(gone, object)
		}
	}
	return gone
}

// freshSchema returns the schema that the migrations make in an empty ledger in memory.
var freshSchema = sync.OnceValues(func() (objects []string, err error) {
	c, err := sqlite{inMemory}.connect("", toRead)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := migrate(c); err != nil {
		return nil, err
	}
	return all(&Tx{ctx: context.Background(), c: c}, scanText, schemaObjects)
})
