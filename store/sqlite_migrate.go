package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/mattn/go-sqlite3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations returns the files that make the ledger's versions, in order: the first makes
// version 1 out of an empty file. Their names begin with four digits, by which they are
// sorted. A new one gets the next number; one that has been released is never edited.
func migrations() ([]string, error) { return fs.Glob(migrationFiles, "migrations/*.sql") }

// newest implements engine.
func (sqlite) newest() int {
	files, err := migrations()
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return len(files)
}

// functions are the Go functions that the statements of a migration call, by its version.
var functions = map[int]map[string]any{
	6:  {"detail_of": detailOf},
	10: {"drawn_key": drawnKey, "mac_of": func(key []byte, sid string) []byte { return macOf([32]byte(key), sid) }},
}

// applicationID marks a file as a ledger of this program.
// https://sqlite.org/pragma.html#pragma_application_id
const applicationID = 0x6d616467 // "madg"

// The errors for a file that is not for this program.
var (
	errForeign = errors.New("this is the database of another program: name another file")
	errNewer   = errors.New("a newer madoguchi wrote it: run that one, or restore the backup from before the upgrade")
)

// create makes a ledger out of an empty file. It returns *OlderLedger for one of an earlier
// version.
func (c *conn) create() error {
	newest := sqlite{}.newest()
	version, err := c.version()
	switch {
	case err != nil:
		return err
	case version > newest:
		return newer(version)
	case version == newest:
		return nil
	}
	return c.migrate(newest, func(version int) error { return &OlderLedger{version, newest} })
}

// newer returns the refusal of a ledger of a later version.
func newer(version int) error {
	return fmt.Errorf("%w (it is of version %d, this program knows %d)", errNewer, version, sqlite{}.newest())
}

// migrate makes a version out of an earlier one, or out of an empty file, in one
// transaction. Once nobody else can write, and if the file is not empty, it calls before
// with the version that it has found; an error of that leaves everything as it is.
//
// A table that others refer to can only be built anew while foreign keys are not enforced,
// and the pragma for that has no effect inside a transaction; the foreign keys of the whole
// ledger are checked afterwards. https://sqlite.org/lang_altertable.html#otheralter
func (c *conn) migrate(to int, before func(version int) error) (err error) {
	ctx := context.Background()
	if _, err := c.sql.ExecContext(ctx, "PRAGMA foreign_keys = 0"); err != nil {
		return err
	}
	defer func() {
		_, enforce := c.sql.ExecContext(ctx, "PRAGMA foreign_keys = 1")
		err = errors.Join(err, enforce)
	}()
	if _, err := c.sql.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil && !c.ended() {
			_, rollback := c.sql.ExecContext(ctx, "ROLLBACK")
			err = errors.Join(err, rollback)
		}
	}()
	found, err := c.version()
	switch {
	case err != nil:
		return err
	case found > (sqlite{}).newest():
		return newer(found)
	case 0 < found && found < to && before != nil:
		if err := before(found); err != nil {
			return err
		}
	}
	for version := found + 1; version <= to; version++ {
		if err := c.step(version); err != nil {
			return err
		}
	}
	_, err = c.sql.ExecContext(ctx, "COMMIT")
	return err
}

// step makes a version out of the one before it, in the transaction that is open.
func (c *conn) step(version int) error {
	ctx := context.Background()
	files, err := migrations()
	if err != nil {
		return err
	}
	file := files[version-1]
	script, err := migrationFiles.ReadFile(file)
	if err != nil {
		return err
	}
	if err := c.knows(functions[version]); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := c.sql.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var lost int
	if err := c.sql.QueryRowContext(ctx, "SELECT count(*) FROM pragma_foreign_key_check").Scan(&lost); err != nil {
		return err
	}
	if lost > 0 {
		return fmt.Errorf("%s: found %d rows that refer to nothing, expected none", file, lost)
	}
	_, err = c.sql.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	return err
}

// knows lets the connection's statements call functions.
// https://pkg.go.dev/github.com/mattn/go-sqlite3#SQLiteConn.RegisterFunc
func (c *conn) knows(functions map[string]any) error {
	return c.sql.Raw(func(raw any) error {
		for name, fn := range functions {
			if err := raw.(*sqlite3.SQLiteConn).RegisterFunc(name, fn, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// version returns the ledger's version, or 0 for an empty file. It returns errForeign for
// a file that is neither.
func (c *conn) version() (int, error) {
	var version, id, objects int
	// In one statement, which sees one state: another process may be migrating.
	err := c.sql.QueryRowContext(context.Background(), `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &id, &objects)
	if err != nil {
		return 0, err
	}
	if id != applicationID && (id != 0 || version != 0 || objects != 0) {
		return 0, errForeign
	}
	return version, nil
}
