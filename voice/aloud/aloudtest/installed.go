package aloudtest

import (
	"errors"
	"os"
	"testing"

	"madoguchi/voice/aloud"
)

// MustVariable is set where the engine has to be on the machine.
const MustVariable = "MADOGUCHI_EAR"

// Installed returns the engine of this machine. Where there is none the test is left out,
// and says what is missing; where there must be one, it fails.
func Installed(t testing.TB) *aloud.Engine {
	t.Helper()
	engine, err := aloud.Find(os.Getenv)
	if err == nil {
		return engine
	}
	if _, missing := errors.AsType[*aloud.Missing](err); missing && os.Getenv(MustVariable) == "" {
		t.Skip(err)
	}
	t.Fatal(err)
	return nil
}
