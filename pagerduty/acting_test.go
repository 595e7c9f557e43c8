package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const ada = `{"user":{"id":"PADA","name":"Ada","email":"ada@example.com"}}`

// account answers /users/me with me, and every other request with success.
func account(me httpmock.Responder) http.RoundTripper {
	transport := everywhere(answer(200, everyRoot))
	transport.RegisterResponder(http.MethodGet, "/users/me", me)
	return transport
}

func TestUserOfAKeyIsAskedForOnce(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, account(answer(200, ada)))
	for _, change := range []func(context.Context, *pagerduty.Client) error{update, addNote, update} {
		if err := change(t.Context(), client); err != nil {
			t.Fatal(err)
		}
	}
	if user, err := client.Users.Acting(t.Context()); err != nil || user.ID != "PADA" {
		t.Errorf("Acting is %v, %v", user, err)
	}
	sent.expect(t, "GET /users/me", "PUT /incidents", "POST /incidents/PINC/notes", "PUT /incidents")
	for _, request := range sent.requests() {
		if got := request.Header.Get("From"); (got == testEmail) != (request.Method != http.MethodGet) {
			t.Errorf("%s: From is %q", request.line(), got)
		}
	}
}

func TestManyChangesAtOnceFindTheUser(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, account(answer(200, ada)))
	var running sync.WaitGroup
	for range 50 {
		running.Go(func() {
			if err := addNote(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if asked := strings.Count(strings.Join(sent.lines(), "\n"), "/users/me"); asked != 1 {
		t.Errorf("/users/me was asked %d times", asked)
	}
	for _, request := range sent.requests() {
		if request.Method == http.MethodPost && request.Header.Get("From") != testEmail {
			t.Errorf("From is %q", request.Header.Get("From"))
		}
	}
}

func TestAccountKeyHasNoUser(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 404} {
		client, sent := newClient(t, account(answer(status, `{"error":{"message":"Requester User Not Found","code":1008}}`)))
		for _, change := range []func(context.Context, *pagerduty.Client) error{update, addNote} {
			err := change(t.Context(), client)
			if !errors.Is(err, pagerduty.ErrNoUser) {
				t.Errorf("%d: error %v", status, err)
			}
			if failure, ok := errors.AsType[*pagerduty.Error](err); !ok || failure.StatusCode != status || failure.Code != 1008 {
				t.Errorf("%d: the cause is lost: %v", status, err)
			}
			if !strings.Contains(err.Error(), "in a user's name") || !strings.Contains(err.Error(), "WithFrom") {
				t.Errorf("%d: it says %q", status, err)
			}
		}
		if _, err := client.Users.Me(t.Context()); !errors.Is(err, pagerduty.ErrNoUser) {
			t.Errorf("Me: error %v", err)
		}
		for _, line := range sent.lines() {
			if line != "GET /users/me" {
				t.Errorf("sent %s", line)
			}
		}
	}
}

// A failed lookup of the user does not mean that the key has none.
func TestUserThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer httpmock.Responder
		is     error
	}{
		"unauthorized": {answer(401, ""), pagerduty.ErrUnauthorized},
		"failure":      {answer(500, ""), pagerduty.ErrUnavailable},
		"no network":   {httpmock.ConnectionFailure, pagerduty.ErrUnreachable},
		"HTML":         {answer(200, "<html>"), nil},
	}
	for name, test := range tests {
		client, sent := newClient(t, account(test.answer), pagerduty.WithMaxRetryWait(0))
		err := update(t.Context(), client)
		if err == nil || errors.Is(err, pagerduty.ErrNoUser) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: error %v", name, err)
		}
		if errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("%s: nothing was sent that could be accepted", name)
		}
		sent.expect(t, "GET /users/me")
	}
}

func TestFromIsSentWithoutAsking(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, account(answer(404, "")), pagerduty.WithFrom("bob@example.com"))
	if err := addNote(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	sent.expect(t, "POST /incidents/PINC/notes")
	if got := sent.requests()[0].Header.Get("From"); got != "bob@example.com" {
		t.Errorf("From is %q", got)
	}
}

func TestActingUserOfAFromAddress(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(200, `{"users":[{"id":"PNOT","email":"bob@example.com.au"},{"id":"PNONE","email":null},{"id":"PBOB","email":"Bob@Example.com"}]}`)),
		pagerduty.WithFrom("bob@example.com"))
	for range 2 {
		if user, err := client.Users.Acting(t.Context()); err != nil || user.ID != "PBOB" {
			t.Fatalf("got %v, %v", user, err)
		}
	}
	sent.expect(t, "GET /users?limit=100&query=bob%40example.com")
	stranger, _ := newClient(t, everywhere(answer(200, `{"users":[]}`)), pagerduty.WithFrom("eve@example.com"))
	if user, err := stranger.Users.Acting(t.Context()); user != nil || !errors.Is(err, pagerduty.ErrInvalid) || !strings.Contains(err.Error(), "eve@example.com") {
		t.Errorf("got %v, %v", user, err)
	}
}

