package console

import (
	"madoguchi/store"
	"madoguchi/web/words"
)

// A pastDeed is a line of a booking's history, in words.
type pastDeed struct {
	At, Who, What, Detail, Remark string
}

func (c *Console) history(trail []store.Entry) (lines []pastDeed) {
	for _, e := range trail {
		if e.Deed == store.DidSee {
			continue // only the page of the trail shows these
		}
		lines = append(lines, pastDeed{words.When(e.At), words.Who(e), words.Deed(e.Deed), words.Detail(c.City, e), e.Remark})
	}
	return lines
}
