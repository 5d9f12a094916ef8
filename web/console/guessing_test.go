package console_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/store"
)

// Guessing is slowed down, and tells nothing: of a name that nobody has, everything is as of
// one that somebody has, also while one must wait, and also if the password is right.
func TestGuessingPasswordsIsSlow(t *testing.T) {
	o := open(t)
	guesser := o.browser()
	try := func(name, typed string) string {
		t.Helper()
		p := guesser.post("/console/login", "name", name, "password", typed)
		if p.status != 401 || len(p.header["Set-Cookie"]) > 0 || p.header.Get("Retry-After") != "" {
			t.Errorf("%s: %d, %v", name, p.status, p.header)
		}
		return strings.ReplaceAll(p.text(), name, "NAME")
	}
	same := func(says string) {
		t.Helper()
		wrong := try("agent", "wrong")
		for name, typed := range map[string]string{"nobody": "wrong", "ended": passphrase} {
			if got := try(name, typed); got != wrong {
				t.Errorf("%s is told apart: %s, not %s", name, got, wrong)
			}
		}
		if !strings.Contains(wrong, says) {
			t.Errorf("found %s, expected %s", wrong, says)
		}
	}
	o.do(func(tx *store.Tx) error {
		counter, secret, err := tx.AccountOf("counter")
		if err != nil {
			return err
		}
		_, err = tx.AddAccount(store.Account{Name: "ended", Role: counter.Role}, secret)
		return errors.Join(err, tx.EndAccount("ended"))
	})
	for range 5 {
		same("名前かパスワードが、ちがいます")
	}
	same("名前かパスワードが、ちがいます") // the sixth, after which one waits
	o.wait(time.Second)
	same("あと1分")
	if got := try("agent", passphrase); !strings.Contains(got, "あと1分") {
		t.Errorf("the right password while one waits: %s", got)
	}
	o.wait(61 * time.Second)
	same("名前かパスワードが、ちがいます")
	same("あと2分")
	o.wait(3 * time.Minute)
	guesser.post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
	for _, fields := range [][]string{{}, {"name", ""}, {"password", "x"}, {"name", strings.Repeat("a", 9000), "password", strings.Repeat("b", 9000)}, {"name", "\x00", "password", "\xff"}} {
		if p := guesser.post("/console/login", fields...); p.status != 401 && p.status != 400 && p.at != "/console" {
			t.Errorf("%.40q: %d", fields, p.status)
		}
	}
}

// Of many guesses at once no more are looked at than of as many one after the other.
func TestGuessesAtOnceAreCountedBeforeTheyAreLookedAt(t *testing.T) {
	o := open(t)
	const guesses = 360
	answers := make(chan string, guesses)
	var all sync.WaitGroup
	for i := range guesses {
		all.Go(func() {
			typed := "wrong"
			if i == guesses-1 {
				typed = passphrase
			}
			answers <- o.browser().post("/console/login", "name", "agent", "password", typed).text()
		})
	}
	all.Wait()
	close(answers)
	looked, most := 0, 6
	for text := range answers {
		if strings.Contains(text, "さがす") { // the right one was among the first, and takes the others back
			most = 12
		}
		if !strings.Contains(text, "あと1分") && !strings.Contains(text, "こみ合って") {
			looked++
		}
	}
	if looked > most {
		t.Errorf("%d of %d passwords were looked at, expected at most %d", looked, guesses, most)
	}
}

// Whoever guesses a colleague's password from elsewhere keeps the guesser waiting, and not
// the colleague, whose browser has signed in before.
func TestNobodyLocksAColleagueOut(t *testing.T) {
	o := open(t)
	colleague := o.signIn("agent")
	colleague.post("/console/logout")
	guesser := o.browser()
	for range 40 {
		guesser.post("/console/login", "name", "agent", "password", "wrong").says(401)
		guesser.post("/console/login", "name", "nobody", "password", "wrong").says(401)
	}
	guesser.post("/console/login", "name", "agent", "password", passphrase).says(401, "サインインできません")
	colleague.post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
	// That the browser is known for one name is worth nothing for another.
	colleague.post("/console/logout")
	for range 6 {
		colleague.post("/console/login", "name", "counter", "password", "wrong").says(401)
	}
	colleague.post("/console/login", "name", "counter", "password", passphrase).says(401, "サインインできません")
}

// Strangers share budgets: with ever new names they fill neither the ledger nor the trail.
func TestStrangersFillNoLedger(t *testing.T) {
	o := open(t)
	known := o.signIn("agent")
	guesser := o.browser()
	for i := range 60 {
		guesser.post("/console/login", "name", fmt.Sprint("nobody", i), "password", "x").says(401)
	}
	var entries []store.Entry
	o.look(func(tx *store.Tx) (err error) {
		entries, err = tx.Trail(0, 100, store.TrailFilter{Deed: store.DidMistype})
		return err
	})
	if len(entries) > 30 {
		t.Errorf("%d entries in a minute", len(entries))
	}
	known.post("/console/logout")
	known.post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす") // is not kept out by it
}
