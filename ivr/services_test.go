package ivr_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
)

// threeServices are those of a city that has all: the certificate everywhere, the application
// at the town hall alone, where it takes longer, and the pick-up on two days of the week, for
// one person at a time.
func threeServices() []booking.Service {
	return []booking.Service{
		{
			ID: booking.CertificateService, Kind: booking.Certificate,
			Name: "電子証明書の更新", Yomi: "でんししょうめいしょのこうしん", Say: "電子証明書の更新",
			Short: "電子証明書", ShortYomi: "でんししょうめいしょ", English: "Renewal of the certificate",
		},
		{
			ID: "application", Kind: booking.Application,
			Name: "マイナンバーカードの申請", Yomi: "マイナンバーカードのしんせい", Say: "マイナンバーカードの申請",
			Short: "カードの申請", ShortYomi: "カードのしんせい", English: "Application for a card",
			Minutes: 40, Facilities: []string{"koseki"},
		},
		{
			ID: "pick-up", Kind: booking.PickUp,
			Name: "マイナンバーカードの受け取り", Yomi: "マイナンバーカードのうけとり", Say: "マイナンバーカードの受け取り",
			Short: "カードの受け取り", ShortYomi: "カードのうけとり", English: "Pick-up of a card",
			Hours: &booking.Hours{Weekly: []booking.Opening{{
				Days: booking.EachWeek(time.Tuesday, time.Thursday), Ranges: []booking.Range{{From: 9 * 60, To: 16 * 60}},
			}}},
		},
	}
}

// withServices makes the city one that has these of the three services, where the pick-up is
// for one person at a time.
func withServices(ids ...booking.ServiceID) func(*city.Config) {
	return func(c *city.Config) {
		c.City.Services = nil
		for _, id := range ids {
			for _, s := range threeServices() {
				if s.ID != id {
					continue
				}
				if s.Kind == booking.PickUp {
					s.Own = map[string]booking.Rules{}
					for _, f := range c.City.Facilities {
						own := c.City.RulesOf(f.ID)
						own.MaxParty = 1
						s.Own[f.ID] = own
					}
				}
				c.City.Services = append(c.City.Services, s)
			}
		}
	}
}

// TestEachServiceIsBookedWithFourKeysWithin75Seconds holds that a caller who waits for each
// option before pressing its key has heard day, time and place of the earliest visit that soon.
func TestEachServiceIsBookedWithFourKeysWithin75Seconds(t *testing.T) {
	for service, keys := range map[booking.ServiceID][]string{
		"certificate": {"1", "1", "4", "1"}, "application": {"1", "2", "1"}, "pick-up": {"1", "3", "4", "1"},
	} {
		s := newScene(t)
		s.set("city services")
		d := s.dialogue()
		p := s.somebody()
		p.rings()
		waited, whole := 0.0, 0.0
		for _, key := range keys {
			waited += heardUntil(t, d, p.last, key)
			whole += spoken(d, p.last)
			p.presses(time.Minute, key)
		}
		done, booked := p.last.Of("booked.service")
		if !booked {
			t.Fatalf("%s: heard %s", service, p.heard)
		}
		receipt := 0.0
		for _, said := range p.last.Say {
			receipt += d.Seconds(said.Text)
			if said.Key == "receipt" {
				break
			}
		}
		t.Logf("%s: %d keys, %.1f s in a hurry and %.1f s at ease until the receipt number is known: %s", service, len(keys), waited+receipt, whole+receipt, done.Text)
		if len(keys) > 4 || whole+receipt > 75 {
			t.Errorf("%s is booked after %.1f s and %d keys, expected at most 75 and 4: %s", service, whole+receipt, len(keys), p.heard)
		}
	}
}

// spoken returns for how long a reply speaks.
func spoken(d *ivr.Dialogue, r ivr.Reply) (seconds float64) {
	for _, s := range r.Say {
		seconds += d.Seconds(s.Text)
	}
	return seconds
}

// TestALineInTroubleSpeaksOfCardsWhereItBooksThem holds that an agent is not told of a
// certificate where nobody knows what the call is about.
func TestALineInTroubleSpeaksOfCardsWhereItBooksThem(t *testing.T) {
	s := newScene(t)
	s.set("city services")
	if got, want := s.dialogue().Apology(s.now).Whisper, "カード、番号なし。電話の故障です。"; got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
}

// TestEveryWordOfTheServicesIsShort holds phrases, menus and whispers to their seconds in a city
// with several services, whose names stand in them.
func TestEveryWordOfTheServicesIsShort(t *testing.T) {
	for _, how := range []string{"services", "cards-only"} {
		s := newScene(t)
		s.set("city " + how)
		for key, found := range s.dialogue().TooLong("ja") {
			t.Errorf("%s: %s: %s", how, key, found)
		}
	}
}

