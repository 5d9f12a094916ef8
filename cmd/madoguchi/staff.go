package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/store"
	"madoguchi/web/password"
	"madoguchi/web/words"
)

func (w *world) staffCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "staff",
		Short: "look after the accounts that sign in",
		Long: `Staff is for whoever looks after the accounts. A password is typed twice at the terminal,
or is the one line that comes on standard input; no flag and no setting has it.`,
		Example: `  madoguchi staff add tanto --role agent
  madoguchi staff list
  madoguchi staff end tanto`,
	})
	o.add(cmd)
	cmd.AddCommand(w.addStaff(&o), w.listStaff(&o), w.staffPassword(&o), w.staffRole(&o), w.staffNumber(&o), w.staffFactor(&o), w.endStaff(&o))
	return cmd
}

var readRole = readChoice(roleNames()...)

// roleNames returns the roles as they are typed.
func roleNames() (names []string) {
	for _, r := range store.Roles {
		names = append(names, string(r))
	}
	return names
}

func readAccount(s string) (string, error) {
	if !store.ValidName(s) {
		return "", fmt.Errorf("found the name %.40q, expected 2 to 20 of a-z, 0-9, . - and _, a letter first, such as tanto", s)
	}
	return s, nil
}

// readStaffNumber does not repeat what it cannot read: it may be a telephone number.
func readStaffNumber(s string) (string, error) {
	if !store.ValidNumber(s) {
		return "", fmt.Errorf("found %d characters that are no number of an account, expected twelve digits such as 482173905164, of which six are different", len([]rune(s)))
	}
	return s, nil
}

// named makes a command take an account's name and, if given is not nil, a second word
// that given reads. Both are set once the command runs.
func named(cmd *cobra.Command, given reader[string]) (name, to *string) {
	name, to = new(string), new(string)
	example := strings.TrimSpace(cmd.Example)
	cmd.Args = func(_ *cobra.Command, args []string) (err error) {
		want := 1
		if given != nil {
			want = 2
		}
		if len(args) != want {
			return usage("found %d words, expected %d, for example: %s", len(args), want, example)
		}
		if *name, err = readAccount(args[0]); err == nil && given != nil {
			*to, err = given(args[1])
		}
		if err != nil {
			return usage("%s, for example: %s", err, example)
		}
		return nil
	}
	return name, to
}

// byAccount makes cmd a command on an account that exists.
func (w *world) byAccount(o *deskFlags, cmd *cobra.Command, given reader[string], do func(ctx context.Context, d *desk, name, to string) error) *cobra.Command {
	name, to := named(cmd, given)
	cmd.RunE = w.at(o, anyCity, func(ctx context.Context, d *desk) error { return do(ctx, d, *name, *to) })
	return cmd
}

func (w *world) addStaff(o *deskFlags) *cobra.Command {
	var role, number string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "add an account",
		Long: `Add makes an account. An agent gets a number of twelve digits to key on the telephone, a
free one unless --number says which.`,
		Example: "  madoguchi staff add tanto --role agent",
	}
	name, _ := named(cmd, nil)
	check := func(*desk) error { return required(cmd, "tanto --role agent", "role") }
	cmd.RunE = w.atFirst(o, check, func(ctx context.Context, d *desk) error {
		a := store.Account{Name: *name, Role: store.Role(role), Number: number}
		err := view(ctx, d, store.ToHire, func(tx store.Hiring) error { // before anybody types a password for nothing
			_, _, err := tx.AccountOf(*name)
			switch {
			case errors.Is(err, store.ErrNoAccount):
				return nil
			case err == nil:
				return fmt.Errorf("%s: %w", *name, store.ErrAccountExists)
			}
			return err
		})
		if err != nil {
			return err
		}
		secret, err := d.newSecret(ctx, *name)
		if err != nil {
			return err
		}
		err = update(ctx, d, store.ToHire, func(tx store.Hiring) error {
			wanted := a
			if wanted.Number == "" && wanted.Role == store.Agent {
				if wanted.Number, err = freeNumber(tx); err != nil {
					return err
				}
			}
			_, err := tx.AddAccount(wanted, secret)
			return err
		})
		if err != nil {
			return err
		}
		return d.tellAccount(ctx, *name, "アカウントを作りました。")
	})
	flag(cmd.Flags(), &role, "role", "ROLE", "", "agent, counter or admin", readRole)
	flag(cmd.Flags(), &number, "number", "NUMBER", "", "twelve digits to key on the telephone (default: a free number for an agent, none for others)", readStaffNumber)
	return cmd
}

