// Package answers holds the tools that answer a question of a person on call in one call: they read what is needed, join and count it,
// and return one bounded result in which every statement has the id that it rests on. They only read.
//
// Package oncall has the same answers as Go values.
package answers

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/prompts"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware([]mcptools.Tool{
		t.briefIncident(),
		t.whoIsOnCall(),
		t.coverageGaps(),
		t.noise(),
		t.explainRouting(),
		t.reportShift(),
		t.load(),
		t.suggestCover(),
		t.neglected(),
	})
	return mcptools.Toolset{
		Name:  "answers",
		Title: "PagerDuty answers",
		Instructions: instruct.Lines(
			"PagerDuty answers: "+instruct.Answers+". "+instruct.NotKnown,
			instruct.Names,
			instruct.Times,
		),
		Tools: all,
		Prompts: []mcptools.Prompt{
			prompts.Triage(source, "brief_incident"),
			prompts.Handover(source, "report_shift"),
			prompts.Postmortem(source, "brief_incident"),
			prompts.OnCall(source, "who_is_on_call"),
			prompts.Cover(source, "suggest_cover"),
		},
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