// A rotated key may belong to another user.
func TestNewKeyMeansNewUser(t *testing.T) {
	t.Parallel()
	me := func(request *http.Request) (*http.Response, error) {
		if request.Header.Get("Authorization") == "Token token=old" {
			return answer(200, ada)(request)
		}
		return answer(200, `{"user":{"id":"PBOB","email":"bob@example.com"}}`)(request)
	}
	transport := everywhere(func(request *http.Request) (*http.Response, error) {
		if request.Method == http.MethodGet && request.Header.Get("Authorization") == "Token token=old" {
			return answer(401, "")(request)
		}
		return answer(200, everyRoot)(request)
	})
	transport.RegisterResponder(http.MethodGet, "/users/me", me)
	client, _ := clientOf(t, &keys{keys: []string{"old", "new"}}, transport)
	for _, want := range []string{"PADA", "PADA"} {
		if user, err := client.Users.Acting(t.Context()); err != nil || user.ID != want {
			t.Errorf("got %v, %v; want %s", user, err, want)
		}
	}
	if err := read(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if user, err := client.Users.Acting(t.Context()); err != nil || user.ID != "PBOB" {
		t.Errorf("got %v, %v", user, err)
	}
}

func TestUserIsAskedForAgainAfterAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, sent := newClient(t, account(answer(200, ada)))
		for range 3 {
			if _, err := client.Users.Acting(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Minute)
		}
		sent.expect(t, "GET /users/me", "GET /users/me")
	})
}

// Only PagerDuty's own answer shows that a key belongs to no user; a web page at a wrong address does not.
func TestPageOfAnotherSiteIsNotAnAccountsKey(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(404, "<html>Not here</html>")))
	if _, err := client.Users.Me(t.Context()); !errors.Is(err, pagerduty.ErrNotFound) || errors.Is(err, pagerduty.ErrNoUser) {
		t.Errorf("error %v", err)
	}
}

// A token is never sent with the address of another token's user, even if it is replaced again and again.
func TestKeyAndUserBelongTogether(t *testing.T) {
	t.Parallel()
	user := func(key string) string { return strings.TrimPrefix(key, "Token token=") + "@example.com" }
	var rotation atomic.Int64
	current := func() string { return fmt.Sprintf("key%d", rotation.Load()/7) }
	var wrong atomic.Int64
	transport := roundTripper(func(request *http.Request) (*http.Response, error) {
		rotation.Add(1)
		key := request.Header.Get("Authorization")
		if key != "Token token="+current() {
			return answer(401, "")(request)
		}
		if request.URL.Path == "/users/me" {
			return answer(200, fmt.Sprintf(`{"user":{"id":"PID","email":%q}}`, user(key)))(request)
		}
		if request.Header.Get("From") != user(key) {
			wrong.Add(1)
		}
		return answer(200, everyRoot)(request)
	})
	credential := pagerduty.CredentialFunc(func(context.Context) (pagerduty.Token, error) { return pagerduty.APIKey(current()), nil })
	client, err := pagerduty.New(credential, pagerduty.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for range 50 {
				_ = addNote(t.Context(), client)
			}
		})
	}
	running.Wait()
	if wrong.Load() > 0 {
		t.Errorf("%d requests went out with a key and another key's user", wrong.Load())
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// An error about a missing scope does not match ErrNoUser.
func TestMissingScopeIsNotAnAccountsKey(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, account(answer(403, `{"error":{"message":"Token missing required scopes","required_scopes":"users.read"}}`)))
	_, err := client.Users.Me(t.Context())
	failure, ok := errors.AsType[*pagerduty.Error](err)
	if !ok || errors.Is(err, pagerduty.ErrNoUser) || !slices.Equal(failure.Scopes, []string{"users.read"}) || !strings.Contains(err.Error(), "users.read") {
		t.Errorf("error %v", err)
	}
}

// Each caller of Acting gets its own copy of the user.
func TestActingUserIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(200, `{"user":{"id":"PADA","email":"ada@example.com","teams":[{"id":"PTEAM"}],"contact_methods":[{"id":"PCON"}],"notification_rules":[{"id":"PRUL"}]}}`)))
	for range 3 {
		user, err := client.Users.Acting(t.Context())
		if err != nil || user.Email != "ada@example.com" || user.Teams[0].ID != "PTEAM" || user.ContactMethods[0].ID != "PCON" || user.NotificationRules[0].ID != "PRUL" {
			t.Fatalf("got %+v, %v", user, err)
		}
		user.Email, user.Teams[0].ID, user.ContactMethods[0].ID, user.NotificationRules[0].ID = "eve@example.com", "PEVE", "PEVE", "PEVE"
	}
	sent.expect(t, "GET /users/me")
}
