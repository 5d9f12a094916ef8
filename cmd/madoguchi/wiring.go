package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/voice"
)

// A line is a city's config and what is made of it.
type line struct {
	*city.Config
	sample   bool      // nobody named a config
	read     time.Time // when the config was read
	dialogue *ivr.Dialogue
}

// readLine reads the config, or makes the sample city of a moment.
func readLine(path string, now time.Time) (*line, error) {
	config, err := readCity(path, now)
	if err != nil {
		return nil, err
	}
	dialogue, err := ivr.New(&config.City, ivr.Options{
		OneKeyCancel: config.OneKeyCancel, Overrides: overrides(config), Rate: config.Voice.Rate, Slow: config.Voice.Slow,
	})
	if err != nil {
		return nil, mistakes(path, config, err)
	}
	if err := unwritable(path, config); err != nil {
		return nil, err
	}
	return &line{Config: config, sample: path == "", read: now, dialogue: dialogue}, nil
}

// readCity takes the sample of the day before, because a special opening of the
// sample city is one of the days ahead, and lasts until it is over.
func readCity(path string, now time.Time) (*city.Config, error) {
	if path == "" {
		return city.Default(now.AddDate(0, 0, -1))
	}
	return city.Load(path)
}

func overrides(config *city.Config) []ivr.Override {
	var own []ivr.Override
	for _, p := range config.Phrases {
		own = append(own, ivr.Override(p))
	}
	return own
}

// mistakes turns phrases that cannot be said, and names that are too long for a text, into
// mistakes of the file.
func mistakes(path string, config *city.Config, err error) error {
	if long, ok := errors.AsType[ivr.TextFaults](err); ok {
		return longForTexts(config, long)
	}
	faults, ok := errors.AsType[ivr.Faults](err)
	if !ok {
		return err
	}
	var ms city.Mistakes
	for _, f := range faults {
		ms = append(ms, city.Mistake{
			File: cmp.Or(path, "sample city"), Line: f.Line, Field: "phrases." + f.Lang + "." + f.Key, Found: f.Found, Expected: f.Expected,
		})
	}
	ms.Sort()
	return ms
}

// brief makes one line of a config's mistakes, for a command that only needs the config.
func brief(path string, err error) error {
	ms, ok := errors.AsType[city.Mistakes](err)
	if !ok || len(ms) < 2 {
		return err
	}
	return fmt.Errorf("%w (and %d more: madoguchi config check %s)", ms[0], len(ms)-1, path)
}

// voice returns how the line sounds in Japanese.
func (l *line) voice() voice.Voice {
	return voice.Voice{Name: l.Voice.Name, Lang: "ja-JP", Rate: l.Voice.Rate, Slow: l.Voice.Slow, Names: l.City.Readings()}
}

// seconds returns how long a text takes at a voice's own speed, as telephones ask.
func (l *line) seconds(language, text string) float64 {
	return l.dialogue.SecondsAt(language, text, 100)
}

func (l *line) faultTexts() voice.FaultTexts { return voice.FaultTexts(l.dialogue.Apology(l.read)) }

// server returns the line as Twilio sees it, still without its public URL, its tokens,
// its clock and its log.
func (l *line) server(ledger voice.Ledger) *voice.Server {
	v := l.voice()
	return &voice.Server{
		Ledger: ledger, Answer: l.dialogue.Answer, Voices: voice.Voices{"ja": v},
		CallerOf: l.City.CallerOf, CallerHeader: l.City.Centre.Forwarded.Header,
		Faults:  voice.NewFaults(v, l.faultTexts(), l.dialogue.PersonAt, l.City.Centre, l.City.Number),
		Version: version,
	}
}

// nobodys is how the numbers begin that nobody has.
const nobodys = "+815000000"

// placeholders names what still has a number that nobody has.
func (l *line) placeholders() []string {
	var still []string
	if strings.HasPrefix(string(l.City.Number), nobodys) {
		still = append(still, "number")
	}
	for _, f := range l.City.Facilities {
		if strings.HasPrefix(string(f.Line), nobodys) {
			still = append(still, "the line of "+f.ID)
		}
	}
	return still
}

// facility reads a facility's id.
func (l *line) facility(id string) (booking.Facility, error) {
	f, ok := l.City.Facility(id)
	if ok {
		return f, nil
	}
	var ids []string
	for _, f := range l.City.Facilities {
		ids = append(ids, f.ID)
	}
	hint := ""
	if l.sample {
		hint = ", which are those of the sample city (name yours with --config)"
	}
	return f, usage("--facility: found %.40q, expected one of %s%s", id, strings.Join(ids, ", "), hint)
}
