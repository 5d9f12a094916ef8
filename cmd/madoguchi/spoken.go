package main

import (
	"sync"
	"time"

	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

// spoken has what an inside line has said in a call, by its text, because a telephone
// hears only text. Nothing is known about a line that runs elsewhere.
type spoken struct {
	mu   sync.Mutex
	said map[string]ivr.Said
}

// note returns an answer that also notes what it says.
func (s *spoken) note(answer ivr.Answer) ivr.Answer {
	return func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		reply, err := answer(tx, call, in)
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, said := range reply.Say {
			if s.said == nil {
				s.said = map[string]ivr.Said{}
			}
			s.said[said.Text] = said // the last of two with the same text
		}
		return reply, err
	}
}

// of returns what the line said when a text was heard, or the text alone if nothing
// is known about it.
func (s *spoken) of(e phone.Event) ivr.Said {
	s.mu.Lock()
	defer s.mu.Unlock()
	if said, ok := s.said[e.Text]; ok && e.Kind == phone.Said {
		return said
	}
	return ivr.Said{Text: e.Text}
}

// heardBy returns when the beginning of what is said has been heard.
func (l *line) heardBy(e phone.Event, beginning string) time.Duration {
	share := l.seconds(e.Language, beginning) / l.seconds(e.Language, e.Text)
	return e.At + time.Duration(share*float64(e.Length))
}
