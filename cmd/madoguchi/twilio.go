package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/voice"
)

func (w *world) twilioCommand() *cobra.Command {
	var o twilioFlags
	cmd := group(&cobra.Command{
		Use:   "twilio",
		Short: "look at the number at Twilio, point it at the line, hear the line",
		Long: `Twilio is for whoever runs the line. It asks Twilio over the internet, and the line under its
public address. It needs ` + carrier.AccountVariable + `, ` + carrier.TokenVariable + ` and, unless city.yaml has public_url,
` + publicVariable + `, as the line has them. With ` + carrier.KeyVariable + ` and ` + carrier.SecretVariable + ` Twilio is asked by that key,
and the token only signs. None of them is ever shown, and no whole number.`,
		Example: `  madoguchi twilio check --config city.yaml
  madoguchi twilio connect --config city.yaml --number 050-3123-4567
  madoguchi twilio call --config city.yaml --to 090-1234-5678`,
	})
	configFlag(cmd.PersistentFlags(), &o.config)
	cmd.PersistentFlags().BoolVar(&o.json, "json", false, "write JSON")
	cmd.AddCommand(w.twilioCheck(&o), w.twilioConnect(&o), w.twilioCall(&o))
	return cmd
}

// twilioFlags are the flags of the commands that ask the carrier.
type twilioFlags struct {
	config   string
	json     bool
	number   booking.Phone
	fallback string
	yes      bool
}

func (o *twilioFlags) theNumber(cmd *cobra.Command, help string) {
	flag(cmd.Flags(), &o.number, "number", "NUMBER", "", help, booking.ParseLine)
}

func (o *twilioFlags) theFallback(cmd *cobra.Command) {
	flag(cmd.Flags(), &o.fallback, "fallback", "URL", "", "where the fallback document is, on another host", readFallback)
}

// readFallback reads an address, which is shown to nobody.
func readFallback(s string) (string, error) {
	if !strings.HasPrefix(s, "https://") || strings.ContainsAny(s, " \t") || len(s) < len("https://a.jp/") {
		return "", fmt.Errorf("found %.40q, expected an address such as https://other.example.jp/fallback.xml", s)
	}
	return s, nil
}

// An exchange is the carrier and the line, as whoever runs the line finds them.
type exchange struct {
	*world
	line   *line
	client *carrier.Client
	tokens voice.Keys
	shared voice.Keys
	public string
	second string // where else the carrier finds the line; "" means nowhere
	json   bool
}

// exchange reads what a command needs to ask the carrier and the line.
func (w *world) exchange(o *twilioFlags) (*exchange, error) {
	l, err := readLine(o.config, w.now())
	if err != nil {
		return nil, brief(o.config, err)
	}
	x := &exchange{world: w, line: l, json: o.json}
	credentials, err := carrier.FromEnv(w.env)
	if err != nil {
		return nil, err
	}
	x.client = &carrier.Client{Credentials: credentials, Transport: w.carrier}
	var theirs voice.Server
	err = w.secrets(&theirs, l.PublicURL)
	x.tokens, x.shared, x.public, x.second = theirs.Tokens, theirs.SharedKeys, theirs.PublicURL, theirs.FallbackURL
	return x, err
}

// wanted returns what a number of the line is to be pointed at. Without a fallback it is the
// line's second host; if it has none, what is set stays.
func (x *exchange) wanted(fallback string) carrier.Hooks {
	hooks := carrier.Hooks{
		VoiceURL: x.public + "/voice" + voice.Overrides, VoiceMethod: "POST",
		StatusURL: x.public + "/voice/status", StatusMethod: "POST",
	}
	switch {
	case fallback != "":
		hooks.FallbackURL, hooks.FallbackMethod = fallback, "GET"
	case x.second != "":
		hooks.FallbackURL, hooks.FallbackMethod = x.ownFallback(), "POST"
	}
	return hooks
}

// ownFallback returns where the line itself is a fallback, under its second host.
func (x *exchange) ownFallback() string { return x.second + "/voice/fallback" }

// lines returns the numbers of the city on which callers reach the line.
func (x *exchange) lines() []booking.Phone {
	numbers := []booking.Phone{x.line.City.Number}
	for _, f := range x.line.City.Facilities {
		if f.Line != "" {
			numbers = append(numbers, f.Line)
		}
	}
	return numbers
}

var errNotAgreed = errors.New("nothing was done: answer y, or type it again with --yes")

// agree asks whoever works at the terminal. Anything but a yes is a no, and so is a program
// that writes nothing.
func (w *world) agree(question string) error {
	if _, err := fmt.Fprint(w.err, question+" [y/N] "); err != nil {
		return err
	}
	answer, err := bufio.NewReader(io.LimitReader(w.in, maxLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	if !terminal(w.in) {
		if _, err := fmt.Fprintln(w.err); err != nil { // the question has a line of its own
			return err
		}
	}
	return errNotAgreed
}
