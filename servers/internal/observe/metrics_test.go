package observe_test

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// readMetrics parses Prometheus' text format: the values by name with labels, without the prefix of the server's own.
func readMetrics(t *testing.T, server *commandtest.HTTPServer, headers ...string) (own map[string]float64, text string) {
	t.Helper()
	status, text := get(t, server, "/metrics", headers...)
	if status != 200 {
		t.Fatalf("/metrics answers %d %s", status, text)
	}
	own = map[string]float64{}
	types := map[string]bool{}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		if comment, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, _, _ := strings.Cut(comment, " ")
			if types[name] {
				t.Errorf("%s has two types: Prometheus refuses that", name)
			}
			types[name] = true
		}
		at := strings.LastIndexByte(line, ' ')
		if strings.HasPrefix(line, "#") || at < 0 {
			continue
		}
		value, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if name, ok := strings.CutPrefix(line[:at], "pagerduty_mcp_"); ok {
			own[name] = value
		}
	}
	return own, text
}

// sum adds up the values of a metric whose labels include these.
func sum(values map[string]float64, name string, labels ...string) (total float64) {
	for key, value := range values {
		metric, its, _ := strings.Cut(key, "{")
		if metric == name && !slices.ContainsFunc(labels, func(label string) bool { return !strings.Contains(its, label) }) {
			total += value
		}
	}
	return total
}

// After a mixed load, the metrics add up to the calls made and to the requests that PagerDuty got. No metric, trace or line of a log holds a
// key, a text of the account, or what a client wrote.
func TestMixedLoad(t *testing.T) {
	t.Parallel()
	account, variables := newAccount(t, simulator.Fault{Kind: simulator.FaultRateLimit, Path: "/services", Times: 1})
	collector := newCollector(t)
	token := filepath.Join(t.TempDir(), "tokens")
	const secret = "prometheus-s3cr3t-token"
	if err := os.WriteFile(token, []byte("prometheus:"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := program.StartHTTP(t, append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.url, "OTEL_BSP_SCHEDULE_DELAY=20"),
		"--metrics", "--enable-write-tools", "--confirm=pages", "--max-pages-per-hour=2", "--log-level=debug", "--log-format=json", "--server-token-file="+token)
	bearer := []string{"Authorization", "Bearer " + secret}
	action := mcp.ElicitationResponseActionAccept
	host, err := commandtest.Host{Answer: func(string) mcp.ElicitationResponseAction { return action }}.Connect(t, server.URL, map[string]string{bearer[0]: bearer[1]})
	if err != nil {
		t.Fatal(err)
	}
	const title = "Wunderkammer of unlikely words"
	page := `{"title":"` + title + `","service_id":"Checkout API"}`
	for _, step := range []struct {
		tool, arguments string
		times           int
		fails           bool
	}{
		{"list_incidents", `{"limit":5}`, 7, false},
		{"list_services", `{"limit":5}`, 3, false},
		{"get_incident", `{"incident_id":"PNOTTHERE"}`, 2, true},
		{"get_incident", `{"incident":"` + title + `","wunder":{"kammer":1}}`, 4, true},
		{"create_incident", page, 2, false},
		{"create_incident", strings.Replace(page, "words", "words again", 1), 1, true}, // over the limit
	} {
		for i := range step.times {
			arguments := strings.Replace(step.arguments, "words", fmt.Sprint("words ", i), 1)
			if result := call(t, host, nil, step.tool, arguments); result.IsError != step.fails {
				t.Errorf("%s %s: %+v", step.tool, arguments, result.Content)
			}
		}
	}
	action = mcp.ElicitationResponseActionDecline
	call(t, host, nil, "create_incident", page)
	for i := range 50 { // hostile
		post(t, server, toolCall(fmt.Sprintf(`wunderkammer_%d"} 1`, i), `{}`), bearer...)
	}
	post(t, server, toolCall("list_teams", `{}`), append(bearer, "X-MCP-Tools", "list_incidents")...)
	post(t, server, toolCall("list_teams", `{}`))

	got, text := readMetrics(t, server, bearer...)
	for want, value := range map[string]float64{
		`calls_total{tool="list_incidents",outcome="ok"}`:              7,
		`calls_total{tool="list_services",outcome="ok"}`:               3,
		`calls_total{tool="get_incident",outcome="failed"}`:            2,
		`calls_total{tool="get_incident",outcome="invalid_arguments"}`: 4,
		`calls_total{tool="create_incident",outcome="pending"}`:        4, // each call asks, and runs again with the answer
		`calls_total{tool="create_incident",outcome="ok"}`:             2,
		`calls_total{tool="create_incident",outcome="limited"}`:        1,
		`calls_total{tool="create_incident",outcome="denied"}`:         1,
		`confirmations_total{tool="create_incident",answer="yes"}`:     3,
		`confirmations_total{tool="create_incident",answer="no"}`:      1,
		`pages_total{tool="create_incident"}`:                          2,
		`refusals_total{reason="cap"}`:                                 1,
		`refusals_total{reason="confirm"}`:                             1,
		`refusals_total{reason="unknown_tool"}`:                        50,
		`refusals_total{reason="left_out"}`:                            1,
		`refusals_total{reason="caller"}`:                              1,
		`calls_running`:                                                0,
	} {
		if got[want] != value {
			t.Errorf("%s is %v, want %v", want, got[want], value)
		}
	}
	if total, durations := sum(got, "calls_total"), sum(got, "call_duration_seconds_count"); total != 24 || durations != total {
		t.Errorf("the metrics have %v calls and %v durations, want 24", total, durations)
	}
	checkRequests(t, got, account.Requests())
	all := collector.await(24 + len(account.Requests()))
	if len(all) != 24+len(account.Requests()) {
		t.Errorf("%d spans came for 24 calls and %d requests", len(all), len(account.Requests()))
	}
	logged := server.Stderr()
	if strings.Count(logged, `"msg":"call"`) != 24 || strings.Count(logged, `"msg":"request to PagerDuty"`) != len(account.Requests()) {
		t.Errorf("the log is %s", logged)
	}
	checkSecrecy(t, map[string]string{"metrics": text, "traces": string(collector.raw), "log": logged}, secret, title, "wunder", "kammer", "PNOTTHERE")
	checkDocumented(t, got)
	if len(got) > 200 {
		t.Errorf("there are %d series: %v", len(got), slices.Sorted(maps.Keys(got)))
	}
}

// checkDocumented compares the names of the metrics with those in the document.
func checkDocumented(t *testing.T, got map[string]float64) {
	t.Helper()
	document, err := os.ReadFile("../../../docs/observing.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for key := range got {
		name, _, _ := strings.Cut(key, "{")
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			name = strings.TrimSuffix(name, suffix)
		}
		shown["`pagerduty_mcp_"+name+"`"] = true
	}
	documented := map[string]bool{}
	for _, name := range regexp.MustCompile("`pagerduty_mcp_\\w+`").FindAllString(string(document), -1) {
		documented[name] = true
	}
	if !maps.Equal(shown, documented) {
		t.Errorf("the document has %v, the server shows %v", slices.Sorted(maps.Keys(documented)), slices.Sorted(maps.Keys(shown)))
	}
}

