package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

func (w *world) callersCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "callers",
		Short: "turn away the calls of a number, or of all who show none",
		Long: `Callers is for staff at a terminal. Whoever calls from a blocked number is told that the
line does not serve it; the number's bookings stay. Callers who show no number cannot be told from one
another, so they are blocked as a kind: withheld, payphone or unreadable. Telephone numbers are masked, but
for list --numbers, which leaves an entry in the audit trail for each.`,
		Example: `  madoguchi callers block 090-1234-5678
  madoguchi callers block withheld
  madoguchi callers list --numbers
  madoguchi callers unblock 090-1234-5678`,
	})
	o.add(cmd)
	cmd.AddCommand(w.blockCaller(&o), w.unblockCaller(&o), w.listCallers(&o))
	return cmd
}

// terminalKinds are the kinds of caller that may be blocked, as they are typed and as they
// are in JSON.
var terminalKinds = map[booking.CallerKind]string{booking.Withheld: "withheld", booking.Payphone: "payphone", booking.Malformed: "unreadable"}

// A turnedAway is whom a command is about: a number, or a kind of caller.
type turnedAway struct {
	phone booking.Phone
	kind  string // "" for a number, or one of terminalKinds
	of    booking.CallerKind
}

// read reads a number, or the word of a kind.
func (who *turnedAway) read(text string) (err error) {
	for kind, word := range terminalKinds {
		if strings.EqualFold(strings.TrimSpace(text), word) {
			who.kind, who.of = word, kind
			return nil
		}
	}
	who.phone, err = booking.ParsePhone(text)
	return err
}

// name names whom the command is about, in a list and in a sentence.
func (who turnedAway) name() string {
	if who.kind != "" {
		return kindName(who.of)
	}
	return who.phone.Masked()
}

// kindName names a kind in Japanese and as it is typed.
func kindName(kind booking.CallerKind) string {
	return words.Caller(kind.String()) + " (" + terminalKinds[kind] + ")"
}

// byCaller makes cmd a command on one telephone number, or on a kind of caller.
func (w *world) byCaller(o *deskFlags, cmd *cobra.Command, do func(context.Context, *desk, turnedAway) error) *cobra.Command {
	var who turnedAway
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("found no number, expected for example: %s 090-1234-5678", cmd.CommandPath())
		}
		if err := who.read(strings.Join(args, " ")); err != nil {
			return usage("%s, for example: %s 090-1234-5678; or withheld, payphone or unreadable", err, cmd.CommandPath())
		}
		return nil
	}
	cmd.RunE = w.at(o, anyCity, func(ctx context.Context, d *desk) error { return do(ctx, d, who) })
	return cmd
}

func (w *world) blockCaller(o *deskFlags) *cobra.Command {
	return w.byCaller(o, &cobra.Command{
		Use:   "block NUMBER|KIND",
		Short: "turn away the calls of a number, or of a kind of caller",
		Example: `  madoguchi callers block 090-1234-5678
  madoguchi callers block withheld`,
	}, func(ctx context.Context, d *desk, who turnedAway) error {
		_, err := d.block(ctx, who, true)
		if err != nil {
			return err
		}
		return d.tellBlocked(who, true)
	})
}

func (w *world) unblockCaller(o *deskFlags) *cobra.Command {
	return w.byCaller(o, &cobra.Command{
		Use:   "unblock NUMBER|KIND",
		Short: "take the calls of a number, or of a kind of caller, again",
		Example: `  madoguchi callers unblock 090-1234-5678
  madoguchi callers unblock withheld`,
	}, func(ctx context.Context, d *desk, who turnedAway) error {
		changed, err := d.block(ctx, who, false)
		switch {
		case err != nil:
			return err
		case !changed && who.kind != "":
			return fmt.Errorf("%s is not blocked; see: madoguchi callers list", who.kind)
		case !changed: // a slip in the number would leave the right one blocked
			return fmt.Errorf("%s is not blocked; see: madoguchi callers list", who.phone.Masked())
		}
		return d.tellBlocked(who, false)
	})
}

