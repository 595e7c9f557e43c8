package observe_test

import (
	"encoding/hex"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const (
	traceID    = "4bf92f3577b34da6a3ce929d0e0e4736"
	clientSpan = "00f067aa0ba902b7"
	proxySpan  = "b7ad6b7169203331"
)

// The calls of a client are a tree: its own span, that of the call, and those of the requests to PagerDuty, retries included. This holds on
// both transports.
func TestTrace(t *testing.T) {
	t.Parallel()
	meta := map[string]any{"traceparent": "00-" + traceID + "-" + clientSpan + "-01", "tracestate": "vendor=1"}
	headers := map[string]string{"traceparent": "00-" + traceID + "-" + proxySpan + "-01"}
	for name, test := range map[string]struct {
		overHTTP bool
		meta     map[string]any
		headers  map[string]string
		parent   string
	}{
		"stdio":                     {false, meta, nil, clientSpan},
		"HTTP":                      {true, meta, nil, clientSpan},
		"HTTP headers":              {true, nil, headers, proxySpan},
		"HTTP headers of a hop":     {true, meta, headers, clientSpan},
		"stdio, compressed, secret": {false, meta, nil, clientSpan},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, variables := newAccount(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/incidents", Times: 1})
			collector := newCollector(t)
			variables = append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.url, "OTEL_BSP_SCHEDULE_DELAY=20", "OTEL_RESOURCE_ATTRIBUTES=deployment=test")
			isSecret := strings.Contains(name, "secret")
			if isSecret {
				variables = append(variables, "OTEL_EXPORTER_OTLP_COMPRESSION=gzip", "OTEL_EXPORTER_OTLP_HEADERS=x-team-key=s3%20cr3t, x-other=1")
			}
			connection := program.Connect
			if test.overHTTP {
				server := program.StartHTTP(t, variables)
				host, err := commandtest.Host{}.Connect(t, server.URL, test.headers)
				if err != nil {
					t.Fatal(err)
				}
				call(t, host, test.meta, "list_incidents", `{"limit":1}`)
			} else {
				call(t, connection(t, variables), test.meta, "list_incidents", `{"limit":1}`)
			}
			sent := account.Requests()
			all := collector.await(1 + len(sent))
			const want = "tools/call list_incidents [server] ok\n  listIncidents [client] 500\n  listIncidents [client] 200 resend 1\n"
			if got := tree(all, traceID, test.parent, ""); got != want || len(all) != 1+len(sent) {
				t.Errorf("%d spans and %d requests; the trace is\n%s\nwant\n%s", len(all), len(sent), got, want)
			}
			for _, request := range sent {
				if request.Header.Get("Traceparent") != "" || request.Header.Get("Tracestate") != "" || request.Header.Get("Baggage") != "" {
					t.Errorf("PagerDuty got the trace: %v", request.Header)
				}
			}
			checkCallSpan(t, all, test.overHTTP, len(test.headers) > 0 && test.meta != nil)
			if its := collector.resource; its["service.name"] != "pagerduty-mcp" || its["deployment"] != "test" {
				t.Errorf("the resource is %v", its)
			}
			if isSecret && (collector.headers.Get("X-Team-Key") != "s3 cr3t" || collector.headers.Get("Content-Encoding") != "gzip") {
				t.Errorf("the headers are %v", collector.headers)
			}
		})
	}
}

// checkCallSpan checks what the span of the call says.
func checkCallSpan(t *testing.T, all []*spans.Span, overHTTP, linked bool) {
	t.Helper()
	for _, span := range all {
		if span.Kind != spans.Span_SPAN_KIND_SERVER {
			continue
		}
		its := attributes(span.Attributes)
		transport := map[bool]string{true: "tcp", false: "pipe"}[overHTTP]
		if its["gen_ai.tool.name"] != "list_incidents" || its["mcp.method.name"] != "tools/call" || its["network.transport"] != transport || len(its) != 6 {
			t.Errorf("the attributes of the call are %v", its)
		}
		if isLinked := len(span.Links) == 1 && hex.EncodeToString(span.Links[0].SpanId) == proxySpan; isLinked != linked {
			t.Errorf("the links are %v", span.Links)
		}
		if span.EndTimeUnixNano < span.StartTimeUnixNano || time.Since(time.Unix(0, int64(span.StartTimeUnixNano))) > time.Minute {
			t.Errorf("the call took from %d to %d", span.StartTimeUnixNano, span.EndTimeUnixNano)
		}
	}
}

