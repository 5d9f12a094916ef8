package console_test

import (
	"net/http"
	"strings"
	"testing"
)

// Every cookie is for this host alone, over TLS alone, for no script and for no request that
// another site begins; and what it keeps is told nowhere else.
func TestEveryCookieIsForThisHostAlone(t *testing.T) {
	o := withFactors(t)
	_, a, _ := o.setUp("admin")
	b := o.direct(o.browser())
	seen := map[string]bool{}
	for _, p := range []page{
		b.post("/console/login", "name", "admin", "password", passphrase),
		b.post("/console/login/second", "code", a.code(0)),
		b.get("/console/account/factor"),
		b.post("/console/logout"),
	} {
		set := (&http.Response{Header: p.header}).Cookies()
		for _, c := range set {
			seen[c.Name] = true
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("%s sets %s", p.at, c)
			}
			if len(c.Value) > 20 && strings.Contains(p.body, c.Value) {
				t.Errorf("%s has the value of %s in it", p.at, c.Name)
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("found the cookies %v, expected that of a session, of the second step, and of a known browser", seen)
	}
}

// What a browser keeps is good for its own purpose: no token of one kind is taken for another.
func TestATokenIsGoodForItsPurposeAlone(t *testing.T) {
	o := withFactors(t)
	o.book(caller, "koseki", at(1, 9, 0))
	o.setUp("admin")
	b := o.direct(o.browser())
	kept := map[string]string{"card": o.cardOf(caller)}
	for _, name := range []string{"admin", "agent"} { // who is halfway, and who is signed in
		p := b.post("/console/login", "name", name, "password", passphrase)
		for _, c := range (&http.Response{Header: p.header}).Cookies() {
			kept[c.Name] = c.Value
		}
	}
	if len(kept) != 4 {
		t.Fatalf("found %v", kept)
	}
	agent := o.signIn("agent")
	for kind, value := range kept {
		for name, opens := range map[string]string{"__Host-madoguchi": "/console", "__Host-madoguchi-2": "/console/login/second"} {
			other := o.direct(o.browser())
			other.header["Cookie"] = []string{name + "=" + value}
			if p := other.get(opens); (p.status == http.StatusOK) != (kind == name) {
				t.Errorf("%s as %s: %d, %.100s", kind, name, p.status, p.text())
			}
		}
		if p := agent.get("/console/card/" + value); (p.status == http.StatusOK) != (kind == "card") {
			t.Errorf("%s as a card: %d", kind, p.status)
		}
		guesser := o.browser()
		guesser.header["Cookie"] = []string{"__Host-madoguchi-known=" + value}
		if kind == "__Host-madoguchi-known" {
			continue
		}
		for range 6 {
			guesser.post("/console/login", "name", "counter", "password", "wrong")
		}
		guesser.post("/console/login", "name", "counter", "password", passphrase).says(401, "サインインできません")
	}
}
