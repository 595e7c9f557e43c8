// Package adaptertest tests what all adapters promise, for any framework: the model reads results and the reasons of failures, the
// program keeps the Go error, every tool arrives unchanged, and cancelling ends requests. An [Agent] runs with a scripted model, a
// server in [TestServer], both on a simulated account. Only tests use it.
package adaptertest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// NoSuchIncident are arguments with which get_incident fails with pagerduty.ErrNotFound.
const NoSuchIncident = `{"incident_id":"PNOSUCH1"}`

// newAccount starts an account with the real time: the tools have no other clock.
func newAccount(t *testing.T) *simulatortest.Account {
	t.Helper()
	return simulatortest.New(t, simulator.WithClock(time.Now))
}

// Tools returns all of PagerDuty's tools, including those that write, on a new account.
func Tools(t *testing.T) []mcptools.Tool {
	t.Helper()
	var all []mcptools.Tool
	for _, toolset := range tools.All(newAccount(t).Client()) {
		all = append(all, toolset.Tools...)
	}
	if len(all) < 42 {
		t.Fatalf("there are %d tools, want at least 42", len(all))
	}
	return all
}

// Watch wraps the tools, as a program does that wants to see errors. seen points to the error of the last call.
func Watch(list []mcptools.Tool) (watched []mcptools.Tool, seen *error) {
	seen = new(error)
	watch := func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			result := next(ctx, call)
			*seen = result.Err
			return result
		}
	}
	for _, tool := range list {
		watched = append(watched, tool.With(watch))
	}
	return watched, seen
}

// Acknowledge are arguments for the tool of [WritesAsItIsCancelled], and Acknowledged is in the result.
const (
	Acknowledge  = `{"incident_ids":["4200"],"status":"acknowledged"}`
	Acknowledged = `"status":"acknowledged"`
)

// WritesAsItIsCancelled returns manage_incidents, and a context that is cancelled when the tool has made its change.
func WritesAsItIsCancelled(t *testing.T) (context.Context, mcptools.Tool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	all := Tools(t)
	i := slices.IndexFunc(all, func(tool mcptools.Tool) bool { return tool.Name == "manage_incidents" })
	return ctx, all[i].With(func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			defer cancel()
			return next(ctx, call)
		}
	})
}

// Vendor serves a vendor's API, such as scriptedmodel.OpenAI, with the model. heard points to the last conversation that the model
// saw.
func Vendor(t *testing.T, api func(scriptedmodel.Model) http.Handler, model scriptedmodel.Model) (url string, heard *scriptedmodel.Conversation) {
	t.Helper()
	heard = new(scriptedmodel.Conversation)
	server := httptest.NewServer(api(func(conversation scriptedmodel.Conversation) scriptedmodel.Reply {
		*heard = conversation
		return model(conversation)
	}))
	t.Cleanup(server.Close)
	return server.URL, heard
}

// CheckTools fails the test unless the model was offered exactly these tools, in any order. same compares schemas: use bytes.Equal,
// or [SameSchema] for a framework that encodes schemas again.
func CheckTools(t *testing.T, got []scriptedmodel.Tool, want []mcptools.Tool, same func(got, want []byte) bool) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d tools arrived, want %d", len(got), len(want))
	}
	for _, tool := range want {
		i := slices.IndexFunc(got, func(arrived scriptedmodel.Tool) bool { return arrived.Name == tool.Name })
		if i < 0 {
			t.Errorf("%s did not arrive", tool.Name)
			continue
		}
		if got[i].Description != tool.Description {
			t.Errorf("%s is described as %q, want %q", tool.Name, got[i].Description, tool.Description)
		}
		if !same(got[i].Schema, tool.InputSchema) {
			t.Errorf("%s has the schema %s, want %s", tool.Name, got[i].Schema, tool.InputSchema)
		}
	}
}

// SameSchema reports whether two schemas have the same meaning: the order in required does not matter, and an empty list there
// equals none.
func SameSchema(a, b []byte) bool {
	var left, right any
	if json.Unmarshal(a, &left) != nil || json.Unmarshal(b, &right) != nil {
		return false
	}
	sortRequired(left)
	sortRequired(right)
	return reflect.DeepEqual(left, right)
}

func sortRequired(part any) {
	switch part := part.(type) {
	case map[string]any:
		if required, ok := part["required"].([]any); ok && len(required) == 0 {
			delete(part, "required")
		} else if ok {
			slices.SortFunc(required, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		}
		for _, member := range part {
			sortRequired(member)
		}
	case []any:
		for _, item := range part {
			sortRequired(item)
		}
	}
}

// cancelInFlight returns an option for a client that calls cancel when it sends a request, and sends no request. ended receives
// whether the request's context was cancelled within ten seconds.
func cancelInFlight(cancel context.CancelFunc) (option pagerduty.Option, ended <-chan bool) {
	end := make(chan bool, 10)
	return pagerduty.WithTransport(transport(func(r *http.Request) (*http.Response, error) {
		cancel()
		select {
		case <-r.Context().Done():
			end <- true
		case <-time.After(10 * time.Second):
			end <- false
		}
		return nil, context.Canceled
	})), end
}

// transport is a function as an http.RoundTripper.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
