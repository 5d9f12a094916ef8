package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/voice/aloud"
	"madoguchi/voice/phone"
)

// A caller is what was typed to call the line.
type caller struct {
	config, db, url string
	from            string // as Twilio would send it
	to              string
	now             time.Time
	told            bool    // now was typed
	keys            *string // nil: by hand
	person          string
	speak           bool
	wav             string // a directory for what is said; "" for none
	inbox           bool   // shows what the telephone has got
	rung            bool   // the line calls
	answer          string // how a telephone that is rung is answered
	gets            bool   // the line can send texts and place calls
}

func (w *world) phoneCommand() *cobra.Command {
	var c caller
	var keys string
	cmd := &cobra.Command{
		Use:   "phone",
		Short: "call the line from this terminal",
		Long: `Phone is a telephone in the terminal. It opens a line of its own, with a ledger that
is thrown away afterwards, and calls it as Twilio would: over HTTP, with signatures,
as strictly. In that ledger 090-1234-5678, from which it calls, has a booking.

By hand: press 0-9, * and #; Ctrl-C hangs up. With --keys: a blank is the next turn,
"_" says nothing.

With --db the ledger stays; one that is not there is created. --now is refused on one that
serve has opened: its bookings would end or be made at a time that is not. With --url it calls a
server that runs already, with its ` + tokenVariable + ` and ` + publicVariable + `.

With --inbox the telephone shows at the end the texts (SMS) that the call has brought it; played
by hand without --db it does so by itself. --inbox without --keys makes no call: it shows what the
line sends the number at that time, such as the text that reminds of its booking. With --rung the
line calls, to remind a number that takes no texts, 0568-31-1234 unless --from names another; the
telephone rings, and is played by hand or with --keys. In the ledger that is thrown away whoever is
to be reminded has a booking; with --db the line speaks only if a reminder is due. No text and no
call leaves this machine, and a number that is a placeholder will do. Both are refused on a ledger
that serve has opened.

With --speak the call is heard: the speech engine Open JTalk says what the line says, and paplay,
aplay, play or afplay plays it. --wav DIR writes it into files instead, 001-….wav and so on, with
call.wav, the whole call with its pauses as the caller heard it; it needs no player. Then the voice
of the engine, and not the line's measure, says how long things take. On Debian and Ubuntu:
apt-get install open-jtalk open-jtalk-mecab-naist-jdic hts-voice-nitech-jp-atr503-m001 alsa-utils,
of which the voice is in contrib, on Ubuntu in universe. An engine elsewhere is named by
` + aloud.ProgramVariable + `, ` + aloud.DictionaryVariable + ` and
` + aloud.VoiceVariable + `.`,
		Example: `  madoguchi phone
  madoguchi phone --keys "9 1"                                   cancel my booking
  madoguchi phone --keys "9 1" --speak                           the same, aloud
  madoguchi phone --keys "9 1" --wav call                        the same, as files in ./call
  madoguchi phone --keys "9 1 2"                                 cancel it, and undo that
  madoguchi phone --keys "2 1"                                   change it to the earliest time
  madoguchi phone --from 080-1111-2222 --keys "1 4 1"            book at the fourth facility
  madoguchi phone --from 080-1111-2222 --keys "1 4 4 4 3 1"      the same for a family of three
  madoguchi phone --db madoguchi.db --from 050-3821-0921 --keys "482173905164# 09012345678# 1"   an agent passes me in
  madoguchi phone --from 080-1111-2222 --keys "1 4 1" --inbox    book, and read the text that says so
  madoguchi phone --inbox --now "2026-12-01 10:30"               the text that reminds me
  madoguchi phone --rung --now "2026-12-01 10:30"                the line calls a landline to remind it
  madoguchi phone --rung --now "2026-12-01 10:30" --keys "1 9 1" pick up, hear it, cancel it
  madoguchi phone --from anonymous --now "2026-12-31 20:00"
  TWILIO_AUTH_TOKEN=… madoguchi phone --url http://127.0.0.1:8080`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			set := cmd.Flags().Changed
			for _, name := range []string{"db", "now"} {
				if c.url != "" && set(name) {
					return usage("found --url and --%s, expected one of them: a server that runs has its own", name)
				}
			}
			if set("keys") {
				c.keys = &keys
			}
			if c.told = set("now"); !c.told {
				c.now = w.now()
			}
			if err := c.outgoing(set); err != nil {
				return err
			}
			return w.phone(cmd.Context(), c)
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &c.config)
	flag(flags, &c.db, "db", "FILE", "", "the ledger (default: one that is thrown away)", readText("a file such as madoguchi.db"))
	flag(flags, &c.from, "from", "NUMBER", "09012345678", "who calls; anonymous for somebody whose number does not show", readFrom)
	flag(flags, &c.to, "to", "LINE", "", "the number that is called, or the id of a facility (default: the city's number)", readText("a number such as 050-0000-0000"))
	flag(flags, &keys, "keys", "KEYS", "", "play these keys instead of asking for them", readKeys)
	flag(flags, &c.now, "now", "TIME", "", "when the call is made (default: now)", readMoment)
	flag(flags, &c.url, "url", "URL", "", "call the server there", readURL)
	flag(flags, &c.person, "person", "HOW", "answers", "what becomes of a call to a person: answers, busy, no-answer or voicemail", readChoice("answers", "busy", "no-answer", "voicemail"))
	flags.BoolVar(&c.inbox, "inbox", false, "show the texts that the telephone gets; without --keys and --rung make no call")
	flags.BoolVar(&c.rung, "rung", false, "be called by the line, which reminds of a booking, instead of calling it")
	flag(flags, &c.answer, "answer", "HOW", "answers", "what becomes of a call by the line, with --rung: answers, busy, no-answer or voicemail", readChoice("answers", "busy", "no-answer", "voicemail"))
	flags.BoolVar(&c.speak, "speak", false, "have the call heard (see above for what is needed)")
	flag(flags, &c.wav, "wav", "DIR", "", "write what is said into WAV files in this directory, which must be empty or new", readText("a directory such as call"))
	return cmd
}

