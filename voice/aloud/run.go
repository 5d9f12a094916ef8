package aloud

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long the engine may take for what it gets at once, which takes some
// seconds at the most.
const patience = time.Minute

// A spell is what the engine leaves behind when it has run.
type spell struct {
	trace string
	wav   []byte // if it was asked for
}

// run gives the engine one line, and waits until it has read it. With sound it also has
// it spoken.
func (e *Engine) run(ctx context.Context, text string, sound bool, options ...string) (did spell, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	dir, err := os.MkdirTemp("", "madoguchi-aloud-")
	if err != nil {
		return did, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	trace, wav := filepath.Join(dir, "trace"), filepath.Join(dir, "wav")
	args := append([]string{"-x", e.Dictionary, "-m", e.Voice, "-ot", trace}, options...)
	if sound {
		args = append(args, "-ow", wav)
	}
	cmd := exec.CommandContext(ctx, e.Program, args...)
	cmd.Stdin = strings.NewReader(text + "\n")
	cmd.WaitDelay = time.Second // a child that holds its output open is not waited for
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		if why := context.Cause(ctx); why != nil {
			err = why
		}
		said, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return did, fmt.Errorf("%s with %q: %w %s", e.Program, brief(text), err, brief(said))
	}
	told, err := os.ReadFile(trace)
	if err != nil {
		return did, fmt.Errorf("%s tells nothing of %q: %w", e.Program, brief(text), err)
	}
	did.trace = string(told)
	if sound {
		if did.wav, err = os.ReadFile(wav); err != nil {
			return did, fmt.Errorf("%s says nothing of %q: %w", e.Program, brief(text), err)
		}
	}
	return did, nil
}

// section returns the lines of a part of the trace, by its heading.
func (s spell) section(heading string) []string {
	_, after, found := strings.Cut(s.trace, "["+heading+"]\n")
	if !found {
		return nil
	}
	part, _, _ := strings.Cut(after, "\n\n")
	return strings.Split(strings.TrimRight(part, "\n"), "\n")
}
