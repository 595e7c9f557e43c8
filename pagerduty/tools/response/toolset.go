// Package response holds the tools that work an incident to its end: its alerts and timeline, snoozing, merging, status updates, custom
// fields, notes and workflows. The model gets the Name, Description and InputSchema of each tool. This is a call that lists alerts:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, response.Toolset(client).Tools, "list_incident_alerts", json.RawMessage(`{"incident_id":"4200"}`))
//	fmt.Println(result.Text)
package response

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.alerts(),
		t.logEntries(),
		t.incidentTypes(),
		t.snooze(),
		t.merge(),
		t.alertChanges(),
		t.statusUpdates(),
		t.fields(),
		t.responderCancellations(),
		t.notes(),
		t.workflows(),
		t.workflowStarts(),
	)
	return mcptools.Toolset{
		Name:  "response",
		Title: "PagerDuty incident response",
		Instructions: instruct.Lines(
			"Work a PagerDuty incident to its end: alerts, timeline, snooze, merge, status updates, custom fields, notes, workflows.",
			"Pass an incident by id, number or web address.",
			instruct.Times,
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
