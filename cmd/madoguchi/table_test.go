package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestColumnsAreAsWideAsATerminalShowsThem(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "窓口": 4, "ｱｲｳ": 3, "Ａ１": 4, "12月1日(火)": 11, "…": 1, "〜": 2} {
		if got := columns(text); got != want {
			t.Errorf("%q is %d wide, want %d", text, got, want)
		}
	}
}

func TestATableStandsInColumns(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	table := table{head: []string{"窓口", "n"}}
	table.row("a", "1")
	table.row("味美ふれあいセンター", "22")
	table.row("b", "")
	if err := table.print(out); err != nil {
		t.Fatal(err)
	}
	p := &place{t: t}
	want := "窓口                  n\na                     1\n味美ふれあいセンター  22\nb\n"
	if got := p.all(out); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := table.print(out); err == nil {
		t.Error("a table that cannot be written is no error")
	}
}
