package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/carrier"
)

func (w *world) twilioConnect(o *twilioFlags) *cobra.Command {
	var anyway bool
	cmd := &cobra.Command{
		Use:   "connect",
		Short: "point a number at the line",
		Long: `Connect points a number of the account at the line: who is asked when a call comes in, with
the tries that docs/operations.md names, who is told when it is over, and who is asked when the
line is away: with --fallback a document, else its second host if MADOGUCHI_FALLBACK_URL has one. An application or a trunk is taken away from it.

It first asks the line under its public address, and is refused if that does not answer as it
should: callers would hear nothing of it. It shows what will change and asks, or takes --yes.
What is right already is not set again.`,
		Example: `  madoguchi twilio connect --config city.yaml --number 050-3123-4567
  madoguchi twilio connect --config city.yaml --number 050-3123-4567 --fallback https://other.example.jp/fallback.xml --yes`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(cmd, "--number 050-3123-4567", "number"); err != nil {
				return err
			}
			x, err := w.exchange(o)
			if err != nil {
				return err
			}
			return x.connect(cmd.Context(), o, anyway)
		},
	}
	o.theNumber(cmd, "the number")
	o.theFallback(cmd)
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask")
	cmd.Flags().BoolVar(&anyway, "anyway", false, "also if the line does not answer, such as before it is started")
	return cmd
}

// A difference is a setting of a number that is to be another one.
type difference struct {
	Setting string `json:"setting"` // as the Twilio console names it
	Old     string `json:"old"`     // "" if it is not set
	New     string `json:"new"`
}

// differences returns what must change for a number to be pointed at what is wanted.
func differences(is, want carrier.Hooks) (all []difference) {
	add := func(setting, old, method, wanted, wantedMethod string) {
		if wanted != "" && (old != wanted || method != wantedMethod) {
			if old != "" {
				old = strings.TrimSpace(shown(old) + " " + method)
			}
			all = append(all, difference{setting, old, wanted + " " + wantedMethod})
		}
	}
	add("A call comes in", is.VoiceURL, is.VoiceMethod, want.VoiceURL, want.VoiceMethod)
	add("Primary handler fails", is.FallbackURL, is.FallbackMethod, want.FallbackURL, want.FallbackMethod)
	add("Call status changes", is.StatusURL, is.StatusMethod, want.StatusURL, want.StatusMethod)
	if is.Application != "" {
		all = append(all, difference{"Configure with", "application " + is.Application, "Webhook"})
	}
	if is.Trunk != "" {
		all = append(all, difference{"Configure with", "trunk " + is.Trunk, "Webhook"})
	}
	return all
}

// A connectedJSON is what became of a number, for machines.
type connectedJSON struct {
	Number      string       `json:"number"` // masked
	Changed     bool         `json:"changed"`
	Differences []difference `json:"differences"`
	Findings    findings     `json:"findings"` // of the line, after it
}

var errUnanswered = errors.New("nothing was changed: the line must answer before callers are led to it, or type it again with --anyway")

func (x *exchange) connect(ctx context.Context, o *twilioFlags, anyway bool) error {
	n, err := x.client.Number(ctx, o.number)
	if err != nil {
		return fmt.Errorf("%s: %w: %s", o.number.Masked(), err, adviceOnNumber(err))
	}
	told := connectedJSON{Number: o.number.Masked(), Findings: x.look(ctx, o.number)}
	want := x.wanted(o.fallback)
	told.Differences = forMachines(differences(n.Hooks, want), func(d difference) difference { return d })
	if len(told.Differences) == 0 {
		return x.tellConnected(told)
	}
	if told.Findings.wrong() && !anyway {
		return errors.Join(x.tellConnected(told), errUnanswered)
	}
	if !x.json {
		if err := x.tellDifferences(told.Differences); err != nil {
			return err
		}
	}
	if x.json && !o.yes {
		return usage("found --json without --yes, expected both: whoever reads JSON cannot be asked")
	}
	if !o.yes {
		if err := x.agree("Point " + o.number.Masked() + " at the line?"); err != nil {
			return err
		}
	}
	if err := x.set(ctx, o, n.SID, want); err != nil {
		return err
	}
	told.Changed, told.Findings = true, x.look(ctx, o.number)
	return x.tellConnected(told)
}

// look asks the line, and tells if it does not know the number.
func (x *exchange) look(ctx context.Context, number booking.Phone) findings {
	f := x.probe(ctx)
	x.checkOurs(&f, number)
	return f
}

// adviceOnNumber says what to do about a number that could not be read.
func adviceOnNumber(err error) string {
	if errors.Is(err, carrier.ErrNoNumber) {
		return "is it in another account or sub-account, or a slip?"
	}
	return adviceOnCarrier(err)
}

// set points the number at what is wanted. Where it is not known whether that was done, the
// number is read again.
func (x *exchange) set(ctx context.Context, o *twilioFlags, sid string, want carrier.Hooks) error {
	n, err := x.client.SetNumber(ctx, sid, want)
	if err != nil && carrier.KindOf(err) == carrier.Unknown {
		again, unread := x.client.Number(ctx, o.number)
		if unread != nil {
			return fmt.Errorf("%w; and then: %w: look with madoguchi twilio check", err, unread)
		}
		n, err = again, nil
	}
	if err != nil {
		return fmt.Errorf("nothing was changed: %w: %s", err, adviceOnCarrier(err))
	}
	if left := differences(n.Hooks, want); left != nil {
		return fmt.Errorf("%q is not what it was set to: found %s, expected %s", left[0].Setting, cmp.Or(left[0].Old, "nothing"), left[0].New)
	}
	return nil
}

func (x *exchange) tellDifferences(all []difference) error {
	for _, d := range all {
		if _, err := fmt.Fprintf(x.out, "%s:\n  - %s\n  + %s\n", d.Setting, cmp.Or(d.Old, "nothing"), d.New); err != nil {
			return err
		}
	}
	return nil
}

// tellConnected tells what was done, and what the line answers; it fails if that is wrong.
func (x *exchange) tellConnected(told connectedJSON) error {
	if x.json {
		if err := writeJSON(x.out, told); err != nil {
			return err
		}
	} else {
		said := ""
		switch {
		case told.Changed:
			said = told.Number + " is pointed at the line.\n"
		case len(told.Differences) == 0:
			said = told.Number + " was pointed at the line already: nothing was changed.\n"
		}
		if _, err := fmt.Fprint(x.out, said); err != nil {
			return err
		}
		if err := told.Findings.print(x.out); err != nil {
			return err
		}
	}
	if told.Findings.wrong() && (told.Changed || len(told.Differences) == 0) {
		return errTold
	}
	return nil
}
