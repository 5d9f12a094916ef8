package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/carrier/carriertest"
	"madoguchi/voice"
)

func TestServeSaysWhatIsMissing(t *testing.T) {
	const (
		noToken  = "TWILIO_AUTH_TOKEN (the auth token of the Twilio console: export TWILIO_AUTH_TOKEN=…)"
		noPublic = "MADOGUCHI_PUBLIC_URL (the address at which Twilio finds the line: export MADOGUCHI_PUBLIC_URL=https://yoyaku.example.jp, or public_url in city.yaml)"
	)
	for _, c := range []struct{ token, public, want string }{
		{"", "", "missing in the environment: " + noToken + " and " + noPublic},
		{token, "", "missing in the environment: " + noPublic},
		{"", public, "missing in the environment: " + noToken},
		{"s3cret,,", public, "TWILIO_AUTH_TOKEN: auth token 2: found nothing, expected a token between the commas"},
		{token, "http://example.jp", `MADOGUCHI_PUBLIC_URL: found "http://example.jp", expected https:// (http:// only for localhost and 127.0.0.1), such as https://yoyaku.example.jp`},
	} {
		p := newPlace(t)
		p.env[tokenVariable], p.env[publicVariable] = c.token, c.public
		got := p.run("serve", "--db", p.db)
		if got != (said{status: refused, err: "madoguchi serve: " + c.want + "\n"}) {
			t.Errorf("token %q, public URL %q:\n got %+v\nwant %s", c.token, c.public, got, c.want)
		}
		if _, err := os.Stat(p.db); err == nil {
			t.Error("it made a ledger all the same")
		}
	}
}

func TestServeSaysInWordsWhyItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for address, why := range map[string]string{
		taken.Addr().String(): "another program listens there: end it, or name another port with --listen",
		"192.0.2.1:8080":      "this machine does not have that address: name 127.0.0.1 or 0.0.0.0 with --listen",
	} {
		p := newPlace(t).withSecrets()
		got := p.run("serve", "--db", p.db, "--listen", address)
		if want := "madoguchi serve: cannot listen at " + address + ": " + why + " ("; got.status != refused || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: %+v, want %s…", address, got, want)
		}
		p.sound()
	}
}

func TestServeNamesALedgerThatItCannotWrite(t *testing.T) {
	p := newPlace(t).withSecrets()
	missing := filepath.Join(p.dir, "no", "ledger.db")
	got := p.run("serve", "--db", missing)
	want := fmt.Sprintf("madoguchi serve: ledger %s: there is no directory %s: create it, or name another file\n", missing, filepath.Dir(missing))
	if got != (said{status: refused, err: want}) {
		t.Errorf("got %+v, want %s", got, want)
	}
}