// What has not been sent when the server ends is sent then.
func TestFlush(t *testing.T) {
	t.Parallel()
	_, variables := newAccount(t)
	collector := newCollector(t)
	server := program.Start(t, append(variables, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="+collector.url+"/v1/traces", "OTEL_BSP_SCHEDULE_DELAY=3600000"))
	server.Send("%s", toolCall("list_incidents", `{"limit":0}`))
	server.Next()
	server.End()
	all := collector.await(1)
	its := attributes(all[0].Attributes)
	if all[0].Status.GetCode() != spans.Status_STATUS_CODE_ERROR || its["error.type"] != "tool_error" || its["mcp.tool.outcome"] != string(mcptools.OutcomeArguments) {
		t.Errorf("the span is %v", all[0])
	}
}

// A collector that is down, refuses, or never answers costs calls nothing, keeps no server from ending, and is logged once.
func TestCollectorIsAway(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	listener.Close()
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(release) })
	refusing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(refusing.Close)
	for name, address := range map[string]string{"down": closed, "slow": slow.URL, "refusing": refusing.URL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, variables := newAccount(t)
			server := program.Start(t, append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT="+address, "OTEL_BSP_SCHEDULE_DELAY=1",
				"OTEL_BSP_MAX_QUEUE_SIZE=16", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=4", "OTEL_EXPORTER_OTLP_TIMEOUT=60000", "OTEL_EXPORTER_OTLP_HEADERS=key=s3cr3t"))
			const calls = 100
			for range calls {
				server.Send("%s", toolCall("list_incidents", `{"limit":1}`))
				if reply := server.Next(); reply.Error != nil {
					t.Fatalf("got %+v", reply)
				}
			}
			begin := time.Now()
			server.End()
			if took := time.Since(begin); took > 8*time.Second {
				t.Errorf("the server took %s to end", took)
			}
			logged := server.Stderr()
			if times := strings.Count(logged, "cannot be delivered"); times != 1 && name != "slow" || times > 1 || strings.Contains(logged, "s3cr3t") {
				t.Errorf("it logged %.500q", logged)
			}
		})
	}
}

// Wrong settings of OpenTelemetry are a warning: they may be meant for another program. Nothing is sent where nothing is asked for.
func TestTraceSettings(t *testing.T) {
	t.Parallel()
	collector := newCollector(t)
	endpoint := "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.url
	certificate := t.TempDir() + "/ca.pem"
	if err := os.WriteFile(certificate, []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		variables []string
		warning   string // "" for none
	}{
		"gRPC":        {[]string{endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"}, "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf"},
		"no URL":      {[]string{"OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4317"}, "must be a URL"},
		"timeout":     {[]string{endpoint, "OTEL_EXPORTER_OTLP_TIMEOUT=10s"}, "number of milliseconds"},
		"headers":     {[]string{endpoint, "OTEL_EXPORTER_OTLP_HEADERS=s3cr3t"}, "must be name=value"},
		"certificate": {[]string{endpoint, "OTEL_EXPORTER_OTLP_CERTIFICATE=" + certificate}, "holds no certificate"},
		"exporter":    {[]string{endpoint, "OTEL_TRACES_EXPORTER=zipkin"}, "must be otlp or none"},
		"none":        {[]string{endpoint, "OTEL_TRACES_EXPORTER=none"}, ""},
		"disabled":    {[]string{endpoint, "OTEL_SDK_DISABLED=true"}, ""},
		"no endpoint": {[]string{"OTEL_SERVICE_NAME=x"}, ""},
		"not sampled": {[]string{endpoint, "OTEL_TRACES_SAMPLER=always_off"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := program.Start(t, append(test.variables, "PAGERDUTY_DEMO=true"))
			server.Send("%s", toolCall("list_incidents", `{"limit":1}`))
			if reply := server.Next(); reply.Error != nil {
				t.Errorf("got %+v", reply)
			}
			server.End()
			logged := server.Stderr()
			if isLogged := strings.Contains(logged, "no traces are sent"); isLogged != (test.warning != "") || !strings.Contains(logged, test.warning) || strings.Contains(logged, "s3cr3t") {
				t.Errorf("it logged %q", logged)
			}
		})
	}
	t.Cleanup(func() {
		if len(collector.raw) > 0 {
			t.Errorf("the collector got %d bytes", len(collector.raw))
		}
	})
}
