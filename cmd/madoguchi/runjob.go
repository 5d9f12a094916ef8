package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/signal"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/voice"
)

func (w *world) jobsCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "jobs",
		Short: "what the line does by itself, by the clock",
		Example: `  madoguchi jobs list
  madoguchi jobs run tidy-ledger --db madoguchi.db --dry-run`,
	})
	cmd.AddCommand(w.listJobs(), w.runJob())
	return cmd
}

func (w *world) listJobs() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list the jobs, and when each is due",
		Long: `List tells which jobs a line runs by itself: when, when next by the clock of now, and what for.
All of them run at every start as well, and one that fails is tried again until it is done.`,
		Example: "  madoguchi jobs list\n  madoguchi jobs list --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return w.tellJobs(new(night).jobs(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// jobJSON is a job for machines.
type jobJSON struct {
	Name  string `json:"name"`
	When  string `json:"when"` // such as "03:30" or "every 15m"
	Next  string `json:"next"`
	What  string `json:"what"`
	Alone bool   `json:"alone"` // not to be run while a line is served
}

// tellJobs lists jobs.
func (w *world) tellJobs(jobs []job, asJSON bool) error {
	t := table{head: []string{"ジョブ", "いつ", "次", "内容"}}
	all := make([]jobJSON, 0, len(jobs))
	for _, j := range jobs {
		next, err := j.next(w.now())
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		t.row(j.name, j.said(), when(next), j.what)
		all = append(all, jobJSON{j.name, j.when, rfc3339(next), j.what, j.terms.are(alone)})
	}
	if asJSON {
		return writeJSON(w.out, all)
	}
	return t.print(w.out)
}

// next returns when the job is due after now, by the clock of Japan.
func (j job) next(now time.Time) (time.Time, error) {
	at, err := spec(j.when)
	if err != nil {
		return time.Time{}, err
	}
	due, err := cron.ParseStandard(at)
	if err != nil {
		return time.Time{}, err
	}
	return due.Next(now.In(booking.JST)), nil
}

// said returns when the job runs, for people.
func (j job) said() string {
	if part, often := strings.CutPrefix(j.when, "every "); often {
		return strings.TrimSuffix(part, "m") + "分ごと"
	}
	return "毎日 " + j.when
}

// jobFlags are those of jobs run.
type jobFlags struct {
	config, db, paper string
	dry, json         bool
}

