package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice"
)

// What an earlier version stored, whose replies did not tell what they say, and what it
// answered, with the addresses of today.
const (
	silentReply = `{"turn":1,"lang":"ja","say":[{"text":"ごゆっくり、どうぞ。","slow":true},{"text":"もう一度、申し上げます。","slow":true},` +
		`{"text":"更新は、4月20日、月曜日。午前9時30分。あじよしふれあいセンターです。","slow":true},` +
		`{"text":"取り消す方は、9を、押してください。","slow":true,"rest":2},{"text":"係の者は、0を、押してください。","slow":true,"rest":2}],` +
		`"ask":{"digits":1,"timeout":10000000000}}`
	silentDocument = `<?xml version="1.0" encoding="UTF-8"?><Response>` +
		`<Gather input="dtmf" numDigits="1" timeout="10" finishOnKey="" method="POST" action="/voice/turn/2#rc=2&amp;rp=5xx,ct,rt&amp;ct=1500&amp;rt=3000&amp;e=tokyo">` +
		`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="80%">ごゆっくり、どうぞ。</prosody></Say>` +
		`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="80%">もう一度、申し上げます。</prosody></Say>` +
		`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="80%">更新は、4月20日、月曜日。午前9時30分。あじよしふれあいセンターです。</prosody></Say>` +
		`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="80%">取り消す方は、9を、押してください。</prosody></Say><Pause length="2"></Pause>` +
		`<Say language="ja-JP" voice="Polly.Kazuha-Neural"><prosody rate="80%">係の者は、0を、押してください。</prosody></Say></Gather>` +
		`<Redirect method="POST">/voice/turn/2?silence=1#rc=2&amp;rp=5xx,ct,rt&amp;ct=1500&amp;rt=3000&amp;e=tokyo</Redirect></Response>`
)

// versionBefore returns the version that a ledger has before a migration.
func versionBefore(t *testing.T, migration string) int {
	t.Helper()
	files, err := migrations()
	i := slices.IndexFunc(files, func(file string) bool { return strings.HasSuffix(file, migration) })
	if err != nil || i < 0 {
		t.Fatalf("there is no migration %s: %v", migration, err)
	}
	return i
}

// A call that was on while the program was replaced goes on: the same webhook gets
// the same document, and the next one is answered. For older calls, only the state in
// which they ended is known.
func TestCallsFromBeforeRepliesToldWhatTheySay(t *testing.T) {
	began := at(8, 0).Unix()
	call := func(sid, state string, ended string) string {
		return fmt.Sprintf(`INSERT INTO calls (sid, phone, line, state, turn, data, started, updated, ended)
			VALUES ('%[1]s', '%[2]s', '+815000000000', '%[3]s', 1, '{"sid":"%[1]s","caller":{"kind":"identified","phone":"%[2]s"},"line":"+815000000000","lang":"ja","state":"%[3]s","turn":1,"tries":1,"slow":true,"draft":{}}', %[4]d, %[4]d, %[5]s);
			INSERT INTO turns (sid, n, kind, input, reply, at) VALUES ('%[1]s', 1, 'silent', '{"kind":"silent"}', '%[6]s', %[4]d);
			INSERT INTO callers (phone, day, calls, bookings, changes, cancels, slow, seen, last) VALUES ('%[2]s', 0, 1, 0, 0, 0, 1, %[4]d, '%[1]s') ON CONFLICT DO NOTHING;`,
			sid, phone(1), state, began, ended, silentReply)
	}
	w := townAt(t, ledgerOf(t, versionBefore(t, "_said.sql"), call("CA1", "booked", "NULL")+call("CA2", "done", "1")+call("CA3", "done", "1")))
	defer w.Close()
	w.sound()
	reply := w.turn(ivr.Turn{SID: "CA1", N: 1, In: ivr.Input{Kind: ivr.Silent}}, nil) // answered before, so answer is not called
	voices := voice.Voices{"ja": {Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}}
	if got := string(voice.Render(reply, voices, "", "CA1")); got != silentDocument {
		t.Errorf("delivered again the webhook is answered\n%s\nexpected\n%s", got, silentDocument)
	}
	w.look(func(tx *Tx) error {
		got, err := tx.Endings(dayAt(0), dayAt(1))
		if want := []Ending{{ivr.Done, "", 2}}; !slices.Equal(got, want) {
			t.Errorf("calls ended %+v, expected %+v", got, want)
		}
		return err
	})
	w.turn(ivr.Turn{SID: "CA1", N: 2, In: ivr.Input{Kind: ivr.Pressed, Keys: "1"}}, says(ivr.Done, "booked"))
	w.look(func(tx *Tx) error {
		last, ok, err := tx.LastCall(phone(1))
		if !ok || last.State != ivr.Done || last.Said != "booked" || len(last.Reply.Say) != 1 || last.Reply.Say[0].Key != "booked" {
			t.Errorf("the last call is %+v, %t", last, ok)
		}
		return err
	})
}

// TestALastCallIsFoundWithoutAReplyThatCanBeRead holds that nobody's card is lost with
// one document that is damaged.
func TestALastCallIsFoundWithoutAReplyThatCanBeRead(t *testing.T) {
	for _, damaged := range []string{"{", "[]", ""} {
		w := newTown(t)
		w.turn(ivr.Turn{SID: "CA1", In: ivr.Input{Kind: ivr.Arrived}}, standsIn(ivr.Booked, phone(1)))
		if err := w.sql(`UPDATE turns SET reply = '` + damaged + `'`); err != nil {
			t.Fatal(err)
		}
		w.look(func(tx *Tx) error {
			last, ok, err := tx.LastCall(phone(1))
			if !ok || last.State != ivr.Booked || len(last.Turns) != 1 || last.Reply.Say != nil {
				t.Errorf("with the reply %q the last call is %+v, %t", damaged, last, ok)
			}
			return err
		})
	}
}

// says answers with one phrase and puts the call into a state that begins with it.
func says(state ivr.State, key ivr.Key) ivr.Answer {
	return func(_ ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
		call.State, call.Said = state, key
		return ivr.Reply{Lang: "ja", Say: []ivr.Said{{Text: string(key), Key: key}}}, nil
	}
}

func TestEndingsTellApartWhatWasSaidInOneState(t *testing.T) {
	w := newTown(t)
	for i, key := range []ivr.Key{"booked", "booked", "changed", ""} {
		sid := fmt.Sprint("CA", i)
		w.turn(ivr.Turn{SID: sid, Caller: booking.CallerFrom(string(phone(i)))}, says(ivr.Done, "resumed"))
		w.turn(ivr.Turn{SID: sid, N: 1}, says(ivr.Done, key)) // what was said last
		if err := w.HangUp(bg, sid); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when string) {
		t.Helper()
		w.look(func(tx *Tx) error {
			got, err := tx.Endings(dayAt(0), dayAt(1))
			if want := []Ending{{ivr.Done, "booked", 2}, {ivr.Done, "", 1}, {ivr.Done, "changed", 1}}; !slices.Equal(got, want) {
				t.Errorf("%s: calls ended %+v, expected %+v", when, got, want)
			}
			return err
		})
	}
	expect("at once")
	w.clock.Add(40 * day)
	w.tidy()
	expect("once their words are erased")
	if err := w.sql(`UPDATE calls SET said = ''`); !contains(err, "CHECK") {
		t.Errorf("a phrase without a key: found %v, expected a refusal", err)
	}
}
