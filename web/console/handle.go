package console

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"madoguchi/booking"
)

// cardOf hides a telephone number in the address of its card: addresses stay in
// histories, in logs of proxies and on paper. The same number has the same address,
// at every process of one ledger.
//
// The nonce is made of the number itself, so that no two numbers ever share one
// (NIST SP 800-38D, 8.2.1).
func (c *Console) cardOf(phone booking.Phone) string {
	nonce := c.nonce([]byte(phone))
	return base64.RawURLEncoding.EncodeToString(c.seal().Seal(nonce, nonce, []byte(phone), nil))
}

// phoneOf reads the address of a card; false if it is none of this ledger's.
func (c *Console) phoneOf(card string) (booking.Phone, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(card)
	seal := c.seal()
	if err != nil || len(raw) < seal.NonceSize() {
		return "", false
	}
	phone, err := seal.Open(nil, raw[:seal.NonceSize()], raw[seal.NonceSize():], nil)
	if err != nil || !hmac.Equal(c.nonce(phone), raw[:seal.NonceSize()]) {
		return "", false
	}
	return booking.Phone(phone), true
}

func (c *Console) seal() cipher.AEAD {
	key := sha256.Sum256(append([]byte("seal"), c.Key[:]...))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // of a key of 32 bytes there is none
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return seal
}

func (c *Console) nonce(phone []byte) []byte {
	mac := hmac.New(sha256.New, append([]byte("nonce"), c.Key[:]...))
	mac.Write(phone)
	return mac.Sum(nil)[:12]
}
