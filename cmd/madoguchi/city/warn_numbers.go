package city

import (
	"fmt"
	"strings"

	"madoguchi/booking"
)

// numbers calls do with every telephone number of the file that callers are connected to
// or shown.
func (s *survey) numbers(do func(at value, p booking.Phone)) {
	do(s.root.get("number"), s.City.Number)
	centre := s.root.get("call_centre")
	do(centre.get("number"), s.City.Centre.Number)
	for i, at := range centre.get("lines").items() {
		do(at, s.City.Centre.Lines[i])
	}
	for i, m := range s.root.get("facilities").items() {
		if at := m.get("line"); !at.absent() {
			do(at, s.City.Facilities[i].Line)
		}
	}
	for _, h := range s.helplines() {
		do(h.at.get("number"), h.Number)
	}
}

// nobodys begins the numbers that the sample city has.
const nobodys = "+815000000"

func (s *survey) placeholders() {
	var found []value
	s.numbers(func(at value, p booking.Phone) {
		if strings.HasPrefix(string(p), nobodys) {
			found = append(found, at)
		}
	})
	switch more := len(found) - 1; {
	case more == 0:
		s.warn(found[0], found[0].found()+", which is nobody's number", "a number that you have")
	case more > 0:
		s.warn(found[0], fmt.Sprintf("%s and %d more, which are nobody's numbers", found[0].found(), more), "numbers that you have")
	}
}

func (s *survey) foreignNumbers() {
	s.numbers(func(at value, p booking.Phone) {
		if !p.Japanese() {
			s.warn(at, at.found()+", which is abroad", "a number in Japan, such as 050-1234-5678 or 0568-12-3456")
		}
	})
}

// ours are the first parts of the paths that the line has below its public URL.
var ours = []string{"voice", "console", "yoyaku", "healthz", "readyz", "metrics"}

func (s *survey) ourPaths() {
	for _, path := range ours {
		if before, found := strings.CutSuffix(strings.ToLower(s.PublicURL), "/"+path); found {
			at := s.root.get("public_url")
			s.warn(at, at.found()+", to which the line adds /"+path+" by itself", fmt.Sprintf("%q", before))
		}
	}
}
