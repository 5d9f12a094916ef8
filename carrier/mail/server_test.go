package mail_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/mail"
	"madoguchi/carrier/mail/mailtest"
)

const hanako = booking.Phone("mail:hanako@example.jp")

// letter is a mail as the line writes one.
func letter() mail.Letter {
	return mail.Letter{
		From: netmail.Address{Name: "春日井市 予約", Address: "yoyaku@city.example.jp"}, ReplyTo: "mail:madoguchi@city.example.jp", To: hanako,
		Subject: "春日井市 予約ができました", Body: "12月3日(木) 午前9時\n.点で始まる行\n" + strings.Repeat("長い行", 60) + "\n", Lang: "ja", ID: "7.1795996800",
		Date: time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST),
	}
}

// to returns a client of the server that has patience for a moment only where a test needs that
// it ends.
func to(s *mailtest.Server, security mail.Security) *mail.Server {
	return &mail.Server{Host: s.Host, Port: s.Port, Security: security, Roots: s.Roots, Patience: 20 * time.Second}
}

func kind(t *testing.T, err error) mail.Kind {
	t.Helper()
	e, ok := errors.AsType[*mail.Error](err)
	if !ok {
		t.Fatalf("found %v, expected an error of the server", err)
	}
	if strings.Contains(err.Error(), "hanako") || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error repeats what nobody shall read: %v", err)
	}
	return e.Kind
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	for _, security := range []mail.Security{mail.StartTLS, mail.TLS, mail.None} {
		s := mailtest.New(t, mailtest.Wants{TLS: security == mail.TLS, NoTLS: security == mail.None})
		if err := to(s, security).Send(t.Context(), letter()); err != nil {
			t.Fatalf("%s: %v", security, err)
		}
		mails := s.Mails()
		if len(mails) != 1 || mails[0].From != "yoyaku@city.example.jp" || mails[0].To != "hanako@example.jp" || mails[0].Secure != (security != mail.None) {
			t.Fatalf("%s: found %+v", security, mails)
		}
		got, err := netmail.ReadMessage(strings.NewReader(mails[0].Text))
		if err != nil {
			t.Fatal(err)
		}
		decode := new(mime.WordDecoder)
		subject, err := decode.DecodeHeader(got.Header.Get("Subject"))
		if err != nil || subject != letter().Subject {
			t.Errorf("the subject is %q, %v", subject, err)
		}
		from, err := got.Header.AddressList("From")
		if err != nil || *from[0] != letter().From {
			t.Errorf("it is from %v, %v", from, err)
		}
		for name, want := range map[string]string{
			"To": "<hanako@example.jp>", "Reply-To": "<madoguchi@city.example.jp>", "Message-Id": "<7.1795996800@city.example.jp>", "Date": "Tue, 01 Dec 2026 10:00:00 +0900",
			"Auto-Submitted": "auto-generated", "Content-Type": "text/plain; charset=utf-8", "Content-Language": "ja", "Mime-Version": "1.0",
		} {
			if got := got.Header.Get(name); got != want {
				t.Errorf("%s is %q, expected %q", name, got, want)
			}
		}
		body, err := io.ReadAll(quotedprintable.NewReader(got.Body))
		if err != nil || string(body) != strings.ReplaceAll(letter().Body, "\n", "\r\n") {
			t.Errorf("the body is %q, %v", body, err)
		}
		for line := range strings.SplitSeq(mails[0].Text, "\r\n") {
			if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
				t.Errorf("a line of %d bytes: %q", len(line), line)
			}
		}
	}
}

