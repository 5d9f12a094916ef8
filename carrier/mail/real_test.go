//go:build mail

package mail_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/mail"
	"madoguchi/carrier/mail/mailtest"
)

// A postfix is one in front of a server of ours, to which it passes on what it takes: it
// wants STARTTLS and a password, refuses one address, and takes another one later.
type postfix struct {
	*mail.Server
	behind *mailtest.Server
}

// settings are Postfix's, for a directory and the port of the server behind.
const settings = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:%[2]d
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_sasl_auth_enable = yes
cyrus_sasl_config_path = %[1]s/sasl
smtpd_sasl_local_domain = localhost
smtpd_recipient_restrictions = check_recipient_access inline:{nobody@example.jp=REJECT, later@example.jp=DEFER}, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
`

// services are the processes of Postfix that it takes to pass a mail on, with the port at which
// it listens.
const services = `127.0.0.1:%d inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
scache unix - - n - 1 scache
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
`

func startReal(t *testing.T) postfix {
	t.Helper()
	dir, err := os.MkdirTemp("", "madoguchi-mail-") //nolint:usetesting // the server's own user reads it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	r := postfix{behind: mailtest.New(t, mailtest.Wants{NoTLS: true})}
	r.Server = &mail.Server{Host: "127.0.0.1", Port: freePort(t), Security: mail.StartTLS, User: "yoyaku@localhost", Password: "a long secret", Roots: certify(t, dir)}
	for _, below := range []string{"queue", "data", "sasl"} {
		if err := os.Mkdir(filepath.Join(dir, below), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"main.cf": fmt.Sprintf(settings, dir, r.behind.Port), "master.cf": fmt.Sprintf(services, r.Port),
		"sasl/smtpd.conf": "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: " + dir + "/sasl/users\nmech_list: PLAIN LOGIN\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r.does(t, dir, r.Password, "saslpasswd2", "-p", "-c", "-f", dir+"/sasl/users", "-u", "localhost", "yoyaku")
	r.does(t, dir, "", "chown", "postfix", dir+"/sasl/users", dir+"/data")
	r.does(t, dir, "", "postfix", "-c", dir, "start") // which returns once it listens
	t.Cleanup(func() { r.does(t, dir, "", "postfix", "-c", dir, "stop") })
	return r
}

// does runs a command of the server, with what it reads.
func (r postfix) does(t *testing.T, dir, in, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Stdin = strings.NewReader(in)
	out, err := os.Create(filepath.Join(dir, "said")) // a pipe would stay open as long as the server runs
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	if err := errors.Join(cmd.Run(), out.Close()); err != nil {
		said, _ := os.ReadFile(out.Name())
		log, _ := os.ReadFile(filepath.Join(dir, "log")) // which may not be there yet
		t.Fatalf("%s: %v\n%s\n%s", name, err, said, log)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// certify makes a certificate for the server in a directory, and returns whom to believe.
func certify(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(made)
	return roots
}

// What our own server of the tests does, a real one does too.
func TestRealServerTakesMailsAndRefusesThemAsOursDoes(t *testing.T) {
	r := startReal(t)
	if err := r.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.behind.Seen():
	case <-time.After(30 * time.Second):
		t.Fatal("the mail is not passed on")
	}
	got := r.behind.Mails()[0]
	if got.To != "hanako@example.jp" || got.From != "yoyaku@city.example.jp" {
		t.Errorf("found %+v", got)
	}
	read, err := netmail.ReadMessage(strings.NewReader(got.Text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || subject != letter().Subject || read.Header.Get("Received") == "" {
		t.Errorf("the subject is %q, %v, of %+v", subject, err, read.Header)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(read.Body))
	if err != nil || string(body) != strings.ReplaceAll(letter().Body, "\n", "\r\n") {
		t.Errorf("the body is %q, %v", body, err)
	}
	for to, want := range map[booking.Phone]mail.Kind{"mail:nobody@example.jp": mail.Refused, "mail:later@example.jp": mail.Later} {
		l := letter()
		l.To = to
		if got := kind(t, r.Send(t.Context(), l)); got != want {
			t.Errorf("%s: %d, expected %d", to.Masked(), got, want)
		}
	}
	l := letter()
	l.To = `mail:a..b@example.jp` // as telephone companies once gave them out
	if err := r.Send(t.Context(), l); err != nil {
		t.Errorf("dots in a row: %v", err)
	}
}

func TestRealServerKeepsOutWhoIsNotSecureOrNotKnown(t *testing.T) {
	r := startReal(t)
	for what, change := range map[string]func(*mail.Server){
		"a wrong password": func(s *mail.Server) { s.Password = "another" }, "no name": func(s *mail.Server) { s.User = "" },
		"no encryption": func(s *mail.Server) { s.Security, s.User = mail.None, "" }, "a certificate of nobody": func(s *mail.Server) { s.Roots = nil },
	} {
		s := *r.Server
		change(&s)
		want := mail.Unfit
		if what == "no name" { // which it tells apart from a refused address by nothing
			want = mail.Refused
		}
		if got := kind(t, s.Send(t.Context(), letter())); got != want {
			t.Errorf("%s: %d, expected %d", what, got, want)
		}
	}
	if mails := r.behind.Mails(); len(mails) != 0 {
		t.Errorf("found %+v", mails)
	}
}
