package residents_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/store/storetest"
)

const hanako = booking.Phone("mail:hanako@example.jp")

// link returns the address of the newest link that was sent to an address.
func (s *street) link(to booking.Phone) string {
	s.Helper()
	var secret []byte
	row := storetest.Beside(s, s.file).QueryRowContext(s.Context(), `SELECT secret FROM links WHERE address = ? ORDER BY id DESC`, string(to))
	if err := row.Scan(&secret); err != nil {
		s.Fatal(err)
	}
	return "/yoyaku/link/" + base64.RawURLEncoding.EncodeToString(secret)
}

// asksByMail asks for a link on the page that asks for a number.
func (v *visitor) asksByMail(to booking.Phone) *visitor {
	v.Helper()
	v.is("/yoyaku/prove").follow("電話番号のかわりに").is("/yoyaku/prove/mail")
	return v.send("/yoyaku/prove/mail", "address", to.Address(), "again", to.Address()).is("/yoyaku/prove/mail/sent")
}

func TestSomebodyBooksWithAMailAddressAlone(t *testing.T) {
	s := streetOf(t)
	asks := s.visitor().chooses("tobu", 2, on(2, 9, 0)).asksByMail(hanako).says("メールを送りました", "選んだ時間：12月3日(木) 午前9時", "24時間のあいだ、1回だけ")
	if own := s.has(hanako); len(own) != 0 || strings.Contains(asks.page, "hanako") {
		t.Errorf("before the link is opened: %v", own)
	}
	link := s.link(hanako)
	v := s.visitor() // on another machine
	if v.goTo(link).says("このメールアドレスで進みます", "hanako@example.jp"); v.header.Get("Referrer-Policy") != "strict-origin" || v.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page of the link has %v", v.header)
	}
	v.send("/yoyaku/link").is("/yoyaku/book/who").send("/yoyaku/book/who").says("hanako@example.jp").send("/yoyaku/book")
	v.is("/yoyaku/mine/1").says("予約ができました", "同じ内容を、メールで送ります", "hanako@example.jp")
	own := s.has(hanako)
	if len(own) != 1 || own[0].Facility != "tobu" || own[0].Party != 2 || !own[0].Start.Equal(on(2, 9, 0)) {
		t.Fatalf("found %v", own)
	}
	v.goTo("/yoyaku/mine").says("hanako@example.jp", "メールでお知らせします").follow("くわしく見る").follow("予約を取り消す").send("/yoyaku/mine/1/cancel").says("予約を取り消しました")
	v.send("/yoyaku/mine/undo").says("予約は元どおりです")
	v.goTo("/yoyaku/mine").send("/yoyaku/mine/reminders").says("お知らせは、送りません")
	v.chooses("tobu", 1, on(3, 9, 0)).says("このメールアドレスには、もう、予約があります", "12月3日(木) 午前9時")
	for _, visited := range [][]string{asks.sent, v.sent} {
		for _, at := range visited {
			if strings.Contains(at, "hanako") || strings.Contains(at, "%40") {
				t.Errorf("an address of a page has the mail address in it: %s", at)
			}
		}
	}
}

// A machine that reads mails opens each link in them, as often as it likes.
func TestToOpenALinkUsesNothingUp(t *testing.T) {
	s := streetOf(t)
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	link := s.link(hanako)
	for range 3 {
		scanner := s.visitor().goTo(link)
		if scanner.status != http.StatusOK || scanner.goTo("/yoyaku/mine").at != "/yoyaku/prove" {
			t.Errorf("a scanner is at %s", scanner.at)
		}
	}
	v := s.visitor().goTo(link).send("/yoyaku/link").is("/yoyaku/mine").says("このメールアドレスの予約は、ありません")
	if v.goTo(link).says("もう使いました"); v.status != http.StatusGone {
		t.Errorf("found %d", v.status)
	}
	v.follow("新しいリンクを送る").is("/yoyaku/prove/mail")
	v.goTo("/yoyaku/link").is("/yoyaku/mine")
	s.visitor().goTo("/yoyaku/link").is("/yoyaku/prove/mail")
}

