package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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
ledger and by the same rules. Telephone numbers are masked, but for --json.`,
		Example: `  madoguchi bookings list --date today --facility koseki
  madoguchi bookings show 123456
  madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"
  madoguchi bookings move 123456 --start "2026-12-02 10:00"
  madoguchi bookings cancel 123456`,
	})
	o.add(cmd)
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
  madoguchi bookings list --json`,
		Args: noArgs,
		RunE: w.at(o, func(d *desk) error { return d.known(f.Facility) }, func(ctx context.Context, d *desk) error {
			var found []booking.Booking
			err := d.ledger.View(ctx, func(tx *store.Tx) (err error) {
				found, err = tx.List(f)
				return err
			})
			if err != nil {
				return err
			}
			return d.bookings(found, f.All)
		}),
	}
	cmd.Flags().BoolVar(&f.All, "all", false, "also those that are over or cancelled")
	flag(cmd.Flags(), &f.Phone, "phone", "NUMBER", "", "of this telephone number", booking.ParsePhone)
	flag(cmd.Flags(), &f.Facility, "facility", "ID", "", "at this facility", readText("the id of a facility"))
	flag(cmd.Flags(), &f.Day, "date", "DAY", "", "on this day, such as 2026-12-01, today or tomorrow", w.readDay)
	return cmd
}

// byReceipt makes a command of one booking, which is named by its receipt number.
func (w *world) byReceipt(o *deskFlags, cmd *cobra.Command, check func(*desk) error, do func(context.Context, *desk, booking.Receipt) error) *cobra.Command {
	var receipt booking.Receipt
	cmd.Args = func(cmd *cobra.Command, args []string) (err error) {
		if len(args) == 0 {
			return usage("found no receipt number, expected for example: %s 123456", cmd.CommandPath())
		}
		receipt, err = booking.ParseReceipt(strings.Join(args, " "))
		switch {
		case errors.Is(err, booking.ErrReceiptCheck):
			return err // well typed, but nobody's
		case err != nil:
			return usage("receipt number: %s, expected for example: %s 123456", err, cmd.CommandPath())
		}
		return nil
	}
	cmd.RunE = w.at(o, check, func(ctx context.Context, d *desk) error { return do(ctx, d, receipt) })
	return cmd
}

func anyCity(*desk) error { return nil }

