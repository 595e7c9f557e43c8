package pagerduty_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const clientSecret = "s3cr3t-0f-the-app"

// identityProvider stands in for PagerDuty's token endpoint. Each of its tokens lasts an hour.
type identityProvider struct {
	mu      sync.Mutex
	forms   []url.Values
	secret  string        // that it accepts
	takes   time.Duration // to answer
	down    bool          // no answer comes
	answers []string      // status and body, in place of the next answers
}

func newIdentityProvider() *identityProvider { return &identityProvider{secret: clientSecret} }

func (p *identityProvider) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(p.takes):
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forms = append(p.forms, form)
	status, text := 200, fmt.Sprintf(`{"access_token":"pdus+_%d","scope":%q,"token_type":"bearer","expires_in":3600}`, len(p.forms), form.Get("scope"))
	switch {
	case p.down:
		return nil, errors.New("connection refused")
	case len(p.answers) > 0:
		if _, err := fmt.Sscanf(p.answers[0], "%d", &status); err != nil {
			return nil, err
		}
		_, text, _ = strings.Cut(p.answers[0], " ")
		p.answers = p.answers[1:]
	case form.Get("client_secret") != p.secret:
		status, text = 401, `{"error":"invalid_client","error_description":"no such client, or its secret is not `+form.Get("client_secret")+`"}`
	}
	response := answerWith(status, text)
	if status/100 == 3 {
		response.Header.Set("Location", "https://evil.example.com/oauth/token")
	}
	return response, nil
}

func answerWith(status int, text string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text))}
}

func (p *identityProvider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *identityProvider) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.forms)
}

func newApp(provider http.RoundTripper) pagerduty.App {
	return pagerduty.App{
		ClientID: "client-1", Secret: pagerduty.APIKey(clientSecret), Scopes: []string{"incidents.read", "users.read"}, Subdomain: "acme", Transport: provider,
	}
}

func appOf(t *testing.T, app pagerduty.App) *pagerduty.AppCredential {
	t.Helper()
	credential, err := pagerduty.NewAppCredential(app)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

// tokenOf returns the token of a credential as it is sent.
func tokenOf(t *testing.T, credential pagerduty.Credential) (string, error) {
	t.Helper()
	var sent string
	client, err := pagerduty.New(credential, pagerduty.WithMaxRetryWait(0), pagerduty.WithTransport(roundTrip(func(request *http.Request) (*http.Response, error) {
		sent = request.Header.Get("Authorization")
		return answerWith(200, everyRoot), nil
	})))
	if err != nil {
		t.Fatal(err)
	}
	return sent, read(t.Context(), client)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func TestAppAsksForItsToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		credential := appOf(t, newApp(provider))
		if provider.requests() != 0 {
			t.Error("a token was requested before it was needed")
		}
		for range 3 {
			if sent, err := tokenOf(t, credential); sent != "Bearer pdus+_1" || err != nil {
				t.Errorf("sent %q, %v", sent, err)
			}
		}
		want := url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"client-1"}, "client_secret": {clientSecret},
			"scope": {"as_account-us.acme incidents.read users.read"},
		}
		if provider.requests() != 1 || provider.forms[0].Encode() != want.Encode() {
			t.Errorf("sent %v", provider.forms)
		}
		if scopes, err := credential.Scopes(t.Context()); strings.Join(scopes, " ") != want.Get("scope") || err != nil {
			t.Errorf("granted %q, %v", scopes, err)
		}
	})
}

// The next token is requested before the last ends, in the background: no call waits for it.
func TestAppRenewsItsTokenBeforeTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		credential := appOf(t, newApp(provider))
		_, _ = tokenOf(t, credential)
		time.Sleep(48*time.Minute - time.Second)
		if sent, _ := tokenOf(t, credential); sent != "Bearer pdus+_1" || provider.requests() != 1 {
			t.Errorf("sent %q after 80 %% of its time, with %d requests", sent, provider.requests())
		}
		time.Sleep(6*time.Minute + 2*time.Second)
		provider.takes = 5 * time.Second
		before := time.Now()
		if sent, _ := tokenOf(t, credential); sent != "Bearer pdus+_1" || time.Since(before) != 0 {
			t.Errorf("sent %q after %s, while the next was requested", sent, time.Since(before))
		}
		time.Sleep(6 * time.Second)
		if sent, _ := tokenOf(t, credential); sent != "Bearer pdus+_2" || provider.requests() != 2 {
			t.Errorf("sent %q then, with %d requests", sent, provider.requests())
		}
	})
}

// Many calls, of several clients, cause one request for a token: for the first, for the next, and for one in place of a refused one.
func TestAppUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		provider.takes = time.Second
		credential := appOf(t, newApp(provider))
		var refused atomic.Value
		refused.Store("")
		api := roundTrip(func(request *http.Request) (*http.Response, error) {
			time.Sleep(10 * time.Millisecond)
			if request.Header.Get("Authorization") == refused.Load() {
				return answerWith(401, `{"error":{"code":2006}}`), nil
			}
			return answerWith(200, everyRoot), nil
		})
		var clients []*pagerduty.Client
		for range 4 {
			client, err := pagerduty.New(credential, pagerduty.WithTransport(api))
			if err != nil {
				t.Fatal(err)
			}
			clients = append(clients, client)
		}
		load := func(want int) {
			t.Helper()
			var calls sync.WaitGroup
			for i := range 200 {
				calls.Go(func() {
					if err := read(t.Context(), clients[i%len(clients)]); err != nil {
						t.Error(err)
					}
				})
			}
			calls.Wait()
			time.Sleep(2 * time.Second)
			if provider.requests() != want {
				t.Errorf("%d requests for tokens, not %d", provider.requests(), want)
			}
		}
		load(1)
		time.Sleep(55 * time.Minute)
		load(2)
		time.Sleep(10 * time.Minute)
		refused.Store("Bearer pdus+_2")
		load(3)
		time.Sleep(2 * time.Hour)
		load(4)
	})
}

