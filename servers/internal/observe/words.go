package observe

import (
	"context"
	"errors"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// operationOf returns the word for the operation of a request.
func operationOf(attempt pagerduty.Attempt) string {
	if attempt.Operation == "" {
		return "other"
	}
	return attempt.Operation
}

// statusOf returns the word for how an attempt ended: its HTTP status, or why there is none.
func statusOf(end pagerduty.AttemptEnd) string {
	switch {
	case end.StatusCode >= 100 && end.StatusCode < 600:
		return strconv.Itoa(end.StatusCode)
	case errors.Is(end.Err, context.Canceled):
		return "canceled"
	case errors.Is(end.Err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(end.Err, pagerduty.ErrUntrusted):
		return "untrusted"
	case errors.Is(end.Err, pagerduty.ErrProxy):
		return "proxy"
	}
	return "unreachable"
}

// refusalOf returns the reason for which a call was refused, or "" if it was not.
func refusalOf(outcome mcptools.Outcome) string {
	switch outcome {
	case mcptools.OutcomeLimited:
		return "cap"
	case mcptools.OutcomeDenied, mcptools.OutcomeCannotAsk:
		return "confirm"
	case mcptools.OutcomeRefused:
		return "policy"
	}
	return ""
}
