package carrier_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
)

const (
	resident = booking.Phone("+819012345678")
	line     = booking.Phone("+815031234567")
	words    = "12月4日、午前9時のご予約です。"
)

var text = carrier.Text{To: resident, From: line, Body: words, StatusCallback: "https://yoyaku.example.jp/voice/text"}

var call = carrier.Call{To: resident, From: line, URL: "https://yoyaku.example.jp/voice/reminder", StatusCallback: "https://yoyaku.example.jp/voice/status"}

// newCarrier returns a fake carrier with a number, and a client of it.
func newCarrier(t *testing.T) (*carriertest.Carrier, *carrier.Client) {
	t.Helper()
	fake := carriertest.New(t)
	fake.AddNumber(string(line))
	fake.AddCall("queued")
	fake.SetLine(string(resident), "mobile")
	credentials, err := carrier.FromEnv(fake.Env)
	if err != nil {
		t.Fatal(err)
	}
	return fake, &carrier.Client{Credentials: credentials, Transport: fake.Transport()}
}

// numberSID is that of the only number of a fake carrier.
const numberSID = "PN00000000000000000000000000000001"

// queuedSID is that of a call that it has and that is queued.
const queuedSID = "CA00000000000000000000000000000002"

// methods are all that the carrier can be asked for, with valid requests.
var methods = map[string]func(context.Context, *carrier.Client) error{
	"send a text": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.SendText(ctx, text)
		return err
	},
	"place a call": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.PlaceCall(ctx, call)
		return err
	},
	"take back a call": func(ctx context.Context, c *carrier.Client) error {
		return c.CancelCall(ctx, queuedSID)
	},
	"find texts": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.FindTexts(ctx, resident, time.Time{})
		return err
	},
	"find calls": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.FindCalls(ctx, resident, time.Time{})
		return err
	},
	"read the number": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.Number(ctx, line)
		return err
	},
	"set the number": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.SetNumber(ctx, numberSID, carrier.Hooks{VoiceURL: "https://yoyaku.example.jp/voice", VoiceMethod: "POST"})
		return err
	},
	"look up a number": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.LineType(ctx, resident)
		return err
	},
	"read which countries may be called": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.Countries(ctx)
		return err
	},
	"read the account": func(ctx context.Context, c *carrier.Client) error {
		_, err := c.Account(ctx)
		return err
	},
}

// A request is made once, whatever comes of it, and its error says whether it may have been
// done. Neither the error nor what it wraps repeats what was asked for.
func TestEveryTroubleWithEveryRequestIsOfTheRightKind(t *testing.T) {
	kinds := map[string]carrier.Kind{"limited": carrier.Limited, "limited by a gateway": carrier.Limited, "refused with 21610": carrier.Refused, "refused with 20404": carrier.Refused}
	behaviours := append(slices.Clone(carriertest.Troubles), carriertest.Well, carriertest.Limited(7), carriertest.LimitedByAGateway,
		carriertest.Refused(400, 21610), carriertest.Refused(404, 20404))
	for what, do := range methods {
		for _, b := range behaviours {
			t.Run(what+"/"+b.Name, func(t *testing.T) {
				t.Parallel()
				fake, c := newCarrier(t)
				fake.Next(b)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if b.Name == carriertest.Hang.Name || b.Name == carriertest.Slow.Name {
					go func() {
						<-fake.Seen()
						cancel()
					}()
				}
				err := do(ctx, c)
				fake.Settle()
				if n := len(fake.Seen()); n > 1 {
					t.Errorf("the carrier was asked %d times more than once", n-1)
				}
				if b.Name == carriertest.Well.Name {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				e, ok := errors.AsType[*carrier.Error](err)
				if !ok || e.Kind != kinds[b.Name] || e.What != what || carrier.KindOf(fmt.Errorf("wrapped: %w", err)) != e.Kind {
					t.Fatalf("found %+v, expected an error of kind %s", err, kinds[b.Name])
				}
				if b.Name == carriertest.Hang.Name && !errors.Is(err, context.Canceled) {
					t.Errorf("found %v, expected to be told that the context ended", err)
				}
				for ; err != nil; err = errors.Unwrap(err) {
					keepsToItself(t, fmt.Sprintf("%v %+v %#v", err, err, err))
				}
			})
		}
	}
}

// keepsToItself fails the test if a text has what must not be logged.
func keepsToItself(t *testing.T, said string) {
	t.Helper()
	for _, secret := range []string{"90123", "31234567", "ご予約", carriertest.Token, carriertest.Secret, "Basic ", "is not what it should be"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q has %q in it", said, secret)
		}
	}
}

