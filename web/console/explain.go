package console

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A told is what somebody is told: what has happened, and what can be done about it.
type told struct {
	Text string
	Hint string
}

// explain puts an error into words, with the status of its page.
func explain(err error) (status int, t told) {
	const rule = http.StatusConflict
	already, isAlready := errors.AsType[*store.AlreadySeen](err)
	full, isFull := errors.AsType[*booking.Full](err)
	none, isNone := errors.AsType[*booking.NoSlot](err)
	many, isMany := errors.AsType[*booking.TooMany](err)
	late, isLate := errors.AsType[*booking.TooLate](err)
	far, isFar := errors.AsType[*booking.TooFar](err)
	reserved, isReserved := errors.AsType[*booking.Reserved](err)
	enough, isEnough := errors.AsType[*booking.Enough](err)
	other, isOther := errors.AsType[*booking.NotToday](err)
	early, isEarly := errors.AsType[*booking.TooEarly](err)
	changed, isChanged := errors.AsType[*changedError](err)
	field, isField := errors.AsType[*web.Unread](err)
	wrong, isWrong := errors.AsType[*wrongError](err)
	switch doubt := words.Doubt(err); {
	case doubt.What != "":
		return http.StatusServiceUnavailable, told{"できませんでした。何も変えていません。", doubt.What + doubt.ToDo}
	case isAlready:
		b := already.Seen
		return rule, told{fmt.Sprintf("この番号の%sには、もう予約があります。%s。", memberName(b.Member), words.When(b.Start)),
			"別の方の予約なら、「何人目」を変えてください。"}
	case isFull:
		t := told{words.When(full.Start) + "は、空きがなくなりました。", "ほかの時間を選んでください。"}
		if len(full.Nearest) > 0 {
			t.Hint = "いちばん近い空きは、" + words.When(full.Nearest[0]) + "です。"
		}
		return rule, t
	case isNone:
		return rule, told{words.When(none.Start) + "は、受け付けていない時間です。", "空きの一覧から選んでください。"}
	case isMany:
		return rule, told{fmt.Sprintf("1件の予約で来られるのは、%d名までです。", many.Max), "人数を分けて予約してください。"}
	case isLate && !late.Start.After(late.Until):
		return rule, told{words.When(late.Start) + "は、もう始まっています。", "窓口で、直接ご案内してください。"}
	case isLate:
		return rule, told{"締め切りを過ぎました。" + words.When(late.Until) + "まででした。", "理由を書くと、締め切りのあとでも、できます。"}
	case isFar:
		return rule, told{"まだ予約できない日です。予約できるのは、" + words.Day(dayOf(far.Last)) + "までです。", "理由を書くと、先の日でも、できます。"}
	case isReserved:
		return rule, told{words.When(reserved.Start) + "の空きは、職員のために取ってあります。電話の方には、" + words.When(reserved.Until) + "から案内します。", "理由を書くと、いまでも、予約できます。"}
	case isEnough:
		return rule, told{words.Day(dayOf(enough.Start)) + "に受ける件数に、もう達しています。", "理由を書くと、その日でも、予約できます。"}
	case isOther:
		return rule, told{"来庁の記録は、その日だけ、つけられます。", "この予約は、" + words.When(other.Start) + "です。"}
	case isEarly:
		return rule, told{"まだ、予約の時間ではありません。", words.Clock(early.Start) + "を過ぎたら、つけられます。"}
	case errors.Is(err, store.ErrTaken):
		return rule, told{"ほかの方が、折り返しの電話をかけています。", "一覧から、ほかの方を選んでください。"}
	case errors.Is(err, store.ErrNoCallBack):
		return http.StatusNotFound, told{"折り返しは、もう終わっています。", "ほかの方が対応したか、ご本人と話せています。"}
	case errors.Is(err, store.ErrNoVisitor):
		return http.StatusNotFound, told{"その番号の方は、いません。", "一覧を、見直してください。"}
	case errors.Is(err, store.ErrNoNotice):
		return http.StatusNotFound, told{"そのお知らせは、もう終わっています。", ""}
	case errors.Is(err, errNoDecision):
		return http.StatusNotFound, told{"その決定は、もうありません。", "ほかの方が取り消したか、その時間が終わりました。"}
	case isChanged:
		return rule, changed.told()
	case isField:
		return http.StatusBadRequest, unread(field)
	case isWrong:
		return http.StatusBadRequest, wrong.told
	case errors.Is(err, store.ErrNoTexts):
		return rule, told{"この番号には、SMSを送れません。", "送れるのは、SMSを使っている市の、日本の携帯電話の番号だけです。お電話で、お伝えください。"}
	case errors.Is(err, booking.ErrNotFound):
		return http.StatusNotFound, told{"その予約は、もうありません。", "番号で、もう一度さがしてください。"}
	case errors.Is(err, booking.ErrNoRoom):
		return rule, told{"空きがありません。", "日や窓口を変えて、さがしてください。"}
	case errors.Is(err, errLed):
		return http.StatusForbidden, told{"先に、2段階の確認を、設定してください。", "管理のアカウントなど、決められた役割には、パスワードのほかに、もう1つの確認が必要です。"}
	case errors.Is(err, errStale):
		return http.StatusForbidden, told{"サインインしてから、時間がたっています。", "2段階の確認を変えるときは、いちどサインアウトして、サインインし直してください。"}
	case errors.Is(err, store.ErrNoFactor):
		return http.StatusNotFound, told{"その設定は、もうありません。", "2段階の確認の画面を、開き直してください。"}
	case errors.Is(err, store.ErrPasskeyKnown):
		return rule, told{"そのパスキーは、もう登録されています。", ""}
	case errors.Is(err, store.ErrManyPasskeys):
		return rule, told{"パスキーは、10個までです。", "使っていないパスキーを、先に消してください。"}
	case errors.Is(err, errForbidden):
		return http.StatusForbidden, told{"この操作は、あなたの役割では、できません。", "管理の方に、頼んでください。"}
	case errors.Is(err, web.ErrForeign):
		return http.StatusForbidden, told{"ほかのサイトからの操作は、受け付けません。", "この画面を開き直して、もう一度、お試しください。"}
	case errors.Is(err, errSignIn):
		return http.StatusUnauthorized, told{"サインインし直してください。", "時間がたったため、または、ほかの場所でサインアウトしたためです。入力した内容は、保存されていません。"}
	case errors.Is(err, web.ErrForm):
		return http.StatusBadRequest, told{"入力が、読み取れませんでした。", "前の画面に戻って、もう一度、お試しください。"}
	case errors.Is(err, web.ErrNotThere):
		return http.StatusNotFound, told{"そのページは、ありません。", "はじめの画面から、さがしてください。"}
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrClosed), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, told{"いま、台帳が混みあっています。", "少し待って、前の画面から、もう一度お試しください。変わったかどうかは、予約を開いて確かめてください。"}
	}
	return http.StatusInternalServerError, told{"申し訳ありません。うまくいきませんでした。", "もう一度お試しください。続くときは、管理の方に知らせてください。"}
}

