package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

// tamba writes the file of another city than the sample's, with one of its facilities
// under another id.
func (p *place) tamba(replace ...string) string {
	p.t.Helper()
	return p.sampleWith(append([]string{"name: 春日井市,", "name: 丹波市,", "  - id: tobu\n", "  - id: kaibara\n"}, replace...)...)
}

// booked makes the ledger of the sample city, with slots and a booking at each of two
// facilities.
func (p *place) booked() *place {
	p.t.Helper()
	p.run("slots", "list", "--db", p.db) // makes it
	p.add("090-1234-5678", "tobu", "2026-12-02 09:30")
	p.add("090-1234-5679", "koseki", "2026-12-02 09:30")
	return p
}

// everything returns all slots and bookings of the ledger.
func (p *place) everything() (slots []booking.Slot, bookings []booking.Booking) {
	p.t.Helper()
	p.inLedger(func(ledger *store.Store) error {
		return ledger.View(p.t.Context(), func(tx *store.Tx) (err error) {
			if slots, err = tx.Slots(store.SlotFilter{}); err != nil {
				return err
			}
			bookings, err = tx.List(store.Filter{All: true})
			return err
		})
	})
	return slots, bookings
}

const elsewhere = "name another file with --config, or another ledger with --db; if the city was renamed or merged, see madoguchi ledger adopt --help\n"

// A line that is started with the file of another city, or without its file, does not
// open, and the ledger keeps every slot.
func TestALineOfAnotherCityDoesNotOpen(t *testing.T) {
	p := newPlace(t).withSecrets().booked()
	other := p.tamba()
	slots, bookings := p.everything()
	if len(slots) < 1000 || len(bookings) != 2 {
		t.Fatalf("there are %d slots and %d bookings", len(slots), len(bookings))
	}
	want := "ledger " + p.db + ": found 丹波市 in the file, on the ledger of 春日井市, the sample city: " + elsewhere
	for _, args := range []string{
		"serve --listen 127.0.0.1:0", "phone --keys 1",
		"slots close --facility all --date tomorrow", "slots open --facility kaibara --date tomorrow",
		"bookings add --phone 09011112222 --facility kaibara --start 2026-12-03T09:30",
		"walk-in close --date tomorrow", "walk-in open --date tomorrow",
		"bookings cancel " + string(bookings[0].Receipt), "bookings move " + string(bookings[0].Receipt) + " --party 2",
	} {
		got := p.run(append(strings.Fields(args), "--config", other, "--db", p.db)...)
		if got.status != refused || !strings.HasSuffix(got.err, ": "+want) || got.out != "" {
			t.Errorf("%s: got %+v, want %s", args, got, want)
		}
	}
	// What only takes names from the file is not refused.
	for _, args := range []string{"bookings list", "bookings show " + string(bookings[0].Receipt), "slots list", "walk-in show", "notices list", "staff list"} {
		p.does(append(strings.Fields(args), "--config", other, "--db", p.db)...)
	}
	// Now it is Tamba's, and the sample is the stranger.
	p.does("ledger", "adopt", "--config", other, "--db", p.db, "--yes")
	got := p.run("serve", "--listen", "127.0.0.1:0", "--db", p.db)
	if want := "madoguchi serve: ledger " + p.db + ": found the sample city, because no file is named, on the ledger of 丹波市: name the file of its city with --config, or another ledger with --db\n"; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %s", got, want)
	}
	if after, still := p.everything(); !reflect.DeepEqual(after, slots) || !reflect.DeepEqual(still, bookings) {
		t.Errorf("there are %d slots and %d bookings, expected the %d and %d of before", len(after), len(still), len(slots), len(bookings))
	}
	p.sound()
}

// A ledger that no line has told its city is known by its bookings.
func TestALineWithoutAnyFacilityOfTheBookingsDoesNotOpen(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 09:30")
	got := p.run("serve", "--listen", "127.0.0.1:0", "--db", p.db, "--config", p.tamba())
	if want := "madoguchi serve: ledger " + p.db + ": found a file without any of the facilities with active bookings: tobu (1): " + elsewhere; got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %s", got, want)
	}
	s := p.serve("--config", p.sampleWith("  - id: koseki\n", "  - id: honcho\n"))
	if s.stop() != done {
		t.Error("it did not end well")
	}
	p.sound()
}

