package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/standin"
	"madoguchi/store/storetest"
)

// asked waits until the line has said something at the carrier's, and returns the request.
func asked(t *testing.T, fake *carriertest.Carrier) string {
	t.Helper()
	select {
	case request := <-fake.Seen():
		return request
	case <-t.Context().Done():
		t.Fatal("the line told nothing")
	}
	return ""
}

// state returns what the ledger says of its only message.
func (p *place) state() (state string) {
	p.t.Helper()
	if err := storetest.Beside(p.t, p.db).QueryRow(`SELECT state FROM messages`).Scan(&state); err != nil {
		p.t.Fatal(err)
	}
	return state
}

// A resident books by telephone, and has it as a text as soon as the call has told so: by
// twilio-go's own client, over TCP. What the carrier says of it comes back as a webhook.
func TestWhoBooksByTelephoneGetsAText(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	said := p.does("phone", "--url", listens(net), "--config", config, "--from", "080-1111-2222", "--keys", "1 4 1")
	if !strings.Contains(said, "予約が、できました。") {
		t.Fatalf("the call:\n%s", said)
	}
	if request := asked(t, net.carrier); !strings.HasSuffix(request, "/Messages.json") {
		t.Fatalf("found %s, expected a text", request)
	}
	net.carrier.Settle()
	texts := net.carrier.Texts()
	if len(texts) != 1 || texts[0].Form.Get("To") != "+818011112222" || texts[0].Form.Get("From") != ourNumber ||
		!strings.HasPrefix(texts[0].Form.Get("Body"), "春日井市 予約できました\n") {
		t.Fatalf("found %+v", texts)
	}
	for _, r := range standin.Twice(standin.Backwards(net.carrier.Report(texts[0].SID, 0, "sent", "delivered"))) {
		if _, err := net.carrier.Deliver(t.Context(), net, r); err != nil {
			t.Fatal(err)
		}
	}
	if state := p.state(); state != "delivered" {
		t.Errorf("the text is %s", state)
	}
}

// listens returns where the line listens.
func listens(net *internet) string { return net.line.(through).to }

// A line without credentials, or with a number that nobody has, says that it tells nothing.
func TestALineThatCannotTellSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string
	}{
		"no account":    {map[string]string{"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"},
		"a placeholder": {nil, "placeholder"},
	} {
		p := newPlace(t).withLedger()
		p.env = map[string]string{tokenVariable: carriertest.Token, publicVariable: public, "TWILIO_ACCOUNT_SID": carriertest.Account}
		for key, value := range c.env {
			p.env[key] = value
		}
		config := p.does("config", "sample")
		if c.env != nil {
			config = strings.Replace(config, "050-0000-0000", "050-3123-4567", 1)
		}
		line := p.serve("--config", p.file("city.yaml", config)).line(silent)
		if why, _ := line["err"].(string); !strings.Contains(why, c.want) {
			t.Errorf("%s: found %v, expected %s", name, line, c.want)
		}
	}
}

// A landline is rung on the day before, and whoever takes the call hears of the booking.
func TestALandlineIsRungTheDayBefore(t *testing.T) {
	p := newPlace(t).withLedger()
	p.now = time.Date(2026, 12, 1, 11, 0, 0, 0, tuesday.Location())
	p.add("0568-31-1234", "tobu", "2026-12-04 09:00")
	p.add("090-1234-5678", "tobu", "2026-12-04 09:00")
	p.now = time.Date(2026, 12, 3, 10, 30, 0, 0, tuesday.Location())
	net, _ := p.withTwilio()
	requests := []string{asked(t, net.carrier), asked(t, net.carrier)}
	if all := strings.Join(requests, " "); !strings.Contains(all, "/Calls.json") || !strings.Contains(all, "/Messages.json") {
		t.Fatalf("found %q, expected a call and a text", requests)
	}
	net.carrier.Settle()
	calls := net.carrier.Calls()
	if len(calls) != 1 || calls[0].Form.Get("To") != "+81568311234" || !strings.HasPrefix(calls[0].Form.Get("Url"), public+"/voice/out?m=") {
		t.Errorf("found %+v", calls)
	}
}

// Where nothing can be sent, what was sent before is looked for all the same.
func TestWhatIsInDoubtIsLookedForWhileNothingCanBeSent(t *testing.T) {
	p := newPlace(t).withLedger()
	p.now = time.Date(2026, 12, 1, 11, 0, 0, 0, tuesday.Location())
	for _, phone := range []string{"090-1234-5678", "080-1234-5678"} {
		p.add(phone, "tobu", "2026-12-04 09:00")
	}
	p.now = time.Date(2026, 12, 3, 10, 30, 0, 0, tuesday.Location())
	net, config := p.atCarrier()
	send := []string{"jobs", "run", sendMessages, "--db", p.db, "--config", config}
	p.does("jobs", "run", "remind", "--db", p.db, "--config", config)
	no := carriertest.Refused(401, 20003)
	net.carrier.Next(carriertest.Lost, no)
	if got := p.run(send...); got.status != refused {
		t.Fatalf("the account is refused: %+v", got)
	}
	p.now = p.now.Add(16 * time.Minute)
	net.carrier.SetClock(p.now)
	net.carrier.Next(no)
	if got := p.run(send...); got.status != refused {
		t.Fatalf("the account is refused again: %+v", got)
	}
	if found := p.states(); found != "due sent" {
		t.Errorf("the texts are %s, expected that the first is found", found)
	}
}

// states returns what the ledger says of its messages, in the order of the words.
func (p *place) states() (all string) {
	p.t.Helper()
	err := storetest.Beside(p.t, p.db).QueryRow(`SELECT group_concat(state, ' ') FROM (SELECT state FROM messages ORDER BY state)`).Scan(&all)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

func TestANumberThatSendsNoTextsIsFound(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) { n.Text = false })
	const about = "the number +81******4567, texts"
	if found := p.saw(p.run("twilio", "check", "--config", config, "--json"))[about]; found.Verdict != wrong || !strings.Contains(found.Found, "it sends none") {
		t.Errorf("found %+v", found)
	}
	quiet := p.file("quiet.yaml", strings.Replace(strings.Replace(p.does("config", "sample"), "050-0000-0000", "050-3123-4567", 1),
		"  texts: true\n  reminders: [3, 1]", "  texts: false\n  reminders: []", 1))
	if found, there := p.saw(p.run("twilio", "check", "--config", quiet, "--json"))[about]; there {
		t.Errorf("a city that sends no texts: %+v", found)
	}
}
