package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/voice"
)

func (w *world) serveCommand() *cobra.Command {
	var config, db, listen, paper string
	var anew bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "answer Twilio",
		Long: `Serve answers Twilio's webhooks, the staff's browsers below /console and, if city.yaml has
web: {residents: true}, those of residents below /yoyaku, until SIGINT,
SIGTERM or SIGHUP. It creates the ledger if it is not there, but not where a line has served one
that is gone: then callers are passed on to a person until it is back. It is refused if another process
serves the ledger, or if the ledger is another city's: see madoguchi ledger adopt. Its
first log line says what to enter at Twilio. Every quarter of an hour it writes the lists
of today and tomorrow, on which a counter can work without it.

It needs ` + tokenVariable + ` or ` + sharedVariable + ` and, unless city.yaml has public_url, ` + publicVariable + `.`,
		Example: `  TWILIO_AUTH_TOKEN=… MADOGUCHI_PUBLIC_URL=https://yoyaku.example.jp madoguchi serve --config city.yaml`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if paper == "" {
				paper = paperFor(db)
			}
			h := &house{world: w, db: db, paper: paper, anew: anew}
			return h.serve(cmd.Context(), config, listen)
		},
	}
	configFlag(cmd.Flags(), &config)
	dbFlag(cmd.Flags(), &db)
	flag(cmd.Flags(), &listen, "listen", "HOST:PORT", "127.0.0.1:8080", "where the line listens, and the reverse proxy finds it", readListen)
	paperFlag(cmd.Flags(), &paper)
	cmd.Flags().BoolVar(&anew, "new", false, "begin a new ledger, without any booking, also where another one was")
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

// serve has the line answer until it is told to end.
func (h *house) serve(ctx context.Context, config, listen string) (err error) {
	l, err := readLine(config, h.now())
	if err != nil {
		return brief(config, err)
	}
	h.line, h.log, h.server = l, h.world.log(slog.LevelInfo), l.server(nil)
	if err = h.secrets(h.server, l.PublicURL); err != nil {
		return err
	}
	h.server.Log, h.server.Now = h.log, h.now
	var dumb error
	h.credits, h.sends, dumb = h.account(l)
	info, missing := os.Stat(h.db)
	nothing := missing != nil || info.Size() == 0
	ctx, stop := signal.NotifyContext(ctx, endings()...)
	defer func() {
		stop()
		err = errors.Join(err, h.close())
	}()
	defer h.letHeapGrow()()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once

	late := h.enter(ctx)
	switch {
	case late == nil:
	case store.Temporary(late):
		h.answerBy(shut{late}, nil, shutPages)
	default:
		return late
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return notListening(listen, err)
	}
	h.address = ln.Addr().String()
	l.announce(h.log, h.address, h.server, h.db)
	if dumb != nil {
		h.log.Warn(silent, "err", dumb)
	}
	if nothing && late == nil {
		h.log.Info("the ledger is new: nobody has a booking in it", "ledger", h.db)
	}
	lived := make(chan struct{})
	go func() {
		defer close(lived)
		h.live(ctx, late)
	}()
	err = voice.Serve(ctx, ln, h)
	stop() // and with it the jobs
	<-lived
	if err != nil {
		return fmt.Errorf("ending: %w", err)
	}
	h.log.Info("the line is closed")
	return nil
}

// heapGrowth is by how much the heap of a line may grow before it is collected, in percent of
// what is alive. That is 4 MB, so that with Go's own 100 a rush has it collected twenty times a
// second, which costs turns; with 400 it stays below 30 MB. https://go.dev/doc/gc-guide#GOGC
const heapGrowth = 400

// letHeapGrow has the heap grow further than Go has it, unless somebody has set GOGC. What it
// returns takes that back.
func (w *world) letHeapGrow() (back func()) {
	if w.env("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(heapGrowth)
	return func() { debug.SetGCPercent(was) }
}

// endings returns the signals that end the line well. SIGHUP is left alone where somebody
// has had it ignored, as nohup does.
func endings() []os.Signal {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		ends = append(ends, syscall.SIGHUP)
	}
	return ends
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

// announce says in one line where the line is and what Twilio must be told, and
// warns of what is not the city's own yet.
func (l *line) announce(log *slog.Logger, address string, server *voice.Server, db string) {
	public := server.PublicURL
	ids := make([]string, len(l.City.Facilities))
	for i, f := range l.City.Facilities {
		ids[i] = f.ID
	}
	settings := []any{"a_call_comes_in", public + "/voice" + voice.Overrides, "call_status_changes", public + "/voice/status"}
	if server.FallbackURL != "" { // the line's only host is no fallback for itself
		settings = append(settings, "primary_handler_fails", server.FallbackURL+"/voice/fallback")
	}
	if l.Residents {
		settings = append(settings, "residents", public+"/yoyaku")
	}
	log.Info("the line is open", append([]any{"version", version, "address", address, "public_url", public, "ledger", db,
		"facilities", ids, "console", "http://" + address + "/console"}, settings...)...)
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
