package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

const aSecret = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

func (w *town) account(name string, role Role, number string) (added Account) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		added, err = tx.AddAccount(Account{Name: name, Role: role, Number: number}, aSecret)
		return err
	})
	return added
}

// accountNow returns the account as the ledger has it, and its secret.
func (w *town) accountNow(name string) (a Account, secret string) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		a, secret, err = tx.AccountOf(name)
		return err
	})
	return a, secret
}

// refusedAccount expects that what is done to an account fails with the error want.
func (w *town) refusedAccount(want error, do func(*Tx) error) {
	w.Helper()
	if err := w.Update(bg, staff, do); !errors.Is(err, want) {
		w.Errorf("found %v, expected %v", err, want)
	}
}

// noted is what an entry of the audit trail says, without who did it and when.
type noted struct {
	Deed   Deed
	Detail Detail
}

// trailHas expects want at the end of the audit trail of what concerns no booking.
func (w *town) trailHas(want ...noted) {
	w.Helper()
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		var have []noted
		for _, e := range trail {
			have = append(have, noted{e.Deed, e.Detail})
		}
		if err != nil || len(have) < len(want) || !slices.Equal(have[len(have)-len(want):], want) {
			w.Errorf("the trail is\n%+v, %v, expected at its end\n%+v", have, err, want)
		}
		return nil
	})
}

// about is what the trail says about an account if the detail is only its name.
func about(account string, deed Deed) noted { return noted{deed, Detail{Account: account}} }

func TestAnAccountIsAddedChangedAndEnded(t *testing.T) {
	w := newTown(t)
	added := w.account("tanto", Agent, "482173905161")
	if added != (Account{ID: added.ID, Name: "tanto", Role: Agent, Number: "482173905161", Made: monday}) || added.ID == 0 {
		t.Errorf("added %+v", added)
	}
	if got, secret := w.accountNow("tanto"); got != added || secret != aSecret {
		t.Errorf("found %+v with %q", got, secret)
	}
	w.do(func(tx *Tx) error {
		return errors.Join(tx.SetRole("tanto", Admin), tx.SetNumber("tanto", ""), tx.SetSecret("tanto", aSecret+"x"))
	})
	w.trailHas(noted{DidAddAccount, Detail{Account: "tanto", Role: Agent}}, noted{DidSetRole, Detail{Account: "tanto", Role: Admin}},
		noted{DidSetNumber, Detail{Account: "tanto", NoNumber: true}}, about("tanto", DidSetPassword))
	if got, secret := w.accountNow("tanto"); got.Role != Admin || got.Number != "" || secret != aSecret+"x" {
		t.Errorf("changed to %+v with %q", got, secret)
	}
	w.do(func(tx *Tx) error { return tx.SetNumber("tanto", "004217390516") })
	w.account("madoguchi1", Counter, "")
	w.clock.Add(time.Hour)
	w.do(func(tx *Tx) error { return tx.EndAccount("tanto") })
	w.trailHas(about("tanto", DidSetNumber), noted{DidAddAccount, Detail{Account: "madoguchi1", Role: Counter}}, about("tanto", DidEndAccount))
	if got, _ := w.accountNow("tanto"); !got.Ended.Equal(at(10, 0)) || got.Number != "004217390516" {
		t.Errorf("ended as %+v", got)
	}
	for ended, want := range map[bool][]string{false: {"madoguchi1"}, true: {"madoguchi1", "tanto"}} {
		w.look(func(tx *Tx) error {
			listed, err := tx.Accounts(ended)
			var names []string
			for _, a := range listed {
				names = append(names, a.Name)
			}
			if err != nil || !slices.Equal(names, want) {
				t.Errorf("ended %t: found %q, %v, expected %q", ended, names, err, want)
			}
			return nil
		})
	}
	w.sound()
}

// The audit trail names accounts, so a name is one person's for good.
func TestANameIsNotGivenAwayTwiceButANumberIs(t *testing.T) {
	w := newTown(t)
	add := func(name, number string) func(*Tx) error {
		return func(tx *Tx) error {
			_, err := tx.AddAccount(Account{Name: name, Role: Agent, Number: number}, aSecret)
			return err
		}
	}
	w.account("tanto", Agent, "482173905161")
	w.account("tanto2", Agent, "")
	w.refusedAccount(ErrAccountExists, add("tanto", ""))
	w.refusedAccount(ErrNumberTaken, add("tanto3", "482173905161"))
	w.refusedAccount(ErrNumberTaken, func(tx *Tx) error { return tx.SetNumber("tanto2", "482173905161") })
	w.do(func(tx *Tx) error { return tx.SetNumber("tanto", "482173905161") }) // its own
	w.do(func(tx *Tx) error { return tx.EndAccount("tanto") })
	w.refusedAccount(ErrAccountExists, add("tanto", ""))
	w.do(add("tanto3", "482173905161"))
	w.sound()
}

