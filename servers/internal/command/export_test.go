package command

import (
	"context"
	"io"
	"log/slog"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Unexported functions that tests call.
var (
	HoldsKey = keys.Has
	Question = question
	Record   = record
)

// OpenAuditLog opens an audit log as --audit-log does.
func OpenAuditLog(path string) (io.WriteCloser, error) {
	file, err := openAuditLog(path, nil)
	return &auditFile{path: path, logger: slog.New(slog.DiscardHandler), file: file}, err
}

// Decide returns the decider of --confirm=level.
func Decide(level string) func(context.Context, mcptools.Call) (middleware.Decision, error) {
	return confirmation(level).decide()
}

// Asks reports whether the user confirms a call at a level of --confirm.
func Asks(level string, call mcptools.Call) bool {
	return confirmation(level).asks(call.Tool, func(mark string) bool { return call.Count(mark) > 0 })
}
