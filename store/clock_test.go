package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// servedAt opens the ledger in path as a line does, at a moment of the machine's clock.
// Its caller closes it.
func servedAt(t testing.TB, path string, now time.Time) *town {
	t.Helper()
	w := &town{tester: t, clock: &clock{at: now}, path: path}
	ledger, err := Open(path, Options{Now: w.clock.Now, Serve: true, Upgrade: true})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w.Store = ledger
	return w
}

// servedYesterday makes a ledger that a line has served until monday, with a booking at
// eleven, and returns its path.
func servedYesterday(t testing.TB) (path string, made booking.Booking) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ledger.db")
	w := servedAt(t, path, monday)
	w.slot(ajiyoshi, at(11, 0), 4)
	made = w.book(phone(1), ajiyoshi, at(11, 0))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path, made
}

// doubts fails the test unless the ledger refuses everything because of the clock.
func (w *town) doubts(when string) {
	w.Helper()
	ran := false
	err := w.Update(bg, staff, func(*Tx) error { ran = true; return nil })
	if doubt, ok := errors.AsType[*ClockDoubt](err); !ok || ran || !errors.Is(err, ErrDoubt) {
		w.Errorf("%s: an operation ran: %t; found %v, expected *ClockDoubt", when, ran, err)
	} else if !doubt.Now.Equal(w.clock.Now()) {
		w.Errorf("%s: the doubt is about %s, expected %s", when, doubt.Now, w.clock.Now())
	}
	if err := w.Ready(bg); !errors.Is(err, ErrDoubt) {
		w.Errorf("%s: the ledger is ready: %v", when, err)
	}
	if done, err := w.Tidy(bg); !errors.Is(err, ErrDoubt) || done != (Tidied{}) {
		w.Errorf("%s: tidied %+v, %v", when, done, err)
	}
	if _, err := w.tryBook(booking.Request{Phone: phone(9), Facility: ajiyoshi, Start: w.clock.Now().Add(2 * time.Hour), Party: 1}); !errors.Is(err, ErrDoubt) {
		w.Errorf("%s: booked: %v", when, err)
	}
}

// relies fails the test if the ledger refuses anything.
func (w *town) relies(when string) {
	w.Helper()
	if err := errors.Join(w.Doubt(), w.Ready(bg)); err != nil {
		w.Errorf("%s: %v", when, err)
	}
}

func TestALineStartedWithAWrongClockErasesEndsAndBooksNothing(t *testing.T) {
	for _, off := range []time.Duration{60 * day, 400 * day, 48*time.Hour + time.Second, -10*time.Minute - time.Second, -60 * day, -400 * day} {
		t.Run(fmt.Sprint(off), func(t *testing.T) {
			path, made := servedYesterday(t)
			w := servedAt(t, path, monday.Add(off))
			defer w.Close()
			w.doubts("at the start")
			if n := w.count("SELECT count(*) FROM bookings WHERE status = 1 AND phone = ? AND receipt = ? AND ended IS NULL", string(made.Phone), string(made.Receipt)); n != 1 {
				t.Errorf("found %d bookings as it was made, expected 1", n)
			}
			if n := w.count("SELECT count(*) FROM slots"); n != 1 {
				t.Errorf("found %d slots, expected the one that there was", n)
			}
		})
	}
}

