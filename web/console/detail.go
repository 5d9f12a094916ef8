package console

import (
	"regexp"
	"strings"

	"madoguchi/booking"
	"madoguchi/store"
)

// RoleNames are the roles as staff say them.
var RoleNames = map[store.Role]string{store.Agent: "オペレーター", store.Counter: "窓口", store.Admin: "管理"}

// inWords is a part of what the ledger notes, and how staff say it.
type inWords struct {
	noted *regexp.Regexp
	said  string
}

func words(noted, said string) inWords { return inWords{regexp.MustCompile(noted), said} }

// details are all parts of what the ledger notes of a deed. The audit trail itself stays
// as it was written; TestTheTrailIsInWords finds what has no row here.
var details = []inWords{
	// A visit, and what there is of it.
	words(` to `, ` → `),
	words(`, party (\d+)`, `、人数 ${1}`),
	words(`, member (\d+)`, `、何人目 ${1}`),
	words(`, `+string(booking.Renewal)+`$`, `、`+procedures[booking.Renewal]),
	words(`, `+string(booking.NewIssue)+`$`, `、`+procedures[booking.NewIssue]),
	// What somebody looked at.
	words(`^find$`, `検索`),
	words(`^card of (\d{4})$`, `下4けた ${1} のカード`),
	words(`^list of the affected$`, `連絡する方の一覧`),
	words(`^plan of (open|close|capacity)$`, `枠を変える前の確認`),
	words(`^csv of (.+)$`, `${1} の一覧（CSV）`),
	words(`^list of (.+)$`, `${1} の一覧`),
	// Hours, slots and capacities.
	words(`, the opening hours have it again$`, `、受付時間に入った`),
	words(`, the opening hours no longer have it$`, `、受付時間から外れた`),
	words(`, capacity (\d+)`, `、枠の数 ${1}`),
	words(`, (\d+) slots changed`, `、変わった時間 ${1}件`),
	words(`, (\d+) bookings in them$`, `、その時間の予約 ${1}件`),
	words(`, (\d+) bookings in fuller ones$`, `、数をこえる時間の予約 ${1}件`),
	words(`^notice (\d+)`, `お知らせ${1}`),
	words(`^cards$`, `カードのアドレスの鍵`),
	// People at the counter without a booking.
	words(`, number (\d+)`, `、${1}番`),
	words(`, waiting$`, `、お待ち`),
	words(`, served$`, `、ご案内ずみ`),
	words(`, left$`, `、帰られた`),
	// Calls passed on.
	words(`^for a caller whose number ends in (\d{4})$`, `下4けた ${1} の方`),
	words(`^(.+), a caller whose number ends in (\d{4})$`, `担当 ${1}、下4けた ${2} の方`),
	words(`^call-back (\d+), a number that ends in (\d{4})$`, `折り返し${1}、下4けた ${2} の方`),
	words(`^unknown$`, `出していない番号`),
	words(`^used already, of (.+)$`, `使用ずみ（${1} が発行）`),
	words(`^too old, of (.+)$`, `期限切れ（${1} が発行）`),
	words(`^of (.+), whose account has ended$`, `終わったアカウント ${1} が発行`),
	// Accounts.
	words(`^no such account$`, `ない名前`),
	words(`, (\d+) sessions$`, `、${1}か所`),
	words(`, none$`, `、番号なし`),
	words(`, `+string(store.Agent)+`$`, `、`+RoleNames[store.Agent]),
	words(`, `+string(store.Counter)+`$`, `、`+RoleNames[store.Counter]),
	words(`, `+string(store.Admin)+`$`, `、`+RoleNames[store.Admin]),
	words(`, `, `、`),
}

// detail puts the detail of an entry into words.
func (c *Console) detail(e store.Entry) string {
	said := e.Detail
	for _, d := range details {
		said = d.noted.ReplaceAllString(said, d.said)
	}
	var ids []string
	for _, f := range c.City.Facilities {
		ids = append(ids, f.ID+" ", f.Name+" ")
	}
	return strings.NewReplacer(ids...).Replace(said)
}
