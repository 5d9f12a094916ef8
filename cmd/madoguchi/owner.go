package main

import (
	"errors"
	"fmt"

	"madoguchi/store"
)

// owner returns the city of the config, as a ledger remembers it.
func (l *line) owner() *store.City {
	c := &store.City{Name: l.City.Name, Sample: l.sample, PerService: l.City.PerService}
	for _, f := range l.City.Facilities {
		c.Facilities = append(c.Facilities, f.ID)
	}
	return c
}

// open opens a ledger by the clock of the world.
func (w *world) open(path string, o store.Options) (*store.Store, error) {
	if o.Now == nil {
		o.Now = w.now
	}
	ledger, err := store.Open(path, o)
	return ledger, notTheirs(err)
}

// whoseIs reads whose a ledger is, and changes nothing in it.
func (w *world) whoseIs(path string) (store.Whose, error) {
	if !exists(path) {
		return store.Whose{}, noLedger(path)
	}
	return store.WhoseIs(path, store.Options{Now: w.now})
}

// notTheirs adds to the refusal of another city's ledger what can be done about it.
func notTheirs(err error) error {
	other, ok := errors.AsType[*store.OtherCity](err)
	switch {
	case !ok:
		return err
	case other.File.Sample:
		return fmt.Errorf("%w: name the file of its city with --config, or another ledger with --db", err)
	}
	return fmt.Errorf("%w: name another file with --config, or another ledger with --db; if the city was renamed or merged, see madoguchi ledger adopt --help", err)
}

// stranded returns how many active bookings there are at facilities that the config does
// not have, by the id of the facility.
func (l *line) stranded(w store.Whose) map[string]int {
	at := map[string]int{}
	for _, id := range w.Lacks(*l.owner()) {
		if n := w.Active[id]; n > 0 {
			at[id] = n
		}
	}
	return at
}
