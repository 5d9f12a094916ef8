package store

import (
	"sync"
	"testing"
)

func (w *town) secretNow(name string) [32]byte {
	w.Helper()
	key, err := w.Secret(bg, name)
	if err != nil {
		w.Fatalf("secret: %v", err)
	}
	return key
}

func TestEveryProcessHasTheSameSecret(t *testing.T) {
	w := newTown(t)
	beside := townAt(t, w.path)
	defer beside.Close()
	keys := make([][32]byte, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			var err error
			if keys[i], err = []*town{w, beside}[i%2].Secret(bg, "forms"); err != nil {
				t.Errorf("secret: %v", err)
			}
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key != keys[0] || key == [32]byte{} {
			t.Errorf("found %x and %x", key, keys[0])
		}
	}
	w.trailHas(noted{DidDrawSecret, Detail{Secret: "forms"}}) // drawn once
	if n := w.count(`SELECT count(*) FROM audit`); n != 1 {
		t.Errorf("%d entries in the trail, expected 1", n)
	}
	if w.secretNow("other") == keys[0] {
		t.Error("two secrets are the same")
	}
	w.reopen()
	if w.secretNow("forms") != keys[0] {
		t.Error("it is another one after a restart")
	}
	if newTown(t).secretNow("forms") == keys[0] {
		t.Error("another ledger has the same")
	}
	if _, err := w.Secret(bg, ""); !contains(err, "found a secret without a name") {
		t.Errorf("without a name: %v", err)
	}
}

func TestADamagedSecretIsNotUsed(t *testing.T) {
	w := newTown(t)
	w.secretNow("forms")
	w.corrupt(`UPDATE secrets SET key = x'00'`)
	if key, err := w.Secret(bg, "forms"); !contains(err, "found a secret of 1 bytes, expected 32") || key != [32]byte{} {
		t.Errorf("found %x, %v", key, err)
	}
}