func (w *world) runJob() *cobra.Command {
	var o jobFlags
	cmd := &cobra.Command{
		Use:   "run NAME",
		Short: "run one job now, or see what it would do",
		Long: `Run does what a line does by itself at its time, once: after a night in which no line ran, or
before a change. It works in portions beside a line that runs, and may be run again at any
time. Only compact-ledger is left to the line while that runs. All but
the jobs of the ledger go by the config: name the one that the line has. send-messages sends texts
and places calls, and send-mails mails, as the line would, to whoever is due.

With --dry-run it says what it would do, and changes nothing. A dry run of tidy-ledger keeps
callers waiting until all is counted, because it does the work and takes it back: take a
quiet moment where much is to be forgotten.`,
		Example: `  madoguchi jobs run tidy-ledger --db madoguchi.db --dry-run
  madoguchi jobs run keep-calendar --config city.yaml --db madoguchi.db
  madoguchi jobs run check-ledger --db madoguchi.db --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("found %d names, expected one, for example: madoguchi jobs run tidy-ledger; see madoguchi jobs list", len(args))
			}
			if _, err := jobNamed(new(night).jobs(), args[0]); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), endings()...)
			defer stop()
			return w.runOnce(ctx, args[0], &o)
		},
	}
	configFlag(cmd.Flags(), &o.config)
	dbFlag(cmd.Flags(), &o.db)
	paperFlag(cmd.Flags(), &o.paper)
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "say what it would do, and change nothing")
	cmd.Flags().BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

// jobNamed returns the job of a name.
func jobNamed(jobs []job, name string) (job, error) {
	var names []string
	near := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, j := range jobs {
		if j.name == name {
			return j, nil
		}
		names = append(names, j.name)
		near.AddCommand(&cobra.Command{Use: j.name, Run: func(*cobra.Command, []string) {}}) // or it is none to suggest
	}
	mean := ""
	if suggested := near.SuggestionsFor(name); len(suggested) > 0 {
		mean = fmt.Sprintf(" (did you mean %s?)", suggested[0])
	}
	return job{}, usage("found the job %.40q%s, expected one of %s; see madoguchi jobs list", name, mean, strings.Join(names, ", "))
}

// runOnce runs a job on the ledger, or tells what it would do.
func (w *world) runOnce(ctx context.Context, name string, o *jobFlags) (err error) {
	l, err := readLine(o.config, w.now())
	if err != nil {
		return brief(o.config, err)
	}
	if !exists(o.db) {
		return noLedger(o.db)
	}
	j, err := jobNamed(new(night).jobs(), name)
	if err != nil {
		return err
	}
	if err := o.may(j); err != nil {
		return err
	}
	log := w.log(slog.LevelWarn)
	how := store.Options{Log: log, Staged: o.dry, Mails: l.mails()} // a dry run leaves no moment in the ledger either
	if j.terms.are(ruled) {
		how.For = l.owner()
	}
	ledger, err := w.open(o.db, how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	n := w.terminalNight(l, ledger, o, log)
	if j, err = jobNamed(n.jobs(), name); err != nil {
		return err
	}
	do := j.do
	if o.dry {
		do = j.plan
	}
	did, err := n.try(ctx, do)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.tellJob(name, did, o)
}

// may refuses a job that is left to the line, while that runs.
func (o *jobFlags) may(j job) error {
	if o.dry || !j.terms.are(alone) {
		return nil
	}
	err := store.Unserved(o.db)
	if _, taken := errors.AsType[*store.AlreadyServed](err); taken {
		return fmt.Errorf("ledger %s: %w: it runs %s itself, at %s and at every start", o.db, err, j.name, j.when)
	}
	return err
}

// terminalNight returns what a job at the terminal works with.
func (w *world) terminalNight(l *line, ledger *store.Store, o *jobFlags, log *slog.Logger) *night {
	dir := o.paper
	if dir == "" {
		dir = paperFor(o.db)
	}
	paper := func(ctx context.Context) (int, error) {
		c, err := l.console(ctx, ledger, w.now, log)
		if err != nil {
			return 0, err
		}
		return c.Paper(ctx, dir)
	}
	n := l.nightOf(w, ledger, store.By{Way: store.ByTerminal, Actor: w.user}, dir, paper, log)
	n.open = true    // somebody reads along
	n.skimmed = true // no caller waits: the whole ledger is checked
	w.lendVoice(n, l, ledger, log)
	return n
}

// lendVoice has a job at the terminal send texts and calls as the line would, whose address the
// carrier is told. Without account or address, only what sends says why it cannot.
func (w *world) lendVoice(n *night, l *line, ledger *store.Store, log *slog.Logger) {
	credentials, ok, why := w.account(l)
	if !ok && !l.mails() {
		n.mute = cmp.Or(why, errQuiet)
		return
	}
	var line voice.Server
	if n.mute = w.secrets(&line, l.PublicURL); n.mute != nil {
		return
	}
	if n.mails, n.mute = w.mailer(l, ledger, line.PublicURL, log); n.mute == nil && ok {
		n.sender = w.sender(l, ledger, credentials, line.PublicURL, line.FallbackURL, log)
	}
}

// tellJob tells what a job did, or would do, as the log has it.
func (w *world) tellJob(name string, did slog.LogValuer, o *jobFlags) error {
	found := did.LogValue().Group()
	if o.json {
		values := map[string]any{}
		for _, a := range found {
			values[a.Key] = a.Value.Any()
		}
		return writeJSON(w.out, struct {
			Name   string         `json:"name"`
			DryRun bool           `json:"dry_run"`
			Result map[string]any `json:"result"`
		}{name, o.dry, values})
	}
	said := name + ":"
	if o.dry {
		said = name + " --dry-run:"
	}
	for _, a := range found {
		said += " " + a.String()
	}
	_, err := fmt.Fprintln(w.out, said)
	return err
}
