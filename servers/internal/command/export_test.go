package command

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

// What tests reach for that cannot be seen from outside.
const (
	MarkPages  = markPages
	MarkPeople = markPeople
)

var (
	HoldsKey = holdsKey
	Question = question
	Record   = record
)

// Decide is what --confirm=level decides about calls.
func Decide(level string) func(context.Context, mcptools.Call) (middleware.Decision, error) {
	return confirmation(level).decide()
}
