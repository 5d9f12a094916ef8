package words

import (
	"fmt"
	"strings"

	"madoguchi/booking"
	"madoguchi/store"
)

// A said is what staff call a deed, and how they say its detail.
type said struct {
	name   string
	detail func(facts) string
}

// decided has the deeds by which staff decide about a time, and which can be taken back.
var decided = map[store.Deed]string{store.DidClose: "受付を停止", store.DidSize: "窓口の数の変更", store.DidAdd: "時間を追加"}

// deeds has every deed of the ledger.
var deeds = map[store.Deed]said{
	store.DidSee: {"閲覧", facts.looked},

	store.DidBook:       {"予約", facts.booked},
	store.DidChange:     {"変更", facts.changed},
	store.DidCancel:     {"取り消し", facts.cancelled},
	store.DidRestore:    {"取り消しの取りやめ", facts.restored},
	store.DidSetProxy:   {"代理の方が来庁", facts.visited},
	store.DidUnsetProxy: {"代理の取りやめ", facts.visited},
	store.DidSetErrands: {"手続きの記入", facts.errands},
	store.DidShow:       {"別の電話で案内", facts.shown},
	store.DidSendText:   {"SMSで案内", facts.visited},
	store.DidRemark:     {"メモ", facts.nothing},
	store.DidArrive:     {"来庁", facts.visited},
	store.DidMiss:       {"来られず", facts.visited},
	store.DidUnsay:      {"来庁の取りやめ", facts.visited},

	store.DidClose:     {decided[store.DidClose], facts.closed},
	store.DidOpen:      {"受付を再開", facts.opened},
	store.DidSize:      {decided[store.DidSize], facts.sized},
	store.DidAdd:       {decided[store.DidAdd], facts.added},
	store.DidRetract:   {"決定の取り消し", facts.retracted},
	store.DidEndWalkIn: {"予約なしの受付を終了", facts.dayAt},
	store.DidWalkIn:    {"予約なしの受付を再開", facts.dayAt},
	store.DidVisit:     {"予約なしの方", facts.visitor},

	store.DidNotice:        {"お知らせ", facts.notice},
	store.DidEndNotice:     {"お知らせの終了", facts.notice},
	store.DidBlock:         {"着信を拒否", facts.turnedAway},
	store.DidUnblock:       {"着信の拒否をやめる", facts.turnedAway},
	store.DidRemindNoMore:  {"予約の前のお知らせをやめる", facts.caller},
	store.DidRemindAgain:   {"予約の前のお知らせを再開", facts.caller},
	store.DidAskBack:       {"折り返しの依頼", facts.callBack},
	store.DidTakeBack:      {"折り返しを担当", facts.callBack},
	store.DidReach:         {"折り返して話せた", facts.callBack},
	store.DidNotReach:      {"折り返して出なかった", facts.callBack},
	store.DidDropBack:      {"折り返しが不要に", facts.callBack},
	store.DidGiveCode:      {"引き継ぎ番号を発行", facts.caller},
	store.DidPassIn:        {"電話を引き継いだ", facts.passedIn},
	store.DidMiskeyCode:    {"引き継ぎ番号の誤り", facts.fault},
	store.DidMiskeyNumber:  {"担当者番号の誤り", facts.nothing},
	store.DidStopCodes:     {"引き継ぎ番号の誤りが続き、止めた（警報）", facts.nothing},
	store.DidDoubtNumbers:  {"担当者番号の誤りが続く（警報）", facts.nothing},
	store.DidMiskeyReceipt: {"受付番号と下4けたの誤り", facts.calling},
	store.DidStopReceipt:   {"受付番号の誤りが続き、今日は職員だけに", facts.nothing},
	store.DidStopNameless:  {"番号の出ない電話が続き、止めた（警報）", facts.nothing},
	store.DidDoubtReceipts: {"受付番号の誤りが続く（警報）", facts.nothing},
	store.DidBeginProof:    {"インターネットで連絡先の確認を開始", facts.caller},
	store.DidProve:         {"インターネットで連絡先を確認", facts.caller},
	store.DidDisown:        {"確認の電話に「心あたりがない」と返答", facts.caller},
	store.DidStopProofs:    {"インターネットでの連絡先の確認が続き、止めた（警報）", facts.nothing},
	store.DidHandOver:      {"メールの予約を、電話番号の予約に", facts.caller},

	store.DidSignIn:      {"サインイン", facts.account},
	store.DidSignOut:     {"サインアウト", facts.account},
	store.DidMistype:     {"パスワードの誤り", facts.account},
	store.DidAddAccount:  {"アカウントを作成", facts.account},
	store.DidEndAccount:  {"アカウントを終了", facts.account},
	store.DidSetPassword: {"パスワードの変更", facts.account},
	store.DidSetRole:     {"役割の変更", facts.account},
	store.DidSetNumber:   {"担当者番号の変更", facts.account},
	store.DidDrawSecret:  {"鍵を作成", facts.secret},

	store.DidAddFactor:    {"2段階の確認を設定", facts.factors},
	store.DidNameFactor:   {"パスキーの名前の変更", facts.factors},
	store.DidDropFactor:   {"2段階の確認を削除", facts.factors},
	store.DidDrawRecovery: {"予備コードを作成", facts.account},
	store.DidMiskeyFactor: {"2段階の確認の誤り", facts.factors},

	store.DidAdopt:         {"台帳の市町村", facts.adopted},
	store.DidAddFacility:   {"窓口が加わった", facts.place},
	store.DidDropFacility:  {"窓口がなくなった", facts.place},
	store.DidRestoreLedger: {"バックアップから復元", facts.asOf},
	store.DidConfirmClock:  {"時計の確認", facts.clock},
}