// A caller who waits for a token leaves when its context ends, and the others go on waiting.
func TestWaitingForAnAppsToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		provider.takes = 5 * time.Second
		credential := appOf(t, newApp(provider))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		left := make(chan error, 1)
		go func() {
			_, err := credential.Token(ctx)
			left <- err
		}()
		stayed := make(chan error, 1)
		go func() {
			_, err := credential.Token(t.Context())
			stayed <- err
		}()
		start := time.Now()
		if err := <-left; !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("left with %v after %s", err, time.Since(start))
		}
		if err := <-stayed; err != nil || time.Since(start) != 5*time.Second || provider.requests() != 1 {
			t.Errorf("stayed until %v, after %s and %d requests", err, time.Since(start), provider.requests())
		}
	})
}

// While no tokens are issued, the one that is valid is used to its end, and requests become rarer.
func TestAppWhileItsEndpointIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		credential := appOf(t, newApp(provider))
		_, _ = tokenOf(t, credential)
		provider.set(func() { provider.down = true })
		end := time.Now().Add(time.Hour - 10*time.Second)
		for time.Now().Before(end) {
			if sent, err := tokenOf(t, credential); sent != "Bearer pdus+_1" || err != nil {
				t.Fatalf("sent %q, %v", sent, err)
			}
			time.Sleep(time.Second)
		}
		_, err := tokenOf(t, credential)
		if failure, ok := errors.AsType[*pagerduty.AppError](err); !ok || !errors.Is(err, pagerduty.ErrUnreachable) || failure.StatusCode != 0 {
			t.Errorf("after the end: %v", err)
		}
		if n := provider.requests(); n < 10 || n > 70 {
			t.Errorf("%d requests in 6 to 12 minutes", n)
		}
		time.Sleep(2 * time.Minute) // longer than any pause
		_, _ = tokenOf(t, credential)
		before := provider.requests()
		for range 100 {
			if _, err := tokenOf(t, credential); !errors.Is(err, pagerduty.ErrUnreachable) {
				t.Errorf("in the pause: %v", err)
			}
		}
		if provider.requests() != before {
			t.Errorf("%d requests in the pause", provider.requests()-before)
		}
		provider.set(func() { provider.down = false })
		time.Sleep(2 * time.Minute)
		if sent, err := tokenOf(t, credential); err != nil || sent == "Bearer pdus+_1" {
			t.Errorf("when it is back: %q, %v", sent, err)
		}
	})
}

// A failure that passes costs a wait, and no call.
func TestAppTriesAgain(t *testing.T) {
	t.Parallel()
	for _, trouble := range []string{"503 ", "500 <html>", `429 {"error":"slow_down"}`} {
		synctest.Test(t, func(t *testing.T) {
			provider := newIdentityProvider()
			provider.answers = []string{trouble, trouble}
			if sent, err := tokenOf(t, appOf(t, newApp(provider))); sent != "Bearer pdus+_3" || err != nil {
				t.Errorf("%s: sent %q, %v", trouble, sent, err)
			}
		})
	}
}

// A secret that was rotated is read again when the old one is refused.
func TestAppsSecretIsRotated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		provider.secret = "s3cr3t-number-2"
		secrets := &keys{keys: []string{clientSecret, "s3cr3t-number-2"}}
		app := newApp(provider)
		app.Secret = secrets
		credential := appOf(t, app)
		if sent, err := tokenOf(t, credential); sent != "Bearer pdus+_2" || err != nil || secrets.asked.Load() != 2 {
			t.Errorf("sent %q, %v, after %d readings of the secret", sent, err, secrets.asked.Load())
		}
		provider.set(func() { provider.secret = "s3cr3t-number-3" })
		time.Sleep(2 * time.Hour)
		_, err := tokenOf(t, credential)
		if !errors.Is(err, pagerduty.ErrUnauthorized) || provider.requests() != 3 {
			t.Errorf("a secret that stays wrong: %v, %d requests", err, provider.requests())
		}
		expectHidden(t, err, "s3cr3t")
	})
}

// A token that PagerDuty refuses everywhere does not make every call request another.
func TestAppsTokenThatIsAlwaysRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		client, err := pagerduty.New(appOf(t, newApp(provider)), pagerduty.WithTransport(everywhere(answer(401, ""))))
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			if err := read(t.Context(), client); !errors.Is(err, pagerduty.ErrUnauthorized) {
				t.Errorf("error %v", err)
			}
			time.Sleep(time.Second)
		}
		if provider.requests() > 3 {
			t.Errorf("%d requests for tokens in a minute", provider.requests())
		}
	})
}

func expectHidden(t *testing.T, value any, secret string) {
	t.Helper()
	encoded, _ := json.Marshal(value)
	for _, text := range []string{fmt.Sprint(value), fmt.Sprintf("%+v %#v %q", value, value, value), string(encoded)} {
		if strings.Contains(text, secret) {
			t.Errorf("shows the secret: %s", text)
		}
	}
}

// sleepUntilOld sleeps until a token that is refused may be replaced.
func sleepUntilOld() { time.Sleep(time.Minute) }
