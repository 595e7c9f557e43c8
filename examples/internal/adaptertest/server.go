package adaptertest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Client is a framework's MCP client, connected to a server.
type Client interface {
	// List returns the server's tools, as a list that marshals to the tools of MCP's tools/list.
	List(ctx context.Context) (tools any, err error)
	// Call calls a tool and returns the text of its result.
	Call(ctx context.Context, name string, arguments any) (text string, isError bool, err error)
}

// TestServer tests an example that serves list_incidents, get_incident and list_oncalls, and a tool of its own, get_runbook.
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
			t.Errorf("the cancelled call returns %q and %v", text, err)
		}
		if ctx.Err() == nil || !<-ended {
			t.Error("the request to PagerDuty was not sent, or not cancelled")
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
		t.Errorf("the server has %q, want %q", names, want)
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
		{"list_oncalls", map[string]any{"limit": "many"}, "limit", true}, // no number
		{"get_runbook", map[string]any{"service": "checkout"}, "runbooks/checkout", false},
	} {
		text, isError, err := client.Call(t.Context(), test.name, test.arguments)
		if err != nil || isError != test.isError || !strings.Contains(text, test.text) {
			t.Errorf("%s returns %q (error: %t), %v; want %q", test.name, text, isError, err, test.text)
		}
	}
}

// listedTool is a tool of MCP's tools/list.
type listedTool struct {
	Name, Title, Description string
	InputSchema              json.RawMessage
	Annotations              struct {
		ReadOnlyHint    bool
		DestructiveHint *bool // true if omitted
	}
}

func list(t *testing.T, client Client) []listedTool {
	t.Helper()
	tools, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var listed []listedTool
	text, err := json.Marshal(tools)
	if err := errors.Join(err, json.Unmarshal(text, &listed)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return listed
}

// CheckServed fails the test unless the server has exactly these tools, with their titles, descriptions, hints and schemas.
func CheckServed(t *testing.T, client Client, want []mcptools.Tool) {
	t.Helper()
	var served []scriptedmodel.Tool
	for _, got := range list(t, client) {
		served = append(served, scriptedmodel.Tool{Name: got.Name, Description: got.Description, Schema: got.InputSchema})
		i := slices.IndexFunc(want, func(tool mcptools.Tool) bool { return tool.Name == got.Name })
		if i < 0 {
			t.Errorf("%s is served and unknown", got.Name)
			continue
		}
		if got.Title != want[i].Title {
			t.Errorf("%s has the title %q", got.Name, got.Title)
		}
		readOnly, destructive := got.Annotations.ReadOnlyHint, got.Annotations.DestructiveHint == nil || *got.Annotations.DestructiveHint
		if effect := want[i].Effect; readOnly != (effect == mcptools.EffectRead) || destructive != (effect == mcptools.EffectDestructive) {
			t.Errorf("%s is %v and has the hints read-only %t, destructive %t", got.Name, effect, readOnly, destructive)
		}
	}
	CheckTools(t, served, want, SameSchema)
}
