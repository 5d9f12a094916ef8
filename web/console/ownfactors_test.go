package console_test

import (
	"strings"
	"testing"
	"time"
)

// One changes one's own factors only soon after signing in, with both factors.
func TestFactorsAreChangedOnlyByWhoHasJustSignedIn(t *testing.T) {
	o := withFactors(t)
	b, a, _ := o.setUp("admin")
	second, _ := o.password("admin")
	second.post("/console/login/second", "code", a.code(0)).says(200, "さがす")
	o.wait(15 * time.Minute)
	b.get("/console/account/factor").says(200, "いまは、見るだけです").silent("認証アプリを消します")
	for _, path := range []string{"app", "app/code", "app/drop", "recovery", "passkey", "passkey/offer", "passkey/1/name", "passkey/1/drop"} {
		b.post("/console/account/factor/"+path).says(403, "サインインしてから、時間がたっています")
	}
	again, _ := o.password("admin")
	again.post("/console/login/second", "code", a.code(0)).says(200, "さがす")
	again.post("/console/account/factor/app/drop").says(200, "2段階の確認を、消しました", "2段階の確認が必要です")
	b.get("/console").says(200, "パスワード") // the others are signed out
	second.get("/console").says(200, "パスワード")
	if got := o.trailOf(1); got[0] != "drop-factor admin app" {
		t.Errorf("the trail says %q", got)
	}
}

// A secret is good only when a code has shown that the application has it.
func TestAnApplicationIsConfirmed(t *testing.T) {
	o := withFactors(t)
	b, _ := o.password("admin")
	b.post("/console/account/factor/app/code", "code", "123456").says(404)
	shown := b.post("/console/account/factor/app")
	first := app{o, strings.ReplaceAll(secretShown.FindStringSubmatch(shown.body)[1], " ", "")}
	wrong := b.post("/console/account/factor/app/code", "code", "000000").says(400, "その数字では、ありません")
	if secretShown.FindStringSubmatch(wrong.body)[1] != secretShown.FindStringSubmatch(shown.body)[1] {
		t.Error("another secret is shown after a wrong code")
	}
	b.get("/console/account/factor").says(200, "まだ、ありません")
	other := b.post("/console/account/factor/app")
	if secretShown.FindStringSubmatch(other.body)[1] == secretShown.FindStringSubmatch(shown.body)[1] {
		t.Error("the same secret is shown twice")
	}
	b.post("/console/account/factor/app/code", "code", first.code(0)).says(400)
	for _, said := range []string{"otpauth://totp/", "<svg"} {
		if !strings.Contains(other.body, said) {
			t.Errorf("found no %s", said)
		}
	}
}