// A wrongError is an input that cannot be taken.
type wrongError struct{ told told }

func (e *wrongError) Error() string { return e.told.Text }

func wrong(text, hint string) error { return &wrongError{told{text, hint}} }

// A changedError says that a booking is no longer as the page showed it.
type changedError struct {
	Last store.Entry
	Who  string // in words
}

func (e *changedError) Error() string { return "the booking has been changed by somebody else" }

func (e *changedError) told() told {
	return told{fmt.Sprintf("この画面を開いたあとに、予約が変わりました。%s、%s：%s。", words.When(e.Last.At), e.Who, words.Deed(e.Last.Deed)),
		"いまの予約を確かめてから、もう一度、操作してください。何も変えていません。"}
}

// tellWait says for how long no password is checked.
func tellWait(wait time.Duration) told {
	return told{fmt.Sprintf("まちがいが続いたため、あと%d分、サインインできません。", int(math.Ceil(wait.Minutes()))),
		"いつものパソコンからなら、待たずにサインインできます。"}
}

// tellCrowded says that others are trying at this moment.
var tellCrowded = told{"ただいま、こみ合っています。", "少し待って、もう一度どうぞ。"}

// What is said of a second factor that is not the right one.
var (
	wrongFactor  = told{"その数字や文字では、ありません。", "認証アプリの数字は、1回だけ使えます。次の数字が出るまで、待ってください。"}
	wrongPasskey = told{"パスキーを、確認できませんでした。", "もう一度、お試しください。"}
)

