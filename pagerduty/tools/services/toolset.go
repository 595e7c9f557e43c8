// Package services holds the tools that read, create and change services. They
// are used as those of package incidents are, whose comment shows how.
package services

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
		t.read(),
		t.change(),
	)
	return mcptools.Toolset{
		Name:  "services",
		Title: "PagerDuty services",
		Instructions: instruct.Lines(
			"PagerDuty services: what can break, who is called for it, and how urgently.",
			instruct.Names,
		),
		Tools: all,
	}
}

// tools is what the handlers share.
type tools struct {
	source pagerduty.ClientSource
}
