package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/voice/aloud"
	"madoguchi/voice/aloud/aloudtest"
	"madoguchi/voice/phone"
)

// withEngine lets the place have a speech engine that needs nothing installed, and returns
// the directory of the program.
func (p *place) withEngine(words map[string]string) (dir string) {
	p.t.Helper()
	env, dir := aloudtest.Install(p.t, words)
	maps.Copy(p.env, env)
	return dir
}

// saidIn returns what the line says in a printed call.
func saidIn(printed string) (said []string) {
	for line := range strings.Lines(printed) {
		if text, ok := strings.CutPrefix(line, "< "); ok && !strings.HasPrefix(text, "(") {
			text, _, _ = strings.Cut(text, "  ‹")
			said = append(said, text)
		}
	}
	return said
}

func TestAloudEverythingIsPlayedAsItIsPrinted(t *testing.T) {
	silent := newPlace(t)
	silent.withEngine(nil)
	want, _, _ := silent.call("9 1", "--wav", filepath.Join(silent.dir, "call"))
	p := newPlace(t)
	played := aloudtest.InstallPlayer(t, p.withEngine(nil))
	heard, _, _ := p.call("9 1", "--speak")
	if heard != want {
		t.Errorf("the call is\n%s\nexpected\n%s", heard, want)
	}
	if n := len(saidIn(heard)); n < 5 || len(played()) != n {
		t.Errorf("played %d sounds, expected %d", len(played()), n)
	}
	p.stdin = "9\n1\n"
	if byLines := p.does("phone", "--now", "2026-12-01 09:00", "--speak"); len(played()) != 2*len(saidIn(byLines)) {
		t.Errorf("from lines, %d sounds are played in all, expected %d", len(played()), 2*len(saidIn(byLines)))
	}
}

