package middleware

import "github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"

// refusal is an error of a call that did not run, with its outcome.
type refusal struct {
	error
	outcome mcptools.Outcome
}

// Outcome returns the outcome of the call.
func (r *refusal) Outcome() mcptools.Outcome { return r.outcome }

// Unwrap returns the error itself.
func (r *refusal) Unwrap() error { return r.error }
