package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) bookingsCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "bookings",
		Short: "list, show, make, cancel and move bookings",
		Long: `Bookings is for staff at a terminal. It works beside a running server, on the same
ledger and by the same rules. Telephone numbers are masked, but for --numbers, which leaves an entry in the
audit trail for each booking, and is refused where none can be written.`,
		Example: `  madoguchi bookings list --date today --facility koseki
  madoguchi bookings show 123456
  madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"
  madoguchi bookings move 123456 --start "2026-12-02 10:00" --party 3
  madoguchi bookings cancel 123456`,
	})
	o.add(cmd)
	o.wholeNumbers(cmd.PersistentFlags())
	cmd.AddCommand(w.listBookings(&o), w.showBooking(&o), w.addBooking(&o), w.cancelBooking(&o), w.moveBooking(&o))
	return cmd
}

func (w *world) listBookings(o *deskFlags) *cobra.Command {
	var f store.Filter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list the active bookings, or all",
		Example: `  madoguchi bookings list --date today
  madoguchi bookings list --phone 090-1234-5678 --all
  madoguchi bookings list --affected --json`,
		Args: noArgs,
		RunE: w.reading(o, func(d *desk) error {
			if _, err := d.service(f.Service); err != nil {
				return err
			}
			return d.known(f.Facility)
		}, func(ctx context.Context, d *desk) error {
			var found []store.Seen
			err := view(ctx, d, store.ToFind, func(tx store.Finding) (err error) {
				found, err = tx.List(f)
				return err
			})
			if err != nil {
				return err
			}
			if err := d.reveal(ctx, found...); err != nil {
				return err
			}
			return d.bookings(found, f.All && !f.Affected)
		}),
	}
	cmd.Flags().BoolVar(&f.All, "all", false, "also those that are over or cancelled")
	cmd.Flags().BoolVar(&f.Affected, "affected", false, "only those that are to come and stand in a closed slot: somebody must call these people")
	cmd.Flags().BoolVar(&f.Despite, "despite", false, "only those that staff took beyond what callers may: after the last moment, beyond the horizon or the visits of a day, or at a desk that is kept")
	flag(cmd.Flags(), &f.Phone, "phone", "NUMBER", "", "of this telephone number", booking.ParsePhone)
	flag(cmd.Flags(), &f.Facility, "facility", "ID", "", "at this facility", readText("the id of a facility"))
	flag(cmd.Flags(), &f.Service, "service", "ID", "", "of this service", readService)
	flag(cmd.Flags(), &f.Day, "date", "DAY", "", "on this day, such as 2026-12-01, today or tomorrow", w.readDay)
	return cmd
}

// byReceipt makes cmd a command on one booking, which is named by its receipt number.
func (w *world) byReceipt(at atDesk, o *deskFlags, cmd *cobra.Command, check func(*desk) error, do func(context.Context, *desk, booking.Receipt) error) *cobra.Command {
	var receipt booking.Receipt
	cmd.Args = func(cmd *cobra.Command, args []string) (err error) {
		if len(args) == 0 {
			return usage("found no receipt number, expected for example: %s 123456", cmd.CommandPath())
		}
		receipt, err = booking.ParseReceipt(strings.Join(args, " "))
		switch {
		case errors.Is(err, booking.ErrReceiptCheck):
			return err // a wrong digit, not a wrong command line
		case err != nil:
			return usage("receipt number: %s, expected for example: %s 123456", err, cmd.CommandPath())
		}
		return nil
	}
	cmd.RunE = at(o, check, func(ctx context.Context, d *desk) error { return do(ctx, d, receipt) })
	return cmd
}

func anyCity(*desk) error { return nil }

func (w *world) addBooking(o *deskFlags) *cobra.Command {
	q := booking.Request{Staff: true}
	var phone booking.Phone
	var id booking.ServiceID
	var errands errandFlags
	cmd := &cobra.Command{
		Use:   "add",
		Short: "make a booking and print its receipt number",
		Example: `  madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"
  madoguchi bookings add --phone 0568-11-2222 --member 2 --party 2 --facility tobu --start "2026-12-01 13:00" --procedure new-issue --proxy
  madoguchi bookings add --phone 0568-11-2222 --facility koseki --start "2026-12-01 13:00" --config city.yaml --service application --procedure reissue --reason lost`,
		Args: noArgs,
	}
	cmd.RunE = w.ruledFirst(o, func(d *desk) error {
		err := required(cmd, `--phone 090-1234-5678 --facility `+d.line.City.Facilities[0].ID+` --start "2026-12-01 09:30"`, "phone", "facility", "start")
		if err != nil {
			return err
		}
		if err := d.known(q.Facility); err != nil {
			return err
		}
		s, err := d.serviceAt(id, q.Facility)
		if err != nil {
			return err
		}
		id = s.ID
		q.Procedure, q.Errands, err = errands.of(s, q.Party)
		return err
	}, func(ctx context.Context, d *desk) error {
		var made store.Seen
		err := update(ctx, d, store.ToServe, func(tx store.Serving) (err error) {
			rules := d.line.City.RulesFor(id, q.Facility)
			if err := setAside(tx, tx.MayHave(rules, q.Facility, q.Start, q.Party)); err != nil {
				return err
			}
			made, err = tx.Book(rules, store.Mask(phone), q)
			return d.nearest(tx, err, id, booking.Want{Facility: q.Facility, Party: q.Party})
		})
		if err != nil {
			return d.advised(err, id)
		}
		return d.did(ctx, "予約しました", made, true)
	})
	flag(cmd.Flags(), &phone, "phone", "NUMBER", "", "the telephone number that it is booked for", booking.ParsePhone)
	flag(cmd.Flags(), &q.Facility, "facility", "ID", "", "where", readText("the id of a facility"))
	flag(cmd.Flags(), &q.Start, "start", "TIME", "", `when, such as "2026-12-01 09:30"`, readMoment)
	flag(cmd.Flags(), &q.Party, "party", "N", "1", "how many people come: a slot each, one after the other, or a seat each", readWhole("a number of people", 1, 99))
	flag(cmd.Flags(), &q.Member, "member", "N", "1", "for whom: 1 is the number's own, 2 a second person of the household, …", readWhole("a member of the household", 1, 99))
	o.reason(cmd)
	cmd.Flags().BoolVar(&q.Proxy, "proxy", false, "somebody comes in the person's place (代理), and brings what a proxy brings")
	flag(cmd.Flags(), &id, "service", "ID", "", "for which service, where the city has several", readService)
	errands.add(cmd.Flags())
	return cmd
}

func (w *world) cancelBooking(o *deskFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "cancel RECEIPT",
		Short:   "cancel a booking",
		Example: "  madoguchi bookings cancel 123456",
	}
	o.reason(cmd)
	return w.byReceipt(w.ruled, o, cmd, anyCity, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b store.Seen
		err := update(ctx, d, store.ToServe, func(tx store.Serving) (err error) {
			if b, err = tx.BookingOf(receipt); err != nil {
				return err
			}
			rules := d.line.City.RulesFor(b.Service, b.Facility)
			if err := setAside(tx, rules.MayCancel(tx.Now(), b.Booking)); err != nil {
				return err
			}
			b, err = tx.Cancel(rules, receipt)
			return gone(tx, receipt, err)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
		return d.did(ctx, "取り消しました", b, false)
	})
}
