package words

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// all checks that whatever the ledger has of a kind has words of its own, and nothing
// else has.
func all[W comparable](t *testing.T, kind string, have map[W]string, want ...W) {
	t.Helper()
	for _, w := range want {
		if have[w] == "" {
			t.Errorf("the %s %v has no words", kind, w)
		}
	}
	for w, words := range have {
		if !slices.Contains(want, w) {
			t.Errorf("%q is said of %v, which is no %s", words, w, kind)
		}
	}
	if words := slices.Sorted(maps.Values(have)); len(slices.Compact(words)) != len(have) {
		t.Errorf("of each %s something else is said: %q", kind, slices.Sorted(maps.Values(have)))
	}
}

func TestEveryDeedHasWordsAndNothingElseHas(t *testing.T) {
	names := map[store.Deed]string{}
	for deed, s := range deeds {
		names[deed] = s.name
		if s.detail == nil {
			t.Errorf("the detail of %s has no words", deed)
		}
	}
	all(t, "deed", names, store.Deeds...)
}

func TestEverythingElseThatIsNamedHasWords(t *testing.T) {
	all(t, "way", ways, store.Ways...)
	all(t, "limit", limits, store.Limits...)
	all(t, "role", roles, store.Roles...)
	all(t, "procedure", procedures, booking.Procedures...)
	all(t, "kind of service", kinds, booking.ServiceKinds...)
	all(t, "kind of caller", callers, "withheld", "identified", "payphone", "malformed", "centre")
	all(t, "state of a booking", states, booking.Active, booking.Over, booking.Cancelled)
	all(t, "kind of a message", messages, booking.MessageKinds...)
	all(t, "means", means, booking.ByText, booking.ByCall, booking.ByMail)
	for _, states := range []map[booking.MessageState]string{textStates, callStates} {
		all(t, "state of a message", states, booking.MessageDue, booking.MessageSending, booking.MessageSent, booking.MessageDelivered,
			booking.MessageFailed, booking.MessageUnknown, booking.Withdrawn)
	}
	all(t, "state of a visitor", visitorStates, store.Waiting, store.Served, store.Left)
	for _, p := range store.Pages {
		if said := (facts{Detail: store.Detail{Look: store.Look{Page: p}}, city: &booking.City{}}).looked(); said == string(p) {
			t.Errorf("the page %s has no words", p)
		}
	}
	for _, f := range store.CodeFaults {
		if said := (facts{Detail: store.Detail{Fault: f}}).fault(); said == string(f) {
			t.Errorf("the fault %s has no words", f)
		}
	}
}

// A text is delivered, and a call is heard; a reminder says how many days before it is.
func TestAMessageIsNamedByWhatItIs(t *testing.T) {
	for got, want := range map[string]string{
		Message(booking.Reminder, 3):                                "3日前のお知らせ",
		Message(booking.Copied, 0):                                  "予約の控え",
		Message("telex", 0):                                         "telex",
		Means("telex"):                                              "telex",
		Fate(booking.ByText, booking.MessageDelivered):              "届いた",
		Fate(booking.ByCall, booking.MessageDelivered):              "聞いていただけた",
		Fate(booking.ByText, "lost") + Fate(booking.ByCall, "lost"): "lostlost",
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

// A newer program may have written what this one does not know, and an older one less
// than is written today.
func TestWhatIsUnknownIsSaidAsItStands(t *testing.T) {
	city := &booking.City{}
	e := store.Entry{Deed: "telex", Way: "telex", Actor: "tanto", Detail: store.Detail{Account: "tanto"}}
	if Deed(e.Deed) != "telex" || Detail(city, e) != "" || Way(e.Way) != "telex" || Who(e) != "telex" || Role("chief") != "chief" || Place(city, "tobu") != "tobu" {
		t.Errorf("%q, %q, %q, %q", Deed(e.Deed), Detail(city, e), Way(e.Way), Who(e))
	}
	for _, d := range store.Deeds {
		if said := Detail(city, store.Entry{Deed: d}); said != "" {
			t.Errorf("%s, of which nothing is known, is said as %q", d, said)
		}
		if said := Detail(city, store.Entry{Deed: d, Detail: store.Detail{Text: "as it was written"}}); said != "as it was written" {
			t.Errorf("%s is said as %q", d, said)
		}
	}
}

// fill gives every fact a value, and every name a Japanese one.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(time.Unix(1e9, 0)))
		case booking.Date:
			f.Set(reflect.ValueOf(booking.Date{Year: 2026, Month: 12, Day: 1}))
		default:
			switch f.Kind() {
			case reflect.String:
				f.SetString("窓")
			case reflect.Int, reflect.Int64:
				f.SetInt(1)
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Struct:
				fill(f)
			}
		}
	}
}

// TestADetailIsSaidInJapanese says of each deed whatever there can be to know of it, and
// each fact without the others.
func TestADetailIsSaidInJapanese(t *testing.T) {
	var full store.Detail
	fill(reflect.ValueOf(&full).Elem())
	full.Text = ""
	latin := regexp.MustCompile(`[A-Za-z]{2,}|%|, `)
	for _, deed := range store.Deeds {
		said := []string{Deed(deed), Detail(&booking.City{}, store.Entry{Deed: deed, Detail: full})}
		for i := range reflect.TypeFor[store.Detail]().NumField() {
			var part store.Detail
			reflect.ValueOf(&part).Elem().Field(i).Set(reflect.ValueOf(full).Field(i))
			said = append(said, Detail(&booking.City{}, store.Entry{Deed: deed, Detail: part}))
		}
		for _, s := range said {
			if latin.MatchString(strings.NewReplacer("CSV", "", "SMS", "").Replace(s)) {
				t.Errorf("%s is said as %q", deed, s)
			}
		}
	}
}

func TestDaysAndTimesAreThoseOfJapan(t *testing.T) {
	at := time.Date(2026, 11, 30, 23, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		When(at): "12月1日（火） 08:05", Clock(at): "08:05", Stamp(at): "2026-12-01 08:05", When(time.Time{}) + Stamp(time.Time{}) + Day(booking.Date{}): "",
	} {
		if got != want {
			t.Errorf("found %q, expected %q", got, want)
		}
	}
}

func TestWhoDidItIsNamedByTheWay(t *testing.T) {
	for _, c := range []struct {
		e          store.Entry
		who, actor string
	}{
		{store.Entry{Way: store.ByPhone, Call: "CA1"}, "電話（ご本人）", "CA1"},
		{store.Entry{Way: store.ByPhone, Call: "CA1", Detail: store.Detail{Elsewhere: true}}, "電話（別の電話）", "CA1"},
		{store.Entry{Way: store.ByConsole, Actor: "tanto"}, "tanto", "tanto"},
		{store.Entry{Way: store.ByTerminal, Actor: "window"}, "端末（window）", "window"},
		{store.Entry{Way: store.ByClock, Actor: "tidy"}, "自動", "tidy"},
	} {
		if Who(c.e) != c.who || Actor(c.e) != c.actor {
			t.Errorf("%+v: %q, %q, expected %q, %q", c.e, Who(c.e), Actor(c.e), c.who, c.actor)
		}
	}
}
