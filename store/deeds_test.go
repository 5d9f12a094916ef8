package store

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// constantsOf returns the values of the constants of type T that a file declares.
func constantsOf[T ~string](t *testing.T, file string) (values []T) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	name := reflect.TypeFor[T]().Name()
	ast.Inspect(source, func(n ast.Node) bool {
		c, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := c.Type.(*ast.Ident); ok && of.Name == name {
			value, err := strconv.Unquote(c.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, T(value))
		}
		return false
	})
	return values
}

func expectSame[T ~string](t *testing.T, what string, listed, declared []T) {
	t.Helper()
	for _, one := range declared {
		if !slices.Contains(listed, one) {
			t.Errorf("%s: %q is a constant, and not in the list of all", what, one)
		}
	}
	if len(declared) == 0 || len(listed) != len(declared) {
		t.Errorf("%s: found %d constants and a list of %d, expected each constant in it once", what, len(declared), len(listed))
	}
}

func TestEveryDeedWayAndPageIsListedOnce(t *testing.T) {
	expectSame(t, "deeds", Deeds, constantsOf[Deed](t, "deeds.go"))
	expectSame(t, "ways", Ways, constantsOf[Way](t, "by.go"))
	expectSame(t, "pages", Pages, constantsOf[Page](t, "deeds.go"))
	expectSame(t, "limits", Limits, constantsOf[Limit](t, "despite.go"))
	expectSame(t, "faults of codes", CodeFaults, constantsOf[CodeFault](t, "deeds.go"))
	expectSame(t, "roles", Roles, constantsOf[Role](t, "accounts.go"))
	w := newTown(t)
	var known []Way
	w.look(func(tx *Tx) error {
		texts, err := all(tx, scanText, `SELECT way FROM ways`)
		for _, text := range texts {
			known = append(known, Way(text))
		}
		return err
	})
	expectSame(t, "ways that the ledger knows", Ways, known)
}

// fill gives every field a value that no earlier field has.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	for i := range v.NumField() {
		*n++
		switch f := v.Field(i); f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(monday.Add(time.Duration(*n) * time.Minute)))
		case booking.Date:
			f.Set(reflect.ValueOf(dayAt(*n)))
		default:
			switch f.Kind() {
			case reflect.String:
				f.SetString(fmt.Sprintf(`a "fact" <%d>`, *n))
			case reflect.Int, reflect.Int64:
				f.SetInt(int64(*n))
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Struct:
				fill(t, f, n)
			default:
				t.Fatalf("a detail has a %s", f.Type())
			}
		}
	}
}

func TestADetailComesBackAsItWasWritten(t *testing.T) {
	var everything Detail
	fill(t, reflect.ValueOf(&everything).Elem(), new(int))
	w := newTown(t)
	for _, d := range []Detail{{}, everything, {Visit: Visit{Start: at(11, 0).UTC().Add(time.Millisecond)}}} {
		stored, err := d.stored()
		if err != nil {
			t.Fatal(err)
		}
		if err := w.sql(`INSERT INTO audit (at, way, actor, deed, detail) VALUES (0, 'clock', '', 'see', '` + strings.ReplaceAll(stored, "'", "''") + `')`); err != nil {
			t.Fatal(err)
		}
		if found := w.trail(0, 1, TrailFilter{})[0].Detail; found != d.inJapan() {
			t.Errorf("found %+v, expected %+v", found, d.inJapan())
		}
	}
	if stored, err := (Detail{}).stored(); err != nil || stored != "{}" {
		t.Errorf("of nothing there is %s, %v", stored, err)
	}
	w.sound()
}

func TestAnEntryThatIsNoDetailIsAFault(t *testing.T) {
	w := newTown(t)
	w.raw(`INSERT INTO audit (at, way, actor, deed, detail) VALUES (1, 'clock', 'x', 'see', '{"day":1}')`)
	err := w.View(bg, func(tx *Tx) error { _, err := tx.Audit(0); return err })
	if !contains(err, "the detail of a deed") {
		t.Errorf("found %v", err)
	}
}

func TestOneMoreWayIsOneMoreRow(t *testing.T) {
	w := newTown(t)
	const telex = `INSERT INTO audit (at, way, actor, deed, detail) VALUES (1, 'telex', 'x', 'see', '{}')`
	if err := w.sql(telex); !contains(err, "FOREIGN KEY") {
		t.Errorf("found %v, expected a refusal", err)
	}
	if err := w.sql(`INSERT INTO ways (way) VALUES ('telex')`, telex); err != nil {
		t.Error(err)
	}
	w.sound()
}

// TestADeedHasItsFactsAndNoOthers holds that every kind names fields of Detail, and that
// note takes no other fact, and no deed that is not listed.
func TestADeedHasItsFactsAndNoOthers(t *testing.T) {
	var everything Detail
	fill(t, reflect.ValueOf(&everything).Elem(), new(int))
	all := reflect.ValueOf(everything)
	used := map[string]bool{}
	for _, k := range kinds {
		for f := range all.NumField() {
			var one Detail
			reflect.ValueOf(&one).Elem().Field(f).Set(all.Field(f))
			name := all.Type().Field(f).Name
			if has := slices.Contains(k.facts, name); has != (one.of(k.deed) == nil) {
				t.Errorf("the fact %s of the deed %s: %v", name, k.deed, one.of(k.deed))
			}
		}
		for _, name := range k.facts {
			used[name] = true
			if !all.FieldByName(name).IsValid() {
				t.Errorf("the deed %s has the fact %s, which is no field of a detail", k.deed, name)
			}
		}
		if err := (Detail{}).of(k.deed); err != nil {
			t.Error(err)
		}
	}
	for f := range all.NumField() {
		if name := all.Type().Field(f).Name; !used[name] && name != "Text" {
			t.Errorf("no deed has the fact %s", name)
		}
	}
	w := newTown(t)
	for deed, d := range map[Deed]Detail{"telex": {}, DidBook: {Secret: "cards"}} {
		if err := w.Update(bg, staff, func(tx *Tx) error { return tx.note(deed, 0, d) }); err == nil || len(w.trail(0, 1, TrailFilter{})) != 0 {
			t.Errorf("%s with %+v is in the trail: %v", deed, d, err)
		}
	}
}

// TestEveryDeedIsDone holds that something in this package does each deed: one that is
// only listed would be a filter that finds nothing.
func TestEveryDeedIsDone(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for _, file := range files {
		if file == "deeds.go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok {
				done[name.Name] = true
			}
			return true
		})
	}
	source, err := parser.ParseFile(token.NewFileSet(), "deeds.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(source, func(n ast.Node) bool {
		c, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := c.Type.(*ast.Ident); ok && of.Name == "Deed" {
			found++
			if !done[c.Names[0].Name] {
				t.Errorf("nothing does %s: note it in the transaction that does it", c.Names[0].Name)
			}
		}
		return false
	})
	if found != len(Deeds) {
		t.Errorf("found %d deeds, expected %d: how they are written must have changed", found, len(Deeds))
	}
}
