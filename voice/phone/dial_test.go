package phone

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// dialVerb rings for 20 s: Twilio adds 5 to what it is told.
const dialVerb = `<Dial callerId="` + testTo + `" timeout="15" action="/dialled"><Number url="/whisper">` + testDesk + `</Number></Dial>`

func desk(whisper string) map[string]answer {
	return map[string]answer{
		"/voice":   twiml(`[AB]` + dialVerb),
		"/whisper": twiml(whisper),
		"/dialled": twiml(`<Hangup/>`),
	}
}

var dialFields = []string{"DialCallStatus", "DialCallDuration", "DialBridged"}

func TestDialTellsItsActionWhatBecameOfIt(t *testing.T) {
	for name, c := range map[string]struct {
		answer  *Answer
		want    string
		elapsed time.Duration // speech takes 2 s, the whisper 3 s
	}{
		"nobody is there":       {nil, "DialCallStatus=no-answer DialCallDuration=0 DialBridged=false", 22 * time.Second},
		"nobody answers":        {&Answer{Status: "no-answer", Ring: time.Second}, "DialCallStatus=no-answer DialCallDuration=0 DialBridged=false", 22 * time.Second},
		"no status":             {&Answer{}, "DialCallStatus=no-answer DialCallDuration=0 DialBridged=false", 22 * time.Second},
		"answers too late":      {&Answer{Status: "completed", Ring: 20 * time.Second}, "DialCallStatus=no-answer DialCallDuration=0 DialBridged=false", 22 * time.Second},
		"busy":                  {&Answer{Status: "busy", Ring: time.Second}, "DialCallStatus=busy DialCallDuration=0 DialBridged=false", 3 * time.Second},
		"failed":                {&Answer{Status: "failed"}, "DialCallStatus=failed DialCallDuration=0 DialBridged=false", 2 * time.Second},
		"talks":                 {&Answer{Status: "completed", Ring: 4 * time.Second, Talk: time.Minute}, "DialCallStatus=completed DialCallDuration=63 DialBridged=true", 69 * time.Second},
		"hangs up in a whisper": {&Answer{Status: "completed", HangsUpInWhisper: true}, "DialCallStatus=completed DialCallDuration=3 DialBridged=false", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			ex := serve(t, desk(`[ABC]`))
			var asked Dial
			if c.answer != nil {
				ex.cfg.Answer = func(d Dial) Answer { asked = d; return *c.answer }
			}
			call := place(t, ex.cfg)
			got := ex.asked(dialFields...)
			if last := got[len(got)-1]; last != "/dialled "+c.want {
				t.Errorf("got  %s\nwant /dialled %s", last, c.want)
			}
			if sid := ex.last().Form.Get("DialCallSid"); len(sid) != 34 || sid == call.SID() {
				t.Errorf("DialCallSid is %q", sid)
			}
			if want := (Dial{testDesk, testTo, 20 * time.Second, "/whisper"}); c.answer != nil && asked != want {
				t.Errorf("Answer was asked %+v, expected %+v", asked, want)
			}
			if call.Elapsed() != c.elapsed {
				t.Errorf("took %v, expected %v", call.Elapsed(), c.elapsed)
			}
		})
	}
}

func TestWhisperIsACallOfItsOwn(t *testing.T) {
	ex := serve(t, desk(`[ABC]`))
	ex.cfg.SID = "CAparent"
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed", Ring: 5 * time.Second, Talk: 90 * time.Second} }
	call := place(t, ex.cfg)
	expectAsked(t, ex, []string{"ParentCallSid", "From", "To", "Direction", "CallStatus"},
		"/voice From=+819012345678 To=+81312345678 Direction=inbound CallStatus=ringing",
		"/whisper ParentCallSid=CAparent From=+81312345678 To=+81398765432 Direction=outbound-dial CallStatus=in-progress",
		"/dialled From=+819012345678 To=+81312345678 Direction=inbound CallStatus=in-progress")
	if child, told := ex.got[1].Form.Get("CallSid"), ex.got[2].Form.Get("DialCallSid"); child != told {
		t.Errorf("the whisper's CallSid is %s, the action's DialCallSid %s", child, told)
	}
	expectTranscript(t, call, `
> (電話をかける)
< AB  ‹2.0 s›
(+81398765432 を呼び出す)  ‹5.0 s›
(係の者だけに: ABC)  ‹3.0 s›
(係の者が出る +81398765432)  ‹90.0 s›
< (電話が切れる)`)
}

