package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) moveBooking(o *deskFlags) *cobra.Command {
	var to booking.Change
	cmd := &cobra.Command{
		Use:   "move RECEIPT",
		Short: "give a booking another time, place or number of people",
		Long: `Move gives a booking another time, another place or another number of people. It keeps
its receipt number, and the old slots until the new ones are certain. What is not named
stays as it is.`,
		Example: `  madoguchi bookings move 123456 --start "2026-12-02 10:00"
  madoguchi bookings move 123456 --start "2026-12-02 10:00" --facility tobu
  madoguchi bookings move 123456 --party 3`,
	}
	w.byReceipt(w.ruled, o, cmd, func(d *desk) error {
		if !cmd.Flags().Changed("start") && !cmd.Flags().Changed("party") {
			return required(cmd, `123456 --start "2026-12-01 09:30"`, "start", "party")
		}
		return d.known(to.Facility)
	}, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b store.Seen
		err := update(ctx, d, store.ToServe, func(tx store.Serving) error {
			old, err := tx.BookingOf(receipt)
			if err != nil {
				return err
			}
			next := completed(to, old.Booking)
			if s, known := d.line.City.Service(old.Service); known {
				if _, err := d.serviceAt(s.ID, next.Facility); err != nil {
					return err
				}
			}
			if err := setAside(tx, tx.MayChange(&d.line.City, old, next)); err != nil {
				return err
			}
			if b, err = tx.Change(&d.line.City, receipt, next); err == nil {
				return nil
			}
			err = gone(tx, receipt, err)
			return d.nearest(tx, err, old.Service, booking.Want{Facility: next.Facility, Party: next.Party, Instead: &old.Booking})
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, d.advised(err, ""))
		}
		return d.did(ctx, "変更しました", b, false)
	})
	o.reason(cmd)
	flag(cmd.Flags(), &to.Start, "start", "TIME", "", `to when, such as "2026-12-01 09:30" (default with --party: when it is)`, readMoment)
	flag(cmd.Flags(), &to.Facility, "facility", "ID", "", "to where (default: where it is)", readText("the id of a facility"))
	flag(cmd.Flags(), &to.Party, "party", "N", "", "how many people come (default: as many as before)", readWhole("a number of people", 1, 99))
	return cmd
}

// setAside has the trail say which limit of callers is set aside, if refused tells of one.
// At the terminal staff need no reason for it, and may give one with --why.
func setAside(tx store.Serving, refused error) error {
	if limit, ok := store.LimitOf(refused); ok {
		return tx.SetAside(limit)
	}
	return refused
}

// completed returns the change, with what nobody named as it is in the old booking.
func completed(to booking.Change, old booking.Booking) booking.Change {
	if to.Facility == "" {
		to.Facility = old.Facility
	}
	if to.Start.IsZero() {
		to.Start = old.Start
	}
	if to.Party == 0 {
		to.Party = old.Party
	}
	return to
}

// gone tells what became of a booking that is not active any more.
func gone(tx store.Serving, receipt booking.Receipt, err error) error {
	if !errors.Is(err, booking.ErrNotFound) {
		return err
	}
	b, lookup := tx.BookingOf(receipt)
	if lookup != nil {
		return err
	}
	return fmt.Errorf("the booking of %s at %s is %s", when(b.Start), b.Facility, b.State)
}

// nearest adds to a refusal for lack of room how much room the party takes, and the
// nearest start with that room, before or after the wanted one. What binds callers and
// not staff does not hide a start from them.
func (d *desk) nearest(tx store.Serving, err error, service booking.ServiceID, w booking.Want) error {
	full, ok := errors.AsType[*booking.Full](err)
	if !ok {
		return err
	}
	rules := d.line.City.RulesFor(service, w.Facility)
	rules.BookUntil, rules.Most, rules.Reserve = booking.CutOff{}, booking.Most{}, booking.Reserve{}
	rules.Horizon, rules.HorizonIn, rules.OpensAt = booking.Ahead, booking.InDays, 0
	full.Nearest = nil
	before, noneBefore := tx.Latest(rules, w, full.Start)
	after, noneAfter := tx.Earliest(rules, w, full.Start)
	for _, failed := range []error{noneBefore, noneAfter} {
		if failed != nil && !errors.Is(failed, booking.ErrNoRoom) {
			return failed
		}
	}
	switch {
	case noneBefore == nil && (noneAfter != nil || full.Start.Sub(before) < after.Sub(full.Start)):
		full.Nearest = []time.Time{before}
	case noneAfter == nil:
		full.Nearest = []time.Time{after}
	}
	switch {
	case w.Party < 2:
		return full
	case rules.SameSlot:
		return fmt.Errorf("a party of %d takes %d seats of one slot: %w", w.Party, w.Party, full)
	}
	return fmt.Errorf("a party of %d takes %d slots in a row: %w", w.Party, w.Party, full)
}

// counting says how many bookings a number may have of several services; other reports whether
// that which is in the way is of another service than the wanted one.
func counting(perService, other bool) string {
	switch {
	case perService && other:
		return " (per_service: true, which serve tells the ledger when it starts: until then, one of all)"
	case perService:
		return " (per_service: true: one of each)"
	}
	return " (per_service: false: one of all)"
}

// advised adds to a refusal what can be done about it.
func (d *desk) advised(err error, service booking.ServiceID) error {
	if already, ok := errors.AsType[*store.AlreadySeen](err); ok {
		if d.line.City.SeveralServices() {
			err = fmt.Errorf("%w, for the service %s%s", err, already.Seen.Service, counting(d.line.City.PerService, already.Seen.Service != service))
		}
		return fmt.Errorf("%w; for another person of the household: --member 2", err)
	}
	if none, ok := errors.AsType[*booking.NoSlot](err); ok {
		return fmt.Errorf("%w; see: madoguchi slots list --free --facility %s --date %s", err,
			none.Facility, booking.DateOf(none.Start.In(booking.JST)))
	}
	return err
}
