package console_test

import (
	"strings"
	"testing"

	"madoguchi/web/factor/factortest"
)

// key makes a passkey for the account that is signed in.
func (b *browser) key(name string) *factortest.Authenticator {
	b.Helper()
	a, err := factortest.New(consoleAddress)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := a.Make([]byte(b.post("/console/account/factor/passkey/offer").body))
	if err != nil {
		b.Fatal(err)
	}
	b.post("/console/account/factor/passkey", "name", name, "answer", answer).says(200)
	return a
}

// prove shows a passkey in the second step.
func (b *browser) prove(a *factortest.Authenticator) page {
	b.Helper()
	answer, err := a.Prove([]byte(b.post("/console/login/second/ask").body))
	if err != nil {
		b.Fatal(err)
	}
	return b.post("/console/login/second/passkey", "answer", answer)
}

// A passkey is made, named, shown and taken away, over HTTP.
func TestAPasskeyLivesFromMadeToDropped(t *testing.T) {
	o := withFactors(t)
	b, _ := o.password("admin")
	a := b.key("窓口のパソコン")
	b.get("/console/account/factor").says(200, "窓口のパソコン", "あと10個")
	in, asked := o.password("admin")
	asked.says(200, "パスキーで確認").silent("6けたの数字")
	in.post("/console/login/second/passkey", "answer", "{}").says(401, "パスキーを、確認できませんでした") // nothing was asked
	in.prove(a).says(200, "さがす")
	if got := o.trailOf(1); got[0] != "sign-in admin passkey" {
		t.Errorf("the trail says %q", got)
	}
	stranger, err := factortest.New(consoleAddress)
	if err != nil {
		t.Fatal(err)
	}
	out, _ := o.password("admin")
	out.prove(stranger).says(401, "パスキーを、確認できませんでした")
	out.prove(a).says(200, "さがす")
	a.Signs = 0 // as a copy that was made long ago
	copied, _ := o.password("admin")
	copied.prove(a).says(401, "パスキーを、確認できませんでした")

	page := b.get("/console/account/factor").says(200, "前に使ったのは")
	action, _ := page.fill("名前を変える")
	b.post(action, "name", "受付の鍵").says(200, "受付の鍵", "名前を変えました")
	b.post(action, "name", "<script>").says(200, "&lt;script&gt;", "名前を変えました")
	action, _ = page.fill("このパスキーを消します")
	b.post(action).says(200, "2段階の確認を、消しました")
	b.post(action).says(404)
}

// An answer is good for the question of its own browser, once.
func TestAPasskeyAnswersOnce(t *testing.T) {
	o := withFactors(t)
	b, _ := o.password("admin")
	a := b.key("鍵")
	one, _ := o.password("admin")
	two, _ := o.password("admin")
	two.post("/console/login/second/ask")
	answer, err := a.Prove([]byte(one.post("/console/login/second/ask").body))
	if err != nil {
		t.Fatal(err)
	}
	two.post("/console/login/second/passkey", "answer", answer).says(401)
	one.post("/console/login/second/passkey", "answer", answer).says(200, "さがす")
	one.post("/console/login/second/passkey", "answer", answer).says(401)
}

// Nobody gets at the passkeys of another account.
func TestPasskeysAreTheirOwners(t *testing.T) {
	o := withFactors(t)
	admin, _ := o.password("admin")
	a := admin.key("鍵")
	action, _ := admin.get("/console/account/factor").fill("このパスキーを消します")
	agent, _ := o.password("agent")
	agent.post(action).says(404)
	agent.post(strings.Replace(action, "drop", "name", 1), "name", "x").says(404)
	agent.key("別の鍵")
	in, _ := o.password("agent")
	in.prove(a).says(401)
	admin.get("/console/account/factor").says(200, "鍵")
}

// Without an address of its own the console has no passkeys, and says why.
func TestWithoutAnAddressThereAreNoPasskeys(t *testing.T) {
	o := withFactors(t)
	b, _ := o.password("admin")
	b.key("鍵")
	o.console.Passkeys = nil
	b.get("/console/account/factor").says(200, "city.yaml の console: url").silent("パスキーを登録")
	b.post("/console/account/factor/passkey/offer").says(404)
	in, asked := o.password("admin")
	asked.says(200, "予備コード").silent("パスキーで確認")
	in.post("/console/login/second/ask").says(404)
}
