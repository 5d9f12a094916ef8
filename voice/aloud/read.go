package aloud

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// A Reading is how the engine reads a text.
type Reading struct {
	Text   string
	Kana   string // as Pronounced writes it
	Unread string // characters that its dictionary does not have, and that it leaves out
	Err    error  // why this text cannot be read at all
}

// Several texts are read by one process, each between the same marks, so that what
// stands beside a text does not change how it is read. The mark is in no text, for check
// refuses it, and it is read as a pause.
const (
	mark   = "◆"
	before = mark + "。"
	behind = "。"
)

// processes is how many processes read at the same time.
const processes = 2

// fastest has the engine synthesise as little as it can, for nobody listens.
var fastest = []string{"-r", "100", "-p", "1", "-s", "200"}

// Readings returns how each text is read, in their order; the context of each is a
// sentence of its own. A text that cannot be read has an error of its own; the error
// that is returned is of the engine.
func (e *Engine) Readings(ctx context.Context, texts []string) ([]Reading, error) {
	read := make([]Reading, len(texts))
	var batches [][]*Reading
	size := most
	for i, text := range texts {
		r := &read[i]
		r.Text = text
		if r.Err = check(text); r.Err != nil {
			continue
		}
		cost := widened(before + text + behind)
		if cost > most {
			r.Err = e.inPieces(ctx, r)
			continue
		}
		if size += cost; size > most {
			batches, size = append(batches, nil), cost
		}
		last := len(batches) - 1
		batches[last] = append(batches[last], r)
	}
	errs := make([]error, processes)
	var wait sync.WaitGroup
	for worker := range processes {
		wait.Go(func() {
			for i := worker; i < len(batches) && errs[worker] == nil; i += processes {
				errs[worker] = e.batch(ctx, batches[i])
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return read, ctx.Err()
}

// inPieces reads a text that is too long for one process.
func (e *Engine) inPieces(ctx context.Context, r *Reading) error {
	parts, err := pieces(r.Text)
	if err != nil {
		return err
	}
	whole := ""
	for _, part := range parts {
		one := Reading{Text: part}
		did, err := e.run(ctx, part, false, fastest...)
		if err != nil {
			return err
		}
		if err := one.take(did.section(analysis)); err != nil {
			return err
		}
		whole += one.Kana
		r.Unread += one.Unread
	}
	r.Kana = Pronounced(whole)
	return nil
}

// batch has one process read several texts. If it fails at them, each is read alone, so
// that the one which it fails at does no harm to the others.
func (e *Engine) batch(ctx context.Context, batch []*Reading) error {
	var line strings.Builder
	for _, r := range batch {
		line.WriteString(before + r.Text + behind)
	}
	did, err := e.run(ctx, line.String(), false, fastest...)
	if ctx.Err() != nil {
		return err
	}
	var parts [][]string
	for _, word := range did.section(analysis) {
		if strings.HasPrefix(word, mark+",") {
			parts = append(parts, nil)
		} else if last := len(parts) - 1; last >= 0 {
			parts[last] = append(parts[last], word)
		}
	}
	if err == nil && len(parts) != len(batch) {
		err = fmt.Errorf("%s read %d texts, expected %d", e.Program, len(parts), len(batch))
	}
	switch {
	case err == nil:
		for i, r := range batch {
			r.Err = r.take(parts[i])
		}
	case len(batch) == 1:
		batch[0].Err = err
	default:
		for i := range batch {
			if err := e.batch(ctx, batch[i:i+1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// analysis is the heading of the words in the trace.
const analysis = "Text analysis result"

// What a line of the trace has about a word, by its place.
const (
	surface   = 0
	class     = 1
	pronounce = 9
	fields    = 10
)

// take reads the words of a trace, a line each.
func (r *Reading) take(words []string) error {
	var kana, unread strings.Builder
	for _, word := range words {
		field := strings.Split(word, ",")
		if len(field) < fields {
			return fmt.Errorf("found the word %q, expected %d fields", brief(word), fields)
		}
		if spoken := Pronounced(field[pronounce]); spoken != "" {
			kana.WriteString(spoken)
		} else if isWord(field[surface]) {
			unread.WriteString(field[surface])
		}
	}
	r.Kana, r.Unread = Pronounced(kana.String()), unread.String()
	if r.Kana == "" {
		return fmt.Errorf("found %q, expected words that the engine knows", brief(r.Text))
	}
	return nil
}

// isWord reports whether there is something in a word that somebody would read.
func isWord(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
