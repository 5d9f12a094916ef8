package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"madoguchi/store"
)

func (w *world) adoptLedger() *cobra.Command {
	var o deskFlags
	var yes bool
	cmd := &cobra.Command{
		Use:   "adopt",
		Short: "say that a ledger is the city's of this config from now on",
		Long: `Adopt says that the ledger is the city's of this config from now on: the city was renamed
or merged with another, or its facilities have other ids. It first shows what that means,
facility by facility, and changes nothing without --yes. Bookings stand, also at
facilities that the config does not have. End the line before, and start it with the new
config afterwards.`,
		Example: `  madoguchi ledger adopt --config city.yaml --db madoguchi.db
  madoguchi ledger adopt --config city.yaml --db madoguchi.db --yes`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(cmd, "--config city.yaml", "config"); err != nil {
				return err
			}
			return w.adopt(cmd.Context(), &o, yes)
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&yes, "yes", false, "do it, and not only show what it means")
	return cmd
}

func (w *world) adopt(ctx context.Context, o *deskFlags, yes bool) error {
	l, err := readLine(o.config, w.now())
	if err != nil {
		return brief(o.config, err)
	}
	a := adoption{to: *l.owner()}
	if a.was, err = w.whoseIs(o.db); err != nil {
		return err
	}
	if yes {
		if a.was, err = w.adopted(ctx, o.db, a.to); err != nil {
			return err
		}
	}
	a.done = yes || a.same()
	d := &desk{world: w, line: l, json: o.json}
	if err := d.tellAdoption(a); err != nil || a.done {
		return err
	}
	return errors.New("nothing was changed: type it again with --yes")
}

// adopted makes the ledger that of a city, and returns whose it was. It has the ledger as
// a line has it, because one that runs goes by the rules of the city that it was.
func (w *world) adopted(ctx context.Context, db string, to store.City) (was store.Whose, err error) {
	ledger, err := w.open(db, store.Options{Serve: true, Log: w.log(slog.LevelError)})
	if err != nil {
		return was, err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	err = ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: w.user}, store.ToOwn.Do(func(tx store.Owning) (err error) {
		if was, err = tx.Whose(); err != nil {
			return err
		}
		return tx.Adopt(to)
	}))
	return was, err
}

// An adoption is what it means that a ledger is another city's.
type adoption struct {
	was  store.Whose
	to   store.City
	done bool
}

// same reports whether the ledger was this city's before.
func (a adoption) same() bool { return a.was.Known() && a.was.Refuse(a.to) == nil }

// since says in words when the ledger was told whose it is, and by whom.
func (a adoption) since() string { return "（" + when(a.was.Told) + "、" + a.was.By.Actor + "）" }

// A placeJSON is what becomes of a facility, for machines.
type placeJSON struct {
	ID       string `json:"id"`
	InConfig bool   `json:"in_config"`
	Bookings int    `json:"bookings"` // active ones
}

// places returns the facilities of the config, and then those that it does not have.
func (a adoption) places() (places []placeJSON) {
	for _, id := range a.to.Facilities {
		places = append(places, placeJSON{id, true, a.was.Active[id]})
	}
	for _, id := range a.was.Lacks(a.to) {
		places = append(places, placeJSON{id, false, a.was.Active[id]})
	}
	return places
}

// tellAdoption tells whose the ledger was and is, and what becomes of each facility.
func (d *desk) tellAdoption(a adoption) error {
	if d.json {
		return writeJSON(d.out, struct {
			Was        string      `json:"was"`   // "" if the ledger knew no city
			Since      string      `json:"since"` // "" likewise
			By         string      `json:"by"`    // "" likewise
			City       string      `json:"city"`
			Adopted    bool        `json:"adopted"`
			Facilities []placeJSON `json:"facilities"`
		}{a.was.City.Name, orNever(a.was.Told), a.was.By.Actor, a.to.Name, a.done, a.places()})
	}
	t := table{head: []string{"ID", "窓口", "設定ファイル", "残っている予約"}}
	left := 0
	for _, p := range a.places() {
		there := "ある"
		if !p.InConfig {
			there, left = "ない", left+p.Bookings
		}
		t.row(p.ID, d.name(p.ID), there, fmt.Sprintf("%d件", p.Bookings))
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	said := "この台帳は、" + a.to.Name + "のものになります。"
	switch {
	case a.same():
		said = "この台帳は、" + a.to.Name + "のものです" + a.since() + "。"
	case a.done:
		said = "この台帳は、" + a.to.Name + "のものになりました。"
	}
	if was := a.was.City.Name; was != "" && was != a.to.Name {
		said += "いままでは、" + was + "のものでした" + a.since() + "。"
	}
	if left > 0 {
		said += fmt.Sprintf("設定ファイルにない窓口の予約 %d件は、そのまま残ります。", left)
	}
	_, err := fmt.Fprintln(d.out, "\n"+said)
	return err
}