// readFrom reads who calls, and returns it as Twilio would send it: a number in
// E.164, or a word in the place of one.
func readFrom(s string) (string, error) {
	p, err := booking.ParsePhone(s)
	if err == nil {
		return string(p), nil
	}
	if booking.CallerFrom(s).Kind != booking.Malformed {
		return strings.TrimSpace(s), nil
	}
	return "", fmt.Errorf("%w; or anonymous", err)
}

// readKeys reads a script of keys, full-width ones too.
func readKeys(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case '！' <= r && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		}
		return r
	}, s)
	if err := phone.CheckKeys(s); err != nil {
		return "", errors.New(strings.TrimPrefix(err.Error(), "phone: keys: "))
	}
	return s, nil
}

func readURL(s string) (string, error) {
	s = strings.TrimRight(s, "/")
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") || strings.ContainsAny(s, "?#") {
		return "", fmt.Errorf("found %.60q, expected an address such as http://127.0.0.1:8080", s)
	}
	return s, nil
}

func (w *world) phone(ctx context.Context, c caller) (err error) {
	l, err := readLine(c.config, c.now)
	if err != nil {
		return brief(c.config, err)
	}
	if err := l.tells(c); err != nil {
		return err
	}
	// By hand, texts are shown as well; but what somebody tries on a ledger that stays is sent
	// to nobody, unless that is asked for.
	c.gets = c.inbox || c.rung || c.keys == nil && c.url == "" && c.db == ""
	to, err := l.dialled(c.to)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	cfg := phone.Config{
		From: c.from, To: string(to), Start: c.now, AccountSID: "AC" + strings.Repeat("0", 32),
		Seconds: l.seconds,
		Answer:  func(phone.Dial) phone.Answer { return answers[c.person] },
	}
	loud, err := w.loudspeaker(c)
	if err != nil {
		return err
	}
	heard := &listener{line: l}
	var in *inside // nil: the line is elsewhere
	if c.url != "" {
		if err := w.aim(&cfg, c.url, l.PublicURL); err != nil {
			return err
		}
	} else {
		if in, err = w.openLine(ctx, l, c); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, in.close()) }()
		in.aim(&cfg)
		heard.spoken = &in.spoken
	}
	if c.rung || c.looks() {
		if err := in.post.remind(ctx); err != nil {
			return err
		}
	}
	if c.looks() {
		return in.post.inbox(w.out, c)
	}
	if c.rung {
		if err := in.rings(&cfg, c); err != nil {
			return err
		}
	}
	cfg.Heard = heard.hear
	clock := cfg.Clock
	cfg.Clock = func(t time.Time) {
		heard.until = t.Sub(c.now)
		if clock != nil {
			clock(t)
		}
	}
	printed := false // while it happens
	if loud != nil {
		end := w.loudly(ctx, loud, &cfg, c, func() time.Duration { return heard.until })
		defer func() { err = errors.Join(err, loud.keep(context.WithoutCancel(ctx), heard.until)) }()
		defer end()
		printed = c.speak
	}
	if c.keys == nil {
		err = phone.Interact(ctx, cfg, w.in, w.out)
	} else {
		err = w.play(ctx, cfg, *c.keys, printed)
	}
	if heard.until > 0 && heard.spoken != nil {
		_, printed := fmt.Fprintln(w.out, heard)
		err = errors.Join(err, printed)
	}
	if in != nil && in.post != nil {
		err = errors.Join(err, in.post.inbox(w.out, c))
	}
	return lineError(c.url, err)
}

