package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// maxLine is how many bytes of standard input are looked at for a password.
const maxLine = 4096

var errInterrupted = errors.New("interrupted: nothing was changed")

// password takes a new password for an account: typed twice at a terminal, or the
// one line that another program writes.
func (w *world) password(ctx context.Context, name string) (string, error) {
	if !terminal(w.in) {
		return oneLine(w.in)
	}
	return twice(name, func(prompt string) (string, error) { return w.unseen(ctx, prompt) })
}

// twice asks for a password two times: nobody sees what they type.
func twice(name string, ask func(prompt string) (string, error)) (string, error) {
	password, err := ask(name + " の新しいパスワード: ")
	if err != nil {
		return "", err
	}
	again, err := ask("もう一度: ")
	if err != nil {
		return "", err
	}
	if again != password {
		return "", errors.New("found two different passwords, expected the same one twice")
	}
	return password, nil
}

// unseen reads a line from the terminal without showing it. A signal must not leave
// a terminal behind that shows nothing any more.
func (w *world) unseen(ctx context.Context, prompt string) (string, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	fd := int(w.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal: %w", err)
	}
	if _, err := fmt.Fprint(w.err, prompt); err != nil {
		return "", err
	}
	type answer struct {
		line []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		answered <- answer{line, err}
	}()
	var a answer
	select {
	case a = <-answered:
	case <-ctx.Done():
		a.err = errors.Join(errInterrupted, term.Restore(fd, before))
	}
	_, err = fmt.Fprintln(w.err) // the key that ended the line was not shown either
	if errors.Is(a.err, io.EOF) {
		a.err = errInterrupted
	}
	return string(a.line), errors.Join(a.err, err)
}

// oneLine reads the only line there is, with or without its end.
func oneLine(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxLine+1))
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	line, rest, _ := strings.Cut(string(text), "\n")
	switch line = strings.TrimSuffix(line, "\r"); {
	case len(text) > maxLine:
		return "", fmt.Errorf("found more than %d bytes on standard input, expected a password in one line", maxLine)
	case line == "":
		return "", errors.New("found no password on standard input, expected one line")
	case rest != "":
		return "", errors.New("found several lines on standard input, expected a password in one line")
	}
	return line, nil
}
