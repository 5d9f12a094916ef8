package aloud

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const soundHead = "[GLOBAL]\nSAMPLING_FREQUENCY:48000\nFRAME_PERIOD:240\n"

// lay writes files below a directory, with all directories above them.
func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o600)
		if strings.HasPrefix(text, "#!") {
			mode = 0o700
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheEngineIsFoundWhereItUsuallyIs(t *testing.T) {
	const program = "#!/bin/sh\n"
	for name, c := range map[string]struct {
		files      map[string]string
		env        map[string]string // DIR is where the files are
		dictionary string
		voice      string
		missing    string // what a *Missing names
		wrong      string // what another error says
	}{
		"in the system's places": {
			files:      map[string]string{"bin/open_jtalk": program, "dic/sys.dic": "x", "voices/a/a.htsvoice": soundHead},
			dictionary: "dic", voice: "voices/a/a.htsvoice",
		},
		"beside the program": {
			files:      map[string]string{"bin/open_jtalk": program, "brew/sys.dic": "x", "brew/a.htsvoice": "no voice", "brew/b.htsvoice": soundHead},
			dictionary: "brew", voice: "brew/b.htsvoice",
		},
		"where the environment says": {
			files: map[string]string{"my/jtalk": program, "d/sys.dic": "x", "v": soundHead, "dic/sys.dic": "x", "voices/a/a.htsvoice": soundHead},
			env:   map[string]string{ProgramVariable: "DIR/my/jtalk", DictionaryVariable: "DIR/d", VoiceVariable: "DIR/v"}, dictionary: "d", voice: "v",
		},
		"nothing":        {missing: "program open_jtalk"},
		"no program":     {files: map[string]string{"bin/open_jtalk": "no program", "dic/sys.dic": "x"}, missing: "program open_jtalk"},
		"no dictionary":  {files: map[string]string{"bin/open_jtalk": program, "dic/char.bin": "x"}, missing: "dictionary"},
		"no voice":       {files: map[string]string{"bin/open_jtalk": program, "dic/sys.dic": "x"}, missing: "voice"},
		"a broken voice": {files: map[string]string{"bin/open_jtalk": program, "dic/sys.dic": "x", "voices/a/a.htsvoice": "RIFF"}, missing: "voice"},
		"a wrong program": {
			env:   map[string]string{ProgramVariable: "DIR/none"},
			wrong: `MADOGUCHI_OPEN_JTALK: found "DIR/none", expected the program open_jtalk`,
		},
		"a wrong dictionary": {
			files: map[string]string{"bin/open_jtalk": program}, env: map[string]string{DictionaryVariable: "DIR"},
			wrong: `MADOGUCHI_OPEN_JTALK_DICTIONARY: found "DIR", expected a directory with sys.dic in it`,
		},
		"a wrong voice": {
			files: map[string]string{"bin/open_jtalk": program, "dic/sys.dic": "x", "v": "[GLOBAL]\nSAMPLING_FREQUENCY:48000\nFRAME_PERIOD:0\n"},
			env:   map[string]string{VoiceVariable: "DIR/v"},
			wrong: `MADOGUCHI_OPEN_JTALK_VOICE: found "DIR/v", expected an .htsvoice file: its head has 48000 samples a second in frames of 0`,
		},
		"no such voice": {
			files: map[string]string{"bin/open_jtalk": program, "dic/sys.dic": "x"}, env: map[string]string{VoiceVariable: "DIR/none"},
			wrong: `MADOGUCHI_OPEN_JTALK_VOICE: found "DIR/none", expected an .htsvoice file: open DIR/none: no such file`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, dir, c.files)
			env := func(name string) string {
				if name == "PATH" {
					return filepath.Join(dir, "none") + ":" + filepath.Join(dir, "bin")
				}
				return strings.ReplaceAll(c.env[name], "DIR", dir)
			}
			e, err := find(env, places{
				dictionaries: []string{filepath.Join(dir, "dic"), "../brew"},
				voices:       []string{filepath.Join(dir, "voices/*/*.htsvoice"), "../brew/*.htsvoice"},
			})
			missing, lacks := errors.AsType[*Missing](err)
			switch {
			case c.missing != "":
				if !lacks || missing.What != c.missing || !strings.Contains(err.Error(), "there is no "+c.missing+": install the packages open-jtalk, ") {
					t.Errorf("found %v, expected that the %s is missing", err, c.missing)
				}
			case c.wrong != "":
				if want := strings.ReplaceAll(c.wrong, "DIR", dir); err == nil || lacks || !strings.HasPrefix(err.Error(), want) {
					t.Errorf("found %v, expected %s", err, want)
				}
			case err != nil:
				t.Error(err)
			case e.Dictionary != filepath.Join(dir, c.dictionary) || e.Voice != filepath.Join(dir, c.voice) || e.samples != 48000 || e.frame != 240:
				t.Errorf("found %+v", e)
			}
		})
	}
}
