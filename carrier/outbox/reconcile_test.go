package outbox_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/outbox"
)

// One that cannot be looked for does not hold up those behind it, and has its turn again.
func TestAFailedLookDoesNotHoldUpTheOthers(t *testing.T) {
	w := alone(t)
	for _, p := range []booking.Phone{mobile, "+818012345678", "+817012345678"} {
		w.booked(p)
	}
	w.fake.Next(carriertest.Lost, carriertest.Lost, carriertest.Lost)
	if done, err := w.sender.Send(t.Context()); err == nil || done != (outbox.Done{Unknown: 3}) {
		t.Fatalf("%+v, %v", done, err)
	}
	w.set(w.now.Add(4 * time.Minute))
	for _, c := range []struct {
		carrier []carriertest.Behaviour
		found   int
		fails   bool
	}{
		{[]carriertest.Behaviour{carriertest.Limited(7), carriertest.Lost}, 0, true}, // nobody else is asked
		{[]carriertest.Behaviour{carriertest.Well}, 2, true},                         // the first is Lost, still of the script
		{nil, 1, false},
	} {
		w.fake.Next(c.carrier...)
		if done, err := w.sender.Reconcile(t.Context()); done != (outbox.Done{Found: c.found}) || (err != nil) != c.fails {
			t.Errorf("%+v, %v, expected %+v", done, err, c)
		}
	}
	if n := len(w.fake.Texts()); n != 3 {
		t.Errorf("found %d texts, expected those that were lost and none twice", n)
	}
}

// A text whose answer was lost is found, however the carrier's list shows it, and not sent twice;
// and one of other words is not taken for it.
func TestATextIsFoundHoweverItIsListed(t *testing.T) {
	for name, c := range map[string]struct {
		listed func(string) string
		texts  int
	}{
		"as it was":       {func(body string) string { return body }, 1},
		"a trial account": {func(body string) string { return "Sent from your Twilio trial account - " + body }, 1},
		"other spaces":    {func(body string) string { return strings.ReplaceAll(body, " ", "\r\n") + "\n" }, 1},
		"redacted":        {func(string) string { return "" }, 1},
		"stars":           {func(body string) string { return strings.Repeat("*", len(body)) }, 1},
		"another text":    {func(string) string { return "春日井市から" }, 2},
	} {
		w := alone(t)
		w.fake.Listed = c.listed
		w.booked(mobile)
		w.fake.Next(carriertest.Lost)
		if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Unknown: 1}) {
			t.Fatalf("%s: %+v, %v", name, done, err)
		}
		w.set(w.now.Add(4 * time.Minute))
		if done, err := w.sender.Reconcile(t.Context()); err != nil || done != (outbox.Done{Found: 1}) {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
		if _, err := w.sender.Send(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := len(w.fake.Texts()); n != c.texts {
			t.Errorf("%s: found %d texts, expected %d", name, n, c.texts)
		}
	}
}

// A call that waits at the carrier until the hours are over is taken back: nobody is rung at night.
func TestACallThatIsStillQueuedWhenTheHoursEndIsTakenBack(t *testing.T) {
	w := alone(t)
	w.booked(landline)
	w.set(time.Date(2026, 12, 2, 18, 58, 0, 0, booking.JST))
	if _, err := w.ledger.Remind(t.Context(), town.Outreach); err != nil {
		t.Fatal(err)
	}
	if done, err := w.sender.Send(t.Context()); err != nil || done != (outbox.Done{Calls: 1}) {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, c := range []struct {
		after  time.Duration
		status string
		found  outbox.Done
	}{
		{4 * time.Minute, "queued", outbox.Done{Found: 1}},   // is taken back
		{5 * time.Minute, "canceled", outbox.Done{Found: 1}}, // and that is found
		{6 * time.Minute, "canceled", outbox.Done{}},
	} {
		w.set(time.Date(2026, 12, 2, 18, 58, 0, 0, booking.JST).Add(c.after))
		if status := w.fake.Calls()[0].Status; status != c.status {
			t.Errorf("after %s it is %s, expected %s", c.after, status, c.status)
		}
		if done, err := w.sender.Reconcile(t.Context()); err != nil || done != c.found {
			t.Errorf("after %s: %+v, %v, expected %+v", c.after, done, err, c.found)
		}
	}
}
