package store

import (
	"testing"

	"madoguchi/booking"
)

// FuzzKey checks that only the key that hid a number in an address finds it again.
func FuzzKey(f *testing.F) {
	k, other := Key{1}, Key{2}
	for _, p := range []booking.Phone{"+819012345678", "+81568112222", ""} {
		f.Add(k.Hide(Mask(p)))
		f.Add(other.Hide(Mask(p)))
	}
	f.Add("")
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, hidden string) {
		if phone, ok := k.Find(hidden); ok && k.Hide(phone) != hidden {
			t.Errorf("%q stands for a number that has another", hidden)
		}
		if phone, ok := other.Find(k.Hide(Mask(booking.Phone(hidden)))); ok {
			t.Errorf("what another key hid stands for %q", phone)
		}
		if phone, ok := k.Find(k.Hide(Mask(booking.Phone(hidden)))); !ok || string(phone.phone) != hidden {
			t.Errorf("%q is not found again: %q, %v", hidden, phone, ok)
		}
	})
}
