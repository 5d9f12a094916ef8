package store

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

func (w *town) tries(t Try) (retry time.Time) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		wait, err := tx.SignInWait(t)
		if err != nil {
			return err
		}
		if retry, err = tx.TrySignIn(t); err == nil && !retry.Equal(wait) {
			err = fmt.Errorf("one waits until %s, and by looking alone until %s", retry, wait)
		}
		return err
	})
	return retry
}

var desk = netip.MustParseAddr("192.0.2.7")

func TestWhoTriesAgainAndAgainWaitsLongerAndLonger(t *testing.T) {
	w := newTown(t)
	try := Try{Name: "tanto", Browser: "x"}
	for i, minutes := range []int{0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60} {
		if i > 5 {
			want := w.clock.Now().Add(time.Duration(minutes) * time.Minute)
			if got := w.tries(try); !got.Equal(want) {
				t.Errorf("try %d: waits until %s, expected %s", i+1, got, want)
			}
			w.clock.Add(time.Duration(minutes) * time.Minute)
		}
		if got := w.tries(try); !got.IsZero() {
			t.Fatalf("try %d waits until %s", i+1, got)
		}
		w.reopen() // it is remembered
	}
	w.do(func(tx *Tx) error { return tx.Forgive(try) })
	for range freeTries + 1 {
		if got := w.tries(try); !got.IsZero() {
			t.Errorf("after it was forgiven, one waits until %s", got)
		}
	}
	if got := w.tries(try); got.IsZero() {
		t.Error("it begins no wait anew")
	}
	w.account("tanto", Agent, "")
	w.do(func(tx *Tx) error { return tx.SetSecret("tanto", aSecret) })
	if got := w.tries(try); !got.IsZero() {
		t.Errorf("after a new password, one waits until %s", got)
	}
	w.sound()
}

// Each budget is used up by those that share it, and by nobody else.
func TestBudgetsOfStrangersAreTheirOwn(t *testing.T) {
	address := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }
	for name, c := range map[string]struct {
		try  func(i int) Try
		most int
		same Try // shares the budget
		free Try // does not
	}{
		"names from one machine": {func(i int) Try { return Try{Name: fmt.Sprint(i), Address: desk} }, 30, Try{Name: "tanto", Address: desk}, Try{Name: "tanto", Address: address(1)}},
		"machines for one name":  {func(i int) Try { return Try{Name: "tanto", Address: address(i)} }, 60, Try{Name: "tanto", Address: desk}, Try{Name: "kanri", Address: desk}},
		"all":                    {func(i int) Try { return Try{Name: fmt.Sprint(i), Address: address(i)} }, 120, Try{Name: "tanto", Address: desk}, Try{Name: "tanto", Browser: "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			for i := range c.most {
				if got := w.tries(c.try(i)); !got.IsZero() {
					t.Fatalf("try %d waits until %s", i+1, got)
				}
			}
			if got := w.tries(c.same); got.IsZero() {
				t.Error("the budget is not used up")
			}
			if got := w.tries(c.free); !got.IsZero() {
				t.Errorf("somebody else waits until %s", got)
			}
			if got := w.tries(Try{Name: c.same.Name, Browser: "known"}); !got.IsZero() {
				t.Errorf("a browser that is known waits until %s", got)
			}
			w.clock.Add(time.Hour)
			if got := w.tries(c.same); !got.IsZero() {
				t.Errorf("an hour later, one waits until %s", got)
			}
		})
	}
}

func TestAMachineHasOneBudgetForAllOfItsAddresses(t *testing.T) {
	w := newTown(t)
	for i := range 30 {
		w.tries(Try{Name: fmt.Sprint(i), Address: netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", i+1))})
	}
	if got := w.tries(Try{Name: "tanto", Address: netip.MustParseAddr("2001:db8::ffff")}); got.IsZero() {
		t.Error("another address of the same network is another machine")
	}
	if got := w.tries(Try{Name: "tanto", Address: netip.MustParseAddr("2001:db8:0:1::1")}); !got.IsZero() {
		t.Error("another network is the same machine")
	}
}

func TestAnyNumberOfTriesIsCounted(t *testing.T) {
	for _, tries := range []int{1000, 1 << 40} {
		if got := pause(tries); got != longestWait {
			t.Errorf("%d: found %s, expected %s", tries, got, longestWait)
		}
	}
}

// What was typed is not kept: it may be a password.
func TestNothingThatWasTypedIsInTheLedger(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	for _, name := range []string{"correct horse battery", "tanto"} {
		w.tries(Try{Name: name, Address: desk})
		w.do(func(tx *Tx) error { return tx.WrongPassword(name) })
	}
	w.trailHas(noted{DidMistype, Detail{NoAccount: true}}, about("tanto", DidMistype))
	if w.fileHas("correct horse") || w.fileHas("192.0.2.7") {
		t.Error("what was typed in place of a name, or the machine's address, is in the ledger")
	}
	w.clock.Add(25 * time.Hour)
	w.tidy()
	if n := w.count(`SELECT count(*) FROM tries`); n != 0 {
		t.Errorf("%d rows are kept after a day", n)
	}
}

// Each of the first tries causes no wait, also not on a clock that is set back a little
// after it; the next ones cause these.
func TestTheWaitsAreThese(t *testing.T) {
	for tries, minutes := range []int{0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60} {
		if got, want := pause(tries), time.Duration(minutes)*time.Minute; got != want {
			t.Errorf("after %d tries: found %s, expected %s", tries, got, want)
		}
	}
	w := newTown(t)
	try := Try{Name: "tanto", Browser: "x"}
	for i := range freeTries {
		if got := w.tries(try); !got.IsZero() {
			t.Errorf("try %d waits until %s", i+1, got)
		}
		w.clock.Add(-time.Minute)
	}
}
