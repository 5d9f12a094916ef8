package residents

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// refusals are the values by which package booking refuses, by their names. What no page of
// residents can meet has its reason in unmet.
func refusals() map[string]error {
	at := time.Date(2026, 12, 4, 9, 0, 0, 0, booking.JST)
	b := booking.Booking{Phone: "+819012345678", Facility: "tobu", Start: at, Party: 1, Member: 1, Procedure: booking.Renewal}
	return map[string]error{
		"ErrNotFound": booking.ErrNotFound, "ErrNoRoom": booking.ErrNoRoom, "ErrNoPhone": booking.ErrNoPhone,
		"ErrWrongProof": booking.ErrWrongProof, "ErrNoProof": booking.ErrNoProof, "TooManyProofs": &booking.TooManyProofs{Until: at}, "NoRings": &booking.NoRings{Until: at},
		"TooLong": &booking.TooLong{Until: at, Max: 2}, "TooMany": &booking.TooMany{Party: 9, Max: 5}, "Full": &booking.Full{Facility: "tobu", Start: at, Nearest: []time.Time{at}},
		"NoSlot": &booking.NoSlot{Facility: "tobu", Start: at}, "Already": &booking.Already{Booking: b},
		"TooLate": &booking.TooLate{What: "book", Start: at, Until: at}, "TooFar": &booking.TooFar{Start: at, Last: at},
		"TooOften": &booking.TooOften{What: booking.Booked, Max: 3}, "Crowded": &booking.Crowded{Facility: "tobu", Day: booking.DateOf(at), Again: at},
		"Reserved": &booking.Reserved{Facility: "tobu", Start: at, Until: at}, "Enough": &booking.Enough{Facility: "tobu", Start: at},
		"PhoneError": &booking.PhoneError{Fault: booking.PhoneLength}, "AddressError": &booking.AddressError{Fault: booking.AddressAt},
		"ErrNoLink": booking.ErrNoLink, "ErrLinkUsed": booking.ErrLinkUsed, "ErrLinkOld": booking.ErrLinkOld,
	}
}

// unmet are refusals that only the telephone, staff or a config can meet.
var unmet = []string{
	"ErrWrongCode", "ErrWrongNumber", "ErrOldCode", "NotToday", "TooEarly",
	"ErrErrandCount", "ErrandError", "ErrErrandReason", "ApplicationIDError", "ErrErrandExtra", "ErrErrandKind", // asked by nobody yet but staff
	"ErrWrongPair", "ErrStaffOnly", "ErrBudget", "ErrTries", "WrongTry", "ErrReceiptLength", "ErrReceiptDigit", "ErrReceiptCheck",
}

// of returns a request for somebody who has chosen a time.
func (d *Door) of(t *testing.T, code string) *request {
	t.Helper()
	g := &gin.Context{Request: httptest.NewRequestWithContext(t.Context(), http.MethodPost, root+"/book", nil)}
	r := &request{Door: d, Exchange: &web.Exchange{Context: g, Root: root}}
	l := r.languageOf(code)
	r.voice = voice{l, d.tables[code], false}
	r.wish = wish{Facility: "tobu", Party: 2, Start: time.Date(2026, 12, 4, 9, 0, 0, 0, booking.JST)}
	return r
}

func TestEveryRefusalOfTheRulesHasWordsAndAWayOn(t *testing.T) {
	city := &booking.City{Facilities: []booking.Facility{{ID: "tobu", Name: "東部"}}}
	d, err := New(Options{City: city, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	all := refusals()
	for name := range exported(t) {
		if _, ok := all[name]; !ok && !slices.Contains(unmet, name) {
			t.Errorf("booking.%s is neither tried nor in unmet", name)
		}
	}
	for _, what := range []string{"change", "cancel", "add time"} {
		all["TooLate "+what] = &booking.TooLate{What: what}
	}
	for _, what := range []booking.Counted{booking.Called, booking.Changed, booking.GaveUp} {
		all["TooOften "+string(what)] = &booking.TooOften{What: what}
	}
	for f := booking.PhoneEmpty; f <= booking.PhoneWithheld; f++ {
		all[fmt.Sprint("PhoneError ", int(f))] = &booking.PhoneError{Fault: f}
	}
	for f := booking.AddressEmpty; f <= booking.AddressDomain; f++ {
		all[fmt.Sprint("AddressError ", int(f))] = &booking.AddressError{Fault: f}
	}
	for i, err := range []error{
		errProve, errBlocked, errKept, errSame, errUndone, errNotYet, store.ErrNoMeans, store.ErrBusy, store.ErrDoubt, web.ErrForeign, web.ErrForm, web.ErrNotThere, web.ErrBroken,
		&web.Unread{Field: "day"}, errors.New("a fault"),
	} {
		all[fmt.Sprint("of the pages ", i)] = err
	}
	broken := 0
	for name, err := range all {
		for _, code := range []string{"ja", "en"} {
			r := d.of(t, code)
			f := r.explain(fmt.Errorf("wrapped: %w", err))
			if words, err := r.voice.Mark(f.Key, f.Holes...); err != nil || words == "" {
				t.Errorf("%s in %s: %q, %v", name, code, words, err)
			}
			if f.Status < 400 || f.Status >= 600 {
				t.Errorf("%s has the status %d", name, f.Status)
			}
			if len(f.Ways) == 0 && !errors.Is(err, errBlocked) {
				t.Errorf("%s leads nowhere", name)
			}
			for _, w := range f.Ways {
				if _, err := r.voice.Mark(w.Key); err != nil || !strings.HasPrefix(w.To, root) {
					t.Errorf("%s leads to %+v, %v", name, w, err)
				}
			}
			if f.Key == "refuse.broken" {
				broken++
			}
		}
	}
	if broken != 4 { // a panic and a fault, in two languages
		t.Errorf("%d refusals are told as faults, expected 4", broken)
	}
}

// exported returns the names of the errors of package booking: its types with a method Error,
// and its variables Err….
func exported(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../../booking/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	names := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "Error" && n.Recv != nil {
					if p, ok := n.Recv.List[0].Type.(*ast.StarExpr); ok {
						names[p.X.(*ast.Ident).Name] = true
					}
				}
			case *ast.ValueSpec:
				for _, i := range n.Names {
					if strings.HasPrefix(i.Name, "Err") {
						names[i.Name] = true
					}
				}
			}
			return true
		})
	}
	return names
}