func TestWhisperMayAskForAKey(t *testing.T) {
	const ask = `<Gather action="/accepted" numDigits="1" timeout="4">[ABC]</Gather><Hangup/>`
	for name, c := range map[string]struct {
		answer Answer
		want   []string
	}{
		"accepts":  {Answer{Status: "completed", Keys: "1", Talk: time.Second}, []string{"/voice", "/whisper", "/accepted Digits=1", "/dialled DialCallDuration=4 DialBridged=true"}},
		"silent":   {Answer{Status: "completed", Talk: time.Second}, []string{"/voice", "/whisper", "/dialled DialCallDuration=7 DialBridged=false"}},
		"waits":    {Answer{Status: "completed", Keys: "_ 1", Talk: time.Second}, []string{"/voice", "/whisper", "/dialled DialCallDuration=7 DialBridged=false"}},
		"hangs up": {Answer{Status: "completed", HangsUpInWhisper: true}, []string{"/voice", "/whisper", "/dialled DialCallDuration=0 DialBridged=false"}},
	} {
		t.Run(name, func(t *testing.T) {
			paths := desk(ask)
			paths["/accepted"] = twiml(``)
			ex := serve(t, paths)
			ex.cfg.Answer = func(Dial) Answer { return c.answer }
			place(t, ex.cfg)
			expectAsked(t, ex, []string{"Digits", "DialCallDuration", "DialBridged"}, c.want...)
		})
	}
}

// TestEachGatherOfAWhisperTakesATurn holds that who picks up can press nothing, or another
// key, and then the right one, and that what is left of the keys is pressed at no other Gather.
func TestEachGatherOfAWhisperTakesATurn(t *testing.T) {
	ask := func(next string) string {
		return `<Gather action="` + next + `" numDigits="1" finishOnKey="" timeout="4" actionOnEmptyResult="true">[ABC]</Gather><Hangup/>`
	}
	for keys, want := range map[string][]string{
		"":    {"/again Digits=", "/last Digits=", "/dialled DialBridged=false"},
		"_ 1": {"/again Digits=", "/last Digits=1", "/dialled DialBridged=false"},
		"5 *": {"/again Digits=5", "/last Digits=*", "/dialled DialBridged=false"},
		"51":  {"/again Digits=5", "/last Digits=", "/dialled DialBridged=false"},
		"#":   {"/again Digits=#", "/last Digits=", "/dialled DialBridged=false"},
	} {
		paths := desk(ask("/again"))
		paths["/again"], paths["/last"] = twiml(ask("/last")), twiml(`<Hangup/>`)
		ex := serve(t, paths)
		ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed", Keys: keys, Talk: time.Second} }
		place(t, ex.cfg)
		expectAsked(t, ex, []string{"Digits", "DialBridged"}, append([]string{"/voice", "/whisper"}, want...)...)
	}
}

func TestKeysThatNoTelephoneHasAreTheTestsMistake(t *testing.T) {
	ex := serve(t, desk(`[ABC]`))
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed", Keys: "1 x"} }
	if _, err := Place(t.Context(), ex.cfg); err == nil || !strings.Contains(err.Error(), `turn 2 is "x"`) {
		t.Errorf("got %v", err)
	}
}