// tellCodeWait says for how long no code of the application is looked at.
func tellCodeWait(wait time.Duration) told {
	return told{fmt.Sprintf("まちがいが続いたため、あと%d分、認証アプリの数字は使えません。", int(math.Ceil(wait.Minutes()))),
		"お急ぎのときは、パスキーか、予備コードを、使ってください。"}
}

// dones has what has just been done, by the word in the address that says so.
var dones = map[string]told{
	"booked":    {Text: "予約しました。", Hint: "受付番号を、お伝えください。"},
	"changed":   {Text: "日時を変えました。", Hint: "受付番号は、同じです。"},
	"cancelled": {Text: "予約を取り消しました。"},
	"errands":   {Text: "手続きを、書きました。"},
	"noted":     {Text: "メモを残しました。"},

	"mailed":         {Text: "予約の控えを、メールで送ります。", Hint: "送れたかどうかは、予約の「送ったもの」に出ます。"},
	"texted":         {Text: "予約の控えを、SMSで送ります。", Hint: "届いたかどうかは、予約の「送ったもの」に出ます。"},
	"remind":         {Text: "予約の前に、お知らせします。"},
	"remind-no-more": {Text: "予約の前のお知らせを、やめました。"},

	"password":    {Text: "パスワードを変えました。", Hint: "ほかの端末では、サインアウトしました。"},
	"factor":      {Text: "2段階の確認を、加えました。", Hint: "ほかの端末では、サインアウトしました。"},
	"drop-factor": {Text: "2段階の確認を、消しました。", Hint: "ほかの端末では、サインアウトしました。"},
	"name-factor": {Text: "名前を変えました。"},

	"reached":      {Text: "折り返しを終えました。"},
	"unreached":    {Text: "出なかったことを、残しました。", Hint: "3回までは、一覧に残ります。"},
	"dropped":      {Text: "一覧から、外しました。"},
	"notice":       {Text: "電話の方に伝えます。"},
	"end-notice":   {Text: "もう伝えません。"},
	"walk-in-over": {Text: "予約なしの受付を終わりました。", Hint: "電話で聞かれた方に、そう伝えます。"},
	"walk-in":      {Text: "予約なしの方も受け付けます。"},
	"block":        {Text: "この番号からの電話を、お断りします。"},
	"unblock":      {Text: "この番号からの電話を、お受けします。"},
	"block-kind":   {Text: "番号の出ない電話の、この種類を、お断りします。"},
	"unblock-kind": {Text: "番号の出ない電話の、この種類を、お受けします。"},
	"close":        {Text: "受付を止めました。", Hint: "残っている予約の方には、お電話してください。"},
	"open":         {Text: "受付を再開しました。"},
	"capacity":     {Text: "窓口の数を変えました。"},
	"add":          {Text: "時間を足しました。"},
	"retract":      {Text: "決定を取り消しました。"},
}

func done(word string) told { return dones[word] }

// memberName says which member of a household a booking is for.
func memberName(n int) string {
	if n <= 1 {
		return "ご本人の予約"
	}
	return fmt.Sprintf("%d人目の予約", n)
}
