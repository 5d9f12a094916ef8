package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// guesses keys so many wrong codes and agent numbers, each in a call of its own.
func (o *office) guesses(codes, numbers int) {
	o.Helper()
	guess := func(i int, what string, try func(*store.Tx) error) {
		o.Helper()
		by := store.By{Way: store.ByPhone, Call: fmt.Sprint(what, i, o.clock().Unix())}
		if err := o.ledger.Update(o.Context(), by, func(tx *store.Tx) error {
			if try(tx) == nil {
				return fmt.Errorf("a %s that was guessed is right", what)
			}
			return nil
		}); err != nil {
			o.Fatal(err)
		}
	}
	for i := range codes {
		guess(i, "code", func(tx *store.Tx) error { _, _, err := tx.UseCode("00000000"); return err })
	}
	for i := range numbers {
		guess(i, "number", func(tx *store.Tx) error { _, err := tx.AgentOf("482173905162"); return err })
	}
}

const (
	codesGuessed   = "引き継ぎ番号の、まちがいが続いています。"
	numbersGuessed = "担当者番号の、まちがいが続いています。"
)

// While so much is keyed wrong that somebody may be guessing, the first page of an admin
// says what, since when, and what to do. Nobody else is troubled with it.
func TestAdminsSeeThatSomebodyMayBeGuessing(t *testing.T) {
	o := open(t)
	admin, agent, counter := o.signIn("admin"), o.signIn("agent"), o.signIn("counter")
	quiet := func(b *browser) {
		t.Helper()
		b.get("/console").says(http.StatusOK).silent(codesGuessed, numbersGuessed)
	}
	o.guesses(booking.LineTries-1, booking.LineTries-1)
	quiet(admin)
	o.wait(time.Minute)
	o.guesses(1, 0)
	admin.get("/console").says(http.StatusOK, codesGuessed, "4月14日（火） 10:01から、引き継ぎ番号を止めています。", "4月14日（火） 11:00に", "担当者番号で引き継いでください").silent(numbersGuessed)
	o.wait(time.Minute)
	o.guesses(5, 1) // the codes are not looked at
	o.wait(20 * time.Minute)
	o.guesses(5, 15)
	first := admin.get("/console").says(http.StatusOK, codesGuessed, "10:01から", numbersGuessed, "4月14日（火） 10:02から、続いています。", "madoguchi staff number")
	for address, name := range map[string]string{"/console/trail?what=wrong-code": "引き継ぎ番号の誤り", "/console/trail?what=wrong-number": "担当者番号の誤り"} {
		if !strings.Contains(first.body, `href="`+address+`"`) {
			t.Errorf("no link leads to %s", address)
		}
		admin.get(address).says(http.StatusOK, name)
	}
	quiet(agent)
	quiet(counter)

	part := func() page {
		t.Helper()
		live := o.signIn("admin")
		live.header.Set("HX-Request", "true")
		return live.get("/console/alarms").says(http.StatusOK)
	}
	part().says(http.StatusOK, codesGuessed, numbersGuessed).silent("さがす")
	agent.get("/console/alarms").says(http.StatusForbidden)
	o.wait(38 * time.Minute) // 11:00: the codes of 10:00 count no more
	part().says(http.StatusOK, numbersGuessed).silent(codesGuessed)
	o.wait(22 * time.Minute)
	if said := part().text(); said != "" {
		t.Errorf("when nothing was wrong for an hour it goes on saying %q", said)
	}
	admin = o.signIn("admin")
	quiet(admin)
	o.guesses(booking.LineTries, 0)
	admin.get("/console").says(http.StatusOK, codesGuessed, "4月14日（火） 11:22から") // raised anew
}
