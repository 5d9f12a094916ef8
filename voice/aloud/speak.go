package aloud

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The rates of speech in percent of the voice's own speed, as a prosody may have them.
// https://docs.aws.amazon.com/polly/latest/dg/prosody-tag.html
const (
	SlowestRate = 20
	FastestRate = 200
)

// between is the silence between the pieces of a text that is too long to be said at once.
const between = 500 * time.Millisecond

// Seconds returns how long it takes to say a text, at a rate in percent. The silence in
// which the engine begins and ends does not count: it is labelled as such in the trace,
// and so it is known to a frame of the voice (5 ms).
func (e *Engine) Seconds(ctx context.Context, text string, rate int) (float64, error) {
	parts, err := usable(ctx, text, rate)
	if err != nil {
		return 0, err
	}
	// A frame of one sample takes as long and is made much faster.
	options := speed(rate)
	if e.samples%e.frame == 0 {
		options = append(options, "-s", strconv.Itoa(e.samples/e.frame), "-p", "1")
	}
	total := time.Duration(len(parts)-1) * between
	for _, part := range parts {
		did, err := e.run(ctx, part, false, options...)
		if err != nil {
			return 0, err
		}
		from, to, err := did.spoken()
		if err != nil {
			return 0, fmt.Errorf("%q: %w", brief(text), err)
		}
		total += to - from
	}
	return total.Seconds(), nil
}

// Speak says a text at a rate in percent, without the silence in which the engine begins
// and ends.
func (e *Engine) Speak(ctx context.Context, text string, rate int) (whole Sound, err error) {
	parts, err := usable(ctx, text, rate)
	if err != nil {
		return whole, err
	}
	var tape Tape
	for _, part := range parts {
		did, err := e.run(ctx, part, true, speed(rate)...)
		if err != nil {
			return whole, err
		}
		said, err := readWAV(did.wav)
		if err != nil {
			return whole, err
		}
		from, to, err := did.spoken()
		if err != nil {
			return whole, fmt.Errorf("%q: %w", brief(text), err)
		}
		said = said.Beginning(to)
		said.Samples = said.Samples[min(len(said.Samples), said.at(from)):]
		if done := tape.Sound().Length(); done > 0 {
			tape.Until(done + between)
		}
		if err := tape.Add(0, said, said.Length()); err != nil {
			return whole, err
		}
	}
	return tape.Sound(), nil
}

func speed(rate int) []string {
	return []string{"-r", strconv.FormatFloat(float64(rate)/100, 'f', 2, 64)}
}

// label matches a sound of the trace: from when to when, in 100 ns, and which.
var label = regexp.MustCompile(`^([0-9]{1,15}) ([0-9]{1,15}) [^-]+-([A-Za-z]+)\+`)

// spoken returns from when to when the engine speaks.
func (s spell) spoken() (from, to time.Duration, err error) {
	const silence = "sil"
	heard := false
	for _, line := range s.section("Output label") {
		m := label.FindStringSubmatch(line)
		if m == nil {
			return 0, 0, fmt.Errorf("found the label %q in the engine's trace, expected two times and a sound", brief(line))
		}
		if m[3] == silence {
			continue
		}
		var times [2]time.Duration
		for i := range times {
			ticks, err := strconv.ParseInt(strings.TrimSpace(m[i+1]), 10, 64)
			if err != nil {
				return 0, 0, err
			}
			times[i] = time.Duration(ticks) * 100 * time.Nanosecond
		}
		if !heard {
			from, heard = times[0], true
		}
		to = times[1]
	}
	if !heard {
		return 0, 0, errors.New("found no sound, expected words that the engine knows")
	}
	return from, to, nil
}
