package booking

import "cmp"

// A Reading tells how a name is read that is not written as it is read: 味美 is あじよし.
type Reading struct {
	Word string // what the voice is given
	Yomi string // kana, and perhaps digits and 、
}

// Spoken returns the city's name as the voice is given it.
func (c *City) Spoken() string { return cmp.Or(c.Say, c.Yomi) }

// Spoken returns the facility's name as the voice is given it, in full. In a menu it is
// given Short.
func (f Facility) Spoken() string { return cmp.Or(f.Say, f.Yomi) }

// Readings returns the names of the city and its facilities, each once, that are read
// otherwise than they are written. Of two readings of one name it has the first.
func (c *City) Readings() []Reading {
	var all []Reading
	known := map[string]bool{}
	add := func(word, yomi string) {
		if word != "" && yomi != "" && word != yomi && !known[word] {
			known[word] = true
			all = append(all, Reading{word, yomi})
		}
	}
	add(c.Say, c.Yomi)
	for _, f := range c.Facilities {
		add(f.Say, f.Yomi)
		add(f.Short, f.ShortYomi)
	}
	for _, s := range c.Services {
		add(s.Say, s.Yomi)
		add(s.Short, s.ShortYomi)
	}
	return all
}