// TestACallerMayHangUpWhileTheWhisperWaits holds that nobody is asked for more then.
func TestACallerMayHangUpWhileTheWhisperWaits(t *testing.T) {
	ex := serve(t, desk(`<Gather action="/again" timeout="4" actionOnEmptyResult="true">[ABC]</Gather><Hangup/>`))
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed"} }
	ex.cfg.Pace = func(_ context.Context, d time.Duration) time.Duration { return min(d, 3500*time.Millisecond) }
	call := place(t, ex.cfg)
	expectAsked(t, ex, nil, "/voice", "/whisper")
	if !call.Over() {
		t.Error("the call is not over")
	}
}

func TestWhisperThatNeverEndsIsRefused(t *testing.T) {
	ex := serve(t, desk(`<Gather actionOnEmptyResult="true">[A]</Gather>`))
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed"} }
	if _, err := Place(t.Context(), ex.cfg); err == nil || !strings.Contains(err.Error(), "in a row") {
		t.Errorf("got %v", err)
	}
}

func TestDialInAWhisperIsRefused(t *testing.T) {
	ex := serve(t, desk(dialVerb))
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed"} }
	_, err := Place(t.Context(), ex.cfg)
	rejection, ok := errors.AsType[*Rejection](err)
	if !ok || rejection.Code != 12200 || rejection.Where != "POST /whisper" {
		t.Errorf("got %v", err)
	}
}

func TestDialNeverShowsTheCallersNumber(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(strings.Replace(dialVerb, testTo, testFrom, 1))})
	_, err := Place(t.Context(), ex.cfg)
	if rejection, ok := errors.AsType[*Rejection](err); !ok || rejection.Code != 13214 {
		t.Errorf("got %v", err)
	}
}

func TestDialWithoutActionGoesOnInTheDocument(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`<Dial callerId="` + testTo + `">` + testDesk + `</Dial>[A]<Hangup/>`)})
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "busy"} }
	expectTranscript(t, place(t, ex.cfg), `
> (電話をかける)
(+81398765432 を呼び出す)  ‹0.0 s›
(話し中)
< A  ‹1.0 s›
< (電話が切れる)`)
}

func TestNumberReportsItsEvents(t *testing.T) {
	number := `<Number statusCallback="/events" statusCallbackEvent="initiated ringing answered completed">` + testDesk + `</Number>`
	ex := serve(t, map[string]answer{
		"/voice":  twiml(`<Dial callerId="` + testTo + `" action="/dialled" timeLimit="30">` + number + `</Dial>`),
		"/events": twiml(``), "/dialled": twiml(`<Hangup/>`),
	})
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed", Talk: time.Hour} }
	place(t, ex.cfg)
	expectAsked(t, ex, []string{"CallStatus", "SequenceNumber", "CallDuration"}, "/voice CallStatus=ringing",
		"/events CallStatus=initiated SequenceNumber=0", "/events CallStatus=ringing SequenceNumber=1",
		"/events CallStatus=in-progress SequenceNumber=2", "/events CallStatus=completed SequenceNumber=3 CallDuration=30",
		"/dialled CallStatus=in-progress")
}

func TestImpossibleAnswerIsTheTestsMistake(t *testing.T) {
	ex := serve(t, desk(`[ABC]`))
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "engaged"} }
	_, err := Place(t.Context(), ex.cfg)
	if _, ok := errors.AsType[*Rejection](err); ok || err == nil || !strings.Contains(err.Error(), `"engaged"`) {
		t.Errorf("got %v", err)
	}
}

func TestCallerWhoHangsUpWhileItRingsEndsTheCall(t *testing.T) {
	ex := serve(t, desk(`[ABC]`))
	ex.cfg.Pace = func(_ context.Context, d time.Duration) time.Duration { return min(d, 6*time.Second) }
	call := place(t, ex.cfg)
	expectAsked(t, ex, nil, "/voice")
	expectTranscript(t, call, `
> (電話をかける)
< AB  ‹2.0 s›
(+81398765432 を呼び出す)  ‹20.0 s のうち 6.0 s›
> (電話を切る)`)
}
