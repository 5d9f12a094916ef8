package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// A desk is where staff sit: a ledger, beside a server that may be running, and
// the city's facilities.
type desk struct {
	*world
	line   *line
	ledger *store.Store
	json   bool
	whole  map[int64]booking.Phone // the numbers that reveal has returned, by Booking.ID

	numbers bool   // whole telephone numbers are asked for
	why     string // of what is changed, in the words of whoever does it; "" if they gave none
}

// deskFlags are the flags of every command at the desk.
type deskFlags struct {
	config, db string
	json       bool
	numbers    bool
	why        string
}

func (o *deskFlags) add(cmd *cobra.Command) {
	flags := cmd.PersistentFlags()
	configFlag(flags, &o.config)
	dbFlag(flags, &o.db)
	flags.BoolVar(&o.json, "json", false, "write JSON")
}

// reason adds the flag for why something is done, which is kept beside the audit trail.
func (o *deskFlags) reason(cmd *cobra.Command) {
	flag(cmd.Flags(), &o.why, "why", "TEXT", "", "why, for whoever reads it later", func(s string) (string, error) {
		if err := store.CheckRemark(s); err != nil {
			return "", err
		}
		return s, nil
	})
}

// An atDesk makes a command at the desk. check refuses a command that is typed wrongly,
// before the ledger is opened.
type atDesk func(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error

// at runs a command on a ledger that exists.
func (w *world) at(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{})
}

// atFirst is like at, for commands that may be the first on a ledger.
func (w *world) atFirst(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{first: true})
}

// reading is like at, for commands that only read.
func (w *world) reading(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{reads: true})
}

// readingFirst is like reading, for commands that may be the first on a ledger.
func (w *world) readingFirst(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{first: true, reads: true})
}

// ruled is like at, for commands that go by the rules or hours of the config.
func (w *world) ruled(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{ruled: true})
}

// ruledFirst is like ruled, for commands that may be the first on a ledger.
func (w *world) ruledFirst(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error) func(*cobra.Command, []string) error {
	return w.onLedger(o, check, do, opening{first: true, ruled: true})
}

// An opening is how a command opens the ledger.
type opening struct {
	// Whoever names a new file with --db, to book in it or to see its slots, wants a new
	// ledger. A list of bookings does not make one: in the wrong directory it would say
	// that nobody comes today.
	first bool

	// The ledger must be that of the config's city. Others only take names from the config.
	ruled bool

	// Nothing but reading is needed, where more cannot be had.
	reads bool
}

func (w *world) onLedger(o *deskFlags, check func(*desk) error, do func(context.Context, *desk) error, how opening) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) (err error) {
		l, err := readLine(o.config, w.now())
		if err != nil {
			return brief(o.config, err)
		}
		d := &desk{world: w, line: l, json: o.json, numbers: o.numbers, why: o.why}
		if err := check(d); err != nil {
			return err
		}
		switch {
		case how.first && cmd.Flags().Changed("db") && !exists(o.db):
			d.ledger, err = w.makeLedger(cmd.Context(), o.db, l)
		case how.ruled:
			d.ledger, err = w.openOwn(o.db, l)
		case how.reads:
			d.ledger, err = w.openToRead(o.db, store.Options{})
		default:
			d.ledger, err = w.openLedger(o.db)
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.ledger.Close()) }()
		if err := do(cmd.Context(), d); err != nil {
			return err
		}
		return w.tellVersion(o.db, d.ledger)
	}
}

