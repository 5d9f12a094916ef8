package factor

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// A Passkey is what the server keeps of one.
type Passkey struct {
	ID         []byte   // by which the authenticator finds it
	Key        []byte   // the public key, as COSE has it
	Signs      uint32   // how often it has signed; 0 for ever if it does not count
	Transports []string // how a browser reaches it
	Synced     bool     // it may be on several machines of its owner
}

// An Owner is the account whose passkeys are asked for.
type Owner struct {
	ID       int64
	Name     string
	Passkeys []Passkey
}

// Passkeys asks browsers for passkeys of one address.
type Passkeys struct {
	web *webauthn.WebAuthn
}

// NewPasskeys returns the passkeys of the console at an address such as
// https://madoguchi.city.example.jp. name is what an authenticator calls it. A passkey is
// bound to the host: at another one, it is not found.
func NewPasskeys(address, name string) (*Passkeys, error) {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "" || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil) {
		err = fmt.Errorf("found the address %.100q, expected one with the name of a host", address)
	}
	if err != nil {
		return nil, fmt.Errorf("factor: %w", err)
	}
	web, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation, // which make it is tells about a person, and nobody here asks
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementDiscouraged, // the name is known by then, and a key of the city has few places
			UserVerification: protocol.VerificationPreferred,             // a password has been shown; keys without a PIN are welcome
		},
	})
	if err != nil {
		return nil, fmt.Errorf("factor: %w", err)
	}
	return &Passkeys{web}, nil
}

// Offer returns the options with which a browser makes a new passkey, and what Made needs
// to know of them.
func (p *Passkeys) Offer(o Owner) (options, kept []byte, err error) {
	var others []protocol.CredentialDescriptor
	for _, c := range o.WebAuthnCredentials() {
		others = append(others, c.Descriptor())
	}
	creation, session, err := p.web.BeginRegistration(o, webauthn.WithExclusions(others))
	if err != nil {
		return nil, nil, fmt.Errorf("factor: %w", err)
	}
	return both(creation, session)
}

// ErrPasskey says that what a browser sent does not prove a passkey.
var ErrPasskey = errors.New("factor: the passkey is not proved")

// Made reads what a browser sent for an offer. Its error is ErrPasskey if that proves
// nothing.
func (p *Passkeys) Made(o Owner, kept []byte, sent string) (Passkey, error) {
	session, err := read(kept)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(sent))
	if err != nil {
		return Passkey{}, refused(err)
	}
	c, err := p.web.CreateCredential(o, session, parsed)
	if err != nil {
		return Passkey{}, refused(err)
	}
	made := Passkey{ID: c.ID, Key: c.PublicKey, Signs: c.Authenticator.SignCount, Synced: c.Flags.BackupEligible}
	for _, t := range c.Transport {
		made.Transports = append(made.Transports, string(t))
	}
	return made, nil
}

// Ask returns the options with which a browser proves one of the owner's passkeys, and
// what Proved needs to know of them.
func (p *Passkeys) Ask(o Owner) (options, kept []byte, err error) {
	assertion, session, err := p.web.BeginLogin(o)
	if err != nil {
		return nil, nil, fmt.Errorf("factor: %w", err)
	}
	return both(assertion, session)
}

// Proved reads what a browser sent when it was asked, and returns the passkey with its
// new count. Its error is ErrPasskey if nothing is proved, or if the count went back, as
// that of a copy does.
func (p *Passkeys) Proved(o Owner, kept []byte, sent string) (Passkey, error) {
	session, err := read(kept)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(sent))
	if err != nil {
		return Passkey{}, refused(err)
	}
	c, err := p.web.ValidateLogin(o, session, parsed)
	if err != nil {
		return Passkey{}, refused(err)
	}
	if c.Authenticator.CloneWarning {
		return Passkey{}, fmt.Errorf("%w: it has signed less often than before, as a copy has", ErrPasskey)
	}
	return Passkey{ID: c.ID, Key: c.PublicKey, Signs: c.Authenticator.SignCount, Synced: c.Flags.BackupEligible}, nil
}

// refused keeps what the library says for the log. Nothing of it is secret: a challenge
// is good once.
func refused(err error) error {
	var told *protocol.Error
	if errors.As(err, &told) {
		return fmt.Errorf("%w: %s (%s)", ErrPasskey, told.Details, told.DevInfo)
	}
	return fmt.Errorf("%w: %w", ErrPasskey, err)
}

func both(options any, session *webauthn.SessionData) (o, kept []byte, err error) {
	if o, err = json.Marshal(options); err == nil {
		kept, err = json.Marshal(session)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("factor: %w", err)
	}
	return o, kept, nil
}

func read(kept []byte) (s webauthn.SessionData, err error) {
	if err := json.Unmarshal(kept, &s); err != nil {
		return s, fmt.Errorf("factor: what was kept of a question: %w", err)
	}
	return s, nil
}

// WebAuthnID implements webauthn.User. It tells nothing about who it is.
func (o Owner) WebAuthnID() []byte { return binary.BigEndian.AppendUint64(nil, uint64(o.ID)) }

// WebAuthnName implements webauthn.User.
func (o Owner) WebAuthnName() string { return o.Name }

// WebAuthnDisplayName implements webauthn.User.
func (o Owner) WebAuthnDisplayName() string { return o.Name }

// WebAuthnCredentials implements webauthn.User.
func (o Owner) WebAuthnCredentials() (list []webauthn.Credential) {
	for _, k := range o.Passkeys {
		c := webauthn.Credential{ID: k.ID, PublicKey: k.Key, Flags: webauthn.CredentialFlags{BackupEligible: k.Synced}}
		c.Authenticator.SignCount = k.Signs
		for _, t := range k.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		list = append(list, c)
	}
	return list
}
