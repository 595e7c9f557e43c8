package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// What is wrong with an answer is named. Nothing secret is.
func TestAnswersWithoutAToken(t *testing.T) {
	t.Parallel()
	for answer, test := range map[string]struct {
		is   error
		says string
	}{
		`400 {"error":"invalid_scope","error_description":"incidents.fly"}`:         {pagerduty.ErrForbidden, "invalid_scope: the app was not granted one of the scopes"},
		`400 {"error":"invalid_client"}`:                                            {pagerduty.ErrUnauthorized, "refuses the client secret"},
		`401 {"error":"invalid_client","error_description":"` + clientSecret + `"}`: {pagerduty.ErrUnauthorized, "[redacted]"},
		`401 nothing`:                         {pagerduty.ErrUnauthorized, "the answer does not say why"},
		`400 {"error":"unauthorized_client"}`: {pagerduty.ErrForbidden, "Scoped OAuth"},
		`404 <html>`:                          {nil, "404 Not Found: the answer does not say why"},
		`501 {}`:                              {pagerduty.ErrUnavailable, "501"},
		`302 `:                                {nil, "a redirection to evil.example.com, which is not followed with the client secret"},
		`307 `:                                {nil, "a redirection to evil.example.com"},
		`200 <html>`:                          {nil, "not that of a token endpoint"},
		`200 {}`:                              {nil, "no access_token"},
		`200 {"access_token":"a b","expires_in":60}`:                                {nil, "characters that no token has"},
		`200 {"access_token":"pdus+_TOP","token_type":"mac","expires_in":60}`:       {nil, `"mac"`},
		`200 {"access_token":"pdus+_TOP"}`:                                          {nil, "no expires_in"},
		`200 {"access_token":"pdus+_TOP","expires_in":null}`:                        {nil, "no expires_in"},
		`200 {"access_token":"pdus+_TOP","expires_in":0}`:                           {nil, "expires_in in the answer is 0"},
		`200 {"access_token":"pdus+_TOP","expires_in":-5}`:                          {nil, "expires_in in the answer is -5"},
		`200 {"access_token":"pdus+_TOP","expires_in":1e300}`:                       {nil, "at most a year"},
		`200 {"access_token":"pdus+_TOP","expires_in":99999999999999999999}`:        {nil, "at most a year"},
		`200 {"access_token":"pdus+_TOP","expires_in":"soon"}`:                      {nil, "not that of a token endpoint"},
		`200 {"access_token":"pdus+_TOP","x":"` + strings.Repeat("y", 1<<16) + `"}`: {nil, "too large"},
	} {
		synctest.Test(t, func(t *testing.T) {
			provider := newIdentityProvider()
			provider.answers = []string{answer, answer, answer, answer}
			_, err := appOf(t, newApp(provider)).Token(t.Context())
			failure, ok := errors.AsType[*pagerduty.AppError](err)
			if !ok || !strings.Contains(err.Error(), test.says) || failure.Error() != err.Error() {
				t.Errorf("%.60s: error %v does not say %q", answer, err, test.says)
			}
			for _, kind := range []error{pagerduty.ErrForbidden, pagerduty.ErrUnauthorized, pagerduty.ErrUnavailable, pagerduty.ErrUnreachable, pagerduty.ErrRateLimited} {
				if errors.Is(err, kind) != (kind == test.is) {
					t.Errorf("%.60s: is %v: %t", answer, kind, errors.Is(err, kind))
				}
			}
			expectHidden(t, err, clientSecret)
			expectHidden(t, err, "TOP")
			if provider.requests() != 1 {
				t.Errorf("%.60s: %d requests", answer, provider.requests())
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		provider.answers = []string{`200 {"access_token":"pdus+_1","expires_in":"3600"}`}
		if sent, err := tokenOf(t, appOf(t, newApp(provider))); sent != "Bearer pdus+_1" || err != nil {
			t.Errorf("a number in quotation marks: %q, %v", sent, err)
		}
	})
}

func TestAppThatCannotBe(t *testing.T) {
	t.Parallel()
	var none pagerduty.CredentialFunc
	for name, change := range map[string]func(*pagerduty.App){
		"client id":               func(app *pagerduty.App) { app.ClientID = "" },
		"client secret":           func(app *pagerduty.App) { app.Secret = nil },
		"client secret: ":         func(app *pagerduty.App) { app.Secret = none },
		"scopes":                  func(app *pagerduty.App) { app.Scopes = nil },
		"scopes: ":                func(app *pagerduty.App) { app.Scopes = []string{"incidents.read users.read"} },
		"scopes: must":            func(app *pagerduty.App) { app.Scopes = []string{"as_account-us.acme"} },
		"region":                  func(app *pagerduty.App) { app.Region = "mars" },
		"subdomain":               func(app *pagerduty.App) { app.Subdomain = "" },
		"subdomain: ":             func(app *pagerduty.App) { app.Subdomain = "acme.pagerduty.com" },
		"token URL":               func(app *pagerduty.App) { app.TokenURL = "http://identity.example.com/oauth/token" },
		"token URL: must begin":   func(app *pagerduty.App) { app.TokenURL = "ftp://identity.example.com/oauth/token" },
		"token URL: must not":     func(app *pagerduty.App) { app.TokenURL = "https://ada:pass@identity.example.com/" },
		"token URL: must be a":    func(app *pagerduty.App) { app.TokenURL = "https://identity.example.com/?x=y" },
		"token URL: is not a URL": func(app *pagerduty.App) { app.TokenURL = "https://[::1" },
	} {
		app := newApp(nil)
		change(&app)
		_, err := pagerduty.NewAppCredential(app)
		if _, ok := errors.AsType[*pagerduty.ArgumentError](err); !ok || !strings.Contains(err.Error(), name) || !errors.Is(err, pagerduty.ErrInvalid) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for _, url := range []string{"", "http://127.0.0.1:80/oauth/token", "http://[::1]/oauth/token", "http://localhost/oauth/token", "https://identity.example.com/oauth/token"} {
		app := newApp(nil)
		app.TokenURL = url
		if _, err := pagerduty.NewAppCredential(app); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// The error of a secret that cannot be read is the reader's, and no failure of the network.
func TestAppsSecretThatCannotBeRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("the file is gone")
		var reads atomic.Int64
		provider, app := newIdentityProvider(), newApp(nil)
		app.Transport, app.Secret = provider, pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) {
			reads.Add(1)
			return pagerduty.Token{}, gone
		})
		_, err := appOf(t, app).Token(t.Context())
		if !errors.Is(err, gone) || errors.Is(err, pagerduty.ErrUnreachable) || provider.requests() != 0 || reads.Load() != 1 {
			t.Errorf("error %v after %d readings and %d requests", err, reads.Load(), provider.requests())
		}
		app.Secret = pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) { return pagerduty.APIKey(""), nil })
		if _, err := appOf(t, app).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "it is empty") {
			t.Errorf("an empty secret: %v", err)
		}
	})
}

