// Package aloudtest is a speech engine and a player that need nothing installed, for
// tests of packages that use voice/aloud.
//
// The engine reads kana as they are, digits one by one, and words that a test teaches it.
// It takes a tenth of a second for each kana or pause, after a fifth of silence. The player keeps what
// it was given. Both are the test binary itself, so that TestMain must begin with Main.
package aloudtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/voice/aloud"
)

// The programs, by the names under which they are found.
const (
	engine = "open_jtalk"
	player = "paplay"
)

// Fails and Hangs are words at which the engine crashes, and never ends.
const (
	Fails = "壊"
	Hangs = "眠"
)

// Main makes the test binary the engine or the player if it was started under its name,
// and does not return then.
func Main() {
	act := map[string]func([]string) error{engine: speak, player: play}[filepath.Base(os.Args[0])]
	if act == nil {
		return
	}
	if err := act(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(0)
}

// Install returns an environment in which the engine is found, with words and how it
// reads them in katakana, and the directory of the program.
func Install(t testing.TB, words map[string]string) (env map[string]string, dir string) {
	t.Helper()
	dir = t.TempDir()
	var dictionary strings.Builder
	for word, kana := range words {
		fmt.Fprintf(&dictionary, "%s %s\n", word, kana)
	}
	for name, text := range map[string]string{
		"sys.dic":        dictionary.String(),
		"voice.htsvoice": "[GLOBAL]\nSAMPLING_FREQUENCY:8000\nFRAME_PERIOD:40\n[STREAM]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link(t, dir, engine)
	return map[string]string{
		"PATH": dir, aloud.DictionaryVariable: dir, aloud.VoiceVariable: filepath.Join(dir, "voice.htsvoice"),
	}, dir
}

// InstallPlayer puts the player beside the engine, and returns a function that tells
// how many samples each of the sounds had that it was given so far.
func InstallPlayer(t testing.TB, dir string) (played func() []int) {
	t.Helper()
	link(t, dir, player)
	return func() (samples []int) {
		text, err := os.ReadFile(filepath.Join(dir, "played"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, line := range strings.Fields(string(text)) {
			n, err := strconv.Atoi(line)
			if err != nil {
				t.Fatal(err)
			}
			samples = append(samples, n)
		}
		return samples
	}
}

func link(t testing.TB, dir, name string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// A word is one of a text, and how it is read; "、" is a pause.
type word struct{ text, kana string }

func speak(args []string) error {
	option := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		option[args[i]] = args[i+1]
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return err
	}
	known, err := os.ReadFile(filepath.Join(option["-x"], "sys.dic"))
	if err != nil {
		return err
	}
	words := split(strings.TrimRight(line, "\n"), string(known))
	for _, w := range words {
		switch w.text {
		case Fails:
			return errors.New("*** stack smashing detected ***")
		case Hangs:
			time.Sleep(time.Hour)
		}
	}
	rate, err := strconv.ParseFloat(option["-r"], 64)
	if err != nil {
		return err
	}
	trace, sounds := utter(words, rate)
	if err := os.WriteFile(option["-ot"], []byte(trace), 0o600); err != nil || option["-ow"] == "" {
		return err
	}
	f, err := os.Create(option["-ow"])
	if err != nil {
		return err
	}
	return errors.Join(aloud.Sound{PerSecond: 8000, Samples: sounds}.WriteWAV(f), f.Close())
}

// split reads a line from left to right.
func split(line, known string) (words []word) {
	for line != "" {
		r, size := utf8.DecodeRuneInString(line)
		w := word{line[:size], "、"}
		switch {
		case r >= 'ぁ' && r <= 'ゖ':
			w.kana = string(r + 'ァ' - 'ぁ')
		case unicode.Is(unicode.Katakana, r), r == 'ー':
			w.kana = string(r)
		case r >= '0' && r <= '9':
			w.kana = strings.Fields("ゼロ イチ ニ サン ヨン ゴ ロク ナナ ハチ キュー")[r-'0']
		}
		for entry := range strings.Lines(known) {
			if text, kana, ok := strings.Cut(strings.TrimSpace(entry), " "); ok && strings.HasPrefix(line, text) {
				w = word{text, kana}
			}
		}
		words, line = append(words, w), line[len(w.text):]
	}
	return words
}

// utter returns the trace of the words, and their samples.
func utter(words []word, rate float64) (trace string, sounds []int16) {
	var read, labels strings.Builder
	at := 0.0
	sound := func(name string, seconds float64, level int16) {
		to := at + seconds/rate
		fmt.Fprintf(&labels, "%.0f %.0f xx^xx-%s+xx=xx/A:xx\n", at*1e7, to*1e7, name)
		for range int(to*8000) - len(sounds) {
			sounds = append(sounds, level)
		}
		at = to
	}
	sound("sil", 0.2, 0)
	for i, w := range words {
		fmt.Fprintf(&read, "%s,名詞,*,*,*,*,*,%s,%s,%s,0/1,*,-1\n", w.text, w.text, w.kana, w.kana)
		if w.kana == "、" {
			if i < len(words)-1 {
				sound("pau", 0.1, 0)
			}
			continue
		}
		for range utf8.RuneCountInString(w.kana) {
			sound("a", 0.1, 1000)
		}
	}
	sound("sil", 0.1, 0)
	return "[Text analysis result]\n" + read.String() + "\n[Output label]\n" + labels.String() + "\n[Global parameter]\n", sounds
}

// play notes how many samples a file has, beside the program.
func play(args []string) (err error) {
	file, err := os.ReadFile(args[len(args)-1])
	if err != nil {
		return err
	}
	const head = 44
	if len(file) < head || !bytes.HasPrefix(file, []byte("RIFF")) || int(binary.LittleEndian.Uint32(file[head-4:])) != len(file)-head {
		return errors.New("found no WAV file")
	}
	notes, err := os.OpenFile(filepath.Join(filepath.Dir(os.Args[0]), "played"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(notes, strconv.Itoa((len(file)-head)/2)+"\n")
	return errors.Join(err, notes.Close())
}
