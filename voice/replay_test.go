package voice_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
)

// nothing is the answer to each webhook of a forgotten call.
const nothing = `<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>`

// A sent is a webhook that somebody has kept.
type sent struct {
	path string
	form url.Values
}

// A keeper is a line whose ledger forgets, with a clock that is moved.
type keeper struct {
	*testing.T
	now    time.Time
	path   string
	config *city.Config
	answer ivr.Answer
	shared voice.Keys // that sign beside the token
	ledger *store.Store
	line   http.Handler
}

func newKeeper(t *testing.T) *keeper {
	k := &keeper{T: t, now: time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST), path: filepath.Join(t.TempDir(), "ledger.db")}
	var err error
	if k.config, err = city.Default(k.now); err != nil {
		t.Fatal(err)
	}
	dialogue, err := ivr.New(&k.config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k.answer = dialogue.Answer
	k.start()
	t.Cleanup(func() {
		if err := k.ledger.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// start starts the line, anew if it runs.
func (k *keeper) start() {
	k.Helper()
	if k.ledger != nil {
		if err := k.ledger.Close(); err != nil {
			k.Fatal(err)
		}
	}
	clock := func() time.Time { return k.now }
	var err error
	if k.ledger, err = store.Open(k.path, store.Options{Now: clock}); err != nil {
		k.Fatal(err)
	}
	k.line = (&voice.Server{
		Ledger: k.ledger, Answer: k.answer, PublicURL: public, Tokens: voice.Keys{token}, SharedKeys: k.shared, Deadline: time.Minute,
		Voices: voice.Voices{"ja": {Name: k.config.Voice.Name, Lang: "ja-JP", Rate: 90, Slow: 80}},
		Log:    slog.New(slog.DiscardHandler), Now: clock,
	}).Handler()
}

// post sends a webhook, signed, and returns the answer.
func (k *keeper) post(s sent) string {
	k.Helper()
	r := httptest.NewRequest(http.MethodPost, s.path, strings.NewReader(s.form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", voice.Sign(token, public+s.path, s.form))
	w := httptest.NewRecorder()
	k.line.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil || w.Code >= 300 {
		k.Fatalf("%s: %d, %v", s.path, w.Code, err)
	}
	return string(body)
}

// A signature is good for ever, so a webhook that somebody has kept is sent again when the
// ledger has forgotten the words of the call, and when it has forgotten the call.
func TestAWebhookOfLongAgoBooksAndCancelsNothing(t *testing.T) {
	k := newKeeper(t)
	post := k.post
	var kept []sent
	call := func(sid string, keys ...string) (last string) {
		for i, key := range append([]string{""}, keys...) {
			s := sent{"/voice", url.Values{"CallSid": {sid}, "From": {"+819012345678"}, "To": {"+815000000000"}, "CallStatus": {"in-progress"}}}
			if i > 0 {
				s.path = "/voice/turn/" + string(rune('0'+i))
				s.form.Set("Digits", key)
				s.form.Set("MadoguchiListened", "60000")
			}
			kept = append(kept, s)
			last = post(s)
		}
		s := sent{"/voice/status", url.Values{"CallSid": {sid}, "From": {"+819012345678"}, "To": {"+815000000000"}, "CallStatus": {"completed"}}}
		kept = append(kept, s)
		post(s)
		return last
	}
	fill := func() {
		t.Helper()
		if _, err := k.ledger.Materialise(t.Context(), k.config.City.Plan(k.now, booking.Ahead)); err != nil {
			t.Fatal(err)
		}
		if _, err := k.ledger.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	if said := call("CA01", "1", "4", "1"); !strings.Contains(said, "できました") {
		t.Fatalf("a booking is answered with %s", said)
	}
	if said := call("CA02", "9", "1"); !strings.Contains(said, "取り消しました") {
		t.Fatalf("a cancellation is answered with %s", said)
	}
	stands := func() (n int) {
		t.Helper()
		if err := k.ledger.View(t.Context(), func(tx *store.Tx) error {
			found, err := tx.List(store.Filter{})
			n = len(found)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	old := kept
	for _, days := range []int{31, 69, 280} { // 31, 100 and 380 in all
		k.now = k.now.AddDate(0, 0, days)
		fill()
		k.start()
		// The call that booked, in its order and out of it, and all else that the carrier may
		// have signed of it.
		replays := slices.Concat(old[:5], old[3:4], old[:1])
		for _, more := range []sent{
			{"/voice/turn/4", url.Values{"DialCallStatus": {"no-answer"}}}, {"/voice/turn/9", url.Values{"DialCallStatus": {"completed"}, "DialCallDuration": {"60"}}},
			{"/voice/turn/1", url.Values{"Digits": {"9"}}}, {"/voice/turn/2", nil}, {"/voice", url.Values{"CallStatus": {"ringing"}, "From": {"anonymous"}}},
			{"/voice/status", url.Values{"CallStatus": {"busy"}}},
		} {
			for name, values := range old[0].form {
				if _, own := more.form[name]; !own {
					if more.form == nil {
						more.form = url.Values{}
					}
					more.form[name] = values
				}
			}
			replays = append(replays, more)
		}
		for _, s := range replays {
			said := post(s)
			if want := map[bool]string{false: nothing, true: ""}[s.path == "/voice/status"]; said != want {
				t.Errorf("%d days later, %s %v is answered with %s", days, s.path, s.form, said)
			}
		}
		if said := post(sent{"/voice/whisper?call=CA01", old[0].form}); strings.Contains(said, "5678") || strings.Contains(said, "4月") {
			t.Errorf("%d days later, an agent hears %s", days, said)
		}
		if n := stands(); n != 0 {
			t.Errorf("%d days later, %d bookings stand, expected none", days, n)
		}
		// The resident books again, and somebody sends the call that cancelled.
		call("CA1"+string(rune('0'+days%7)), "1", "4", "1")
		for _, s := range old[5:] {
			post(s)
		}
		if n := stands(); n != 1 {
			t.Errorf("%d days later, %d bookings stand, expected the resident's", days, n)
		}
		call("CA2"+string(rune('0'+days%7)), "9", "1")
	}
}
