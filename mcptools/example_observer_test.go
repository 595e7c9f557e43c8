package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Log how each call ended. An OpenTelemetry span needs no more: begin it where logCalls is called, and end it in the function.
func ExampleTool_WithObserver() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{} // the output of this example must stay the same
		}
		return a
	}}))
	logCalls := func(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
		return ctx, func(end mcptools.Observation) {
			logger.InfoContext(ctx, "call", "tool", tool.Name, "effect", tool.Effect, "outcome", end.Outcome)
		}
	}
	type restartInput struct {
		Service string `json:"service"`
	}
	restart := func(_ context.Context, in restartInput) (string, error) {
		if in.Service == "payments" {
			return "", errors.New("payments must never stop")
		}
		return "restarted", nil
	}
	tool := mcptools.Destructive("restart", "Restarts a service.", restart).WithObserver(logCalls)
	for _, arguments := range []string{`{"service":"checkout"}`, `{"service":"payments"}`, `{"server":"checkout"}`} {
		tool.Call(context.Background(), json.RawMessage(arguments))
	}
	// Output:
	// level=INFO msg=call tool=restart effect=destructive outcome=ok
	// level=INFO msg=call tool=restart effect=destructive outcome=failed
	// level=INFO msg=call tool=restart effect=destructive outcome=invalid_arguments
}
