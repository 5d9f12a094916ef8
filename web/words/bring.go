package words

import "madoguchi/booking"

// A Reading is what staff read out to whoever asks about a service: what to bring, and who must
// come.
type Reading struct {
	Who   string // who may use it, where the city says so; else ""
	Bring []string
	Come  []string
}

// ReadOut returns what staff read out about a service. What the city has written stands before
// the words for its kind; that somebody must come in person is the law and not the city's.
func ReadOut(s booking.Service, proxy bool) Reading {
	r := Reading{Who: s.Words.Who, Bring: s.Words.Bring}
	if len(r.Bring) == 0 || proxy && s.Kind == booking.Certificate {
		r.Bring = bring(s.Kind, proxy)
	}
	switch s.Kind {
	case booking.Application:
		r.Come = []string{"ご本人が、おいでください。", guardian, "カードができると、交付通知書のはがきが届きます。受け取りのときに、お持ちください。"}
	case booking.PickUp:
		r.Come = []string{"かならず、ご本人が、おいでください。ご家族だけでは、お渡しできません。", guardian}
	default:
		if proxy {
			r.Come = []string{"暗証番号がわからない方や、まちがえて使えなくなった方は、代理では、できません。"}
		}
	}
	return r
}

// guardian says who must come besides.
const guardian = "15歳未満の方は、親などの法定代理人と、おいでください。成年後見を受けている方も、法定代理人と、おいでください。"

func bring(k booking.ServiceKind, proxy bool) []string {
	const identity = "本人確認書類（運転免許証、パスポートなど）"
	switch {
	case k == booking.Application:
		return []string{identity, "いまのカード（お持ちの方）", "申請書、または、有効期限のお知らせ（お持ちの方）"}
	case k == booking.PickUp:
		return []string{"交付通知書（はがき）", identity, "いまのカード（お持ちの方）"}
	case proxy:
		return []string{"ご本人のマイナンバーカード", "代理の方の、" + identity, "お知らせの回答書（ご本人が書いて、封をしたもの）"}
	}
	return []string{"来られる方、みなさんのマイナンバーカード", "暗証番号をお忘れの方は、ほかの" + identity}
}
