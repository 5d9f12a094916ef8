package store

import (
	"errors"
	"os"
	"testing"
	"time"

	"madoguchi/booking"
)

// What a rehearsal tells is what is then done, also by tasks that depend on those before
// them and where there is more than a batch; and it leaves nothing.
func TestWhatWouldBeTidiedIsForeseenAndNothingIsChanged(t *testing.T) {
	w := newTown(t)
	w.busyMonth(300)
	for _, ahead := range []time.Duration{0, day, 31 * day, 2 * 366 * day} {
		w.clock.Add(ahead)
		before := w.dump()
		would, err := w.ForeseeTidy(bg)
		if err != nil {
			t.Fatal(err)
		}
		if w.dump() != before {
			t.Errorf("after %s the rehearsal has changed the ledger", ahead)
		}
		if again, err := w.ForeseeTidy(bg); err != nil || again != would {
			t.Errorf("after %s it would do %+v, and then %+v (%v)", ahead, would, again, err)
		}
		if did := w.tidy(); did != would {
			t.Errorf("after %s it would do\n%+v, and did\n%+v", ahead, would, did)
		}
		if ahead == 31*day && (would.Phones == 0 || would.Calls <= batch) {
			t.Errorf("after %s: found %+v, expected numbers and more than a batch of calls", ahead, would)
		}
		if left, err := w.ForeseeTidy(bg); err != nil || left != (Tidied{}) {
			t.Errorf("after %s there is left %+v (%v)", ahead, left, err)
		}
	}
}

func TestWhatTheHoursWouldChangeIsForeseen(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 3, 30, "11:00-12:00"), planOf(ajiyoshi, 1, 3, 30, "11:00-12:00"))
	w.book(phone(1), ajiyoshi, at(11, 0))
	plans := []booking.DayPlan{planOf(ajiyoshi, 0, 1, 30, "13:00-14:00"), planOf(ajiyoshi, 1, 3, 30, "11:00-12:00"), planOf(sakashita, 0, 1, 20, "11:00-12:00")}
	before := w.dump()
	would, err := w.ForeseeMaterialise(bg, plans)
	if want := (Materialised{Days: 2, Closed: 1}); err != nil || would != want {
		t.Errorf("found %+v, %v, expected %+v", would, err, want)
	}
	if w.dump() != before {
		t.Error("it has changed the ledger")
	}
	if did := w.plan(plans...); did != would {
		t.Errorf("it did %+v", did)
	}
}

func TestWhatIsCompactedIsForeseen(t *testing.T) {
	w := newTown(t)
	old, young := w.path+"-version-7", w.path+"-version-8"
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	then := w.clock.Now().Add(-copiesStay)
	if err := errors.Join(os.Chtimes(old, then, then), os.Chtimes(young, w.clock.Now(), w.clock.Now())); err != nil {
		t.Fatal(err)
	}
	would, err := w.ForeseeCompact(bg)
	if err != nil || would.Copies != 1 || would.Before == 0 {
		t.Errorf("found %+v, %v", would, err)
	}
	if _, err := os.Stat(old); err != nil {
		t.Error(err)
	}
	if did, err := w.Compact(bg); err != nil || did.Copies != 1 || did.Before != would.Before {
		t.Errorf("did %+v, %v, expected %+v", did, err, would)
	}
}

// Whoever asks is told who serves the ledger, also by a link to it, and does not keep it.
func TestWhoServesALedgerIsTold(t *testing.T) {
	w := newTown(t)
	link := w.path + "-link"
	if err := os.Symlink(w.path, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{w.path, link} {
		if err := Unserved(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	s, err := Open(w.path, Options{Now: w.clock.Now, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{w.path, link} {
		if told, ok := errors.AsType[*AlreadyServed](Unserved(path)); !ok || told.PID != os.Getpid() {
			t.Errorf("%s: found %v", path, told)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Unserved(link); err != nil {
		t.Errorf("after the end: %v", err)
	}
}
