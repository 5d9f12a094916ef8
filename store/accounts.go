package store

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Role is what an account may do in the console.
type Role string

// The roles.
const (
	Agent   Role = "agent"   // at the call centre
	Counter Role = "counter" // at a facility
	Admin   Role = "admin"   // also looks after the accounts
)

// Roles lists all roles, from the one that may do least.
var Roles = []Role{Agent, Counter, Admin}

// An Account is a member of staff who signs in. The audit trail names it, so it is
// never deleted: it ends, and its name is not given away again.
type Account struct {
	ID     int64
	Name   string // see ValidName
	Role   Role
	Number string // twelve digits that are keyed on the telephone; "" means none
	Made   time.Time
	Ended  time.Time // zero while it can be used
}

var (
	// ErrNoAccount says that there is no account with that name, or that it has ended.
	ErrNoAccount = errors.New("there is no such account")

	// ErrAccountExists says that an account has that name, or had it.
	ErrAccountExists = errors.New("there is or was an account with that name")

	// ErrNumberTaken says that another account has that number.
	ErrNumberTaken = errors.New("another account has that number")
)

var (
	accountName   = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,19}$`)
	accountNumber = regexp.MustCompile(`^[0-9]{12}$`)
)

// ValidName reports whether an account may have that name: 2 to 20 of a-z, 0-9,
// dot, hyphen and underscore, a letter first.
func ValidName(name string) bool { return accountName.MatchString(name) }

// ValidNumber reports whether an account may have that number: twelve digits, six of them
// different, so that nobody would guess it first.
func ValidNumber(number string) bool {
	var digits []byte
	for _, d := range []byte(number) {
		if !slices.Contains(digits, d) {
			digits = append(digits, d)
		}
	}
	return accountNumber.MatchString(number) && len(digits) >= 6 && !strings.Contains("012345678901234567890123456789", number)
}

func (a Account) checked() error {
	switch {
	case !ValidName(a.Name):
		return fmt.Errorf("store: found the account name %.40q, expected 2 to 20 of a-z, 0-9, . - and _, a letter first", a.Name)
	case a.Number != "" && !ValidNumber(a.Number):
		return fmt.Errorf("store: found a number of %d characters for an account, expected twelve digits or none", len(a.Number))
	}
	return a.Role.checked()
}

func (r Role) checked() error {
	if slices.Contains(Roles, r) {
		return nil
	}
	return fmt.Errorf("store: found the role %.20q, expected %s, %s or %s", r, Agent, Counter, Admin)
}

const (
	accountColumns = `staff.id, name, role, coalesce(number, ''), staff.made, ended`

	accountOfName = `SELECT ` + accountColumns + `, secret FROM staff WHERE name = ?`
)

// columns returns where to scan the accountColumns of a row.
func (a *Account) columns() []any {
	return []any{&a.ID, &a.Name, &a.Role, &a.Number, (*instant)(&a.Made), (*instant)(&a.Ended)}
}

// Accounts returns the accounts that can be used, sorted by name. If ended is true, it
// also returns those that have ended.
func (tx *Tx) Accounts(ended bool) ([]Account, error) {
	return all(tx, func(_ *Tx, r row) (a Account, err error) {
		err = r.Scan(a.columns()...)
		return a, err
	}, `SELECT `+accountColumns+` FROM staff WHERE ended IS NULL OR ? = 1 ORDER BY name`, ended)
}

// AccountOf returns the account with that name, even if it has ended, and the hash that
// its password is compared with. It returns ErrNoAccount if there is none.
func (tx *Tx) AccountOf(name string) (a Account, secret string, err error) {
	a, ok, err := first(tx, func(_ *Tx, r row) (a Account, err error) {
		err = r.Scan(append(a.columns(), &secret)...)
		return a, err
	}, accountOfName, name)
	if err == nil && !ok {
		// Without the name: people type their password into the wrong field.
		err = ErrNoAccount
	}
	return a, secret, err
}

const (
	nameExists  = `SELECT EXISTS (SELECT 1 FROM staff WHERE name = ?)`
	numberTaken = `SELECT EXISTS (SELECT 1 FROM staff WHERE number = ? AND ended IS NULL AND name <> ?)`
	addAccount  = `INSERT INTO staff (name, role, number, secret, made) VALUES (?, ?, nullif(?, ''), ?, ?)`
)

// AddAccount adds the account with the Name, Role and Number of a, and returns it as it
// stands in the ledger. It returns ErrAccountExists or ErrNumberTaken.
func (tx *Tx) AddAccount(a Account, secret string) (Account, error) {
	if err := a.checked(); err != nil {
		return Account{}, err
	}
	added := Account{Name: a.Name, Role: a.Role, Number: a.Number, Made: tx.Now()}
	err := tx.step(func() error {
		exists, _, err := value[bool](tx, nameExists, a.Name)
		switch {
		case err != nil:
			return err
		case exists:
			return fmt.Errorf("%s: %w", a.Name, ErrAccountExists)
		}
		if err := tx.numberFree(a.Name, a.Number); err != nil {
			return err
		}
		if added.ID, err = tx.insert(addAccount, a.Name, a.Role, a.Number, secret, instant(tx.now)); err != nil {
			return err
		}
		return tx.note(DidAddAccount, 0, Detail{Account: a.Name, Role: a.Role})
	})
	if err != nil {
		return Account{}, err
	}
	return added, nil
}

// numberFree returns ErrNumberTaken if an account other than name has the number.
// Accounts that have ended have given theirs back.
func (tx *Tx) numberFree(name, number string) error {
	if number == "" {
		return nil
	}
	taken, _, err := value[bool](tx, numberTaken, number, name)
	if err == nil && taken {
		err = fmt.Errorf("%s: %w", name, ErrNumberTaken)
	}
	return err
}

// A trigger ends the sessions of an account when its ended, secret or role is set.
const (
	endAccount = `UPDATE staff SET ended = ?2 WHERE name = ?1 AND ended IS NULL`
	setSecret  = `UPDATE staff SET secret = ?2 WHERE name = ?1 AND ended IS NULL`
	setRole    = `UPDATE staff SET role = ?2 WHERE name = ?1 AND ended IS NULL`
	setNumber  = `UPDATE staff SET number = nullif(?2, '') WHERE name = ?1 AND ended IS NULL`
)

// EndAccount ends an account and signs it out everywhere. It returns ErrNoAccount.
func (tx *Tx) EndAccount(name string) error {
	return tx.setAccount(DidEndAccount, Detail{Account: name}, endAccount, instant(tx.now))
}

// SetSecret sets the hash that the account's password is compared with, forgives its
// wrong passwords, and signs it out everywhere. It returns ErrNoAccount.
func (tx *Tx) SetSecret(name, secret string) error {
	return tx.step(func() error {
		if err := tx.setAccount(DidSetPassword, Detail{Account: name}, setSecret, secret); err != nil {
			return err
		}
		return tx.forgiveAll(name)
	})
}

// SetRole gives the account another role and signs it out everywhere: its open pages
// may not be its business any more. It returns ErrNoAccount.
func (tx *Tx) SetRole(name string, role Role) error {
	if err := role.checked(); err != nil {
		return err
	}
	return tx.setAccount(DidSetRole, Detail{Account: name, Role: role}, setRole, role)
}

// SetNumber gives the account a number to key on the telephone, or takes it away if
// number is "". It returns ErrNoAccount or ErrNumberTaken.
func (tx *Tx) SetNumber(name, number string) error {
	if number != "" && !ValidNumber(number) {
		return fmt.Errorf("store: found a number of %d characters for an account, expected twelve digits or none", len(number))
	}
	return tx.step(func() error {
		if err := tx.numberFree(name, number); err != nil {
			return err
		}
		return tx.setAccount(DidSetNumber, Detail{Account: name, NoNumber: number == ""}, setNumber, number)
	})
}

// setAccount changes one property of an account that has not ended. The audit trail
// gets the detail, never the secret or the number itself.
func (tx *Tx) setAccount(deed Deed, detail Detail, query string, to any) error {
	return tx.step(func() error {
		n, err := tx.change(query, detail.Account, to)
		switch {
		case err != nil:
			return err
		case n == 0:
			return fmt.Errorf("%.20s: %w", detail.Account, ErrNoAccount)
		}
		return tx.note(deed, 0, detail)
	})
}
