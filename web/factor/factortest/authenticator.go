// Package factortest is an authenticator without a machine, for tests: it makes passkeys
// and signs with them as a browser has one do.
//
//	a := factortest.New("https://madoguchi.example.jp")
//	answer, err := a.Make(options)
package factortest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/url"
)

// An Authenticator has one passkey. Its fields may be changed to have it misbehave.
type Authenticator struct {
	Origin string // what the browser says it is at
	Signs  uint32 // how often it has signed; it counts up
	ID     []byte
	Absent bool // nobody touches it
	key    *ecdsa.PrivateKey
}

// New returns an authenticator of a browser at an address.
func New(origin string) (*Authenticator, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Authenticator{Origin: origin, ID: []byte(rand.Text()), key: key}, nil
}

// asked is what both kinds of options have.
type asked struct {
	PublicKey struct {
		Challenge string              `json:"challenge"`
		RPID      string              `json:"rpId"`
		RP        struct{ ID string } `json:"rp"`
	} `json:"publicKey"`
}

// Make answers the options of a new passkey, as navigator.credentials.create does.
func (a *Authenticator) Make(options []byte) (answer string, err error) {
	var o asked
	if err := json.Unmarshal(options, &o); err != nil {
		return "", err
	}
	public, err := a.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return "", err
	}
	const attested = 0x40
	data := a.data(attested)
	data = append(data, make([]byte, 16)...) // no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.ID)))
	data = append(data, a.ID...)
	// https://www.rfc-editor.org/rfc/rfc9053#section-7.1.1: EC2, ES256, P-256, x, y
	data = append(data, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20)
	data = append(append(append(data, public[1:33]...), 0x22, 0x58, 0x20), public[33:]...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"), byte(len(data)>>8), byte(len(data)))
	return a.answer(map[string]any{
		"clientDataJSON": a.client("webauthn.create", o.PublicKey.Challenge), "attestationObject": text(append(object, data...)), "transports": []string{"internal"},
	})
}

// Prove answers the options of a sign-in, as navigator.credentials.get does.
func (a *Authenticator) Prove(options []byte) (answer string, err error) {
	var o asked
	if err := json.Unmarshal(options, &o); err != nil {
		return "", err
	}
	a.Signs++
	data := a.data(0)
	client := a.client("webauthn.get", o.PublicKey.Challenge)
	raw, err := base64.RawURLEncoding.DecodeString(client)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(raw)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		return "", err
	}
	return a.answer(map[string]any{"clientDataJSON": client, "authenticatorData": text(data), "signature": text(signature)})
}

// data returns the authenticator data: whom it answers, that somebody touched it, and its count.
func (a *Authenticator) data(flags byte) []byte {
	host := a.Origin
	if u, err := url.Parse(a.Origin); err == nil {
		host = u.Hostname()
	}
	rp := sha256.Sum256([]byte(host))
	if !a.Absent {
		flags |= 0x01
	}
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.Signs)
}

func (a *Authenticator) client(kind, challenge string) string {
	return text(fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":%q,"crossOrigin":false}`, kind, challenge, a.Origin))
}

func (a *Authenticator) answer(response map[string]any) (string, error) {
	whole, err := json.Marshal(map[string]any{"id": text(a.ID), "rawId": text(a.ID), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	return string(whole), err
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
