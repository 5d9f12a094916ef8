package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A City is a city as its file tells of it: what a ledger remembers of whose it is.
type City struct {
	Name       string   // booking.City.Name
	Facilities []string // their ids, in any order
	Sample     bool     // it is the sample city: nobody named a file
	PerService bool     // a number may have one active booking of each service, not one of all
}

// Whose is what a ledger knows of whose it is. A new one, and one that no line has been
// served on since version 9, knows no city.
type Whose struct {
	City   City           // its Name is "" if the ledger knows no city
	Told   time.Time      // when it was told the Name
	By     By             // who told it: Way and Actor
	Active map[string]int // how many active bookings there are, by the id of their facility
}

// Known reports whether the ledger knows its city.
func (w Whose) Known() bool { return w.City.Name != "" }

// places returns the ids of the facilities by which a file is recognised: those that
// people have booked at and, if nobody has booked at one of the city, those of the city.
// People may have booked only where the city had a facility before it was adopted, or
// before it dropped that one.
func (w Whose) places() []string {
	places := slices.Collect(maps.Keys(w.Active))
	if !slices.ContainsFunc(w.City.Facilities, func(id string) bool { return w.Active[id] > 0 }) {
		places = append(places, w.City.Facilities...)
	}
	slices.Sort(places)
	return places
}

// Lacks returns the ids of the facilities that have active bookings, or were the city's,
// and are not in the file of c.
func (w Whose) Lacks(c City) []string {
	there := map[string]bool{}
	for id := range w.Active {
		there[id] = true
	}
	for _, id := range w.City.Facilities {
		there[id] = true
	}
	for _, id := range c.Facilities {
		delete(there, id)
	}
	return slices.Sorted(maps.Keys(there))
}

// Refuse returns *OtherCity if c is not the city of the ledger: its rules and hours must
// not be applied to what is in it. A city that the ledger has not heard of is refused
// only if none of the facilities that people have booked at is in its file.
func (w Whose) Refuse(c City) error {
	refusal := &OtherCity{Ledger: w, File: c}
	places := w.places()
	switch {
	case w.Known() && c.Sample && !w.City.Sample:
		refusal.Why = SampleCity
	case w.Known() && c.Name != w.City.Name:
		refusal.Why = OtherName
	case len(places) > 0 && !slices.ContainsFunc(places, func(id string) bool { return slices.Contains(c.Facilities, id) }):
		refusal.Why = OtherFacilities
	default:
		return nil
	}
	return refusal
}

// A Difference is how a city is told from that of the ledger.
type Difference int

// The differences.
const (
	SampleCity      Difference = iota + 1 // nobody named a file, and the ledger's city has one
	OtherName                             // the ledger's city has another name
	OtherFacilities                       // no facility of the ledger is in the file
)

// OtherCity is the refusal to work with a city's file on a ledger that is another city's.
// Nothing was changed.
type OtherCity struct {
	Why    Difference
	Ledger Whose
	File   City
}

// Error says what was found.
func (e *OtherCity) Error() string {
	switch e.Why {
	case SampleCity:
		return fmt.Sprintf("found the sample city, because no file is named, on the ledger of %s", e.Ledger.City.Name)
	case OtherName:
		of := e.Ledger.City.Name
		if e.Ledger.City.Sample {
			of += ", the sample city"
		}
		return fmt.Sprintf("found %s in the file, on the ledger of %s", e.File.Name, of)
	}
	places := e.Ledger.places()
	for i, id := range places {
		if n := e.Ledger.Active[id]; n > 0 {
			places[i] = fmt.Sprintf("%s (%d)", id, n)
		}
	}
	what := "facilities with active bookings"
	if len(places) > len(e.Ledger.Active) {
		what = "facilities of the ledger"
	}
	return fmt.Sprintf("found a file without any of the %s: %s", what, strings.Join(places, ", "))
}

const (
	cityTold         = `SELECT name, sample, told, way, actor FROM city`
	cityFacilities   = `SELECT id FROM city_facilities ORDER BY id`
	activeByFacility = `SELECT facility, count(*) FROM bookings WHERE status = 1 GROUP BY facility ORDER BY facility`
)

// Whose returns what the ledger knows of whose it is.
func (tx *Tx) Whose() (w Whose, err error) {
	w, _, err = first(tx, func(_ *Tx, r row) (w Whose, err error) {
		err = r.Scan(&w.City.Name, &w.City.Sample, (*instant)(&w.Told), &w.By.Way, &w.By.Actor)
		return w, err
	}, cityTold)
	if err != nil {
		return w, err
	}
	if w.City.Facilities, err = all(tx, scanText, cityFacilities); err != nil {
		return w, err
	}
	w.Active, err = tx.activeAt()
	return w, err
}