// makeLedger makes a ledger of the config's city, with its slots, and says so.
func (w *world) makeLedger(ctx context.Context, path string, l *line) (*store.Store, error) {
	ledger, err := w.open(path, store.Options{Log: w.log(slog.LevelError)})
	if err != nil {
		return nil, err
	}
	if err := l.furnish(ctx, ledger, store.By{Way: store.ByTerminal, Actor: w.user}, w.now(), booking.Ahead); err != nil {
		return nil, errors.Join(err, ledger.Close())
	}
	_, err = fmt.Fprintf(w.err, "there was no ledger at %s: made a new one\n", path)
	return ledger, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// openLedger opens a ledger that exists, whosever it is.
func (w *world) openLedger(path string) (*store.Store, error) {
	if !exists(path) {
		return nil, noLedger(path)
	}
	return w.open(path, store.Options{Log: w.log(slog.LevelError)})
}

// openOwn opens a ledger that exists and is not another city's.
func (w *world) openOwn(path string, l *line) (*store.Store, error) {
	if !exists(path) {
		return nil, noLedger(path)
	}
	return w.open(path, store.Options{For: l.owner(), Log: w.log(slog.LevelError), Mails: l.mails()})
}

// openToRead opens a ledger that exists, for a command that only reads it. One that cannot
// be written, because it is of an earlier version or because the disk is read-only, is
// opened only to be read.
func (w *world) openToRead(path string, o store.Options) (*store.Store, error) {
	if !exists(path) {
		return nil, noLedger(path)
	}
	o.Log = w.log(slog.LevelError)
	if ledger, err := w.open(path, o); err == nil {
		return ledger, nil
	}
	o.ReadOnly = true
	ledger, err := w.open(path, o) // what is wrong with it, if that is not all
	if err != nil {
		return nil, err
	}
	if err := ledger.Readable(); err != nil {
		return nil, errors.Join(err, ledger.Close())
	}
	return ledger, nil
}

// tellVersion tells that a ledger is of an earlier version, if it is.
func (w *world) tellVersion(path string, ledger *store.Store) error {
	version, program := ledger.Version()
	if version == program {
		return nil
	}
	_, err := fmt.Fprintf(w.err, "%s is only read: %v\n", path, &store.OlderLedger{Version: version, Program: program})
	return err
}

func noLedger(path string) error {
	return fmt.Errorf("no ledger at %s: madoguchi serve creates it, or name another with --db", path)
}

// view reads the ledger for a command, which is given the part that it needs.
func view[P any](ctx context.Context, d *desk, part store.Part[P], fn func(P) error) error {
	return d.ledger.View(ctx, part.Do(fn))
}

// update changes the ledger in the name of the user at the terminal. The command is
// given the part that it needs.
func update[P any](ctx context.Context, d *desk, part store.Part[P], fn func(P) error) error {
	return d.ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: d.user, Why: d.why}, part.Do(fn))
}

// name returns what staff call a facility.
func (d *desk) name(id string) string { return words.Place(&d.line.City, id) }

// known refuses a facility that the config does not have. No facility is no mistake.
func (d *desk) known(id string) error {
	if id == "" {
		return nil
	}
	_, err := d.line.facility(id)
	return err
}

// bookings prints bookings as a table, or as JSON.
func (d *desk) bookings(bookings []store.Seen, states bool) error {
	if d.json {
		return writeJSON(d.out, forMachines(bookings, d.forMachines))
	}
	t := table{head: []string{"受付番号", "日時", "窓口", "人数", "何人目", "電話"}}
	proxies := slices.ContainsFunc(bookings, func(b store.Seen) bool { return b.Proxy })
	services := slices.ContainsFunc(bookings, func(b store.Seen) bool { return d.toldService(b) != "" })
	if services {
		t.head = append(t.head, "用件")
	}
	if proxies {
		t.head = append(t.head, "代理")
	}
	if states {
		t.head = append(t.head, "状態")
	}
	people := 0
	for _, b := range bookings {
		cells := []string{dash(string(b.Receipt)), visit(b.Booking), d.name(b.Facility), fmt.Sprint(b.Party), fmt.Sprint(b.Member), dash(d.phone(b))}
		if services {
			cells = append(cells, dash(d.toldService(b)))
		}
		if proxies {
			cells = append(cells, dash(words.Proxy(b.Proxy)))
		}
		if states {
			cells = append(cells, words.State(b.State))
		}
		t.row(cells...)
		people += b.Party
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	return d.sum("予約 %d 件、%d 人", len(bookings), people)
}

// sum prints a line with totals at a terminal, and nothing for a program.
func (d *desk) sum(format string, args ...any) error {
	if !terminal(d.out) {
		return nil
	}
	_, err := fmt.Fprintf(d.out, "\n"+format+"\n", args...)
	return err
}

// dash returns a dash for an empty text, such as a number that has been erased.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
