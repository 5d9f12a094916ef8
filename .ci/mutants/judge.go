package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A suite is the tests of a package, as one binary.
type suite struct {
	of          string // the package
	dir, binary string
	tests       []string
}

// A trial is a test that reaches a fault, or a part of it.
type trial struct {
	test, part string // part is "" for the whole test
	took       time.Duration
}

// of returns what tests and parts have to have in common, to run together.
func (t trial) of() string {
	if t.part == "" {
		return ""
	}
	return t.test
}

// slow is how long a test takes of which each part is a trial.
const slow = 2 * time.Second

// build builds the tests of a package; nil if it has none.
func (g *ground) build(ctx context.Context, p string) (*suite, error) {
	p = filepath.Clean(p)
	s := &suite{of: p, dir: filepath.Join(g.root, p), binary: filepath.Join(g.root, "tests-"+strings.ReplaceAll(p, "/", "-"))}
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", s.binary, "./"+p)
	build.Dir = g.root
	if said, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the tests of %s: %w\n%s", p, err, said)
	}
	if _, err := os.Stat(s.binary); err != nil {
		return nil, nil
	}
	list := exec.CommandContext(ctx, s.binary, "-test.list", ".")
	list.Dir = s.dir
	said, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tests of %s: %w", p, err)
	}
	s.tests = slices.DeleteFunc(strings.Fields(string(said)), func(name string) bool {
		return !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Fuzz") && !strings.HasPrefix(name, "Example")
	})
	return s, nil
}

// living returns the faults that nothing has noticed yet.
func (g *ground) living() (faults []*fault) {
	for _, f := range g.faults {
		if f.Fate != killed && f.Fate != timedOut {
			faults = append(faults, f)
		}
	}
	return faults
}

// judge shows what lives to the tests of a package.
func (g *ground) judge(ctx context.Context, p string) error {
	if len(g.living()) == 0 {
		return nil
	}
	s, err := g.build(ctx, p)
	if err != nil || s == nil {
		return err
	}
	g.reach(ctx, s)
	g.try(ctx, s)
	return ctx.Err()
}

// reach runs every test of a suite once, without a fault, to see which faults it reaches. One
// that fails now says nothing about a fault, so it is left out and told.
func (g *ground) reach(ctx context.Context, s *suite) {
	living := g.living()
	_, _ = fmt.Fprintf(g.out, "%d faults live: which of them do the %d tests of %s reach?\n", len(living), len(s.tests), s.of)
	for _, f := range living {
		f.trials = nil
	}
	var mu sync.Mutex
	g.together(func(yield func(func())) {
		for _, name := range s.tests {
			yield(func() {
				g.meet(ctx, s, trial{test: name}, &mu)
			})
		}
	})
	for _, f := range living {
		slices.SortFunc(f.trials, func(a, b trial) int { return cmp.Compare(a.took, b.took) })
	}
}

// meet runs a trial without a fault, to see which faults it reaches. Of a slow test it runs
// each part.
func (g *ground) meet(ctx context.Context, s *suite, t trial, mu *sync.Mutex) {
	seen := s.binary + "-" + strings.ReplaceAll(t.test+"-"+t.part, "/", "-")
	began := time.Now()
	said, err := s.run(ctx, []trial{t}, 20*time.Minute, "MUTANTS_SEEN="+seen)
	t.took = time.Since(began)
	if err == nil && t.part == "" && t.took > slow {
		if parts := partsOf(t.test, said); len(parts) > 3 {
			for _, part := range parts {
				g.meet(ctx, s, trial{test: t.test, part: part}, mu)
			}
			return
		}
	}
	data, _ := os.ReadFile(seen) // there is none if nothing is reached
	mu.Lock()
	defer mu.Unlock()
	name := strings.TrimSuffix(t.test+"/"+t.part, "/")
	switch {
	case err != nil:
		_, _ = fmt.Fprintf(g.out, "left out, it fails without a fault: %s\n", name)
		return
	case g.longest > 0 && t.took > g.longest:
		_, _ = fmt.Fprintf(g.out, "left out, it takes %v: %s\n", t.took.Round(time.Second), name)
		return
	}
	for id := range strings.FieldsSeq(string(data)) {
		n, err := strconv.Atoi(id)
		if err != nil {
			panic(err) // our own file
		}
		if f := g.faults[n-1]; !slices.Contains(f.trials, t) { // a child of the test may have noted it as well
			f.trials = append(f.trials, t)
		}
	}
}

