package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/voice/phone"
)

// An inside line is a whole line for one call: a server on a port of its own,
// whose clock is the telephone's.
type inside struct {
	url, token string
	clock      atomic.Pointer[time.Time]
	client     *http.Client
	spoken     spoken
	post       *post          // nil: the line tells nobody anything by itself
	ends       []func() error // called last first
}

// openLine opens a line. Its ledger is thrown away unless the caller named one.
func (w *world) openLine(ctx context.Context, l *line, c caller) (_ *inside, err error) {
	in := &inside{token: rand.Text(), client: &http.Client{Transport: &http.Transport{}, Timeout: 15 * time.Second}}
	in.clock.Store(&c.now)
	defer func() {
		if err != nil {
			err = errors.Join(err, in.close())
		}
	}()
	db, thrown := c.db, c.db == ""
	if thrown {
		dir, err := os.MkdirTemp("", "madoguchi-phone-")
		if err != nil {
			return nil, fmt.Errorf("a directory for the ledger: %w", err)
		}
		in.ends = append(in.ends, func() error { return os.RemoveAll(dir) })
		db = filepath.Join(dir, "ledger.db")
	}
	log := w.log(slog.LevelError)
	ledger, err := w.open(db, store.Options{Now: in.now, Staged: true, For: l.owner(), Log: log, Texts: c.gets && l.City.Outreach.Texts})
	if _, older := errors.AsType[*store.OlderLedger](err); older {
		return nil, fmt.Errorf("%w; or name a file that is not there yet: phone makes one", err)
	}
	if err != nil {
		return nil, err
	}
	in.ends = append(in.ends, ledger.Close)
	if c.told && ledger.Served() {
		return nil, fmt.Errorf("ledger %s: serve has opened it, and --now would book and end at another time than it is: leave --now away, or name another file", db)
	}
	if c.gets && ledger.Served() {
		return nil, fmt.Errorf("ledger %s: serve has opened it, and what is due in it is for real telephones: leave --inbox and --rung away, or name another file", db)
	}
	ahead := booking.Ahead
	if thrown {
		ahead = l.bookable(c.now) // the rest of the year would be for nobody
	}
	if err := l.furnish(ctx, ledger, store.By{Way: store.ByTerminal, Actor: w.user}, c.now, ahead); err != nil {
		return nil, err
	}
	if thrown {
		if err := in.inhabit(ctx, ledger, &l.City, c); err != nil {
			return nil, err
		}
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, notListening("127.0.0.1:0", err)
	}
	in.url = "http://" + ln.Addr().String()
	server := l.server(ledger)
	server.NoTime = ledger.DoubtsClock
	server.Answer = in.spoken.note(server.Answer)
	if c.gets {
		if err := in.outbound(w, l, ledger, log); err != nil {
			return nil, errors.Join(err, ln.Close())
		}
		server.Ledger, server.Messages = posting{ledger, in.post}, reports(ledger)
	}
	in.serve(ln, server, log)
	return in, nil
}

func (in *inside) serve(ln net.Listener, server *voice.Server, log *slog.Logger) {
	server.PublicURL, server.Tokens, server.Now, server.Log = in.url, voice.Keys{in.token}, in.now, log
	server.Deadline = 10 * time.Second // a disk may be slow, and nobody is listening
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- voice.Serve(ctx, ln, server.Handler()) }()
	in.ends = append(in.ends, func() error {
		in.client.CloseIdleConnections() // or the server waits for them
		stop()
		return <-ended
	})
}

func (in *inside) now() time.Time { return *in.clock.Load() }

// aim points a telephone at the line.
func (in *inside) aim(cfg *phone.Config) {
	cfg.VoiceURL, cfg.StatusURL = in.url+"/voice", in.url+"/voice/status"
	cfg.Token, cfg.Client = in.token, in.client
	cfg.Clock = func(t time.Time) { in.clock.Store(&t) }
}

func (in *inside) close() error {
	var errs []error
	for i := len(in.ends) - 1; i >= 0; i-- {
		errs = append(errs, in.ends[i]())
	}
	in.ends = nil
	return errors.Join(errs...)
}

