package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// accepting answers 401 to every key except one.
func accepting(key string) *inFlight {
	return &inFlight{respond: func(request *http.Request) (*http.Response, error) {
		if request.Header.Get("Authorization") != "Token token="+key {
			return answer(http.StatusUnauthorized, `{"error":{"message":"Unauthorized","code":2006}}`)(request)
		}
		return answer(http.StatusOK, everyRoot)(request)
	}}
}

// keys is a credential that returns its keys in turn, and then always the last one.
type keys struct {
	keys  []string
	asked atomic.Int64
	busy  atomic.Int64
	twice atomic.Bool // whether two calls overlapped
}

func (k *keys) Token(context.Context) (pagerduty.Token, error) {
	if k.busy.Add(1) > 1 {
		k.twice.Store(true)
	}
	defer k.busy.Add(-1)
	asked := int(k.asked.Add(1))
	return pagerduty.APIKey(k.keys[min(asked, len(k.keys))-1]), nil
}

func clientOf(t *testing.T, credential pagerduty.Credential, next http.RoundTripper, options ...pagerduty.Option) (*pagerduty.Client, *wire) {
	t.Helper()
	sent := &wire{next: next}
	client, err := pagerduty.New(credential, append(options, pagerduty.WithTransport(sent))...)
	if err != nil {
		t.Fatal(err)
	}
	return client, sent
}

func TestCredentialIsAskedAgainAfter401(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		keys     []string
		requests int
		asked    int64
		is       error
	}{
		"good":           {[]string{"new"}, 1, 1, nil},
		"rotated":        {[]string{"old", "new"}, 2, 2, nil},
		"the same again": {[]string{"old"}, 1, 2, pagerduty.ErrUnauthorized},
		"another, wrong": {[]string{"old", "older", "new"}, 2, 2, pagerduty.ErrUnauthorized},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				credential := &keys{keys: test.keys}
				client, sent := clientOf(t, credential, accepting("new"), pagerduty.WithFrom(testEmail))
				if credential.asked.Load() != 0 {
					t.Error("New asked for the token")
				}
				if err := addNote(t.Context(), client); !errors.Is(err, test.is) {
					t.Errorf("error %v", err)
				}
				if got := len(sent.requests()); got != test.requests || credential.asked.Load() != test.asked {
					t.Errorf("%d requests, asked %d times", got, credential.asked.Load())
				}
				if test.is == nil {
					if err := read(t.Context(), client); err != nil || credential.asked.Load() != test.asked {
						t.Errorf("error %v, asked %d times", err, credential.asked.Load())
					}
				}
			})
		})
	}
}

func TestFixedKeyIsRefusedAfterOneRequest(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(401, `{"error":{"message":"Unauthorized"}}`)))
	if err := read(t.Context(), client); !errors.Is(err, pagerduty.ErrUnauthorized) {
		t.Errorf("error %v", err)
	}
	sent.expect(t, "GET /incidents/PINC")
}

func TestManyRequestsReplaceARotatedKeyOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		credential := &keys{keys: []string{"old", "new"}}
		client, sent := clientOf(t, credential, accepting("new"))
		var running sync.WaitGroup
		var failed atomic.Int64
		for range 100 {
			running.Go(func() {
				if read(t.Context(), client) != nil {
					failed.Add(1)
				}
			})
		}
		running.Wait()
		if failed.Load() != 0 || credential.asked.Load() != 2 || len(sent.requests()) != 200 || credential.twice.Load() {
			t.Errorf("%d failed, asked %d times, %d requests, at once: %t", failed.Load(), credential.asked.Load(), len(sent.requests()), credential.twice.Load())
		}
	})
}

func TestCredentialThatFails(t *testing.T) {
	t.Parallel()
	cause := errors.New("the key file is gone")
	var asked int
	credential := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) {
		if asked++; asked == 2 {
			return pagerduty.APIKey("old"), nil
		}
		return pagerduty.Token{}, cause
	})
	client, sent := clientOf(t, credential, everywhere(answer(401, "")))
	if err := read(t.Context(), client); !errors.Is(err, cause) || len(sent.requests()) != 0 {
		t.Errorf("at first: error %v, requests %q", err, sent.lines())
	}
	if err := read(t.Context(), client); !errors.Is(err, cause) || !errors.Is(err, pagerduty.ErrUnauthorized) {
		t.Errorf("after 401: error %v", err)
	}
	sent.expect(t, "GET /incidents/PINC")
}

