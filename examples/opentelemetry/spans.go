// Package opentelemetry shows how a program makes spans of OpenTelemetry: one for each call of a tool, and one below it for each request
// to PagerDuty.
package opentelemetry

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Calls makes a span for each call of the tools that it observes.
func Calls(tracer trace.Tracer) mcptools.Observer {
	return func(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
		ctx, span := tracer.Start(ctx, "execute_tool "+tool.Name)
		return ctx, func(end mcptools.Observation) {
			span.SetAttributes(attribute.String("outcome", string(end.Outcome)))
			if end.Err != nil {
				span.SetStatus(codes.Error, string(end.Outcome)) // not the text of the error, which may quote incidents
			}
			span.End()
		}
	}
}

// Requests makes a span for each attempt to send a request to PagerDuty.
func Requests(tracer trace.Tracer) pagerduty.Observer {
	return func(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
		ctx, span := tracer.Start(ctx, attempt.Operation, trace.WithSpanKind(trace.SpanKindClient))
		return ctx, func(end pagerduty.AttemptEnd) {
			span.SetAttributes(attribute.Int("http.response.status_code", end.StatusCode))
			if end.Err != nil {
				span.SetStatus(codes.Error, end.Err.Error())
			}
			span.End()
		}
	}
}
