package main

import (
	"sync"
	"time"

	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

// spoken is what a line of ours has said in a call, by its text: what a telephone
// hears is text alone. Of a line that runs elsewhere nothing is known.
type spoken struct {
	mu   sync.Mutex
	said map[string]ivr.Said
}

// note is an answer that notes what it says.
func (s *spoken) note(answer ivr.Answer) ivr.Answer {
	return func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		reply, err := answer(tx, call, in)
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, said := range reply.Say {
			if s.said == nil {
				s.said = map[string]ivr.Said{}
			}
			s.said[said.Text] = said // of two with one text the last
		}
		return reply, err
	}
}

// of returns what was said, of a text that was heard; words alone if the line is
// not ours.
func (s *spoken) of(e phone.Event) ivr.Said {
	s.mu.Lock()
	defer s.mu.Unlock()
	if said, ok := s.said[e.Text]; ok && e.Kind == phone.Said {
		return said
	}
	return ivr.Said{Text: e.Text}
}

// heardBy is when the beginning of what is said has been heard.
func (l *line) heardBy(e phone.Event, beginning string) time.Duration {
	share := l.seconds(e.Language, beginning) / l.seconds(e.Language, e.Text)
	return e.At + time.Duration(share*float64(e.Length))
}
