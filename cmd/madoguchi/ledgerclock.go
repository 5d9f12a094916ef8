package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

func (w *world) clockOfLedger() *cobra.Command {
	var db string
	var asJSON bool
	show := func(cmd *cobra.Command, _ []string) error {
		return w.onClock(db, func(ledger *store.Store) error {
			c, err := ledger.Clock(cmd.Context())
			if err != nil {
				return err
			}
			return w.tellClock(db, c, ledger.DoubtsClock(), asJSON)
		})
	}
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "the machine's clock, and the newest moment that the ledger has seen",
		Long: `Clock shows what the machine's clock says and the newest moment that the ledger has seen.
More than 48 hours ahead of that, or 10 minutes behind it, nothing is booked, ended or
erased, and callers are passed on to a person, until somebody confirms the clock or the
carrier's clock agrees with it.`,
		Example: "  madoguchi ledger clock --db madoguchi.db\n  madoguchi ledger clock confirm --db madoguchi.db",
		Args:    noArgs,
		RunE:    show,
	}
	dbFlag(cmd.PersistentFlags(), &db)
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "write JSON")
	cmd.AddCommand(&cobra.Command{
		Use:     "show",
		Short:   "show both times",
		Example: "  madoguchi ledger clock show --db madoguchi.db",
		Args:    noArgs,
		RunE:    show,
	}, &cobra.Command{
		Use:   "confirm",
		Short: "say that the machine's clock is right",
		Long: `Confirm says that the machine's clock is right: what it says is the newest moment from now
on, also if that is earlier than what the ledger has seen. Look at another clock first. A
line that runs goes on with its next call. The audit trail tells who confirmed what.`,
		Example: "  madoguchi ledger clock confirm --db madoguchi.db",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return w.onClock(db, func(ledger *store.Store) error { return w.confirmClock(cmd.Context(), db, ledger, asJSON) })
		},
	})
	return cmd
}

// onClock does something on a ledger that is there.
func (w *world) onClock(db string, do func(*store.Store) error) (err error) {
	ledger, err := w.openLedger(db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	return do(ledger)
}

// clockJSON is what there is to know about the time, for machines.
type clockJSON struct {
	Now       string             `json:"now"`    // what the machine says
	Newest    string             `json:"newest"` // that the ledger has seen; "" if no line has served it
	Doubt     bool               `json:"doubt"`  // nothing is written
	Confirmed *clockConfirmation `json:"confirmed"`
}

// clockConfirmation is how the clock was confirmed last, for machines.
type clockConfirmation struct {
	At      string `json:"at"`
	Way     string `json:"way"`
	Actor   string `json:"actor"`
	Was     string `json:"was"`     // the newest moment before
	Carrier string `json:"carrier"` // what the carrier's clock said; "" if somebody else confirmed it
}

func clockForMachines(c store.Clock, doubt bool) clockJSON {
	j := clockJSON{Now: rfc3339(c.Now), Newest: orNever(c.Newest), Doubt: doubt}
	if e := c.Confirmed; e.ID != 0 {
		j.Confirmed = &clockConfirmation{rfc3339(e.At), string(e.Way), e.Actor, orNever(e.Detail.Clock.Was), orNever(e.Detail.Clock.Carrier)}
	}
	return j
}

// tellClock tells both times, and what comes of them.
func (w *world) tellClock(db string, c store.Clock, doubt, asJSON bool) error {
	if asJSON {
		return writeJSON(w.out, clockForMachines(c, doubt))
	}
	t := table{head: []string{"サーバーの時計", toTheSecond(c.Now)}}
	t.row("台帳が最後に見た時刻", toTheSecond(c.Newest))
	if c.Confirmed.ID != 0 {
		t.row("最後に確かめたとき", toTheSecond(c.Confirmed.At)+"  "+words.Who(c.Confirmed))
	}
	if err := t.print(w.out); err != nil {
		return err
	}
	said := "書き込めます。"
	switch {
	case c.Newest.IsZero():
		said = "serve がまだ使っていない台帳なので、どの時計でも書き込めます。"
	case doubt:
		said = "時計が合っていないかもしれないので、何も書き込みません。合っているときは: madoguchi ledger clock confirm --db " + db
	}
	_, err := fmt.Fprintln(w.out, "\n"+said)
	return err
}

func toTheSecond(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(booking.JST).Format("2006-01-02 15:04:05")
}

func (w *world) confirmClock(ctx context.Context, db string, ledger *store.Store, asJSON bool) error {
	if !ledger.Served() {
		return fmt.Errorf("no line has served the ledger %s: any clock will do", db)
	}
	done, err := ledger.ConfirmClock(ctx, store.By{Way: store.ByTerminal, Actor: w.user}, time.Time{})
	if err != nil {
		return err
	}
	if asJSON {
		c, err := ledger.Clock(ctx)
		if err != nil {
			return err
		}
		return writeJSON(w.out, clockForMachines(c, ledger.DoubtsClock()))
	}
	_, err = fmt.Fprintf(w.out, "サーバーの時計 %s を確かめました。台帳が最後に見た時刻は、%s でした。\n", toTheSecond(done.Now), toTheSecond(done.Was))
	return err
}

// withAdvice adds to a refusal that is about a doubt what can be done about it.
func withAdvice(err error) error {
	if _, clock := errors.AsType[*store.ClockDoubt](err); clock {
		return fmt.Errorf("%w; nothing was changed: set the clock or, if it is right, see madoguchi ledger clock --help", err)
	}
	if _, file := errors.AsType[*store.FileDoubt](err); file {
		return fmt.Errorf("%w; nothing that is written now would last: start again on the right file", err)
	}
	return err
}