func TestTheFirstLogLineSaysWhatToEnterAtTwilio(t *testing.T) {
	p := newPlace(t).withSecrets()
	s := p.serve()
	first := s.first
	if len(s.before) > 0 {
		t.Errorf("before it there is %v", s.before)
	}
	for key, want := range map[string]string{
		"public_url": public, "ledger": p.db, "a_call_comes_in": public + "/voice" + voice.Overrides, "call_status_changes": public + "/voice/status",
		"facilities": "[koseki sakashita tobu ajiyoshi kozoji]",
	} {
		if got := fmt.Sprint(first[key]); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	s.line("this is the sample city: write your own with madoguchi config sample > city.yaml, and name it with --config")
	still := s.line("these numbers are placeholders, which nobody can call: put your Twilio numbers into city.yaml")["still"]
	if got := fmt.Sprint(still); got != "[number the line of koseki the line of sakashita the line of tobu the line of ajiyoshi the line of kozoji]" {
		t.Errorf("placeholders: %s", got)
	}
	if status := s.stop(); status != done {
		t.Errorf("status %d", status)
	}
	s.line("the line is closed")
}

func TestAReadyCityIsNotWarned(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.env["TWILIO_ACCOUNT_SID"] = carriertest.Account
	numbers := []string{"050-0000-0000", "0568-00-1110"}
	for i := range 5 {
		numbers = append(numbers, fmt.Sprintf("050-0000-000%d", i+1), fmt.Sprintf("0568-00-111%d", i+1))
	}
	s := p.serve("--config", p.sampleWith(numbers...))
	s.stop()
	for line := range s.lines {
		if line["level"] == "WARN" {
			t.Errorf("warned: %v", line)
		}
	}
}

// unmeasured matches what the telephone prints after a call to a line elsewhere.
var unmeasured = regexp.MustCompile(`予約が、できました。[^~]*\n押したキー: 3 回 · 話の長さ: [0-9]+ 秒\n$`)

func TestTheServerAnswersSignedCallsAndNobodyElse(t *testing.T) {
	p := newPlace(t).withSecrets()
	s := p.serve()
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/voice": 405} {
		resp, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, resp.StatusCode, want)
		}
	}
	// A line elsewhere tells only its words, so nothing measures when the caller knew.
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1"); !unmeasured.MatchString(out) {
		t.Errorf("the call ends with something else than keys and seconds:\n%s", out)
	}
	if got := p.list(); len(got) != 1 || got[0].Start != "2026-12-02T09:00:00+09:00" {
		t.Errorf("the booking of the call: %+v", got)
	}
	thief := newPlace(t)
	thief.env[tokenVariable] = "guessed"
	got := thief.run("phone", "--url", s.url, "--keys", "1")
	if want := "madoguchi phone: the line at " + s.url + " refuses the signature: are TWILIO_AUTH_TOKEN and MADOGUCHI_PUBLIC_URL the same as the server's?\n"; got.status != refused || got.err != want {
		t.Errorf("with another token: %+v, want %s", got, want)
	}
	// While a token is being replaced, both are good.
	s.stop()
	p.env[tokenVariable] = "new-one, " + token
	s = p.serve()
	p.env[tokenVariable] = token
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_")
}

func TestABookingOutlivesARestart(t *testing.T) {
	p := newPlace(t).withSecrets()
	s := p.serve()
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 1 1")
	if status := s.stop(); status != done {
		t.Fatalf("status %d", status)
	}
	if files, err := filepath.Glob(p.db + "*"); err != nil || !slices.Equal(files, []string{p.db}) {
		t.Errorf("a ledger that was closed well is one file: %v, %v", files, err)
	}
	s = p.serve()
	out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_")
	if !strings.Contains(out, "電子証明書のご予約は12月2日、水曜日。午前9時。市役所") {
		t.Errorf("after the restart:\n%s", out)
	}
	p.sound()
}

func TestTheDeskWorksBesideARunningServer(t *testing.T) {
	p := newPlace(t).withSecrets()
	s := p.serve()
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1")
	called := p.list()[0].Receipt
	p.does("bookings", "move", called, "--db", p.db, "--start", "2026-12-03 10:00")
	made := p.add("090-1234-5678", "tobu", "2026-12-02 09:30")
	p.does("slots", "close", "--db", p.db, "--facility", "ajiyoshi", "--date", "2026-12-02")

	for from, want := range map[string]string{
		"080-1111-2222": "電子証明書のご予約は12月3日、木曜日。午前10時。味美",
		"090-1234-5678": "電子証明書のご予約は12月2日、水曜日。午前9時30分。東部市民",
	} {
		if out := p.does("phone", "--url", s.url, "--from", from, "--keys", "_"); !strings.Contains(out, want) {
			t.Errorf("%s does not hear %s:\n%s", from, want, out)
		}
	}
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-3333", "--keys", "1 4"); !strings.Contains(out, "< 12月3日木曜日、") {
		t.Errorf("a closed day is offered:\n%s", out)
	}
	p.does("phone", "--url", s.url, "--from", "090-1234-5678", "--keys", "9 1")
	if got := p.run("bookings", "cancel", made, "--db", p.db); got.status != refused || !strings.Contains(got.err, "is cancelled") {
		t.Errorf("cancelled twice: %+v", got)
	}
	p.sound()
}

// No log has a telephone number or a secret in it.
func TestLogsKeepSecrets(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.env[tokenVariable] = "s3cret-token"
	s := p.serve()
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1")
	s.stop()
	n := 0
	for line := range s.lines {
		n++
		text := fmt.Sprint(line)
		if strings.Contains(text, "s3cret") || strings.Contains(text, "11112222") {
			t.Errorf("logged: %s", text)
		}
	}
	if n < 5 {
		t.Errorf("only %d lines were logged", n)
	}
}
