// Package mailtest has a mail server for tests: it takes mails over TCP as a real one does, and
// fails where a test says so.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Behaviour is what the server does at a stage of a mail: it answers with a code, goes away, or
// says nothing any more.
type Behaviour struct {
	Stage string // "connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "end" (of the text, which it then has)
	Code  int    // 0 if it does not answer
	Hang  bool   // it keeps the line, and says nothing, until the other side goes
	Takes bool   // at "end": it has taken the mail all the same
}

// A Mail is what the server took.
type Mail struct {
	From, To string
	Text     string // with its head
	Secure   bool   // over TLS
	User     string // who has shown a password; "" if nobody has
}

// A Server is a mail server on this machine. Its methods may be called from several goroutines.
type Server struct {
	Host  string
	Port  int
	Roots *x509.CertPool // with which it is believed

	testing.TB
	certificate tls.Certificate
	wants       Wants

	seen chan struct{}

	mu     sync.Mutex
	script []Behaviour
	taken  []Mail
	open   map[net.Conn]bool
}

// Wants are what the server wants of whoever brings mails.
type Wants struct {
	NoTLS    bool   // it offers no STARTTLS
	TLS      bool   // the line is encrypted from the beginning
	User     string // with Password; "" if nobody has to show one
	Password string
	Ways     string // "PLAIN LOGIN" if ""
}

// New starts a server, which ends with the test.
func New(t testing.TB, wants Wants) *Server {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{TB: t, Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, wants: wants, open: map[net.Conn]bool{}, seen: make(chan struct{}, 1)} //nolint:forcetypeassert // of tcp
	s.certify()
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			work.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		for conn := range s.open {
			_ = conn.Close() // it may have gone
		}
		s.mu.Unlock()
		work.Wait()
	})
	return s
}

// certify makes a certificate for the server, by which only Roots stand.
func (s *Server) certify() {
	s.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mailtest"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		s.Fatal(err)
	}
	s.certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		s.Fatal(err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(made)
}

// Next has the next mails fail so, one after the other. A zero Behaviour takes one.
func (s *Server) Next(script ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Mails returns what was taken so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.taken...)
}

// Seen receives something when mails were taken.
func (s *Server) Seen() <-chan struct{} { return s.seen }

// next takes what the next mail meets.
func (s *Server) next(conn net.Conn) (b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[conn] = true
	if len(s.script) > 0 {
		b, s.script = s.script[0], s.script[1:]
	}
	return b
}

// A session is one line to the server.
type session struct {
	*Server
	conn   net.Conn
	lines  *textproto.Conn
	meets  Behaviour
	secure bool
	user   string
	mail   Mail
}

func (s *Server) serve(conn net.Conn) {
	x := &session{Server: s, conn: conn, meets: s.next(conn)}
	defer func() {
		_ = x.conn.Close() // the other side may have gone
		s.mu.Lock()
		delete(s.open, conn)
		s.mu.Unlock()
	}()
	if s.wants.TLS {
		x.encrypt()
	}
	x.lines = textproto.NewConn(x.conn)
	if !x.meet("connect") || x.say("220 mailtest ready") != nil {
		return
	}
	for {
		line, err := x.lines.ReadLine()
		if err != nil || !x.command(line) {
			return
		}
	}
}

func (x *session) encrypt() {
	x.conn = tls.Server(x.conn, &tls.Config{Certificates: []tls.Certificate{x.certificate}, MinVersion: tls.VersionTLS12})
	x.secure = true
}

func (x *session) say(line string) error { return x.lines.PrintfLine("%s", line) }

// meet does what the mail meets at a stage, and reports whether it goes on as it should.
func (x *session) meet(stage string) bool {
	switch {
	case x.meets.Stage != stage:
		return true
	case x.meets.Hang:
		_, _ = bufio.NewReader(x.conn).ReadByte() // until the other side goes
	case x.meets.Code != 0:
		// What servers say has the address in it.
		_ = x.say(strconv.Itoa(x.meets.Code) + " 5.1.1 <" + x.mail.To + ">: no, and the line goes on")
	}
	return false
}

// command answers one, and reports whether the line goes on.
func (x *session) command(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	if verb == "HELO" {
		verb = "EHLO"
	}
	if !x.meet(verb) {
		return false
	}
	switch verb {
	case "EHLO":
		return x.hello() == nil
	case "STARTTLS":
		if x.say("220 go on") != nil {
			return false
		}
		x.encrypt()
		x.lines = textproto.NewConn(x.conn)
		return true
	case "AUTH":
		return x.authenticate(rest)
	case "MAIL":
		if x.wants.User != "" && x.user == "" {
			return x.say("530 5.7.0 who are you?") == nil
		}
		x.mail = Mail{From: between(rest), Secure: x.secure, User: x.user}
		return x.say("250 ok") == nil
	case "RCPT":
		x.mail.To = between(rest)
		return x.say("250 ok") == nil
	case "DATA":
		return x.data()
	case "QUIT":
		_ = x.say("221 bye") // whoever leaves may not listen
		return false
	}
	return x.say("502 what?") == nil
}

func between(path string) string {
	_, path, _ = strings.Cut(path, "<")
	path, _, _ = strings.Cut(path, ">")
	return path
}

func (x *session) hello() error {
	lines := []string{"250-mailtest"}
	if !x.wants.NoTLS && !x.secure {
		lines = append(lines, "250-STARTTLS")
	}
	if x.wants.User != "" && (x.secure || x.wants.NoTLS) {
		ways := x.wants.Ways
		if ways == "" {
			ways = "PLAIN LOGIN"
		}
		lines = append(lines, "250-AUTH "+ways)
	}
	for _, line := range append(lines, "250 8BITMIME") {
		if err := x.say(line); err != nil {
			return err
		}
	}
	return nil
}

// authenticate takes PLAIN and LOGIN.
func (x *session) authenticate(how string) bool {
	way, initial, _ := strings.Cut(how, " ")
	var user, password string
	if way == "LOGIN" {
		ask := func(for64 string) string {
			_ = x.say("334 " + for64)
			line, _ := x.lines.ReadLine()
			text, _ := base64.StdEncoding.DecodeString(line)
			return string(text)
		}
		user, password = ask("VXNlcm5hbWU6"), ask("UGFzc3dvcmQ6")
	} else {
		text, _ := base64.StdEncoding.DecodeString(initial)
		parts := strings.Split(string(text), "\x00")
		if len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	}
	if user != x.wants.User || password != x.wants.Password {
		return x.say("535 5.7.8 no") == nil
	}
	x.user = user
	return x.say("235 welcome") == nil
}

func (x *session) data() bool {
	if x.say("354 go on") != nil {
		return false
	}
	lines, err := x.lines.ReadDotLines()
	if err != nil {
		return false
	}
	x.mail.Text = strings.Join(lines, "\r\n") + "\r\n"
	if x.meets.Stage != "end" || x.meets.Takes {
		x.mu.Lock()
		x.taken = append(x.taken, x.mail)
		x.mu.Unlock()
		select {
		case x.seen <- struct{}{}:
		default: // nobody has looked since the last one
		}
	}
	return x.meet("end") && x.say("250 taken") == nil
}
