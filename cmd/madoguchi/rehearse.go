package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/outbox"
	"madoguchi/carrier/standin"
	"madoguchi/cmd/madoguchi/rehearsal"
	"madoguchi/store"
	"madoguchi/voice"
)

// A rehearsed is what was typed to live through a year.
type rehearsed struct {
	config, html string
	people, days int
	seed         int
	from         booking.Date
	text, minute int // yen
	json         bool
}

func (w *world) rehearseCommand() *cobra.Command {
	var r rehearsed
	cmd := &cobra.Command{
		Use:   "rehearse",
		Short: "live through a year of the city before the city does",
		Long: `Rehearse lives through a year of your city: people call, book, ask, change, cancel, press the wrong
key and hang up; texts and reminder calls go to a carrier on this machine and no further; visits are
kept or missed; and each night does what nights do. The line is the real one, with its ledger, which is
thrown away. Every day it is held against what people were told; the first promise that is not kept
ends it, and the whole ledger is checked when the year is over.

What people do is drawn by chance, from --seed: the same seed is the same year. It is assumed, not
known, how many call, come or cancel, and how much a reminder helps: the figures are those of public
trials. What texts and calls cost is what you say.`,
		Example: `  madoguchi rehearse --config city.yaml
  madoguchi rehearse --people 300000 --html year.html
  madoguchi rehearse --people 5000 --days 30 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.rehearse(cmd.Context(), r) },
	}
	flags := cmd.Flags()
	configFlag(flags, &r.config)
	flag(flags, &r.people, "people", "N", "300000", "how many people live in the city", readWhole("people", 100, 10_000_000))
	flag(flags, &r.days, "days", "N", "365", "how many days", readWhole("days", 1, 3660))
	flag(flags, &r.seed, "seed", "N", "1", "which year: by this number chance is drawn", readWhole("a number", 0, 1<<30))
	flag(flags, &r.from, "from", "DATE", "", "the first day (default: today)", w.readDay)
	flag(flags, &r.text, "text-yen", "YEN", "12", "what a text costs", readWhole("yen", 0, 1000))
	flag(flags, &r.minute, "minute-yen", "YEN", "15", "what a minute of a call costs, begun ones whole", readWhole("yen", 0, 1000))
	flag(flags, &r.html, "html", "FILE", "", "write the year as a page with pictures", readText("a file such as year.html"))
	flags.BoolVar(&r.json, "json", false, "print the figures as JSON")
	return cmd
}

// rehearse lives through the year, and prints what was counted.
func (w *world) rehearse(ctx context.Context, r rehearsed) (err error) {
	if r.from == (booking.Date{}) {
		r.from = booking.DateOf(w.now().In(booking.JST))
	}
	l, err := readLine(r.config, r.from.In(booking.JST))
	if err != nil {
		return brief(r.config, err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	dir, err := os.MkdirTemp("", "madoguchi-rehearse-")
	if err != nil {
		return fmt.Errorf("a directory for the ledger: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	clock := &rehearsal.Clock{}
	clock.Set(r.from.In(booking.JST))
	ledger, err := w.open(filepath.Join(dir, "ledger.db"), store.Options{Now: clock.Now, Staged: true, For: l.owner(), Texts: l.City.Outreach.Texts})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	local, err := standin.Start()
	if err != nil {
		return err
	}
	local.Clock = clock.Now
	defer func() { err = errors.Join(err, local.Close()) }()
	credentials, err := carrier.FromEnv(local.Env)
	if err != nil {
		return err
	}
	began := w.now()
	bar := w.daysBar(r.days)
	year := &rehearsal.Year{
		City: &l.City, Answer: l.dialogue.Answer, Ledger: ledger, Carrier: local, Clock: clock,
		Sender: &outbox.Sender{
			Ledger: ledger, Client: &carrier.Client{Credentials: credentials, Transport: local.Lasting()}, From: l.City.Number,
			Words: l.dialogue.Text, Now: clock.Now,
			Addresses: func(m booking.Sending) (answer, fallback, report string) {
				return voice.Addresses("https://yoyaku.example.jp", "", m)
			},
			Wait: func(_ context.Context, d time.Duration) error { clock.Set(clock.Now().Add(d)); return nil },
		},
		People: r.people, Habits: rehearsal.Usual, Seed: uint64(r.seed), From: r.from, Days: r.days, Progress: bar,
	}
	figures, err := year.Live(ctx)
	if err != nil {
		return fmt.Errorf("the year was not lived to its end: %w", err)
	}
	told := yearOf(l, r, figures)
	if r.html != "" {
		if err := writePage(r.html, told); err != nil {
			return err
		}
	}
	if r.json {
		return writeJSON(w.out, told)
	}
	_, err = fmt.Fprintf(w.out, "%s\n経過: %s\n", told, w.now().Sub(began).Round(time.Second))
	return err
}

// daysBar returns what draws a bar of the days on a terminal, and nothing elsewhere.
func (w *world) daysBar(days int) func(day int, f *rehearsal.Figures) {
	if !terminal(w.err) {
		return nil
	}
	const width = 40
	return func(day int, f *rehearsal.Figures) {
		done := day * width / days
		all := f.Sum()
		end := ""
		if day == days {
			end = "\n"
		}
		_, _ = fmt.Fprintf(w.err, "\r[%s%s] %d/%d 日 · 電話 %d · 予約 %d%s", // a bar that cannot be drawn is no fault of the year
			strings.Repeat("#", done), strings.Repeat(".", width-done), day, days, all.Calls, all.Booked, end)
	}
}

// writePage writes the year into a file.
func writePage(path string, y yearTold) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return y.page(io.Writer(file))
}
