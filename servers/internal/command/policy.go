package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// guard puts around the tools what the operator has decided, from the inside out: the time that the user takes to answer does not
// count, a call to which they say no uses up none of the pages, and the audit sees what is refused, too.
func guard(tools []mcptools.Tool, settings *settings, environment func(string) (string, bool), record func(context.Context, middleware.Record) error) []mcptools.Tool {
	if settings.callTimeout > 0 {
		tools = middleware.Around(tools, nil, middleware.TimeLimit(settings.callTimeout))
	}
	if settings.maxPagesPerHour > 0 {
		pages := func(call mcptools.Call) int { return call.Count(markPages) }
		tools = middleware.Around(tools, middleware.Marked(markPages), middleware.Cap(settings.maxPagesPerHour, time.Hour, pages))
	}
	tools = middleware.Around(tools, settings.confirm.asksOf, middleware.Confirm(settings.confirm.decide()))
	tools = middleware.Around(tools, nil, advise(settings, environment))
	if record != nil {
		tools = middleware.Around(tools, nil, middleware.Audit(record))
	}
	return tools
}

// policies are the rows of --check about what the operator has decided, and what it means for the tools that are served.
func (s *settings) policies(tools []mcptools.Tool) [][2]string {
	var rows [][2]string
	if s.confirm != confirmNever {
		meaning := "the user is asked before a call that " + s.confirm.calls()
		if !slices.ContainsFunc(tools, s.confirm.asksOf) {
			meaning = "the user is never asked, since no tool here " + s.confirm.calls()
		}
		rows = append(rows, [2]string{"confirm", fmt.Sprintf("%s: %s", s.confirm, meaning)})
	}
	if s.maxPagesPerHour > 0 {
		meaning := fmt.Sprintf("at most %d an hour", s.maxPagesPerHour)
		if !slices.ContainsFunc(tools, middleware.Marked(markPages)) {
			meaning += ", but no tool here notifies anybody"
		}
		rows = append(rows, [2]string{"pages", meaning})
	}
	if s.auditLog != "" {
		rows = append(rows, [2]string{"audit", s.auditLog})
	}
	return rows
}
