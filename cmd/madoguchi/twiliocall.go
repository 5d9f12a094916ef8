package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/voice"
)

func (w *world) twilioCall(o *twilioFlags) *cobra.Command {
	var to booking.Phone
	cmd := &cobra.Command{
		Use:   "call",
		Short: "be called by the line, to hear it",
		Long: `Call has Twilio ring your own telephone, from the number of the line (or --number), and lets you
hear what a caller hears, with the voice that Twilio has. It costs what a call costs, and asks before,
or takes --yes. It rings for half a minute.

The line takes the call for one from its own number: it finds no booking of yours, and what you book
stands for that number until you cancel it. It is in the ledger, as every call.`,
		Example: `  madoguchi twilio call --config city.yaml --to 090-1234-5678`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(cmd, "--to 090-1234-5678", "to"); err != nil {
				return err
			}
			x, err := w.exchange(o)
			if err != nil {
				return err
			}
			if o.number == "" {
				o.number = x.line.City.Number
			}
			if strings.HasPrefix(string(o.number), nobodys) {
				return errors.New("the number of the city is a placeholder: put your Twilio number into city.yaml, or name it with --number")
			}
			if !o.yes {
				if err := x.agree(fmt.Sprintf("Ring %s from %s?", to.Masked(), o.number.Masked())); err != nil {
					return err
				}
			}
			return x.callMe(cmd.Context(), o.number, to)
		},
	}
	flag(cmd.Flags(), &to, "to", "NUMBER", "", "your own telephone, in Japan", readOwn)
	o.theNumber(cmd, "the number that is shown, of your account (default: the city's)")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask")
	return cmd
}

// readOwn reads a number in Japan. Nobody else is rung, whatever is typed.
func readOwn(s string) (booking.Phone, error) {
	p, err := booking.ParsePhone(s)
	if err != nil {
		return "", err
	}
	if !p.Japanese() || !strings.HasPrefix(p.Domestic(), "0") {
		return "", errors.New("found a number outside of Japan, expected one such as 090-1234-5678")
	}
	return p, nil
}

// callMe has a telephone called, once. Whether it was is looked for if the carrier did not
// say.
func (x *exchange) callMe(ctx context.Context, from, to booking.Phone) error {
	before := x.now().Add(-carrierAgrees)
	placed, err := x.client.PlaceCall(ctx, carrier.Call{
		To: to, From: from, URL: x.public + "/voice" + voice.Overrides, StatusCallback: x.public + "/voice/status", Ring: 30 * time.Second,
	})
	if err != nil && carrier.KindOf(err) == carrier.Unknown {
		placed, err = x.soughtCall(ctx, from, to, before, err)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s", err, adviceOnCarrier(err))
	case x.json:
		return writeJSON(x.out, struct {
			Call   string `json:"call"`
			Status string `json:"status"`
		}{placed.SID, placed.Status})
	}
	_, err = fmt.Fprintf(x.out, "%s is being rung (%s, %s).\n", to.Masked(), placed.SID, placed.Status)
	return err
}

// soughtCall looks for a call of which nobody knows whether it was placed.
func (x *exchange) soughtCall(ctx context.Context, from, to booking.Phone, since time.Time, err error) (carrier.Record, error) {
	calls, unread := x.client.FindCalls(ctx, to, since)
	if unread != nil {
		return carrier.Record{}, fmt.Errorf("%w: your telephone may ring; and then: %w", err, unread)
	}
	for _, call := range calls {
		if call.From == from {
			return call, nil
		}
	}
	return carrier.Record{}, fmt.Errorf("%w: Twilio has no such call so far", err)
}