// block turns the calls away, or takes them again. It reports whether that changed
// anything.
func (d *desk) block(ctx context.Context, who turnedAway, on bool) (changed bool, err error) {
	err = update(ctx, d, store.ToRule, func(tx store.Ruling) (err error) {
		if who.kind != "" {
			changed, err = tx.BlockKind(who.of, on)
			return err
		}
		changed, err = tx.Block(store.Mask(who.phone), on)
		return err
	})
	return changed, err
}

// tellBlocked prints whether somebody's calls are turned away.
func (d *desk) tellBlocked(who turnedAway, on bool) error {
	if d.json {
		told := struct {
			Phone   string `json:"phone,omitempty"`
			Kind    string `json:"kind,omitempty"`
			Blocked bool   `json:"blocked"`
		}{who.phone.Masked(), who.kind, on}
		return writeJSON(d.out, told)
	}
	calls, does := "この番号からの電話を", "お受けします。"
	if who.kind != "" {
		calls = "この種類の電話を"
	}
	if on {
		does = "お断りします。"
	}
	_, err := fmt.Fprintf(d.out, "%s  %s、%s\n", who.name(), calls, does)
	return err
}

func (w *world) listCallers(o *deskFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the numbers and the kinds of caller that are turned away",
		Example: "  madoguchi callers list --json",
		Args:    noArgs,
		RunE: w.reading(o, anyCity, func(ctx context.Context, d *desk) error {
			blocked, kinds, numbers, err := d.blocked(ctx)
			if err != nil {
				return err
			}
			if d.json {
				list := []blockedJSON{}
				for i, b := range blocked {
					list = append(list, blockedJSON{Phone: numbers[i], Since: rfc3339(b.Since)})
				}
				for _, b := range kinds {
					list = append(list, blockedJSON{Kind: terminalKinds[b.Kind], Since: rfc3339(b.Since)})
				}
				return writeJSON(d.out, list)
			}
			t := table{head: []string{"電話", "いつから"}}
			for i, b := range blocked {
				t.row(numbers[i], when(b.Since))
			}
			for _, b := range kinds {
				t.row(kindName(b.Kind), when(b.Since))
			}
			if err := t.print(d.out); err != nil {
				return err
			}
			return d.sum("お断りする番号 %d 件、種類 %d 件", len(blocked), len(kinds))
		}),
	}
	o.wholeNumbers(cmd.Flags())
	return cmd
}

// blocked returns what is turned away, and each number for the output: masked, or whole if
// that is asked for, which the trail durably says before it returns.
func (d *desk) blocked(ctx context.Context) (blocked []store.BlockedNumber, kinds []store.BlockedKind, numbers []string, err error) {
	err = view(ctx, d, store.ToRule, func(tx store.Ruling) (err error) {
		blocked, err = tx.Blocked()
		return err
	})
	if err == nil {
		err = view(ctx, d, store.ToRule, func(tx store.Ruling) (err error) {
			kinds, err = tx.BlockedKinds()
			return err
		})
		if _, older := errors.AsType[*store.OlderLedger](err); older {
			err = nil // a ledger that is only read, and knows of no kinds
		}
	}
	for _, b := range blocked {
		numbers = append(numbers, b.Phone.String())
	}
	if err != nil || !d.numbers {
		return blocked, kinds, numbers, err
	}
	err = update(ctx, d, store.ToFind, func(tx store.Finding) error {
		for i, b := range blocked {
			whole, err := tx.Number(b.Phone, nil, store.Look{Page: store.TerminalPage})
			if err != nil {
				return err
			}
			numbers[i] = string(whole)
		}
		return nil
	})
	if err != nil {
		return nil, nil, nil, refusedNumbers(err)
	}
	return blocked, kinds, numbers, nil
}
