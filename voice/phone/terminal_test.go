package phone

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestInteractReadsLinesFromWhatIsNoTerminal(t *testing.T) {
	in, typed, err := os.Pipe()
	must(t, err)
	shown, out, err := os.Pipe()
	must(t, err)
	write(t, typed, "9\n1\n")
	must(t, typed.Close())
	must(t, Interact(t.Context(), wired(menu()), in, out))
	must(t, out.Close())
	got, err := io.ReadAll(shown)
	must(t, err)
	if want := "押したキー: 2 回 · 話の長さ: 40 秒\n"; !strings.HasSuffix(string(got), want) || strings.Contains(string(got), "\x1b") {
		t.Errorf("got\n%q\nexpected at its end %q and no colours", got, want)
	}
}

func TestTypedKeysAreThoseOfATelephone(t *testing.T) {
	for typed, want := range map[string]string{
		"9": "9", "0429#*": "0429#*", "９＃": "9#", "abc\r\n": "", "1\x1b[3~": "1", "\x1b[A": "",
		"\x03": "\x03", "1\x04": "1\x04", "\xff7": "7", "": "", "①": "",
	} {
		if got := string(pressed(typed)); got != want {
			t.Errorf("typed %q gives %q, expected %q", typed, got, want)
		}
	}
}

func TestKeyReaderEndsWithItsInput(t *testing.T) {
	keys := make(chan rune)
	go readKeys(strings.NewReader("1x２\x1b[3~"), keys, nil)
	var got []string
	for key := range keys {
		got = append(got, fmt.Sprintf("%c", key))
	}
	if want := []string{"1", "2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, expected %q", got, want)
	}
}

func TestKeyReaderStopsWhenTheCallIsOver(t *testing.T) {
	keys, done := make(chan rune), make(chan struct{})
	close(done)
	readKeys(strings.NewReader("1"), keys, done)
	if _, open := <-keys; open {
		t.Error("a key came through after the call")
	}
}
