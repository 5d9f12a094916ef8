package aloud

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// The variables that name the parts of the engine where they are in no usual place.
const (
	ProgramVariable    = "MADOGUCHI_OPEN_JTALK"            // the program
	DictionaryVariable = "MADOGUCHI_OPEN_JTALK_DICTIONARY" // the directory with sys.dic
	VoiceVariable      = "MADOGUCHI_OPEN_JTALK_VOICE"      // the .htsvoice file
)

// An Engine is Open JTalk on this machine. It may be used by several goroutines.
// https://open-jtalk.sp.nitech.ac.jp/
type Engine struct {
	Program    string // the file that is run
	Dictionary string // the directory of its dictionary
	Voice      string // the file of its voice

	samples int // of the voice, in a second
	frame   int // of the voice, in samples: how exactly it is timed
}

// Missing says that a part of the engine is not on this machine.
type Missing struct {
	What string // the program, its dictionary or a voice
}

func (m *Missing) Error() string {
	return "the speech engine Open JTalk is not whole, there is no " + m.What + ": install the packages open-jtalk, " +
		"open-jtalk-mecab-naist-jdic and hts-voice-nitech-jp-atr503-m001 (on Debian the last is in contrib, on Ubuntu " +
		"in universe; on macOS: brew install open-jtalk)"
}

// places are where a dictionary and voices usually are, the best first, as patterns. A
// path that is not absolute begins where the program is.
type places struct{ dictionaries, voices []string }

// usual are the places of Debian and Ubuntu, and beside the program those of Homebrew.
var usual = places{
	dictionaries: []string{"/var/lib/mecab/dic/open-jtalk/naist-jdic", "/usr/share/open-jtalk/dic*", "../dic"},
	voices: []string{"/usr/share/hts-voice/nitech-jp-atr503-m001/*.htsvoice", "/usr/share/hts-voice/*/*.htsvoice",
		"../voice/m100/*.htsvoice", "../voice/*/*_normal.htsvoice", "../voice/*/*.htsvoice"},
}

// Find returns the engine of this machine. The program is that of the environment, or
// open_jtalk in its PATH. If the environment names no part of it and one is not there, the error is
// a *Missing; if it names something that is not what it should be, the error says which.
func Find(env func(string) string) (*Engine, error) { return find(env, usual) }

func find(env func(string) string, in places) (*Engine, error) {
	e := &Engine{Program: env(ProgramVariable), Dictionary: env(DictionaryVariable), Voice: env(VoiceVariable)}
	if e.Program != "" {
		if !runnable(e.Program) {
			return nil, fmt.Errorf("%s: found %q, expected the program open_jtalk", ProgramVariable, e.Program)
		}
	} else if e.Program = lookUp(env, "open_jtalk"); e.Program == "" {
		return nil, &Missing{"program open_jtalk"}
	}
	beside := e.Program
	if target, err := filepath.EvalSymlinks(beside); err == nil {
		beside = target
	}
	beside = filepath.Dir(beside)
	if e.Dictionary != "" {
		if !isDictionary(e.Dictionary) {
			return nil, fmt.Errorf("%s: found %q, expected a directory with sys.dic in it", DictionaryVariable, e.Dictionary)
		}
	} else if e.Dictionary = first(in.dictionaries, beside, isDictionary); e.Dictionary == "" {
		return nil, &Missing{"dictionary"}
	}
	isVoice := func(path string) bool { return e.tune(path) == nil }
	if e.Voice != "" {
		if err := e.tune(e.Voice); err != nil {
			return nil, fmt.Errorf("%s: found %q, expected an .htsvoice file: %w", VoiceVariable, e.Voice, err)
		}
	} else if e.Voice = first(in.voices, beside, isVoice); e.Voice == "" {
		return nil, &Missing{"voice"}
	}
	return e, nil
}

// lookUp returns the program with that name in the PATH of an environment, or "".
func lookUp(env func(string) string, name string) string {
	for _, dir := range filepath.SplitList(env("PATH")) {
		if path := filepath.Join(cmp.Or(dir, "."), name); runnable(path) {
			return path
		}
	}
	return ""
}

func runnable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func isDictionary(path string) bool {
	info, err := os.Stat(filepath.Join(path, "sys.dic"))
	return err == nil && info.Mode().IsRegular()
}

// first returns the first file that the patterns have and that is what it should be, or "".
func first(patterns []string, beside string, is func(string) bool) string {
	for _, pattern := range patterns {
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(beside, pattern)
		}
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue // a directory whose name is a broken pattern has none
		}
		for _, path := range found {
			if is(path) {
				return path
			}
		}
	}
	return ""
}

var (
	sampling = regexp.MustCompile(`(?m)^SAMPLING_FREQUENCY:([0-9]{4,6})$`)
	period   = regexp.MustCompile(`(?m)^FRAME_PERIOD:([0-9]{1,5})$`)
)

// tune takes from the head of a voice how it is sampled.
func (e *Engine) tune(voice string) error {
	f, err := os.Open(voice)
	if err != nil {
		return err
	}
	head, err := io.ReadAll(io.LimitReader(f, 4096))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	samples, frame := sampling.FindSubmatch(head), period.FindSubmatch(head)
	if !bytes.HasPrefix(head, []byte("[GLOBAL]")) || samples == nil || frame == nil {
		return errors.New("its head does not say how it is sampled")
	}
	if e.samples, err = strconv.Atoi(string(samples[1])); err != nil {
		return err
	}
	e.frame, err = strconv.Atoi(string(frame[1]))
	if err == nil && (e.samples == 0 || e.frame == 0) {
		err = fmt.Errorf("its head has %s samples a second in frames of %s", samples[1], frame[1])
	}
	return err
}
