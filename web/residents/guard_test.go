package residents_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// Whatever is asked for, the answer runs no script, is shown in no other page, and takes
// nothing from anywhere else.
func TestNoPageRunsAScriptOrAsksAnybodyElse(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile)
	named := regexp.MustCompile(`<link rel="(?:canonical|alternate)"[^>]*>`) // for search engines: no browser asks there
	elsewhere := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
	for _, path := range []string{
		"/yoyaku", "/yoyaku?lang=en", "/yoyaku?lang=ja", "/yoyaku/book", "/yoyaku/book/people?facility=tobu", "/yoyaku/book/when?facility=tobu&party=1",
		"/yoyaku/book/when?facility=tobu&party=1&by=month", "/yoyaku/mine", "/yoyaku/mine/1", "/yoyaku/mine/1/cancel", "/yoyaku/mine/9",
		"/yoyaku/book/who?facility=tobu&party=1&start=2026-12-04T09:00", "/yoyaku/book/confirm?facility=tobu&party=1&start=2026-12-04T09:00",
	} {
		v.goTo(path)
		policy := v.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := v.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, expected %q", path, name, got, want)
			}
		}
		if path != "/yoyaku" && !strings.HasPrefix(path, "/yoyaku?") && v.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %s", path, v.header.Get("Cache-Control"))
		}
		if strings.Contains(v.page, "<script") || strings.Contains(v.page, " on") && regexp.MustCompile(`<[^>]* on[a-z]+=`).MatchString(v.page) || strings.Contains(v.page, "style=") {
			t.Errorf("%s has a script or a style of its own", path)
		}
		if found := elsewhere.FindString(named.ReplaceAllString(v.page, "")); found != "" {
			t.Errorf("%s asks elsewhere: %s", path, found)
		}
		indexed := strings.Contains(v.page, `content="index, follow"`)
		if first := v.at == "/yoyaku" || strings.HasPrefix(v.at, "/yoyaku?"); indexed != first {
			t.Errorf("%s: a search engine may keep it: %t", path, indexed)
		}
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "tobu", on(2, 9, 0))
	v := s.visitor().comesIn(mobile)
	for _, path := range []string{"/yoyaku/book", "/yoyaku/book/at", "/yoyaku/book/extend", "/yoyaku/prove", "/yoyaku/prove/code", "/yoyaku/prove/called", "/yoyaku/prove/ring", "/yoyaku/prove/mail", "/yoyaku/link", "/yoyaku/mine/1/cancel", "/yoyaku/mine/undo", "/yoyaku/mine/reminders", "/yoyaku/leave", "/yoyaku/another"} {
		form := url.Values{"receipt": {string(b.Receipt)}, "facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(3, 9, 0))}, "phone": {mobile.Domestic()}}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.server.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if v.take(v.client.Do(r)); v.status != http.StatusForbidden {
			t.Errorf("%s is answered with %d", path, v.status)
		}
		v.says("ほかのサイトからの操作")
	}
	if own := s.has(mobile); len(own) != 1 {
		t.Errorf("found %v", own)
	}
}

// Before a number is proven, nobody learns whether it has a booking, or is turned away: the
// bytes are the same, but for the digits of the number itself.
func TestNothingTellsWhetherANumberHasABookingBeforeItIsProven(t *testing.T) {
	s := streetOf(t)
	s.books("+819011110001", "tobu", on(2, 9, 0))
	s.do(func(tx *store.Tx) error {
		_, err := tx.Block("+819011110002", true)
		return err
	})
	numbers := []booking.Phone{"+819011110001", "+819011110002", "+819011110003"}
	var answers []string
	for _, phone := range numbers {
		v := s.visitor().goTo("/yoyaku/mine").is("/yoyaku/prove").send("/yoyaku/prove", "phone", phone.Domestic())
		answer := v.page
		v.send("/yoyaku/prove/code", "code", "00")
		answers = append(answers, strings.ReplaceAll(answer+v.page, phone.Last4(), "0000"))
	}
	for i, a := range answers {
		if a != answers[0] {
			t.Errorf("%s is answered otherwise than %s", numbers[i], numbers[0])
		}
	}
	v := s.visitor().goTo("/yoyaku/mine").proves("+819011110002").says("この番号からの予約は、お受けしていません")
	if v.status != http.StatusForbidden || strings.Contains(v.text, "12月") {
		t.Errorf("found %d: %s", v.status, v.text)
	}
	if v.goTo("/yoyaku/mine"); v.status != http.StatusForbidden {
		t.Errorf("found %d", v.status)
	}
}

func TestAWrongCodeIsToldAndTheFifthEndsTheProof(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).send("/yoyaku/prove", "phone", mobile.Domestic())
	right := s.code(mobile)
	for range booking.ProofTries - 1 {
		if v.send("/yoyaku/prove/code", "code", wrongFor(right)).says("数字がちがいます"); v.status != 422 {
			t.Errorf("found %d", v.status)
		}
	}
	v.send("/yoyaku/prove/code", "code", wrongFor(right)).says("まちがいが多かった")
	v.follow("電話番号から、やり直す").is("/yoyaku/prove").says("選んだ時間：12月3日(木) 午前9時")
	v.proves(mobile).is("/yoyaku/book/who")
}

