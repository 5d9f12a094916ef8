package aloudtest

import (
	"os"
	"testing"

	"madoguchi/voice/aloud"
)

// Installed returns the engine of this machine. Tests that need it have the build tag ear, and
// fail where there is none: .ci/run ear installs it.
func Installed(t testing.TB) *aloud.Engine {
	t.Helper()
	engine, err := aloud.Find(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}