// activeAt counts the active bookings by facility.
func (tx *Tx) activeAt() (map[string]int, error) {
	active := map[string]int{}
	_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var id string
		var n int
		err = r.Scan(&id, &n)
		active[id] = n
		return none, err
	}, activeByFacility)
	return active, err
}

const (
	tellCity = `INSERT INTO city (id, name, sample, told, way, actor) VALUES (1, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, sample = excluded.sample, told = excluded.told, way = excluded.way, actor = excluded.actor`
	addFacility  = `INSERT INTO city_facilities (id) VALUES (?)`
	dropFacility = `DELETE FROM city_facilities WHERE id = ?`
)

// Adopt makes the ledger that of c from now on, whosever it was. What is booked stands,
// also at facilities that c does not have. It writes nothing if the ledger is that of c,
// with the same facilities.
func (tx *Tx) Adopt(c City) error {
	if c.Name == "" || len(c.Facilities) == 0 {
		return fmt.Errorf("store: found the city %q with %d facilities, expected a name and one facility at least", c.Name, len(c.Facilities))
	}
	return tx.step(func() error {
		was, err := tx.Whose()
		if err != nil {
			return err
		}
		if c.Name != was.City.Name || c.Sample != was.City.Sample {
			if _, err := tx.exec(tellCity, c.Name, c.Sample, instant(tx.now), string(tx.by.Way), cut(tx.by.Actor, maxActor)); err != nil {
				return err
			}
			told := Detail{City: c.Name}
			if c.Name != was.City.Name {
				told.WasCity = was.City.Name
			}
			if err := tx.note(DidAdopt, 0, told); err != nil {
				return err
			}
		}
		if err := tx.CountPerService(c.PerService); err != nil {
			return err
		}
		return tx.setFacilities(was, c.Facilities)
	})
}

// setFacilities makes ids the facilities of the city. Those of a city that the ledger has
// just been told for the first time are no news to anybody.
func (tx *Tx) setFacilities(was Whose, ids []string) error {
	set := func(statement string, deed Deed, id string) error {
		_, err := tx.exec(statement, id)
		if err != nil || !was.Known() {
			return err
		}
		return tx.note(deed, 0, Detail{Visit: Visit{Facility: id}, Bookings: was.Active[id]})
	}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if !slices.Contains(was.City.Facilities, id) {
			if err := set(addFacility, DidAddFacility, id); err != nil {
				return err
			}
		}
	}
	for _, id := range was.City.Facilities {
		if !slices.Contains(ids, id) {
			if err := set(dropFacility, DidDropFacility, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// Learn tells the ledger its city, of which it may know nothing yet, or other facilities,
// and returns what it knew before. It returns *OtherCity if the ledger is another city's.
func (s *Store) Learn(ctx context.Context, by By, c City) (was Whose, err error) {
	err = s.Update(ctx, by, func(tx *Tx) (err error) {
		if was, err = tx.Whose(); err != nil {
			return err
		}
		if err := was.Refuse(c); err != nil {
			return err
		}
		return tx.Adopt(c)
	})
	return was, err
}

// knowsCity is the version from which on a ledger knows its city.
const knowsCity = 9

// WhoseIs reads whose the ledger in the file at path is, without changing it in any way:
// one of an earlier version stays so. An empty file is nobody's. Its errors are those of
// Open, whose options it takes.
func WhoseIs(path string, o Options) (Whose, error) {
	o.ReadOnly = true
	s, err := unopened(path, o)
	if err != nil {
		return Whose{}, err
	}
	w, err := s.whose()
	if err = errors.Join(err, s.disconnect()); err != nil {
		return Whose{}, explained(path, err)
	}
	return w, nil
}

// whose reads whose the ledger is, before it is brought up to date.
func (s *Store) whose() (w Whose, err error) {
	c, version, err := s.engine.look()
	if err != nil || c == nil {
		return w, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	err = s.read(context.Background(), c, func(tx *Tx) (err error) {
		w, err = tx.whoseOf(version)
		return err
	})
	return w, err
}

// whoseOf returns what a ledger of a version knows of whose it is.
func (tx *Tx) whoseOf(version int) (w Whose, err error) {
	if version >= knowsCity {
		return tx.Whose()
	}
	w.Active, err = tx.activeAt()
	return w, err
}