// What somebody has put into the browser before is worth nothing once a link was used.
func TestALinkGivesTheBrowserATokenThatNobodyKnew(t *testing.T) {
	s := streetOf(t)
	mine := s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", mobile.Domestic()).is("/yoyaku/prove/code")
	at, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	planted := mine.client.Jar.Cookies(at)
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	victim := s.visitor()
	victim.client.Jar.SetCookies(at, planted)
	victim.goTo(s.link(hanako)).send("/yoyaku/link").is("/yoyaku/mine").says("hanako@example.jp")
	if mine.goTo("/yoyaku/mine").is("/yoyaku/prove"); strings.Contains(mine.page, "hanako") {
		t.Error("whoever knew the token has the address")
	}
}

func TestALinkThatIsNoGoodLeadsToANewOne(t *testing.T) {
	s := streetOf(t)
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	link := s.link(hanako)
	used := s.visitor().goTo(link)
	used.send("/yoyaku/link").is("/yoyaku/mine")
	if again := s.visitor().goTo(link); again.status != http.StatusGone {
		t.Errorf("found %d", again.status)
	}
	if twice := used.post("/yoyaku/link", url.Values{"end": {strings.TrimPrefix(link, "/yoyaku/link/")}}); twice.status != http.StatusOK {
		t.Errorf("the button is pressed twice: %d", twice.status)
	}
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	old := s.visitor().goTo(s.link(hanako))
	s.pass(booking.LinkFor)
	if old.send("/yoyaku/link").says("このリンクの期限が、切れました"); old.status != http.StatusGone {
		t.Errorf("found %d", old.status)
	}
	old.follow("新しいリンクを送る").is("/yoyaku/prove/mail")
	for _, none := range []string{"x", strings.Repeat("A", 43), "%2e%2e%2fmine", strings.Repeat("A", 5000)} {
		if v := s.visitor().goTo("/yoyaku/link/" + none); v.status != http.StatusNotFound {
			t.Errorf("%.20s: found %d", none, v.status)
		}
	}
}

func TestAnAddressThatCannotBeTakenIsToldWhy(t *testing.T) {
	s := streetOf(t)
	for typed, want := range map[string]string{
		"": "メールアドレスを入れてください", "hanako": "「@」と、そのあとを", "hanako@localhost": "「@」と、そのあとを", "花子@example.jp": "このメールアドレスは、使えません",
		"a@example.jp\r\nBcc: b@example.jp": "「@」と、そのあとを", "a@example.jp\nX: y": "「@」と",
	} {
		v := s.visitor().goTo("/yoyaku/prove/mail").send("/yoyaku/prove/mail", "address", typed, "again", typed)
		if v.says(want); v.status != http.StatusUnprocessableEntity {
			t.Errorf("%q is answered with %d", typed, v.status)
		}
	}
	v := s.visitor().goTo("/yoyaku/prove/mail").send("/yoyaku/prove/mail", "address", "hanako@example.jp", "again", "hanakо@example.jp").says("2つのメールアドレスが、ちがいます")
	if !strings.Contains(v.page, `value="hanako@example.jp"`) {
		t.Error("what was typed is gone")
	}
	v.send("/yoyaku/prove/mail", "again", "ＨＡＮＡＫＯ＠ｅｘａｍｐｌｅ．ｊｐ", "address", "hanako@example.jp").is("/yoyaku/prove/mail/sent")
}

// Whether an address has a booking, or is turned away, is not told before its mail is read.
func TestNothingTellsWhetherAnAddressHasABooking(t *testing.T) {
	s := streetOf(t)
	s.books(hanako, "tobu", on(2, 9, 0))
	s.do(func(tx *store.Tx) error {
		_, err := tx.Block("mail:blocked@example.jp", true)
		return err
	})
	var first string
	for _, address := range []booking.Phone{hanako, "mail:blocked@example.jp", "mail:nobody@example.jp"} {
		page := s.visitor().goTo("/yoyaku/mine").asksByMail(address).page
		if first == "" {
			first = page
		}
		if page != first {
			t.Errorf("%s is answered otherwise", address.Address())
		}
	}
	v := s.visitor().goTo(s.link("mail:blocked@example.jp")).send("/yoyaku/link")
	if v.says("このメールアドレスからの予約は、お受けしていません"); v.status != http.StatusForbidden {
		t.Errorf("found %d", v.status)
	}
}

func TestTooManyLinksToAnAddressAreRefusedWithWhenTheyAreNot(t *testing.T) {
	s := streetOf(t)
	for range booking.LimitsOf(booking.ByMail).Day {
		s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	}
	v := s.visitor().goTo("/yoyaku/prove/mail").send("/yoyaku/prove/mail", "address", hanako.Address(), "again", hanako.Address())
	if v.says("もうリンクを送れません", "12月2日(水)"); v.status != http.StatusTooManyRequests {
		t.Errorf("found %d", v.status)
	}
}

