package phone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// A screen is the terminal's side of a call. It shows the events when their time
// has come and passes on to the call what the caller does.
type screen struct {
	out     io.Writer
	colour  bool
	live    bool // out is a terminal, so the countdown can be drawn over
	newline string
	keys    <-chan rune // closing it hangs up

	queue  []Event       // noted by the call, but not shown yet
	at     time.Duration // the virtual time that is shown
	status string        // the countdown that is drawn now
	failed error         // the first error of out
}

// byKeys plays a call in real time.
func (s *screen) byKeys(ctx context.Context, cfg Config) error {
	s.line("(0-9 * # を押す · Ctrl-C で電話を切る)")
	cfg.Heard = s.hearing(cfg.Heard)
	cfg.Pace = func(ctx context.Context, d time.Duration) time.Duration {
		_, waited := s.wait(ctx, d, nil)
		return waited
	}
	call, err := Place(ctx, cfg)
	for err == nil && !call.Over() && s.failed == nil {
		err = s.turn(ctx, call)
	}
	return s.end(call, err)
}

// turn waits for one key, or until the time for it is over.
func (s *screen) turn(ctx context.Context, call *Call) error {
	w, _ := call.Waiting()
	s.at = call.Elapsed()
	key, after := s.wait(ctx, w.Remaining, func(left time.Duration) string { return countdown(w, left) })
	switch key {
	case 0:
		return call.Silence(ctx)
	case ctrlC:
		s.queue = nil // nobody will hear these
		return call.HangUpEarly(context.WithoutCancel(ctx), after)
	}
	s.queue = nil
	return call.key(ctx, byte(key), after)
}

// wait lets d pass in real time and shows what is said meanwhile. With a
// countdown it returns the first key; without one, keys are lost. The key is 0
// when the time is over, and ctrlC when the caller hangs up. wait also returns how
// much time has passed.
func (s *screen) wait(ctx context.Context, d time.Duration, countdown func(left time.Duration) string) (rune, time.Duration) {
	from, began := s.at, time.Now()
	over, ticker := time.NewTimer(d), time.NewTicker(tick)
	defer over.Stop()
	defer ticker.Stop()
	defer s.draw("")
	waited := func() time.Duration {
		w := min(time.Since(began), d)
		s.at = from + w
		return w
	}
	for {
		left := d - waited()
		s.show()
		if countdown != nil && left > 0 {
			s.draw(countdown(left))
		}
		select {
		case <-over.C:
			s.at = from + d
			s.show()
			return 0, d
		case <-ctx.Done():
			return ctrlC, waited()
		case <-ticker.C:
		case key, open := <-s.keys:
			if !open || key == ctrlC || key == ctrlD {
				return ctrlC, waited()
			}
			if countdown != nil {
				return key, waited()
			}
			s.event(Event{Kind: Lost, Text: string(key)})
		}
	}
}

// countdown writes how long the caller has to answer, and the keys pressed so far.
func countdown(w Gather, left time.Duration) string {
	text := fmt.Sprintf("あと %d 秒", int((left+time.Second-1)/time.Second))
	if w.Digits == "" && w.NumDigits <= 1 {
		return text
	}
	return w.Digits + strings.Repeat("_", max(0, min(w.NumDigits, 20)-len(w.Digits))) + " · " + text
}

// byLines plays a call from lines, one turn each, without real time.
func (s *screen) byLines(ctx context.Context, cfg Config, in io.Reader) error {
	heard := cfg.Heard
	cfg.Heard = func(e Event) {
		s.event(e)
		if heard != nil {
			heard(e)
		}
	}
	call, err := Place(ctx, cfg)
	lines := bufio.NewScanner(in)
	for err == nil && !call.Over() && s.failed == nil {
		if !lines.Scan() {
			err = errors.Join(lines.Err(), call.HangUp(ctx))
			break
		}
		turn := strings.TrimSpace(lines.Text())
		if turn == "" || turn == silentTurn {
			err = call.Silence(ctx)
		} else if checkPressed(turn) != nil {
			s.line(fmt.Sprintf("(%s は、押せません。使えるのは 0-9 * # です)", excerpt([]byte(turn))))
		} else {
			err = call.Press(ctx, turn)
		}
	}
	return s.end(call, err)
}

// end shows the events that are left and the summary.
func (s *screen) end(call *Call, err error) error {
	if call != nil {
		s.at = call.Elapsed()
		s.show()
		s.line(call.Summary().String())
	}
	return errors.Join(err, s.failed)
}

// hearing queues the call's events, which are shown when their time comes, and
// passes them on to next.
func (s *screen) hearing(next func(Event)) func(Event) {
	return func(e Event) {
		s.queue = append(s.queue, e)
		s.show()
		if next != nil {
			next(e)
		}
	}
}

// show prints the events that have begun.
func (s *screen) show() {
	for len(s.queue) > 0 && s.queue[0].At <= s.at {
		s.event(s.queue[0])
		s.queue = s.queue[1:]
	}
}

func (s *screen) event(e Event) { s.line(strings.TrimSuffix(Line(e, s.colour), "\n")) }

// line prints a line above the countdown.
func (s *screen) line(text string) {
	drawn := s.status
	s.draw("")
	s.write(text + s.newline)
	s.draw(drawn)
}

// draw replaces the countdown; "" removes it.
func (s *screen) draw(status string) {
	if !s.live || status == s.status {
		return
	}
	s.write("\r\x1b[K" + status)
	s.status = status
}

func (s *screen) write(text string) {
	if s.failed == nil {
		_, s.failed = io.WriteString(s.out, text)
	}
}