// checkRequests compares the metrics with the requests that the account got.
func checkRequests(t *testing.T, got map[string]float64, requests []simulator.Request) {
	t.Helper()
	byStatus := map[int]float64{}
	for _, request := range requests {
		byStatus[request.Status]++
	}
	for status, n := range byStatus {
		if counted := sum(got, "pagerduty_requests_total", fmt.Sprintf(`status="%d"`, status)); counted != n {
			t.Errorf("%v requests with status %d are counted, and %v were made", counted, status, n)
		}
	}
	total, durations := sum(got, "pagerduty_requests_total"), sum(got, "pagerduty_request_duration_seconds_count")
	if total != float64(len(requests)) || durations != total || byStatus[429] != 1 || byStatus[404] == 0 {
		t.Errorf("%v requests and %v durations are counted, and %d were made: %v", total, durations, len(requests), byStatus)
	}
	if created := sum(got, "pagerduty_requests_total", `operation="createIncident"`, `status="201"`); created != 2 {
		t.Errorf("%v incidents were created, want 2", created)
	}
	if limit, left := got["pagerduty_rate_limit"], got["pagerduty_rate_limit_remaining"]; limit != 960 || left <= 0 || left >= limit {
		t.Errorf("the rate limit is %v of %v", left, limit)
	}
}

// checkSecrecy searches texts for keys, for everything that is written in the demo account, and for other words.
func checkSecrecy(t *testing.T, texts map[string]string, words ...string) {
	t.Helper()
	words = append(words, simulator.UserKey, simulator.AccountKey)
	words = append(words, titles(t)...)
	for where, text := range texts {
		for _, word := range words {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				t.Errorf("the %s hold %q", where, word)
			}
		}
	}
}

// titles returns the titles of the account's incidents, and the names of its people and services.
func titles(t *testing.T) (all []string) {
	t.Helper()
	_, variables := newAccount(t)
	connection := program.Connect(t, variables)
	for tool, arguments := range map[string]string{
		"list_incidents": `{"limit":100,"date_range":"all"}`, "list_users": `{"limit":100}`, "list_services": `{"limit":100}`,
	} {
		result := call(t, connection, nil, tool, arguments)
		for part := range strings.SplitSeq(result.Content[0].(mcp.TextContent).Text, `"`) {
			if len(part) > 8 && strings.Contains(part, " ") {
				all = append(all, part)
			}
		}
	}
	if len(all) < 30 {
		t.Fatalf("there are only %d texts in the account: %q", len(all), all)
	}
	return all
}

// A server that only reads counts the calls of tools that write, by one reason. Nothing is shown that nobody asked for.
func TestRefusalsOfAReadOnlyServer(t *testing.T) {
	t.Parallel()
	server := program.StartHTTP(t, []string{"PAGERDUTY_DEMO=true"}, "--metrics", "--exclude-tools=list_teams")
	for _, tool := range []string{"create_incident", "create_incident", "manage_incidents", "list_teams", "find_coverage_gaps"} {
		post(t, server, toolCall(tool, `{}`))
	}
	post(t, server, toolCall("list_incidents", `{"limit":1}`), "Origin", "https://evil.example.com")
	got, _ := readMetrics(t, server)
	if got[`refusals_total{reason="read_only"}`] != 3 || got[`refusals_total{reason="left_out"}`] != 2 || got[`refusals_total{reason="origin"}`] != 1 || sum(got, "calls_total") != 0 {
		t.Errorf("got %v", got)
	}
	if without := program.StartHTTP(t, []string{"PAGERDUTY_DEMO=true"}); true {
		if status, _ := get(t, without, "/metrics"); status != 404 {
			t.Errorf("without --metrics, /metrics answers %d", status)
		}
	}
}
