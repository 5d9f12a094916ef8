package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A ground is a copy of the project in which faults are planted.
type ground struct {
	root     string
	module   string
	out      io.Writer
	workers  int
	patience time.Duration
	longest  time.Duration // of a test; 0 means no limit
	faults   []*fault
}

// copy copies the project, as it is now and without its history.
func (g *ground) copy(ctx context.Context) error {
	said, err := exec.CommandContext(ctx, "go", "list", "-m").Output()
	if err != nil {
		return fmt.Errorf("which module is this: %w", err)
	}
	g.module = strings.TrimSpace(string(said))
	there, err := os.ReadDir(".")
	if err != nil {
		return err
	}
	for _, e := range there {
		to := filepath.Join(g.root, e.Name())
		switch {
		case e.Name() == ".git":
		case e.IsDir():
			err = os.CopyFS(to, os.DirFS(e.Name()))
		default:
			var data []byte
			if data, err = os.ReadFile(e.Name()); err == nil {
				err = errors.Join(os.MkdirAll(g.root, 0o700), os.WriteFile(to, data, 0o600))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// users returns the other packages whose tests use a package.
func (g *ground) users(ctx context.Context, p string) (users []string, err error) {
	list := exec.CommandContext(ctx, "go", "list", "-test", "-f", `{{if .ForTest}}{{.ForTest}} {{join .Deps " "}}{{end}}`, "./...")
	list.Dir = g.root
	said, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list the packages: %w", err)
	}
	own := g.module + "/" + filepath.Clean(p)
	for line := range strings.Lines(string(said)) {
		deps := strings.Fields(line)
		if user := deps[0]; user != own && slices.Contains(deps[1:], own) {
			users = append(users, strings.TrimPrefix(user, g.module+"/"))
		}
	}
	slices.Sort(users)
	return slices.Compact(users), nil
}
