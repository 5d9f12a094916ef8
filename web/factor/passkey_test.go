package factor_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"madoguchi/web/factor"
	"madoguchi/web/factor/factortest"
)

const here = "https://madoguchi.city.example.jp"

type ceremony struct {
	testing.TB
	keys  *factor.Passkeys
	owner factor.Owner
}

func begin(t testing.TB) *ceremony {
	t.Helper()
	keys, err := factor.NewPasskeys(here, "春日市 予約の窓口")
	if err != nil {
		t.Fatal(err)
	}
	return &ceremony{t, keys, factor.Owner{ID: 7, Name: "tanto"}}
}

func (c *ceremony) authenticator(origin string) *factortest.Authenticator {
	c.Helper()
	a, err := factortest.New(origin)
	if err != nil {
		c.Fatal(err)
	}
	return a
}

// makes has an authenticator make a passkey, and returns what the server says.
func (c *ceremony) makes(a *factortest.Authenticator) (factor.Passkey, error) {
	c.Helper()
	options, kept, err := c.keys.Offer(c.owner)
	if err != nil {
		c.Fatal(err)
	}
	answer, err := a.Make(options)
	if err != nil {
		c.Fatal(err)
	}
	return c.keys.Made(c.owner, kept, answer)
}

// asks returns what an authenticator says when it is asked, and what the server keeps.
func (c *ceremony) asks(a *factortest.Authenticator) (answer string, kept []byte) {
	c.Helper()
	options, kept, err := c.keys.Ask(c.owner)
	if err != nil {
		c.Fatal(err)
	}
	if answer, err = a.Prove(options); err != nil {
		c.Fatal(err)
	}
	return answer, kept
}

// with returns a ceremony whose owner has the passkey of an authenticator.
func with(t testing.TB) (*ceremony, *factortest.Authenticator) {
	t.Helper()
	c := begin(t)
	a := c.authenticator(here)
	made, err := c.makes(a)
	if err != nil {
		t.Fatal(err)
	}
	c.owner.Passkeys = []factor.Passkey{made}
	return c, a
}

func TestAPasskeyIsMadeAndProved(t *testing.T) {
	c, a := with(t)
	if made := c.owner.Passkeys[0]; !bytes.Equal(made.ID, a.ID) || len(made.Key) == 0 || made.Signs != 0 || strings.Join(made.Transports, " ") != "internal" {
		t.Errorf("made %+v", made)
	}
	for signs := range uint32(3) {
		answer, kept := c.asks(a)
		proved, err := c.keys.Proved(c.owner, kept, answer)
		if err != nil || proved.Signs != signs+1 || !bytes.Equal(proved.ID, a.ID) {
			t.Fatalf("%+v, %v", proved, err)
		}
		c.owner.Passkeys[0].Signs = proved.Signs
	}
}

func TestWhatProvesNothingIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*ceremony, *factortest.Authenticator) (answer string, kept []byte){
		"a page of another host": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			a.Origin = "https://madoguchi.city.example.com"
			return c.asks(a)
		},
		"another port": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			a.Origin = here + ":8443"
			return c.asks(a)
		},
		"another authenticator": func(c *ceremony, _ *factortest.Authenticator) (string, []byte) {
			return c.asks(c.authenticator(here))
		},
		"another authenticator with the same ID": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			other := c.authenticator(here)
			other.ID = a.ID
			return c.asks(other)
		},
		"nobody there": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			a.Absent = true
			return c.asks(a)
		},
		"an answer to another question": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			answer, _ := c.asks(a)
			_, kept := c.asks(a)
			return answer, kept
		},
		"a copy that has signed less often": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			c.owner.Passkeys[0].Signs = 9
			return c.asks(a)
		},
		"an account without passkeys": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			answer, kept := c.asks(a)
			c.owner.Passkeys = nil
			return answer, kept
		},
		"another account": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			answer, kept := c.asks(a)
			c.owner.ID = 8
			return answer, kept
		},
		"nothing": func(c *ceremony, a *factortest.Authenticator) (string, []byte) {
			_, kept := c.asks(a)
			return "", kept
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := with(t)
			answer, kept := spoil(c, a)
			if proved, err := c.keys.Proved(c.owner, kept, answer); !errors.Is(err, factor.ErrPasskey) {
				t.Errorf("%+v, %v", proved, err)
			}
		})
	}
	c := begin(t)
	if made, err := c.makes(c.authenticator("https://evil.example")); !errors.Is(err, factor.ErrPasskey) {
		t.Errorf("a page of another host makes %+v, %v", made, err)
	}
}

func TestPasskeysNeedAnAddress(t *testing.T) {
	for _, address := range []string{"", "madoguchi", "://", "https://", "https://192.0.2.1", "https://[::1]:8443"} {
		if _, err := factor.NewPasskeys(address, "x"); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
}

// Whatever a browser sends is refused or read, and nothing else.
func FuzzWhatABrowserSends(f *testing.F) {
	c, a := with(f)
	_, offered, err := c.keys.Offer(c.owner)
	if err != nil {
		f.Fatal(err)
	}
	good, kept := c.asks(a)
	f.Add(good)
	f.Add(`{"id":"AA","rawId":"AA","type":"public-key","response":{}}`)
	f.Add("")
	f.Add("[[[[[[")
	f.Fuzz(func(t *testing.T, sent string) {
		if _, err := c.keys.Made(c.owner, offered, sent); !errors.Is(err, factor.ErrPasskey) {
			t.Errorf("%q makes a passkey: %v", sent, err)
		}
		if _, err := c.keys.Proved(c.owner, kept, sent); err != nil && !errors.Is(err, factor.ErrPasskey) {
			t.Errorf("%q: %v", sent, err)
		}
	})
}