func TestALineToldOfBookingsAtAFacilityThatIsGone(t *testing.T) {
	p := newPlace(t).withSecrets().booked()
	dropped := p.sampleWith("  - id: tobu\n", "  - id: kaibara\n")
	s := p.serve("--config", dropped)
	line := s.line("bookings stand at facilities that city.yaml does not have: madoguchi config check --db lists them")
	if at := fmt.Sprint(line["bookings"]); at != "map[tobu:1]" || line["level"] != "WARN" {
		t.Errorf("told %v", line)
	}
	s.stop()
	got := p.run("config", "check", dropped, "--db", p.db)
	outside, _, _ := strings.Cut(got.out, "\n\n")
	if got.status != refused || !strings.Contains(outside, "  tobu") || strings.Contains(outside, "戸籍") ||
		!strings.Contains(got.err, "madoguchi config check: 1 of 2 active bookings are outside the opening hours of this config") {
		t.Errorf("config check says %+v", got)
	}
	p.sound()
}

// Before a restart, config check tells what serve would say.
func TestAConfigIsCheckedAgainstTheCityOfTheLedger(t *testing.T) {
	p := newPlace(t).booked()
	got := p.run("config", "check", p.tamba(), "--db", p.db)
	for _, want := range []string{"1 of 2 active bookings are outside the opening hours", "; found 丹波市 in the file, on the ledger of 春日井市, the sample city: " + elsewhere} {
		if got.status != refused || !strings.Contains(got.err, want) {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
	if got := p.run("config", "check", "--db", p.db); got.status != done {
		t.Errorf("the file that it was made with: %+v", got)
	}
}

func TestALedgerIsAdopted(t *testing.T) {
	p := newPlace(t).withSecrets().booked()
	config := p.tamba()
	adopt := []string{"ledger", "adopt", "--config", config, "--db", p.db}
	var got said
	if got = p.run(adopt[:2]...); got.status != misused || !strings.Contains(got.err, "found no --config") {
		t.Errorf("without a config: %+v", got)
	}
	const rows = `ID         窓口                    設定ファイル  残っている予約
koseki     戸籍住民課              ある          1件
sakashita  坂下出張所              ある          0件
kaibara    東部市民センター        ある          0件
ajiyoshi   味美ふれあいセンター    ある          0件
kozoji     高蔵寺ふれあいセンター  ある          0件
tobu       tobu                    ない          1件

`
	got = p.run(adopt...)
	if want := (said{refused, rows + "この台帳は、丹波市のものになります。いままでは、春日井市のものでした（2026-12-01(火) 08:30、window）。設定ファイルにない窓口の予約 1件は、そのまま残ります。\n",
		"madoguchi ledger adopt: nothing was changed: type it again with --yes\n"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	p.run(append(adopt, "--json")...) // also without --yes
	if got := p.run("serve", "--listen", "127.0.0.1:0", "--db", p.db, "--config", config); got.status != refused {
		t.Fatalf("it was adopted all the same: %+v", got)
	}
	out := p.does(append(adopt, "--yes")...)
	if want := rows + "この台帳は、丹波市のものになりました。いままでは、春日井市のものでした（2026-12-01(火) 08:30、window）。設定ファイルにない窓口の予約 1件は、そのまま残ります。\n"; out != want {
		t.Errorf("got %s, want %s", out, want)
	}
	if out := p.does(adopt...); !strings.HasSuffix(out, "\nこの台帳は、丹波市のものです（2026-12-01(火) 08:30、window）。設定ファイルにない窓口の予約 1件は、そのまま残ります。\n") {
		t.Errorf("again: %s", out)
	}
	var told struct {
		Was, City  string
		Since, By  string
		Adopted    bool
		Facilities []placeJSON
	}
	if err := json.Unmarshal([]byte(p.does(append(adopt, "--json")...)), &told); err != nil || told.Was != "丹波市" || told.City != "丹波市" ||
		told.Since != "2026-12-01T08:30:00+09:00" || told.By != "window" ||
		!told.Adopted || len(told.Facilities) != 6 || told.Facilities[5] != (placeJSON{"tobu", false, 1}) {
		t.Errorf("in JSON: %+v, %v", told, err)
	}
	s := p.serve("--config", config)
	s.line("bookings stand at facilities that city.yaml does not have: madoguchi config check --db lists them")
	// A line that runs goes by the rules of the city that it knows.
	got = p.run("ledger", "adopt", "--config", p.sampleWith(), "--db", p.db, "--yes")
	if want := fmt.Sprintf("madoguchi ledger adopt: ledger %s: process %d serves it at %s, since 2026-12-01 08:30: end that process, or name another file\n",
		p.db, os.Getpid(), strings.TrimPrefix(s.url, "http://")); got != (said{status: refused, err: want}) {
		t.Errorf("beside a line: %+v, want %s", got, want)
	}
	s.stop()
	if got := p.run("ledger", "adopt", "--config", config, "--db", p.db+"x"); got.status != refused || !strings.Contains(got.err, "no ledger at") {
		t.Errorf("without a ledger: %+v", got)
	}
	p.sound()
}
