package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"madoguchi/booking"
)

// A Key hides telephone numbers in addresses: addresses stay in histories, in logs of
// proxies and on paper. It is the same for every process at one ledger, and another
// for every audience.
type Key [32]byte

// Hide returns what stands in an address for a number. The same number has the same
// address, at every process of one ledger.
//
// The nonce is made of the number itself, so that no two numbers ever share one
// (NIST SP 800-38D, 8.2.1).
func (k Key) Hide(phone booking.Phone) string {
	nonce := k.nonce([]byte(phone))
	return base64.RawURLEncoding.EncodeToString(k.seal().Seal(nonce, nonce, []byte(phone), nil))
}

// Phone reads what Hide returned; ok is false if it is not of this key.
func (k Key) Phone(hidden string) (_ booking.Phone, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(hidden)
	seal := k.seal()
	if err != nil || len(raw) < seal.NonceSize() {
		return "", false
	}
	phone, err := seal.Open(nil, raw[:seal.NonceSize()], raw[seal.NonceSize():], nil)
	if err != nil || !hmac.Equal(k.nonce(phone), raw[:seal.NonceSize()]) {
		return "", false
	}
	return booking.Phone(phone), true
}

func (k Key) seal() cipher.AEAD {
	key := sha256.Sum256(append([]byte("seal"), k[:]...))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // impossible with a key of 32 bytes
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return seal
}

func (k Key) nonce(phone []byte) []byte {
	mac := hmac.New(sha256.New, append([]byte("nonce"), k[:]...))
	mac.Write(phone)
	return mac.Sum(nil)[:12]
}
