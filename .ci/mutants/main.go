// Mutants makes every condition and every figure of a package wrong in turn, and says which
// of these faults no test notices.
//
//	go run ./.ci/mutants [-json FILE] [-only FILE.go,…] PACKAGE [OTHERS ...]
//
// PACKAGE is judged by its own tests and then by those of OTHERS, or of every package that
// imports it. What lives to the end is a line that begins with LIVES; docs/proof.md says of
// each why.
//
// All faults are built into one binary for each package of tests, and an environment variable
// chooses the one that is there. So nothing is compiled again, and a fault is shown to those
// tests alone that reach it, the quickest first: half a second a fault in booking on two cores,
// where gremlins v0.6.0, which compiles and runs all tests of the package for each, took 4.5 s.
// All tests of store take two minutes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run does what the command says.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	only := flags.String("only", "", "the files to make wrong, separated by commas; all of the package if empty")
	list := flags.Bool("list", false, "only say what could be made wrong")
	report := flags.String("json", "", "a file for what became of each fault")
	workers := flags.Int("workers", 2, "how many tests run at once")
	longest := flags.Duration("longest", 0, "leave out tests that take longer without a fault; 0 means none")
	patience := flags.Duration("patience", 10*time.Second, "beside ten times what they take without a fault, how long tests may take before they count as endless")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("found no package, expected one such as ./booking")
	}
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	g := &ground{root: filepath.Join(scratch, "tree"), out: out, workers: *workers, patience: *patience, longest: *longest}
	if err := g.copy(ctx); err != nil {
		return err
	}
	if err := g.plant(ctx, flags.Arg(0), fields(*only)); err != nil {
		return err
	}
	if len(g.faults) == 0 {
		return fmt.Errorf("found nothing in %s that could be made wrong", flags.Arg(0))
	}
	if *list {
		for _, f := range g.faults {
			_, _ = fmt.Fprintln(out, f)
		}
		return nil
	}
	packages := flags.Args()
	if len(packages) == 1 {
		users, err := g.users(ctx, packages[0])
		if err != nil {
			return err
		}
		packages = append(packages, users...)
	}
	for _, p := range packages {
		if err := g.judge(ctx, p); err != nil {
			return err
		}
	}
	g.sum(packages[0])
	if *report == "" {
		return nil
	}
	data, err := json.MarshalIndent(g.faults, "", "  ")
	return errors.Join(err, os.WriteFile(*report, data, 0o600))
}

// fields returns the parts of a list, none for "".
func fields(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
