package main

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/voice"
)

func (w *world) twilioCheck(o *twilioFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "say what is wrong with the account, the numbers and the way to the line",
		Long: `Check looks at the account, at each number of the city (or at --number), at the fallback
document, and asks the line under its public address, with a signed request that leaves no trace
in the ledger. It changes nothing. Each line is ok, warning or wrong, with what to do.

Exit status 1 if anything is wrong.`,
		Example: `  madoguchi twilio check --config city.yaml
  madoguchi twilio check --config city.yaml --number 050-3123-4567 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			x, err := w.exchange(o)
			if err != nil {
				return err
			}
			numbers := x.lines()
			if o.number != "" {
				numbers = []booking.Phone{o.number}
			}
			return x.tellFindings(x.check(cmd.Context(), numbers, o.fallback))
		},
	}
	o.theNumber(cmd, "look at this number alone (default: all of the city)")
	o.theFallback(cmd)
	return cmd
}

// tellFindings prints what was found, and fails if anything is wrong.
func (x *exchange) tellFindings(f findings) error {
	var err error
	if x.json {
		err = writeJSON(x.out, f)
	} else {
		err = f.print(x.out)
	}
	if err != nil {
		return err
	}
	if f.wrong() {
		return errTold
	}
	return nil
}

// check looks at everything. Nothing of it changes anything.
func (x *exchange) check(ctx context.Context, numbers []booking.Phone, fallback string) (f findings) {
	if x.line.sample {
		f.warn("the city", "name yours with --config", "this is the sample city")
	}
	x.checkAccount(ctx, &f)
	x.checkCountries(ctx, &f)
	var fallbacks []string
	for _, number := range numbers {
		if at := x.checkNumber(ctx, &f, number, fallback); at != "" && !slices.Contains(fallbacks, at) {
			fallbacks = append(fallbacks, at)
		}
	}
	for _, at := range fallbacks {
		f = append(f, x.probeFallback(ctx, at)...)
	}
	return append(f, x.probe(ctx)...)
}

func (x *exchange) checkAccount(ctx context.Context, f *findings) {
	const about = "the account"
	a, err := x.client.Account(ctx)
	switch {
	case carrier.Because(err, carrier.BadSecret) && x.client.Credentials.ByKey():
		f.warn(about, "nothing, if the number is found below: only a key of the kind Main may", "this API key may not read it")
		return
	case err != nil:
		f.bad(about, adviceOnCarrier(err), "%v", err)
		return
	case a.Status != "active":
		f.bad(about, "look into the Twilio console: is it paid, is anything asked of you?", "%q is %s, expected active", a.Name, a.Status)
	case a.Trial:
		f.warn(about, "upgrade it before the first caller", "%q is a trial account, which calls only numbers that you have verified", a.Name)
	default:
		f.ok(about, "%q is active", a.Name)
	}
	if off := x.now().Sub(a.Date).Round(time.Second); !a.Date.IsZero() && off.Abs() > carrierAgrees {
		f.bad("the clock", "set the machine's clock: timedatectl", "the machine's is %s from Twilio's, expected a minute at most", off)
	}
}

// checkCountries looks whom the account may call. The line calls nobody outside Japan; whoever
// got hold of the credentials would.
func (x *exchange) checkCountries(ctx context.Context, f *findings) {
	const about, where = "the countries", "in the Twilio console: Voice, Settings, Geo permissions"
	codes, err := x.client.Countries(ctx)
	others := slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return code == carrier.Japan })
	switch {
	case carrier.Because(err, carrier.BadSecret) && x.client.Credentials.ByKey():
		f.warn(about, "look "+where+": Japan, and nothing else", "this API key may not read which may be called")
	case err != nil:
		f.bad(about, adviceOnCarrier(err), "%v", err)
	case len(others) == len(codes):
		f.bad(about, "allow it "+where, "Japan may not be called: neither the call centre nor anybody who is reminded")
	case len(others) > 0:
		f.warn(about, "take them away "+where, "%d besides Japan may be called, at your cost, by whoever gets hold of the credentials", len(others))
	default:
		f.ok(about, "Japan may be called, and no other")
	}
}

// adviceOnCarrier says what to do about an error of the carrier.
func adviceOnCarrier(err error) string {
	e, ok := errors.AsType[*carrier.Error](err)
	switch {
	case ok && e.Kind == carrier.Limited:
		return "try again in a minute"
	case ok && e.Kind == carrier.Refused && e.Reason() == carrier.BadSecret:
		return "hold the variables against the Twilio console: is it the same account?"
	case ok && e.Kind == carrier.Refused && e.Status != 0:
		return "the page says what to do"
	case ok && e.Kind == carrier.Refused:
		return "correct what was asked for"
	}
	return "is there a way from here to https://api.twilio.com? Otherwise try again in a minute"
}

// checkOurs warns of a number that the city does not have.
func (x *exchange) checkOurs(f *findings, number booking.Phone) {
	if !slices.Contains(x.lines(), number) {
		f.warn("the number "+number.Masked()+", in city.yaml", "write it into city.yaml, and name that with --config", "it is not there: calls to it are taken as calls to the number of the city")
	}
}

// checkNumber looks at a number, and returns where its fallback document is.
func (x *exchange) checkNumber(ctx context.Context, f *findings, number booking.Phone, fallback string) string {
	about := "the number " + number.Masked()
	if strings.HasPrefix(string(number), nobodys) {
		f.bad(about, "put your Twilio number into city.yaml", "it is a placeholder, which nobody can call")
		return ""
	}
	n, err := x.client.Number(ctx, number)
	switch {
	case errors.Is(err, carrier.ErrNoNumber):
		f.bad(about, "is it in another account or sub-account, or a slip in city.yaml?", "%v", err)
		return ""
	case err != nil:
		f.bad(about, adviceOnCarrier(err), "%v", err)
		return ""
	case !n.Voice:
		f.bad(about, "buy one that takes voice calls", "it takes no calls")
	default:
		f.ok(about, "is there, and takes calls")
	}
	x.checkTexts(f, n)
	x.checkOurs(f, number)
	connect := "run madoguchi twilio connect for it"
	want, hooks := x.wanted(fallback), n.Hooks
	if hooks.Application != "" || hooks.Trunk != "" {
		f.bad(about+", configured with", connect, "found an application or a trunk, which comes before every address, expected Webhook")
	}
	x.checkArrival(f, about+", a call comes in", connect, hooks, want)
	switch {
	case hooks.StatusURL != want.StatusURL:
		f.bad(about+", call status changes", connect, "found %s, expected %s", shown(hooks.StatusURL), want.StatusURL)
	case hooks.StatusMethod != want.StatusMethod:
		f.bad(about+", call status changes", connect, "found HTTP %s, expected POST", shown(hooks.StatusMethod))
	default:
		f.ok(about+", call status changes", "%s", hooks.StatusURL)
	}
	failing := about + ", primary handler fails"
	switch {
	case hooks.FallbackURL == "":
		f.warn(failing, "put what madoguchi fallback prints on another host, and name it with twilio connect --fallback", "found nothing: callers hear English when the line is away")
	case fallback != "" && hooks.FallbackURL != fallback:
		f.bad(failing, connect, "found %s, expected %s", shown(hooks.FallbackURL), fallback)
	case hostOf(hooks.FallbackURL) == hostOf(x.public):
		f.warn(failing, "put the document on another host", "found the line's own host, which is away when the line is")
	case x.second != "" && hooks.FallbackURL == x.ownFallback() && hooks.FallbackMethod != "POST":
		f.bad(failing, connect, "found HTTP %s, expected POST", shown(hooks.FallbackMethod))
	case x.second != "" && hooks.FallbackURL == x.ownFallback():
		f.ok(failing, "%s", hooks.FallbackURL)
	case hooks.FallbackMethod != "GET":
		f.warn(failing, "set it to HTTP GET: a host of files takes nothing else", "found HTTP %s", shown(hooks.FallbackMethod))
	default:
		f.ok(failing, "%s", shown(hooks.FallbackURL))
	}
	return hooks.FallbackURL
}

// checkTexts looks whether the number from which texts are sent can send any.
func (x *exchange) checkTexts(f *findings, n carrier.Number) {
	about := "the number " + n.Phone.Masked() + ", texts"
	tells := x.line.City.Outreach
	switch {
	case n.Phone != x.line.City.Number || !tells.Texts && len(tells.Remind) == 0:
	case n.Text:
		f.ok(about, "it sends texts")
	default:
		f.bad(about, "buy one that sends texts in Japan, or take texts and reminders out of outreach in city.yaml", "it sends none, and city.yaml wants them sent")
	}
}

// checkArrival looks at where the carrier asks when a call comes in.
func (x *exchange) checkArrival(f *findings, about, connect string, hooks, want carrier.Hooks) {
	bare, _, _ := strings.Cut(hooks.VoiceURL, "#")
	switch {
	case bare != x.public+"/voice":
		f.bad(about, connect, "found %s, expected %s", shown(bare), want.VoiceURL)
	case hooks.VoiceMethod != want.VoiceMethod:
		f.bad(about, connect, "found HTTP %s, expected POST", shown(hooks.VoiceMethod))
	case hooks.VoiceURL != want.VoiceURL:
		f.warn(about, connect, "found it without %s, with which Twilio tries again when the line does not answer", voice.Overrides)
	default:
		f.ok(about, "%s", hooks.VoiceURL)
	}
}

// shown returns an address without the password that it may have in it.
func shown(address string) string {
	if address == "" {
		return "nothing"
	}
	if u, err := url.Parse(address); err != nil || u.User != nil {
		return "an address that is not shown, because it may have a password in it"
	}
	return address
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