func TestAFormForALinkThatIsSentTwiceSendsOneMail(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku/prove/mail")
	form := url.Values{"address": {hanako.Address()}, "again": {hanako.Address()}}
	v.post("/yoyaku/prove/mail", form).post("/yoyaku/prove/mail", form).is("/yoyaku/prove/mail/sent")
	var n int
	if err := storetest.Beside(s, s.file).QueryRowContext(t.Context(), `SELECT count(*) FROM messages WHERE kind = 'link'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("found %d mails, %v", n, err)
	}
}

func TestABookingOfAnAddressBecomesThatOfANumber(t *testing.T) {
	s := streetOf(t)
	b := s.books(hanako, "tobu", on(2, 9, 0))
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	v := s.visitor().goTo(s.link(hanako)).send("/yoyaku/link").is("/yoyaku/mine").follow("電話番号を確かめる").is("/yoyaku/prove/number")
	v.says("この電話番号の予約になります").send("/yoyaku/prove", "phone", mobile.Domestic()).is("/yoyaku/prove/code")
	v.send("/yoyaku/prove/code", "code", wrongFor(s.code(mobile))).says("数字がちがいます")
	v.goTo("/yoyaku/mine").says("hanako@example.jp") // as long as the number is not proven
	v.goTo("/yoyaku/prove/code").send("/yoyaku/prove/code", "code", s.code(mobile)).is("/yoyaku/mine").says("5678で終わる番号", "12月3日(木) 午前9時")
	if own := s.has(mobile); len(own) != 1 || own[0].Receipt != b.Receipt || len(s.has(hanako)) != 0 {
		t.Errorf("the number has %v, the address %v", own, s.has(hanako))
	}
}

func TestANumberThatHasABookingTakesNoneFromAnAddress(t *testing.T) {
	s := streetOf(t)
	s.books(hanako, "tobu", on(2, 9, 0))
	s.books(mobile, "tobu", on(3, 9, 0))
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	v := s.visitor().goTo(s.link(hanako)).send("/yoyaku/link").follow("電話番号を確かめる").send("/yoyaku/prove", "phone", mobile.Domestic())
	if v.send("/yoyaku/prove/code", "code", s.code(mobile)).says("メールアドレスの予約は、そのままです"); v.status != http.StatusConflict {
		t.Errorf("found %d", v.status)
	}
	v.follow("わたしの予約を見る").is("/yoyaku/mine").says("12月4日(金) 午前9時")
	if len(s.has(mobile)) != 1 || len(s.has(hanako)) != 1 {
		t.Errorf("the number has %v, the address %v", s.has(mobile), s.has(hanako))
	}
}

func TestACodeForANumberThatIsOverLeavesTheAddress(t *testing.T) {
	s := streetOf(t)
	s.visitor().goTo("/yoyaku/mine").asksByMail(hanako)
	v := s.visitor().goTo(s.link(hanako)).send("/yoyaku/link").follow("電話番号を確かめる").send("/yoyaku/prove", "phone", mobile.Domestic())
	code := s.code(mobile)
	s.pass(booking.ProofFor + time.Minute)
	v.send("/yoyaku/prove/code", "code", code).says("数字の期限が切れた").follow("電話番号").is("/yoyaku/prove/number")
	v.goTo("/yoyaku/mine").says("hanako@example.jp")
}

// Whoever calls with the receipt number of a booking that has no number hears nothing of it,
// whatever four digits they key.
func TestTheLineReadsABookingOfAnAddressToNobody(t *testing.T) {
	s := streetOf(t)
	b := s.books("mail:a5678@example.jp", "tobu", on(2, 9, 0))
	s.do(func(tx *store.Tx) error {
		own, err := tx.Bookings(mobile)
		_, refused := tx.NewCode("mail:a5678@example.jp", 1)
		if len(own) != 0 || refused == nil {
			t.Errorf("found %v, and a code to be passed on as the address", own)
		}
		return err
	})
	for _, digits := range []string{"5678", "mple", ".jp", ""} {
		if err := s.ledger.Update(t.Context(), store.By{Way: store.ByPhone}, func(tx *store.Tx) error {
			if _, err := tx.Shown(b.Receipt, digits, booking.Caller{Kind: booking.Withheld}); err == nil {
				t.Errorf("%q finds it", digits)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
