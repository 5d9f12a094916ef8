package voice_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"madoguchi/ivr"
	"madoguchi/voice"
)

// Twilio gives up on an answer and asks again while the line is still at it: the turn happens
// once, and both are given the same bytes, the first although nobody waits for it any more.
func TestATurnThatIsAskedAgainWhileItIsAnsweredHappensOnce(t *testing.T) {
	k := newKeeper(t)
	dialogue := k.answer
	begun, goOn := make(chan struct{}), make(chan struct{})
	var answers atomic.Int32
	k.answer = func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		if in.Kind == ivr.Pressed {
			answers.Add(1)
			close(begun) // twice would panic
			<-goOn
		}
		return dialogue(tx, call, in)
	}
	k.start()
	form := url.Values{"CallSid": {"CA01"}, "From": {"+819012345678"}, "To": {"+815000000000"}, "CallStatus": {"in-progress"}}
	k.post(sent{"/voice", form})
	form.Set("Digits", "1")
	ask := func(ctx context.Context) chan string {
		said := make(chan string, 1)
		go func() {
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/voice/turn/1", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Twilio-Signature", voice.Sign(token, public+"/voice/turn/1", form))
			w := httptest.NewRecorder()
			k.line.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Result().Body)
			if err != nil || w.Code != http.StatusOK {
				t.Errorf("%d, %v", w.Code, err)
			}
			said <- string(body)
		}()
		return said
	}
	ctx, giveUp := context.WithCancel(t.Context())
	first := ask(ctx)
	<-begun
	giveUp()
	second, third := ask(t.Context()), ask(t.Context())
	close(goOn)
	one, two, three := <-first, <-second, <-third
	if one != two || two != three || !strings.Contains(one, "<Say") || answers.Load() != 1 {
		t.Errorf("answered %d times, with\n%s\n%s\n%s", answers.Load(), one, two, three)
	}
	if later := k.post(sent{"/voice/turn/1", form}); later != one {
		t.Errorf("asked later it is\n%s\nexpected\n%s", later, one)
	}
}
