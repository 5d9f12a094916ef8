package outbox_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/outbox"
)

const (
	mobile   = booking.Phone("+819012345678")
	landline = booking.Phone("+81568123456")
)

// monday is one in the hours in which people are reminded.
var monday = time.Date(2026, 11, 30, 10, 0, 0, 0, booking.JST)

// alone returns a world of a test that draws nothing.
func alone(t *testing.T) *world {
	w := newWorld(t, t, monday, 0)
	t.Cleanup(func() { w.close() })
	return w
}

func (w *world) booked(p booking.Phone) booking.Booking {
	w.Helper()
	b, err := w.book(p, w.now.AddDate(0, 0, 3))
	if err != nil {
		w.Fatalf("%v", err)
	}
	return b
}

func TestWhatIsAskedOfTheCarrierIsAllOfIt(t *testing.T) {
	w := alone(t)
	b := w.booked(mobile)
	if _, err := w.sender.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []booking.Phone{mobile, landline} {
		if p == landline {
			w.booked(p)
		}
	}
	w.set(w.now.AddDate(0, 0, 2).Add(8 * time.Hour)) // a day before, an hour before the end
	if _, err := w.ledger.Remind(t.Context(), town.Outreach); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sender.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := func(body, m, valid string) url.Values {
		return url.Values{"To": {string(mobile)}, "From": {string(ours)}, "Body": {body}, "ValidityPeriod": {valid},
			"StatusCallback": {public + "/voice/message?m=" + m + "&n=1#rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo"}}
	}
	start := b.Start.Format("01-02 15:04")
	wanted := []url.Values{
		text("booked "+string(b.Receipt)+" "+start, "1", "14400"),
		text("reminder "+string(b.Receipt)+" "+start, "2", "3599"), // the first text took its second
	}
	var found []url.Values
	for _, m := range w.fake.Texts() {
		found = append(found, m.Form)
	}
	if !slices.EqualFunc(found, wanted, func(a, b url.Values) bool { return a.Encode() == b.Encode() }) {
		t.Errorf("found the texts\n%v\nexpected\n%v", found, wanted)
	}
	call := url.Values{"To": {string(landline)}, "From": {string(ours)}, "Timeout": {"30"}, "Method": {"POST"}, "StatusCallbackMethod": {"POST"},
		"FallbackUrl": {second + "/voice/fallback"}, "FallbackMethod": {"POST"},
		"Url":            {public + "/voice/out?m=3#rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo"},
		"StatusCallback": {public + "/voice/message?m=3&n=1#rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo"}}
	if calls := w.fake.Calls(); len(calls) != 1 || calls[0].Form.Encode() != call.Encode() {
		t.Errorf("found the calls %v, expected %v", calls, call)
	}
}

func TestEveryAnswerOfTheCarrierIsOfItsKind(t *testing.T) {
	const ofMessage, ofAccount, ofUs, later = "the message", "the account", "our number", "later"
	for code, kind := range map[int]string{
		21211: ofMessage, 21610: ofMessage, 21614: ofMessage, 21635: ofMessage, 21602: ofMessage,
		21606: ofUs, 21612: ofUs, 21657: ofUs, 21215: ofUs, 21408: ofUs, 21608: ofUs,
		20003: ofAccount, 20005: ofAccount, 20404: ofAccount, 20429: later, 21611: later,
	} {
		w := alone(t)
		w.booked(mobile)
		w.booked("+818012345678")
		answer := carriertest.Refused(400, code)
		if code == 20429 {
			answer = carriertest.Limited(90)
		}
		w.fake.Next(answer)
		began := w.now
		done, err := w.sender.Send(t.Context())
		var want outbox.Done
		switch kind {
		case ofMessage:
			want = outbox.Done{Failed: 1, Texts: 1}
		case ofUs:
			want = outbox.Done{Later: 1, Texts: 1} // it may be that number alone
		default:
			want = outbox.Done{Later: 1}
		}
		if done != want || (err != nil) != (kind == ofAccount) {
			t.Errorf("%d: %+v, %v, expected %+v", code, done, err, want)
		}
		if kind == ofMessage {
			continue
		}
		if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{}) {
			t.Errorf("%d: at once again: %+v, %v, expected that the carrier is left alone", code, done, err)
		}
		w.set(began.Add(16 * time.Minute))
		if done, err := w.sender.Send(t.Context()); err != nil || done.Texts != 2-want.Texts {
			t.Errorf("%d: after a while: %+v, %v, expected both texts", code, done, err)
		}
		if texts := w.fake.Texts(); len(texts) != 2 {
			t.Errorf("%d: found %d texts", code, len(texts))
		}
	}
}

// Where our number may send nowhere, that is told, and costs nobody their text.
func TestThreeRefusalsOfOurNumberAreOfAllNumbers(t *testing.T) {
	w := alone(t)
	for _, p := range []booking.Phone{mobile, "+818012345678", "+817012345678", "+816012345678"} {
		w.booked(p)
	}
	no := carriertest.Refused(400, 21408)
	w.fake.Next(no, no, no)
	if done, err := w.sender.Send(t.Context()); done != (outbox.Done{Later: 3}) || !carrier.Because(err, carrier.NotAllowed) {
		t.Errorf("%+v, %v", done, err)
	}
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{}) {
		t.Errorf("at once again: %+v, %v", done, err)
	}
	w.set(w.now.Add(16 * time.Minute))
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Texts: 4}) {
		t.Errorf("once it is allowed: %+v, %v", done, err)
	}
}

