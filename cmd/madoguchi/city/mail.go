package city

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// Mail is the city's mail server, and what stands in the mails. The zero Mail sends none. Name
// and password are no part of the file: they come from the environment.
type Mail struct {
	Host     string // "" if no mails are sent
	Port     int
	Security string // starttls, tls, or none for a server on this machine
	From     booking.Phone
	Name     string        // of who writes
	ReplyTo  booking.Phone // "" if answers go to From
	Words    []Phrase      // the city's own, in the order of the file; package residents knows the keys
}

// Sends reports whether the city sends mails.
func (m Mail) Sends() bool { return m.Host != "" }

// What counts where the file says nothing.
const (
	defaultMailPort = 587 // of submission, RFC 6409
	defaultSecurity = "starttls"
)

// The least and the most time that a link is good with which an address is proven.
const (
	shortestLink = time.Hour
	longestLink  = 48 * time.Hour
)

// mail reads the mail server.
func (v value) mail(city string) (m Mail) {
	if v.absent() {
		return m
	}
	k := v.keys("host", "port", "security", "from", "name", "reply_to", "words")
	m.Host = k.must("host").host()
	m.Port = k.may("port").count(1, 65535, defaultMailPort)
	m.Security = k.may("security").choice("starttls, tls or none", []string{"starttls", "tls", "none"}, defaultSecurity)
	if local := m.Host == "localhost" || m.Host == "127.0.0.1"; m.Security == "none" && m.Host != "" && !local {
		k.may("security").wrong("starttls or tls (none only for localhost and 127.0.0.1, where nobody reads along)")
	}
	m.From = k.must("from").mailAddress()
	m.ReplyTo = k.may("reply_to").mailAddress()
	m.Name = k.may("name").sender(city)
	m.Words = k.may("words").phrases()
	return m
}

// host reads the name of a mail server.
func (v value) host() string {
	const expected = "the name of a mail server such as smtp.example.jp"
	s, ok := v.text(expected)
	if ok && !plainHost.MatchString(s) {
		v.wrong(expected)
		return ""
	}
	return s
}

// mailAddress reads an address, which may be the empty text where it need not be there.
func (v value) mailAddress() booking.Phone {
	const expected = "a mail address such as yoyaku@city.example.jp"
	s, ok := v.text(expected)
	if !ok || s == "" && !v.required {
		return ""
	}
	p, err := booking.ParseAddress(s)
	if err != nil {
		v.wrong(expected)
		return ""
	}
	return p
}

// sender reads who writes the mails, which is the city where the file does not say so.
func (v value) sender(city string) string {
	const most = 40
	expected := fmt.Sprintf("a name of 1 to %d characters such as 春日井市 予約の窓口", most)
	if v.absent() {
		return city
	}
	s, ok := v.text(expected)
	if ok && (s == "" || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsAny(s, `<>"@`)) {
		v.wrong(expected)
		return ""
	}
	return s
}

// idleMails looks for a mail server of which nobody gets a mail: only whoever books on the web
// gives an address.
func (s *survey) idleMails() {
	if at := s.root.get("mail"); s.Mail.Sends() && !s.Residents {
		s.warn(at, "a mail server, although residents have no pages", "web: {residents: true} as well, or no mail")
	}
}
