package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
)

func written(t testing.TB, rows ...[]string) string {
	t.Helper()
	var file strings.Builder
	s := New(&file)
	for _, row := range rows {
		if err := s.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.End(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestASheetIsWhatAJapaneseExcelOpens(t *testing.T) {
	got := written(t, []string{"日", "窓口", "予約"}, []string{"2026-12-01", "あじよし, 2階", "12"}, []string{`"本"庁`, "二\n行", ""})
	want := "\uFEFF日,窓口,予約\r\n2026-12-01,\"あじよし, 2階\",12\r\n\"\"\"本\"\"庁\",\"二\r\n行\",\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := written(t); got != "" {
		t.Errorf("a sheet without rows is %q", got)
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+81": "'+81", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝１": "'＝１", "＋": "'＋", "－": "'－", "＠": "'＠",
		"1=1": "1=1", "a-b": "a-b", "'=1": "'=1", "": "", "一": "一", "\xff=": "\uFFFD=",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q became %q, expected %q", cell, got, want)
		}
	}
}

func TestASheetSaysThatItCouldNotBeWritten(t *testing.T) {
	torn := errors.New("the reader has left")
	for _, room := range []int{0, 3} {
		s := New(&narrow{room, torn})
		err := s.Row(strings.Repeat("長", 5000))
		if err == nil {
			err = s.End()
		}
		if !errors.Is(err, torn) {
			t.Errorf("with room for %d bytes: found %v", room, err)
		}
	}
}

// narrow takes some bytes and then no more.
type narrow struct {
	room int
	err  error
}

func (n *narrow) Write(p []byte) (int, error) {
	if len(p) > n.room {
		return 0, n.err
	}
	n.room -= len(p)
	return len(p), nil
}

// FuzzSheet holds that whatever the cells are, they are read as they were meant,
// none is a formula, and no row ends in the middle.
func FuzzSheet(f *testing.F) {
	f.Add("=cmd()", "a\rb", `"x",`)
	f.Add("\r=1", "\r\n", "\xff")
	f.Add("＝1", "\t", "一")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		file := written(t, []string{a, b, c}, []string{c, a, b})
		text, ok := strings.CutPrefix(file, byteOrderMark)
		if !ok || strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
			t.Fatalf("a sheet of %q", file)
		}
		in := csv.NewReader(strings.NewReader(text))
		in.FieldsPerRecord = 3
		for _, row := range [][]string{{a, b, c}, {c, a, b}} {
			cells, err := in.Read()
			if err != nil {
				t.Fatalf("%q: %v", file, err)
			}
			for i, cell := range cells {
				if strings.IndexAny(cell, formulas) == 0 {
					t.Errorf("the cell %q is a formula", cell)
				}
				// A lone carriage return is no end of a line and is left out.
				meant := strings.ReplaceAll(harmless(row[i]), "\r", "")
				if cell != meant {
					t.Errorf("read %q, meant %q", cell, meant)
				}
			}
		}
		if _, err := in.Read(); !errors.Is(err, io.EOF) {
			t.Errorf("after the last row: %v", err)
		}
	})
}
