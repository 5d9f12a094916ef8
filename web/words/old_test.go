package words_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/store/storetest"
	"madoguchi/web/words"
)

var city = &booking.City{Facilities: []booking.Facility{
	{ID: "tobu", Name: "東部市民センター"}, {ID: "shintobu", Name: "新東部センター"}, {ID: "list", Name: "一覧の窓口"}, {ID: "party", Name: "集会所"},
}}

// An oldEntry is a line of testdata/version5.txt: a deed and its detail as version 5
// wrote them, and how they are said: as the console of that version said them, but for
// what has other words since. Where it was wrong, the line has behind that what it said. Where no facts
// are in the detail, the sentence is kept.
type oldEntry struct {
	what, detail string
	name, said   string
	kept         bool
}

func oldTrail(t *testing.T) (trail []oldEntry) {
	t.Helper()
	text, err := os.ReadFile("testdata/version5.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), " | ")
		trail = append(trail, oldEntry{f[0], f[1], f[2], f[3], slices.Contains(f[4:], "kept")})
	}
	return trail
}

// ledgerOfVersion5 has a booking, and a trail that phone calls, terminals and the
// console wrote in turn.
func ledgerOfVersion5(t *testing.T, trail []oldEntry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	db := storetest.Beside(t, path)
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%.60s: %v", query, err)
		}
	}
	for _, file := range []string{"0001_ledger", "0002_visits", "0003_callers", "0004_staff", "0005_passing"} {
		script, err := os.ReadFile("../../store/migrations/" + file + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		do(string(script))
	}
	do("PRAGMA user_version = 5")
	do("BEGIN")
	do(`INSERT INTO bookings (id, member, procedure, facility, start, ends, party, status, made, ended) VALUES (1, 1, 'renewal', 'tobu', 1, 2, 1, 2, 0, 2)`)
	for i, e := range trail {
		way := []string{"phone", "terminal", "console"}[i%3]
		do(`INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (?, ?, ?, ?, nullif(?, 0), ?)`,
			i, way, fmt.Sprint(way, i), e.what, i%2, e.detail)
		if i%5 == 0 {
			do(`INSERT INTO remarks (entry, text) VALUES (?, ?)`, i+1, fmt.Sprint("理由 ", i))
		}
	}
	do("COMMIT")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAnOldTrailReadsAsBefore opens a ledger of version 5 with an entry of every kind
// that it could write, and of some that it could not.
func TestAnOldTrailReadsAsBefore(t *testing.T) {
	old := oldTrail(t)
	ledger, err := store.Open(ledgerOfVersion5(t, old), store.Options{Now: func() time.Time { return time.Unix(1e9, 0) }, Upgrade: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	var trail []store.Entry
	err = ledger.View(t.Context(), func(tx *store.Tx) error {
		own, err := tx.Audit(1)
		if err != nil {
			return err
		}
		other, err := tx.Audit(0)
		for i := range old { // every second is the booking's
			if i%2 == 1 {
				trail, own = append(trail, own[0]), own[1:]
			} else {
				trail, other = append(trail, other[0]), other[1:]
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range trail {
		way := []store.Way{store.ByPhone, store.ByTerminal, store.ByConsole}[i%3]
		who, remark := fmt.Sprint(way, i), ""
		if i%5 == 0 {
			remark = fmt.Sprint("理由 ", i)
		}
		if e.ID != int64(i+1) || e.At.Unix() != int64(i) || e.Way != way || words.Actor(e) != who || (e.Call == who) != (way == store.ByPhone) || (e.Actor == "") != (way == store.ByPhone) ||
			e.Booking != int64(i%2) || e.Remark != remark {
			t.Errorf("entry %d is %+v", i+1, e)
		}
		if name, said := words.Deed(e.Deed), words.Detail(city, e); name != old[i].name || said != old[i].said {
			t.Errorf("%s, %q is said as %q, %q, expected %q, %q", old[i].what, old[i].detail, name, said, old[i].name, old[i].said)
		}
		if kept := e.Detail.Text == old[i].detail && old[i].detail != ""; kept != old[i].kept {
			t.Errorf("%s, %q became %+v", old[i].what, old[i].detail, e.Detail)
		}
	}
}
