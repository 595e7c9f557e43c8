// Package aiops holds the tools for how alerts become incidents: alert grouping and event orchestrations. They
// are used as those of package incidents are, whose comment shows how.
package aiops

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset gives all tools of the area, over the account that source gives for each call.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.Failures(
		t.groupings(),
		t.groupingChanges(),
		t.orchestrations(),
		t.paths(),
		t.routerUpdate(),
		t.routerAppend(),
	)
	return mcptools.Toolset{
		Name:  "aiops",
		Title: "PagerDuty AIOps",
		Instructions: instruct.Lines(
			"PagerDuty AIOps: how alerts are grouped into incidents, and how event orchestrations route events to services and change them.",
			instruct.Names,
			"An event orchestration is named by id or exact name; conditions are in PagerDuty's Condition Language (PCL), such as event.source matches part 'db', and any one of a rule's is enough.",
		),
		Tools: all,
	}
}

// tools is what the handlers share.
type tools struct {
	source pagerduty.ClientSource
}
