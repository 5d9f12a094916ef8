package console_test

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
)

// Somebody changes their own password: this browser goes on, the others are signed out, the
// old password is worth nothing any more, and the trail tells of it.
func TestOnesOwnPasswordIsChangedInTheBrowser(t *testing.T) {
	o := open(t)
	here, elsewhere := o.signIn("agent"), o.signIn("agent")
	const better = "tsuki ga kirei desu ne 8"
	here.get("/console/account/factor").says(200, "パスワードを変える")
	here.get("/console/account/password").says(200, "いまのパスワード")
	here.post("/console/account/password", "old", passphrase, "new", better, "again", better).says(200, "パスワードを変えました")
	here.get("/console").says(200, "さがす")
	elsewhere.get("/console").says(200, "サインイン")
	o.browser().post("/console/login", "name", "agent", "password", passphrase).says(401)
	o.browser().post("/console/login", "name", "agent", "password", better).says(200, "さがす")
	o.look(func(tx *store.Tx) error {
		found, err := tx.Trail(0, 10, store.TrailFilter{Deed: store.DidSetPassword})
		if err == nil && (len(found) != 1 || found[0].Actor != "agent" || found[0].Way != store.ByConsole) {
			t.Errorf("the trail tells %+v", found)
		}
		return err
	})
}

// What is wrong is told at its field, and nothing is changed.
func TestAPasswordThatCannotBeChangedSaysWhy(t *testing.T) {
	o := open(t)
	b := o.signIn("agent")
	const better = "tsuki ga kirei desu ne 8"
	for _, c := range []struct{ old, new, again, says, at string }{
		{"wrong", better, better, "いまのパスワードが、ちがいます", "old"},
		{passphrase, better, better + "x", "同じではありません", "again"},
		{passphrase, "short", "short", "12文字以上", "new"},
		{passphrase, "passwordpassword", "passwordpassword", "多くの人が使っている", "new"},
		{passphrase, "ＰＡＳＳＷＯＲＤpassword", "ＰＡＳＳＷＯＲＤpassword", "多くの人が使っている", "new"},
		{passphrase, "Madoguchi2026!", "Madoguchi2026!", "市や窓口の名前だけのパスワードです", "new"},
		{passphrase, "カスガイシkoseki12", "カスガイシkoseki12", "市や窓口の名前だけのパスワードです", "new"},
		{passphrase, passphrase, passphrase, "いまと同じ", "new"},
		{"", "", "", "12文字以上", "new"},
	} {
		p := b.post("/console/account/password", "old", c.old, "new", c.new, "again", c.again).says(400, c.says)
		if !strings.Contains(p.body, `id="`+c.at+`"`) || !strings.Contains(p.body, `aria-invalid="true"`) {
			t.Errorf("%q: the field %s is not marked", c.says, c.at)
		}
		if strings.Contains(p.body, better) {
			t.Error("what was typed is in the page")
		}
	}
	b.get("/console").says(200, "さがす")
	o.browser().post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
}

// A browser that was left open is no way to guess a password: its tries are counted as those
// of the sign-in are.
func TestTheOldPasswordIsNotGuessedInAnOpenBrowser(t *testing.T) {
	o := open(t)
	b := o.signIn("agent")
	const better = "tsuki ga kirei desu ne 8"
	for range 6 {
		b.post("/console/account/password", "old", "wrong", "new", better, "again", better).says(400, "いまのパスワードが、ちがいます")
	}
	b.post("/console/account/password", "old", passphrase, "new", better, "again", better).says(400, "あと1分")
	o.wait(time.Minute)
	b.post("/console/account/password", "old", passphrase, "new", better, "again", better).says(200, "パスワードを変えました")
}

// Whoever signs in may end the sign-ins of before; otherwise they go on.
func TestANewSignInEndsTheOthersIfAsked(t *testing.T) {
	o := open(t)
	first, second := o.signIn("agent"), o.signIn("agent")
	first.get("/console").says(200, "さがす")
	third := o.browser()
	third.post("/console/login", "name", "agent", "password", passphrase, "alone", "1").says(200, "さがす")
	for _, old := range []*browser{first, second} {
		old.get("/console").says(200, "サインイン")
	}
	third.get("/console").says(200, "さがす")
}

var (
	inputs    = regexp.MustCompile(`<input [^>]*>`)
	fieldName = regexp.MustCompile(` name="([^"]*)"`)
)

// A password is masked, may be pasted, and is known to the browser's own keeper of passwords.
// The page on which to sign in asks nothing else about a person.
func TestAPasswordIsMaskedAndMayBePasted(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		p    page
		want map[string]string // what the keeper of passwords is told, by field
	}{
		{o.browser().get("/console/login"), map[string]string{"password": "current-password"}},
		{o.signIn("agent").get("/console/account/password"), map[string]string{"old": "current-password", "new": "new-password", "again": "new-password"}},
	} {
		var fields []string
		for _, input := range inputs.FindAllString(c.p.body, -1) {
			field := fieldName.FindStringSubmatch(input)[1]
			fields = append(fields, field)
			if keeper := c.want[field]; keeper != "" && (!strings.Contains(input, ` type="password"`) || !strings.Contains(input, ` autocomplete="`+keeper+`"`)) {
				t.Errorf("%s: %s", c.p.at, input)
			}
		}
		for field := range c.want {
			if !slices.Contains(fields, field) {
				t.Errorf("%s has no field %s", c.p.at, field)
			}
		}
		if c.p.at == "/console/login" && !slices.Equal(fields, []string{"name", "password", "alone"}) {
			t.Errorf("the sign-in asks for %v", fields)
		}
	}
	for _, file := range []string{"console.js", "passkey.js"} {
		script, err := os.ReadFile("static/" + file)
		if err != nil || strings.Contains(string(script), "paste") || strings.Contains(string(script), "password") {
			t.Errorf("%s knows of passwords or of pasting: %v", file, err)
		}
	}
}

// A password that was right a year ago is right; nobody is asked to change one.
func TestAPasswordDoesNotGrowOld(t *testing.T) {
	o := open(t)
	o.wait(400 * 24 * time.Hour)
	o.browser().post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
}

// A new password for whoever has forgotten the old one is no way around the second factor.
func TestANewPasswordLeavesTheSecondFactor(t *testing.T) {
	o := withFactors(t)
	o.setUp("admin")
	s, err := secret()
	if err != nil {
		t.Fatal(err)
	}
	o.do(func(tx *store.Tx) error { return tx.SetSecret("admin", s) })
	if _, asked := o.password("admin"); asked.at != "/console/login/second" {
		t.Errorf("led to %s", asked.at)
	}
}

// Who signs in again in the same browser leaves no session behind.
func TestASignInEndsTheSessionThatTheBrowserHad(t *testing.T) {
	o := open(t)
	b := o.signIn("agent")
	base, err := url.Parse(o.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	before := b.client.Jar.Cookies(base)
	b.post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
	thief := o.browser()
	thief.client.Jar.SetCookies(base, before)
	thief.get("/console").says(200, "サインイン")
	b.get("/console").says(200, "さがす")
}
