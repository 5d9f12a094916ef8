package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"testing"

	"madoguchi/booking"
)

// Many agents hand somebody over at the same moment.
func TestCodesThatAreGivenOutAtOnceAreDistinct(t *testing.T) {
	w := newTown(t)
	codes := make([]string, 50)
	accounts := make([]Account, len(codes))
	for i := range accounts {
		accounts[i] = w.account(fmt.Sprint("madoguchi", i), Agent, "")
	}
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() {
			err := w.Update(bg, staff, func(tx *Tx) (err error) {
				codes[i], err = tx.NewCode(phone(i), a.ID)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i, code := range codes {
		if p, agent, err := w.uses(fmt.Sprint("CA", i), code); p != phone(i) || agent != accounts[i].Name || err != nil {
			t.Errorf("the code of %s is of %s, by %s, %v", accounts[i].Name, p, agent, err)
		}
	}
	w.sound()
}

// A code that the ledger still has, used or not, is drawn again, and so is a number above
// the last code.
func TestACodeThatSomebodyHasIsDrawnAgain(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	drawn := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n<<5) }
	one, two, last, above := drawn(1), drawn(2), drawn(99_999_999), drawn(100_000_000)
	w.rand = bytes.NewReader(slices.Concat(above, one, one, drawn(1<<27-1), one, two, last))
	if code := w.newCode(phone(1), tanto.ID); code != "00000001" {
		t.Errorf("the first code is %s", code)
	}
	if _, _, err := w.uses("CA1", "00000001"); err != nil {
		t.Fatal(err)
	}
	if code := w.newCode(phone(2), tanto.ID); code != "00000002" {
		t.Errorf("the second code is %s", code)
	}
	if code := w.newCode(phone(3), tanto.ID); code != "99999999" {
		t.Errorf("the last code is %s", code)
	}
	before := w.dump()
	for cause, chance := range map[string][]byte{
		"nearly every transfer code is in use": bytes.Repeat(one, mostAttempts),
		"the source of chance is stuck":        bytes.Repeat(above, mostAttempts),
		"EOF":                                  nil,
	} {
		w.rand = bytes.NewReader(chance)
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.NewCode(phone(2), tanto.ID); return err })
		if !contains(err, cause) || w.dump() != before {
			t.Errorf("found %v, expected that %s, and the old code good", err, cause)
		}
	}
	w.sound()
}

// Only exactly what was given out is a code.
func TestWhatIsNoCodeIsUnknown(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "482173905161")
	w.rand = bytes.NewReader([]byte{0, 0, 0, 1 << 5})
	good := w.newCode(phone(1), tanto.ID)
	for i, keyed := range []string{"", "1", "0000001", "000000001", "00000001#", " 00000001", "482173905161", "______", "０００００００１"} {
		_, _, err := w.uses(fmt.Sprint("CA", i), keyed)
		w.wrong(err, booking.ErrWrongCode, 2)
		w.trailHas(noted{DidMiskeyCode, Detail{Fault: CodeUnknown}})
	}
	if p, _, err := w.uses("CB", good); p != phone(1) || err != nil { // the tenth is looked at
		t.Errorf("the code is of %s, %v", p, err)
	}
	w.sound()
}