func TestANameAndAPasswordAreShownInTheWayThatTheServerTakes(t *testing.T) {
	for _, ways := range []string{"PLAIN LOGIN", "LOGIN", "CRAM-MD5 PLAIN"} {
		s := mailtest.New(t, mailtest.Wants{User: "yoyaku", Password: "secret", Ways: ways})
		c := to(s, mail.StartTLS)
		c.User, c.Password = "yoyaku", "secret"
		if err := errors.Join(c.Check(t.Context()), c.Send(t.Context(), letter())); err != nil || len(s.Mails()) != 1 || s.Mails()[0].User != "yoyaku" {
			t.Errorf("%s: %v, %+v", ways, err, s.Mails())
		}
		c.Password = "secrets"
		if got := kind(t, c.Send(t.Context(), letter())); got != mail.Unfit {
			t.Errorf("%s, a wrong password: %d", ways, got)
		}
		c.User = ""
		if got := kind(t, c.Send(t.Context(), letter())); got != mail.Unfit {
			t.Errorf("%s, without a name: %d", ways, got)
		}
	}
	s := mailtest.New(t, mailtest.Wants{User: "yoyaku", Password: "secret", Ways: "CRAM-MD5"})
	c := to(s, mail.StartTLS)
	c.User, c.Password = "yoyaku", "secret"
	if got := kind(t, c.Send(t.Context(), letter())); got != mail.Unfit {
		t.Errorf("no way that we know: %d", got)
	}
}

// Nothing is said to a server that cannot show who it is, or over a line that others read.
func TestAServerThatIsNotSecureGetsNothing(t *testing.T) {
	open := mailtest.New(t, mailtest.Wants{NoTLS: true, User: "yoyaku", Password: "secret"})
	if got := kind(t, to(open, mail.StartTLS).Send(t.Context(), letter())); got != mail.Unfit {
		t.Errorf("without STARTTLS: %d", got)
	}
	for _, security := range []mail.Security{mail.StartTLS, mail.TLS} {
		s := mailtest.New(t, mailtest.Wants{TLS: security == mail.TLS})
		c := to(s, security)
		c.Roots = nil
		if got := kind(t, c.Send(t.Context(), letter())); got != mail.Unfit {
			t.Errorf("a certificate of nobody: %d", got)
		}
		if len(s.Mails()) != 0 {
			t.Error("it was sent all the same")
		}
	}
}

func TestWhatTheServerSaysDecidesWhatBecomesOfAMail(t *testing.T) {
	s := mailtest.New(t, mailtest.Wants{})
	for _, c := range []struct {
		meets mailtest.Behaviour
		want  mail.Kind
		taken int
	}{
		{mailtest.Behaviour{Stage: "connect", Code: 421}, mail.Later, 0}, {mailtest.Behaviour{Stage: "connect", Code: 554}, mail.Unfit, 0},
		{mailtest.Behaviour{Stage: "connect"}, mail.Unsent, 0}, {mailtest.Behaviour{Stage: "EHLO"}, mail.Unsent, 0}, {mailtest.Behaviour{Stage: "STARTTLS", Code: 454}, mail.Later, 0},
		{mailtest.Behaviour{Stage: "STARTTLS"}, mail.Unsent, 0}, {mailtest.Behaviour{Stage: "MAIL", Code: 451}, mail.Later, 0}, {mailtest.Behaviour{Stage: "MAIL", Code: 553}, mail.Unfit, 0},
		{mailtest.Behaviour{Stage: "RCPT", Code: 450}, mail.Later, 0}, {mailtest.Behaviour{Stage: "RCPT", Code: 550}, mail.Refused, 0}, {mailtest.Behaviour{Stage: "RCPT", Code: 530}, mail.Unfit, 0},
		{mailtest.Behaviour{Stage: "RCPT"}, mail.Unsent, 0}, {mailtest.Behaviour{Stage: "DATA", Code: 452}, mail.Later, 0}, {mailtest.Behaviour{Stage: "DATA", Code: 554}, mail.Refused, 0},
		{mailtest.Behaviour{Stage: "end", Code: 451}, mail.Later, 0}, {mailtest.Behaviour{Stage: "end", Code: 552}, mail.Refused, 0},
		{mailtest.Behaviour{Stage: "end"}, mail.Unknown, 0}, {mailtest.Behaviour{Stage: "end", Takes: true}, mail.Unknown, 1},
	} {
		before := len(s.Mails())
		s.Next(c.meets)
		err := to(s, mail.StartTLS).Send(t.Context(), letter())
		if got := kind(t, err); got != c.want || len(s.Mails())-before != c.taken {
			t.Errorf("%+v: %d with %v, %d taken, expected %d and %d", c.meets, got, err, len(s.Mails())-before, c.want, c.taken)
		}
	}
	if err := to(s, mail.StartTLS).Send(t.Context(), letter()); err != nil {
		t.Errorf("after all that: %v", err)
	}
	gone := &mail.Server{Host: "127.0.0.1", Port: 1, Security: mail.StartTLS}
	if got := kind(t, gone.Send(t.Context(), letter())); got != mail.Unsent {
		t.Errorf("nobody is there: %d", got)
	}
}