// answers has the ways in which a person whom the line calls may behave.
var answers = map[string]phone.Answer{
	"answers":   {Status: "completed", Ring: 3 * time.Second, Talk: 5 * time.Second, Keys: "1"},
	"busy":      {Status: "busy", Ring: time.Second},
	"no-answer": {Status: "no-answer"},
	"voicemail": {Status: "completed", Ring: 3 * time.Second, Talk: 5 * time.Second}, // presses nothing
}

// dialled reads the number that is called.
func (l *line) dialled(to string) (booking.Phone, error) {
	if to == "" {
		return l.City.Number, nil
	}
	if f, ok := l.City.Facility(to); ok && f.Line != "" {
		return f.Line, nil
	}
	p, err := booking.ParseLine(to)
	if err != nil {
		return "", usage("--to: %s; or the id of a facility with a number of its own", err)
	}
	return p, nil
}

// play plays keys and prints the call, or only its summary if the rest was printed before.
func (w *world) play(ctx context.Context, cfg phone.Config, keys string, printed bool) error {
	call, err := phone.Place(ctx, cfg)
	if call == nil {
		return err
	}
	if err == nil {
		err = phone.Play(ctx, call, keys)
	}
	if unused, ok := errors.AsType[*phone.Unused](err); ok && unused.Keys == 0 {
		err = nil // silence after the line has hung up is no mistake
	}
	var unwritten error
	if !printed {
		unwritten = phone.Print(w.out, call.Events(), phone.Colours(w.out))
	}
	if unwritten == nil {
		_, unwritten = fmt.Fprintln(w.out, call.Summary())
	}
	return errors.Join(err, unwritten)
}

// lineError says what may be wrong with a server that cannot be called.
func lineError(url string, err error) error {
	rejection, ok := errors.AsType[*phone.Rejection](err)
	if !ok || url == "" {
		return err
	}
	switch {
	case rejection.Err != nil:
		return fmt.Errorf("no line answers at %s: is madoguchi serve running there? (%w)", url, rejection.Err)
	case strings.HasPrefix(rejection.What, "status 403 "):
		return fmt.Errorf("the line at %s refuses the signature: are %s and %s the same as the server's?", url, tokenVariable, publicVariable)
	}
	return err
}
