// Package status holds the tools for status pages: what they show, and posts about incidents and maintenance. The model gets the Name,
// Description and InputSchema of each tool. This is a call that reads what may be posted on a page:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, status.Toolset(client).Tools, "get_status_page", json.RawMessage(`{"page_id":"Lanternfield Status"}`))
//	fmt.Println(result.Text)
package status

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
		t.pages(),
		t.posts(),
		t.postCreation(),
		t.postUpdates(),
	)
	return mcptools.Toolset{
		Name:  "status",
		Title: "PagerDuty status pages",
		Instructions: instruct.Lines(
			"PagerDuty status pages: posts about incidents and maintenance. Everyone can read a public page, so show the user the text before you post it.",
			"Severities, statuses, impacts and services are the page's own: get_status_page lists them, and tools take their names.",
			instruct.Times,
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
