package phone

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Interact plays a call by hand and prints its summary at the end. At a
// terminal it runs in real time: single keys are pressed at once, Ctrl-C and Ctrl-D
// hang up. Otherwise each line of in is one turn, an empty line means silence, the
// end of in hangs up, and no time passes.
//
// Interact always puts the terminal back as it was, also when a signal ends the
// call. It does not use cfg.Pace at a terminal; cfg.Heard works as usual.
func Interact(ctx context.Context, cfg Config, in, out *os.File) (err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s := &screen{out: out, colour: Colours(out), newline: "\n"}
	fd := int(in.Fd())
	if !term.IsTerminal(fd) {
		return s.byLines(ctx, cfg, in)
	}
	before, err := term.MakeRaw(fd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, term.Restore(fd, before)) }()
	if term.IsTerminal(int(out.Fd())) {
		s.live, s.newline = true, "\r\n" // a raw terminal does not return the carriage
	}
	keys, done := make(chan rune), make(chan struct{})
	defer close(done)
	go readKeys(in, keys, done)
	s.keys = keys
	return s.byKeys(ctx, cfg)
}

// Colours reports whether to write colours to out: it is a terminal and NO_COLOR is
// not set (https://no-color.org).
func Colours(out *os.File) bool {
	return os.Getenv("NO_COLOR") == "" && term.IsTerminal(int(out.Fd()))
}

// readKeys sends each key until in ends or done is closed; then it closes keys.
// A read that waits for a key that never comes ends with the process.
func readKeys(in io.Reader, keys chan<- rune, done <-chan struct{}) {
	defer close(keys)
	var buffer [256]byte
	for {
		n, err := in.Read(buffer[:])
		for _, key := range pressed(string(buffer[:n])) {
			select {
			case keys <- key:
			case <-done:
				return
			}
		}
		if err != nil {
			return // closing the channel hangs up
		}
	}
}

// The keys that hang up.
const (
	ctrlC  = '\x03'
	ctrlD  = '\x04'
	escape = '\x1b'
)

// pressed returns the keys in what was typed at once. Full-width digits, which a
// Japanese keyboard sends, count as narrow ones. An escape sequence (arrow keys,
// Delete) may contain digits that nobody pressed, so the rest is dropped.
func pressed(typed string) []rune {
	var keys []rune
	for _, r := range typed {
		if r == escape {
			break
		}
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if isKey(r) || r == ctrlC || r == ctrlD {
			keys = append(keys, r)
		}
	}
	return keys
}

// tick is how often the countdown is drawn.
const tick = 200 * time.Millisecond
