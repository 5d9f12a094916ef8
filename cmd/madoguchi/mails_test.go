package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/carrier/mail/mailtest"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store/storetest"
)

// withMail returns a config of the sample city with a mail server.
func (p *place) withMail(server *mailtest.Server) string {
	p.t.Helper()
	section := fmt.Sprintf("mail: {host: 127.0.0.1, port: %d, security: none, from: yoyaku@city.example.jp, name: 春日井市 予約の窓口}\n\n# 職員の画面", server.Port)
	return p.file("city.yaml", strings.Replace(p.does("config", "sample"), "# 職員の画面", section, 1))
}

// mailed makes the bookings of a number those of an address.
func (p *place) mailed(number, address string) {
	p.t.Helper()
	if _, err := storetest.Beside(p.t, p.db).Exec(`UPDATE bookings SET phone = ? WHERE phone = ?`, address, number); err != nil {
		p.t.Fatal(err)
	}
}

// arrived waits until the server has taken so many mails.
func arrived(t *testing.T, server *mailtest.Server, n int) []mailtest.Mail {
	t.Helper()
	for {
		select {
		case <-server.Seen():
		case <-t.Context().Done():
			t.Fatalf("the server has %d mails, expected %d", len(server.Mails()), n)
		}
		if mails := server.Mails(); len(mails) >= n {
			return mails
		}
	}
}

// Somebody asks for a link on the pages, and it is in the mail that the city's server gets.
func TestALinkGoesThroughTheCitysMailServer(t *testing.T) {
	server := mailtest.New(t, mailtest.Wants{NoTLS: true, User: "yoyaku", Password: "secret"})
	p := newPlace(t).withSecrets()
	p.env[smtpUser], p.env[smtpPassword] = "yoyaku", "secret"
	s := p.serve("--config", p.withMail(server))
	form := url.Values{"address": {"hanako@example.jp"}, "again": {"hanako@example.jp"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/yoyaku/prove/mail", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "__Host-yoyaku-form=x")
	answer, err := http.DefaultClient.Do(r)
	if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK || !strings.HasSuffix(answer.Request.URL.Path, "/sent") {
		t.Fatalf("found %d at %s, %v", answer.StatusCode, answer.Request.URL, err)
	}
	got := arrived(t, server, 1)[0]
	if got.To != "hanako@example.jp" || got.From != "yoyaku@city.example.jp" || got.User != "yoyaku" || !strings.Contains(got.Text, "/yoyaku/link/") {
		t.Errorf("found %+v", got)
	}
}

func TestAMailServerThatTakesNothingIsTold(t *testing.T) {
	server := mailtest.New(t, mailtest.Wants{NoTLS: true, User: "yoyaku", Password: "secret"})
	p := newPlace(t).withSecrets()
	p.env[smtpUser], p.env[smtpPassword] = "yoyaku", "another"
	line := p.serve("--config", p.withMail(server)).line(noMail)
	if why, _ := line["err"].(string); !strings.Contains(why, "535 to AUTH") || strings.Contains(why, "another") {
		t.Errorf("found %v", line)
	}
}

// What staff do at the terminal with the booking of an address is told, and a reminder goes by
// mail where there is nobody who carries texts.
func TestJobsSendMailsWithoutACarrier(t *testing.T) {
	server := mailtest.New(t, mailtest.Wants{NoTLS: true})
	p := newPlace(t).withLedger()
	p.env = map[string]string{publicVariable: public, tokenVariable: "12345"}
	config := p.withMail(server)
	p.now = time.Date(2026, 12, 1, 11, 0, 0, 0, tuesday.Location())
	p.add("080-1111-2222", "tobu", "2026-12-04 09:00")
	p.add("090-1234-5678", "tobu", "2026-12-04 09:00")
	p.mailed("+818011112222", "mail:hanako@example.jp")
	p.now = time.Date(2026, 12, 3, 10, 30, 0, 0, tuesday.Location())
	if said := p.does("jobs", "run", "remind", "--db", p.db, "--config", config); !strings.Contains(said, "texts=0 calls=0 mails=1") {
		t.Errorf("found %s", said)
	}
	if said := p.does("jobs", "run", sendMails, "--db", p.db, "--config", config); !strings.Contains(said, "mails=1") || len(server.Mails()) != 1 {
		t.Errorf("found %s, %+v", said, server.Mails())
	}
	if state := p.state(); state != "sent" {
		t.Errorf("the mail is %s", state)
	}
}

func TestACheckTellsOfMailsAndOfWordsThatCannotBe(t *testing.T) {
	p := newPlace(t)
	config := p.withMail(&mailtest.Server{Port: 25})
	if got := p.run("config", "check", config).out; !strings.Contains(got, "メールアドレスでも予約できる（127.0.0.1 から yoyaku@city.example.jp で送る）") {
		t.Errorf("got\n%s", got)
	}
	sample := strings.Replace(p.does("config", "sample"), "# 職員の画面",
		"mail:\n  host: smtp.example.jp\n  from: a@example.jp\n  words:\n    ja:\n      booked: \"{link}\"\n      telex: x\n    fr: {booked: x}\n\n# 職員の画面", 1)
	got := p.run("config", "check", p.file("words.yaml", sample))
	for _, want := range []string{"mail.words.ja.booked: found the hole {link}, expected at most", "mail.words.ja.telex: found the key \"telex\", expected one of ", "mail.words.fr.booked: found \"fr\", expected a language of the pages: ja or en"} {
		if !strings.Contains(got.err, want) {
			t.Errorf("found\n%s\nexpected %s", got.err, want)
		}
	}
	if _, err := city.Load(config); err != nil {
		t.Error(err)
	}
}