func (w *world) showBooking(o *deskFlags) *cobra.Command {
	return w.byReceipt(o, &cobra.Command{
		Use:     "show RECEIPT",
		Short:   "show a booking and its history",
		Example: "  madoguchi bookings show 123456",
	}, anyCity, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b booking.Booking
		var history []store.Entry
		err := d.ledger.View(ctx, func(tx *store.Tx) (err error) {
			if b, err = tx.BookingOf(receipt); err != nil {
				return err
			}
			history, err = tx.Audit(b.ID)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
		return d.show(b, history)
	})
}

func (w *world) addBooking(o *deskFlags) *cobra.Command {
	q := booking.Request{Staff: true}
	cmd := &cobra.Command{
		Use:   "add",
		Short: "make a booking and print its receipt number",

		Annotations: makesLedger,
		Example: `  madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"
  madoguchi bookings add --phone 0568-11-2222 --member 2 --party 2 --facility tobu --start "2026-12-01 13:00" --procedure new-issue`,
		Args: noArgs,
	}
	cmd.RunE = w.at(o, func(d *desk) error {
		err := required(cmd, `--phone 090-1234-5678 --facility `+d.line.City.Facilities[0].ID+` --start "2026-12-01 09:30"`, "phone", "facility", "start")
		if err != nil {
			return err
		}
		return d.known(q.Facility)
	}, func(ctx context.Context, d *desk) error {
		var made booking.Booking
		err := d.update(ctx, func(tx *store.Tx) (err error) {
			made, err = d.line.City.Rules.Book(tx, q)
			return err
		})
		if err != nil {
			return advised(err)
		}
		return d.did("予約しました", made, true)
	})
	flag(cmd.Flags(), &q.Phone, "phone", "NUMBER", "", "the telephone number that it is booked for", booking.ParsePhone)
	flag(cmd.Flags(), &q.Facility, "facility", "ID", "", "where", readText("the id of a facility"))
	flag(cmd.Flags(), &q.Start, "start", "TIME", "", `when, such as "2026-12-01 09:30"`, readMoment)
	flag(cmd.Flags(), &q.Party, "party", "N", "1", "how many people come", readWhole("a number of people", 1, 99))
	flag(cmd.Flags(), &q.Member, "member", "N", "1", "for whom: 1 is the number's own, 2 a second person of the household, …", readWhole("a member of the household", 1, 99))
	flag(cmd.Flags(), &q.Procedure, "procedure", "WHAT", "renewal", "renewal, or new-issue once the certificate has expired", booking.ParseProcedure)
	return cmd
}

func (w *world) cancelBooking(o *deskFlags) *cobra.Command {
	return w.byReceipt(o, &cobra.Command{
		Use:     "cancel RECEIPT",
		Short:   "cancel a booking",
		Example: "  madoguchi bookings cancel 123456",
	}, anyCity, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b booking.Booking
		err := d.update(ctx, func(tx *store.Tx) (err error) {
			b, err = d.line.City.Rules.Cancel(tx, receipt)
			return gone(tx, receipt, err)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
		return d.did("取り消しました", b, false)
	})
}

func (w *world) moveBooking(o *deskFlags) *cobra.Command {
	var start time.Time
	var facility string
	cmd := &cobra.Command{
		Use:   "move RECEIPT",
		Short: "put a booking into another slot",
		Long:  "Move puts a booking into another slot. It keeps its receipt number, and the old slot\nuntil the new one is certain.",
		Example: `  madoguchi bookings move 123456 --start "2026-12-02 10:00"
  madoguchi bookings move 123456 --start "2026-12-02 10:00" --facility tobu`,
	}
	w.byReceipt(o, cmd, func(d *desk) error {
		if err := required(cmd, `123456 --start "2026-12-01 09:30"`, "start"); err != nil {
			return err
		}
		return d.known(facility)
	}, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b booking.Booking
		err := d.update(ctx, func(tx *store.Tx) (err error) {
			where := facility
			if where == "" {
				old, err := tx.BookingOf(receipt)
				if err != nil {
					return err
				}
				where = old.Facility
			}
			b, err = d.line.City.Rules.Move(tx, receipt, where, start)
			return gone(tx, receipt, err)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, advised(err))
		}
		return d.did("変更しました", b, false)
	})
	flag(cmd.Flags(), &start, "start", "TIME", "", `to when, such as "2026-12-01 09:30"`, readMoment)
	flag(cmd.Flags(), &facility, "facility", "ID", "", "to where (default: where it is)", readText("the id of a facility"))
	return cmd
}

// gone tells what became of a booking that is not active any more.
func gone(tx *store.Tx, receipt booking.Receipt, err error) error {
	if !errors.Is(err, booking.ErrNotFound) {
		return err
	}
	b, lookup := tx.BookingOf(receipt)
	if lookup != nil {
		return err
	}
	return fmt.Errorf("the booking of %s at %s is %s", when(b.Start), b.Facility, b.State)
}

// advised adds to a refusal what can be done about it.
func advised(err error) error {
	if _, ok := errors.AsType[*booking.Already](err); ok {
		return fmt.Errorf("%w; for another person of the household: --member 2", err)
	}
	if none, ok := errors.AsType[*booking.NoSlot](err); ok {
		return fmt.Errorf("%w; see: madoguchi slots list --free --facility %s --date %s", err,
			none.Facility, booking.DateOf(none.Start.In(booking.JST)))
	}
	return err
}

// did tells what was done to a booking: for a program JSON or, of a new booking,
// its receipt number; for people a sentence.
func (d *desk) did(what string, b booking.Booking, alone bool) error {
	var err error
	switch {
	case d.json:
		err = writeJSON(d.out, bookingForMachines(b))
	case alone && !terminal(d.out):
		_, err = fmt.Fprintln(d.out, b.Receipt)
	default:
		_, err = fmt.Fprintf(d.out, "%s  %s  %s  %d人  %s\n", b.Receipt, when(b.Start), d.name(b.Facility), b.Party, what)
	}
	return err
}

// show prints everything about a booking.
func (d *desk) show(b booking.Booking, history []store.Entry) error {
	if d.json {
		j := bookingForMachines(b)
		j.History = forMachines(history, func(e store.Entry) entryJSON {
			return entryJSON{rfc3339(e.At), e.Through, e.Actor, e.What, e.Detail}
		})
		return writeJSON(d.out, j)
	}
	about := table{head: []string{"受付番号", string(b.Receipt)}}
	about.row("日時", when(b.Start))
	about.row("窓口", d.name(b.Facility))
	about.row("手続き", procedureNames[b.Procedure])
	about.row("人数", fmt.Sprint(b.Party))
	about.row("何人目", fmt.Sprint(b.Member))
	about.row("電話", dash(b.Phone.Masked()))
	about.row("状態", stateNames[b.State])
	if err := about.print(d.out); err != nil {
		return err
	}
	past := table{head: []string{"いつ", "何で", "だれが", "何を", "内容"}}
	for _, e := range history {
		past.row(when(e.At), e.Through, e.Actor, e.What, e.Detail)
	}
	if _, err := fmt.Fprintln(d.out); err != nil {
		return err
	}
	return past.print(d.out)
}
