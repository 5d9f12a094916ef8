package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/user"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The exit statuses.
const (
	done    = 0
	refused = 1 // by a rule, or by the machine
	misused = 2 // the command line is wrong
)

// A world is what the program finds around it. Tests have their own.
type world struct {
	in, out, err *os.File
	env          func(string) string
	user         string // for the audit trail
	now          func() time.Time
	carrier      http.RoundTripper                    // reaches the carrier's API
	wait         func(context.Context, time.Duration) // while a call is heard; nil: really
}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], &world{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, user: userName(), now: time.Now, carrier: carrierTransport(time.Now),
	}))
}

// userName returns who works at the terminal, by name or at least by number.
func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "uid " + strconv.Itoa(os.Getuid())
}

// A usageError is a command line that is wrong.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// errTold means that the command itself has reported what is wrong.
var errTold = errors.New("told already")

// run runs the whole program. It says what is wrong in one line.
func run(ctx context.Context, args []string, w *world) (status int) {
	root := w.command()
	root.SetArgs(append([]string{}, args...)) // cobra would take os.Args for nil
	cmd, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return done
	case errors.Is(err, errTold):
		return refused
	}
	// If this cannot be written, only the exit status is left to report it.
	_, _ = fmt.Fprintf(w.err, "%s: %s\n", cmd.CommandPath(), strings.ReplaceAll(withAdvice(err).Error(), "\n", "; "))
	if _, wrong := errors.AsType[*usageError](err); wrong {
		return misused
	}
	return refused
}

func (w *world) command() *cobra.Command {
	root := group(&cobra.Command{
		Use:   "madoguchi",
		Short: "a telephone reservation line for a municipality",
		Long: `madoguchi (窓口) is a telephone reservation line for a municipality.

Callers book, hear, change and cancel a visit with a few keys; Twilio carries the calls.

Environment (of serve, phone --url and twilio):
  TWILIO_AUTH_TOKEN      signs every webhook; several, separated by commas, while one is being replaced
  TWILIO_SHARED_KEY      the same, of webhooks that a shared key signs (HMAC-SHA256); beside the token, or in its place
  TWILIO_ACCOUNT_SID     for twilio, and for the texts and reminders of serve; the line answers without it
  TWILIO_API_KEY         for the same: a key to ask by, in place of the token, with its TWILIO_API_SECRET
  MADOGUCHI_PUBLIC_URL   the address at which Twilio finds the line, in place of public_url in city.yaml
  MADOGUCHI_FALLBACK_URL a second one, with another host, at which Twilio finds the same line

Exit status: 0 done; 1 refused by a rule, or failed; 2 wrong command line.`,
		Example: `  madoguchi phone                          call the line from this terminal: no account, no network
  madoguchi phone --keys "9 1"             the same without a keyboard: cancel my booking
  madoguchi config sample > city.yaml      write a config to start from
  madoguchi serve --config city.yaml       answer Twilio`,
		Version:       build(debug.ReadBuildInfo()),
		SilenceErrors: true,
		SilenceUsage:  true,
	})
	root.SetIn(w.in)
	root.SetOut(w.out)
	root.SetErr(w.err)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	// A group runs only to say that a command is missing.
	root.SetUsageTemplate(strings.Replace(root.UsageTemplate(), "{{if .Runnable}}", "{{if not .HasAvailableSubCommands}}", 1))
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(w.serveCommand(), w.phoneCommand(), w.measureCommand(), w.rehearseCommand(), w.bookingsCommand(), w.slotsCommand(),
		w.noticesCommand(), w.callersCommand(), w.walkInCommand(), w.staffCommand(),
		w.configCommand(), w.calendarCommand(), w.fallbackCommand(), w.ledgerCommand(), w.jobsCommand(), w.twilioCommand(), &cobra.Command{
			Use:   "version",
			Short: "say which madoguchi this is",
			Args:  noArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintf(w.out, "madoguchi %s\n", root.Version)
				return err
			},
		})
	root.SetHelpCommand(&cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "explain a command",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknown(cmd, rest)
			}
			return cmd.Help()
		},
	})
	return root
}

// group prepares a command that only has other commands below it.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs // or cobra answers before RunE
	cmd.SuggestionsMinimumDistance = 2
	cmd.RunE = unknown
	return cmd
}

// unknown answers a command that has others below it and was given none of them.
func unknown(cmd *cobra.Command, args []string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	expected := fmt.Sprintf("expected one of %s; see %s --help", strings.Join(names, ", "), cmd.CommandPath())
	if len(args) == 0 {
		return usage("found no command, %s", expected)
	}
	near := ""
	if suggested := cmd.SuggestionsFor(args[0]); len(suggested) > 0 {
		near = fmt.Sprintf(" (did you mean %s?)", suggested[0])
	}
	return usage("found the command %.40q%s, %s", args[0], near, expected)
}

// noArgs refuses anything besides flags.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("found %.40q, expected flags only; see %s --help", args[0], cmd.CommandPath())
	}
	return nil
}

// terminal reports whether the file is a terminal.
func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
