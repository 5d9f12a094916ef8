// Package password makes secrets of passwords, checks passwords against them, and slows
// down whoever guesses.
//
// It knows argon2id and the clock. It must not know whose password it is, or where a
// secret is kept.
//
//	secret, err := password.New("correct horse battery")
//	err = gate.Run(ctx, func() { right = password.Holds(secret, typed) })
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// What a new secret is made with: argon2id with 19 MiB, two passes and one thread.
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
const (
	memory   = 19456 // KiB
	passes   = 2
	threads  = 1
	saltSize = 16
	keySize  = 32
)

// The most that a secret may ask for: a damaged ledger must not exhaust the machine.
const (
	mostMemory  = 64 * 1024 // KiB
	mostPasses  = 10
	mostThreads = 4
)

// The length of a password, in characters.
const (
	shortest = 12
	longest  = 128
)

// New returns the secret that a password is checked against from now on, as a PHC string.
// https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
func New(password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("password: drawing a salt: %w", err)
	}
	key := argon2.IDKey(typed(password), salt, passes, memory, threads, keySize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads,
		unpadded.EncodeToString(salt), unpadded.EncodeToString(key)), nil
}

// typed returns a password in one form, whichever keyboard it comes from: が is one
// character on some and two on others. https://www.rfc-editor.org/rfc/rfc8265#section-4.2
func typed(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

var (
	unpadded = base64.RawStdEncoding.Strict()
	phc      = regexp.MustCompile(`^\$argon2id\$v=19\$m=([1-9][0-9]{0,5}),t=([1-9][0-9]?),p=([1-9])\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$`)
)

// Holds reports whether the password is the one that the secret was made from. It
// takes as long for a wrong one as for the right one. A damaged secret holds nothing.
func Holds(secret, password string) bool {
	m := phc.FindStringSubmatch(secret)
	if m == nil {
		return false
	}
	memory, ok1 := within(m[1], mostMemory)
	passes, ok2 := within(m[2], mostPasses)
	threads, ok3 := within(m[3], mostThreads)
	salt, err1 := unpadded.DecodeString(m[4])
	key, err2 := unpadded.DecodeString(m[5])
	if !ok1 || !ok2 || !ok3 || err1 != nil || err2 != nil {
		return false
	}
	found := argon2.IDKey(typed(password), salt, passes, memory, uint8(threads), uint32(len(key)))
	return subtle.ConstantTimeCompare(found, key) == 1
}

func within(digits string, most uint32) (uint32, bool) {
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), err == nil && uint32(n) <= most
}

// Check refuses a password that is too easily guessed, or that nobody could
// type again. house has words that say nothing to strangers, and that whoever knows the
// house thinks of. Its error does not have the password.
func Check(name, password string, house ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return errors.New("found control characters in the password, expected only what can be seen, and blanks")
	case n < shortest || n > longest:
		return fmt.Errorf("found a password of %d characters, expected %d to %d", n, shortest, longest)
	case strings.EqualFold(password, name):
		return errors.New("found the name of the account as its password, expected another")
	}
	if first, _ := utf8.DecodeRuneInString(password); strings.Trim(password, string(first)) == "" {
		return errors.New("found one character over and over as the password, expected several")
	}
	if ofHouse(password, house) {
		return ErrHouse
	}
	many, err := common(password)
	if err == nil && many {
		err = ErrCommon
	}
	return err
}

// ErrCommon says that a password is one of those that whoever guesses tries first.
var ErrCommon = errors.New("found a password that many people have, expected one that nobody thinks of")