func TestALineStartedWithinTheLimitsRelies(t *testing.T) {
	for _, off := range []time.Duration{48 * time.Hour, time.Hour, 0, -10 * time.Minute} {
		path, _ := servedYesterday(t)
		w := servedAt(t, path, monday.Add(off))
		w.relies(fmt.Sprint(off))
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAJumpOfTheClockIsSeenWhileTheLineRuns(t *testing.T) {
	for _, jump := range []time.Duration{60 * day, 48*time.Hour + time.Second, -10*time.Minute - time.Second, -400 * day} {
		t.Run(fmt.Sprint(jump), func(t *testing.T) {
			w := servedAt(t, filepath.Join(t.TempDir(), "ledger.db"), monday)
			defer w.Close()
			w.relies("before")
			w.clock.Add(40 * time.Second) // between two beats
			if err := w.Doubt(); err != nil {
				t.Error(err)
			}
			w.clock.Add(jump)
			w.doubts("after the jump")
			w.clock.Add(-jump)
			w.relies("after the way back")
		})
	}
}

// A clock that was nearly two days ahead for a while has moved the newest moment on, and
// the way back is a jump like any other.
func TestAClockThatGoesBackFromWithinTheLimitIsDoubted(t *testing.T) {
	w := servedAt(t, filepath.Join(t.TempDir(), "ledger.db"), monday)
	defer w.Close()
	w.relies("at the start")
	w.clock.Add(47 * time.Hour)
	w.relies("47 h ahead")
	w.clock.Add(-47 * time.Hour)
	w.doubts("back")
}

// confirm confirms the clock as somebody at a terminal does.
func (w *town) confirm() ConfirmedClock {
	w.Helper()
	done, err := w.ConfirmClock(bg, staff, time.Time{})
	if err != nil {
		w.Fatalf("confirm: %v", err)
	}
	return done
}

func TestAClockThatIsConfirmedIsRelied(t *testing.T) {
	for _, off := range []time.Duration{60 * day, -400 * day} {
		path, _ := servedYesterday(t)
		w := servedAt(t, path, monday.Add(off))
		w.doubts("before")
		if done, want := w.confirm(), (ConfirmedClock{Was: monday, Now: monday.Add(off)}); done != want {
			t.Errorf("confirmed %v, expected %v", done, want)
		}
		w.relies("after")
		entries := w.trail(0, 100, TrailFilter{Deed: DidConfirmClock})
		if len(entries) != 1 || entries[0].Actor != staff.Actor || entries[0].Detail.Clock != (ConfirmedClock{Was: monday, Now: monday.Add(off)}) {
			t.Errorf("the trail has %+v", entries)
		}
		c, err := w.Clock(bg)
		if err != nil || !c.Now.Equal(monday.Add(off)) || !c.Newest.Equal(monday.Add(off)) || len(entries) != 1 || c.Confirmed != entries[0] {
			t.Errorf("of the clock is known %+v, %v", c, err)
		}
		w.sound()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		w = servedAt(t, path, monday.Add(off+time.Hour))
		w.relies("after a restart")
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The line is in doubt, and somebody confirms the clock in another process: the next
// operation is done, whichever way the clock has jumped.
func TestAClockThatIsConfirmedBesideTheLineIsRelied(t *testing.T) {
	for _, jump := range []time.Duration{3 * day, -47 * time.Hour} {
		w := servedAt(t, filepath.Join(t.TempDir(), "ledger.db"), monday)
		defer w.Close()
		w.relies("before")
		w.clock.Add(jump)
		w.doubts("after the jump")
		beside := townAt(t, w.path)
		defer beside.Close()
		beside.clock.Add(jump)
		beside.doubts("beside")
		if w.DoubtsClock(); !w.DoubtsClock() {
			t.Error("the clock is relied on without a reason")
		}
		beside.confirm()
		w.relies("confirmed beside")
		beside.relies("where it was confirmed")
	}
}

// What waits together with the confirmation, and before it, was asked of a clock in doubt.
func TestNothingIsDoneWithTheConfirmationBeforeIt(t *testing.T) {
	path, _ := servedYesterday(t)
	w := servedAt(t, path, monday.Add(60*day))
	defer w.Close()
	errs := make(chan error)
	for range 50 {
		go func() { errs <- w.Update(bg, staff, func(tx *Tx) error { _, err := tx.exec(countBeat); return err }) }()
	}
	w.confirm()
	refused := 0
	for range 50 {
		switch err := <-errs; {
		case errors.Is(err, ErrDoubt):
			refused++
		case err != nil:
			t.Error(err)
		}
	}
	if n := w.count("SELECT coalesce(sum(beats), 0) FROM pulse"); n != 50-refused {
		t.Errorf("%d operations were done and %d refused, expected 50 together", n, refused)
	}
}

const countBeat = `INSERT INTO pulse (id, beats) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET beats = pulse.beats + 1`

// The clock jumps while a group is being written: what comes after the jump is refused.
func TestAJumpWithinAGroupStopsWhatComesAfterIt(t *testing.T) {
	w := servedAt(t, filepath.Join(t.TempDir(), "ledger.db"), monday)
	defer w.Close()
	w.relies("before")
	jump := func(*Tx) error { w.clock.Add(60 * day); return nil }
	errs := w.together(func(*Tx) error { return nil }, jump, func(*Tx) error { return nil })
	if errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], ErrDoubt) {
		t.Errorf("found %v, expected a doubt in the last", errs)
	}
}

// A line that nobody calls over the holidays is not in doubt, and not after a restart either.
func TestALineThatNobodyCallsSeesTheTimePass(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	w := servedAt(t, path, monday)
	for range 10 * 24 {
		w.clock.Add(time.Hour)
		o := newBeat()
		w.confirming <- o
		if err := <-o.done; err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w = servedAt(t, path, monday.Add(11*day))
	defer w.Close()
	w.relies("after the holidays")
}

// The newest moment is written once a minute, and not with every operation.
func TestTheNewestMomentIsWrittenOnceAMinute(t *testing.T) {
	w := servedAt(t, filepath.Join(t.TempDir(), "ledger.db"), monday)
	defer w.Close()
	var written []int
	for range 130 {
		w.relies("always")
		if n := w.count(`SELECT newest FROM clock`); len(written) == 0 || written[len(written)-1] != n {
			written = append(written, n)
		}
		w.clock.Add(time.Second)
	}
	if len(written) != 3 || written[1]-written[0] != 60 || written[2]-written[1] != 60 {
		t.Errorf("in 130 seconds these were written: %v", written)
	}
}

func TestALedgerThatNoLineHasServedTakesAnyClock(t *testing.T) {
	w := newTown(t)
	for _, jump := range []time.Duration{400 * day, -800 * day} {
		w.clock.Add(jump)
		w.relies("unserved")
	}
	if w.Served() || w.count(`SELECT count(*) FROM clock`) != 0 {
		t.Error("it was never served")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	line := servedAt(t, w.path, monday.Add(7*day))
	line.relies("at the first start of a line")
	if err := line.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	if !w.Served() {
		t.Error("it has been served")
	}
	w.doubts("at another time")
}

// The clock of a call that is played is that of a story: the ledger has not seen it.
func TestAPlayedCallDoesNotMoveTheClockOn(t *testing.T) {
	path, _ := servedYesterday(t)
	now := &clock{at: monday}
	played, err := Open(path, Options{Now: now.Now, Staged: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		now.Add(time.Minute)
		if err := played.Ready(bg); err != nil {
			t.Error(err)
		}
	}
	if err := played.Close(); err != nil {
		t.Error(err)
	}
	w := servedAt(t, path, monday.Add(time.Minute))
	defer w.Close()
	w.relies("after the call")
}

func TestTheLedgerItselfKeepsTheNewestMoment(t *testing.T) {
	path, _ := servedYesterday(t)
	w := servedAt(t, path, monday)
	defer w.Close()
	for query, want := range map[string]string{
		`DELETE FROM clock`:                     "does not forget the newest moment",
		`UPDATE clock SET newest = newest - 1`:  "goes back only with an entry",
		`INSERT INTO clock VALUES (2, 1, NULL)`: "CHECK",
		`UPDATE clock SET newest = 1, entry = 1 WHERE entry IS NULL; UPDATE clock SET newest = 0`: "goes back only with an entry",
	} {
		if err := w.sql(strings.Split(query, "; ")...); !contains(err, want) {
			t.Errorf("%s: found %v, expected %q", query, err, want)
		}
	}
}

// A ledger of version 9 that a line has served has seen the latest of what is in it.
func TestALedgerOfBeforeHasSeenWhatIsInIt(t *testing.T) {
	last := at(8, 59).Unix()
	audit := func(at int64) string {
		return fmt.Sprintf(`INSERT INTO audit (at, way, actor, deed, detail) VALUES (%d, 'terminal', 'window', 'sign-in', '{}');`, at)
	}
	call := func(at int64) string {
		return fmt.Sprintf(`INSERT INTO calls (sid, line, state, turn, data, started, updated) VALUES ('CA1', '+815000000000', 'x', 1, '{}', 5, %d);`, at)
	}
	const served = `INSERT INTO secrets (name, key) VALUES ('cards', zeroblob(32));`
	told := func(way string) string {
		return `INSERT INTO city (id, name, sample, told, way, actor) VALUES (1, 'かすがい市', 0, 7, '` + way + `', 'serve');`
	}
	for name, c := range map[string]struct {
		script string
		newest int64 // 0: it was never served
	}{
		"the key of its console, and a deed": {served + audit(10) + audit(last), last},
		"its city, and a call":               {told("clock") + audit(10) + call(last), last},
		"its city alone":                     {told("clock"), 7},
		"its city from a terminal":           {told("terminal") + audit(last), 0},
		"no line":                            {audit(last) + call(last), 0},
		"nothing":                            {"", 0},
	} {
		path := ledgerOf(t, 9, c.script)
		w := servedAt(t, path, monday.Add(60*day))
		if c.newest == 0 {
			w.relies(name)
		} else {
			w.doubts(name)
			if known, err := w.Clock(bg); err != nil || known.Newest.Unix() != c.newest {
				t.Errorf("%s: it has seen %s, %v, expected %s", name, known.Newest, err, time.Unix(c.newest, 0))
			}
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
