// Package sheet writes tables that a Japanese Excel opens as they are meant, and in
// which no cell is a formula, whoever has written it.
//
// It must not know what the cells are of.
//
//	s := sheet.New(to)
//	err := s.Row("日", "窓口", "予約")
//	err = s.End()
package sheet

import (
	"encoding/csv"
	"io"
	"strings"
)

// byteOrderMark tells Excel that a file is UTF-8. Without it a Japanese Excel takes
// it for Shift_JIS.
const byteOrderMark = "\uFEFF"

// A Sheet writes a table for Excel, row by row, as RFC 4180 has it: commas, quotes
// where they are needed, CRLF. What it holds back is written by End.
type Sheet struct {
	to    io.Writer
	csv   *csv.Writer
	begun bool
}

// New begins a sheet.
func New(to io.Writer) *Sheet {
	s := &Sheet{to: to, csv: csv.NewWriter(to)}
	s.csv.UseCRLF = true
	return s
}

// Row writes one row. No cell of it is a formula, whoever has written it. If the writer
// fails, this or a later Row, or End, returns the error.
func (s *Sheet) Row(cells ...string) error {
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

// End writes what is held back, and returns what could not be written. A sheet
// without rows is an empty file.
func (s *Sheet) End() error {
	s.csv.Flush()
	return s.csv.Error()
}

// formulas has the characters at the beginning of a cell that a spreadsheet runs instead
// of showing. The wide ones are typed on a Japanese keyboard and taken for the same.
// https://owasp.org/www-community/attacks/CSV_Injection
const formulas = "=+-@\t\r\n＝＋－＠"

// harmless makes a cell one that is only shown. Quotes around it would not help: they
// are gone before the spreadsheet looks.
func harmless(cell string) string {
	cell = strings.ToValidUTF8(cell, "\uFFFD")
	if strings.IndexAny(cell, formulas) == 0 {
		return "'" + cell
	}
	return cell
}
