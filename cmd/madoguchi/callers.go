package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) callersCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "callers",
		Short: "turn away the calls of a number",
		Long: `Callers is for staff at a terminal. Whoever calls from a blocked number is told that the
line does not serve it; the number's bookings stay. Telephone numbers are masked, but
for --json.`,
		Example: `  madoguchi callers block 090-1234-5678
  madoguchi callers list --json
  madoguchi callers unblock 090-1234-5678`,
	})
	o.add(cmd)
	cmd.AddCommand(w.blockCaller(&o), w.unblockCaller(&o), w.listCallers(&o))
	return cmd
}

// byNumber makes cmd a command on one telephone number.
func (w *world) byNumber(o *deskFlags, cmd *cobra.Command, do func(context.Context, *desk, booking.Phone) error) *cobra.Command {
	var phone booking.Phone
	cmd.Args = func(cmd *cobra.Command, args []string) (err error) {
		if len(args) == 0 {
			return usage("found no number, expected for example: %s 090-1234-5678", cmd.CommandPath())
		}
		if phone, err = booking.ParsePhone(strings.Join(args, " ")); err != nil {
			return usage("%s, for example: %s 090-1234-5678", err, cmd.CommandPath())
		}
		return nil
	}
	cmd.RunE = w.at(o, anyCity, func(ctx context.Context, d *desk) error { return do(ctx, d, phone) })
	return cmd
}

func (w *world) blockCaller(o *deskFlags) *cobra.Command {
	return w.byNumber(o, &cobra.Command{
		Use:     "block NUMBER",
		Short:   "turn away the calls of a number",
		Example: "  madoguchi callers block 090-1234-5678",
	}, func(ctx context.Context, d *desk, phone booking.Phone) error {
		_, err := d.block(ctx, phone, true)
		if err != nil {
			return err
		}
		return d.tellBlocked(phone, true, "この番号からの電話を、お断りします。")
	})
}

func (w *world) unblockCaller(o *deskFlags) *cobra.Command {
	return w.byNumber(o, &cobra.Command{
		Use:     "unblock NUMBER",
		Short:   "take the calls of a number again",
		Example: "  madoguchi callers unblock 090-1234-5678",
	}, func(ctx context.Context, d *desk, phone booking.Phone) error {
		changed, err := d.block(ctx, phone, false)
		switch {
		case err != nil:
			return err
		case !changed: // a slip in the number would leave the right one blocked
			return fmt.Errorf("%s is not blocked; see: madoguchi callers list", phone.Masked())
		}
		return d.tellBlocked(phone, false, "この番号からの電話を、お受けします。")
	})
}

// block turns the number's calls away, or takes them again. It reports whether that
// changed anything.
func (d *desk) block(ctx context.Context, phone booking.Phone, on bool) (changed bool, err error) {
	err = update(ctx, d, store.ToRule, func(tx store.Ruling) (err error) {
		changed, err = tx.Block(phone, on)
		return err
	})
	return changed, err
}

// tellBlocked prints whether a number's calls are turned away.
func (d *desk) tellBlocked(phone booking.Phone, on bool, sentence string) error {
	if d.json {
		return writeJSON(d.out, struct {
			Phone   string `json:"phone"`
			Blocked bool   `json:"blocked"`
		}{string(phone), on})
	}
	_, err := fmt.Fprintf(d.out, "%s  %s\n", phone.Masked(), sentence)
	return err
}

func (w *world) listCallers(o *deskFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "list the numbers whose calls are turned away",
		Example: "  madoguchi callers list --json",
		Args:    noArgs,
		RunE: w.at(o, anyCity, func(ctx context.Context, d *desk) error {
			var blocked []store.BlockedNumber
			err := view(ctx, d, store.ToRule, func(tx store.Ruling) (err error) {
				blocked, err = tx.Blocked()
				return err
			})
			switch {
			case err != nil:
				return err
			case d.json:
				return writeJSON(d.out, forMachines(blocked, blockedForMachines))
			}
			t := table{head: []string{"電話", "いつから"}}
			for _, b := range blocked {
				t.row(b.Phone.Masked(), when(b.Since))
			}
			if err := t.print(d.out); err != nil {
				return err
			}
			return d.sum("お断りする番号 %d 件", len(blocked))
		}),
	}
}