func TestThreeAnswersThatSayNothingAreEnough(t *testing.T) {
	w := alone(t)
	for _, p := range []booking.Phone{mobile, "+818012345678", "+817012345678", "+816012345678"} {
		w.booked(p)
	}
	w.fake.Next(carriertest.Unavailable, carriertest.Unavailable, carriertest.Unavailable)
	done, err := w.sender.Send(t.Context())
	if done != (outbox.Done{Unknown: 3}) || carrier.KindOf(err) != carrier.Unknown || err == nil {
		t.Errorf("%+v, %v, expected three of which nothing is known", done, err)
	}
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Texts: 1}) {
		t.Errorf("the next time: %+v, %v", done, err)
	}
	w.set(w.now.Add(3 * time.Minute))
	if done, err := w.sender.Reconcile(t.Context()); err != nil || done != (outbox.Done{Found: 3}) {
		t.Errorf("looked for: %+v, %v", done, err)
	}
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Texts: 3}) {
		t.Errorf("sent then: %+v, %v", done, err)
	}
}

// However often the carrier has too much to do, a text goes as long as it is of use.
func TestACarrierThatIsBusyForHoursCostsNoText(t *testing.T) {
	w := alone(t)
	w.booked(mobile)
	for range 100 {
		w.fake.Next(carriertest.Limited(7))
		if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Later: 1}) {
			t.Fatalf("%+v, %v", done, err)
		}
		w.set(w.now.Add(2 * time.Minute))
	}
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Texts: 1}) {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestAMessageASecond(t *testing.T) {
	w := alone(t)
	for _, p := range []booking.Phone{mobile, "+818012345678", "+817012345678"} {
		w.booked(p)
	}
	began := w.now
	if _, err := w.sender.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, m := range w.fake.Texts() {
		if want := began.Add(time.Duration(i) * time.Second); !m.At.Equal(want) {
			t.Errorf("text %d was sent at %s, expected %s", i+1, m.At, want)
		}
	}
	// A clock that is set back does not hold anything up.
	w.set(began.Add(-time.Hour))
	w.booked("+816012345678")
	if _, err := w.sender.Send(t.Context()); err != nil || w.now.Sub(began.Add(-time.Hour)) > 2*time.Second {
		t.Errorf("an hour back: %v, and waited until %s", err, w.now)
	}
}

func TestWhoEndsInTheMiddleFinishesWhatHasBegun(t *testing.T) {
	w := alone(t)
	w.booked(mobile)
	w.booked("+818012345678")
	ctx, cancel := context.WithCancel(t.Context())
	words := w.sender.Words
	w.sender.Words = func(m booking.Message) (string, error) {
		cancel()
		return words(m)
	}
	if done, err := w.sender.Send(ctx); err != nil || done != (outbox.Done{Texts: 1}) {
		t.Errorf("%+v, %v, expected the one that had begun", done, err)
	}
	if n := len(w.fake.Texts()); n != 1 {
		t.Errorf("found %d texts", n)
	}
}

func TestAMessageWithoutWordsIsNoReasonToStopForGood(t *testing.T) {
	w := alone(t)
	w.booked(mobile)
	w.sender.Words = func(booking.Message) (string, error) { return "", errors.New("no such phrase") }
	if _, err := w.sender.Send(t.Context()); err == nil || !strings.Contains(err.Error(), "no such phrase") {
		t.Errorf("found %v", err)
	}
	w.sender.Words = words
	w.booked("+818012345678")
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Texts: 1}) {
		t.Errorf("the next: %+v, %v", done, err)
	}
}

func TestAReportOfNothingIsRefused(t *testing.T) {
	good := url.Values{"m": {"7"}, "n": {"1"}}
	text := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30006"}}
	r, err := outbox.ReportOf(good, text)
	if want := (booking.Report{ID: 7, Tries: 1, SID: "SM1", Fate: booking.Undelivered, Code: 30006}); err != nil || r != want {
		t.Errorf("found %+v, %v, expected %+v", r, err, want)
	}
	for name, c := range map[string][2]url.Values{
		"no address":       {{}, text},
		"no try":           {{"m": {"7"}}, text},
		"a message of 0":   {{"m": {"0"}, "n": {"1"}}, text},
		"no SID":           {good, {"MessageStatus": {"sent"}}},
		"a very long SID":  {good, {"MessageSid": {strings.Repeat("S", 65)}}},
		"letters":          {{"m": {"x"}, "n": {"y"}}, text},
		"a try below zero": {{"m": {"7"}, "n": {"-1"}}, text},
	} {
		if r, err := outbox.ReportOf(c[0], c[1]); err == nil {
			t.Errorf("%s: found %+v", name, r)
		}
	}
	for status, want := range map[string]booking.Fate{
		"queued": booking.Underway, "sent": booking.Underway, "delivered": booking.Delivered, "read": booking.Delivered,
		"failed": booking.Undelivered, "undelivered": booking.Undelivered, "canceled": booking.Undelivered, "something new": booking.Underway, "": booking.Underway,
	} {
		if r, err := outbox.ReportOf(good, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {status}}); err != nil || r.Fate != want {
			t.Errorf("a text that is %q: %v, %v, expected %v", status, r.Fate, err, want)
		}
	}
	for status, want := range map[string]booking.Fate{
		"ringing": booking.Underway, "in-progress": booking.Underway, "completed": booking.CallOver, "busy": booking.CallOver,
		"no-answer": booking.CallOver, "failed": booking.CallOver, "canceled": booking.CallOver, "delivered": booking.Underway,
	} {
		if r, err := outbox.ReportOf(good, url.Values{"CallSid": {"CA1"}, "CallStatus": {status}}); err != nil || r.Fate != want {
			t.Errorf("a call that is %q: %v, %v, expected %v", status, r.Fate, err, want)
		}
	}
}
