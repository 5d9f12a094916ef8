package carrier

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	lookups "github.com/twilio/twilio-go/rest/lookups/v2"
	permissions "github.com/twilio/twilio-go/rest/voice/v1"
)

// The environment variables of the credentials. The names are those of Twilio's own
// libraries: https://www.twilio.com/docs/iam/api-keys.
const (
	AccountVariable = "TWILIO_ACCOUNT_SID"
	TokenVariable   = "TWILIO_AUTH_TOKEN"
	KeyVariable     = "TWILIO_API_KEY"
	SecretVariable  = "TWILIO_API_SECRET"
)

// Credentials are what the carrier knows us by: an account, and an API key with its secret
// or the account's auth token. They are secrets: printing or logging shows none of them.
// https://www.twilio.com/docs/usage/requests-to-twilio#credentials
type Credentials struct{ account, user, secret string }

func (Credentials) String() string { return "credentials" }

// GoString keeps them out of %#v as well.
func (c Credentials) GoString() string { return c.String() }

// LogValue shows nothing of them.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// ByKey reports whether they are an API key. Such a key need not be allowed to read the
// account: https://www.twilio.com/docs/iam/api-keys/keys-in-console.
func (c Credentials) ByKey() bool { return strings.HasPrefix(c.user, "SK") }

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	keySID     = regexp.MustCompile(`^SK[0-9a-fA-F]{32}$`)
	secretly   = regexp.MustCompile(`^[0-9A-Za-z]+$`) // twilio-go refuses any other before it asks
)

// FromEnv reads the credentials from the environment. An API key comes before the auth
// token, and of several tokens the first one is taken. Its error names every variable that
// is missing or wrong, and repeats none.
func FromEnv(env func(string) string) (c Credentials, err error) {
	var wrong []string
	if c.account = env(AccountVariable); !accountSID.MatchString(c.account) {
		wrong = append(wrong, AccountVariable+" (AC and 32 digits and letters a to f, in the Twilio console)")
	}
	if key := env(KeyVariable); key != "" {
		if c.user = key; !keySID.MatchString(key) {
			wrong = append(wrong, KeyVariable+" (SK and 32 digits and letters a to f)")
		}
		if c.secret = env(SecretVariable); !secretly.MatchString(c.secret) {
			wrong = append(wrong, SecretVariable+" (the secret of the key: letters and digits)")
		}
	} else {
		first, _, _ := strings.Cut(env(TokenVariable), ",")
		c.user, c.secret = c.account, strings.TrimSpace(first)
		if !secretly.MatchString(c.secret) {
			wrong = append(wrong, TokenVariable+" (the auth token of the account: letters and digits), or "+KeyVariable+" and "+SecretVariable)
		}
	}
	if wrong != nil {
		return Credentials{}, errors.New("missing or wrong in the environment: " + strings.Join(wrong, " and "))
	}
	return c, nil
}

// patience is how long the carrier may take for an answer. twilio-go gives it as much.
const patience = 10 * time.Second

// A Client asks the carrier. Credentials and Transport are required. It may be used by
// several goroutines at once.
type Client struct {
	Credentials Credentials
	Transport   http.RoundTripper
	Patience    time.Duration // for one request, its answer included; 10 s if zero
}

// services are what of twilio-go is used.
type services struct {
	api         *api.ApiService
	lookups     *lookups.ApiService
	permissions *permissions.ApiService
}

// ask makes one request and judges what came of it: its error is an [*Error]. twilio-go
// takes no context, so each request has a transport of its own that carries it. The request
// handler is made here because twilio-go's own reads from the environment to which host the
// credentials go.
func ask[T any](ctx context.Context, c *Client, what string, do func(services) (T, error)) (result T, w *wire, err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.Patience, patience))
	defer cancel()
	w = &wire{ctx: ctx, over: c.Transport}
	base := &client.Client{
		Credentials: client.NewCredentials(c.Credentials.user, c.Credentials.secret),
		HTTPClient: &http.Client{
			Transport:     w,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	base.SetAccountSid(c.Credentials.account)
	handler := &client.RequestHandler{Client: base}
	result, err = do(services{api.NewApiService(handler), lookups.NewApiService(handler), permissions.NewApiService(handler)})
	if err = w.judge(what, err); err != nil {
		var none T
		return none, w, err
	}
	return result, w, nil
}
