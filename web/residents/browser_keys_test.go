//go:build browser

package residents_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"madoguchi/booking"
	"madoguchi/web/browsertest"
)

// begins fails the test unless the focus is at what the page has to say, so that it is read first.
func (w *window) begins(what string) {
	w.Helper()
	now := w.Focused()
	if !strings.HasPrefix(now, what) {
		w.Errorf("the focus is at %q, expected %q", now, what)
	}
	if !browsertest.Eval[bool](w, `document.activeElement.closest("main") !== null`) {
		w.Errorf("%q is not in the page itself", now)
	}
}

// choose presses the arrow key in a group of choices until the one whose name begins so is
// chosen.
func (w *window) choose(group, name string) {
	w.Helper()
	w.TabTo(group)
	for range 5 {
		if strings.HasPrefix(w.Focused(), name) {
			return
		}
		w.Keys(kb.ArrowDown)
		w.FocusIsSeen()
	}
	w.Fatalf("the arrow key never comes to %q", name)
}

// Somebody without a mouse, at a desk, books, changes and cancels: what has the focus shows it,
// and after each form it is where the page says what came of it.
func TestBrowserABookingIsMadeChangedAndCancelledByTheKeyboardAlone(t *testing.T) {
	s := streetOf(t)
	w := windowOf(t, s, 1280)
	w.GoTo("/yoyaku")
	w.enter("予約する", "どの窓口")
	w.enter("味美", "何人で")
	w.enter("1人", "いつ行きますか")
	w.enter("午前10時", "電話番号を教えて")
	w.TabTo("電話番号")
	w.Keys("0120-123456" + kb.Enter)
	w.See(`//*[@id="wrong"]`)
	w.begins("入れたところを、確かめてください この番号では、予約できません。")
	w.FocusIsSeen()
	w.TabTo("この番号では、予約できません。")
	w.EnterInPage()
	w.begins("電話番号")
	w.FocusIsSeen()
	w.Keys(kb.End + strings.Repeat(kb.Backspace, len("0120-123456")) + "090-1234-5678" + kb.Enter)
	w.waitFor("SMSの6けた")
	w.begins("SMSの6けた")
	w.TabTo("書いてある数字")
	w.Keys("12" + kb.Enter)
	w.See(`//*[@id="wrong"]`)
	w.begins("入れたところを、確かめてください 数字がちがいます。")
	w.TabTo("書いてある数字")
	w.Keys(w.code(mobile) + kb.Enter)
	w.waitFor("手続きと、来る人")
	w.begins("手続きと、来る人")
	w.choose("更新", "新規発行")
	w.enter("次へ", "これでよいですか")
	w.begins("これでよいですか")
	w.enter("予約する", "予約ができました")
	w.begins("✓ 予約ができました")
	b := w.one(booking.NewIssue, false)

	w.enter("日時・窓口・人数を変える", "いつに変えますか")
	w.enter("午前11時", "これでよいですか")
	w.begins("これでよいですか")
	w.enter("変更する", "変更できました")
	w.begins("✓ 変更できました")
	w.enter("手続き・来る人を変える", "手続き・来る人の変更")
	w.choose("本人", "代理の人")
	w.enter("変更する", "変更できました")
	if now := w.one(booking.NewIssue, true); now.ID != b.ID || now.Start.Equal(b.Start) {
		t.Errorf("found %+v, which was %+v", now, b)
	}

	w.enter("予約を取り消す", "予約を取り消しますか")
	w.enter("はい、取り消す", "わたしの予約")
	w.begins("✓ 予約を取り消しました")
	if own := s.has(mobile); len(own) != 0 {
		t.Errorf("found %+v", own)
	}
	w.enter("元に戻す", "予約は元どおりです")
	w.begins("✓ 予約は元どおりです")
	w.GoTo("/yoyaku/mine/7")
	w.begins("できませんでした")
}

// one returns the only booking of the number, which is for that procedure and by that person.
func (w *window) one(p booking.Procedure, proxy bool) booking.Booking {
	w.Helper()
	own := w.has(mobile)
	if len(own) != 1 || own[0].Procedure != p || own[0].Proxy != proxy {
		w.Fatalf("found %+v", own)
	}
	return own[0]
}
