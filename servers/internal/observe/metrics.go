package observe

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"

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
	set       *metrics.Set
	running   atomic.Int64
	limit     atomic.Int64
	remaining atomic.Int64
}

func newMetrics(version string) *metricSet {
	metrics.ExposeMetadata(true)
	m := &metricSet{set: metrics.NewSet()}
	m.set.NewGauge(labelled(buildInfo, "version", version, "go", runtime.Version()), func() float64 { return 1 })
	m.set.NewGauge(callsRunning, func() float64 { return float64(m.running.Load()) })
	return m
}

// labelled returns the name of a metric with labels, given as names and values.
func labelled(name string, labels ...string) string {
	text := name
	for i := 0; i < len(labels); i += 2 {
		text += fmt.Sprintf("%c%s=%q", "{,"[min(i, 1)], labels[i], labels[i+1])
	}
	return text + "}"
}

func (m *metricSet) count(n int, name string, labels ...string) {
	if n > 0 {
		m.set.GetOrCreateCounter(labelled(name, labels...)).Add(n)
	}
}

// call counts a call.
func (m *metricSet) call(ctx context.Context, tool mcptools.Tool) (context.Context, func(mcptools.Observation)) {
	m.running.Add(1)
	return ctx, func(end mcptools.Observation) {
		m.running.Add(-1)
		m.count(1, callsTotal, "tool", tool.Name, "outcome", string(end.Outcome))
		m.set.GetOrCreatePrometheusHistogramExt(labelled(callSeconds, "tool", tool.Name), seconds).Update((end.Duration - end.Asking).Seconds())
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
		m.set.GetOrCreatePrometheusHistogramExt(labelled(requestSeconds, "operation", operation), seconds).Update(end.Duration.Seconds())
		if end.RateLimit.Known {
			m.limit.Store(int64(end.RateLimit.Limit))
			m.remaining.Store(int64(end.RateLimit.Remaining))
			m.set.GetOrCreateGauge(rateLimit, func() float64 { return float64(m.limit.Load()) })
			m.set.GetOrCreateGauge(rateLimitRemaining, func() float64 { return float64(m.remaining.Load()) })
		}
	}
}

func (m *metricSet) refused(reason string) { m.count(1, refusalsTotal, "reason", reason) }

// ServeHTTP shows the metrics in Prometheus' text format, with those of the Go runtime and the process.
func (m *metricSet) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	m.set.WritePrometheus(w)
	metrics.WriteGoMetrics(w)
	metrics.WriteProcMetrics(w)
}