// A server that says nothing any more is left, once nobody waits any longer.
func TestAServerThatHangsIsLeft(t *testing.T) {
	s := mailtest.New(t, mailtest.Wants{})
	for stage, want := range map[string]mail.Kind{"connect": mail.Unsent, "STARTTLS": mail.Unsent, "RCPT": mail.Unsent, "end": mail.Unknown} {
		s.Next(mailtest.Behaviour{Stage: stage, Hang: true})
		c := to(s, mail.StartTLS)
		c.Patience = 300 * time.Millisecond
		if got := kind(t, c.Send(t.Context(), letter())); got != want {
			t.Errorf("%s: %d, expected %d", stage, got, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := kind(t, to(s, mail.StartTLS).Send(ctx, letter())); got != mail.Unsent {
		t.Errorf("whoever does not wait at all: %d", got)
	}
}

// No text of a letter becomes a field of its head, another mail, or a command.
func TestNothingInALetterIsTakenForSomethingElse(t *testing.T) {
	s := mailtest.New(t, mailtest.Wants{})
	const attack = "a\r\nBcc: eve@example.jp\r\n\r\n.\r\nMAIL FROM:<eve@example.jp>"
	for what, change := range map[string]func(*mail.Letter){
		"subject": func(l *mail.Letter) { l.Subject = attack }, "subject with a line feed": func(l *mail.Letter) { l.Subject = "a\nBcc: eve@example.jp" },
		"ID": func(l *mail.Letter) { l.ID = attack }, "language": func(l *mail.Letter) { l.Lang = "ja\r\nBcc: eve@example.jp" },
		"to": func(l *mail.Letter) { l.To = "mail:a@example.jp>\r\nRCPT TO:<eve@example.jp" }, "to a number": func(l *mail.Letter) { l.To = "+819012345678" },
		"reply to": func(l *mail.Letter) { l.ReplyTo = "mail:a@example.jp\r\nBcc: eve@example.jp" }, "from": func(l *mail.Letter) { l.From.Address = "a@b.jp\r\nBcc: eve@example.jp" },
		"no subject": func(l *mail.Letter) { l.Subject = "" }, "a long subject": func(l *mail.Letter) { l.Subject = strings.Repeat("あ", 200) },
	} {
		l := letter()
		change(&l)
		if got := kind(t, to(s, mail.StartTLS).Send(t.Context(), l)); got != mail.Unwanted {
			t.Errorf("%s: %d", what, got)
		}
	}
	l := letter()
	l.From.Name, l.Body = "a\" <eve@example.jp>, \"b", attack+"\n"
	if err := to(s, mail.StartTLS).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	mails := s.Mails()
	if len(mails) != 1 || mails[0].To != "hanako@example.jp" {
		t.Fatalf("found %+v", mails)
	}
	got, err := netmail.ReadMessage(bytes.NewReader([]byte(mails[0].Text)))
	if err != nil || got.Header.Get("Bcc") != "" {
		t.Errorf("found %+v, %v", got.Header, err)
	}
	if from, err := got.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "yoyaku@city.example.jp" {
		t.Errorf("it is from %v, %v", from, err)
	}
}
