package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"madoguchi/booking"
)

// A reader reads what was typed after a flag. Its error says what was found
// and what was expected; flagError says of which flag.
type reader[T any] func(string) (T, error)

// read is a flag whose value a reader reads.
type read[T any] struct {
	to   *T
	by   reader[T]
	kind string
	text string
}

func (r *read[T]) String() string { return r.text }
func (r *read[T]) Type() string   { return r.kind }
func (r *read[T]) Set(s string) error {
	v, err := r.by(s)
	if err == nil {
		*r.to, r.text = v, s
	}
	return err
}

// flag adds a flag. kind is what the help calls its value; otherwise is its default,
// which by must be able to read.
func flag[T any](flags *pflag.FlagSet, to *T, name, kind, otherwise, help string, by reader[T]) {
	r := &read[T]{to: to, by: by, kind: kind, text: otherwise}
	if otherwise != "" {
		if err := r.Set(otherwise); err != nil {
			panic(fmt.Sprintf("the default of --%s: %v", name, err)) // a slip in this program
		}
	}
	flags.Var(r, name, help)
}

// readText reads any text that is not blank.
func readText(what string) reader[string] {
	return func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", fmt.Errorf("found nothing, expected %s", what)
		}
		return s, nil
	}
}

// The flags that most commands have.
func configFlag(flags *pflag.FlagSet, to *string) {
	flag(flags, to, "config", "FILE", "", "the city's config (default: the sample city)", readText("a file such as city.yaml"))
}

func dbFlag(flags *pflag.FlagSet, to *string) {
	flag(flags, to, "db", "FILE", "madoguchi.db", "the ledger", readText("a file such as madoguchi.db"))
}

func paperFlag(flags *pflag.FlagSet, to *string) {
	flag(flags, to, "paper", "DIR", "", "where the lists for a counter without a line are (default: beside the ledger, such as madoguchi-paper)", readText("a directory"))
}

// readMoment reads a day and a time of Japan, also as --json writes them.
func readMoment(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), booking.JST); err == nil && withinCentury(t) {
			return t.In(booking.JST), nil
		}
	}
	return time.Time{}, fmt.Errorf("found %.40q, expected a day and a time from 2000 to 2099 such as \"2026-12-01 09:30\"", s)
}

// withinCentury reports whether t is in the years in which a city.yaml has dates.
func withinCentury(t time.Time) bool {
	y := t.In(booking.JST).Year()
	return 2000 <= y && y <= 2099
}

// readDay reads a day, or the words for this one and the next.
func (w *world) readDay(s string) (booking.Date, error) {
	today := booking.DateOf(w.now().In(booking.JST))
	switch s {
	case "today", "今日":
		return today, nil
	case "tomorrow", "明日":
		return today.AddDays(1), nil
	}
	d, err := booking.ParseDate(s)
	if err != nil || !withinCentury(d.In(booking.JST)) {
		return d, fmt.Errorf("found %.40q, expected a day from 2000 to 2099 such as 2026-12-01, or today, or tomorrow", s)
	}
	return d, nil
}

// readWhole reads a number from least to most of what is counted.
func readWhole(what string, least, most int) reader[int] {
	return func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || most < n {
			return 0, fmt.Errorf("found %.40q, expected %s from %d to %d, such as %d", s, what, least, most, min(least+1, most))
		}
		return n, nil
	}
}

// readChoice reads one of several words.
func readChoice(words ...string) reader[string] {
	return func(s string) (string, error) {
		if !slices.Contains(words, s) {
			return "", fmt.Errorf("found %.40q, expected %s", s, strings.Join(words, " or "))
		}
		return s, nil
	}
}

// required refuses a command line that leaves out flags that are needed; example
// is one that has them.
func required(cmd *cobra.Command, example string, names ...string) error {
	var missing []string
	for _, name := range names {
		if !cmd.Flags().Changed(name) {
			missing = append(missing, "--"+name)
		}
	}
	if missing == nil {
		return nil
	}
	return usage("found no %s, expected for example: %s %s", strings.Join(missing, ", no "), cmd.CommandPath(), example)
}

// flagError says what is wrong with a flag in the words of this program. What
// was typed as a telephone number is not repeated.
func flagError(cmd *cobra.Command, err error) error {
	if cmd.HasSubCommands() && cmd.Flags().NArg() > 0 { // the wrong command is the mistake, not its flags
		return unknown(cmd, cmd.Flags().Args())
	}
	switch e := err.(type) { //nolint:errorlint // cobra hands on what pflag returned, as it is
	case *pflag.InvalidValueError:
		return usage("--%s: %s", e.GetFlag().Name, cause(e))
	case *pflag.ValueRequiredError:
		return usage("--%s: found nothing behind it, expected %s: %s", e.GetSpecifiedName(), e.GetFlag().Value.Type(), e.GetFlag().Usage)
	case *pflag.NotExistError:
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		found := "--" + e.GetSpecifiedName()
		if e.GetSpecifiedShortnames() != "" {
			found = "-" + e.GetSpecifiedShortnames()
		}
		return usage("found the flag %.40s, expected one of %s", found, strings.Join(names, ", "))
	}
	return usage("%s; see %s --help", err, cmd.CommandPath())
}

// cause returns what a reader said. Only the value of a switch fails in strconv.
func cause(err *pflag.InvalidValueError) string {
	if _, number := errors.AsType[*strconv.NumError](err); number {
		return fmt.Sprintf("found %.40q, expected nothing behind it", err.GetValue())
	}
	return err.Unwrap().Error()
}
