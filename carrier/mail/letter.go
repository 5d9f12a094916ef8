package mail

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// A Letter is one mail to one address. All of it is required but ReplyTo and Lang.
type Letter struct {
	From    mail.Address
	ReplyTo booking.Phone // an address; "" if answers go to From
	To      booking.Phone // an address
	Subject string
	Body    string // lines that end in "\n"
	Lang    string // of both
	ID      string // by which it is the same letter when it is sent again: letters, digits and dots
	Date    time.Time
}

// longestSubject is the most characters that a subject may have: mailboxes show less.
const longestSubject = 120

// errLetter says that a letter cannot be written so. It is not about the server.
var errLetter = errors.New("mail: a letter that cannot be written")

// foldable ends a line after an encoded word, where it may end (RFC 2047, 2).
var foldable = strings.NewReplacer("?= =?", "?=\r\n =?", "?= <", "?=\r\n <")

// bytes writes the letter as RFC 5322 and RFC 2045 have it. No field of its head can begin
// another one: what has a control character in it is refused.
func (l Letter) bytes() ([]byte, error) {
	_, host, ok := strings.Cut(l.From.Address, "@")
	if !ok || l.To.Mailbox() == "" || l.ReplyTo != "" && l.ReplyTo.Mailbox() == "" {
		return nil, fmt.Errorf("%w: found no address, expected one each for from and to", errLetter)
	}
	if l.Subject == "" || utf8.RuneCountInString(l.Subject) > longestSubject {
		return nil, fmt.Errorf("%w: found a subject of %d characters, expected 1 to %d", errLetter, utf8.RuneCountInString(l.Subject), longestSubject)
	}
	var out bytes.Buffer
	var wrong error
	field := func(name, value string) {
		if strings.ContainsFunc(value, unicode.IsControl) || !utf8.ValidString(value) {
			wrong = fmt.Errorf("%w: found a control character in %s", errLetter, name)
		}
		fmt.Fprintf(&out, "%s: %s\r\n", name, foldable.Replace(value))
	}
	field("Date", l.Date.Format(time.RFC1123Z))
	field("From", l.From.String())
	field("To", "<"+l.To.Mailbox()+">")
	if l.ReplyTo != "" {
		field("Reply-To", "<"+l.ReplyTo.Mailbox()+">")
	}
	if strings.ContainsFunc(l.Subject, unicode.IsControl) {
		wrong = fmt.Errorf("%w: found a control character in the subject", errLetter)
	}
	field("Subject", mime.BEncoding.Encode("utf-8", l.Subject))
	field("Message-ID", "<"+l.ID+"@"+host+">")
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	if l.Lang != "" {
		field("Content-Language", l.Lang)
	}
	field("Content-Transfer-Encoding", "quoted-printable")
	field("Auto-Submitted", "auto-generated") // so that no machine answers (RFC 3834)
	if wrong != nil {
		return nil, wrong
	}
	out.WriteString("\r\n")
	w := quotedprintable.NewWriter(&out)
	if _, err := w.Write([]byte(strings.ReplaceAll(l.Body, "\n", "\r\n"))); err != nil {
		return nil, err
	}
	return out.Bytes(), w.Close()
}
