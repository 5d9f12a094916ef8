package store

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

const (
	hanako = booking.Phone("mail:hanako@example.jp")
	jiro   = booking.Phone("mail:jiro@example.jp")
)

// mailed returns a town that sends mails.
func mailed(t testing.TB) *town {
	w := visited(t)
	w.mails = true
	return w
}

func (w *town) asksLink(address booking.Phone, place string) error {
	w.Helper()
	return w.web(func(tx Visiting) error {
		return tx.BeginLink(booking.Link{Address: address, Lang: "ja", Wish: "facility=koseki"}, place, booking.LinkFor)
	})
}

// linkTo returns the end of the newest link to an address, as the mail has it.
func (w *town) linkTo(address booking.Phone) string {
	w.Helper()
	var secret []byte
	w.look(func(tx *Tx) (err error) {
		secret, _, err = value[[]byte](tx, `SELECT secret FROM links WHERE address = ? ORDER BY id DESC LIMIT 1`, address)
		return err
	})
	return base64.RawURLEncoding.EncodeToString(secret)
}

func (w *town) usesLink(n int, end string) (l booking.Link, err error) {
	w.Helper()
	err = w.web(func(tx Visiting) (err error) { l, err = tx.UseLink(browser(n), end); return err })
	return l, err
}

// comesByMail has a browser prove an address.
func (w *town) comesByMail(n int, address booking.Phone) {
	w.Helper()
	if err := w.asksLink(address, home); err != nil {
		w.Fatalf("%v", err)
	}
	if _, err := w.usesLink(n, w.linkTo(address)); err != nil {
		w.Fatalf("%v", err)
	}
}

