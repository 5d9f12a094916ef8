package console

import (
	"fmt"
	"slices"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// noService is told to whoever names a service that the city does not have.
func noService() error {
	return wrong("その用件は、ありません。", "用件を、選び直してください。")
}

// service reads the id of a service; "" if none was named.
func (r *request) service(name string) (booking.ServiceID, error) {
	id := booking.ServiceID(r.Text(name, 40))
	if id == "" {
		return "", nil
	}
	if _, known := r.City.Service(id); !known {
		return "", noService()
	}
	return id, nil
}

// has refuses a facility that does not have a service.
func (c *Console) has(of booking.Service, facility string) error {
	if of.At(facility) {
		return nil
	}
	return wrong(c.place(facility)+"では、この用件を、受けていません。", "窓口を、選び直してください。")
}

// services returns what staff choose a service from: none where there is only one.
func (c *Console) services() []booking.Service {
	if !c.City.SeveralServices() {
		return nil
	}
	return c.City.Services
}

// procedure reads what somebody comes for, of those that the service has; what most come for
// if nothing was named.
func (r *request) procedure(name string, of booking.Service) (booking.Procedure, error) {
	text := r.Text(name, 20)
	if text == "" {
		return of.Kind.Assumed(), nil
	}
	p, err := r.Procedure(name)
	if err != nil || slices.Contains(procedures(of), p) {
		return p, err
	}
	if r.City.SeveralServices() { // the service has been changed since the procedure was chosen
		return of.Kind.Assumed(), nil
	}
	return "", wrong("手続きが、読み取れませんでした。", "一覧から、選んでください。")
}

// procedures returns what somebody may come for, and beside it that nobody has asked yet,
// where nothing can be assumed.
func procedures(of booking.Service) []booking.Procedure {
	all := of.Kind.Procedures()
	if a := of.Kind.Assumed(); !slices.Contains(all, a) {
		all = append([]booking.Procedure{a}, all...)
	}
	return all
}

// procedureChoices returns the options of a select of procedures.
func procedureChoices(of booking.Service) (all []choice) {
	for _, p := range procedures(of) {
		name := words.Procedure(p)
		if p == booking.NewIssue && of.Kind == booking.Certificate {
			name += "（期限のあと）"
		}
		all = append(all, choice{string(p), name})
	}
	return all
}

// listsOf returns the lists of a day at a facility, one of each of its services, where it has
// several.
func (c *Console) listsOf(facility string, day, today booking.Date, only booking.ServiceID) (all []link) {
	services := c.City.ServicesAt(facility)
	if len(services) < 2 {
		return nil
	}
	all = []link{{root + dayAddress(facility, day, today, ""), "すべての用件", only == ""}}
	for _, s := range services {
		all = append(all, link{root + dayAddress(facility, day, today, s.ID), s.Name, only == s.ID})
	}
	return all
}

// explainAlready says which booking of which service is in the way of another, and by which
// count.
func (c *Console) explainAlready(already *store.AlreadySeen) told {
	b := already.Seen
	t := told{fmt.Sprintf("この番号の%sには、もう予約があります。%s、%s。", memberName(b.Member), words.When(b.Start), words.Service(c.City, b.Service)),
		"用件がちがっても、1つの番号に1件です。別の方の予約なら、「何人目」を変えてください。"}
	if c.City.PerService {
		t.Hint = "1つの番号に、用件ごとに1件です。別の方の予約なら、「何人目」を変えてください。"
	}
	return t
}
