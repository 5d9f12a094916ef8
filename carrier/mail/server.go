package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Security is how the way to a server is protected. The words are those of city.yaml.
type Security string

// The securities.
const (
	StartTLS Security = "starttls" // the line is encrypted before anything is said, or nothing is
	TLS      Security = "tls"      // it is from the beginning
	None     Security = "none"     // it is not: for a server on the same machine
)

// A Server is the city's mail server. Host, Port and Security are required.
type Server struct {
	Host     string
	Port     int
	Security Security
	User     string // "" if the server wants no name
	Password string

	Roots    *x509.CertPool // whom to believe about the server; nil means whom the machine believes
	Patience time.Duration  // for a whole mail; 0 means a minute
	Hello    string         // how we name ourselves; "" means localhost
}

const patience = time.Minute

// A Kind is what an error means for the mail.
type Kind int

// The kinds. Nobody has got the mail, unless it is Unknown.
const (
	Refused  Kind = iota + 1 // this mail, for good
	Later                    // it may be taken later
	Unsent                   // the server was not reached, or went away too early
	Unfit                    // the server takes none from us: its name, its certificate, our name or password
	Unknown                  // nobody knows whether the server took it
	Unwanted                 // the letter cannot be written
)

// An Error is why a mail was not handed over. It repeats nothing that the server said.
type Error struct {
	Kind  Kind
	Code  int    // the server's; 0 if it told none
	Stage string // at which it was
	err   error
}

func (e *Error) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("the mail server answered %d to %s", e.Code, e.Stage)
	}
	return fmt.Sprintf("%s, at the mail server: %v", e.Stage, e.err)
}

// Unwrap returns the error below, unless it is what the server said.
func (e *Error) Unwrap() error { return e.err }

// stage makes an error of one at a stage. fatal is what a refusal for good means there.
func stage(name string, fatal Kind, err error) error {
	if err == nil {
		return nil
	}
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		e := &Error{Kind: fatal, Code: said.Code, Stage: name}
		switch {
		case said.Code < 500:
			e.Kind = Later
		case said.Code == 530, said.Code == 534, said.Code == 535, said.Code == 538: // of names and passwords (RFC 4954, 6)
			e.Kind = Unfit
		}
		return e
	}
	return &Error{Kind: Unsent, Stage: name, err: err}
}

// Send hands a letter over. Its errors are of type *Error.
func (s *Server) Send(ctx context.Context, l Letter) error {
	text, err := l.bytes()
	if err != nil {
		return &Error{Kind: Unwanted, Stage: "writing", err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Patience, patience))
	defer cancel()
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // what matters has been said by then
	if err := s.introduce(c); err != nil {
		return err
	}
	if err := stage("MAIL", Unfit, c.Mail(l.From.Address)); err != nil {
		return err
	}
	if err := stage("RCPT", Refused, c.Rcpt(l.To.Mailbox())); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return stage("DATA", Refused, err)
	}
	if _, err := w.Write(text); err != nil {
		return stage("the text", Refused, err)
	}
	// From here on the server may have it, whatever comes.
	if err := w.Close(); err != nil {
		err = stage("the end of the text", Refused, err)
		if e, ok := errors.AsType[*Error](err); ok && e.Kind == Unsent {
			e.Kind = Unknown
		}
		return err
	}
	_ = c.Quit() // it has been taken: how the server says goodbye is its own affair
	return nil
}

// Check asks the server whether it would take mails from us: it connects, says who we are, and
// goes. Its errors are of type *Error.
func (s *Server) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Patience, patience))
	defer cancel()
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // likewise
	return s.introduce(c)
}

// connect reaches the server. The connection ends with ctx, whatever the server does.
func (s *Server) connect(ctx context.Context) (*smtp.Client, error) {
	dialer := &net.Dialer{}
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, stage("connecting", Unfit, err)
	}
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return nil, stage("connecting", Unfit, errors.Join(err, conn.Close()))
		}
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() }) // a second time does no harm
	if s.Security == TLS {
		secure := tls.Client(conn, s.tls())
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, unproven(errors.Join(err, conn.Close()))
		}
		conn = secure
	}
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, stage("its greeting", Unfit, errors.Join(err, conn.Close()))
	}
	return c, nil
}

func (s *Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

// unproven is the error of a server that could not show who it is.
func unproven(err error) error {
	e := &Error{Kind: Unsent, Stage: "TLS", err: err}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		e.Kind = Unfit
	}
	return e
}

// introduce says who we are, over a line that is as secure as it is to be.
func (s *Server) introduce(c *smtp.Client) error {
	if err := stage("HELO", Unfit, c.Hello(cmp.Or(s.Hello, "localhost"))); err != nil {
		return err
	}
	if s.Security == StartTLS {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return &Error{Kind: Unfit, Stage: "STARTTLS", err: errors.New("it does not offer that")}
		}
		if err := c.StartTLS(s.tls()); err != nil {
			if _, said := errors.AsType[*textproto.Error](err); said {
				return stage("STARTTLS", Unfit, err)
			}
			return unproven(err)
		}
	}
	if s.User == "" {
		return nil
	}
	ok, offered := c.Extension("AUTH")
	if !ok {
		return &Error{Kind: Unfit, Stage: "AUTH", err: errors.New("it does not offer that")}
	}
	err := stage("AUTH", Unfit, s.authenticate(c, strings.Fields(strings.ToUpper(offered))))
	if e, ok := errors.AsType[*Error](err); ok && (errors.Is(err, errWay) || errors.Is(err, errOpen)) {
		e.Kind = Unfit
	}
	return err
}

var (
	errWay  = errors.New("it offers neither PLAIN nor LOGIN")
	errOpen = errors.New("the line is not encrypted, and the password would be read by others")
)

// authenticate shows name and password in the way that the server offers.
func (s *Server) authenticate(c *smtp.Client, ways []string) error {
	_, secure := c.TLSConnectionState()
	switch {
	case !secure && !Local(s.Host):
		return errOpen
	case slices.Contains(ways, "PLAIN"):
		return c.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host))
	case slices.Contains(ways, "LOGIN"):
		return c.Auth(&login{s.User, s.Password})
	}
	return errWay
}

// login is AUTH LOGIN, which is of no standard, and which some servers have alone.
// https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login-00
type login struct{ user, password string }

// Start implements smtp.Auth.
func (a *login) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

// Next implements smtp.Auth. The server asks for the name and then for the password, in
// whatever words.
func (a *login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if user := a.user; user != "" {
		a.user = ""
		return []byte(user), nil
	}
	return []byte(a.password), nil
}

// Local reports whether a host is this machine.
func Local(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}
