package main

import (
	"fmt"
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

// A listener hears a call as its caller does, and notes when the caller knew
// about the booking. A line elsewhere tells only its words, and not what they mean.
type listener struct {
	line   *line
	spoken *spoken       // nil: the line is not ours
	until  time.Duration // how far the call has gone
	knows  time.Duration
	told   bool // the caller knows at that time, if nothing interrupts what is said
}

// hear takes the events of a call; what is said comes when it begins. What tells of
// the booking was not heard if the caller does something before it has been said.
func (h *listener) hear(e phone.Event) {
	if h.told && e.At < h.knows && e.Kind != phone.Said {
		h.told = false
	}
	if h.told || h.spoken == nil {
		return
	}
	if beginning, ok := h.spoken.of(e).Tells(); ok {
		h.told, h.knows = true, h.line.heardBy(e, beginning)
	}
}

func (h *listener) String() string {
	if !h.told || h.knows > h.until {
		return "予約の日時も受付番号も、聞こえていません"
	}
	return fmt.Sprintf("予約の日時か受付番号が聞こえるまで: %d 秒", int(h.knows.Round(time.Second)/time.Second))
}
