package observe

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// traces makes a span for each call, and one below it for each attempt to send a request to PagerDuty. The names of attributes are those of
// OpenTelemetry's conventions for MCP and HTTP.
type traces struct {
	target    *target
	provider  *sdk.TracerProvider
	tracer    trace.Tracer
	transport string
}

// startTraces sends spans to a target from now on. The SDK reads the variables about sampling, batches and the resource itself.
func startTraces(target *target, options Options) *traces {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { options.Logger.Warn("OpenTelemetry", "error", err) }))
	about, err := resource.New(context.Background(),
		resource.WithAttributes(attribute.String("service.name", options.Service), attribute.String("service.version", options.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		options.Logger.Warn("OTEL_RESOURCE_ATTRIBUTES is used in part", "reason", err)
	}
	provider := sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithBatcher(newExporter(target, options.Logger)))
	return &traces{target: target, provider: provider, tracer: provider.Tracer(options.Service, trace.WithInstrumentationVersion(options.Version)), transport: options.Transport}
}

func (t *traces) close(within time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // the exporter logs its failures
}

// call makes the span of a call. Its parent is the client's span in _meta; a span in the HTTP headers is linked, or the parent if _meta has
// none.
func (t *traces) call(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
	const method = "tools/call"
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("mcp.method.name", method),
		attribute.String("gen_ai.operation.name", "execute_tool"),
		attribute.String("gen_ai.tool.name", tool.Name),
		attribute.String("network.transport", t.transport),
		attribute.Stringer("mcp.tool.effect", tool.Effect),
	)}
	if around, ok := ctx.Value(aroundKey{}).(trace.SpanContext); ok {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: around}))
	}
	ctx, span := t.tracer.Start(ctx, method+" "+tool.Name, options...)
	return ctx, func(end mcptools.Observation) {
		span.SetAttributes(attribute.String("mcp.tool.outcome", string(end.Outcome)))
		if end.Err != nil && end.Outcome != mcptools.OutcomePending {
			span.SetAttributes(attribute.String("error.type", "tool_error"))
			span.SetStatus(codes.Error, string(end.Outcome))
		}
		span.End()
	}
}

// request makes the span of an attempt.
func (t *traces) request(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
	operation := operationOf(attempt)
	ctx, span := t.tracer.Start(ctx, operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("http.request.method", attempt.Method),
		attribute.String("pagerduty.operation", operation),
	))
	if attempt.Number > 1 {
		span.SetAttributes(attribute.Int("http.request.resend_count", attempt.Number-1))
	}
	return ctx, func(end pagerduty.AttemptEnd) {
		if end.StatusCode != 0 {
			span.SetAttributes(attribute.Int("http.response.status_code", end.StatusCode))
		}
		if end.Err != nil {
			span.SetAttributes(attribute.String("error.type", statusOf(end)))
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

type aroundKey struct{}

// withTraceOf returns a context in which spans belong to the trace that a carrier holds, if it holds one. A trace that the context has
// already is kept for a link.
func withTraceOf(ctx context.Context, get func(name string) string) context.Context {
	found := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), carrier(get)))
	if !found.IsValid() {
		return ctx
	}
	if around := trace.SpanContextFromContext(ctx); around.IsValid() && !around.Equal(found) {
		ctx = context.WithValue(ctx, aroundKey{}, around)
	}
	return trace.ContextWithRemoteSpanContext(ctx, found)
}

// carrier reads the members of _meta, or headers, for a propagator.
type carrier func(name string) string

func (c carrier) Get(name string) string { return c(name) }

func (c carrier) Set(string, string) {} // nothing is sent on

func (c carrier) Keys() []string { return nil } // a trace context has names that are known
