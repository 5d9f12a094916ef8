package factor

import (
	"crypto/rand"
	"crypto/sha256"
)

// RecoveryCodes is how many recovery codes an account gets.
const RecoveryCodes = 10

const recoveryLength = 24 // letters of Base32: 120 bits

// NewRecoveryCodes draws new recovery codes, each good once.
func NewRecoveryCodes() (codes []string) {
	for range RecoveryCodes {
		codes = append(codes, rand.Text()[:recoveryLength])
	}
	return codes
}

// RecoveryHash returns what is kept of a recovery code as it was typed; ok is false if it
// cannot be one. A code has more than the 112 bits from which a plain hash is enough
// (OWASP ASVS 5.0, 6.5.2).
func RecoveryHash(typed string) (hash [32]byte, ok bool) {
	code := Plain(typed)
	if len(code) != recoveryLength {
		return hash, false
	}
	return sha256.Sum256([]byte(code)), true
}
