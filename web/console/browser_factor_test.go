//go:build browser

package console_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/web/factor"

	"madoguchi/web/browsertest"
)

// keyed opens a browser that has an authenticator, at an office that offers passkeys.
// Passkeys are bound to the name of a host, so the address is localhost.
func keyed(t *testing.T, o *office, width string, scripts bool) *window {
	t.Helper()
	w := windowOf(t, o, width, scripts)
	w.Base = strings.Replace(w.Base, "127.0.0.1", "localhost", 1)
	var err error
	if o.console.Passkeys, err = factor.NewPasskeys(w.Base, "春日市 予約の窓口"); err != nil {
		t.Fatal(err)
	}
	browsertest.Call(w, webauthn.Enable, webauthn.EnableParams{})
	browsertest.Call(w, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	return w
}

// password shows a password, and waits for what the page says then.
func (w *window) password(name, says string) {
	w.Helper()
	w.GoTo("/console/login")
	w.Do(chromedp.SendKeys("#name", name), chromedp.SendKeys("#password", passphrase), chromedp.Click("main button.main"))
	w.waitFor(says)
}

// click presses a button of the page.
func (w *window) click(button, says string) {
	w.Helper()
	w.Do(chromedp.Click(`//main//button[normalize-space(.)="` + button + `"]`))
	w.waitFor(says)
}

func (w *window) signOut() {
	w.Helper()
	w.TabTo("admin")
	w.Keys(kb.Enter)
	w.TabTo("サインアウト")
	w.Keys(kb.Enter)
	w.Do(chromedp.WaitVisible("#password"))
}

// An admin registers a passkey in the browser, signs in with it, and every page of it is
// looked at on the way.
func TestBrowserAPasskeyIsRegisteredAndShown(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := withFactors(t)
			w := keyed(t, o, width, true)
			w.password("admin", "2段階の確認が必要です")
			w.shot("factor-none")
			w.Do(chromedp.SendKeys("#new", "窓口のパソコン"))
			w.click("パスキーを登録", "この画面を閉じると")
			w.shot("factor-recovery")
			w.GoTo("/console/account/factor")
			w.waitFor("窓口のパソコン")
			w.click("認証アプリを設定", "6けたの数字を、入れます")
			w.shot("factor-app")
			secret := browsertest.Eval[string](w, `document.querySelector(".secret").textContent`)
			a := app{o, strings.ReplaceAll(secret, " ", "")}
			w.Do(chromedp.SendKeys("#code", a.code(0)))
			w.click("設定する", "2段階の確認を、加えました")
			w.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
			w.shot("factor-both")
			w.signOut()
			w.password("admin", "もう1つの確認")
			w.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
			w.shot("factor-second")
			w.Do(chromedp.Click(`//main//button[normalize-space(.)="パスキーで確認"]`), chromedp.WaitVisible(`//summary[contains(., "admin")]`))
			if got := o.trailOf(1); got[0] != "sign-in admin passkey" {
				t.Errorf("the trail says %q", got)
			}
			o.wait(time.Hour - time.Second)
			w.GoTo("/console/account/factor")
			w.waitFor("いまは、見るだけです")
			w.shot("factor-stale")
		})
	}
}

// Without scripts the codes of an application do, and the page says what does not.
func TestBrowserCodesNeedNoScript(t *testing.T) {
	o := withFactors(t)
	w := keyed(t, o, "phone", false)
	w.password("admin", "2段階の確認が必要です")
	w.waitFor("このブラウザーでは、パスキーを登録できません")
	w.click("認証アプリを設定", "6けたの数字を、入れます")
	secret := browsertest.Eval[string](w, `document.querySelector(".secret").textContent`)
	a := app{o, strings.ReplaceAll(secret, " ", "")}
	w.Do(chromedp.SendKeys("#code", a.code(0)))
	w.click("設定する", "この画面を閉じると")
	w.signOut()
	o.wait(time.Minute)
	w.password("admin", "もう1つの確認")
	w.Do(chromedp.SendKeys("#code", "000000"))
	w.click("数字で確認", "その数字や文字では、ありません")
	w.Keep("factor-wrong", chromedp.FullScreenshot(100)) // axe is a script
	w.Do(chromedp.SendKeys("#code", a.code(0)), chromedp.Click(`//main//button[normalize-space(.)="数字で確認"]`), chromedp.WaitVisible(`//summary[contains(., "admin")]`))
}

// A browser whose owner does not touch the key is told so, and can try again.
func TestBrowserAPasskeyThatIsNotShownLetsNobodyIn(t *testing.T) {
	o := withFactors(t)
	w := keyed(t, o, "desktop", true)
	w.password("admin", "2段階の確認が必要です")
	w.click("パスキーを登録", "この画面を閉じると")
	w.signOut()
	browsertest.Call(w, webauthn.Disable, struct{}{}) // the browser has no key any more
	w.password("admin", "もう1つの確認")
	w.Do(chromedp.Evaluate[chromedp.Void](`navigator.credentials.get = () => Promise.reject(new DOMException("no", "NotAllowedError"))`))
	w.click("パスキーで確認", "パスキーを、確認できませんでした")
	if at := browsertest.Eval[string](w, `location.pathname`); at != "/console/login/second" {
		t.Errorf("at %s", at)
	}
	w.shot("factor-failed")
}