// aim points a telephone at a server that runs.
func (w *world) aim(cfg *phone.Config, url, public string) error {
	tokens, shared, err := w.signers()
	if err == nil && tokens == nil && shared == nil {
		_, err = voice.ParseTokens("")
		err = fmt.Errorf("%s: %w", tokenVariable, err)
	}
	if err != nil {
		return fmt.Errorf("%w: it must be that of the server at %s", err, url)
	}
	cfg.VoiceURL, cfg.StatusURL = url+"/voice", url+"/voice/status"
	if tokens != nil {
		cfg.Token = tokens[0]
	} else {
		cfg.SharedKey = shared[0]
	}
	cfg.PublicURL = public
	if given := w.env(publicVariable); given != "" {
		cfg.PublicURL = given
	}
	return nil
}

// bookable returns how many days ahead callers can book, wherever that is furthest, and a
// week more.
func (l *line) bookable(now time.Time) (ahead int) {
	today := booking.DateOf(now.In(booking.JST)).In(booking.JST)
	for _, f := range l.City.Facilities {
		for _, s := range l.City.ServicesAt(f.ID) {
			last := l.City.RulesFor(s.ID, f.ID).Last(now).In(booking.JST)
			ahead = max(ahead, int(last.Sub(today)/(24*time.Hour))+7)
		}
	}
	return ahead
}

// furnish gives a ledger that has no slots ahead the days of the opening hours, so many
// ahead, and tells it its city. A ledger that has some is in use: it stays as it is.
func (l *line) furnish(ctx context.Context, ledger *store.Store, by store.By, now time.Time, ahead int) error {
	var there []booking.Slot
	err := ledger.View(ctx, store.ToPlan.Do(func(tx store.Planning) (err error) {
		there, err = tx.Slots(store.SlotFilter{})
		return err
	}))
	if err != nil || len(there) > 0 {
		return err
	}
	if _, err := ledger.Learn(ctx, by, *l.owner()); err != nil {
		return err
	}
	_, err = ledger.Materialise(ctx, l.City.Plan(now, ahead))
	return err
}

// toFill is the part for filling a ledger with people who do not exist.
var toFill store.Part[booking.Tx] = func(tx *store.Tx) booking.Tx { return tx }

// inhabit gives the ledger some life: a booking for the caller, three days ahead or, if the
// line is to speak first, so that it does; and a few strangers in the earliest slots of every
// facility.
func (in *inside) inhabit(ctx context.Context, ledger *store.Store, city *booking.City, c caller) error {
	there := false
	if c.rung || c.looks() {
		var err error
		if there, err = in.remindable(ctx, ledger, city, c); err != nil {
			return err
		}
	}
	return ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: "phone"}, toFill.Do(func(tx booking.Tx) error {
		if !there {
			if err := book(tx, city, "+819012345678", lived(city).ID, tx.Now().AddDate(0, 0, 3)); err != nil {
				return err
			}
		}
		for i := range 3 * len(city.Facilities) {
			stranger := booking.Phone(fmt.Sprintf("+8190000000%02d", i+1))
			if err := book(tx, city, stranger, city.Facilities[i%len(city.Facilities)].ID, tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}))
}

// lived returns the facility at which whoever tries the line has a booking.
func lived(city *booking.City) booking.Facility {
	if ajiyoshi, ok := city.Facility("ajiyoshi"); ok {
		return ajiyoshi
	}
	return city.Facilities[0]
}

// firstAt returns the first service that a facility has; "" for one that has none.
func firstAt(city *booking.City, facility string) booking.ServiceID {
	services := city.ServicesAt(facility)
	if len(services) == 0 {
		return ""
	}
	return services[0].ID
}

// book books the earliest time at the facility, from a moment on, that a caller could
// have, if there is one.
func book(tx booking.Tx, city *booking.City, phone booking.Phone, facility string, from time.Time) error {
	rules := city.RulesFor(firstAt(city, facility), facility)
	start, err := rules.Earliest(tx, booking.Want{Phone: phone, Facility: facility}, from)
	if errors.Is(err, booking.ErrNoRoom) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = rules.Book(tx, booking.Request{Phone: phone, Facility: facility, Start: start, Staff: true})
	return err
}
