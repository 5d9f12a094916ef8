package phone

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A loopback hands requests to a line without a network, so that the virtual
// time of a synctest bubble can pass.
type loopback map[string]answer

func (l loopback) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	if h, ok := l[r.URL.Path]; ok {
		h(recorder, r)
	} else {
		recorder.WriteHeader(http.StatusNotFound)
	}
	return recorder.Result(), nil
}

func wired(paths map[string]answer) Config {
	return Config{VoiceURL: "http://line.test/voice", Token: testToken, From: testFrom, To: testTo,
		Seconds: perRune, Client: &http.Client{Transport: loopback(paths)}}
}

// A stroke is a key that is pressed after a time.
type stroke struct {
	after time.Duration
	key   rune
}

// atKeys plays a call at a terminal in virtual time, and returns what was written
// and how long it took.
func atKeys(t *testing.T, cfg Config, live bool, strokes ...stroke) (written string, took time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		keys := make(chan rune)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for _, s := range strokes {
				time.Sleep(s.after) // virtual
				select {
				case keys <- s.key:
				case <-ctx.Done():
					return
				}
			}
		}()
		began := time.Now()
		s := &screen{out: &out, live: live, newline: "\n", keys: keys}
		if err := s.byKeys(ctx, cfg); err != nil {
			t.Error(err)
		}
		took = time.Since(began)
		cancel()
		written = out.String()
	})
	return written, took
}

const hint = "(0-9 * # を押す · Ctrl-C で電話を切る)\n"

func TestTerminalSpeaksAndListensInRealTime(t *testing.T) {
	paths := map[string]answer{
		"/voice": twiml(`[ようこそ]<Gather action="/turn" numDigits="1" timeout="10">[ABC][DEF]</Gather><Redirect>/again</Redirect>`),
		"/again": twiml(`<Gather action="/turn" numDigits="4">[GH]</Gather><Hangup/>`),
		"/turn":  twiml(`[さようなら]<Hangup/>`),
	}
	second := time.Second
	for claim, c := range map[string]struct {
		strokes []stroke
		took    time.Duration
		want    string
	}{
		"a key cuts the speech off": {[]stroke{{6 * second, '1'}}, 11 * second, `
> (電話をかける)
< ようこそ  ‹4.0 s›
< ABC  ‹3.0 s›
> 1  ‹途中で›
< さようなら  ‹5.0 s›
< (電話が切れる)
押したキー: 1 回 · 話の長さ: 11 秒`},
		"silence, then keys one by one until it is full": {[]stroke{{21 * second, '0'}, {second, '4'}, {4 * second, '2'}, {second, '9'}}, 32 * second, `
> (電話をかける)
< ようこそ  ‹4.0 s›
< ABC  ‹3.0 s›
< DEF  ‹3.0 s›
> (無言)
< GH  ‹2.0 s›
> 0  ‹途中で›
> 4
> 2
> 9
< さようなら  ‹5.0 s›
< (電話が切れる)
押したキー: 4 回 · 話の長さ: 32 秒`},
		"silence, then too few keys": {[]stroke{{22 * second, '0'}, {second, '4'}}, 33 * second, `
> (電話をかける)
< ようこそ  ‹4.0 s›
< ABC  ‹3.0 s›
< DEF  ‹3.0 s›
> (無言)
< GH  ‹2.0 s›
> 0
> 4
> (無言)
< さようなら  ‹5.0 s›
< (電話が切れる)
押したキー: 2 回 · 話の長さ: 33 秒`},
		"keys during speech outside a Gather are lost": {[]stroke{{second, '1'}, {4 * second, ctrlC}}, 5 * second, `
> (電話をかける)
< ようこそ  ‹4.0 s›
(1 は、届かない)
< ABC  ‹3.0 s›
> (電話を切る)
押したキー: 0 回 · 話の長さ: 5 秒`},
		"Ctrl-D hangs up during speech outside a Gather": {[]stroke{{2 * second, ctrlD}}, 2 * second, `
> (電話をかける)
< ようこそ  ‹4.0 s›
> (電話を切る)
押したキー: 0 回 · 話の長さ: 2 秒`},
	} {
		t.Run(claim, func(t *testing.T) {
			got, took := atKeys(t, wired(paths), false, c.strokes...)
			if want := hint + strings.TrimSpace(c.want) + "\n"; got != want {
				t.Errorf("got\n%s\nexpected\n%s", got, want)
			}
			if took != c.took {
				t.Errorf("took %v, expected %v", took, c.took)
			}
		})
	}
}

