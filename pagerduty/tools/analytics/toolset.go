// Package analytics holds the tools that read PagerDuty's analytics: how many incidents there were, how fast they were handled, and how often
// responders were interrupted. The model gets the Name, Description and InputSchema of each tool. This is a call that compares services:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, analytics.Toolset(client).Tools, "get_incident_metrics", json.RawMessage(`{"by":"service"}`))
//	fmt.Println(result.Text)
package analytics

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
		t.incidentMetrics(),
		t.responderMetrics(),
		t.incidents(),
	)
	return mcptools.Toolset{
		Name:  "analytics",
		Title: "PagerDuty analytics",
		Instructions: instruct.Lines(
			"PagerDuty analytics: counts and durations of incidents, and the load of responders, over at most a year. They lag by up to 24 hours.",
			"Interruptions are in the responder's own hours: business 8-18 on weekdays, sleep 22-8, off the rest. to_engage is from the first responder to the last, to_mobilize from the start to the last.",
			instruct.Names,
			instruct.Times,
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