func TestALinkProvesAnAddressOnce(t *testing.T) {
	w := mailed(t)
	if err := w.asksLink(hanako, home); err != nil {
		t.Fatal(err)
	}
	end := w.linkTo(hanako)
	for range 3 { // to look at it changes nothing
		if err := w.web(func(tx Visiting) error {
			l, err := tx.LinkOf(end)
			if l != (booking.Link{Address: hanako, Lang: "ja", Wish: "facility=koseki"}) {
				t.Errorf("found %+v", l)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("before: %+v", g)
	}
	if l, err := w.usesLink(1, end); err != nil || l.Wish != "facility=koseki" {
		t.Fatalf("%+v, %v", l, err)
	}
	if g := w.guest(1); g != (Guest{Phone: hanako, Address: hanako}) {
		t.Errorf("after: %+v", g)
	}
	for n := range 2 { // the same browser, or another
		if _, err := w.usesLink(n+1, end); !errors.Is(err, booking.ErrLinkUsed) {
			t.Errorf("a second time: %v", err)
		}
	}
	if g := w.guest(2); g != (Guest{}) {
		t.Errorf("another: %+v", g)
	}
	w.clock.Add(booking.VisitIdle)
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("when the visit is over: %+v", g)
	}
	w.sound()
}

func TestALinkThatIsOldOrNoneIsRefusedAsSuch(t *testing.T) {
	w := mailed(t)
	if err := w.asksLink(hanako, home); err != nil {
		t.Fatal(err)
	}
	end := w.linkTo(hanako)
	none := sha256.Sum256([]byte(end))
	for _, wrong := range []string{"", "x", end + "A", end[1:], end + "=", base64.RawURLEncoding.EncodeToString(none[:])} {
		if _, err := w.usesLink(1, wrong); !errors.Is(err, booking.ErrNoLink) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	w.clock.Add(booking.LinkFor - time.Second)
	if err := w.web(func(tx Visiting) error { _, err := tx.LinkOf(end); return err }); err != nil {
		t.Errorf("in its last second: %v", err)
	}
	w.clock.Add(time.Second)
	if _, err := w.usesLink(1, end); !errors.Is(err, booking.ErrLinkOld) {
		t.Errorf("when it is over: %v", err)
	}
	w.tidy()
	if _, err := w.usesLink(1, end); !errors.Is(err, booking.ErrLinkOld) {
		t.Errorf("after the night: %v", err)
	}
	w.clock.Add(keepLink)
	w.tidy()
	if _, err := w.usesLink(1, end); !errors.Is(err, booking.ErrNoLink) {
		t.Errorf("once it is forgotten: %v", err)
	}
	w.sound()
}

func TestLinksAreFewForAnAddressAPlaceAndAll(t *testing.T) {
	w := mailed(t)
	most := booking.LimitsOf(booking.ByMail)
	refused := func(err error) booking.TooManyProofs {
		t.Helper()
		many, ok := errors.AsType[*booking.TooManyProofs](err)
		if !ok {
			t.Fatalf("found %v", err)
		}
		return *many
	}
	for range most.Day {
		if err := w.asksLink(hanako, home); err != nil {
			t.Fatal(err)
		}
	}
	if many := refused(w.asksLink(hanako, "203.0.113.9")); !many.OfNumber || many.Until != booking.DateOf(w.clock.Now().In(booking.JST)).AddDays(1).In(booking.JST) {
		t.Errorf("for the address: %+v", many)
	}
	address := func(n int) booking.Phone { return booking.Phone(fmt.Sprintf("mail:n%d@example.jp", n)) }
	for n := range most.Place - most.Day {
		if err := w.asksLink(address(n), home); err != nil {
			t.Fatal(err)
		}
	}
	if many := refused(w.asksLink(jiro, home)); many.OfNumber || !many.Until.Equal(w.clock.Now().Add(time.Hour)) {
		t.Errorf("from a place: %+v", many)
	}
	for n := range most.All - most.Place {
		if err := w.asksLink(address(100+n), fmt.Sprintf("198.51.100.%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	if many := refused(w.asksLink(jiro, "203.0.113.9")); many.OfNumber {
		t.Errorf("in all: %+v", many)
	}
	w.look(func(tx *Tx) error {
		found, err := tx.Alarms()
		if len(found) != 1 || found[0].Deed != DidStopProofs {
			t.Errorf("the alarms: %+v", found)
		}
		return err
	})
	w.clock.Add(time.Hour)
	if err := w.asksLink(jiro, home); err != nil {
		t.Errorf("an hour later: %v", err)
	}
	w.sound()
}

// What holds for a number holds for an address: the schema refuses it to anybody.
func TestAnAddressHasOneActiveBookingAndOneHold(t *testing.T) {
	w := mailed(t)
	slot := w.slot(ajiyoshi, at(11, 0), 4)
	w.slot(sakashita, at(12, 0), 2)
	w.book(hanako, ajiyoshi, at(11, 0))
	c := bare(t, w.path)
	defer c.close()
	err := c.script(`INSERT INTO bookings (receipt, phone, member, procedure, facility, start, ends, party, proxy, status, made)
		SELECT '000018', phone, member, procedure, facility, start, ends, party, proxy, status, made FROM bookings`)
	if !contains(err, "the number has an active booking") {
		t.Errorf("a second booking is refused with %v", err)
	}
	if err := w.hold(jiro, slot, 1); err != nil {
		t.Fatal(err)
	}
	if err := c.script(`INSERT INTO holds (phone, kind, facility, start, ends, party, expires) SELECT phone, kind, facility, start, ends, party, expires FROM holds`); !contains(err, "UNIQUE constraint failed") {
		t.Errorf("a second hold is refused with %v", err)
	}
	for _, q := range []struct{ query, want string }{
		{`INSERT INTO guests (token, address, began, seen) VALUES (zeroblob(32), 'mail:a@b.jp', 1, 1)`, "an address is proven first"},
		{`INSERT INTO guests (token, began, seen) VALUES (zeroblob(32), 1, 1); UPDATE guests SET address = 'mail:a@b.jp'`, "an address is proven first"},
		{`INSERT INTO guests (token, began, seen) VALUES (zeroblob(32), 1, 1); UPDATE guests SET address = '+819012345678'`, "an address is proven first"},
		{`INSERT INTO guests (token, began, seen) VALUES (zeroblob(32), 1, 1);
			INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (zeroblob(32), 'mail:a@b.jp', 'text', '123456', zeroblob(16), 10, 20, 'open')`, "an address is proven by a link"},
		{`INSERT INTO links (hash, secret, address, lang, wish, place, began, expires, state) VALUES (zeroblob(32), zeroblob(32), '+819012345678', 'ja', '', zeroblob(16), 1, 2, 'open')`, "CHECK constraint failed"},
		{`INSERT INTO links (hash, secret, address, lang, wish, place, began, expires, state) VALUES (zeroblob(32), zeroblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 172802, 'open')`, "CHECK constraint failed"},
		{`INSERT INTO links (hash, address, lang, wish, place, began, expires, state) VALUES (zeroblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 2, 'open')`, "a link begins open"},
		{`INSERT INTO calls (sid, phone, line, state, turn, data, started, updated) VALUES ('CA1', 'mail:a@b.jp', '', '', 0, '{}', 1, 1)`, "an address does not call"},
	} {
		if err := inPart(c, q.query); !contains(err, q.want) {
			t.Errorf("%s\nis refused with %v, expected %s", q.query, err, q.want)
		}
	}
	w.sound()
}

// inPart runs a script and takes it back.
func inPart(c *conn, script string) error {
	err := c.script("BEGIN; " + script)
	return errors.Join(err, c.script("ROLLBACK"))
}

func TestABookingOfAnAddressBecomesThatOfTheNumberThatIsProvenThen(t *testing.T) {
	for _, means := range []booking.Means{booking.ByText, booking.ByCall} {
		w := mailed(t)
		slot := w.slot(ajiyoshi, at(11, 0), 4)
		number := map[booking.Means]booking.Phone{booking.ByText: mobile, booking.ByCall: landline}[means]
		w.comesByMail(1, hanako)
		b := w.book(hanako, ajiyoshi, at(11, 0))
		if err := w.hold(hanako, slot, 1); err != nil {
			t.Fatal(err)
		}
		if err := w.web(func(tx Visiting) error { return tx.Follow(browser(1), browser(2)) }); err != nil {
			t.Fatal(err)
		}
		w.begins(2, number, home)
		if g := w.guest(2); g.Phone != hanako || g.Address != hanako || g.Proof == nil {
			t.Errorf("while it is being proven: %+v", g)
		}
		var err error
		if means == booking.ByText {
			err = w.proves(2, w.codeOf(2))
		} else {
			err = w.provesByCall(number, w.codeOf(2))
		}
		if err != nil {
			t.Fatal(err)
		}
		if g := w.guest(2); g.Phone != number || g.Address != hanako {
			t.Errorf("then: %+v", g)
		}
		w.look(func(tx *Tx) error {
			theirs, err := tx.Bookings(number)
			none, failed := tx.Bookings(hanako)
			held, again := tx.Holds(hanako)
			if len(theirs) != 1 || theirs[0].Receipt != b.Receipt || len(none) != 0 || len(held) != 0 {
				t.Errorf("by %s the number has %v, the address %v and %v", means, theirs, none, held)
			}
			trail, unread := tx.Audit(b.ID)
			if !slices.ContainsFunc(trail, func(e Entry) bool { return e.Deed == DidHandOver && e.Detail.Last4 == number.Last4() }) {
				t.Errorf("the trail has %+v", trail)
			}
			return errors.Join(err, failed, again, unread)
		})
		w.sound()
	}
}

func TestANumberThatHasABookingKeepsItAndTheAddressItsOwn(t *testing.T) {
	w := mailed(t)
	w.slot(ajiyoshi, at(11, 0), 4)
	w.comesByMail(1, hanako)
	w.book(hanako, ajiyoshi, at(11, 0))
	w.book(mobile, ajiyoshi, at(11, 0))
	w.begins(1, mobile, home)
	if err := w.proves(1, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	w.look(func(tx *Tx) error {
		theirs, err := tx.Bookings(mobile)
		still, failed := tx.Bookings(hanako)
		if len(theirs) != 1 || len(still) != 1 {
			t.Errorf("the number has %v, the address %v", theirs, still)
		}
		return errors.Join(err, failed)
	})
	w.sound()
}

func TestWhatIsKnownOfAnAddressIsErasedThirtyDaysAfter(t *testing.T) {
	w := mailed(t)
	w.slot(ajiyoshi, at(11, 0), 4)
	w.comesByMail(1, hanako)
	w.book(hanako, ajiyoshi, at(11, 0))
	w.clock.Add(29 * day)
	w.tidy()
	count := func() (n int) {
		for _, q := range []string{`SELECT count(*) FROM addresses`, `SELECT count(*) FROM bookings WHERE phone LIKE 'mail:%'`, `SELECT count(*) FROM messages WHERE phone LIKE 'mail:%'`,
			`SELECT count(*) FROM callers WHERE phone LIKE 'mail:%'`, `SELECT count(*) FROM links`, `SELECT count(*) FROM guests`} {
			w.look(func(tx *Tx) error {
				found, _, err := value[int](tx, q)
				n += found
				return err
			})
		}
		return n
	}
	if n := count(); n < 2 {
		t.Errorf("before: %d rows", n)
	}
	w.clock.Add(3 * day)
	w.tidy()
	w.tidy()
	if n := count(); n != 0 {
		t.Errorf("then: %d rows", n)
	}
	w.sound()
}

// link writes a link, with a mail to somebody.
func link(state, secret, to, mail string) string {
	return fmt.Sprintf(`INSERT INTO links (id, hash, secret, address, lang, wish, place, began, expires, state)
			VALUES (1, zeroblob(32), %s, 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 20, %s);
		INSERT INTO messages (id, kind, days, means, link, entry, phone, state, due, last, made)
			SELECT 9, 'link', 0, 'mail', 1, max(id), '%s', '%s', 1, 20, 1 FROM audit`, secret, state, to, mail)
}

func TestCheckFindsWhatIsWrongWithLinks(t *testing.T) {
	sound := corruptible(t)
	for _, c := range []struct{ broken, corruption string }{
		{"a guest has an address that they have proven by a link: the guest of 7", `INSERT INTO guests (token, address, began, seen) VALUES (zeroblob(32), 'mail:a@b.jp', 7, 7)`},
		{"an address is sent three links a day at most: links 1,2,3,4", `INSERT INTO links (hash, address, lang, wish, place, began, expires, state)
			VALUES (randomblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 2, 'over'), (randomblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 2, 'over'),
				(randomblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 2, 'over'), (randomblob(32), 'mail:a@b.jp', 'ja', '', zeroblob(16), 1, 2, 'over')`},
		{"a link goes to its address, and is forgotten once it is over: message 9", link("'open'", "randomblob(32)", "mail:c@b.jp", "due")},
		{"a link goes to its address, and is forgotten once it is over: message 9", link("'over'", "NULL", "mail:a@b.jp", "cancelled")},
		{"a link goes to its address, and is forgotten once it is over: message 9", link("'open'", "NULL", "mail:a@b.jp", "due")},
		{"a mail is for an address: message 9", link("'open'", "randomblob(32)", "+819012345678", "due")},
	} {
		w := townWith(t, sound, nil)
		w.corrupt(c.corruption)
		if err := w.Check(bg); !contains(err, c.broken) {
			t.Errorf("after %s\nfound %v\nexpected %q", c.corruption, err, c.broken)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
