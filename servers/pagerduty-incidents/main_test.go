package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

//go:generate go test . -update

var server commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &server, "pagerduty-incidents", main))
}

// What a model is told of the tools, and what it costs.
func TestToolsList(t *testing.T) {
	t.Parallel()
	commandtest.CheckTools(t, server, []mcptools.Toolset{area.Toolset(nil)}, 8_500)
}

// An incident is worked with a client's own library, from the list to the note, on the demo account.
func TestWorkingAnIncident(t *testing.T) {
	t.Parallel()
	connection := server.Connect(t, nil, "--demo", "--enable-write-tools")
	type incident struct{ ID, Status string }
	var open struct{ Items []incident }
	call(t, connection, "list_incidents", map[string]any{"statuses": []string{"triggered"}}, &open)
	if len(open.Items) == 0 || open.Items[0].Status != "triggered" {
		t.Fatalf("open incidents are %+v", open)
	}
	id := open.Items[0].ID
	call(t, connection, "manage_incidents", map[string]any{"incident_ids": []string{id}, "status": "acknowledged"}, nil)
	call(t, connection, "add_note_to_incident", map[string]any{"incident_id": id, "note": "Looking into it."}, nil)
	var after struct {
		incident
		Notes []struct{ Text string }
	}
	call(t, connection, "get_incident", map[string]any{"incident_id": id, "include": []string{"notes"}}, &after)
	if after.Status != "acknowledged" || len(after.Notes) == 0 || after.Notes[len(after.Notes)-1].Text != "Looking into it." {
		t.Errorf("afterwards it is %+v", after)
	}
}

// The demo account is one's own: what happens in it stays in it.
func TestDemoAccountsAreSeparate(t *testing.T) {
	t.Parallel()
	const title = "Made by one client only"
	one := server.Connect(t, nil, "--demo", "--enable-write-tools")
	two := server.Connect(t, nil, "--demo")
	var services struct {
		Items []struct{ Service struct{ ID string } }
	}
	call(t, one, "list_incidents", nil, &services)
	call(t, one, "create_incident", map[string]any{"title": title, "service_id": services.Items[0].Service.ID}, nil)
	for name, connection := range map[string]*client.Client{"one": one, "two": two} {
		var list json.RawMessage
		call(t, connection, "list_incidents", map[string]any{"statuses": []string{"triggered"}}, &list)
		if found := bytes.Contains(list, []byte(title)); found != (name == "one") {
			t.Errorf("%s sees the incident: %t", name, found)
		}
	}
}

// call calls a tool and decodes its result, which must be no error.
func call(t *testing.T, connection *client.Client, tool string, arguments map[string]any, result any) {
	t.Helper()
	answer, err := connection.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: arguments}})
	if err != nil {
		t.Fatal(err)
	}
	content, ok := answer.Content[0].(mcp.TextContent)
	if answer.IsError || !ok {
		t.Fatalf("%s %v gives %+v", tool, arguments, answer)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal([]byte(content.Text), result); err != nil {
		t.Fatalf("%v: %s", err, content.Text)
	}
}
