package standin_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/standin"
)

// service is twilio-go's own client of a fake carrier.
func service(fake *standin.Carrier) *api.ApiService {
	c := &client.Client{Credentials: client.NewCredentials(standin.Account, standin.Token), HTTPClient: &http.Client{Transport: fake.Transport()}}
	c.SetAccountSid(standin.Account)
	return api.NewApiService(&client.RequestHandler{Client: c})
}

func TestAParameterThatNoPageNamesIsAFault(t *testing.T) {
	fake := carriertest.New(t)
	params := (&api.CreateMessageParams{}).SetTo("+819012345678").SetFrom("+815031234567").SetBody("x").SetFallbackFrom("x")
	if _, err := service(fake).CreateMessage(params); err == nil {
		t.Error("it was taken")
	}
	faults := fake.Faults()
	if len(faults) != 1 || !strings.Contains(faults[0], `"FallbackFrom"`) || !strings.Contains(faults[0], "/docs/messaging/api/message-resource") || len(fake.Texts()) > 0 {
		t.Errorf("found %q", faults)
	}
}

func TestWrongCredentialsAreRefused(t *testing.T) {
	fake := carriertest.New(t)
	c := &client.Client{Credentials: client.NewCredentials(standin.Account, "x"), HTTPClient: &http.Client{Transport: fake.Transport()}}
	c.SetAccountSid(standin.Account)
	_, err := api.NewApiService(&client.RequestHandler{Client: c}).FetchAccount(standin.Account)
	if told, ok := errors.AsType[*client.TwilioRestError](err); !ok || told.Code != 20003 {
		t.Errorf("found %v", err)
	}
}

// The tables know no parameter that twilio-go does not, and leave out of twilio-go's what
// the pages do not name.
func TestTheTablesAreTwilioGosButForWhatNoPageNames(t *testing.T) {
	for _, c := range []struct {
		params any
		table  []string
		beyond []string
	}{
		{api.CreateCallParams{}, standin.CallNames, []string{"ClientNotificationUrl", "Passports", "RecordingConfigurationId"}},
		{api.CreateMessageParams{}, standin.MessageNames, []string{"FallbackFrom", "MaxPrice"}},
		{api.UpdateCallParams{}, standin.CallUpdateNames, nil},
		{api.UpdateIncomingPhoneNumberParams{}, standin.NumberNames, nil},
	} {
		var beyond, theirs []string
		for f := range reflect.TypeOf(c.params).Fields() {
			if f.Name == "PathAccountSid" {
				continue
			}
			theirs = append(theirs, f.Name)
			if !slices.Contains(c.table, f.Name) {
				beyond = append(beyond, f.Name)
			}
		}
		slices.Sort(beyond)
		if !slices.Equal(beyond, c.beyond) {
			t.Errorf("%T: beyond the page it has %q, expected %q", c.params, beyond, c.beyond)
		}
		for _, name := range c.table {
			if !slices.Contains(theirs, name) {
				t.Errorf("%T has no %s", c.params, name)
			}
		}
	}
}

// A filter by the time of sending leaves out what is queued, which is why nobody relies on it.
func TestWhatIsQueuedHasNoTimeOfSending(t *testing.T) {
	fake := carriertest.New(t)
	s := service(fake)
	for range 3 {
		if _, err := s.CreateMessage((&api.CreateMessageParams{}).SetTo("+819012345678").SetFrom("+815031234567").SetBody("x")); err != nil {
			t.Fatal(err)
		}
	}
	fake.Report(fake.Texts()[0].SID, 0, "sent")
	now := fake.Texts()[0].At
	found, err := s.ListMessage((&api.ListMessageParams{}).SetDateSentAfter(now.AddDate(0, 0, -1)).SetPageSize(1))
	if err != nil || len(found) != 1 {
		t.Errorf("found %d %v, expected what was sent", len(found), err)
	}
	if found, err = s.ListMessage((&api.ListMessageParams{}).SetDateSentAfter(now.AddDate(0, 0, 1))); err != nil || len(found) != 0 {
		t.Errorf("found %d %v, expected nothing", len(found), err)
	}
	if found, err = s.ListMessage((&api.ListMessageParams{}).SetTo("+819012345678").SetPageSize(2)); err != nil || len(found) != 3 {
		t.Errorf("found %d %v, expected all over two pages", len(found), err)
	}
}

// listener checks signatures with twilio-go and notes the statuses that come.
type listener struct {
	heard []string
	wrong int
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	form, bad := url.ParseQuery(string(body))
	v := client.NewRequestValidator(standin.Token)
	if err != nil || bad != nil || !v.ValidateBody("https://"+r.Host+r.URL.RequestURI(), body, r.Header.Get("X-Twilio-Signature")) {
		l.wrong++
	}
	l.heard = append(l.heard, form.Get("MessageStatus")+form.Get("CallStatus")+form.Get("ErrorCode")+form.Get("SequenceNumber"))
	w.WriteHeader(http.StatusNoContent)
}

func TestReportsAreSignedAndComeInOrderBackwardsAndTwice(t *testing.T) {
	fake := carriertest.New(t)
	s := service(fake)
	const callback = "https://yoyaku.example.jp/voice/text?id=7#rc=2"
	if _, err := s.CreateMessage((&api.CreateMessageParams{}).SetTo("+819012345678").SetFrom("+815031234567").SetBody("x").SetStatusCallback(callback)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateCall((&api.CreateCallParams{}).SetTo("+819012345678").SetFrom("+815031234567").SetTwiml("<Response/>").SetStatusCallback(callback)); err != nil {
		t.Fatal(err)
	}
	ofText := fake.Report(fake.Texts()[0].SID, 30006, "sent", "undelivered")
	ofCall := fake.Report(fake.Calls()[0].SID, 0, "initiated", "completed")
	for want, reports := range map[string][]standin.Report{
		"[sent undelivered30006]":                       ofText,
		"[undelivered30006 sent]":                       standin.Backwards(ofText),
		"[sent sent undelivered30006 undelivered30006]": standin.Twice(ofText),
		"[completed1 completed1 initiated0 initiated0]": standin.Twice(standin.Backwards(ofCall)),
	} {
		l := &listener{}
		answers, err := fake.Deliver(t.Context(), standin.To{Handler: l}, reports...)
		if err != nil || l.wrong > 0 || fmt.Sprint(l.heard) != want || len(answers) != len(reports) || answers[0] != http.StatusNoContent {
			t.Errorf("found %v %v %v, %d with a wrong signature, expected %s", l.heard, answers, err, l.wrong, want)
		}
	}
	if m := fake.Texts()[0]; m.Status != "undelivered" || m.Code != 30006 {
		t.Errorf("found %+v", m)
	}
}
