package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A project whose tests notice some of its faults.
var example = map[string]string{
	"go.mod": "module example\n\ngo 1.26\n",
	"till/till.go": `package till

import "time"

const most = 3 + 4 // constants stay as they are

// Price of so many.
func Price(n int, each float64) (sum float64) {
	for i := 0; i < n; i++ {
		sum += each
	}
	if n >= most {
		sum = sum * 0.9
	}
	return sum
}

// Wait is in a package that others use.
func Wait(n int) time.Duration { return time.Duration(n) * time.Minute }

// Never is used by nobody.
func Never(err error) bool { return err == nil }
`,
	"till/till_test.go": `package till

import "testing"

func TestPrice(t *testing.T) {
	if Price(2, 1) != 2 || Price(10, 1) != 9 {
		t.Fail()
	}
}
`,
	"shop/shop.go": "package shop\n\nimport \"example/till\"\n\nvar Wait = till.Wait\n",
	"shop/shop_test.go": `package shop

import ("testing"; "time")

func TestWait(t *testing.T) {
	if Wait(2) != 2*time.Minute {
		t.Fail()
	}
}
`,
}

func TestWhatNoTestNoticesIsTold(t *testing.T) {
	dir := t.TempDir()
	for name, text := range example {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-patience", "1s", "till"}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"killed till/till.go:9:16 < -> >=", "till/till.go:9:16 < -> <=", "till/till.go:9:22 ++ -> --",
		"killed till/till.go:10:7 += -> -=", "killed till/till.go:12:7 >= -> <:", "killed till/till.go:13:13 * -> /",
		"killed till/till.go:19:58 * -> /", // by the shop
		"LIVES lives till/till.go:12:7 >= -> >:", "LIVES unreached till/till.go:22:41 == -> !=",
		"9 faults: ", " 1 of them by the tests of other packages", "1 live that tests reach, and 1 that none reaches",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("found no %q in:\n%s", want, &out)
		}
	}
	if left, err := os.ReadFile("till/till.go"); err != nil || string(left) != example["till/till.go"] {
		t.Errorf("the project itself was changed: %v", err)
	}
}
