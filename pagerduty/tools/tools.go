// Package tools gives all of PagerDuty's tools. A program that needs some of them imports their
// area instead, such as pagerduty/tools/incidents.
package tools

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
)

// All gives every toolset, over the account that source gives for each call.
func All(source pagerduty.ClientSource) []mcptools.Toolset {
	return []mcptools.Toolset{
		incidents.Toolset(source),
		services.Toolset(source),
		people.Toolset(source),
		aiops.Toolset(source),
	}
}
