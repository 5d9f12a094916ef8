package residents_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/web/residents"
)

// All mails as people get them, in both languages.
func TestMailsAreWrittenInBothLanguages(t *testing.T) {
	s := streetOf(t)
	b := booking.Booking{Phone: hanako, Facility: "koseki", Start: on(2, 9, 0), Party: 2, Receipt: "123456", Member: 1}
	proxy := b
	proxy.Proxy, proxy.Party, proxy.Facility = true, 1, "tobu"
	var all strings.Builder
	for _, lang := range []string{"ja", "en", "xx"} {
		for _, m := range []booking.Message{
			{Kind: booking.ProofLink, Link: "LINK"}, {Kind: booking.ToldBooked, Booking: b}, {Kind: booking.ToldChanged, Booking: b}, {Kind: booking.ToldCancelled, Booking: b},
			{Kind: booking.ToldRestored, Booking: b}, {Kind: booking.ToldProxy, Booking: proxy}, {Kind: booking.Copied, Booking: b}, {Kind: booking.Reminder, Days: 1, Booking: b},
		} {
			m.Lang = lang
			got, err := s.door.Letter(m)
			if err != nil {
				t.Fatalf("%s: %v", m.Kind, err)
			}
			if len([]rune(got.Subject)) > 60 || strings.ContainsAny(got.Subject+got.Body, "{}｜《》\x1a\r") || strings.Contains(got.Body, "\n\n\n") || !strings.HasSuffix(got.Body, "\n") {
				t.Errorf("%s: %q\n%s", m.Kind, got.Subject, got.Body)
			}
			for _, never := range []string{"hanako", "マイナンバー（個人番号）"} {
				if strings.Contains(got.Subject+got.Body, never) {
					t.Errorf("%s says %s", m.Kind, never)
				}
			}
			if lang == "xx" {
				if got.Lang != "ja" {
					t.Errorf("a language that the pages do not have is written as %s", got.Lang)
				}
				continue
			}
			all.WriteString("== " + got.Lang + ", " + string(m.Kind) + ": " + got.Subject + "\n" + got.Body + "\n")
		}
	}
	file := filepath.Join("testdata", "letters.txt")
	if *update {
		if err := os.WriteFile(file, []byte(all.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != all.String() {
		t.Errorf("%v, found\n%s", err, all.String())
	}
	for _, kind := range []booking.MessageKind{booking.ProofCode, "telex"} {
		if _, err := s.door.Letter(booking.Message{Kind: kind}); err == nil {
			t.Errorf("%s is written", kind)
		}
	}
}

// Where a city has several services, a mail says which it is, and what to bring to that.
func TestAMailTellsWhichServiceItIs(t *testing.T) {
	s := streetOf(t, func(c *booking.City) {
		c.Services = []booking.Service{
			{ID: "certificate", Kind: booking.Certificate, Name: "電子証明書"}, {ID: "pickup", Kind: booking.PickUp, Name: "カードの受け取り"},
			{ID: "card", Kind: booking.Application, Name: "カードの申請", Words: booking.ServiceWords{Bring: []string{"申請書"}}},
		}
	})
	for service, wants := range map[booking.ServiceID][]string{
		"pickup": {"予約：カードの受け取り\n日時：", "・交付通知書", "かならず、本人が来てください"}, "certificate": {"予約：電子証明書\n", "・マイナンバーカード"}, "card": {"予約：カードの申請\n", "・申請書\n"},
	} {
		b := booking.Booking{Phone: hanako, Service: service, Facility: "koseki", Start: on(2, 9, 0), Party: 1, Receipt: "123456"}
		got, err := s.door.Letter(booking.Message{Kind: booking.ToldBooked, Booking: b, Lang: "ja"})
		for _, want := range wants {
			if err != nil || !strings.Contains(got.Body, want) {
				t.Errorf("%s: %v, no %q in\n%s", service, err, want, got.Body)
			}
		}
	}
}

// Every link of a mail is to the city's own pages.
func TestALinkOfAMailLeadsToThePages(t *testing.T) {
	s := streetOf(t)
	s.visitor().goTo("/yoyaku/mine").follow("English").follow("Go on with a mail address").
		send("/yoyaku/prove/mail", "address", hanako.Address(), "again", hanako.Address()).says("We have sent a mail")
	end := strings.TrimPrefix(s.link(hanako), "/yoyaku/link/")
	got, err := s.door.Letter(booking.Message{Kind: booking.ProofLink, Link: end, Lang: "en", Booking: booking.Booking{Phone: hanako}})
	if err != nil {
		t.Fatal(err)
	}
	urls := regexp.MustCompile(`https?://\S+`).FindAllString(got.Body, -1)
	if len(urls) != 1 || !strings.HasPrefix(urls[0], "https://madoguchi.example.jp/yoyaku/link/") {
		t.Fatalf("found %q", urls)
	}
	s.visitor().goTo(strings.TrimPrefix(urls[0], "https://madoguchi.example.jp")).says("Go on with this mail address").send("/yoyaku/link").says("My bookings")
}

func TestACityHasItsOwnWordsInMails(t *testing.T) {
	s := streetOf(t)
	own := []residents.Own{
		{Lang: "ja", Key: "booked.subject", Text: "【{city}】予約完了"}, {Lang: "en", Key: "end", Text: "{city} / Call {line}"},
	}
	o := s.door.Options
	o.Own = own
	door, err := residents.New(o)
	if err != nil {
		t.Fatal(err)
	}
	b := booking.Booking{Phone: hanako, Facility: "koseki", Start: on(2, 9, 0), Party: 1, Receipt: "123456", Made: time.Now()}
	if got, err := door.Letter(booking.Message{Kind: booking.ToldBooked, Booking: b, Lang: "ja"}); err != nil || got.Subject != "【春日井市】予約完了" {
		t.Errorf("found %q, %v", got.Subject, err)
	}
	if got, err := door.Letter(booking.Message{Kind: booking.ToldBooked, Booking: b, Lang: "en"}); err != nil || !strings.HasSuffix(got.Body, "\n\nKasugaishi\nCall 050-0000-0000\n") {
		t.Errorf("found %q, %v", got.Body, err)
	}
	for _, wrong := range []residents.Own{
		{Lang: "fr", Key: "booked", Text: "x"}, {Lang: "ja", Key: "telex", Text: "x"}, {Lang: "ja", Key: "booked", Text: ""}, {Lang: "ja", Key: "booked", Text: "{link}"},
		{Lang: "ja", Key: "link", Text: "リンクなし"}, {Lang: "ja", Key: "booked.subject", Text: strings.Repeat("あ", 61)}, {Lang: "ja", Key: "booked.subject", Text: "a\r\nBcc: eve@example.jp"},
	} {
		o.Own = []residents.Own{wrong}
		_, err := residents.New(o)
		fault, ok := errors.AsType[*residents.OwnFault](err)
		if !ok || fault.Own != wrong || fault.Found == "" || fault.Expected == "" {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if faults, err := residents.CheckOwn(append(own, residents.Own{Lang: "ja", Key: "x", Text: "x"}, residents.Own{Lang: "x", Key: "x", Text: "x"})); err != nil || len(faults) != 2 {
		t.Errorf("found %v, %v", faults, err)
	}
}
