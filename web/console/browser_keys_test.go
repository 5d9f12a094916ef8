//go:build browser

package console_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/booking"
	"madoguchi/store"
)

// An agent's morning with the keyboard alone, with scripts and without: sign in, find,
// book for a second member, change, cancel, sign out.
func TestBrowserAnAgentsWorkWithTheKeyboardAlone(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.book(caller, "tobu", at(1, 9, 0))
			w := windowOf(t, o, "desktop", scripts)
			w.signIn("agent", scripts)
			w.find("5678", scripts)
			w.enter("下4けた 5678", "090-1234-5678")
			w.enter("ご家族の予約をとる", "予約をとる")
			w.enter("4月15日（水） 09:00", "2人目の予約")
			w.TabTo("理由")
			w.Keys("ご主人の分")
			w.enter("予約する", "予約しました")
			if own := o.bookings(caller); len(own) != 2 {
				t.Fatalf("found %+v", own)
			}
			w.enter("日時を変える", "新しい日時が決まるまで")
			w.enter("4月15日（水） 10:30", "変更の確認")
			w.enter("変更する", "日時を変えました")
			w.enter("取り消す", "取り消しの確認")
			w.enter("取り消す", "予約を取り消しました")
			if own := o.bookings(caller); len(own) != 1 {
				t.Errorf("found %+v", own)
			}
			w.TabTo("agent")
			w.Keys(kb.Enter)
			w.TabTo("サインアウト")
			w.Keys(kb.Enter)
			w.Do(chromedp.WaitVisible(`//h1[contains(., "サインイン")]`))
			w.GoTo("/console/queue")
			w.Do(chromedp.WaitVisible(`//h1[contains(., "サインイン")]`))
		})
	}
}

// A counter closes a day with the keyboard alone: who is affected is shown before.
func TestBrowserACounterClosesADayWithTheKeyboardAlone(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.book(caller, "tobu", at(1, 9, 0))
			w := windowOf(t, o, "desktop", scripts)
			w.signIn("counter", scripts)
			w.GoTo("/console/calendar/day?facility=tobu&day=2026-04-15")
			w.enter("受付を止める", "窓口のない予約")
			w.waitFor("5678")
			w.enter("受付を止める", "受付を止めました")
			w.GoTo("/console/affected")
			w.waitFor("下4けた 5678")
			w.GoTo("/console/today/koseki")
			w.TabTo("予約なしの方")
			w.enter("番号を出す", "1番")
			w.enter("1番を、ご案内した", "ご案内ずみ")
			o.look(func(tx *store.Tx) error {
				v, err := tx.Visitors("koseki", booking.Date{Year: 2026, Month: 4, Day: 14})
				if len(v) != 1 || v[0].State != store.Served {
					t.Errorf("found %+v", v)
				}
				return err
			})
		})
	}
}

// signIn signs in by keys. Without scripts the browser sets the focus as well.
func (w *window) signIn(name string, scripts bool) {
	w.Helper()
	if scripts {
		w.signInByKeys(name)
		return
	}
	w.GoTo("/console/login")
	w.Do(chromedp.WaitReady(`//input[@id="name"]`))
	w.TabTo("名前")
	w.Keys(name)
	w.TabTo("パスワード")
	w.Keys(passphrase + kb.Enter)
	w.Do(chromedp.WaitVisible(`//summary[contains(., "` + name + `")]`))
}

// find finds by the one field: as one types, or with the enter key.
func (w *window) find(query string, scripts bool) {
	w.Helper()
	w.GoTo("/console")
	w.TabTo("電話番号")
	w.Keys(query)
	if !scripts {
		w.Keys(kb.Enter)
	}
	w.waitFor("下4けた " + query)
}