func TestCountdownIsDrawnOverItself(t *testing.T) {
	got, _ := atKeys(t, wired(one(`numDigits="4" timeout="1"`)), true, stroke{3100 * time.Millisecond, '7'})
	want := strings.Join([]string{
		"< ABC  ‹3.0 s›\n", "____ · あと 4 秒", "____ · あと 3 秒", "____ · あと 2 秒", "____ · あと 1 秒", "> 7\n", "7___ · あと 1 秒", "> (無言)\n< (電話が切れる)\n",
	}, "\r\x1b[K")
	if got := strings.ReplaceAll(got, "\r\x1b[K\r\x1b[K", "\r\x1b[K"); !strings.Contains(got, want) {
		t.Errorf("got\n%q\nexpected in it\n%q", got, want)
	}
}

func TestCountdownCountsEverySecondDown(t *testing.T) {
	for left, want := range map[time.Duration]string{
		23 * time.Second: "あと 23 秒", 22*time.Second + 1: "あと 23 秒", time.Millisecond: "あと 1 秒", 0: "あと 0 秒",
	} {
		if got := countdown(Gather{NumDigits: 1}, left); got != want {
			t.Errorf("%v: %q, expected %q", left, got, want)
		}
	}
	if got, want := countdown(Gather{Digits: "12"}, time.Second), "12 · あと 1 秒"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

func TestTerminalHangsUpWhenItsContextEnds(t *testing.T) {
	for where, document := range map[string]string{
		"in a Gather":             `<Gather>[ABC]</Gather><Hangup/>`,
		"in speech outside of it": `[ABCDEFG]<Hangup/>`,
	} {
		t.Run(where, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { endsWithContext(t, document) }) })
	}
}

func endsWithContext(t *testing.T, document string) {
	var out strings.Builder
	var status string
	cfg := wired(map[string]answer{"/voice": twiml(document), "/status": func(w http.ResponseWriter, r *http.Request) {
		status = r.FormValue("CallStatus")
		w.WriteHeader(204)
	}})
	cfg.StatusURL = "http://line.test/status"
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	s := &screen{out: &out, newline: "\n", keys: make(chan rune)}
	if err := s.byKeys(ctx, cfg); err != nil {
		t.Error(err)
	}
	if status != "completed" || !strings.Contains(out.String(), "> (電話を切る)\n押したキー: 0 回 · 話の長さ: 5 秒\n") {
		t.Errorf("status %q, written\n%s", status, out.String())
	}
}

func TestTerminalTellsTheMistakeOfTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		s := &screen{out: &out, newline: "\n", keys: make(chan rune)}
		err := s.byKeys(t.Context(), wired(map[string]answer{"/voice": twiml(`[AB]<Redirect>/lost</Redirect>`)}))
		if rejection, ok := errors.AsType[*Rejection](err); !ok || rejection.Where != "POST /lost" {
			t.Errorf("got %v", err)
		}
		if !strings.HasSuffix(out.String(), "話の長さ: 2 秒\n") {
			t.Errorf("written\n%s", out.String())
		}
	})
}

func TestLinesAreTurns(t *testing.T) {
	for name, c := range map[string]struct{ lines, want string }{
		"keys, silence and the end": {"\n9\n\n", `
> (電話をかける)
< 予約は、4月20日、月曜日です。  ‹16.0 s›
> (無言)
< もう一度。  ‹5.0 s›
> 9
< 取り消しますか。  ‹8.0 s›
> (無言)
< (電話が切れる)
押したキー: 1 回 · 話の長さ: 39 秒`},
		"the end of the lines hangs up": {"", `
> (電話をかける)
< 予約は、4月20日、月曜日です。  ‹16.0 s›
> (電話を切る)
押したキー: 0 回 · 話の長さ: 16 秒`},
		"what is not a key is told and not pressed": {"nine\n 9 \n", `
> (電話をかける)
< 予約は、4月20日、月曜日です。  ‹16.0 s›
(nine は、押せません。使えるのは 0-9 * # です)
> 9
< 取り消しますか。  ‹8.0 s›
> (電話を切る)
押したキー: 1 回 · 話の長さ: 24 秒`},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			s := &screen{out: &out, newline: "\n"}
			must(t, s.byLines(t.Context(), wired(menu()), strings.NewReader(c.lines)))
			if got, want := out.String(), strings.TrimSpace(c.want)+"\n"; got != want {
				t.Errorf("got\n%s\nexpected\n%s", got, want)
			}
		})
	}
}

func TestEndlessLineIsAnErrorThatHangsUp(t *testing.T) {
	var out strings.Builder
	s := &screen{out: &out, newline: "\n"}
	err := s.byLines(t.Context(), wired(menu()), strings.NewReader(strings.Repeat("9", 1<<20)))
	if err == nil || !strings.Contains(out.String(), "> (電話を切る)") {
		t.Errorf("got %v, written\n%s", err, out.String())
	}
}

type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestOutputThatIsGoneEndsTheCall(t *testing.T) {
	s := &screen{out: closedWriter{}, newline: "\n"}
	if err := s.byLines(t.Context(), wired(menu()), strings.NewReader("9\n1\n")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}
