package words

import (
	"errors"

	"madoguchi/store"
)

// A Warning is what staff are told of a ledger that cannot be relied on.
type Warning struct {
	What  string // is wrong
	ToDo  string // by whoever sees it
	Admin string // what ends it, for whoever looks after the server
}

// Doubt says why nothing is written now, or returns the zero Warning if err is not about
// that.
func Doubt(err error) Warning {
	if !errors.Is(err, store.ErrDoubt) {
		return Warning{}
	}
	w := Warning{What: "台帳を、いまは信用できません。", ToDo: tellAdmin}
	if d, ok := errors.AsType[*store.ClockDoubt](err); ok {
		w.What = "サーバーの時計が、合っていないかもしれません。"
		w.ToDo += "この画面の日付や時刻も、まちがっているかもしれません。"
		w.Admin = "サーバーの時計は " + Stamp(d.Now) + "、台帳が最後に見た時刻は " + Stamp(d.Newest) + " です。" +
			"時計がまちがっているときは、合わせてください。正しいときは、サーバーで madoguchi ledger clock confirm を実行してください。"
	}
	if d, ok := errors.AsType[*store.FileDoubt](err); ok {
		w.What = "台帳のファイルが、" + changes[d.What] + "。"
		w.ToDo += "この画面は、古いかもしれません。"
		w.Admin = "ログを見て、正しいファイルに戻してから、madoguchi serve を起動し直してください。"
	}
	if _, ok := errors.AsType[*store.DamageDoubt](err); ok {
		w.What = "台帳のファイルが、壊れています。"
		w.ToDo += "この画面も、正しくないかもしれません。"
		w.Admin = "ログを見て、ディスクを確かめ、バックアップから復元してください（madoguchi ledger restore）。"
	}
	return w
}

// tellAdmin says what goes on meanwhile, and who can end it.
const tellAdmin = "いまは、予約も、取り消しも、サインインも、できません。電話の方は、係の者につながります。管理の方に、すぐに知らせてください。"

var changes = map[store.FileChange]string{
	store.FileGone: "なくなりました", store.FileReplaced: "別のファイルに入れ替わりました", store.FileOther: "ほかのものに書き換えられました", store.FileVanished: "見あたりません",
}