// After an unknown outcome the carrier is asked what it has, and tells rightly.
func TestWhatHasAnUnknownOutcomeIsFoundIfItWasDone(t *testing.T) {
	for _, b := range carriertest.Troubles {
		if b.Name == carriertest.Hang.Name || b.Name == carriertest.Slow.Name {
			b = carriertest.Half // they need somebody who goes, and are tried above
		}
		t.Run(b.Name, func(t *testing.T) {
			fake, c := newCarrier(t)
			fake.Next(b, b)
			if _, err := c.SendText(t.Context(), text); carrier.KindOf(err) != carrier.Unknown || err == nil {
				t.Fatal(err)
			}
			if _, err := c.PlaceCall(t.Context(), call); carrier.KindOf(err) != carrier.Unknown || err == nil {
				t.Fatal(err)
			}
			fake.Settle()
			want := 0
			if b.Done {
				want = 1
			}
			if got := len(fake.Texts()); got != want {
				t.Fatalf("the carrier has %d texts, expected %d", got, want)
			}
			texts, err := c.FindTexts(t.Context(), resident, time.Date(2026, 12, 1, 0, 0, 0, 999, time.UTC))
			if err != nil || len(texts) != want || want == 1 && (texts[0].Body != words || texts[0].SID != fake.Texts()[0].SID) {
				t.Errorf("found %v %v, expected %d texts", texts, err, want)
			}
			calls, err := c.FindCalls(t.Context(), resident, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
			if err != nil || len(calls) != want || want == 1 && calls[0].SID != fake.Calls()[0].SID {
				t.Errorf("found %v %v, expected %d calls", calls, err, want)
			}
		})
	}
}

func TestTheCarrierIsNotWaitedForLongerThanThePatience(t *testing.T) {
	fake, c := newCarrier(t)
	c.Patience = time.Millisecond
	fake.Next(carriertest.Hang)
	if _, err := c.SendText(t.Context(), text); carrier.KindOf(err) != carrier.Unknown || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("found %v, expected that time is up", err)
	}
}

// An empty answer to a list is not an empty list, or a text would be sent a second time.
func TestAnEmptyAnswerIsNoEmptyList(t *testing.T) {
	fake, c := newCarrier(t)
	fake.Next(carriertest.Empty)
	if found, err := c.FindTexts(t.Context(), resident, time.Time{}); err == nil || carrier.KindOf(err) != carrier.Unknown {
		t.Errorf("found %v %v", found, err)
	}
	if found, err := c.FindTexts(t.Context(), resident, time.Time{}); err != nil || len(found) != 0 {
		t.Errorf("found %v %v", found, err)
	}
}

func TestAListIsReadToItsEnd(t *testing.T) {
	fake, c := newCarrier(t)
	begin := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	const all, page = 450, 200
	for i := range all {
		fake.SetClock(begin.Add(time.Duration(i) * time.Second))
		if _, err := c.SendText(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		other := text
		other.To = "+818099998888"
		if _, err := c.SendText(t.Context(), other); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 * all {
		<-fake.Seen()
	}
	for since, want := range map[time.Duration]int{-time.Hour: all, 0: all, time.Second: all - 1, 449 * time.Second: 1, 450 * time.Second: 0} {
		found, err := c.FindTexts(t.Context(), resident, begin.Add(since))
		if err != nil || len(found) != want {
			t.Errorf("since %s: found %d %v, expected %d", since, len(found), err, want)
		}
		if asked := len(fake.Seen()); asked != (all+page-1)/page {
			t.Errorf("found %d requests, expected %d", asked, (all+page-1)/page)
		}
		for len(fake.Seen()) > 0 {
			<-fake.Seen()
		}
	}
	fake.Next(carriertest.Well, carriertest.Limited(1))
	if _, err := c.FindTexts(t.Context(), resident, begin); carrier.KindOf(err) != carrier.Limited {
		t.Errorf("found %v, expected the trouble with the second page", err)
	}
}