// Deed names a deed.
func Deed(d store.Deed) string {
	if s, ok := deeds[d]; ok {
		return s.name
	}
	return string(d)
}

// Detail says what there is to know about an entry of the trail. A sentence of an
// earlier version in which no facts were found is returned as it was written.
func Detail(city *booking.City, e store.Entry) string {
	s, ok := deeds[e.Deed]
	switch {
	case e.Detail.Text != "":
		return e.Detail.Text
	case !ok, e.Detail == store.Detail{}:
		return ""
	}
	return s.detail(facts{e.Detail, city})
}

// facts are a detail whose places have names.
type facts struct {
	store.Detail
	city *booking.City
}

// nothing says nothing: there is no more to know.
func (f facts) nothing() string { return "" }

// at says where and when: 東部市民センター 2026-12-01 09:30.
func (f facts) at(v store.Visit) string {
	return strings.TrimSpace(Place(f.city, v.Facility) + " " + Stamp(v.Start))
}

func (f facts) visited() string { return f.at(f.Visit) }

func (f facts) booked() string {
	proxy := ""
	if f.Proxy {
		proxy = "代理の方が来庁"
	}
	return list(f.visited(), ServiceTold(f.city, f.Service), counted("人数 %d", f.Party), counted("何人目 %d", f.Member), Procedure(f.Procedure), proxy, Limit(f.Despite))
}

// errands tells what the first of those who come is there for; of whom else, and with which
// application ID, the trail does not say.
func (f facts) errands() string { return list(f.visited(), Procedure(f.Procedure)) }

func (f facts) changed() string {
	party := ""
	if f.Party != f.Was.Party {
		party = fmt.Sprintf("人数 %d → %d", f.Was.Party, f.Party)
	}
	return list(f.at(f.Was)+" → "+f.visited(), party, Limit(f.Despite))
}

func (f facts) cancelled() string { return list(f.visited(), Limit(f.Despite), f.from()) }

func (f facts) restored() string { return list(f.visited(), f.from()) }

// from says that it was not the booking's own telephone, where it was not.
func (f facts) from() string {
	if f.Elsewhere {
		return "別の電話から"
	}
	return ""
}

func (f facts) shown() string { return list(f.visited(), f.calling()) }

// calling says from which other telephone somebody asked: by its last four digits, or what
// it shows instead.
func (f facts) calling() string {
	switch {
	case f.Last4 != "":
		return "下4けた " + f.Last4 + " の電話から"
	case f.Kind != "":
		return Caller(f.Kind) + "から"
	}
	return ""
}

// span says where, from when and until when.
func (f facts) span() string { return f.visited() + " → " + Stamp(f.Until) }

func (f facts) closed() string { return f.set("受付時間から外れた") }

func (f facts) opened() string { return f.set("受付時間に入った") }

// set says what staff did to a time, or what the opening hours did to a booking.
func (f facts) set(byHours string) string {
	if f.Hours {
		return list(f.visited(), byHours)
	}
	return list(f.span(), f.moved("窓口のない予約"))
}

// moved says how many slots have other desks now, and how many bookings stand where it
// matters.
func (f facts) moved(bookings string) string {
	return list(fmt.Sprintf("変わった枠 %d", f.Slots), fmt.Sprintf("%s %d件", bookings, f.Bookings))
}

func (f facts) added() string {
	return list(f.span(), counted("窓口の数 %d", f.Capacity), counted("変わった枠 %d", f.Slots), counted("窓口のない予約 %d件", f.Bookings))
}

func (f facts) sized() string {
	return list(f.span(), counted("窓口の数 %d", f.Capacity), f.moved("窓口の数をこえる予約"))
}

