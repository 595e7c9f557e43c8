package observe

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// NewLogger returns a logger that writes lines of text or JSON. Lines about a request of a client have its request_id, and the trace_id if
// the request belongs to a trace.
func NewLogger(w io.Writer, level slog.Level, asJSON bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if asJSON {
		return slog.New(requestHandler{slog.NewJSONHandler(w, options)})
	}
	return slog.New(requestHandler{slog.NewTextHandler(w, options)})
}

type requestIDKey struct{}

// withRequestID adds a random id to a request's context. Clients cannot choose it or guess it.
func withRequestID(ctx context.Context) context.Context {
	return context.WithValue(ctx, requestIDKey{}, rand.Text()[:requestIDLength])
}

const requestIDLength = 16

// requestHandler adds what is known about the request to each line.
type requestHandler struct{ slog.Handler }

func (h requestHandler) Handle(ctx context.Context, record slog.Record) error {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		record.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		record.AddAttrs(slog.String("trace_id", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h requestHandler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attributes)}
}

func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}

// logCall logs how a call ended.
func (w *Watch) logCall(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
	return ctx, func(end mcptools.Observation) {
		level := slog.LevelInfo
		if end.Outcome == mcptools.OutcomePanicked {
			level = slog.LevelError
		}
		w.logger.Log(ctx, level, "call", "tool", tool.Name, "effect", tool.Effect, "outcome", end.Outcome, "duration_ms", (end.Duration - end.Asking).Milliseconds())
	}
}

// logRequest logs how an attempt to send a request to PagerDuty ended.
func (w *Watch) logRequest(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
	return ctx, func(end pagerduty.AttemptEnd) {
		line := []any{"operation", operationOf(attempt), "attempt", attempt.Number, "status", statusOf(end), "duration_ms", end.Duration.Milliseconds()}
		if end.RateLimit.Known {
			line = append(line, "rate_limit_remaining", end.RateLimit.Remaining)
		}
		if end.RequestID != "" { // PagerDuty's support asks for it
			line = append(line, "pagerduty_request_id", mcptools.Clean(end.RequestID, maxRequestID))
		}
		w.logger.DebugContext(ctx, "request to PagerDuty", line...)
	}
}

const maxRequestID = 100