// partsOf returns the parts of a test by what it said of itself.
func partsOf(test string, said []byte) (parts []string) {
	for line := range strings.Lines(string(said)) {
		part, ok := strings.CutPrefix(strings.TrimSpace(line), "=== RUN   "+test+"/")
		if ok && !strings.Contains(part, "/") {
			parts = append(parts, part)
		}
	}
	return parts
}

// run runs some trials that have the same test in common, or are whole ones, with what else is
// in the environment, and returns what they said.
func (s *suite) run(ctx context.Context, trials []trial, within time.Duration, env string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	var tests, parts []string
	for _, t := range trials {
		tests, parts = append(tests, t.test), append(parts, regexp.QuoteMeta(t.part))
	}
	pattern := "^(" + strings.Join(tests, "|") + ")$"
	if trials[0].part != "" {
		pattern = "^" + trials[0].test + "$/^(" + strings.Join(parts, "|") + ")$"
	}
	cmd := exec.CommandContext(ctx, s.binary, "-test.v", "-test.failfast", "-test.run", pattern)
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), env)
	cmd.WaitDelay = time.Second // a child may hold the output open
	return cmd.Output()
}

// together does everything that it is given, some of it at once.
func (g *ground) together(each func(yield func(func()))) {
	work := make(chan func())
	var all sync.WaitGroup
	for range g.workers {
		all.Go(func() {
			for do := range work {
				do()
			}
		})
	}
	each(func(do func()) { work <- do })
	close(work)
	all.Wait()
}

// try shows each fault that lives to the tests of a suite that reach it.
func (g *ground) try(ctx context.Context, s *suite) {
	living := g.living()
	var mu sync.Mutex
	done := 0
	g.together(func(yield func(func())) {
		for _, f := range living {
			yield(func() {
				g.kill(ctx, f, s)
				mu.Lock()
				defer mu.Unlock()
				if done++; ctx.Err() == nil && len(f.trials) > 0 {
					_, _ = fmt.Fprintf(g.out, "%d of %d: %v\n", done, len(living), f)
				}
			})
		}
	})
}

// kill runs the tests that reach a fault until one notices it: first many quick ones in one
// process, then the others.
func (g *ground) kill(ctx context.Context, f *fault, s *suite) {
	if f.Fate == "" {
		f.Fate = unreached
	}
	for rest := slices.Clone(f.trials); len(rest) > 0 && ctx.Err() == nil; {
		var together, others []trial
		sum := time.Duration(0)
		for _, t := range rest {
			if len(together) > 0 && (t.of() != together[0].of() || sum+t.took > slow || len(together) == 40) {
				others = append(others, t)
				continue
			}
			together, sum = append(together, t), sum+t.took
		}
		within, began := 10*sum+g.patience, time.Now()
		if _, err := s.run(ctx, together, within, fmt.Sprintf("MUTANT=%d", f.ID)); err != nil {
			f.Fate, f.By = killed, s.of
			if time.Since(began) >= within {
				f.Fate = timedOut
			}
			return
		}
		f.Fate, rest = lives, others
	}
}

// sum tells what became of the faults of a package.
func (g *ground) sum(own string) {
	count := map[string]int{}
	for _, f := range g.faults {
		count[f.Fate]++
		if f.Fate == killed && f.By != filepath.Clean(own) {
			count["others"]++
		}
	}
	for _, f := range g.faults {
		if f.Fate == lives || f.Fate == unreached {
			_, _ = fmt.Fprintf(g.out, "LIVES %v\n", f)
		}
	}
	_, _ = fmt.Fprintf(g.out, "%d faults: %d killed, %d of them by the tests of other packages, and %d that ended in no time; %d live that tests reach, and %d that none reaches\n",
		len(g.faults), count[killed], count["others"], count[timedOut], count[lives], count[unreached])
}
