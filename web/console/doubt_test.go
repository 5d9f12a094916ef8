package console_test

import (
	"net/http"
	"testing"
	"time"

	"madoguchi/store"
)

// served makes the office's ledger one that a line has served, at the office's clock.
func (o *office) served() {
	o.Helper()
	if _, err := o.ledger.ConfirmClock(o.Context(), store.By{Way: store.ByTerminal, Actor: "window"}, time.Time{}); err != nil {
		o.Fatal(err)
	}
	if _, err := o.ledger.Clock(o.Context()); err != nil {
		o.Fatal(err)
	}
}

const (
	wrongClock = "サーバーの時計が、合っていないかもしれません。"
	askAdmin   = "管理の方に、すぐに知らせてください。"
)

// While the clock is in doubt every page that can be read says so, the one for signing in
// as well, and what would be written is refused with the same words.
func TestEveryPageSaysThatNothingIsWritten(t *testing.T) {
	o := open(t)
	o.served()
	o.book(caller, "tobu", at(2, 10, 0))
	admin, late := o.signIn("admin"), o.browser()
	card := admin.card(caller).says(http.StatusOK).silent(wrongClock).at
	o.wait(-40 * time.Minute) // the session lasts
	for _, page := range []string{"", "/queue", "/free", "/calendar", "/notices", "/numbers", "/blocked", "/trail", "/phrases"} {
		admin.get("/console"+page).says(http.StatusOK, wrongClock, askAdmin, "2026-04-14 09:20", "2026-04-14 10:00", "madoguchi ledger clock confirm")
	}
	late.get("/console/login").says(http.StatusOK, wrongClock, askAdmin)

	refused := []string{"できませんでした。何も変えていません。", wrongClock, askAdmin}
	admin.get(card).says(http.StatusServiceUnavailable, refused...) // which looking at is written down
	admin.post(card+"/code").says(http.StatusServiceUnavailable, refused...)
	admin.post("/console/notices", "text", "今日は、窓口がこんでいます。", "until", "2026-04-14T17:00").says(http.StatusServiceUnavailable, refused...)
	late.post("/console/login", "name", "counter", "password", passphrase).says(http.StatusServiceUnavailable, refused...)

	admin.header.Set("HX-Request", "true")
	admin.get("/console/doubt").says(http.StatusOK, wrongClock, askAdmin)
	o.wait(40 * time.Minute)
	if part := admin.get("/console/doubt").says(http.StatusOK); part.text() != "" {
		t.Errorf("without a doubt it goes on saying %q", part.text())
	}
	admin.header.Del("HX-Request")
	admin.get("/console").says(http.StatusOK).silent(wrongClock)
}

// A page that is open hears when a doubt begins and when it ends, and one that is opened
// meanwhile hears of it as well.
func TestAnOpenPageHearsOfADoubt(t *testing.T) {
	o := open(t)
	o.served()
	agent := o.signIn("agent")
	early := agent.listen()
	o.looks()
	early.deaf()
	o.wait(-40 * time.Minute)
	o.looks()
	early.hears("event: doubted")
	late := agent.listen()
	late.hears("event: doubted")
	o.wait(40 * time.Minute)
	o.looks()
	early.hears("event: doubted")
	late.hears("event: doubted")
}
