package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/voice"
)

// The environment variables of the line. A token never stands in a file.
const (
	tokenVariable  = "TWILIO_AUTH_TOKEN"
	publicVariable = "MADOGUCHI_PUBLIC_URL"
)

func (w *world) serveCommand() *cobra.Command {
	var config, db, listen, paper string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "answer Twilio",
		Long: `Serve answers Twilio's webhooks, and the staff's browsers below /console, until SIGINT
or SIGTERM. It creates the ledger if it is not there. It is refused if another process
serves the ledger, or if the ledger is another city's: see madoguchi ledger adopt. Its
first log line says what to enter at Twilio. Every quarter of an hour it writes the lists
of today and tomorrow, on which a counter can work without it.

It needs ` + tokenVariable + ` and, unless city.yaml has public_url, ` + publicVariable + `.`,
		Example: `  TWILIO_AUTH_TOKEN=… MADOGUCHI_PUBLIC_URL=https://yoyaku.example.jp madoguchi serve --config city.yaml`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if paper == "" {
				paper = paperFor(db)
			}
			return w.serve(cmd.Context(), config, db, listen, paper)
		},
	}
	configFlag(cmd.Flags(), &config)
	dbFlag(cmd.Flags(), &db)
	flag(cmd.Flags(), &listen, "listen", "HOST:PORT", "127.0.0.1:8080", "where the line listens, and the reverse proxy finds it", readListen)
	flag(cmd.Flags(), &paper, "paper", "DIR", "", "where the lists for a counter without a line are (default: beside the ledger, such as madoguchi-paper)", readText("a directory"))
	return cmd
}

// readListen reads the address at which to listen.
func readListen(s string) (string, error) {
	_, port, err := net.SplitHostPort(s)
	if n, number := strconv.ParseUint(port, 10, 16); err != nil || number != nil || n == 0 && port != "0" {
		return "", fmt.Errorf("found %.40q, expected HOST:PORT such as 127.0.0.1:8080", s)
	}
	return s, nil
}

func (w *world) serve(ctx context.Context, config, db, listen, paper string) (err error) {
	l, err := readLine(config, w.now())
	if err != nil {
		return brief(config, err)
	}
	server := l.server(nil)
	if server.Tokens, server.PublicURL, err = w.secrets(l.PublicURL); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once

	log := w.log(slog.LevelInfo)
	ledger, err := w.open(db, store.Options{Log: log, For: l.owner(), Serve: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	whose, err := ledger.Learn(ctx, store.By{Way: store.ByClock, Actor: "serve"}, *l.owner())
	if err != nil {
		return err
	}
	console, err := l.console(ctx, ledger, w.now, log)
	if err != nil {
		return err
	}
	night := w.night(l, ledger, log, func(ctx context.Context) (int, error) { return console.Paper(ctx, paper) })
	caughtUp, err := night.catchUp(ctx)
	if err != nil {
		return err
	}
	clock, err := night.schedule(ctx)
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return notListening(listen, err)
	}
	if err := ledger.ServedAt(ln.Addr().String()); err != nil {
		return errors.Join(err, ln.Close())
	}
	l.announce(log, ln.Addr().String(), server.PublicURL, db)
	if at := l.stranded(whose); len(at) > 0 {
		log.Warn("bookings stand at facilities that city.yaml does not have: madoguchi config check --db lists them", "bookings", at)
	}
	for _, o := range caughtUp {
		night.tell(o)
	}
	night.others(ctx)
	clock.Start()
	server.Ledger, server.Log, server.Now, server.Beside = ledger, log, w.now, beside(console)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		every := time.NewTicker(lookAgain)
		defer every.Stop()
		console.Watch(ctx, every.C)
	}()
	err = voice.Serve(ctx, ln, server.Handler())
	stop() // and with it the jobs
	<-watching
	<-clock.Stop().Done()
	if err != nil {
		return fmt.Errorf("ending: %w", err)
	}
	log.Info("the line is closed")
	return nil
}

// night returns what the jobs of a line work with.
func (w *world) night(l *line, ledger *store.Store, log *slog.Logger, paper func(context.Context) (lists int, _ error)) *night {
	plans := func() ([]booking.DayPlan, error) {
		today, err := l.today(w)
		if err != nil {
			return nil, err
		}
		return today.Plan(w.now(), booking.Ahead), nil
	}
	return &night{ledger: ledger, plans: plans, paper: paper, log: log}
}

// today returns the city as it is now: the sample has new special openings every day.
func (l *line) today(w *world) (*booking.City, error) {
	if !l.sample {
		return &l.City, nil
	}
	config, err := readCity("", w.now())
	if err != nil {
		return nil, err
	}
	return &config.City, nil
}

// secrets reads from the environment what the line needs, and tells everything that is
// missing at once.
func (w *world) secrets(public string) (tokens voice.Keys, url string, err error) {
	var missing []string
	if w.env(tokenVariable) == "" {
		missing = append(missing, tokenVariable+" (the auth token of the Twilio console: export "+tokenVariable+"=…)")
	} else if tokens, err = voice.ParseTokens(w.env(tokenVariable)); err != nil {
		return nil, "", fmt.Errorf("%s: %w", tokenVariable, err)
	}
	switch given := w.env(publicVariable); {
	case given != "":
		if public, err = city.ParsePublicURL(given); err != nil {
			return nil, "", fmt.Errorf("%s: %w", publicVariable, err)
		}
	case public == "":
		missing = append(missing, publicVariable+" (the address at which Twilio finds the line: export "+
			publicVariable+"=https://yoyaku.example.jp, or public_url in city.yaml)")
	}
	if missing != nil {
		return nil, "", errors.New("missing in the environment: " + strings.Join(missing, " and "))
	}
	return tokens, public, nil
}

// announce says in one line where the line is and what Twilio must be told, and
// warns of what is not the city's own yet.
func (l *line) announce(log *slog.Logger, address, public, db string) {
	ids := make([]string, len(l.City.Facilities))
	for i, f := range l.City.Facilities {
		ids[i] = f.ID
	}
	log.Info("the line is open", "version", version, "address", address, "public_url", public, "ledger", db, "facilities", ids,
		"a_call_comes_in", public+"/voice", "call_status_changes", public+"/voice/status", "console", "http://"+address+"/console")
	if l.sample {
		log.Warn("this is the sample city: write your own with madoguchi config sample > city.yaml, and name it with --config")
	}
	if still := l.placeholders(); still != nil {
		log.Warn("these numbers are placeholders, which nobody can call: put your Twilio numbers into city.yaml", "still", still)
	}
}

// notListening says in words why the line cannot listen at the address.
func notListening(address string, err error) error {
	why := "name another address with --listen"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		why = "another program listens there: end it, or name another port with --listen"
	case errors.Is(err, syscall.EACCES):
		why = "this user may not listen there: name a port above 1023 with --listen"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		why = "this machine does not have that address: name 127.0.0.1 or 0.0.0.0 with --listen"
	}
	return fmt.Errorf("cannot listen at %s: %s (%w)", address, why, err)
}

// log returns a log in JSON for machines or in text for people, with the time of
// Japan: readers compare it with what callers and staff say.
func (w *world) log(level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			a.Value = slog.TimeValue(a.Value.Time().In(booking.JST))
		}
		return a
	}}
	if terminal(w.err) {
		return slog.New(slog.NewTextHandler(w.err, options))
	}
	return slog.New(slog.NewJSONHandler(w.err, options))
}
