package words

import (
	"fmt"

	"madoguchi/booking"
)

var messages = map[booking.MessageKind]string{
	booking.ToldBooked: "予約の内容", booking.ToldChanged: "変更の内容", booking.ToldCancelled: "取り消しの内容",
	booking.ToldRestored: "取り消しの取りやめ", booking.ToldProxy: "代理の方の持ち物", booking.Copied: "予約の控え", booking.Reminder: "予約の前のお知らせ",
	booking.ProofCode: "インターネットの確認番号", booking.ProofLink: "インターネットの確認リンク",
}

// Message names what the line has told a number by itself; a reminder with its days before
// the visit.
func Message(kind booking.MessageKind, days int) string {
	if kind == booking.Reminder && days > 0 {
		return fmt.Sprintf("%d日前のお知らせ", days)
	}
	return named(messages, kind)
}

var means = map[booking.Means]string{booking.ByText: "SMS", booking.ByCall: "自動の電話", booking.ByMail: "メール"}

// Means names how the line has told it.
func Means(m booking.Means) string { return named(means, m) }

// What became of a text, and of a call.
var (
	textStates = map[booking.MessageState]string{
		booking.MessageDue: "送信待ち", booking.MessageSending: "送信中", booking.MessageSent: "送信済み", booking.MessageDelivered: "届いた",
		booking.MessageFailed: "届かなかった", booking.MessageUnknown: "届いたか分からない", booking.Withdrawn: "送らなかった",
	}
	callStates = map[booking.MessageState]string{
		booking.MessageDue: "これからかける", booking.MessageSending: "かけている", booking.MessageSent: "かけた", booking.MessageDelivered: "聞いていただけた",
		booking.MessageFailed: "お伝えできなかった", booking.MessageUnknown: "つながったか分からない", booking.Withdrawn: "かけなかった",
	}
)

// Fate says what became of it.
func Fate(m booking.Means, s booking.MessageState) string {
	if m == booking.ByCall {
		return named(callStates, s)
	}
	return named(textStates, s)
}