// An answer that asks to wait for a day does not keep the app from its next token for longer than some minutes.
func TestAppWaitsNotForADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		credential := appOf(t, newApp(roundTrip(func(*http.Request) (*http.Response, error) {
			if sent++; sent == 1 {
				busy := answerWith(503, "")
				busy.Header = http.Header{"Retry-After": {"86400"}}
				return busy, nil
			}
			return answerWith(200, `{"access_token":"pdus+_1","expires_in":3600}`), nil
		})))
		if _, err := credential.Token(t.Context()); !errors.Is(err, pagerduty.ErrUnavailable) {
			t.Errorf("%v", err)
		}
		time.Sleep(4 * time.Minute)
		if _, err := credential.Token(t.Context()); err == nil || sent != 1 {
			t.Errorf("%v after %d requests", err, sent)
		}
		time.Sleep(2 * time.Minute)
		if _, err := credential.Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestRegionFollowsTheApp(t *testing.T) {
	t.Parallel()
	app := newApp(nil)
	app.Region = pagerduty.EU
	credential := appOf(t, app)
	if client, err := pagerduty.New(credential); err != nil || client.BaseURL() != "https://api.eu.pagerduty.com" {
		t.Errorf("%v, %v", client.BaseURL(), err)
	}
	expectHidden(t, credential, clientSecret)
	expectHidden(t, app, clientSecret)
}

// After a 401, a change is sent once more with the new token, and after another no more.
func TestAppsTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		credential := appOf(t, newApp(provider))
		refuses := map[string]bool{}
		var sent []string
		client, err := pagerduty.New(credential, pagerduty.WithFrom(testEmail), pagerduty.WithTransport(roundTrip(func(request *http.Request) (*http.Response, error) {
			sent = append(sent, request.Header.Get("Authorization"))
			if refuses[sent[len(sent)-1]] {
				return answerWith(401, ""), nil
			}
			return answerWith(200, everyRoot), nil
		})))
		if err != nil {
			t.Fatal(err)
		}
		if err := addNote(t.Context(), client); err != nil {
			t.Error(err)
		}
		sleepUntilOld()
		refuses["Bearer pdus+_1"] = true
		if err := addNote(t.Context(), client); err != nil || strings.Join(sent, ", ") != "Bearer pdus+_1, Bearer pdus+_1, Bearer pdus+_2" {
			t.Errorf("%v, sent %q", err, sent)
		}
		sleepUntilOld()
		refuses["Bearer pdus+_2"], refuses["Bearer pdus+_3"], sent = true, true, nil
		if err := addNote(t.Context(), client); !errors.Is(err, pagerduty.ErrUnauthorized) || strings.Join(sent, ", ") != "Bearer pdus+_2, Bearer pdus+_3" {
			t.Errorf("%v, sent %q", err, sent)
		}
	})
}
