package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"madoguchi/booking"
)

// A Masked is a telephone number, or a mail address, as staff read it: it shows its last four digits, in
// whatever way it is printed, and its whole cannot be taken out of it but by Number and
// Numbers, which write down who did. The zero Masked means no number.
type Masked struct{ phone booking.Phone }

// Mask returns a number that somebody has typed, as the ledger's are.
func Mask(phone booking.Phone) Masked { return Masked{phone} }

// Last4 returns the last four digits, or "" for no number.
func (m Masked) Last4() string { return m.phone.Last4() }

// Short returns what stands for it in a list: the last four digits, and of an address what is
// not masked.
func (m Masked) Short() string {
	if m.phone.IsAddress() {
		return m.phone.Masked()
	}
	return m.phone.Last4()
}

// IsAddress reports whether it is a mail address.
func (m Masked) IsAddress() bool { return m.phone.IsAddress() }

// String returns the number as booking.Phone.Masked writes it.
func (m Masked) String() string { return m.phone.Masked() }

// Format writes String, whatever the verb: fmt reads unexported fields.
func (m Masked) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte(m.String())) // fmt tells nobody of an error either
}

// MarshalText writes String.
func (m Masked) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Mobile reports whether it is the number of a Japanese mobile telephone.
func (m Masked) Mobile() bool { return m.phone.Mobile() }

// Reached reports whether the line tells the number anything by itself.
func (m Masked) Reached() bool {
	_, reached := m.phone.Reached()
	return reached
}

// Japanese reports whether it is a Japanese number.
func (m Masked) Japanese() bool { return m.phone.Japanese() }

// A Seen is a booking as staff read it. Its Phone stands before that of the Booking,
// which is empty.
type Seen struct {
	booking.Booking
	Phone Masked
}

func seenOf(b booking.Booking) Seen {
	s := Seen{b, Masked{b.Phone}}
	s.Booking.Phone = ""
	return s
}

// whole returns the booking as the ledger has it.
func (s Seen) whole() booking.Booking {
	s.Booking.Phone = s.Phone.phone
	return s.Booking
}

func seenAll(bookings []booking.Booking) []Seen {
	all := make([]Seen, len(bookings))
	for i, b := range bookings {
		all[i] = seenOf(b)
	}
	return all
}

// A Key hides telephone numbers in addresses: addresses stay in histories, in logs of
// proxies and on paper. It is the same for every process at one ledger, and another
// for every audience.
type Key [32]byte

// Hide returns what stands in an address for a number. The same number has the same
// address, at every process of one ledger.
//
// The nonce is made of the number itself, so that no two numbers ever share one
// (NIST SP 800-38D, 8.2.1).
func (k Key) Hide(m Masked) string {
	phone := []byte(m.phone)
	nonce := k.nonce(phone)
	return base64.RawURLEncoding.EncodeToString(k.seal().Seal(nonce, nonce, phone, nil))
}

// Find reads what Hide returned; ok is false if it is not of this key.
func (k Key) Find(hidden string) (_ Masked, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(hidden)
	seal := k.seal()
	if err != nil || len(raw) < seal.NonceSize() {
		return Masked{}, false
	}
	phone, err := seal.Open(nil, raw[:seal.NonceSize()], raw[seal.NonceSize():], nil)
	if err != nil || !hmac.Equal(k.nonce(phone), raw[:seal.NonceSize()]) {
		return Masked{}, false
	}
	return Masked{booking.Phone(phone)}, true
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
