package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// invariants implements engine.
func (sqlite) invariants() []invariant { return sqliteInvariants }

// sound implements engine.
func (sqlite) sound() []invariant { return sqliteInvariants[:2] }

// readsColumns implements engine. A connection that cannot write the file does not know its
// CHECK constraints: see checkerSettings.
func (e sqlite) readsColumns() bool { return !e.watched.unwritable }

// sqliteInvariants need SQLite's own SQL: what it knows about its file, and a pattern
// that is written as in the schema's CHECK. The first two are sound's.
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

// damage implements engine. The checks also list what breaks a constraint, which a disk does not do.
// https://sqlite.org/pragma.html#pragma_quick_check
func (sqlite) damage(whole bool) string {
	if whole {
		return `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'` + notConstraints("integrity_check")
	}
	return `SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'` + notConstraints("quick_check")
}

func notConstraints(column string) string {
	return ` AND ` + column + ` NOT LIKE '%constraint failed%' AND ` + column + ` NOT LIKE '% value in %'`
}

const schemaObjects = `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY 1`

// checkSchema implements engine. It compares tables, indexes and triggers.
func (e sqlite) checkSchema(tx *Tx, version int) error {
	want, err := freshSchema()
	if version != e.newest() {
		want, err = schemaOf(version)
	}
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

// freshSchema returns the schema of the newest version.
var freshSchema = sync.OnceValues(func() ([]string, error) { return schemaOf(sqlite{}.newest()) })

// schemaOf returns the schema of a version, as the migrations make it in an empty ledger in
// memory.
func schemaOf(version int) (objects []string, err error) {
	c, err := sqlite{file: inMemory}.connect("", toRead)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.migrate(version, nil); err != nil {
		return nil, err
	}
	return all(&Tx{ctx: context.Background(), c: c}, scanText, schemaObjects)
}
