package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp/totp"

	"madoguchi/store"
	"madoguchi/web/console"
	"madoguchi/web/factor"
)

const consoleAddress = "https://madoguchi.city.example.jp"

// withFactors has the office offer passkeys, and admins need a second factor.
func withFactors(t testing.TB) *office {
	t.Helper()
	o := open(t)
	keys, err := factor.NewPasskeys(consoleAddress, "春日市 予約の窓口")
	if err != nil {
		t.Fatal(err)
	}
	sealing, err := o.ledger.Secret(t.Context(), "factors")
	if err != nil {
		t.Fatal(err)
	}
	o.console.MustHave, o.console.Passkeys, o.console.Factors = []store.Role{store.Admin}, keys, sealing
	return o
}

// password shows the password of an account, and nothing else.
func (o *office) password(name string) (*browser, page) {
	o.Helper()
	b := o.browser()
	return b, b.post("/console/login", "name", name, "password", passphrase)
}

var secretShown = regexp.MustCompile(`<strong class="secret">([A-Z2-7 ]+)</strong>`)
var codeShown = regexp.MustCompile(`<li>([A-Z2-7]{4}(?: [A-Z2-7]{4}){5})</li>`)

// An app is an application that shows codes.
type app struct {
	*office
	secret string
}

// code returns the code that it shows, by a clock that is so far off.
func (a app) code(off time.Duration) string {
	a.Helper()
	code, err := totp.GenerateCode(a.secret, a.clock().Add(off))
	if err != nil {
		a.Fatal(err)
	}
	return code
}

