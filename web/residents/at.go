package residents

import (
	"regexp"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/web"
)

// facilityPath is where each facility has a page to which the city's own pages lead.
const facilityPath = "/at/:facility"

// A facilityPage tells where a facility is, when it is open, and when it has time.
type facilityPage struct {
	freePlace
	Open     Marked      // when it takes people who have a booking
	WalkIn   Marked      // and others; "" if never
	Others   []otherDays // that are not as usual
	ToBook   string
	Services []serviceChoice // of a facility that has several
	Only     *shownService   // that it has, of a city that has several
	Known    known
}

// Place returns the facility itself, which the page names.
func (p facilityPage) Place() shownPlace { return p.shownPlace }

// facility shows one facility.
func (r *request) facility() (web.Answer, error) {
	f, ok := r.City.Facility(r.Param("facility"))
	if !ok {
		return nil, web.ErrNotThere
	}
	return facilityAnswer{r, f}, nil
}

// A facilityAnswer is the page of a facility for everybody.
type facilityAnswer struct {
	*request
	of booking.Facility
}

// Write writes the page that is kept, or a new one if that is no longer true.
func (f facilityAnswer) Write(x *web.Exchange) error {
	page, err := f.keep("at "+f.of.ID+" "+f.voice.manner(), fresh, func() ([]byte, error) {
		data, err := f.facilityPage(f.of)
		if err != nil {
			return nil, err
		}
		return f.rendered("at", data)
	})
	if err != nil {
		return err
	}
	forEverybody(x, page)
	return nil
}

// facilityPage reads what the page of a facility tells.
func (r *request) facilityPage(f booking.Facility) (data facilityPage, err error) {
	today := r.today()
	data.Open = r.voice.HoursOf(f.Hours, today)
	if len(f.WalkIn.Weekly)+len(f.WalkIn.Special) > 0 {
		data.WalkIn = r.voice.HoursOf(f.WalkIn, today)
	}
	if data.Others, err = r.otherDays(f); err != nil {
		return data, err
	}
	w := wish{Facility: f.ID}
	if at := r.City.ServicesAt(f.ID); r.City.SeveralServices() && len(at) == 1 {
		w.Service = at[0].ID
		data.Only = r.named(w.Service)
	}
	data.ToBook = root + w.At(afterPlace(w))
	err = view(r, func(tx looking) (err error) {
		if len(r.City.ServicesAt(f.ID)) > 1 {
			data.shownPlace = r.place(f.ID)
			data.Services, err = r.serviceChoices(tx, w)
			return err
		}
		data.freePlace, err = r.freePlace(tx, w.Service, f, 1)
		return err
	})
	data.Known = r.known(f, data.shownPlace)
	return data, err
}

// A contact is the telephone of a facility's desk as the city writes it: a number, so that it
// can be dialled, and the words around it.
type contact struct{ Before, Number, After string }

var numberIn = regexp.MustCompile(`\(?0[0-9]{1,4}\)?[- ]?[0-9]{1,4}[- ]?[0-9]{3,4}`)

// contactOf finds the number in the words.
func contactOf(said string) contact {
	at := numberIn.FindStringIndex(said)
	if at == nil {
		return contact{Before: said}
	}
	return contact{said[:at[0]], said[at[0]:at[1]], said[at[1]:]}
}

// Given reports whether there is any.
func (c contact) Given() bool { return c != contact{} }

// Dialled is the number as telephones take it.
func (c contact) Dialled() string { return digits(c.Number) }

// A known is what programs that read pages, such as those of search engines and maps, know of
// a facility. https://schema.org/GovernmentOffice
type known struct {
	Context string      `json:"@context"`
	Type    string      `json:"@type"`
	Name    string      `json:"name"`
	Other   string      `json:"alternateName,omitempty"`
	Address string      `json:"address,omitempty"`
	Map     string      `json:"hasMap,omitempty"`
	Phone   string      `json:"telephone,omitempty"`
	Hours   []knownSpan `json:"openingHoursSpecification,omitempty"`
}

// A knownSpan is from when to when it is open on some days of each week.
type knownSpan struct {
	Type   string   `json:"@type"`
	Days   []string `json:"dayOfWeek"`
	Opens  string   `json:"opens"`
	Closes string   `json:"closes"`
}

// knownDays are days as schema.org calls them, as the bits of ivr.ToldDays have them.
var knownDays = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "PublicHolidays"}

// known returns what programs know of a facility. What it has some weeks only, such as an
// evening once a month, there are no words for.
func (r *request) known(f booking.Facility, p shownPlace) known {
	k := known{
		Context: "https://schema.org", Type: "GovernmentOffice", Name: plainly(p.Name), Other: plainly(p.Read),
		Address: p.Address, Map: p.Map, Phone: p.Contact.Number,
	}
	for _, row := range apart(ivr.TellHours(f.Hours, r.today())) {
		if row.Days.Nth != 0 || row.Days.After != 0 {
			continue
		}
		var days []string
		for bit, name := range knownDays {
			if row.Days.Week&(1<<bit) != 0 {
				days = append(days, name)
			}
		}
		for _, span := range row.Ranges {
			closes := span.To.String()
			if span.To == booking.Midnight {
				closes = "23:59" // at 00:00 it would close before it opens
			}
			k.Hours = append(k.Hours, knownSpan{"OpeningHoursSpecification", days, span.From.String(), closes})
		}
	}
	return k
}
