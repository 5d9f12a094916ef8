package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"madoguchi/cmd/madoguchi/city"
)

func (w *world) configCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "config",
		Short: "write and check city.yaml",
		Example: `  madoguchi config sample > city.yaml
  madoguchi config check city.yaml
  madoguchi config check city.yaml --db madoguchi.db`,
	})
	cmd.AddCommand(w.sampleConfig(), w.checkConfig())
	return cmd
}

func (w *world) sampleConfig() *cobra.Command {
	return &cobra.Command{
		Use:   "sample [FILE]",
		Short: "write a commented city.yaml to start from",
		Long:  "Sample writes a commented city.yaml, to the terminal or to a file that is not there yet.",
		Example: `  madoguchi config sample > city.yaml
  madoguchi config sample city.yaml`,
		Args: oneFile,
		RunE: func(_ *cobra.Command, args []string) error {
			sample := city.Sample(w.now())
			if len(args) == 0 {
				_, err := w.out.Write(sample)
				return err
			}
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already: name a file that is not", args[0])
			}
			if err != nil {
				return err
			}
			_, err = bytes.NewReader(sample).WriteTo(f)
			return errors.Join(err, f.Close())
		},
	}
}

// oneFile takes the name of a file, or nothing.
func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("found %d files, expected at most one, such as city.yaml; see %s --help", len(args), cmd.CommandPath())
	}
	if len(args) == 1 && args[0] == "" {
		return usage("found an empty file name, expected one such as city.yaml")
	}
	return nil
}