func TestCredentialThatGivesNoToken(t *testing.T) {
	t.Parallel()
	for _, token := range []pagerduty.Token{{}, pagerduty.APIKey(""), pagerduty.BearerToken(""), pagerduty.APIKey("a\r\nX: y"), pagerduty.BearerToken("a b")} {
		credential := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) { return token, nil })
		client, sent := clientOf(t, credential, everywhere(answer(200, everyRoot)))
		if err := read(t.Context(), client); err == nil || !strings.Contains(err.Error(), "token") {
			t.Errorf("error %v", err)
		}
		sent.expect(t)
		if _, err := pagerduty.New(token); !errors.Is(err, pagerduty.ErrInvalid) || strings.Count(err.Error(), "pagerduty:") != 1 {
			t.Errorf("New: error %v", err)
		}
	}
	if _, err := pagerduty.New(nil); !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("New(nil): error %v", err)
	}
}

func TestWaitingForACredentialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		credential := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) {
			<-release
			return pagerduty.APIKey("new"), nil
		})
		client, _ := clientOf(t, credential, accepting("new"))
		var running sync.WaitGroup
		running.Go(func() {
			if err := read(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := read(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		close(release)
		running.Wait()
	})
}

func TestRegionFollowsTheToken(t *testing.T) {
	t.Parallel()
	const us, eu = "https://api.pagerduty.com", "https://api.eu.pagerduty.com"
	later := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) { return pagerduty.BearerToken("pdeu+_x"), nil })
	tests := []struct {
		credential pagerduty.Credential
		options    []pagerduty.Option
		want       string
	}{
		{pagerduty.APIKey(testKey), nil, us},
		{pagerduty.APIKey(testKey), []pagerduty.Option{pagerduty.WithRegion(pagerduty.EU)}, eu},
		{pagerduty.APIKey(testKey), []pagerduty.Option{pagerduty.WithRegion("")}, us},
		{pagerduty.BearerToken("pdus+_x"), nil, us},
		{pagerduty.BearerToken("pdeu+_x"), nil, eu},
		{pagerduty.BearerToken("pdeu+_x"), []pagerduty.Option{pagerduty.WithRegion(pagerduty.US)}, us},
		{pagerduty.BearerToken("pdeu+_x"), []pagerduty.Option{pagerduty.WithBaseURL("https://proxy.example.com")}, "https://proxy.example.com"},
		{pagerduty.BearerToken("pdus+_x"), []pagerduty.Option{pagerduty.WithRegion(pagerduty.EU)}, eu},
		{later, nil, us},
	}
	for i, test := range tests {
		client, err := pagerduty.New(test.credential, test.options...)
		if err != nil || client.BaseURL() != test.want {
			t.Errorf("%d: got %v, %v; want %s", i, client, err, test.want)
		}
	}
	if _, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithRegion("mars")); !errors.Is(err, pagerduty.ErrInvalid) || !strings.Contains(fmt.Sprint(err), `"us" or "eu"`) {
		t.Errorf("error %v", err)
	}
}

// A change is made in the name of the user whose key is sent, even if the key was replaced by another user's.
func TestReplacedKeyActsForItsOwnUser(t *testing.T) {
	t.Parallel()
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodGet, "/users/me", func(request *http.Request) (*http.Response, error) {
		name := "old"
		if strings.HasSuffix(request.Header.Get("Authorization"), "new") {
			name = "new"
		}
		return answer(200, `{"user":{"id":"P1","email":"`+name+`@example.com"}}`)(request)
	})
	transport.RegisterNoResponder(func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.Header.Get("Authorization"), "old") {
			return answer(401, "")(request)
		}
		return answer(200, everyRoot)(request)
	})
	client, sent := clientOf(t, &keys{keys: []string{"old", "new"}}, transport)
	if err := addNote(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	requests := sent.requests()
	if last := requests[len(requests)-1]; last.Header.Get("From") != "new@example.com" {
		t.Errorf("the new key acts for %q", last.Header.Get("From"))
	}
}
