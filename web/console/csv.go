package console

import (
	"encoding/csv"
	"io"
	"strings"
)

// byteOrderMark tells Excel that a file is UTF-8. Without it a Japanese Excel takes
// it for Shift_JIS.
const byteOrderMark = "\uFEFF"

// A sheet writes a table for Excel, row by row, as RFC 4180 has it: commas, quotes
// where they are needed, CRLF. What it holds back is written by end.
type sheet struct {
	to    io.Writer
	csv   *csv.Writer
	begun bool
}

func newSheet(to io.Writer) *sheet {
	s := &sheet{to: to, csv: csv.NewWriter(to)}
	s.csv.UseCRLF = true
	return s
}

// row writes one row. No cell of it is a formula, whoever has written it.
func (s *sheet) row(cells ...string) error {
	if !s.begun {
		if _, err := io.WriteString(s.to, byteOrderMark); err != nil {
			return err
		}
		s.begun = true
	}
	plain := make([]string, len(cells))
	for i, cell := range cells {
		plain[i] = harmless(cell)
	}
	return s.csv.Write(plain)
}

// end writes what is held back. A sheet without rows is an empty file.
func (s *sheet) end() error {
	s.csv.Flush()
	return s.csv.Error()
}

// formulas are how a cell begins that a spreadsheet runs instead of showing it. The
// wide ones are typed on a Japanese keyboard and taken for the same.
// https://owasp.org/www-community/attacks/CSV_Injection
const formulas = "=+-@\t\r\n＝＋－＠"

// harmless makes a cell one that is only shown. Quotes around it would not: they
// are gone before the spreadsheet looks.
func harmless(cell string) string {
	cell = strings.ToValidUTF8(cell, "\uFFFD")
	if strings.IndexAny(cell, formulas) == 0 {
		return "'" + cell
	}
	return cell
}
