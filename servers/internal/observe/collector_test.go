package observe_test

import (
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	intake "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector stands in for a collector of OpenTelemetry. It decodes with the project's own code.
type collector struct {
	url string
	t   *testing.T

	mutex    sync.Mutex
	spans    []*spans.Span
	resource map[string]string
	headers  http.Header // of the last request
	raw      []byte      // all that came
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{t: t}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// ServeHTTP takes spans.
func (c *collector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			c.t.Error(err)
			return
		}
		body = unzipped
	}
	raw, err := io.ReadAll(body)
	var request intake.ExportTraceServiceRequest
	if err := proto.Unmarshal(raw, &request); err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		c.t.Errorf("%s of %s: %v", r.URL.Path, r.Header.Get("Content-Type"), err)
	}
	if err != nil {
		c.t.Error(err)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.raw, c.headers = append(c.raw, raw...), r.Header
	for _, ofResource := range request.ResourceSpans {
		c.resource = attributes(ofResource.Resource.Attributes)
		for _, ofScope := range ofResource.ScopeSpans {
			for _, span := range ofScope.Spans {
				if unknown := span.ProtoReflect().GetUnknown(); len(unknown) > 0 {
					c.t.Errorf("a span has fields that OTLP does not: %x", unknown)
				}
				c.spans = append(c.spans, span)
			}
		}
	}
}

func attributes(pairs []*common.KeyValue) map[string]string {
	all := map[string]string{}
	for _, pair := range pairs {
		switch value := pair.Value.Value.(type) {
		case *common.AnyValue_StringValue:
			all[pair.Key] = value.StringValue
		case *common.AnyValue_IntValue:
			all[pair.Key] = fmt.Sprint(value.IntValue)
		default:
			all[pair.Key] = fmt.Sprint(pair.Value)
		}
	}
	return all
}

// await waits until there are this many spans.
func (c *collector) await(n int) []*spans.Span {
	c.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		c.mutex.Lock()
		all := slices.Clone(c.spans)
		c.mutex.Unlock()
		if len(all) >= n {
			return all
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("%d spans came, want %d", len(all), n)
		}
	}
}

// tree shows the spans below a parent, oldest first.
func tree(all []*spans.Span, traceID, parent, indent string) string {
	var text strings.Builder
	slices.SortFunc(all, func(a, b *spans.Span) int { return int(a.StartTimeUnixNano) - int(b.StartTimeUnixNano) })
	for _, span := range all {
		if hex.EncodeToString(span.TraceId) != traceID || hex.EncodeToString(span.ParentSpanId) != parent {
			continue
		}
		its := attributes(span.Attributes)
		how := its["mcp.tool.outcome"] + its["http.response.status_code"]
		if attempt := its["http.request.resend_count"]; attempt != "" {
			how += " resend " + attempt
		}
		kind := strings.ToLower(strings.TrimPrefix(span.Kind.String(), "SPAN_KIND_"))
		fmt.Fprintf(&text, "%s%s [%s] %s\n", indent, span.Name, kind, how)
		text.WriteString(tree(all, traceID, hex.EncodeToString(span.SpanId), indent+"  "))
	}
	return text.String()
}