func TestNothingIsDoneToAnAccountThatIsNotThereOrHasEnded(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	w.do(func(tx *Tx) error { return tx.EndAccount("tanto") })
	for _, name := range []string{"tanto", "nobody", ""} {
		for _, do := range []func(*Tx) error{
			func(tx *Tx) error { return tx.EndAccount(name) },
			func(tx *Tx) error { return tx.SetSecret(name, aSecret) },
			func(tx *Tx) error { return tx.SetRole(name, Admin) },
			func(tx *Tx) error { return tx.SetNumber(name, "123417390562") },
			func(tx *Tx) error { return tx.SignIn(name, tokenOf(1), false) },
			func(tx *Tx) error { return tx.BeginSecondStep(name, tokenOf(1), false) },
			func(tx *Tx) error { return tx.DropFactors(name) },
		} {
			w.refusedAccount(ErrNoAccount, do)
		}
	}
	w.refusedAccount(ErrNoAccount, func(tx *Tx) error { _, _, err := tx.AccountOf("nobody"); return err })
	w.trailHas(noted{DidAddAccount, Detail{Account: "tanto", Role: Agent}}, about("tanto", DidEndAccount))
}

func TestAnAccountThatCannotBeIsRefused(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		a    Account
		want string
	}{
		{Account{Name: "t", Role: Agent}, "found the account name"},
		{Account{Name: strings.Repeat("a", 21), Role: Agent}, "found the account name"},
		{Account{Name: "Tanto", Role: Agent}, "found the account name"},
		{Account{Name: "1tanto", Role: Agent}, "found the account name"},
		{Account{Name: "tan to", Role: Agent}, "found the account name"},
		{Account{Name: "tanto\n", Role: Agent}, "found the account name"},
		{Account{Name: "担当", Role: Agent}, "found the account name"},
		{Account{Name: "tanto"}, `found the role "", expected agent, counter or admin`},
		{Account{Name: "tanto", Role: "mayor"}, `found the role "mayor"`},
		{Account{Name: "tanto", Role: Agent, Number: "123"}, "expected twelve digits or none"},
		{Account{Name: "tanto", Role: Agent, Number: "１２３４"}, "expected twelve digits or none"},
	} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.AddAccount(c.a, aSecret); return err })
		if !contains(err, c.want) {
			t.Errorf("%+v: found %v, expected %q", c.a, err, c.want)
		}
	}
	w.account(strings.Repeat("a", 20), Counter, "")
	w.account("a.b-c_9", Counter, "")
	for _, bad := range []func(*Tx) error{
		func(tx *Tx) error { return tx.SetRole("a.b-c_9", "mayor") },
		func(tx *Tx) error { return tx.SetNumber("a.b-c_9", "12345") },
		func(tx *Tx) error { return tx.SetSecret("a.b-c_9", "open sesame") }, // not a hash of a password
	} {
		if err := w.Update(bg, staff, bad); err == nil {
			t.Error("found no error")
		}
	}
	w.sound()
}

// A number that somebody would guess first is no account's.
func TestANumberOfAnAccountIsNotGuessedFirst(t *testing.T) {
	for number, want := range map[string]bool{
		"482173905161": true, "112233445566": true, // six of the digits are different
		"112233445544": false, "000000000000": false, // five, and one
		"123456789012": false, "012345678901": false, "901234567890": false, // they are counted on
		"48217390516": false, "4821739051611": false, "48217390516a": false, "": false,
	} {
		if got := ValidNumber(number); got != want {
			t.Errorf("%q may be a number: %t, expected %t", number, got, want)
		}
	}
}

// The schema itself refuses what the code never does.
func TestTheLedgerKeepsItsAccounts(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "482173905161")
	w.account("tanto2", Agent, "")
	for i, query := range []string{
		`DELETE FROM staff`,
		`UPDATE staff SET number = '482173905161'`,
		`UPDATE staff SET number = '48a1' WHERE name = 'tanto'`,
		`UPDATE staff SET role = 'mayor'`,
		`UPDATE staff SET secret = 'plain'`,
		`UPDATE staff SET name = 'tanto'`,
	} {
		if err := w.sql(query); err == nil {
			t.Errorf("%d: %s was done", i, query)
		}
	}
	w.sound()
}
