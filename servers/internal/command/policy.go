package command

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// guard puts around the tools what the operator has decided, from the inside out: the audit sees what is refused, too, and a
// call to which the user says no uses up none of the pages.
func guard(tools []mcptools.Tool, settings *settings, environment func(string) (string, bool), auditLog *os.File, logger *slog.Logger) []mcptools.Tool {
	if settings.maxPagesPerHour > 0 {
		pages := func(call mcptools.Call) int { return call.Count(markPages) }
		tools = middleware.Around(tools, middleware.Marked(markPages), middleware.Cap(settings.maxPagesPerHour, time.Hour, pages))
	}
	tools = middleware.Around(tools, settings.confirm.asksOf, middleware.Confirm(settings.confirm.decide()))
	tools = middleware.Around(tools, nil, advise(settings, environment))
	if auditLog != nil {
		tools = middleware.Around(tools, nil, middleware.Audit(record(auditLog, logger)))
	}
	return tools
}

// policies are the rows of --check about what the operator has decided.
func (s *settings) policies() [][2]string {
	var rows [][2]string
	if s.confirm != confirmNever {
		rows = append(rows, [2]string{"confirm", fmt.Sprintf("%s: the user is asked before a call that %s", s.confirm, s.confirm.calls())})
	}
	if s.maxPagesPerHour > 0 {
		rows = append(rows, [2]string{"pages", fmt.Sprintf("at most %d an hour", s.maxPagesPerHour)})
	}
	if s.auditLog != "" {
		rows = append(rows, [2]string{"audit", s.auditLog})
	}
	return rows
}
