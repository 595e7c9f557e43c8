package explain_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
)

const realIncident = `{"title":"Checkout is down","service_id":"Checkout API"}`

// account is a simulated account whose answers to changes a test can replace.
type account struct {
	*simulator.Simulator
	tools  []mcptools.Tool
	client *pagerduty.Client

	spoil atomic.Pointer[http.HandlerFunc] // answers changes in place of the account, or nil
}

func newAccount(t *testing.T, options ...pagerduty.Option) *account {
	t.Helper()
	a := &account{Simulator: simulator.New()}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if spoil := a.spoil.Load(); spoil != nil && r.Method != http.MethodGet {
			(*spoil)(w, r)
			return
		}
		a.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	options = append([]pagerduty.Option{pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0)}, options...)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), options...)
	if err != nil {
		t.Fatal(err)
	}
	a.client, a.tools = client, incidents.Toolset(client).Tools
	return a
}

// capped returns one of the account's tools with a limit around it.
func (a *account) capped(t *testing.T, name string, limit mcptools.Middleware) mcptools.Tool {
	t.Helper()
	i := slices.IndexFunc(a.tools, func(tool mcptools.Tool) bool { return tool.Name == name })
	if i < 0 {
		t.Fatalf("there is no tool %s", name)
	}
	return a.tools[i].With(limit)
}

func onlyOne() mcptools.Middleware {
	return middleware.Cap(1, time.Hour, func(call mcptools.Call) int { return max(1, call.Count("pages")) })
}

// A call that certainly paged nobody does not count against a limit, and keeps its text.
func TestWhatChangedNothingGivesItsRoomBack(t *testing.T) {
	t.Parallel()
	limit := onlyOne()
	readOnly, real := newAccount(t, pagerduty.WithReadOnly()), newAccount(t)
	create, unable := real.capped(t, "create_incident", limit), readOnly.capped(t, "create_incident", limit)
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"error":{"message":"Invalid Input Provided","code":2001}}`, http.StatusBadRequest)
	})
	for _, test := range []struct {
		name      string
		tool      mcptools.Tool
		arguments string
		spoil     *http.HandlerFunc
		says      string
	}{
		{"mistyped service", create, `{"title":"Down","service_id":"Chekout"}`, nil, "Chekout"},
		{"arguments that exclude each other", create, `{"title":"Down","service_id":"Checkout API","escalation_policy_id":"P1","assignee_id":"P2"}`, nil, "exclude each other"},
		{"illegal id", create, `{"title":"Down","service_id":"../users"}`, nil, "../users"},
		{"unknown argument", create, `{"title":"Down","service_id":"Checkout API","colour":"red"}`, nil, "colour"},
		{"read-only client", unable, realIncident, nil, "read-only"},
		{"refused by PagerDuty", create, realIncident, &refuse, "refused the arguments (400)"},
	} {
		real.spoil.Store(test.spoil)
		result := test.tool.Call(t.Context(), []byte(test.arguments))
		if !errors.Is(result.Err, mcptools.ErrNothingDone) || !strings.Contains(result.Text, test.says) || strings.Contains(result.Err.Error(), "nothing was done") {
			t.Errorf("%s: %v, it says %s", test.name, result.Err, result.Text)
		}
	}
	real.spoil.Store(nil)
	if result := create.Call(t.Context(), []byte(realIncident)); result.Err != nil {
		t.Errorf("a refused call counted against the limit: %v", result.Err)
	}
	if result := create.Call(t.Context(), []byte(realIncident)); !errors.As(result.Err, new(*middleware.CapError)) {
		t.Errorf("beyond the limit: %+v", result)
	}
}

// answers responds to changes with one status after the other, and then keeps repeating the last; 0 means no response.
func answers(statuses ...int) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, _ *http.Request) {
		status := statuses[min(int(n.Add(1)), len(statuses))-1]
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		http.Error(w, `{}`, status)
	}
}

// A call that may have changed something counts against a limit.
func TestWhatMayHaveChangedSomethingKeepsItsRoom(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers http.HandlerFunc
		room    bool
	}{
		"500":           {answers(500), false},
		"501":           {answers(501), false},
		"408":           {answers(408), false},
		"no answer":     {answers(0), false},
		"a redirection": {answers(302), false},
		"unreadable":    {answers(201), false},
		"403":           {answers(403), true},
		"409":           {answers(409), true},
		"429":           {answers(429), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t)
			create := account.capped(t, "create_incident", onlyOne())
			account.spoil.Store(&test.answers)
			first := create.Call(t.Context(), []byte(realIncident))
			account.spoil.Store(nil)
			second := create.Call(t.Context(), []byte(realIncident))
			if room := second.Err == nil; room != test.room || errors.Is(first.Err, mcptools.ErrNothingDone) != test.room {
				t.Errorf("first %v, second %v", first.Err, second.Err)
			}
		})
	}
}

// ErrNothingDone takes every request of a call and every attempt into account.
func TestNothingIsDoneOnlyIfEveryAttemptWasRefused(t *testing.T) {
	t.Parallel()
	note := func(ctx context.Context, client *pagerduty.Client) error {
		_, err := client.Incidents.AddNote(ctx, "PT4KHLK", "x")
		return err
	}
	remove := func(ctx context.Context, client *pagerduty.Client) error {
		return client.Teams.RemoveMember(ctx, "PT4KHLK", "PT4KHLK")
	}
	own := errors.New("it went wrong")
	for name, test := range map[string]struct {
		answers http.HandlerFunc
		call    func(context.Context, *pagerduty.Client) error
		want    bool
	}{
		"refused":                         {answers(404), remove, true},
		"refused after no answer":         {answers(0, 403), remove, false},
		"refused after a failure":         {answers(503, 403), remove, false},
		"refused after a rate limit":      {answers(429, 403), remove, true},
		"nothing sent":                    {answers(500), func(context.Context, *pagerduty.Client) error { return own }, true},
		"an error of one's own":           {answers(500), func(ctx context.Context, c *pagerduty.Client) error { return errors.Join(own, note(ctx, c)) }, false},
		"an error that hides the failure": {answers(500), func(ctx context.Context, c *pagerduty.Client) error { _ = note(ctx, c); return own }, false},
		"two refused":                     {answers(403), func(ctx context.Context, c *pagerduty.Client) error { _ = note(ctx, c); return note(ctx, c) }, true},
		"the second refused":              {answers(201, 403), func(ctx context.Context, c *pagerduty.Client) error { _ = note(ctx, c); return note(ctx, c) }, false},
		"a call within a call": {answers(500), func(ctx context.Context, c *pagerduty.Client) error {
			return fmt.Errorf("%w", changing(func(ctx context.Context) error { return note(ctx, c) }).Call(ctx, nil).Err)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, pagerduty.WithMaxRetryWait(time.Minute))
			account.spoil.Store(&test.answers)
			err := changing(func(ctx context.Context) error { return test.call(ctx, account.client) }).Call(t.Context(), nil).Err
			if err == nil || errors.Is(err, mcptools.ErrNothingDone) != test.want {
				t.Errorf("nothing done: %v, want %v: %v", !test.want, test.want, err)
			}
		})
	}
}

// changing returns a tool that runs call.
func changing(call func(context.Context) error) mcptools.Tool {
	return explain.WithMiddleware([]mcptools.Tool{mcptools.Destructive("change", "Changes.", func(ctx context.Context, _ struct{}) (string, error) {
		return "", call(ctx)
	})})[0]
}
