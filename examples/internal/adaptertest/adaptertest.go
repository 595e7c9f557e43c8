// Package adaptertest holds the adapters to what all of them promise, whatever the framework: the model reads what a tool found and
// why one failed, the program keeps the Go error, every tool arrives as it is, and what is cancelled ends. An [Agent] is tested
// with a scripted model, a server with [TestServer], both against a simulated account. It is test code only.
package adaptertest

import (
	"bytes"
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

// NoSuchIncident are arguments of get_incident with which it fails, with pagerduty.ErrNotFound.
const NoSuchIncident = `{"incident_id":"PNOSUCH1"}`

// tooFew is a number of tools below which some must have been lost.
const tooFew = 42

// newAccount starts an account in which the incidents are recent by the real time, as the tools have it.
func newAccount(t *testing.T) *simulatortest.Account {
	t.Helper()
	return simulatortest.New(t, simulator.WithClock(time.Now))
}

// Tools gives all of PagerDuty's tools, those that write too, on an account of their own.
func Tools(t *testing.T) []mcptools.Tool {
	t.Helper()
	var all []mcptools.Tool
	for _, toolset := range tools.All(newAccount(t).Client()) {
		all = append(all, toolset.Tools...)
	}
	if len(all) < tooFew || !slices.ContainsFunc(all, func(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectRead }) {
		t.Fatalf("there are %d tools, which cannot be all", len(all))
	}
	return all
}

// Watch puts around each tool what a program does that wants to see the errors of calls. The error of the last call is in seen.
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

// Acknowledge are arguments of the tool that [WritesAsItIsCancelled] gives, and Acknowledged is in its result.
const (
	Acknowledge  = `{"incident_ids":["4200"],"status":"acknowledged"}`
	Acknowledged = `"status":"acknowledged"`
)

// WritesAsItIsCancelled gives manage_incidents, and a context that ends as its change is made.
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

// Vendor serves a vendor's API, such as scriptedmodel.OpenAI, with a model behind it. The last conversation that the model saw is
// in heard.
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

// CheckTools tells whether the model was offered these tools, in whatever order, and with their schemas: same is [SameSchema], or
// bytes.Equal where the framework leaves a schema as it is.
func CheckTools(t *testing.T, got []scriptedmodel.Tool, want []mcptools.Tool, same func(got, want []byte) bool) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d tools of %d arrived", len(got), len(want))
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

// SameSchema tells whether two schemas say the same: what is required has no order in them, and none required is the same as an
// empty list.
func SameSchema(a, b []byte) bool {
	left, right := normalized(a), normalized(b)
	return left != nil && reflect.DeepEqual(left, right)
}

func normalized(schema []byte) any {
	var root any
	decoder := json.NewDecoder(bytes.NewReader(schema))
	decoder.UseNumber()
	if decoder.Decode(&root) != nil {
		return nil
	}
	sortRequired(root)
	return root
}

func sortRequired(part any) {
	switch part := part.(type) {
	case map[string]any:
		if required, ok := part["required"].([]any); ok && len(required) == 0 {
			delete(part, "required")
		} else if ok {
			slices.SortFunc(required, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		}
		for _, below := range part {
			sortRequired(below)
		}
	case []any:
		for _, below := range part {
			sortRequired(below)
		}
	}
}

// cancelInFlight lets a client cancel as soon as it asks PagerDuty for something. What ended says is whether the request ended with
// it.
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
