//go:build ear

package main

import (
	"os"
	"path/filepath"
	"testing"

	"madoguchi/voice/aloud"
	"madoguchi/voice/aloud/aloudtest"
)

// The line is given kana wherever the engine reads a name of the sample city otherwise.
func TestAloudTheSampleCityIsReadAsItShouldBe(t *testing.T) {
	aloudtest.Installed(t)
	l, err := readLine("", tuesday)
	if err != nil {
		t.Fatal(err)
	}
	found, err := l.misread(t.Context(), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range found {
		t.Error(w)
	}
}

// The engine of this machine says the sample city's greeting.
func TestAloudTheRealEngineIsHeard(t *testing.T) {
	aloudtest.Installed(t)
	p := newPlace(t)
	for _, name := range []string{"PATH", aloud.ProgramVariable, aloud.DictionaryVariable, aloud.VoiceVariable} {
		p.env[name] = os.Getenv(name)
	}
	dir := filepath.Join(p.dir, "call")
	heard, _, _ := p.call("", "--wav", dir)
	files, err := filepath.Glob(filepath.Join(dir, "0*.wav"))
	if err != nil || len(files) != len(saidIn(heard)) || len(files) < 3 {
		t.Errorf("found %q, %v, expected what is said in\n%s", files, err, heard)
	}
	if info, err := os.Stat(filepath.Join(dir, "call.wav")); err != nil || info.Size() < 48000*2*10 {
		t.Errorf("the call is %+v, %v, expected ten seconds at the least", info, err)
	}
}
