package outbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/carrier/mail"
	"madoguchi/carrier/mail/mailtest"
	"madoguchi/carrier/outbox"
	"madoguchi/store"
	"madoguchi/store/storetest"
)

const hanako = booking.Phone("mail:hanako@example.jp")

// A box is a ledger that sends mails, and the server that takes them.
type box struct {
	tester
	testing.TB
	path   string
	now    time.Time
	ledger *store.Store
	server *mailtest.Server
	sender *outbox.Mails
	log    bytes.Buffer
	dies   bool // before it writes down what came of a mail
}

func newBox(t testing.TB, at tester) *box {
	b := &box{tester: at, TB: t, path: filepath.Join(t.TempDir(), "ledger.db"), now: time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST), server: mailtest.New(t, mailtest.Wants{})}
	b.open()
	if _, err := b.ledger.Materialise(context.Background(), town.Plan(b.now, 60)); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *box) Helper() { b.tester.Helper() }

func (b *box) Fatalf(format string, args ...any) { b.tester.Fatalf(format, args...) }

func (b *box) open() {
	ledger, err := store.Open(b.path, store.Options{Now: func() time.Time { return b.now }, Mails: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatalf("%v", err)
	}
	b.ledger = ledger
	b.sender = &outbox.Mails{
		Ledger: frail{ledger, b}, Server: &mail.Server{Host: b.server.Host, Port: b.server.Port, Security: mail.StartTLS, Roots: b.server.Roots},
		Now: func() time.Time { return b.now }, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Letter: func(m booking.Sending) (mail.Letter, error) {
			return mail.Letter{
				From: netmail.Address{Address: "yoyaku@city.example.jp"}, To: m.Booking.Phone, Subject: fmt.Sprintf("%s %d", m.Kind, m.ID), Body: m.Link + "\n",
				ID: fmt.Sprint(m.ID), Date: b.now,
			}, nil
		},
	}
}

func (b *box) close() {
	if err := errors.Join(b.ledger.Check(context.Background()), b.ledger.Close()); err != nil {
		b.Fatalf("%v", err)
	}
}

// frail is a ledger whose process may be killed.
type frail struct {
	*store.Store
	box *box
}

func (f frail) SettleMessage(ctx context.Context, id int64, tries int, o booking.Outcome) error {
	if f.box.dies {
		return errDied
	}
	return f.Store.SettleMessage(ctx, id, tries, o)
}

func (b *box) do(way store.Way, fn func(*store.Tx) error) error {
	return b.ledger.Update(context.Background(), store.By{Way: way, Actor: "test"}, fn)
}

// books books for an address, in the way of staff or on the web.
func (b *box) books(p booking.Phone, way store.Way) (made booking.Booking, err error) {
	err = b.do(way, func(tx *store.Tx) error {
		rules := town.RulesOf(office)
		start, err := rules.Earliest(tx, booking.Want{Phone: p, Facility: office}, tx.Now().AddDate(0, 0, 5))
		if err == nil {
			made, err = rules.Book(tx, booking.Request{Phone: p, Facility: office, Start: start})
		}
		return err
	})
	return made, err
}

func (b *box) asks(p booking.Phone) {
	b.Helper()
	if err := b.do(store.ByWeb, func(tx *store.Tx) error {
		return tx.BeginLink(booking.Link{Address: p, Lang: "ja"}, "192.0.2.7", booking.LinkFor)
	}); err != nil {
		b.Fatalf("%v", err)
	}
}

// states returns what became of all messages, in the order in which they were written.
func (b *box) states() (all []string) {
	b.Helper()
	rows, err := storetest.Beside(b.TB, b.path).Query(`SELECT kind || ' ' || state || ' ' || code FROM messages ORDER BY id`)
	if err != nil {
		b.Fatalf("%v", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			b.Fatalf("%v", err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		b.Fatalf("%v", err)
	}
	return all
}

func (b *box) becomes(want ...string) {
	b.Helper()
	if got := b.states(); fmt.Sprint(got) != fmt.Sprint(want) {
		b.Fatalf("found %q, expected %q", got, want)
	}
}

func TestAMailIsSentOnceAndWhoeverIsToldIsTold(t *testing.T) {
	b := newBox(t, t)
	defer b.close()
	b.asks(hanako)
	if _, err := b.books("mail:jiro@example.jp", store.ByConsole); err != nil { // nobody can call an address: it is told what staff do
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if done, err := b.sender.Send(t.Context()); err != nil || done.Mails != want {
			t.Errorf("%+v, %v, expected %d", done, err, want)
		}
	}
	b.becomes("link sent 0", "booked sent 0")
	mails := b.server.Mails()
	if len(mails) != 2 || mails[0].To != "hanako@example.jp" || mails[1].To != "jiro@example.jp" || !mails[0].Secure {
		t.Errorf("found %+v", mails)
	}
	var left int
	if err := storetest.Beside(t, b.path).QueryRow(`SELECT count(*) FROM links WHERE secret IS NOT NULL`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d secrets are kept, %v", left, err)
	}
}

func TestAMailThatIsTakenLaterIsTriedAgainAndOneThatIsRefusedFails(t *testing.T) {
	b := newBox(t, t)
	defer b.close()
	b.asks(hanako)
	b.asks("mail:nobody@example.jp")
	b.server.Next(mailtest.Behaviour{Stage: "RCPT", Code: 451}, mailtest.Behaviour{Stage: "RCPT", Code: 550})
	if done, err := b.sender.Send(t.Context()); err != nil || done.Later != 1 || done.Failed != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	b.becomes("link due 0", "link failed 550")
	for _, wait := range []time.Duration{time.Minute, time.Minute} {
		b.now = b.now.Add(wait)
		if _, err := b.sender.Send(t.Context()); err != nil {
			t.Error(err)
		}
	}
	b.becomes("link sent 0", "link failed 550")
	if text := b.log.String(); strings.Contains(text, "hanako") || strings.Contains(text, "nobody@") || !strings.Contains(text, "h***@e***.jp") {
		t.Errorf("the log says %s", text)
	}
}

// When the server takes nothing from us, nothing fails, and nothing is tried for a while.
func TestAServerThatTakesNothingLosesNothing(t *testing.T) {
	for _, meets := range []mailtest.Behaviour{{Stage: "MAIL", Code: 535}, {Stage: "MAIL", Code: 553}, {Stage: "connect"}, {Stage: "connect", Code: 554}} {
		b := newBox(t, t)
		b.asks(hanako)
		b.asks("mail:jiro@example.jp")
		b.server.Next(meets)
		if done, err := b.sender.Send(t.Context()); err == nil || done.Later != 1 {
			t.Errorf("%+v: %+v, %v", meets, done, err)
		}
		if done, err := b.sender.Send(t.Context()); err != nil || !done.Idle() {
			t.Errorf("%+v, at once: %+v, %v", meets, done, err)
		}
		b.now = b.now.Add(15 * time.Minute)
		if done, err := b.sender.Send(t.Context()); err != nil || done.Mails != 2 {
			t.Errorf("%+v, later: %+v, %v", meets, done, err)
		}
		b.close()
	}
}

func TestAMailOfWhichNobodyKnowsWhetherItWasTakenIsNotSentAgain(t *testing.T) {
	b := newBox(t, t)
	defer func() { b.close() }()
	b.asks(hanako)
	b.server.Next(mailtest.Behaviour{Stage: "end", Takes: true})
	if done, err := b.sender.Send(t.Context()); err != nil || done.Unknown != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	b.becomes("link unknown 0")

	b.asks(hanako)
	b.dies = true
	if _, err := b.sender.Send(t.Context()); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	b.close()
	b.dies = false
	b.open()
	b.asks(hanako) // which waits for nothing
	b.now = b.now.Add(10 * time.Minute)
	if done, err := b.sender.Send(t.Context()); err != nil || done.Mails != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	b.becomes("link unknown 0", "link unknown 0", "link sent 0")
	if n := len(b.server.Mails()); n != 3 {
		t.Errorf("%d mails were sent, expected 3", n)
	}
}

func TestAMailThatIsNotTrueAnyMoreIsNotSent(t *testing.T) {
	b := newBox(t, t)
	defer b.close()
	made, err := b.books(hanako, store.ByWeb)
	if err == nil {
		err = b.do(store.ByWeb, func(tx *store.Tx) error {
			_, err := town.Rules.CancelOwn(tx, hanako, made.Receipt)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	b.asks("mail:old@example.jp")
	if done, err := b.sender.Send(t.Context()); err != nil || done.Mails != 2 {
		t.Errorf("%+v, %v", done, err)
	}
	b.asks("mail:old@example.jp")
	b.now = b.now.Add(booking.LinkFor)
	if done, err := b.sender.Send(t.Context()); err != nil || !done.Idle() {
		t.Errorf("%+v, %v", done, err)
	}
	b.becomes("booked cancelled 0", "cancelled sent 0", "link sent 0", "link cancelled 0")
}

func TestAnAddressIsRemindedByMail(t *testing.T) {
	b := newBox(t, t)
	defer b.close()
	made, err := b.books(hanako, store.ByWeb)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.sender.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	tells := town.Outreach
	for days := 6; days > 0; days-- {
		b.now = made.Start.AddDate(0, 0, -days).Truncate(24 * time.Hour).Add(3 * time.Hour) // at noon in Japan
		for _, only := range []booking.Means{booking.ByText, booking.ByMail} {
			tells.Only = only
			done, err := b.ledger.Remind(t.Context(), tells)
			if want := (days == 3 || days == 1) && only == booking.ByMail; err != nil || done.Mails > 0 != want {
				t.Errorf("%d days before, by %s: %+v, %v", days, only, done, err)
			}
		}
		if _, err := b.sender.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.becomes("booked sent 0", "reminder sent 0", "reminder sent 0")
}

// TestNoMailIsSentTwiceOrLostWhateverTheServerDoes plays mails at a server that does all that it
// can, while processes die.
func TestNoMailIsSentTwiceOrLostWhateverTheServerDoes(t *testing.T) {
	meets := []mailtest.Behaviour{
		{}, {}, {}, {Stage: "connect"}, {Stage: "connect", Code: 421}, {Stage: "MAIL", Code: 535}, {Stage: "RCPT", Code: 450}, {Stage: "RCPT", Code: 550},
		{Stage: "end", Code: 451}, {Stage: "end", Code: 554}, {Stage: "end"}, {Stage: "end", Takes: true},
	}
	rapid.Check(t, func(r *rapid.T) {
		b := newBox(t, r)
		defer func() { b.close() }()
		asked := 0
		r.Repeat(map[string]func(*rapid.T){
			"": func(r *rapid.T) {
				seen := map[string]bool{}
				for _, m := range b.server.Mails() {
					_, id, _ := strings.Cut(m.Text, "Message-ID: ")
					if id, _, _ = strings.Cut(id, "\r\n"); seen[id] {
						r.Fatalf("mail %s was taken twice", id)
					}
					seen[id] = true
				}
			},
			"ask": func(*rapid.T) {
				if asked++; asked < 9 { // ten from a place within an hour
					b.asks(booking.Phone(fmt.Sprintf("mail:n%d@example.jp", asked)))
				}
			},
			"send": func(r *rapid.T) {
				b.server.Next(rapid.SliceOfN(rapid.SampledFrom(meets), 0, 4).Draw(r, "server")...)
				if _, err := b.sender.Send(context.Background()); err != nil {
					if _, ok := errors.AsType[*mail.Error](err); !ok {
						r.Fatalf("%v", err)
					}
				}
			},
			"be killed": func(r *rapid.T) {
				b.dies = true
				if _, err := b.sender.Send(context.Background()); err != nil && !errors.Is(err, errDied) {
					r.Fatalf("%v", err)
				}
				b.close()
				b.dies = false
				b.open()
			},
			"minutes": func(r *rapid.T) {
				b.now = b.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(r, "minutes")) * time.Minute)
			},
		})
		b.server.Next()
		for range 4 { // what is left is sent, at a server that works
			b.now = b.now.Add(31 * time.Minute)
			if _, err := b.sender.Send(context.Background()); err != nil {
				r.Fatalf("%v", err)
			}
		}
		db := storetest.Beside(t, b.path)
		var open string
		err := db.QueryRow(`SELECT kind || ' ' || state FROM messages WHERE state IN ('due', 'sending')`).Scan(&open)
		if !errors.Is(err, sql.ErrNoRows) {
			r.Fatalf("a mail is left: %s, %v", open, err)
		}
		var sent int
		if err := db.QueryRow(`SELECT count(*) FROM messages WHERE state = 'sent'`).Scan(&sent); err != nil || sent > len(b.server.Mails()) {
			r.Fatalf("%d mails are said to be sent, of %d that were, %v", sent, len(b.server.Mails()), err)
		}
	})
}