// freeNumber draws a number that no account has and that nobody would guess first.
func freeNumber(tx store.Hiring) (string, error) {
	accounts, err := tx.Accounts(false)
	if err != nil {
		return "", err
	}
	for range 100 { // one in a hundred is plain, and hardly any is taken
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
		if err != nil {
			return "", fmt.Errorf("drawing a number: %w", err)
		}
		number := fmt.Sprintf("%012d", n)
		if store.ValidNumber(number) && !slices.ContainsFunc(accounts, func(a store.Account) bool { return a.Number == number }) {
			return number, nil
		}
	}
	return "", errors.New("drawing a number: the source of chance is stuck")
}

// newSecret asks for a new password and returns the secret to check it against later.
func (d *desk) newSecret(ctx context.Context, name string) (string, error) {
	typed, err := d.password(ctx, name)
	if err != nil {
		return "", err
	}
	if err := password.Check(name, typed, words.House(&d.line.City)...); err != nil {
		return "", err
	}
	return password.New(typed)
}

func (w *world) staffPassword(o *deskFlags) *cobra.Command {
	return w.byAccount(o, &cobra.Command{
		Use:     "password NAME",
		Short:   "give an account another password, and sign it out",
		Example: "  madoguchi staff password tanto",
	}, nil, func(ctx context.Context, d *desk, name, _ string) error {
		if err := d.goesOn(ctx, name); err != nil {
			return err
		}
		secret, err := d.newSecret(ctx, name)
		if err != nil {
			return err
		}
		return d.setAccount(ctx, name, "パスワードを変えました。", func(tx store.Hiring) error { return tx.SetSecret(name, secret) })
	})
}

