package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

// withFactors gives an account an application, a passkey and two recovery codes.
func (p *place) withFactors(name string) {
	p.t.Helper()
	p.inLedger(func(ledger *store.Store) error {
		return ledger.Update(p.t.Context(), store.By{Way: store.ByConsole, Actor: name}, func(tx *store.Tx) error {
			token := [32]byte{1}
			if err := tx.SignIn(name, token, false); err != nil {
				return err
			}
			s, _, err := tx.SessionOf(token, time.Hour, time.Hour)
			return errors.Join(err, tx.OfferApp(s, []byte(strings.Repeat("s", 48))), tx.AddApp(s, 1, [][32]byte{{1}, {2}}),
				tx.AddPasskey(s, store.Passkey{Credential: []byte("id"), Key: []byte("key"), Name: "受付の鍵"}, nil))
		})
	})
}

// A lost telephone locks no city out: the terminal takes the factors away, and the trail
// tells it.
func TestTheTerminalTakesSecondFactorsAway(t *testing.T) {
	p := newPlace(t).withLedger()
	p.account("kanri", "--role", "admin")
	if got := p.staff("", "factor", "kanri", "--remove"); got.status != refused || !strings.Contains(got.err, "no second factor") {
		t.Errorf("none to remove: %+v", got)
	}
	p.withFactors("kanri")
	told := p.does("staff", "factor", "kanri", "--db", p.db)
	for _, want := range []string{"認証アプリ", "パスキー", "受付の鍵", "予備コード", "残り 2個"} {
		if !strings.Contains(told, want) {
			t.Errorf("found no %q in %s", want, told)
		}
	}
	if got := p.does("staff", "factor", "kanri", "--db", p.db, "--json"); !strings.Contains(got, `"recovery_codes": 2`) || strings.Contains(got, "key\"") {
		t.Errorf("as JSON: %s", got)
	}
	if got := p.does("staff", "factor", "kanri", "--remove", "--db", p.db); got != "kanri  管理  番号 -  2段階の確認を、すべて外しました。\n" {
		t.Errorf("said %q", got)
	}
	p.inLedger(func(ledger *store.Store) error {
		return ledger.View(t.Context(), func(tx *store.Tx) error {
			a, _, err := tx.AccountOf("kanri")
			has, err2 := tx.FactorsOf(a.ID)
			_, in, err3 := tx.SessionOf([32]byte{1}, time.Hour, time.Hour)
			if has.Any() || has.Recovery != 0 || in {
				t.Errorf("left are %+v, and signed in: %t", has, in)
			}
			trail, err4 := tx.Trail(0, 1, store.TrailFilter{})
			if len(trail) != 1 || trail[0].Deed != store.DidDropFactor || trail[0].Way != store.ByTerminal || trail[0].Detail.Account != "kanri" {
				t.Errorf("the trail says %+v", trail)
			}
			return errors.Join(err, err2, err3, err4)
		})
	})
	for _, args := range [][]string{{"factor", "nobody"}, {"factor", "nobody", "--remove"}} {
		if got := p.staff("", args...); got.status != refused || !strings.Contains(got.err, "no such account") {
			t.Errorf("%q: %+v", args, got)
		}
	}
	p.sound()
}

// city.yaml says who needs a second factor, and where passkeys are good.
func TestTheConfigSaysWhoNeedsASecondFactor(t *testing.T) {
	for whom, want := range map[city.Whom]int{city.Nobody: 0, city.Admins: 1, city.All: len(store.Roles)} {
		l := &line{Config: &city.Config{SecondFactor: whom}}
		if got := l.mustHave(); len(got) != want || want == 1 && got[0] != store.Admin {
			t.Errorf("%s: %q", whom, got)
		}
		if keys, err := l.passkeys(); keys != nil || err != nil {
			t.Errorf("without an address: %v, %v", keys, err)
		}
		l.ConsoleURL = "https://madoguchi.city.example.jp"
		if keys, err := l.passkeys(); keys == nil || err != nil {
			t.Errorf("with an address: %v, %v", keys, err)
		}
	}
}

// An admin of a city that says nothing about it is led to a second factor by the running
// line, and a counter is not.
func TestTheLineLeadsAdminsToASecondFactor(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	p.account("kanri", "--role", "admin")
	p.account("madoguchi1", "--role", "counter")
	s := p.serve()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(r *http.Request, err error) *http.Response {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	for name, want := range map[string]string{"kanri": "/console/account/factor", "madoguchi1": ""} {
		form := url.Values{"name": {name}, "password": {goodPassword}}
		in := send(http.NewRequest(http.MethodPost, s.url+"/console/login", strings.NewReader(form.Encode())))
		home, err := http.NewRequest(http.MethodGet, s.url+"/console", nil)
		for _, c := range in.Cookies() {
			home.AddCookie(c)
		}
		if got := send(home, err).Header.Get("Location"); got != want {
			t.Errorf("%s is led to %q, expected %q", name, got, want)
		}
	}
}
