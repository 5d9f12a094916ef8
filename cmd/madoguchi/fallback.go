package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/voice"
)

func (w *world) fallbackCommand() *cobra.Command {
	var config string
	cmd := &cobra.Command{
		Use:   "fallback",
		Short: "print what callers hear when the line cannot be reached",
		Long: `Fallback prints a TwiML document: an apology, the hours, and the call centre. Put it on
another host, as a file that is served as text/xml, and enter its address at Twilio
under "Primary handler fails".`,
		Example: `  madoguchi fallback --config city.yaml > fallback.xml`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			l, err := readLine(config, w.now())
			if err != nil {
				return brief(config, err)
			}
			_, err = fmt.Fprintf(w.out, "%s\n", voice.Fallback(l.voice(), l.faultTexts(), l.City.Centre, l.City.Number))
			return err
		},
	}
	configFlag(cmd.Flags(), &config)
	return cmd
}
