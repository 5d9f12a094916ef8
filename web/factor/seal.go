package factor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
)

// A Key seals secrets: the server must be able to read them again, so they cannot be
// hashed. It is the same for every process at one ledger.
type Key [32]byte

// errSeal says that a secret was sealed with another key, for another account, or has
// been changed.
var errSeal = errors.New("factor: found a sealed secret that cannot be opened, expected one of this key and account")

// Seal returns the secret of an account in a form that only Open reads: 48 bytes.
func (k Key) Seal(s Secret, account int64) []byte {
	seal := k.cipher()
	nonce := make([]byte, seal.NonceSize(), seal.NonceSize()+len(s)+seal.Overhead())
	rand.Read(nonce)
	return seal.Seal(nonce, nonce, s[:], owner(account))
}

// Open returns the secret that Seal has sealed for that account.
func (k Key) Open(sealed []byte, account int64) (s Secret, err error) {
	seal := k.cipher()
	if len(sealed) != seal.NonceSize()+len(s)+seal.Overhead() {
		return s, errSeal
	}
	plain, err := seal.Open(nil, sealed[:seal.NonceSize()], sealed[seal.NonceSize():], owner(account))
	if err != nil {
		return s, errSeal
	}
	return Secret(plain), nil
}

// owner returns what binds a sealed secret to its account, so that it opens in no other row.
func owner(account int64) []byte {
	return binary.BigEndian.AppendUint64([]byte("totp"), uint64(account))
}

func (k Key) cipher() cipher.AEAD {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(err) // impossible with a key of 32 bytes
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return seal
}
