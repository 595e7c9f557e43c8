package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// guard wraps the tools in the operator's policies. The order matters: the time limit excludes the user's thinking, a declined call
// does not count as a page, and the audit also records refused calls. state is nil to count pages in memory.
func guard(tools []mcptools.Tool, settings *settings, source func() *keys.Source, state *redisstore.Store, record func(context.Context, middleware.Record) error) []mcptools.Tool {
	if settings.callTimeout > 0 {
		tools = middleware.Around(tools, nil, middleware.TimeLimit(settings.callTimeout))
	}
	if settings.maxPagesPerHour > 0 {
		pages := func(call mcptools.Call) int { return call.Count(marks.Pages) }
		limit := middleware.Cap
		if settings.http.callers() {
			limit = middleware.CapPerCaller
		}
		var options []middleware.CapOption
		if state != nil {
			options = append(options, middleware.WithStore(state, "pages"))
		}
		tools = middleware.Around(tools, middleware.Marked(marks.Pages), limit(settings.maxPagesPerHour, time.Hour, pages, options...))
	}
	tools = middleware.Around(tools, settings.confirm.asksOf, middleware.Confirm(settings.confirm.decide()))
	tools = middleware.Around(tools, nil, advise(settings, source))
	if record != nil {
		tools = middleware.Around(tools, nil, middleware.Audit(record))
	}
	return tools
}

// policies returns the rows of --check about the operator's policies and what they mean for the served tools.
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
		if s.http.callers() {
			meaning += " for each caller"
		}
		if !slices.ContainsFunc(tools, middleware.Marked(marks.Pages)) {
			meaning += ", but no tool here notifies anybody"
		}
		rows = append(rows, [2]string{"pages", meaning})
	}
	if s.auditLog != "" {
		where := s.auditLog
		if where == auditStdout {
			where = "standard output"
		}
		rows = append(rows, [2]string{"audit", where})
	}
	return rows
}
