package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/voice/phone"
)

// A process is the program in a process of its own.
type process struct {
	cmd   *exec.Cmd
	lines chan map[string]any
	url   string
}

// process starts serve as a process, on the address given.
func (p *place) process(listen string) *process {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(p.t.Context()), self, "serve", "--db", p.db, "--listen", listen)
	cmd.Env = append(os.Environ(), asProgram+"=1", tokenVariable+"="+token, publicVariable+"="+public)
	log, err := cmd.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	s := &process{cmd: cmd, lines: make(chan map[string]any, 1000)}
	go readLines(log, s.lines)
	p.t.Cleanup(func() { // one that was killed already has nothing to say
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	s.url = "http://" + lineOf(p.t, s.lines, "the line is open")["address"].(string)
	return s
}

// kill kills the process with SIGKILL and waits until it is gone.
func (s *process) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err == nil {
		t.Fatal("the process ended by itself")
	}
}

// A caller is in the middle of booking when the server is killed. After the
// restart the same call goes on at its next key, with the same slot held.
func TestACallGoesOnAfterKill(t *testing.T) {
	p := newPlace(t)
	p.now = time.Now() // the process has no other clock
	s := p.process("127.0.0.1:0")
	address := strings.TrimPrefix(s.url, "http://")
	call, err := phone.Place(t.Context(), phone.Config{
		VoiceURL: s.url + "/voice", StatusURL: s.url + "/voice/status", PublicURL: public, Token: token,
		From: "+818011112222", To: "+815000000000", Seconds: func(_, text string) float64 { return float64(utf8.RuneCountInString(text)) / 5 },
		Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range []string{"1", "4", "1"} {
		s.kill(t)
		s = p.process(address)
		if err := call.Press(t.Context(), key); err != nil {
			t.Fatalf("key %d after a kill: %v", i+1, err)
		}
	}
	s.kill(t)
	s = p.process(address)
	if err := call.HangUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var offered, booked string
	for _, e := range call.Events() {
		if moment, _, ok := strings.Cut(e.Text, "なら1番。"); ok {
			offered = moment
		}
		if lead, rest, ok := strings.Cut(e.Text, "予約が、できました。"); ok && lead == "" {
			booked = rest
		}
	}
	pauses := strings.NewReplacer("、", "", "。", "")
	if offered == "" || !strings.HasPrefix(pauses.Replace(booked), pauses.Replace(offered)) {
		t.Errorf("offered %q, booked %q", offered, booked)
	}
	if got := p.list(); len(got) != 1 || got[0].Phone != "+81******2222" {
		t.Errorf("bookings: %+v, want one", got)
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	lineOf(t, s.lines, "the line is closed")
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("SIGINT does not end the server well: %v", err)
	}
	p.sound()
}

// A second line on a ledger tells which process has it and where, and has changed
// nothing. Once the first is killed, nothing is in the way of the next.
func TestASecondLineOnALedgerIsRefused(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.now = time.Now()
	first := p.process("127.0.0.1:0")
	slots, _ := p.everything()
	want := fmt.Sprintf("madoguchi serve: ledger %s: process %d serves it at %s, since ", p.db, first.cmd.Process.Pid, strings.TrimPrefix(first.url, "http://"))
	for _, config := range []string{p.sampleWith(), p.tamba()} { // its own city's, and another's
		got := p.run("serve", "--db", p.db, "--config", config, "--listen", "127.0.0.1:0")
		if got.status != refused || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("got %+v, want %s…", got, want)
		}
	}
	if after, _ := p.everything(); len(slots) == 0 || !reflect.DeepEqual(after, slots) {
		t.Errorf("there are %d slots, expected the %d of before", len(after), len(slots))
	}
	p.does("bookings", "list", "--db", p.db)
	if out := p.does("phone", "--url", first.url, "--from", "080-1111-2222", "--keys", "1 4"); !strings.Contains(out, "なら1番。") {
		t.Errorf("a caller is offered nothing:\n%s", out)
	}
	first.kill(t)
	if _, err := os.Stat(p.db + "-serve"); err != nil {
		t.Errorf("a process that is killed leaves its seat behind: %v", err)
	}
	second := p.process("127.0.0.1:0")
	second.kill(t)
	p.sound()
}

// Whoever closes the terminal, or has the service reloaded, ends the line as well as by
// SIGTERM: the ledger is one file afterwards.
func TestEachSignalThatEndsTheLineEndsItWell(t *testing.T) {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
	// What this process catches, its children begin with as usual, even under nohup.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, ends...)
	defer signal.Stop(caught)
	for _, end := range ends {
		p := newPlace(t)
		p.now = time.Now()
		s := p.process("127.0.0.1:0")
		if err := s.cmd.Process.Signal(end); err != nil {
			t.Fatal(err)
		}
		lineOf(t, s.lines, "the line is closed")
		if err := s.cmd.Wait(); err != nil {
			t.Errorf("%s does not end the server well: %v", end, err)
		}
		for _, left := range []string{"-wal", "-shm", "-serve"} {
			if _, err := os.Stat(p.db + left); err == nil {
				t.Errorf("%s leaves %s behind", end, left)
			}
		}
	}
}