// setUp signs an account in that has no factor, gives it an application, and returns the
// recovery codes that are shown. Half a minute later its code is a new one.
func (o *office) setUp(name string) (*browser, app, []string) {
	o.Helper()
	b, _ := o.password(name)
	shown := b.post("/console/account/factor/app").says(200, "6けたの数字")
	m := secretShown.FindStringSubmatch(shown.body)
	if m == nil {
		o.Fatalf("no secret is shown: %s", shown.text())
	}
	a := app{o, strings.ReplaceAll(m[1], " ", "")}
	done := b.post("/console/account/factor/app/code", "code", a.code(0)).says(200, "予備コード")
	var codes []string
	for _, m := range codeShown.FindAllStringSubmatch(done.body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != factor.RecoveryCodes {
		o.Fatalf("%d recovery codes are shown: %s", len(codes), done.text())
	}
	o.wait(time.Minute)
	return b, a, codes
}

// trailOf returns the last n deeds of an account, the newest first.
func (o *office) trailOf(n int) (said []string) {
	o.Helper()
	o.look(func(tx *store.Tx) error {
		entries, err := tx.Trail(0, n, store.TrailFilter{})
		for _, e := range entries {
			said = append(said, strings.TrimSpace(fmt.Sprint(e.Deed, " ", e.Detail.Account, " ", e.Detail.Factor)))
		}
		return err
	})
	return said
}

// An admin who has only a password is led to set up a second factor, and sees and does
// nothing else until then.
func TestAnAdminIsLedToASecondFactor(t *testing.T) {
	o := withFactors(t)
	b := o.book(caller, "koseki", at(1, 9, 0))
	admin, at := o.password("admin")
	at.says(200, "2段階の確認が必要です").silent("さがす", "記録")
	if at.at != "/console/account/factor" {
		t.Errorf("led to %s", at.at)
	}
	for _, path := range []string{"/console", "/console/trail", "/console/card/" + o.cardOf(caller), "/console/today/koseki", "/console/numbers/csv"} {
		if p := admin.get(path); p.at != "/console/account/factor" {
			t.Errorf("%s shows %d at %s", path, p.status, p.at)
		} else {
			p.silent("5678")
		}
	}
	admin.post(fmt.Sprintf("/console/booking/%d/cancel", b.ID), "seen", "1").says(403, "2段階の確認を、設定してください")
	admin.header["Hx-Request"] = []string{"true"}
	if p := admin.get("/console/pops"); p.header.Get("HX-Redirect") != "/console/account/factor" {
		t.Errorf("an open page is led to %q", p.header.Get("HX-Redirect"))
	}
	if len(o.bookings(caller)) != 1 {
		t.Error("something was done")
	}
	led, _ := o.password("admin")
	led.post("/console/logout").says(200, "サインイン")
	done, _, _ := o.setUp("admin")
	done.get("/console/trail").says(200, "2段階の確認を設定", "認証アプリ")
	agent, home := o.password("agent") // who need not have one
	home.says(200, "さがす")
	agent.post("/console/logout")
}

// The password alone opens nothing; password and code open the console.
func TestAPasswordIsNotEnough(t *testing.T) {
	o := withFactors(t)
	o.book(caller, "koseki", at(1, 9, 0))
	_, a, _ := o.setUp("admin")
	b, asked := o.password("admin")
	asked.says(200, "もう1つの確認", "認証アプリの、6けたの数字").silent("さがす")
	if asked.at != "/console/login/second" {
		t.Errorf("led to %s", asked.at)
	}
	for _, path := range []string{"/console", "/console/trail", "/console/account/factor", "/console/card/" + o.cardOf(caller)} {
		b.get(path).says(200, "サインイン").silent("5678", "2段階の確認")
	}
	b.post("/console/account/factor/app/drop").says(401)
	b.post("/console/login/second", "code", "000000").says(401, "その数字や文字では、ありません")
	b.post("/console/login/second", "code", a.code(0)).says(200, "さがす")
	b.get("/console/trail").says(200, "認証アプリ")
	if got := o.trailOf(2); got[0] != "see" && got[0] != "sign-in admin app" {
		t.Errorf("the trail says %q", got)
	}
	// The cookie of the second step is gone, and was never one of a session.
	b.post("/console/login/second", "code", a.code(0)).says(401)
}

// A code is good once, and for the step before and after, as a clock may be off.
func TestACodeIsTakenOnce(t *testing.T) {
	o := withFactors(t)
	_, a, _ := o.setUp("admin")
	try := func(code string) int {
		b, _ := o.password("admin")
		return b.post("/console/login/second", "code", code).status
	}
	code := a.code(0)
	if first, again := try(code), try(code); first != 200 || again != 401 {
		t.Errorf("the code was answered with %d, and again with %d", first, again)
	}
	if before := try(a.code(-30 * time.Second)); before != 401 {
		t.Errorf("a code from before the last one: %d", before)
	}
	if after := try(a.code(30 * time.Second)); after != 200 {
		t.Errorf("the code of the next step: %d", after)
	}
	o.wait(3 * time.Minute)
	for off, want := range map[time.Duration]int{-60 * time.Second: 401, 60 * time.Second: 401} {
		if got := try(a.code(off)); got != want {
			t.Errorf("a clock that is %v off: %d", off, got)
		}
	}
	if got := try(a.code(-30 * time.Second)); got != 200 {
		t.Errorf("a clock that is half a minute behind: %d", got)
	}
}

// Of two browsers that show the same code at the same moment, one is let in.
func TestTwoBrowsersWithOneCodeAreNotBothLetIn(t *testing.T) {
	o := withFactors(t)
	_, a, _ := o.setUp("admin")
	const many = 8
	browsers := make([]*browser, many)
	for i := range browsers {
		browsers[i], _ = o.password("admin")
	}
	code := a.code(0)
	let := make(chan bool, many)
	var all sync.WaitGroup
	for _, b := range browsers {
		all.Go(func() { let <- b.post("/console/login/second", "code", code).at == "/console" })
	}
	all.Wait()
	close(let)
	in := 0
	for yes := range let {
		if yes {
			in++
		}
	}
	if in != 1 {
		t.Errorf("%d browsers were let in", in)
	}
}

// The second step ends after five minutes, and with a new password; a restart of the line
// does not end it.
func TestASecondStepEnds(t *testing.T) {
	o := withFactors(t)
	_, a, _ := o.setUp("admin")
	late, _ := o.password("admin")
	o.wait(store.SecondStepFor)
	late.post("/console/login/second", "code", a.code(0)).says(401)
	late.get("/console/login/second").says(200, "名前", "パスワード")

	changed, _ := o.password("admin")
	s, err := secret()
	if err != nil {
		t.Fatal(err)
	}
	o.do(func(tx *store.Tx) error { return tx.SetSecret("admin", s) })
	changed.post("/console/login/second", "code", a.code(0)).says(401)

	b, _ := o.password("admin")
	o.restart()
	b.post("/console/login/second", "code", a.code(0)).says(200, "さがす")
}

// restart has another process serve the console, at the same ledger.
func (o *office) restart() {
	o.Helper()
	o.server.Close()
	if err := o.ledger.Close(); err != nil {
		o.Fatal(err)
	}
	var err error
	if o.ledger, err = store.Open(o.file, store.Options{Now: o.clock}); err != nil {
		o.Fatal(err)
	}
	old := o.console
	again := &console.Console{
		Ledger: o.ledger, City: old.City, Where: old.Where, Dialogue: old.Dialogue, Key: old.Key, Now: old.Now, Log: old.Log,
		MustHave: old.MustHave, Factors: old.Factors, Passkeys: old.Passkeys,
	}
	router := gin.New()
	again.Routes(router)
	o.server = httptest.NewTLSServer(router)
}

// Wrong codes make the next one wait, even the right one. Recovery codes go on, so that
// nobody who has learnt a password can lock its owner out with it.
func TestWrongCodesAreCounted(t *testing.T) {
	o := withFactors(t)
	_, a, codes := o.setUp("admin")
	b, _ := o.password("admin")
	for range 5 {
		b.post("/console/login/second", "code", "000000").says(401, "その数字や文字では、ありません")
	}
	b.post("/console/login/second", "code", "000000").says(401, "あと1分")
	b.post("/console/login/second", "code", a.code(0)).says(401, "あと1分")
	other, _ := o.password("admin")
	other.post("/console/login/second", "code", a.code(0)).says(401, "あと1分")
	if got := o.trailOf(20); strings.Count(strings.Join(got, ";"), "wrong-factor admin app") != 6 {
		t.Errorf("the trail says %q", got)
	}
	other.post("/console/login/second/recovery", "recovery", codes[0]).says(200, "さがす")
	o.wait(61 * time.Second)
	b.post("/console/login/second", "code", a.code(0)).says(200, "さがす")
}

// Guesses that come all at once are counted one by one.
func TestManyCodesAtOnceAreCounted(t *testing.T) {
	o := withFactors(t)
	o.setUp("admin")
	b, _ := o.password("admin")
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() { b.post("/console/login/second", "code", "000000") })
	}
	all.Wait()
	tried := strings.Count(strings.Join(o.trailOf(100), ";"), "wrong-factor")
	if tried != 6 {
		t.Errorf("%d of 40 codes were looked at, expected 6", tried)
	}
}

