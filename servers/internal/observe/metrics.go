package observe

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

// The names of all metrics. docs/observing.md describes them.
const (
	callsTotal         = "pagerduty_mcp_calls_total"
	callsRunning       = "pagerduty_mcp_calls_running"
	callSeconds        = "pagerduty_mcp_call_duration_seconds"
	confirmationsTotal = "pagerduty_mcp_confirmations_total"
	pagesTotal         = "pagerduty_mcp_pages_total"
	refusalsTotal      = "pagerduty_mcp_refusals_total"
	requestsTotal      = "pagerduty_mcp_pagerduty_requests_total"
	requestSeconds     = "pagerduty_mcp_pagerduty_request_duration_seconds"
	rateLimit          = "pagerduty_mcp_pagerduty_rate_limit"
	rateLimitRemaining = "pagerduty_mcp_pagerduty_rate_limit_remaining"
	buildInfo          = "pagerduty_mcp_build_info"
)

// seconds are the upper bounds of the histograms. A call ends after 45 seconds by default.
var seconds = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 45}

// metricSet counts for Prometheus. Its labels are names of tools and operations of the program, and words of package observe.
type metricSet struct {
	running atomic.Int64
	series  series
}

func newMetrics(version string) *metricSet {
	m := &metricSet{}
	m.series.set(1, buildInfo, "version", version, "go", runtime.Version())
	return m
}

func (m *metricSet) count(n int, name string, labels ...string) {
	if n > 0 {
		m.series.add(float64(n), name, labels...)
	}
}

// call counts a call.
func (m *metricSet) call(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
	m.running.Add(1)
	return ctx, func(end mcptools.Observation) {
		m.running.Add(-1)
		m.count(1, callsTotal, "tool", tool.Name, "outcome", string(end.Outcome))
		m.series.observe((end.Duration - end.Asking).Seconds(), callSeconds, "tool", tool.Name)
		m.count(end.Approved, confirmationsTotal, "tool", tool.Name, "answer", "yes")
		m.count(end.Declined, confirmationsTotal, "tool", tool.Name, "answer", "no")
		m.count(end.Count(marks.Pages), pagesTotal, "tool", tool.Name)
		if reason := refusalOf(end.Outcome); reason != "" {
			m.refused(reason)
		}
	}
}

// request counts an attempt to send a request to PagerDuty.
func (m *metricSet) request(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
	return ctx, func(end pagerduty.AttemptEnd) {
		operation := operationOf(attempt)
		m.count(1, requestsTotal, "operation", operation, "status", statusOf(end))
		m.series.observe(end.Duration.Seconds(), requestSeconds, "operation", operation)
		if end.RateLimit.Known {
			m.series.set(float64(end.RateLimit.Limit), rateLimit)
			m.series.set(float64(end.RateLimit.Remaining), rateLimitRemaining)
		}
	}
}

func (m *metricSet) refused(reason string) { m.count(1, refusalsTotal, "reason", reason) }

// ServeHTTP shows the metrics in Prometheus' text format, with those of the Go runtime.
func (m *metricSet) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	m.series.set(float64(m.running.Load()), callsRunning)
	m.series.set(float64(runtime.NumGoroutine()), "go_goroutines")
	m.series.set(float64(memory.HeapAlloc), "go_memstats_heap_alloc_bytes")
	m.series.set(float64(memory.Sys), "go_memstats_sys_bytes")
	m.series.set(float64(memory.NumGC), "go_gc_cycles_total")
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(m.series.text()) // fails if the client is gone
}
