package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/observe"
)

// logFormat is the form of the log's lines.
type logFormat string

const (
	logText logFormat = "text"
	logJSON logFormat = "json"
)

var errNoLogFormat = errors.New("must be text or json")

// UnmarshalText reads the value of --log-format.
func (f *logFormat) UnmarshalText(text []byte) error {
	switch read := logFormat(strings.ToLower(string(text))); read {
	case logText, logJSON:
		*f = read
		return nil
	}
	return errNoLogFormat
}

// MarshalText returns the value of --log-format.
func (f logFormat) MarshalText() ([]byte, error) { return []byte(f), nil }

// flushWithin is how long the end of the server waits for a collector of traces. Hosts kill servers that take longer.
const flushWithin = 2 * time.Second

// metricsPath is where --metrics shows metrics.
const metricsPath = "/metrics"

// newWatch returns what watches a server.
func newWatch(server Server, settings *settings, process Process, logger *slog.Logger) *observe.Watch {
	options := observe.Options{Service: server.Name, Version: Version(), Transport: "pipe", Environment: process.Environment.Lookup, Logger: logger}
	if settings.http.isHTTP() {
		options.Transport, options.Metrics = "tcp", settings.http.metrics
	}
	return observe.New(options)
}

// watchOptions returns the options for what is watched of the protocol.
func (p *parts) watchOptions() []serve.Option {
	return []serve.Option{
		serve.WithMetaContext(p.watch.Context),
		serve.WithRefused(func(ctx context.Context, refusal serve.Refusal) {
			p.watch.Refused(ctx, refusal, p.leftOut.isKnown, p.leftOut.isReadOnly)
		}),
	}
}

// metricsFor answers a request for metrics.
func (p *httpParts) metricsFor(metrics http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch status, problem := p.mayRead(r); {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			answer(w, http.StatusMethodNotAllowed, "Metrics are read with GET.")
		case problem != "":
			if status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", "Bearer")
			}
			answer(w, status, problem)
		default:
			metrics.ServeHTTP(w, r)
		}
	})
}

// mayRead returns why a request may not read the metrics. Without tokens the server listens on this machine only, where a web page could
// send its browser under another name.
func (p *httpParts) mayRead(r *http.Request) (status int, problem string) {
	if p.scrapers == nil {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(strings.Trim(host, "[]")) {
			return http.StatusForbidden, "Metrics are for this machine only. To let others read them, set --server-token-file."
		}
		return 0, ""
	}
	_, err := p.scrapers.authenticate(r.Context(), r)
	if err == nil {
		return 0, ""
	}
	status = http.StatusUnauthorized
	if refused, ok := errors.AsType[*serve.HTTPError](err); ok {
		status = refused.Status
	}
	return status, err.Error()
}

// watching returns the rows of --check about what is shown of the server.
func (p *parts) watching(h *httpSettings) (rows [][2]string) {
	if h.isHTTP() && h.metrics {
		who := "for everyone on this machine"
		if p.http.scrapers != nil {
			who = "for whoever shows a token of " + h.tokenFile
		}
		rows = append(rows, [2]string{"metrics", metricsPath + ", " + who})
	}
	if to := p.watch.TracesTo(); to != "" {
		rows = append(rows, [2]string{"traces", to})
	}
	return rows
}