// A recovery code is good once; new ones end the old ones.
func TestARecoveryCodeIsTakenOnce(t *testing.T) {
	o := withFactors(t)
	_, _, codes := o.setUp("admin")
	try := func(code string) *browser {
		b, _ := o.password("admin")
		if p := b.post("/console/login/second/recovery", "recovery", code); p.status != 200 {
			p.says(401, "その数字や文字では、ありません")
			return nil
		}
		return b
	}
	b := try(strings.ToLower(strings.ReplaceAll(codes[0], " ", "-")))
	if b == nil || try(codes[0]) != nil || try("") != nil || try(strings.Repeat("A", 24)) != nil {
		t.Fatal("a recovery code is not taken once")
	}
	b.get("/console/account/factor").says(200, "あと9個")
	fresh := b.post("/console/account/factor/recovery").says(200, "もう見られません")
	if try(codes[1]) != nil {
		t.Error("an old recovery code is taken")
	}
	if try(codeShown.FindStringSubmatch(fresh.body)[1]) == nil {
		t.Error("a new recovery code is not taken")
	}
}

// Neither the log nor the trail nor an address has a secret in it.
func TestNoSecretIsLogged(t *testing.T) {
	o := withFactors(t)
	b, a, codes := o.setUp("admin")
	b.get("/console/trail").silent(a.secret, codes[0])
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, word := range append([]string{a.secret, factor.Groups(a.secret)}, codes...) {
		if strings.Contains(o.log.String(), word) || strings.Contains(o.log.String(), url.QueryEscape(word)) {
			t.Errorf("the log has %q", word)
		}
	}
}

// Whoever has lost the telephone gets in again when the terminal takes the factors away.
func TestDroppedFactorsAreAskedForNoMore(t *testing.T) {
	o := withFactors(t)
	b, _, _ := o.setUp("admin")
	half, _ := o.password("admin")
	o.do(func(tx *store.Tx) error { return tx.DropFactors("admin") })
	b.get("/console").says(200, "パスワード")
	half.get("/console/login/second").says(200, "パスワード")
	_, led := o.password("admin")
	led.says(200, "2段階の確認が必要です")
}

// What is posted without the second step is refused, whatever it is.
func TestTheSecondStepNeedsTheFirst(t *testing.T) {
	o := withFactors(t)
	o.setUp("admin")
	b := o.browser()
	for _, path := range []string{"", "/recovery", "/ask", "/passkey"} {
		b.post("/console/login/second"+path, "code", "000000", "recovery", "x", "answer", "{}").says(http.StatusUnauthorized)
	}
	in, _ := o.password("admin")
	for _, fields := range [][]string{{}, {"code", ""}, {"code", strings.Repeat("9", 9000)}, {"code", "\x00\xff"}, {"recovery", strings.Repeat("A", 9000)}, {"answer", strings.Repeat("[", 9000)}} {
		for _, path := range []string{"/recovery", "/passkey"} {
			in.post("/console/login/second"+path, fields...).says(http.StatusUnauthorized)
		}
	}
}
