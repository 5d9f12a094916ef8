package city

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// What the sample shows behind # is read as it stands there.
func TestTheExampleOfMailIsRead(t *testing.T) {
	_, example, found := strings.Cut(string(sample), "# mail:\n")
	if !found {
		t.Fatal("the sample shows no mail")
	}
	example, _, _ = strings.Cut("# mail:\n"+example, "\n\n")
	m := parsed(t, edited(t, "", strings.ReplaceAll(example, "# ", "")+"\n")).Mail
	if m.Host != "smtp.example.jp" || m.Port != defaultMailPort || m.Security != defaultSecurity || m.From.Address() != "yoyaku@city.example.jp" || len(m.Words) != 1 {
		t.Errorf("found %+v", m)
	}
}

func TestTheMailServerIsWhatTheFileSays(t *testing.T) {
	for section, want := range map[string]Mail{
		"":        {},
		"mail:\n": {},
		"mail: {host: smtp.example.jp, from: Yoyaku@City.Example.JP}\n": {Host: "smtp.example.jp", Port: 587, Security: "starttls", From: "mail:yoyaku@city.example.jp", Name: "小市"},
		"mail: {host: 127.0.0.1, port: 25, security: none, from: a@b.jp, name: 窓口, reply_to: c@d.jp, words: {ja: {booked: x}, en: {end: y}}}\n": {
			Host: "127.0.0.1", Port: 25, Security: "none", From: "mail:a@b.jp", Name: "窓口", ReplyTo: "mail:c@d.jp",
			Words: []Phrase{{"ja", "booked", "x", 18}, {"en", "end", "y", 18}},
		},
		"mail: {host: smtp.example.jp, port: 465, security: tls, from: a@b.jp, reply_to: \"\"}\n": {Host: "smtp.example.jp", Port: 465, Security: "tls", From: "mail:a@b.jp", Name: "小市"},
	} {
		c := parsed(t, edited(t, "", section))
		if want.Name == "小市" {
			want.Name = c.City.Name
		}
		if !reflect.DeepEqual(c.Mail, want) || c.Mail.Sends() != (want.Host != "") {
			t.Errorf("%q: %+v, want %+v", section, c.Mail, want)
		}
	}
	for section, want := range map[string]time.Duration{"": booking.LinkFor, "web: {link_for: 2h}\n": 2 * time.Hour, "web: {residents: true, link_for: 1d}\n": 24 * time.Hour} {
		if got := parsed(t, edited(t, "", section)).LinkFor; got != want {
			t.Errorf("%q: a link is good for %s, want %s", section, got, want)
		}
	}
}
