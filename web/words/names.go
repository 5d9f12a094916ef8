package words

import (
	"cmp"

	"madoguchi/booking"
	"madoguchi/store"
)

var ways = map[store.Way]string{
	store.ByPhone:    "電話",
	store.ByWeb:      "インターネット",
	store.ByConsole:  "画面",
	store.ByTerminal: "端末",
	store.ByClock:    "自動",
}

// Way names a way in which something was done.
func Way(w store.Way) string { return named(ways, w) }

// Who says who did something, and in which way.
func Who(e store.Entry) string {
	switch e.Way {
	case store.ByPhone:
		if e.Detail.Elsewhere {
			return "電話（別の電話）"
		}
		return "電話（ご本人）"
	case store.ByWeb:
		return "インターネット（ご本人）"
	case store.ByTerminal:
		return "端末（" + e.Actor + "）"
	case store.ByConsole:
		return e.Actor
	}
	return Way(e.Way)
}

// Actor names who did something: by account, user or job, and a caller by the call.
func Actor(e store.Entry) string { return cmp.Or(e.Actor, e.Call) }

var roles = map[store.Role]string{store.Agent: "オペレーター", store.Counter: "窓口", store.Admin: "管理"}

// Role names a role.
func Role(r store.Role) string { return named(roles, r) }

var factors = map[store.Factor]string{store.ByApp: "認証アプリ", store.ByPasskey: "パスキー", store.ByRecovery: "予備コード"}

// Factor names what somebody shows besides a password.
func Factor(f store.Factor) string { return named(factors, f) }

var procedures = map[booking.Procedure]string{
	booking.Renewal: "更新", booking.NewIssue: "新規発行", booking.Reissue: "再発行", booking.Collection: "受け取り", booking.Unsaid: "用件は未確認",
}

// Procedure names what a visit is for.
func Procedure(p booking.Procedure) string { return named(procedures, p) }

var callers = map[string]string{
	booking.Withheld.String(): "番号非通知の電話", booking.Payphone.String(): "公衆電話", booking.Malformed.String(): "番号の読めない電話",
	booking.Identified.String(): "番号の出る電話", booking.AtCentre.String(): "コールセンターの電話",
}

// Caller names a kind of caller, as booking.CallerKind.String has it.
func Caller(kind string) string { return named(callers, kind) }

// Proxy says of a booking that somebody comes in the person's place, and nothing if not.
func Proxy(proxy bool) string {
	if proxy {
		return "代理"
	}
	return ""
}

var limits = map[store.Limit]string{
	store.LimitCutOff: "締め切りのあと", store.LimitHorizon: "予約できる日より先",
	store.LimitReserve: "職員用の窓口", store.LimitMost: "件数の上限より多い予約",
}

// Limit names a limit of callers that staff set aside.
func Limit(l store.Limit) string { return named(limits, l) }

var states = map[booking.State]string{booking.Active: "予約中", booking.Over: "終了", booking.Cancelled: "取り消し"}

// State names the state of a booking.
func State(s booking.State) string { return states[s] }

// Place names a facility; one that has left the config keeps its id.
func Place(city *booking.City, id string) string {
	if f, ok := city.Facility(id); ok {
		return f.Name
	}
	return id
}

// certificate names the service of a city that names none.
const certificate = "電子証明書"

// Service names a service; one that has left the config keeps its id.
func Service(city *booking.City, id booking.ServiceID) string {
	s, known := city.Service(cmp.Or(id, booking.CertificateService))
	if known && s.Name == "" {
		return certificate
	}
	return cmp.Or(s.Name, string(s.ID))
}

// ServiceTold names the service of a booking where there is one to tell: in a city that has several,
// and of a booking whose service the city does not have any more. Elsewhere it returns "".
func ServiceTold(city *booking.City, id booking.ServiceID) string {
	if s := city.AllServices(); len(s) == 1 && s[0].ID == cmp.Or(id, booking.CertificateService) {
		return ""
	}
	return Service(city, id)
}

// ServiceShort is ServiceTold for a narrow column: as the city calls the service in a menu.
func ServiceShort(city *booking.City, id booking.ServiceID) string {
	s, _ := city.Service(cmp.Or(id, booking.CertificateService))
	told := ServiceTold(city, id)
	if told == "" {
		return ""
	}
	return cmp.Or(s.Short, told)
}

var kinds = map[booking.ServiceKind]string{booking.Certificate: certificate, booking.Application: "カードの申請", booking.PickUp: "カードの受け取り"}

// Kind names a kind of service.
func Kind(k booking.ServiceKind) string { return named(kinds, k) }

// Reason names why a card is issued again; one that has left the config keeps its id.
func Reason(s booking.Service, id string) string {
	r, _ := s.Reason(id)
	return cmp.Or(r.Name, id)
}

// named returns a word as staff say it, or the word itself: a ledger may have been
// written by a newer program.
func named[W ~string](names map[W]string, w W) string { return cmp.Or(names[w], string(w)) }
