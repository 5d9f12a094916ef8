package aloud

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A Player is a program that plays WAV files.
type Player struct {
	program string
	options []string
}

// players are the programs that are looked for, the best first.
var players = [][]string{
	{"paplay"},      // PulseAudio, PipeWire
	{"aplay", "-q"}, // ALSA
	{"play", "-q"},  // SoX
	{"afplay"},      // macOS
}

// FindPlayer returns a program in the PATH of the environment that plays sounds. If there
// is none, the error says what to install.
func FindPlayer(env func(string) string) (*Player, error) {
	var names []string
	for _, p := range players {
		if program := lookUp(env, p[0]); program != "" {
			return &Player{program, p[1:]}, nil
		}
		names = append(names, p[0])
	}
	return nil, fmt.Errorf("no program plays sounds here, none of %s is there: install the package alsa-utils", strings.Join(names, ", "))
}

// Play plays a sound to its end, or until ctx ends, which is no error.
func (p *Player) Play(ctx context.Context, s Sound) (err error) {
	dir, err := os.MkdirTemp("", "madoguchi-aloud-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "sound.wav")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(s.WriteWAV(f), f.Close()); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, p.program, append(p.options[:len(p.options):len(p.options)], path)...)
	cmd.WaitDelay = time.Second
	said, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return nil
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(said)), "\n")
	return fmt.Errorf("%s: %w %s", p.program, err, brief(first))
}
