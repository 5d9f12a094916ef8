package residents_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// A told is what free.json has.
type told struct {
	City, Made string
	Facilities []toldPlace
}

type toldPlace struct {
	ID, Name, Page, Until string
	English               string `json:"name_en"`
	Next                  *string
	Days                  []struct {
		Day  string
		Free int
	}
}

// free asks what is free.
func (v *visitor) free() (t told) {
	v.Helper()
	v.goTo("/yoyaku/free.json")
	if err := json.Unmarshal([]byte(v.page), &t); err != nil || v.status != http.StatusOK {
		v.Fatalf("found %d, %v: %s", v.status, err, v.page)
	}
	return t
}

func TestOtherSitesAreToldWhatIsFree(t *testing.T) {
	s := streetOf(t, found)
	s.books("+819011110001", "tobu", on(1, 9, 0))
	s.books("+819011110002", "tobu", on(1, 9, 0))
	s.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("ajiyoshi", on(0, 0, 0), on(59, 0, 0), false)
		return err
	})
	v := s.visitor()
	all := v.free()
	if all.City != "春日井市" || all.Made != "2026-12-01T10:00:00+09:00" || len(all.Facilities) != 5 {
		t.Fatalf("found %+v", all)
	}
	koseki, tobu, ajiyoshi := all.Facilities[0], all.Facilities[2], all.Facilities[3]
	if koseki.ID != "koseki" || koseki.Name != "市役所1階 戸籍住民課" || koseki.English != "City Hall, 1F" || koseki.Page != "/yoyaku/at/koseki" || koseki.Until != "2027-01-15" {
		t.Errorf("found %+v", koseki)
	}
	if tobu.Next == nil || *tobu.Next != "2026-12-02T09:30:00+09:00" || tobu.English != "Tobushiminsenta" {
		t.Errorf("found %+v", tobu)
	}
	if n := len(tobu.Days); n != 14 || tobu.Days[0].Day != "2026-12-01" || tobu.Days[13].Day != "2026-12-14" {
		t.Fatalf("found %d days: %+v", n, tobu.Days)
	}
	for n, want := range map[int]int{0: 0, 1: 26, 2: 28, 4: 0, 5: 0, 6: 28} { // today is over; Saturday and Sunday
		if got := tobu.Days[n]; got.Free != want {
			t.Errorf("on %s: found %d, expected %d", got.Day, got.Free, want)
		}
	}
	if ajiyoshi.Next != nil {
		t.Errorf("found %s where nothing is free", *ajiyoshi.Next)
	}
	for _, d := range ajiyoshi.Days {
		if d.Free != 0 {
			t.Errorf("found %+v where nothing is free", d)
		}
	}
	v.goTo(koseki.Page).says("戸籍住民課")
}

var leftOnPage = regexp.MustCompile(`残り(\d+)`)

// What programs are told can be counted on the pages: it is that, and no more.
func TestWhatIsToldToOtherSitesStandsOnThePagesForEverybody(t *testing.T) {
	s := streetOf(t)
	for i := range 40 {
		s.books(phoneOf(i), "ajiyoshi", on(1+i/14, 9, 0).Add(halfHours(i%14)))
	}
	v := s.visitor()
	all := v.free()
	for _, f := range all.Facilities {
		sum := 0
		for _, d := range f.Days {
			sum += d.Free
		}
		shown := 0
		for _, week := range []int{0, 7} {
			v.goTo(fmt.Sprintf("/yoyaku/book/when?facility=%s&party=1&day=%s", f.ID, on(week, 0, 0).Format(time.DateOnly)))
			for _, m := range leftOnPage.FindAllStringSubmatch(v.text, -1) {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					t.Fatal(err)
				}
				shown += n
			}
		}
		// The second week of the page ends with Sunday 13 December; the 14th is free throughout.
		if last := f.Days[13].Free; last != 28 || sum-last != shown {
			t.Errorf("%s: programs are told of %d, people of %d", f.ID, sum-last, shown)
		}
	}
}

func TestOnlyWhatIsFreeMayBeReadByOtherSites(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	v.goTo("/yoyaku/free.json?lang=en&furigana=on")
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=30", "Set-Cookie": "",
		"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Credentials": "",
	} {
		if got := v.header.Get(name); got != want {
			t.Errorf("%s is %q, expected %q", name, got, want)
		}
	}
	for _, path := range []string{"/yoyaku", "/yoyaku/at/koseki", "/yoyaku/book", "/yoyaku/mine", "/yoyaku/nowhere", "/yoyaku/free.json/"} {
		if v.goTo(path); v.header.Get("Access-Control-Allow-Origin") != "" || v.header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s may be read by other sites", path)
		}
	}
	if v.post("/yoyaku/free.json", nil); v.status != http.StatusMethodNotAllowed || v.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a form is answered with %d", v.status)
	}
}

func TestWhatIsFreeIsToldAsItWasForHalfAMinute(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	before := v.free().Facilities[2].Days[1].Free
	s.books(mobile, "tobu", on(1, 9, 0))
	s.pass(29 * time.Second)
	if got := v.free(); got.Facilities[2].Days[1].Free != before || got.Made != "2026-12-01T10:00:00+09:00" {
		t.Errorf("it was made anew at once: %+v", got.Facilities[2])
	}
	s.pass(time.Second)
	if got := v.free(); got.Facilities[2].Days[1].Free != before-1 || got.Made != "2026-12-01T10:00:30+09:00" {
		t.Errorf("it is not made anew: %+v", got.Facilities[2])
	}
}

func TestNothingIsToldToBeFreeOfADayBeyondWhatItMayHave(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Rules.Most = booking.Most{Day: 5} })
	s.books(mobile, "tobu", on(1, 9, 0))
	days := s.visitor().free().Facilities[2].Days
	if days[1].Free != 4 || days[2].Free != 5 {
		t.Errorf("found %d and %d, expected 4 and 5", days[1].Free, days[2].Free)
	}
}

func TestNothingIsToldWhileNothingCanBeTold(t *testing.T) {
	s := streetOf(t)
	s.makeReady(errors.New("the calendar is not made"))
	v := s.visitor()
	for _, path := range []string{"/yoyaku/free.json", "/yoyaku/at/koseki"} {
		if v.goTo(path).says("申し訳ありません"); v.status != http.StatusServiceUnavailable || v.header.Get("Access-Control-Allow-Origin") != "" || v.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s is answered with %d, %v", path, v.status, v.header)
		}
	}
	s.makeReady(nil)
	v.free()
	v.goTo("/yoyaku/at/koseki").says("いちばん早い空き")
}
