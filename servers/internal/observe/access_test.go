package observe_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Metrics are for this machine, or for whoever shows a token.
func TestWhoReadsMetrics(t *testing.T) {
	t.Parallel()
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("prometheus:sixteen-or-more-characters\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const right, wrong = "Bearer sixteen-or-more-characters", "Bearer another-sixteen-characters"
	key := "Token token=u+abcdefghijklmnopqr"
	for name, test := range map[string]struct {
		arguments []string
		headers   []string
		status    int
	}{
		"this machine":          {nil, nil, http.StatusOK},
		"by name":               {nil, []string{"Host", "localhost:1"}, http.StatusOK},
		"a page of the browser": {nil, []string{"Host", "evil.example.com"}, http.StatusForbidden},
		"a token":               {[]string{"--server-token-file=" + tokens}, []string{"Authorization", right}, http.StatusOK},
		"behind a proxy":        {[]string{"--server-token-file=" + tokens, "--allowed-hosts=mcp.example.com"}, []string{"Authorization", right, "Host", "mcp.example.com"}, http.StatusOK},
		"no token":              {[]string{"--server-token-file=" + tokens}, nil, http.StatusUnauthorized},
		"another token":         {[]string{"--server-token-file=" + tokens}, []string{"Authorization", wrong}, http.StatusUnauthorized},
		"caller, token":         {[]string{"--auth=caller", "--server-token-file=" + tokens}, []string{"Authorization", right}, http.StatusOK},
		"caller, key":           {[]string{"--auth=caller", "--server-token-file=" + tokens}, []string{"Authorization", key}, http.StatusUnauthorized},
		"network":               {[]string{"--host=0.0.0.0", "--server-token-file=" + tokens}, []string{"Authorization", right}, http.StatusOK},
		"network, no token":     {[]string{"--host=0.0.0.0", "--server-token-file=" + tokens}, nil, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := program.StartHTTP(t, []string{"PAGERDUTY_DEMO=" + map[bool]string{true: "false", false: "true"}[strings.HasPrefix(name, "caller")]}, append([]string{"--metrics"}, test.arguments...)...)
			server.URL = strings.Replace(server.URL, "0.0.0.0", "127.0.0.1", 1)
			if status, body := get(t, server, "/metrics", test.headers...); status != test.status || (status == http.StatusOK) != strings.Contains(body, "pagerduty_mcp_build_info") {
				t.Errorf("/metrics answers %d %.200s, want %d", status, body, test.status)
			}
			if status, _ := post(t, server, `{}`, "Host", "localhost"); name == "caller, token" && status != http.StatusUnauthorized {
				t.Errorf("a caller without a key is answered with %d", status)
			}
		})
	}
}

// Settings that would show metrics to everyone, or mean nothing, are refused.
func TestMetricsSettings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments []string
		want      string
	}{
		"network, keys of callers": {[]string{"--transport=streamable-http", "--host=0.0.0.0", "--auth=caller", "--metrics"}, "everyone there could read --metrics"},
		"stdio":                    {[]string{"--demo", "--metrics"}, "--metrics (PAGERDUTY_METRICS) is for --transport streamable-http"},
		"no form":                  {[]string{"--demo", "--log-format=xml"}, "must be text or json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if outcome := program.Run(t, "", nil, append(test.arguments, "--check")...); outcome.Code != 2 || !strings.Contains(outcome.Stderr, test.want) {
				t.Errorf("got %+v", outcome)
			}
		})
	}
	outcome := program.Run(t, "", []string{"OTEL_EXPORTER_OTLP_ENDPOINT=https://user:s3cr3t@otel.example.com"}, "--demo", "--transport=streamable-http", "--metrics", "--check")
	if outcome.Code != 0 || !strings.Contains(outcome.Stdout, "metrics  /metrics, for everyone on this machine\ntraces   https://otel.example.com/v1/traces\n") || strings.Contains(outcome.Stdout+outcome.Stderr, "s3cr3t") {
		t.Errorf("got %+v", outcome)
	}
}

// The lines of one request have one id, and that of its trace. Those of another have another.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	_, variables := newAccount(t)
	collector := newCollector(t)
	server := program.Start(t, append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.url), "--log-format=json", "--log-level=debug")
	for range 2 {
		server.Send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_incidents","arguments":{"limit":1},"_meta":{"traceparent":"00-%s-%s-01"}}}`, traceID, clientSpan)
		server.Next()
	}
	server.End()
	lines := map[string][]string{} // by request
	for text := range strings.Lines(server.Stderr()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Errorf("%q is not JSON: %v", text, err)
		}
		if id, ok := line["request_id"].(string); ok {
			lines[id] = append(lines[id], line["msg"].(string))
			if line["trace_id"] != traceID {
				t.Errorf("%q has not the client's trace", text)
			}
		}
	}
	if len(lines) != 2 {
		t.Errorf("two requests have the ids %v", lines)
	}
	for id, messages := range lines {
		if got := strings.Join(messages, ", "); len(id) < 16 || got != "request to PagerDuty, call" {
			t.Errorf("request %s has the lines %s", id, got)
		}
	}
}
