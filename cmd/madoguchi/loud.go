package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"

	"madoguchi/voice/aloud"
	"madoguchi/voice/phone"
)

// stopAfter is the silence after each thing that is said: the engine's own is cut off.
const stopAfter = 500 * time.Millisecond

// A loudspeaker has a call heard with a voice, as the telephone hears it. What the line
// says in another language than that of the engine is silence.
type loudspeaker struct {
	engine *aloud.Engine
	player *aloud.Player // nil: nobody listens
	dir    string        // "": nothing is kept
	wait   func(context.Context, time.Duration)

	mu     sync.Mutex
	sounds map[utterance]aloud.Sound
	failed error // the first
	pieces []piece
}

// An utterance is a text at a rate in percent.
type utterance struct {
	text string
	rate int
}

// A piece is what the line said, and how much of it was heard.
type piece struct {
	utterance
	at, heard time.Duration
	whispered bool
}

// A queued event is said when it is due, unless its context has ended.
type queued struct {
	ctx   context.Context
	event phone.Event
	due   time.Time
}

// speaks is the language of the engine.
func speaks(language string) bool { return language == "" || language == "ja-JP" }

// loudspeaker finds what is needed to have a call heard; nil if that was not asked for.
func (w *world) loudspeaker(c caller) (*loudspeaker, error) {
	if !c.speak && c.wav == "" {
		return nil, nil
	}
	s := &loudspeaker{dir: c.wav, wait: w.wait, sounds: map[utterance]aloud.Sound{}}
	if s.wait == nil {
		s.wait = waitReally
	}
	var err error
	if s.engine, err = aloud.Find(w.env); err != nil {
		return nil, err
	}
	if c.speak {
		if s.player, err = aloud.FindPlayer(w.env); err != nil {
			return nil, err
		}
	}
	if s.dir == "" {
		return s, nil
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, fmt.Errorf("--wav: found no directory %s, and cannot make it: %w", s.dir, err)
	}
	switch there, err := os.ReadDir(s.dir); {
	case err != nil:
		return nil, fmt.Errorf("--wav: %w", err)
	case len(there) > 0:
		return nil, fmt.Errorf("--wav: found %s in %s, expected an empty directory, or one that is not there yet", there[0].Name(), s.dir)
	}
	return s, nil
}

func waitReally(ctx context.Context, d time.Duration) {
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-ctx.Done():
	case <-over.C:
	}
}

// seconds returns a measure of texts for a telephone: how long this voice takes. What it
// cannot say takes as long as the line thinks.
func (s *loudspeaker) seconds(ctx context.Context, otherwise func(language, text string) float64) func(language, text string) float64 {
	known := map[string]float64{}
	return func(language, text string) float64 {
		if !speaks(language) {
			return otherwise(language, text)
		}
		if _, ok := known[text]; !ok {
			took, err := s.engine.Seconds(ctx, text, 100)
			if err != nil {
				return otherwise(language, text)
			}
			known[text] = took + stopAfter.Seconds()
		}
		return known[text]
	}
}

// hear takes the events of a call as they begin.
func (s *loudspeaker) hear(e phone.Event) {
	switch e.Kind {
	case phone.Said, phone.Whispered:
		if speaks(e.Language) {
			s.pieces = append(s.pieces, piece{utterance{e.Text, e.Rate}, e.At, e.Length, e.Kind == phone.Whispered})
		}
	case phone.Pressed, phone.HungUp:
		for i := range s.pieces {
			p := &s.pieces[i]
			p.heard = max(0, min(p.heard, e.At-p.at))
		}
	}
}

// perform plays one event to its end, if there is a player.
func (s *loudspeaker) perform(ctx context.Context, e phone.Event) {
	if s.player == nil {
		return
	}
	left := e.Length
	if e.Kind == phone.Said && speaks(e.Language) {
		sound, err := s.sound(ctx, utterance{e.Text, e.Rate})
		if err == nil {
			left -= sound.Length()
			err = s.player.Play(ctx, sound)
		}
		s.note(ctx, err)
	}
	if left > 0 {
		s.wait(ctx, left)
	}
}