// retracted says which decision was taken back, and what came of it.
func (f facts) retracted() string {
	what := ""
	if f.Plan != "" {
		what = "取り消した決定は「" + named(decided, f.Plan) + "」"
	}
	bookings := "窓口のない予約"
	if f.Plan == store.DidSize {
		bookings = "窓口の数をこえる予約"
	}
	return list(f.span(), what, counted("窓口の数 %d", f.Capacity), f.moved(bookings))
}

func (f facts) dayAt() string { return Place(f.city, f.Facility) + " " + f.Day.String() }

var visitorStates = map[store.VisitorState]string{store.Waiting: "お待ち", store.Served: "ご案内ずみ", store.Left: "帰られた"}

func (f facts) visitor() string {
	return list(f.dayAt(), fmt.Sprintf("%d番", f.Visitor), visitorStates[f.Became])
}

func (f facts) notice() string {
	if f.Start.IsZero() {
		return fmt.Sprintf("お知らせ%d", f.Notice)
	}
	return list(fmt.Sprintf("お知らせ%d", f.Notice), f.span())
}

// turnedAway says which number is turned away, or which kind of caller.
func (f facts) turnedAway() string { return list(f.Masked, Caller(f.Kind)) }

// caller says who called, by the last four digits: no more of the number is kept, and nothing of
// an address.
func (f facts) caller() string {
	if f.Mail {
		return "メールアドレスの方"
	}
	return "下4けた " + f.Last4 + " の方"
}

func (f facts) callBack() string { return list(fmt.Sprintf("折り返し%d", f.CallBack), f.caller()) }

func (f facts) passedIn() string { return list("担当 "+f.Account, f.caller()) }

func (f facts) fault() string {
	switch f.Fault {
	case store.CodeUnknown:
		return "出していない番号"
	case store.CodeUsed:
		return "使用ずみ（" + f.Account + " が発行）"
	case store.CodeOld:
		return "期限切れ（" + f.Account + " が発行）"
	case store.CodeEnded:
		return "終わったアカウント " + f.Account + " が発行"
	}
	return list(string(f.Fault), f.Account)
}

func (f facts) account() string {
	name, number := f.Account, ""
	if f.NoAccount {
		name = "ない名前"
	}
	if f.NoNumber {
		number = "番号なし"
	}
	return list(name, Role(f.Role), number, counted("%dか所", f.Sessions), Factor(f.Factor))
}

// factors says whose factor it is, and which; without one, all of them.
func (f facts) factors() string {
	if f.Factor == "" {
		return list(f.Account, "すべて")
	}
	return f.account()
}

var secrets = map[string]string{"cards": "カードのアドレスの鍵", "spent calls": "消した通話の番号の鍵", "tries": "サインインの回数の鍵", "factors": "2段階の確認の鍵", "receipts": "受付番号の回数の鍵"}

func (f facts) secret() string { return named(secrets, f.Secret) }

func (f facts) adopted() string {
	if f.WasCity == "" {
		return f.City
	}
	return f.WasCity + " → " + f.City
}

func (f facts) asOf() string { return Stamp(f.AsOf) + "までの記録" }

// clock says from which moment to which the clock was confirmed, and whose clock agreed.
func (f facts) clock() string {
	agreed := ""
	if at := f.Clock.Carrier; !at.IsZero() {
		agreed = "電話会社の時計と一致（" + Stamp(at) + "）"
	}
	return list(Stamp(f.Clock.Was)+" → "+Stamp(f.Clock.Now), agreed)
}

func (f facts) place() string {
	return list(Place(f.city, f.Facility), counted("残っている予約 %d件", f.Bookings))
}

func (f facts) looked() string {
	l := f.Look
	switch l.Page {
	case store.FoundPage:
		return "検索"
	case store.CardPage:
		if l.Last4 == "" {
			return "メールアドレスのカード"
		}
		return "下4けた " + l.Last4 + " のカード"
	case store.ApplicationPage:
		return "下4けた " + l.Last4 + " の予約の、申請書ID"
	case store.DayPage:
		return Place(f.city, l.Facility) + " " + l.Day.String() + " の一覧"
	case store.DayFile:
		return Place(f.city, l.Facility) + " " + l.Day.String() + " の一覧（CSV）"
	case store.AffectedPage:
		return "連絡する方の一覧"
	case store.PlanPage:
		return "窓口の時間を変える前の確認"
	case store.TerminalPage:
		if l.Last4 == "" {
			return "メールアドレス（端末）"
		}
		return "下4けた " + l.Last4 + " の電話番号（端末）"
	}
	return string(l.Page)
}

// list joins the parts that are not empty.
func list(parts ...string) string {
	there := parts[:0]
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, "、")
}

// counted says how many there are, and returns "" for none.
func counted(format string, n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}
