package console

import (
	"cmp"

	"madoguchi/store"
)

// deeds are the words of the audit trail, as staff say them.
var deeds = map[string]string{
	"book": "予約", "move": "変更", "cancel": "取り消し", "restore": "取り消しの取りやめ", "memo": "メモ", "see": "閲覧",
	"arrived": "来庁", "absent": "来られず", "not-said": "来庁の取りやめ",
	"open": "受付を再開", "close": "受付を停止", "add": "枠を追加", "capacity": "枠数の変更",
	"notice": "お知らせ", "end-notice": "お知らせの終了", "walk-in-over": "予約なしの受付を終了", "walk-in": "予約なしの受付を再開",
	"block": "着信を拒否", "unblock": "着信の拒否をやめる",
	"ask-back": "折り返しの依頼", "take-back": "折り返しを担当", "back-reached": "折り返して話せた", "back-unreached": "折り返して出なかった", "back-dropped": "折り返しが不要に", "new-code": "引き継ぎ番号を発行", "passed-in": "電話を引き継いだ",
	"secret": "鍵を作成", "wrong-code": "引き継ぎ番号の誤り", "wrong-number": "担当者番号の誤り", "visitor": "予約なしの方",
	"sign-in": "サインイン", "sign-out": "サインアウト", "wrong-password": "パスワードの誤り",
	"account": "アカウントを作成", "end-account": "アカウントを終了", "password": "パスワードの変更", "role": "役割の変更", "number": "担当者番号の変更",
}

// deedName is a deed as staff say it, or the word itself.
func deedName(what string) string { return cmp.Or(deeds[what], what) }

// through says by which way something was done, and by whom.
func through(e store.Entry) string {
	switch e.Through {
	case store.Phone:
		return "電話（ご本人）"
	case store.Terminal:
		return "端末（" + e.Actor + "）"
	case store.Console:
		return e.Actor
	}
	return "自動"
}

// A line of a booking's history, in words.
type deed struct {
	At, Who, What, Detail, Remark string
}

func (c *Console) history(trail []store.Entry) (lines []deed) {
	for _, e := range trail {
		if e.What == "see" {
			continue // the audit page has these
		}
		lines = append(lines, deed{when(e.At), through(e), deedName(e.What), c.detail(e), e.Remark})
	}
	return lines
}
