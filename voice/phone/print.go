package phone

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// The colours of a conversation: of the caller's lines, and of remarks.
const (
	colourCaller = "\x1b[36m"
	colourAside  = "\x1b[2m"
	colourOff    = "\x1b[0m"
)

// Print writes a conversation, one line for each event: ">" is what the caller does,
// "<" what the caller hears, with its seconds. It returns the writer's error.
func Print(w io.Writer, events []Event, colour bool) error {
	for _, e := range events {
		if _, err := io.WriteString(w, Line(e, colour)); err != nil {
			return err
		}
	}
	return nil
}

// Line returns one event as Print writes it, with the line's end. With Config.Heard it
// can print a call while it happens.
func Line(e Event, colour bool) string {
	line, aside := describe(e)
	switch {
	case !colour:
	case strings.HasPrefix(line, ">"):
		line = colourCaller + line + colourOff
	case strings.HasPrefix(line, "("):
		line = colourAside + line + colourOff
	case aside != "":
		aside = colourAside + aside + colourOff
	}
	if aside != "" {
		line += "  " + aside
	}
	return line + "\n"
}

// describe returns the words for an event, and what stands beside them.
func describe(e Event) (line, aside string) {
	switch e.Kind {
	case Placed:
		return "> (電話をかける)", ""
	case Rang:
		return fmt.Sprintf("(%s から、電話が鳴る)", e.Text), ""
	case PickedUp:
		return "> (電話に出る)", ""
	case Missed:
		return "(" + unbridged(e.Text) + ")", ""
	case Said:
		return "< " + e.Text, beside(e)
	case Played:
		return "< (録音 " + e.Text + ")", ""
	case Paused:
		return "< (間)", beside(e)
	case Pressed:
		if e.Early {
			return "> " + e.Text, "‹途中で›"
		}
		return "> " + e.Text, ""
	case Leaked:
		return fmt.Sprintf("(%s は、次の入力になる)", e.Text), ""
	case Lost:
		return fmt.Sprintf("(%s は、届かない)", e.Text), ""
	case Silent:
		return "> (無言)", ""
	case Dialled:
		return fmt.Sprintf("(%s を呼び出す)", e.Text), beside(e)
	case Whispered:
		return "(係の者だけに: " + e.Text + ")", beside(e)
	case Keyed:
		return "(係の者が押す: " + e.Text + ")", ""
	case Talked:
		return fmt.Sprintf("(係の者が出る %s)", e.Text), beside(e)
	case Unbridged:
		return "(" + unbridged(e.Text) + ")", ""
	case Rejected:
		return "(つながらない)", ""
	case HungUp:
		if e.By == ByCaller {
			return "> (電話を切る)", ""
		}
		return "< (電話が切れる)", ""
	}
	return fmt.Sprintf("(%s %s)", e.Kind, e.Text), ""
}

func unbridged(status string) string {
	switch status {
	case "busy":
		return "話し中"
	case "no-answer":
		return "だれも出ない"
	case "completed":
		return "係の者とは、話さずに切れる"
	}
	return "つながらない"
}

// beside writes the length of a sound, and how much of it was heard if it was cut.
func beside(e Event) string {
	if e.Cut {
		return fmt.Sprintf("‹%s のうち %s›", tenths(e.Length), tenths(e.Heard))
	}
	return "‹" + tenths(e.Length) + "›"
}

func tenths(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