func TestAloudACallIsKeptInFiles(t *testing.T) {
	p := newPlace(t)
	p.withEngine(nil)
	dir := filepath.Join(p.dir, "new", "call")
	heard, _, _ := p.call("0", "--wav", dir, "--person", "answers") // with a whisper
	var whole, whispered, files int
	for line := range strings.Lines(heard) {
		if strings.HasPrefix(line, "(係の者だけに") {
			whispered++
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, entry := range entries[:len(entries)-1] {
		if !strings.HasPrefix(entry.Name(), fmt.Sprintf("%03d-", i+1)) || !strings.HasSuffix(entry.Name(), ".wav") {
			t.Errorf("the file %d is %s", i+1, entry.Name())
		}
		files++
	}
	if entries[0].Name() != "001-春日井市です.wav" || entries[len(entries)-1].Name() != "call.wav" {
		t.Errorf("found %v", entries)
	}
	if n := len(saidIn(heard)); whispered != 2 || files != n+whispered {
		t.Errorf("found %d files, expected %d and the two of the whisper:\n%s", files, n, heard)
	}
	info, err := os.Stat(filepath.Join(dir, "call.wav"))
	if err != nil {
		t.Fatal(err)
	}
	summary := told.FindStringSubmatch(heard)
	if _, err := fmt.Sscan(summary[2], &whole); err != nil {
		t.Fatal(err)
	}
	if took := float64(info.Size()-44) / 2 / 8000; took < float64(whole)-0.6 || took > float64(whole)+0.6 {
		t.Errorf("call.wav takes %.1f s, and the call %d s", took, whole)
	}
}

// A key that is pressed early cuts off the rest of what is said, and nothing else.
func TestAloudAKeyCutsWhatIsSaid(t *testing.T) {
	p := newPlace(t)
	p.withEngine(nil)
	s, err := p.world(nil, nil, nil).loudspeaker(caller{wav: filepath.Join(p.dir, "call")})
	if err != nil {
		t.Fatal(err)
	}
	second := time.Second
	for _, e := range []phone.Event{
		{Kind: phone.Said, Text: "ああああああああああ。", At: 0, Length: 2 * second, Rate: 100}, // takes a second
		{Kind: phone.Said, Text: "いいいいいいいいいい。", At: 2 * second, Length: 2 * second, Rate: 50},
		{Kind: phone.Said, Text: "うううううううううう。", At: 4 * second, Length: 2 * second, Rate: 100},
		{Kind: phone.Pressed, Text: "1", At: 2500 * time.Millisecond},
		{Kind: phone.Said, Text: "ええ。", At: 3 * second, Length: second, Rate: 100},
		{Kind: phone.Said, Text: "Good morning.", At: 4 * second, Length: second, Rate: 100, Language: "en-GB"},
		{Kind: phone.HungUp, At: 6 * second},
	} {
		s.hear(e)
	}
	if err := s.keep(t.Context(), 6*second); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(p.dir, "call", "call.wav"))
	if err != nil {
		t.Fatal(err)
	}
	var loud []int // tenths of a second in which something is heard
	for i := 44; i+1600 <= len(file); i += 1600 {
		if file[i+800] != 0 || file[i+801] != 0 {
			loud = append(loud, (i-44)/1600)
		}
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 23, 24, 30, 31}; !slices.Equal(loud, want) || len(file) != 44+6*16000 {
		t.Errorf("heard in the tenths %v of %d bytes, expected %v", loud, len(file), want)
	}
	if files, err := filepath.Glob(filepath.Join(p.dir, "call", "0*.wav")); err != nil || len(files) != 4 {
		t.Errorf("found %q, %v, expected the four things that were said in Japanese", files, err)
	}
}

// By hand, what is queued is silent once a key is pressed, and what follows is heard.
func TestAloudAKeySilencesWhatIsQueued(t *testing.T) {
	p := newPlace(t)
	played := aloudtest.InstallPlayer(t, p.withEngine(nil))
	s, err := p.world(nil, nil, nil).loudspeaker(caller{speak: true})
	if err != nil {
		t.Fatal(err)
	}
	s.wait = func(ctx context.Context, d time.Duration) {
		if d > time.Minute {
			<-ctx.Done() // it is not due for an hour
		}
	}
	hear, end := s.live(t.Context(), func() time.Duration { return 0 })
	hear(phone.Event{Kind: phone.Said, Text: "あ。", At: time.Hour, Rate: 100})
	hear(phone.Event{Kind: phone.Said, Text: "いい。", At: 2 * time.Hour, Rate: 100})
	hear(phone.Event{Kind: phone.Pressed, Text: "1"})
	hear(phone.Event{Kind: phone.Said, Text: "ううう。", Rate: 100})
	hear(phone.Event{Kind: phone.HungUp, By: phone.ByLine})
	end()
	if got := played(); len(got) != 1 || got[0] != 2400 || s.failed != nil {
		t.Errorf("played %v (%v), expected the three kana behind the key", got, s.failed)
	}
}

func TestAloudWhatIsMissingIsToldBeforeTheCall(t *testing.T) {
	for name, c := range map[string]struct {
		args    []string
		prepare func(p *place)
		want    string // DIR is that of the place
	}{
		"no engine":      {[]string{"--speak"}, func(*place) {}, "the speech engine Open JTalk is not whole, there is no program open_jtalk: install the packages open-jtalk, "},
		"no engine, wav": {[]string{"--wav", "DIR/call"}, func(*place) {}, "the speech engine Open JTalk is not whole"},
		"a wrong engine": {[]string{"--speak"}, func(p *place) { p.env[aloud.ProgramVariable] = p.dir }, `MADOGUCHI_OPEN_JTALK: found "DIR"`},
		"no player":      {[]string{"--speak"}, func(p *place) { p.withEngine(nil) }, "no program plays sounds here, none of paplay, aplay, play, afplay is there: install the package alsa-utils"},
		"a directory with something in it": {[]string{"--wav", "DIR"}, func(p *place) { p.withEngine(nil); p.file("notes.txt", "") },
			"--wav: found notes.txt in DIR, expected an empty directory, or one that is not there yet"},
		"a file": {[]string{"--wav", "DIR/notes.txt"}, func(p *place) { p.withEngine(nil); p.file("notes.txt", "") },
			"--wav: found no directory DIR/notes.txt, and cannot make it: "},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			c.prepare(p)
			args := []string{"phone", "--keys", "9 1"}
			for _, a := range c.args {
				args = append(args, strings.ReplaceAll(a, "DIR", p.dir))
			}
			got := p.run(args...)
			if want := "madoguchi phone: " + strings.ReplaceAll(c.want, "DIR", p.dir); got.status != refused || got.out != "" ||
				!strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
				t.Errorf("got %+v, expected %s", got, want)
			}
		})
	}
}

func TestAloudAPlayerThatFailsIsTold(t *testing.T) {
	p := newPlace(t)
	dir := p.withEngine(nil)
	aloudtest.InstallPlayer(t, dir)
	if err := os.Mkdir(filepath.Join(dir, "played"), 0o700); err != nil { // where the player writes
		t.Fatal(err)
	}
	got := p.run("phone", "--keys", "9", "--speak")
	if got.status != refused || !told.MatchString(got.out) || !strings.Contains(got.err, "paplay: exit status 3") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("got %+v", got)
	}
}
