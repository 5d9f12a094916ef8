package ivr

// Said is one thing that is said in one breath: a Say of the document. Besides the words
// it tells what they are: a phrase, which may name keys, a menu, or neither, which are words
// of staff. One
// that an older version stored has only the words.
type Said struct {
	Text  string  `json:"text"`
	Key   Key     `json:"key,omitempty"`   // of the phrase
	Holes fills   `json:"holes,omitempty"` // of the phrase, in order
	Menu  choices `json:"menu,omitempty"`
	Lang  string  `json:"lang,omitempty"` // if it is not the reply's
	Slow  bool    `json:"slow,omitempty"` // at the slow rate
	Rest  int     `json:"rest,omitempty"` // seconds of silence after it, before what is said next
}

// Filled is a hole that was filled: its name, and where in the text its words begin
// and end, in bytes. The holes of a phrase within a phrase are not listed.
type Filled struct {
	Name      string
	From, End int
}

// A Choice is an option that was said: its key, its phrase or the name that is said
// in place of one, and where in the text it ends, in bytes.
type Choice struct {
	Key  string
	Say  Key
	Name string
	End  int
}

// tellers are the phrases that tell callers about their own booking, with the holes
// that tell it.
var tellers = map[Key][]string{
	"own":            {"date", "time"},
	"own.first":      {"date", "time"},
	"own.service":    {"date", "time"},
	"own.nth":        {"date", "time"},
	"booked":         {"date", "time"},
	"booked.service": {"date", "time"},
	"changed":        {"date", "time"},
	"old":            {"date", "time"},
	"other.own":      {"date", "time"},
	"receipt":        {"receipt"},
}

// Tells returns the beginning of what is said after which the caller knows when
// their booking is, or its receipt number. It returns false if it tells neither. The
// day and time of an offer are not a booking.
func (s Said) Tells() (beginning string, ok bool) {
	end := s.until(tellers[s.Key])
	return s.Text[:end], end > 0
}

// until returns where the last of some holes ends, and 0 if there is none or one is missing.
func (s Said) until(names []string) (end int) {
	for _, name := range names {
		hole, ok := s.Hole(name)
		if !ok {
			return 0
		}
		end = max(end, hole.End)
	}
	return end
}

// Hole returns where a hole was filled for the first time, and false if the phrase has
// no such hole.
func (s Said) Hole(name string) (Filled, bool) {
	for _, h := range s.Holes {
		if h.Name == name && h.From >= 0 && h.From <= h.End && h.End <= len(s.Text) {
			return h, true
		}
	}
	return Filled{}, false
}

// Useful returns the beginning of what is said that ends with something a caller can
// use: when their own booking is, its receipt number, or the first thing that can be
// chosen. It returns false if there is none of these.
func (s Said) Useful() (beginning string, ok bool) {
	if len(s.Menu) > 0 && s.Menu[0].End <= len(s.Text) {
		return s.Text[:max(s.Menu[0].End, 0)], true
	}
	return s.Tells()
}

// Of returns the first Said of the reply that is the phrase, and false if none is.
func (r Reply) Of(key Key) (Said, bool) {
	for _, s := range r.Say {
		if s.Key == key && key != "" {
			return s, true
		}
	}
	return Said{}, false
}
