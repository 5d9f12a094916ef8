package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// tamba is a city with a file of its own.
var tamba = City{Name: "丹波市", Facilities: []string{ajiyoshi, sakashita}}

func named(name string, facilities ...string) City { return City{Name: name, Facilities: facilities} }

func TestALedgerIsRefusedToAnotherCity(t *testing.T) {
	sample := City{Name: "丹波市", Facilities: tamba.Facilities, Sample: true}
	booked := map[string]int{ajiyoshi: 2, kozoji: 1}
	for _, c := range []struct {
		what string
		of   City           // that the ledger knows
		at   map[string]int // active bookings
		file City
		want Difference // 0: it is the ledger's
	}{
		{"a new ledger is anybody's", City{}, nil, tamba, 0},
		{"a new ledger is the sample's", City{}, nil, sample, 0},
		{"bookings tell whose an older ledger is", City{}, booked, named("加賀市", ajiyoshi), 0},
		{"and whose it is not", City{}, booked, named("加賀市", "honcho"), OtherFacilities},
		{"the same file", tamba, booked, tamba, 0},
		{"facilities in another order", tamba, booked, named("丹波市", sakashita, ajiyoshi), 0},
		{"a facility more, and one dropped under its bookings", tamba, booked, named("丹波市", ajiyoshi, "honcho"), 0},
		{"another name with the same facilities, as copied files have", tamba, booked, named("加賀市", ajiyoshi, sakashita), OtherName},
		{"another name, before anybody has booked", tamba, nil, named("加賀市", "honcho"), OtherName},
		{"all facilities renamed", tamba, booked, named("丹波市", "honcho"), OtherFacilities},
		{"all facilities renamed, before anybody has booked", tamba, nil, named("丹波市", "honcho"), OtherFacilities},
		{"bookings stand only where the city no longer has a facility", tamba, map[string]int{kozoji: 1}, tamba, 0},
		{"and a file comes back that has it", tamba, map[string]int{kozoji: 1}, named("丹波市", kozoji), 0},
		{"and one that has neither", tamba, map[string]int{kozoji: 1}, named("丹波市", "honcho"), OtherFacilities},
		{"the facility that people have booked at is dropped, and another stays", tamba, map[string]int{ajiyoshi: 1}, named("丹波市", sakashita), OtherFacilities},
		{"no file named, on a city's ledger", tamba, booked, sample, SampleCity},
		{"the sample on its own ledger", sample, booked, sample, 0},
		{"a file of one's own after the sample", sample, booked, tamba, 0},
		{"a file of another city after the sample", sample, booked, named("加賀市", ajiyoshi), OtherName},
	} {
		err := Whose{City: c.of, Active: c.at}.Refuse(c.file)
		other, refused := errors.AsType[*OtherCity](err)
		if refused != (c.want != 0) || refused && other.Why != c.want {
			t.Errorf("%s: found %v, expected %d", c.what, err, c.want)
		}
	}
}

// Whoever is refused reads by what the ledger was told apart.
func TestARefusalToAnotherCityNamesWhatTheLedgerHas(t *testing.T) {
	elsewhere := named("丹波市", "honcho")
	for _, c := range []struct {
		of   City
		at   map[string]int
		want string
	}{
		{City{}, map[string]int{ajiyoshi: 2, kozoji: 1}, "without any of the facilities with active bookings: ajiyoshi (2), kozoji (1)"},
		{tamba, nil, "without any of the facilities of the ledger: ajiyoshi, sakashita"},
		{tamba, map[string]int{kozoji: 1}, "without any of the facilities of the ledger: ajiyoshi, kozoji (1), sakashita"},
	} {
		if err := (Whose{City: c.of, Active: c.at}).Refuse(elsewhere); err == nil || err.Error() != "found a file "+c.want {
			t.Errorf("found %v, expected %s", err, c.want)
		}
	}
}

func (w *town) whose() (whose Whose) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		whose, err = tx.Whose()
		return err
	})
	return whose
}

// ofCity returns the newest entries of the trail that are about the city, oldest first.
func (w *town) ofCity() (told []string) {
	w.Helper()
	for _, e := range w.trail(0, 100, TrailFilter{}) {
		switch e.Deed {
		case DidAdopt, DidAddFacility, DidDropFacility:
			told = append([]string{strings.TrimSpace(fmt.Sprintf("%s %s%s %s %d", e.Deed, e.Detail.WasCity, e.Detail.City, e.Detail.Facility, e.Detail.Bookings))}, told...)
		}
	}
	return told
}

func TestALedgerLearnsItsCityOnceAndItsFacilitiesAsTheyChange(t *testing.T) {
	w := newTown(t)
	for i, facility := range tamba.Facilities {
		w.slot(facility, at(11, 0), 2)
		w.book(phone(i+1), facility, at(11, 0))
	}
	learn := func(c City) Whose {
		t.Helper()
		was, err := w.Learn(bg, staff, c)
		if err != nil {
			t.Fatal(err)
		}
		return was
	}
	if was := learn(tamba); was.Known() || was.Active[ajiyoshi] != 1 {
		t.Errorf("before, the ledger knew %+v", was)
	}
	want := Whose{City: tamba, Told: monday, By: staff, Active: map[string]int{ajiyoshi: 1, sakashita: 1}}
	if whose := w.whose(); !reflect.DeepEqual(whose, want) {
		t.Errorf("found %+v, expected %+v", whose, want)
	}
	w.clock.Add(time.Hour)
	learn(tamba) // writes nothing
	learn(named("丹波市", sakashita, "honcho"))
	want.City.Facilities = []string{"honcho", sakashita}
	if whose := w.whose(); !reflect.DeepEqual(whose, want) {
		t.Errorf("found %+v, expected %+v", whose, want)
	}
	if told, want := w.ofCity(), []string{"adopt 丹波市  0", "add-facility  honcho 0", "drop-facility  ajiyoshi 1"}; !reflect.DeepEqual(told, want) {
		t.Errorf("the trail has %q, expected %q", told, want)
	}
	w.sound()
}

