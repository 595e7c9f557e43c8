package command

import (
	"context"
	"io"
	"log/slog"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// What tests reach for that cannot be seen from outside.
var (
	HoldsKey = holdsKey
	Question = question
	Record   = record
)

// OpenAuditLog opens an audit log as --audit-log does.
func OpenAuditLog(path string) (io.WriteCloser, error) {
	file, err := openAuditLog(path, nil)
	return &auditFile{path: path, logger: slog.New(slog.DiscardHandler), file: file}, err
}

// Decide is what --confirm=level decides about calls.
func Decide(level string) func(context.Context, mcptools.Call) (middleware.Decision, error) {
	return confirmation(level).decide()
}
