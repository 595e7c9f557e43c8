package adaptertest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Client is a framework's own MCP client, connected to a server.
type Client interface {
	// List gives the server's tools, as a list that marshals to what MCP calls tools.
	List(ctx context.Context) (tools any, err error)
	// Call calls a tool, and gives the text of the result.
	Call(ctx context.Context, name string, arguments any) (text string, isError bool, err error)
}

// TestServer holds an example to what a server owes that has list_incidents, get_incident and list_oncalls, and a tool of its own,
// get_runbook.
func TestServer[Server any](t *testing.T, build func(*pagerduty.Client) (Server, error), connect func(*testing.T, Server) Client) {
	t.Parallel()
	serve := func(t *testing.T, options ...pagerduty.Option) Client {
		t.Helper()
		server, err := build(newAccount(t).Client(options...))
		if err != nil {
			t.Fatal(err)
		}
		return connect(t, server)
	}
	t.Run("PagerDuty's tools stand beside a tool of its own", func(t *testing.T) {
		t.Parallel()
		checkCalls(t, serve(t))
	})
	t.Run("a cancelled call ends the request to PagerDuty", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		option, ended := cancelInFlight(cancel)
		text, isError, err := serve(t, option).Call(ctx, "list_incidents", nil)
		if !isError && !errors.Is(err, context.Canceled) {
			t.Errorf("the cancelled call gives %q and the error %v", text, err)
		}
		if ctx.Err() == nil || !<-ended {
			t.Error("the request to PagerDuty was not made or went on")
		}
	})
}

func checkCalls(t *testing.T, client Client) {
	var names []string
	for _, tool := range list(t, client) {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	if want := []string{"get_incident", "get_runbook", "list_incidents", "list_oncalls"}; !slices.Equal(names, want) {
		t.Errorf("it serves %q, want %q", names, want)
	}
	for _, test := range []struct {
		name      string
		arguments any
		text      string
		isError   bool
	}{
		{"get_incident", map[string]any{"incident_id": "Q2CHECKOUTLATE"}, `"Q2CHECKOUTLATE"`, false},
		{"get_incident", json.RawMessage(NoSuchIncident), "PNOSUCH1", true},
		{"list_incidents", nil, `"items":[`, false},
		{"list_incidents", map[string]any{"limit": "1"}, `"items":[`, false},
		{"list_oncalls", map[string]any{"limit": "many"}, "limit", true}, // which cannot be forgiven
		{"get_runbook", map[string]any{"service": "checkout"}, "runbooks/checkout", false},
	} {
		text, isError, err := client.Call(t.Context(), test.name, test.arguments)
		if err != nil || isError != test.isError || !strings.Contains(text, test.text) {
			t.Errorf("%s says %q (an error: %t) and fails with %v, want %q", test.name, text, isError, err, test.text)
		}
	}
}

// listedTool is a tool as MCP has it.
type listedTool struct {
	Name, Title, Description string
	InputSchema              json.RawMessage
	Annotations              struct {
		ReadOnlyHint    bool
		DestructiveHint *bool // true if it is left out
	}
}

func list(t *testing.T, client Client) []listedTool {
	t.Helper()
	given, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var listed []listedTool
	text, err := json.Marshal(given)
	if err := errors.Join(err, json.Unmarshal(text, &listed)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return listed
}

// CheckServed tells whether the server has these tools, with their titles, descriptions, hints and schemas, and no others.
func CheckServed(t *testing.T, client Client, want []mcptools.Tool) {
	t.Helper()
	listed := list(t, client)
	if len(listed) != len(want) {
		t.Errorf("%d tools of %d are served", len(listed), len(want))
	}
	for _, tool := range want {
		i := slices.IndexFunc(listed, func(got listedTool) bool { return got.Name == tool.Name })
		if i < 0 {
			t.Errorf("%s is not served", tool.Name)
			continue
		}
		got := listed[i]
		if got.Title != tool.Title || got.Description != tool.Description {
			t.Errorf("%s is titled %q and described as %q", tool.Name, got.Title, got.Description)
		}
		readOnly, destructive := got.Annotations.ReadOnlyHint, got.Annotations.DestructiveHint == nil || *got.Annotations.DestructiveHint
		if readOnly != (tool.Effect == mcptools.EffectRead) || destructive != (tool.Effect == mcptools.EffectDestructive) {
			t.Errorf("%s is %v and has the hints read-only %t, destructive %t", tool.Name, tool.Effect, readOnly, destructive)
		}
		if !SameSchema(got.InputSchema, tool.InputSchema) {
			t.Errorf("%s has the schema %s, want %s", tool.Name, got.InputSchema, tool.InputSchema)
		}
	}
}