// note keeps the first failure. What a call that has ended does not say any more is none.
func (s *loudspeaker) note(ctx context.Context, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil || ctx.Err() != nil {
		return
	}
	if s.failed == nil {
		s.failed = err
	}
}

// sound returns how a text is said.
func (s *loudspeaker) sound(ctx context.Context, t utterance) (aloud.Sound, error) {
	s.mu.Lock()
	known, ok := s.sounds[t]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	sound, err := s.engine.Speak(ctx, t.text, t.rate)
	if err != nil {
		return sound, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sounds[t] = sound
	return sound, nil
}

// loudly has a telephone's call heard, and kept. It returns what ends the sounds.
func (w *world) loudly(ctx context.Context, s *loudspeaker, cfg *phone.Config, c caller, now func() time.Duration) (end func()) {
	cfg.Seconds = s.seconds(ctx, cfg.Seconds)
	before := cfg.Heard
	show, end := func(phone.Event) {}, func() {}
	switch {
	case !c.speak:
	case c.keys == nil && terminal(w.in):
		show, end = s.live(ctx, now)
	case c.keys == nil: // Interact prints it
		show = func(e phone.Event) { s.perform(ctx, e) }
	default:
		show = func(e phone.Event) {
			_, err := io.WriteString(w.out, phone.Line(e, phone.Colours(w.out)))
			s.note(ctx, err)
			s.perform(ctx, e)
		}
	}
	cfg.Heard = func(e phone.Event) {
		before(e)
		s.hear(e)
		show(e)
	}
	return end
}

// live returns what takes the events of a call that is played by hand, in real time, and
// does not hold it up: a key, or the caller's hanging up, silences what is being said. now
// is how far the call has gone. end waits until all has been said.
func (s *loudspeaker) live(ctx context.Context, now func() time.Duration) (hear func(phone.Event), end func()) {
	const most = 100 // more than a line says between two keys
	queue := make(chan queued, most)
	var idle sync.WaitGroup
	idle.Go(func() {
		for q := range queue {
			if q.ctx.Err() != nil {
				continue
			}
			_, err := s.sound(q.ctx, utterance{q.event.Text, q.event.Rate})
			if err != nil {
				s.note(q.ctx, err)
				continue
			}
			s.wait(q.ctx, time.Until(q.due))
			s.perform(q.ctx, q.event)
		}
	})
	said, silence := context.WithCancel(ctx)
	hear = func(e phone.Event) {
		switch e.Kind {
		case phone.Said:
			e.Length = 0 // the queue knows when the next is due
			select {
			case queue <- queued{said, e, time.Now().Add(e.At - now())}:
			default:
			}
		case phone.HungUp:
			if e.By == phone.ByCaller {
				silence()
			}
		case phone.Pressed:
			silence()
			said, silence = context.WithCancel(ctx)
		}
	}
	return hear, func() {
		close(queue)
		idle.Wait()
		silence()
	}
}

// keep writes what was said, each into a file of its own, and the whole call with its
// pauses as the caller heard it: without what a key cut off, and without whispers.
func (s *loudspeaker) keep(ctx context.Context, until time.Duration) error {
	if s.dir == "" {
		return s.failed
	}
	var tape aloud.Tape
	for i, p := range s.pieces {
		sound, err := s.sound(ctx, p.utterance)
		if err != nil {
			return err
		}
		if err := writeWAV(filepath.Join(s.dir, fmt.Sprintf("%03d-%s.wav", i+1, fileName(p.text))), sound); err != nil {
			return err
		}
		if p.whispered || p.heard == 0 {
			continue
		}
		if err := tape.Add(p.at, sound, p.heard); err != nil {
			return err
		}
	}
	tape.Until(until)
	if tape.Sound().PerSecond > 0 {
		return errors.Join(s.failed, writeWAV(filepath.Join(s.dir, "call.wav"), tape.Sound()))
	}
	return s.failed
}

func writeWAV(path string, sound aloud.Sound) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(sound.WriteWAV(f), f.Close())
}

// fileName returns the beginning of a text as a file may be called.
func fileName(text string) string {
	const most = 20
	runes := []rune(strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != 'ー' && r != '、' {
			runes[i] = '_'
		}
	}
	return string(runes[:min(len(runes), most)])
}
