// Package observe shows an operator what a server does: in its log, as metrics for Prometheus, and as traces for OpenTelemetry. None of
// them holds a key, or anything that users or PagerDuty's account wrote: only names of tools and operations, and words of this package.
package observe

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Options describe the server that is watched.
type Options struct {
	Service     string // its name
	Version     string
	Transport   string // as OpenTelemetry calls it: tcp or pipe
	Metrics     bool   // collect metrics
	Environment func(string) (string, bool)
	Logger      *slog.Logger // made by NewLogger
}

// Watch watches a server. The methods are safe for concurrent use.
type Watch struct {
	logger  *slog.Logger
	metrics *metricSet // nil without metrics
	traces  *traces    // nil without traces
}

// New begins to watch. It collects nothing that nobody asked for. Settings of OpenTelemetry that cannot be used are logged, and there are
// no traces: the variables may be meant for other programs.
func New(options Options) *Watch {
	w := &Watch{logger: options.Logger}
	if options.Metrics {
		w.metrics = newMetrics(options.Version)
	}
	target, err := readTarget(options.Environment)
	switch {
	case err != nil:
		w.logger.Warn("no traces are sent", "reason", err)
	case target != nil:
		w.traces = startTraces(target, options)
	}
	return w
}

// Logs returns what watches a program that only logs.
func Logs(logger *slog.Logger) *Watch { return &Watch{logger: logger} }

// Close sends the traces that have not been sent, within this time.
func (w *Watch) Close(within time.Duration) {
	if w.traces != nil {
		w.traces.close(within)
	}
}

// Calls returns the observer of all calls, or nil if nothing wants to know of them.
func (w *Watch) Calls() mcptools.Observer {
	var all []mcptools.Observer
	if w.traces != nil {
		all = append(all, w.traces.call) // the first, so that its context is that of the others
	}
	if w.metrics != nil {
		all = append(all, w.metrics.call)
	}
	if w.logger.Enabled(context.Background(), slog.LevelInfo) {
		all = append(all, w.logCall)
	}
	if len(all) == 0 {
		return nil
	}
	return func(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
		ends := make([]func(mcptools.Observation), len(all))
		for i, begin := range all {
			ctx, ends[i] = begin(ctx, tool)
		}
		return ctx, endAll(ends)
	}
}

// Requests returns the observer of requests to PagerDuty, or nil if nothing wants to know of them.
func (w *Watch) Requests() pagerduty.Observer {
	var all []pagerduty.Observer
	if w.traces != nil {
		all = append(all, w.traces.request)
	}
	if w.metrics != nil {
		all = append(all, w.metrics.request)
	}
	if w.logger.Enabled(context.Background(), slog.LevelDebug) {
		all = append(all, w.logRequest)
	}
	if len(all) == 0 {
		return nil
	}
	return func(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
		ends := make([]func(pagerduty.AttemptEnd), len(all))
		for i, begin := range all {
			ctx, ends[i] = begin(ctx, attempt)
		}
		return ctx, endAll(ends)
	}
}

// endAll returns a function that ends what was begun, the last first.
func endAll[End any](ends []func(End)) func(End) {
	return func(end End) {
		for i := len(ends) - 1; i >= 0; i-- {
			ends[i](end)
		}
	}
}

// Context adds an id for the log to the context of a client's request, and the client's trace from _meta (SEP-414).
func (w *Watch) Context(ctx context.Context, meta func(name string) string) context.Context {
	ctx = withRequestID(ctx)
	if w.traces != nil {
		ctx = withTraceOf(ctx, meta)
	}
	return ctx
}

// Refused counts and logs a request that the server refused. readOnly reports whether a tool is left out because it writes, isKnown whether
// it is one of the program's.
func (w *Watch) Refused(ctx context.Context, refusal serve.Refusal, isKnown, readOnly func(tool string) bool) {
	reason := string(refusal.Reason)
	switch {
	case refusal.Reason != serve.RefusalTool:
	case !isKnown(refusal.Tool):
		reason = "unknown_tool"
	case readOnly(refusal.Tool):
		reason = "read_only"
	default:
		reason = "left_out"
	}
	if w.metrics != nil {
		w.metrics.refused(reason)
	}
	w.logger.InfoContext(ctx, "refused", "reason", reason)
}

// AroundHTTP takes the trace of a client from the headers of its HTTP requests.
func (w *Watch) AroundHTTP(next http.Handler) http.Handler {
	if w.traces == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(withTraceOf(r.Context(), r.Header.Get)))
	})
}

// Metrics returns the handler that shows the metrics, or nil without metrics.
func (w *Watch) Metrics() http.Handler {
	if w.metrics == nil {
		return nil
	}
	return w.metrics
}

// TracesTo returns where traces go, or "" if there are none.
func (w *Watch) TracesTo() string {
	if w.traces == nil {
		return ""
	}
	return w.traces.target.shown()
}
