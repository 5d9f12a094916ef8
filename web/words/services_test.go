package words

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

// A city with one service is told nothing of it; with several each booking is told with its
// own, and one that has left the config by its id.
func TestAServiceIsToldWhereThereAreSeveral(t *testing.T) {
	one := &booking.City{}
	named := &booking.City{Services: []booking.Service{{ID: "certificate", Name: "電子証明書の更新"}}}
	two := &booking.City{Services: []booking.Service{{ID: "certificate", Name: "電子証明書の更新"}, {ID: "card", Name: "カードの申請"}}}
	other := &booking.City{Services: []booking.Service{{ID: "card", Name: "カードの申請"}}}
	for _, c := range []struct {
		city *booking.City
		id   booking.ServiceID
		want string
	}{
		{one, "certificate", ""}, {one, "", ""}, {one, "card", "card"}, {named, "certificate", ""}, {named, "card", "card"},
		{two, "", "電子証明書の更新"}, {two, "certificate", "電子証明書の更新"}, {two, "card", "カードの申請"}, {two, "pick-up", "pick-up"},
		{other, "card", ""}, {other, "", "certificate"},
	} {
		if got := ServiceTold(c.city, c.id); got != c.want {
			t.Errorf("%q of %+v is told as %q, expected %q", c.id, c.city.Services, got, c.want)
		}
	}
	if got := Service(one, "certificate"); got != "電子証明書" {
		t.Errorf("the only service is called %q", got)
	}
	booked := store.Entry{Deed: store.DidBook, Detail: store.Detail{Visit: store.Visit{Party: 1}, Service: "card", Procedure: booking.Unsaid}}
	if got := Detail(two, booked); got != "カードの申請、人数 1、用件は未確認" {
		t.Errorf("the trail says %q", got)
	}
}

// Who applies for a card or picks one up comes in person, and hears of the legal
// representative and of the 交付通知書; what the city has written goes before our words.
func TestWhatIsReadOutFitsTheKindOfService(t *testing.T) {
	for _, c := range []struct {
		kind   booking.ServiceKind
		proxy  bool
		says   []string
		silent []string
	}{
		{booking.Certificate, false, []string{"みなさんのマイナンバーカード", "暗証番号"}, []string{"法定代理人", "交付通知書", "回答書"}},
		{booking.Certificate, true, []string{"ご本人のマイナンバーカード", "回答書", "代理では、できません"}, []string{"法定代理人"}},
		{booking.Application, true, []string{"本人確認書類", "ご本人が", "15歳未満", "成年後見", "法定代理人", "交付通知書"}, []string{"回答書"}},
		{booking.PickUp, true, []string{"交付通知書（はがき）", "かならず、ご本人が", "15歳未満", "成年後見", "法定代理人"}, []string{"回答書"}},
	} {
		r := ReadOut(booking.Service{Kind: c.kind}, c.proxy)
		all := strings.Join(slices.Concat([]string{r.Who}, r.Bring, r.Come), "\n")
		for _, word := range c.says {
			if !strings.Contains(all, word) {
				t.Errorf("%s, proxy %v: found no %q in\n%s", c.kind, c.proxy, word, all)
			}
		}
		for _, word := range c.silent {
			if strings.Contains(all, word) {
				t.Errorf("%s, proxy %v: says %q:\n%s", c.kind, c.proxy, word, all)
			}
		}
	}
	own := booking.ServiceWords{Who: "市内にお住まいの方", Bring: []string{"はがき"}}
	if r := ReadOut(booking.Service{Kind: booking.PickUp, Words: own}, false); r.Who != own.Who || !slices.Equal(r.Bring, own.Bring) || len(r.Come) != 2 {
		t.Errorf("%+v", r)
	}
}