// TestManyServicesAreReadOnPages holds that no more than four things are read out at once.
func TestManyServicesAreReadOnPages(t *testing.T) {
	s := newScene(t)
	s.set("city services")
	for _, name := range []string{"住所の変更", "氏名の変更", "暗証番号の変更"} {
		more := s.config.City.Services[0]
		more.ID, more.Short, more.ShortYomi = booking.ServiceID(name), name, ""
		s.config.City.Services = append(s.config.City.Services, more)
	}
	p := s.somebody()
	p.rings()
	p.presses(time.Minute, "1")
	for _, want := range []string{
		"電子証明書は1番。カードの申請は2番。カードの受け取りは3番。そのほかのご用件は9番です。",
		"住所の変更は1番。氏名の変更は2番。暗証番号の変更は3番。そのほかのご用件は9番です。",
	} {
		if got := said(p.last); !strings.HasSuffix(got, want) {
			t.Errorf("heard %q, expected %q at the end", got, want)
		}
		p.presses(time.Minute, "9")
	}
	p.presses(time.Minute, "2")
	if got := said(p.last); !strings.Contains(got, "市役所です。") {
		t.Errorf("heard %q, expected the application, which the town hall alone has", got)
	}
}

// TestACallFromBeforeThereWereServicesIsAboutTheCertificate holds that whoever listens while the
// line is started with several services is not asked again, and books what they came for.
func TestACallFromBeforeThereWereServicesIsAboutTheCertificate(t *testing.T) {
	s := newScene(t)
	p := s.somebody()
	p.rings()
	p.presses(time.Minute, "1", "4")
	s.set("serve services")
	d := s.dialogue()
	p.next.In = ivr.Input{Kind: ivr.Pressed, Keys: "1", After: time.Minute}
	reply, err := s.store.Turn(t.Context(), p.next, func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		call.Draft.Service = "" // as it was stored then
		return d.Answer(tx, call, in)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := said(reply); !strings.Contains(got, "電子証明書の予約が、できました。") {
		t.Errorf("heard %q", got)
	}
}

// TestAServiceWithALongNameLeavesTheWhisperShort holds that an agent hears what the call is about
// within five and a half seconds, whatever the city calls its services.
func TestAServiceWithALongNameLeavesTheWhisperShort(t *testing.T) {
	for short, want := range map[string]string{"カードの受け取り": "カードの受け取りの取り消し、", "特別永住者証明書の更新や再発行": "カードの取り消し、"} {
		s := newScene(t)
		s.set("city services")
		s.config.City.Services[2].Short, s.config.City.Services[2].ShortYomi = short, ""
		s.set("booking 090-1234-5678 ajiyoshi 2026-04-21 09:30 of pick-up")
		p := s.somebody()
		p.rings()
		p.presses(time.Minute, "9", "0")
		if p.last.Pass == nil || !strings.HasPrefix(p.last.Pass.Whisper, want) || p.d.Seconds(strings.TrimSuffix(p.last.Pass.Whisper, "。")) > 5.5 {
			t.Errorf("%s: the agent hears %+v, expected %s… in at most 5.5 s", short, p.last.Pass, want)
		}
	}
}

// TestATextTellsItsServiceInOnePart holds that every text of a booking names the service, where
// there are several, and that none is longer for it than it may be.
func TestATextTellsItsServiceInOnePart(t *testing.T) {
	s := newScene(t)
	s.set("city services")
	d := s.dialogue()
	for _, service := range s.config.City.Services {
		for _, f := range s.config.City.Facilities {
			b := booking.Booking{Service: service.ID, Facility: f.ID, Start: time.Date(2026, 12, 4, 9, 0, 0, 0, booking.JST), Party: 1, Receipt: "547329"}
			for _, m := range messages(b) {
				text, err := d.Text(m)
				if err != nil || !strings.HasPrefix(text, "春日井市 "+service.Short) {
					t.Errorf("%s, %s: %v, expected the service: %s", m.Kind, f.ID, err, text)
				}
			}
		}
	}
	code, err := d.Text(codeText)
	if err != nil || strings.Contains(code, "カード") {
		t.Errorf("%v: %q tells of a service", err, code)
	}
	s.config.City.Services[2].Short = "マイナンバーカードの交付"
	long := booking.Booking{Service: "pick-up", Facility: "kozoji", Start: time.Date(2027, 11, 28, 11, 55, 0, 0, booking.JST), Party: 9, Receipt: "944863"}
	for _, m := range messages(long) {
		if text, err := d.Text(m); err != nil || !strings.Contains(text, "11月28日(日)午前11時55分") {
			t.Errorf("%s with a long name: %v: %s", m.Kind, err, text)
		}
	}
}
