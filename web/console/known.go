package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"madoguchi/store"
	"madoguchi/web"
)

// knownAs is the cookie by which a browser proves under which names it has signed in before.
// It opens nothing: its tries are counted apart, so that nobody who guesses from elsewhere keeps
// it waiting. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
var knownAs = web.Cookie{Name: "__Host-madoguchi-known", For: 180 * 24 * time.Hour}

// mostKnown is how many names a browser can prove: colleagues share a PC.
const mostKnown = 8

// A proof is of one name and one browser: what was drawn for it, and its HMAC.
type proof [32]byte

const chance = 16 // bytes of a proof; the others are the HMAC

// prove returns a new proof.
func (c *Console) prove(name string) (p proof) {
	rand.Read(p[:chance]) // never fails: https://pkg.go.dev/crypto/rand#Read
	copy(p[chance:], c.sealOf(name, p))
	return p
}

func (c *Console) sealOf(name string, p proof) []byte {
	mac := hmac.New(sha256.New, append([]byte("known browser"), c.Key[:]...))
	mac.Write(p[:chance])
	mac.Write([]byte(name))
	return mac.Sum(nil)[:len(p)-chance]
}

// proofs returns what the browser shows, the newest first.
func (r *request) proofs() (found []proof) {
	for text := range strings.SplitSeq(knownAs.Text(r.Exchange), ".") {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err == nil && len(raw) == len(proof{}) && len(found) < mostKnown {
			found = append(found, proof(raw))
		}
	}
	return found
}

// try returns how a try to sign in is counted.
func (r *request) try(name string) store.Try {
	t := store.Try{Name: name, Address: r.Peer()}
	for _, p := range r.proofs() {
		if hmac.Equal(p[chance:], r.sealOf(name, p)) {
			t.Browser = base64.RawURLEncoding.EncodeToString(p[:chance])
		}
	}
	return t
}

// keepKnown has the browser keep a proof of the name, if it has none.
func (r *request) keepKnown(t store.Try) {
	if t.Browser != "" {
		return
	}
	var texts []string
	for _, p := range slices.Concat([]proof{r.prove(t.Name)}, r.proofs()) {
		texts = append(texts, base64.RawURLEncoding.EncodeToString(p[:]))
	}
	knownAs.KeepText(r.Exchange, strings.Join(texts[:min(len(texts), mostKnown)], "."))
}
