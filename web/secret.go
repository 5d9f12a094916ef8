package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// What argon2id takes for a password: 19 MiB, 2 passes, 1 lane, which is what
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
// asks for at least.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	lanes   = 1
	saltLen = 16
	hashLen = 32
)

// NewSecret makes what a password is held against, in the format of
// https://github.com/P-H-C/phc-string-format. It does not tell the password.
func NewSecret(password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	hash := argon2.IDKey([]byte(password), salt, passes, memory, lanes, hashLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(hash)), nil
}

// Holds says whether the password is the one that the secret was made of. A secret
// that is damaged, or asks for more than the machine should give, holds none.
func Holds(secret, password string) bool {
	var version, m, t, p int
	parts := strings.Split(secret, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if n, err := fmt.Sscanf(parts[2], "v=%d", &version); n != 1 || err != nil || version != argon2.Version {
		return false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); n != 3 || err != nil {
		return false
	}
	if m < 8 || m > 4*memory || t < 1 || t > 8 || p < 1 || p > 4 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil || len(salt) < 8 || len(salt) > 64 {
		return false
	}
	hash, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(hash) < 16 || len(hash) > 64 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, uint32(t), uint32(m), uint8(p), uint32(len(hash)))
	return subtle.ConstantTimeCompare(got, hash) == 1
}

// How long a password is.
const (
	shortest  = 12
	longestPw = 128
)

// CheckPassword refuses a password that is easily guessed: too short, the name of
// the account, or one character again and again. It never repeats the password.
func CheckPassword(name, password string) error {
	n := utf8.RuneCountInString(password)
	first, _ := utf8.DecodeRuneInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return fmt.Errorf("found a password with characters that cannot be typed, expected letters, digits and signs")
	case n < shortest || n > longestPw:
		return fmt.Errorf("found a password of %d characters, expected %d to %d", n, shortest, longestPw)
	case name != "" && strings.Contains(strings.ToLower(password), name):
		return fmt.Errorf("found the name of the account in the password, expected a password without it")
	case strings.Trim(password, string(first)) == "":
		return fmt.Errorf("found one character again and again, expected several")
	}
	return nil
}