func wrongFor(right string) string {
	if right == "111111" {
		return "222222"
	}
	return "111111"
}

func TestACodeEndsAfterTenMinutes(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).send("/yoyaku/prove", "phone", mobile.Domestic()).says("午前10時10分まで使えます")
	code := s.code(mobile)
	s.pass(11 * time.Minute)
	v.send("/yoyaku/prove/code", "code", code).says("数字の期限が切れた")
}

func TestTooManyCodesForANumberAreRefusedWithWhenTheyAreNot(t *testing.T) {
	s := streetOf(t)
	for range booking.LimitsOf(booking.ByText).Day {
		s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", mobile.Domestic()).is("/yoyaku/prove/code")
	}
	v := s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", mobile.Domestic()).says("12月2日(水)", "050-3821-0921")
	if v.status != http.StatusTooManyRequests {
		t.Errorf("found %d", v.status)
	}
}

func TestANumberThatCannotBeProvenIsToldWhy(t *testing.T) {
	s := streetOf(t)
	for typed, want := range map[string]string{
		"": "電話番号を入れてください", "abc": "数字だけで", "090-1234-567": "数字の数が、ちがいます", "9012345678": "0から入れてください",
		"0120-123-456": "この番号では、予約できません", "+1 212 555 0100": "この番号では、インターネットの予約ができません", "110": "この番号では、予約できません",
	} {
		v := s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", typed)
		if v.says(want); v.status != 422 {
			t.Errorf("%q is answered with %d", typed, v.status)
		}
	}
	s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", "０９０−１２３４−５６７８").says("5678で終わる電話")
}

// The first page is what a newspaper names: it is small, and costs the ledger nothing.
func TestTheFirstPageIsSmallAndIsKeptForAMoment(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku")
	style := regexp.MustCompile(`href="([^"]*\.css[^"]*)"`).FindStringSubmatch(v.page)
	if style == nil {
		t.Fatal("the page has no style")
	}
	first := v.page
	v.goTo(style[1])
	if !strings.Contains(v.header.Get("Cache-Control"), "immutable") || len(v.page) > 12<<10 {
		t.Errorf("the style has %d bytes, kept as %q", len(v.page), v.header.Get("Cache-Control"))
	}
	if n := len(first) + len(v.page); n > 30<<10 {
		t.Errorf("the first page with its style has %d bytes, %d packed, expected at most 30 KiB", n, packed(t, first+v.page))
	}
	at := v.goTo("/yoyaku").text
	s.do(func(tx *store.Tx) error {
		_, err := tx.AddNotice(store.Notice{Text: "午後は休みます。", Until: on(1, 0, 0)})
		return err
	})
	if v.goTo("/yoyaku").text != at {
		t.Error("it was made anew at once")
	}
	s.pass(5 * time.Second)
	v.goTo("/yoyaku").says("午後は休みます。")
	if cache := v.header.Get("Cache-Control"); cache != "private, max-age=5" || !slices.Equal(v.header.Values("Vary"), []string{"Cookie", "Accept-Encoding"}) {
		t.Errorf("browsers keep it by %q, %q", cache, v.header.Values("Vary"))
	}
	v.goTo("/yoyaku?lang=en").says("Book a visit", "午後は休みます。")
	v.goTo("/yoyaku").says("Book a visit")
}

func packed(t *testing.T, text string) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

func TestTheLanguageAndTheReadingsAreKept(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku/book").says("English")
	if !strings.Contains(v.page, `<html lang="ja">`) || strings.Contains(v.page, "<rt>") {
		t.Error("the page is not in Japanese without readings")
	}
	v.follow("ふりがなをつける").is("/yoyaku/book")
	if !strings.Contains(v.page, "<rt>まどぐち</rt>") || !strings.Contains(v.page, "あじよしふれあいセンター") {
		t.Error("the page has no readings")
	}
	if v.goTo("/yoyaku/prove"); !strings.Contains(v.page, "<rt>でんわばんごう</rt>") {
		t.Error("the readings are not kept")
	}
	v.follow("English").is("/yoyaku/prove").says("What is your telephone number?", "national line for other languages 0120-017-827 Mon–Fri 9:30 am–8:00 pm, Sat, Sun, holidays 9:30 am–5:30 pm")
	if v.goTo("/yoyaku/book/people?facility=tobu").says("2 people"); !strings.Contains(v.page, `<html lang="en">`) || strings.Contains(v.page, "<rt>") {
		t.Error("English is not kept")
	}
	v.follow("日本語").is("/yoyaku/book/people")
	if !strings.Contains(v.page, "<rt>ふたり</rt>") {
		t.Error("the readings are forgotten")
	}
}