// goesOn returns store.ErrNoAccount for an account that does not exist or has ended.
func (d *desk) goesOn(ctx context.Context, name string) error {
	return view(ctx, d, store.ToHire, func(tx store.Hiring) error {
		a, _, err := tx.AccountOf(name)
		if err == nil && !a.Ended.IsZero() {
			err = store.ErrNoAccount
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

func (w *world) staffRole(o *deskFlags) *cobra.Command {
	return w.byAccount(o, &cobra.Command{
		Use:     "role NAME ROLE",
		Short:   "give an account another role, and sign it out",
		Example: "  madoguchi staff role tanto counter",
	}, readRole, func(ctx context.Context, d *desk, name, role string) error {
		return d.setAccount(ctx, name, "役割を変えました。", func(tx store.Hiring) error { return tx.SetRole(name, store.Role(role)) })
	})
}

func (w *world) staffNumber(o *deskFlags) *cobra.Command {
	return w.byAccount(o, &cobra.Command{
		Use:     "number NAME new|none|NUMBER",
		Short:   "give an account a number to key on the telephone, or none",
		Example: "  madoguchi staff number tanto new",
	}, func(s string) (string, error) {
		switch s {
		case "none":
			return "", nil
		case "new":
			return s, nil
		}
		number, err := readStaffNumber(s)
		if err != nil {
			return "", fmt.Errorf("%w, or new, or none", err)
		}
		return number, nil
	}, func(ctx context.Context, d *desk, name, number string) error {
		said := "番号を決めました。"
		if number == "" {
			said = "番号をなくしました。"
		}
		return d.setAccount(ctx, name, said, func(tx store.Hiring) (err error) {
			to := number
			if number == "new" {
				if to, err = freeNumber(tx); err != nil {
					return err
				}
			}
			return tx.SetNumber(name, to)
		})
	})
}

func (w *world) staffFactor(o *deskFlags) *cobra.Command {
	var remove bool
	cmd := w.byAccount(o, &cobra.Command{
		Use:   "factor NAME",
		Short: "tell which second factors an account has, or remove them all",
		Long: `Factor tells which second factors an account has. With --remove it has none any more, and is
signed out: for whoever has lost the telephone, the passkeys and the recovery codes. Be sure who
asks for it: from then on the password alone is enough to set up another.`,
		Example: "  madoguchi staff factor tanto\n  madoguchi staff factor tanto --remove",
	}, nil, func(ctx context.Context, d *desk, name, _ string) error {
		if remove {
			return d.setAccount(ctx, name, "2段階の確認を、すべて外しました。", func(tx store.Hiring) error { return tx.DropFactors(name) })
		}
		return d.tellFactors(ctx, name)
	})
	cmd.Flags().BoolVar(&remove, "remove", false, "remove all of them, and sign the account out")
	return cmd
}

// tellFactors prints which second factors an account has.
func (d *desk) tellFactors(ctx context.Context, name string) error {
	var has store.Factors
	err := view(ctx, d, store.ToHire, func(tx store.Hiring) error {
		a, _, err := tx.AccountOf(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		has, err = tx.FactorsOf(a.ID)
		return err
	})
	switch {
	case err != nil:
		return err
	case d.json:
		return writeJSON(d.out, factorsForMachines(name, has))
	}
	t := table{head: []string{"種類", "名前", "いつから", "前に使ったのは"}}
	if !has.App.IsZero() {
		t.row(words.Factor(store.ByApp), "-", when(has.App), "-")
	}
	for _, p := range has.Passkeys {
		used := "-"
		if !p.Used.IsZero() {
			used = when(p.Used)
		}
		t.row(words.Factor(store.ByPasskey), p.Name, when(p.Made), used)
	}
	if has.Any() {
		t.row(words.Factor(store.ByRecovery), fmt.Sprintf("残り %d個", has.Recovery), "-", "-")
	}
	return t.print(d.out)
}

func (w *world) endStaff(o *deskFlags) *cobra.Command {
	return w.byAccount(o, &cobra.Command{
		Use:     "end NAME",
		Short:   "end an account, and sign it out",
		Example: "  madoguchi staff end tanto",
	}, nil, func(ctx context.Context, d *desk, name, _ string) error {
		return d.setAccount(ctx, name, "もう使えません。", func(tx store.Hiring) error { return tx.EndAccount(name) })
	})
}

func (d *desk) setAccount(ctx context.Context, name, sentence string, set func(store.Hiring) error) error {
	if err := update(ctx, d, store.ToHire, set); err != nil {
		return err
	}
	return d.tellAccount(ctx, name, sentence)
}

// tellAccount prints an account as it is now.
func (d *desk) tellAccount(ctx context.Context, name, sentence string) error {
	var a store.Account
	err := view(ctx, d, store.ToHire, func(tx store.Hiring) (err error) {
		a, _, err = tx.AccountOf(name)
		return err
	})
	switch {
	case err != nil:
		return err
	case d.json:
		return writeJSON(d.out, accountForMachines(a))
	}
	_, err = fmt.Fprintf(d.out, "%s  %s  番号 %s  %s\n", a.Name, words.Role(a.Role), dash(a.Number), sentence)
	return err
}

func (w *world) listStaff(o *deskFlags) *cobra.Command {
	var ended bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the accounts that can be used, or all",
		Example: "  madoguchi staff list\n  madoguchi staff list --all --json",
		Args:    noArgs,
		RunE: w.reading(o, anyCity, func(ctx context.Context, d *desk) error {
			var found []store.Account
			err := view(ctx, d, store.ToHire, func(tx store.Hiring) (err error) {
				found, err = tx.Accounts(ended)
				return err
			})
			switch {
			case err != nil:
				return err
			case d.json:
				return writeJSON(d.out, forMachines(found, accountForMachines))
			}
			t := table{head: []string{"名前", "役割", "番号", "いつから", "状態"}}
			for _, a := range found {
				t.row(a.Name, words.Role(a.Role), dash(a.Number), when(a.Made), accountState(a))
			}
			if err := t.print(d.out); err != nil {
				return err
			}
			return d.sum("アカウント %d 件", len(found))
		}),
	}
	cmd.Flags().BoolVar(&ended, "all", false, "also those that have ended")
	return cmd
}

// accountState says in words whether an account can sign in.
func accountState(a store.Account) string {
	if !a.Ended.IsZero() {
		return "終了"
	}
	return "使えます"
}
