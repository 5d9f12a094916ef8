package booking

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Receipt is a receipt number (受付番号): six digits, five drawn at random and a
// check digit. It says nothing about the booking or about other numbers. One digit
// misheard, or two neighbours exchanged, make a number that does not exist.
type Receipt string

// What can be wrong with a receipt number that somebody read out or typed.
var (
	ErrReceiptLength = errors.New("a receipt number has six digits")
	ErrReceiptDigit  = errors.New("a receipt number has nothing but digits")
	ErrReceiptCheck  = errors.New("a digit of the receipt number is wrong")
)

// ReceiptDigits is how many digits a receipt number has.
const ReceiptDigits = 6

const receiptNumbers = 100_000 // how many five digits can tell apart

// NewReceipt draws a receipt number from r, which is crypto/rand.Reader except in
// tests. Every one of the 100,000 numbers is equally likely. It returns the
// error of r, or an error if r never gives anything usable.
func NewReceipt(r io.Reader) (Receipt, error) {
	// 17 bits count to 131,071. A number that is not below 100,000 is drawn again:
	// taking a remainder would make the low numbers likelier.
	for range 64 { // a fair source fails so many times once in 10^40
		var b [3]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", fmt.Errorf("drawing a receipt number: %w", err)
		}
		if n := (int(b[0])<<16 | int(b[1])<<8 | int(b[2])) >> 7; n < receiptNumbers {
			digits := fmt.Sprintf("%05d", n)
			return Receipt(digits + string('0'+rune(damm(digits)))), nil
		}
	}
	return "", errors.New("drawing a receipt number: the source of chance is stuck")
}

// ParseReceipt reads a receipt number, also in full-width digits and with
// blanks or hyphens. Its errors wrap [ErrReceiptDigit], [ErrReceiptLength] or
// [ErrReceiptCheck].
func ParseReceipt(s string) (Receipt, error) {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.TrimSpace(fold(s)))
	for _, r := range digits {
		if r < '0' || '9' < r {
			return "", fmt.Errorf("%w: found %q", ErrReceiptDigit, r)
		}
	}
	if len(digits) != ReceiptDigits {
		return "", fmt.Errorf("%w: found %d", ErrReceiptLength, utf8.RuneCountInString(digits))
	}
	if damm(digits) != 0 {
		return "", fmt.Errorf("%w: found %s", ErrReceiptCheck, digits)
	}
	return Receipt(digits), nil
}

// dammTable is the quasigroup of https://en.wikipedia.org/wiki/Damm_algorithm,
// after H. Michael Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004,
// page 111. It finds every wrong digit and every exchange of neighbours.
var dammTable = [10]string{
	"0317598642",
	"7092154863",
	"4206871359",
	"1750983426",
	"6123045978",
	"3674209581",
	"5869720134",
	"8945362017",
	"9438617205",
	"2581436790",
}

// damm returns the check digit of digits, and 0 for digits that end with theirs.
func damm(digits string) int {
	check := 0
	for i := range len(digits) {
		check = int(dammTable[check][digits[i]-'0'] - '0')
	}
	return check
}
