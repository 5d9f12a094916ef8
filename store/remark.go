package store

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The errors of CheckRemark and CheckMyNumber: why words of staff cannot be kept.
var (
	ErrRemarkEmpty  = errors.New("found no words, expected a few")
	ErrRemarkLong   = errors.New("found more than 200 characters, expected 200 at most")
	ErrRemarkText   = errors.New("found characters that cannot be shown, expected one line of text")
	ErrRemarkNumber = errors.New("found a run of 7 digits or more, expected none: it could be a telephone number or a My Number")
	ErrMyNumber     = errors.New("found 12 digits in a row in the text, expected none: they could be a My Number")
)

const maxRemark = 200 // characters

// Digits of any script, also with a sign or, for numberlike, up to three between two.
var (
	numberlike = regexp.MustCompile(`(?:[\p{N}零一二三四五六七八九][\p{Pd}\p{Zs}−ー・、,.()（）]{0,3}){7}`)
	myNumber   = regexp.MustCompile(`(?:[\p{Nd}〇一二三四五六七八九][\p{Pd}\p{Zs}−ー・、,.]?){12}`)
)

// CheckRemark refuses what staff must not write beside the audit trail: more than one
// line, and any number that could be somebody's. Its errors never repeat the text.
func CheckRemark(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return ErrRemarkEmpty
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unseen):
		return ErrRemarkText
	case utf8.RuneCountInString(text) > maxRemark:
		return ErrRemarkLong
	case numberlike.MatchString(text):
		return ErrRemarkNumber
	}
	return nil
}

// unseen reports whether a reader does not see the character, such as the end of a line,
// or one that hides between two digits that they follow each other.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// CheckMyNumber refuses a text that has something in it that could be a My Number.
func CheckMyNumber(text string) error {
	if myNumber.MatchString(text) {
		return ErrMyNumber
	}
	return nil
}