func TestAdoptingChangesWhoseItIsAndNothingElse(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	kaga := named("加賀市", "honcho")
	if _, err := w.Learn(bg, staff, tamba); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Learn(bg, staff, kaga); !contains(err, "found 加賀市 in the file, on the ledger of 丹波市") {
		t.Errorf("found %v", err)
	}
	w.clock.Add(time.Hour)
	w.do(func(tx *Tx) error { return tx.Adopt(kaga) })
	if whose, want := w.whose(), (Whose{City: kaga, Told: at(10, 0), By: staff, Active: map[string]int{ajiyoshi: 1}}); !reflect.DeepEqual(whose, want) {
		t.Errorf("found %+v, expected %+v", whose, want)
	}
	if _, err := w.Learn(bg, staff, tamba); !contains(err, "found 丹波市 in the file, on the ledger of 加賀市") {
		t.Errorf("found %v", err)
	}
	if _, err := w.Learn(bg, staff, kaga); err != nil { // and is served now, whose bookings all stand elsewhere
		t.Error(err)
	}
	w.look(func(tx *Tx) error {
		if now, err := tx.BookingOf(b.Receipt); err != nil || now != b {
			t.Errorf("the booking is %+v, %v, expected %+v", now, err, b)
		}
		return nil
	})
	want := []string{"adopt 丹波市  0", "adopt 丹波市加賀市  0", "add-facility  honcho 0", "drop-facility  ajiyoshi 1", "drop-facility  sakashita 0"}
	if told := w.ofCity(); !reflect.DeepEqual(told, want) {
		t.Errorf("the trail has %q, expected %q", told, want)
	}
	for _, nobody := range []City{{}, {Name: "丹波市"}, {Facilities: tamba.Facilities}} {
		if err := w.Update(bg, staff, func(tx *Tx) error { return tx.Adopt(nobody) }); !contains(err, "expected a name and one facility at least") {
			t.Errorf("%+v: found %v", nobody, err)
		}
	}
	if err := w.sql(`DELETE FROM city`); !contains(err, "does not forget its city") {
		t.Errorf("found %v, expected a refusal", err)
	}
	w.sound()
}

// A ledger that is refused is the same afterwards, to the letter, of whatever version it is.
func TestARefusedLedgerStaysAsItIs(t *testing.T) {
	known := filepath.Join(t.TempDir(), "ledger.db")
	w := townAt(t, known)
	if _, err := w.Learn(bg, staff, tamba); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		ledgerOf(t, 1, versionOne()): "found a file without any of the facilities with active bookings: ajiyoshi (2), sakashita (1)",
		known:                        "found 加賀市 in the file, on the ledger of 丹波市",
	} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		kaga := named("加賀市", "honcho")
		_, err = Open(path, Options{Now: time.Now, For: &kaga, Serve: true})
		if _, ok := errors.AsType[*OtherCity](err); !ok || !contains(err, "ledger "+path+": "+want) {
			t.Errorf("found %v, expected %s", err, want)
		}
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the refused ledger has changed, %v", path, err)
		}
		expectAlone(t, path)
	}
}

// expectAlone expects that nothing lies beside a ledger that is closed.
func expectAlone(t *testing.T, path string) {
	t.Helper()
	if files, err := filepath.Glob(path + "*"); err != nil || len(files) != 1 {
		t.Errorf("found %v, %v, expected the ledger alone", files, err)
	}
}

func TestWhoseALedgerIsIsReadWithoutChangingIt(t *testing.T) {
	now := Options{Now: time.Now}
	old := ledgerOf(t, 1, versionOne())
	before, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	whose, err := WhoseIs(old, now)
	if err != nil || whose.Known() || !reflect.DeepEqual(whose.Active, map[string]int{ajiyoshi: 2, sakashita: 1}) {
		t.Errorf("found %+v, %v", whose, err)
	}
	if after, err := os.ReadFile(old); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the ledger has changed, %v", err)
	}
	expectAlone(t, old)
	known := ledgerOf(t, 9, `INSERT INTO city VALUES (1, '丹波市', 0, 1, 'terminal', 'window'); INSERT INTO city_facilities VALUES ('ajiyoshi')`)
	if whose, err := WhoseIs(known, now); err != nil || !reflect.DeepEqual(whose.City, named("丹波市", ajiyoshi)) {
		t.Errorf("of version 9, the first that knows: found %+v, %v", whose, err)
	}
	w := newTown(t) // and beside a line
	if _, err := w.Learn(bg, staff, tamba); err != nil {
		t.Fatal(err)
	}
	if whose, err := WhoseIs(w.path, now); err != nil || !reflect.DeepEqual(whose.City, tamba) {
		t.Errorf("found %+v, %v", whose, err)
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if whose, err := WhoseIs(empty, now); err != nil || whose.Known() || len(whose.Active) > 0 {
		t.Errorf("found %+v, %v", whose, err)
	}
	if info, err := os.Stat(empty); err != nil || info.Size() != 0 {
		t.Errorf("the empty file has changed: %v, %v", info, err)
	}
}

// The number of the migration stands in the code as well.
func TestTheVersionThatKnowsItsCity(t *testing.T) {
	files, err := migrations()
	if err != nil || files[knowsCity-1] != fmt.Sprintf("migrations/%04d_city.sql", knowsCity) {
		t.Errorf("version %d is made by %s, %v", knowsCity, files[knowsCity-1], err)
	}
}
