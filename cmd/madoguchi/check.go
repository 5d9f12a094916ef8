package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

func (w *world) checkConfig() *cobra.Command {
	var db string
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "name every mistake in a city.yaml, warn of what is surely not meant, and say what it means",
		Long: `Check reads a city.yaml (without FILE: the sample city) and names every mistake with its
line and field. It warns of what is allowed and surely not meant, such as days: 金-月, and
ends with what the file means: slots a week, the horizon and last moments, the services where there are several, the national lines
that callers are told to call, what the line tells by itself, what residents find on the web,
and the next days that are not as usual. Where the speech engine Open JTalk is installed (see
madoguchi phone --help), it also warns of names that the engine reads otherwise than their yomi says.

With --db it also lists the active bookings that would have no desk by the config, those
that would stand where more is promised than it wants, and the decisions of staff that
want another thing than the config, with whose word holds. It says if the ledger is another
city's, which serve would refuse.

Exit status 1 if there is a mistake, a booking without a desk or another city's ledger, or
with --strict a warning.`,
		Example: `  madoguchi config check city.yaml
  madoguchi config check city.yaml --db madoguchi.db
  madoguchi config check city.yaml --strict`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return w.check(cmd.Context(), path, db, strict)
		},
	}
	flag(cmd.Flags(), &db, "db", "FILE", "", "the ledger whose bookings are held against the config", readText("a file such as madoguchi.db"))
	cmd.Flags().BoolVar(&strict, "strict", false, "exit status 1 for a warning, too")
	return cmd
}

func (w *world) check(ctx context.Context, path, db string, strict bool) error {
	l, err := readLine(path, w.now())
	if ms, ok := errors.AsType[city.Mistakes](err); ok {
		if _, err := fmt.Fprintln(w.err, ms); err != nil {
			return err
		}
		return errTold
	}
	if err != nil {
		return err
	}
	var promised error
	if db != "" {
		whose, err := w.whoseIs(db)
		if err != nil {
			return err
		}
		promised = w.checkPromises(ctx, l, db)
		if promised != nil && !errors.Is(promised, errOutside) {
			return promised
		}
		promised = errors.Join(promised, notTheirs(whose.Refuse(*l.owner())))
	}
	warnings, err := l.warnings(ctx, w)
	if err != nil {
		return err
	}
	for _, warning := range warnings {
		if _, err := fmt.Fprintln(w.err, warning); err != nil {
			return err
		}
	}
	verdict := ""
	switch {
	case promised != nil:
	case len(warnings) == 1:
		verdict = ": ok, with a warning"
	case len(warnings) > 1:
		verdict = fmt.Sprintf(": ok, with %d warnings", len(warnings))
	default:
		verdict = ": ok"
	}
	if verdict != "" {
		if _, err := fmt.Fprintf(w.out, "%s%s\n", cmp.Or(path, "sample city"), verdict); err != nil {
			return err
		}
	}
	if err := l.meaning(w); err != nil {
		return err
	}
	if promised == nil && strict && len(warnings) > 0 {
		return errTold
	}
	return promised
}

// errOutside means that bookings have no desk by the config.
var errOutside = errors.New("outside the opening hours of this config: move them, or call these people")

// checkPromises holds what the ledger has promised, and what staff have decided, against
// the config. It lists what does not fit, and returns an error that is errOutside if people
// would come to a closed counter.
func (w *world) checkPromises(ctx context.Context, l *line, db string) (err error) {
	ledger, err := w.openToRead(db, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	var active, outside, over []store.Seen
	var decisions []store.Decision
	if err := ledger.View(ctx, store.ToPlan.Do(func(tx store.Planning) (err error) {
		if active, err = tx.List(store.Filter{}); err != nil {
			return err
		}
		if decisions, err = tx.Decisions("", tx.Now(), endOfTime); err != nil {
			return err
		}
		outside, over, err = tx.Foresee(l.City.Plan(w.now(), booking.Ahead))
		return err
	})); err != nil {
		return err
	}
	d := &desk{world: w, line: l}
	for _, list := range []struct {
		head     string
		bookings []store.Seen
	}{
		{"窓口が開いていない時間の予約", outside},
		{"窓口の数をこえる時間の予約。そのまま有効で、取り消しがあっても、その分は、ほかの方に案内しません", over},
	} {
		if len(list.bookings) == 0 {
			continue
		}
		if _, err := fmt.Fprintln(w.out, list.head); err != nil {
			return err
		}
		if err := d.bookings(list.bookings, false); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w.out); err != nil {
			return err
		}
	}
	if err := d.disputed(l.disputes(decisions, w.now())); err != nil {
		return err
	}
	if len(outside) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d active bookings are %w", len(outside), len(active), errOutside)
}
