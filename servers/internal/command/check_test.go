package command_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	account := httptest.NewServer(simulator.New())
	t.Cleanup(account.Close)
	forbidden := httptest.NewServer(simulator.New(simulator.WithFaults(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})))
	t.Cleanup(forbidden.Close)
	closed := httptest.NewServer(nil)
	closed.Close()
	webPage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in</html>") }))
	t.Cleanup(webPage.Close)
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	tokens := secretFile(t, "tokens", adasToken)
	host := func(server *httptest.Server, key string, others ...string) []string {
		return append(others, "PAGERDUTY_API_HOST="+server.URL, "PAGERDUTY_USER_API_KEY="+key)
	}
	for _, test := range []struct {
		name      string
		variables []string
		arguments []string
		code      int
		says      []string
	}{
		{"demo", nil, []string{"--demo"}, 0, []string{"key      user key of Amara Okafor <amara.okafor@lanternfield.example>", "the demo account", "writes   off; enable with --enable-write-tools", fmt.Sprintf("tools    %d: list_incidents, ", readTools()), "All is well."}},
		{"policies without writes", []string{"PAGERDUTY_CONFIRM=pages"}, []string{"--demo", "--max-pages-per-hour=5"}, 0, []string{
			"\nconfirm  pages: the user is never asked, since no tool here may notify somebody\n", "\npages    at most 5 an hour, but no tool here notifies anybody\n", "All is well."}},
		{"policies", []string{"PAGERDUTY_CONFIRM=pages"}, []string{"--demo", "--enable-write-tools", "--max-pages-per-hour=5", "--audit-log", log}, 0, []string{
			"\nconfirm  pages: the user is asked before a call that may notify somebody\n", "\npages    at most 5 an hour\n", "\naudit    " + log + "\n", "All is well."}},
		{"standard input and output", nil, []string{"--demo"}, 0, []string{"serves   standard input and output\n"}},
		{"HTTP", []string{"MCP_PORT=9000"}, []string{"--demo", "--transport=http"}, 0, []string{"serves   http://127.0.0.1:9000/mcp, stateless, for everyone on this machine, with the key of this server\n", "All is well."}},
		{"HTTP behind a proxy", nil, []string{"--demo", "--transport=http", "--allowed-hosts=mcp.example.com"}, 0, []string{"warning  everyone who reaches the proxy in front of this server uses its key: set --server-token-file"}},
		{"HTTP with tokens", nil, []string{"--demo", "--transport=http", "--host=::", "--stateful", "--server-token-file", tokens}, 0, []string{
			"serves   http://[::]:8000/mcp, with sessions, for callers with a token of " + tokens, "warning  keys and tokens travel unencrypted: set --tls-cert and --tls-key"}},
		{"HTTP with keys of callers", []string{"PAGERDUTY_API_HOST=https://api.eu.pagerduty.com"}, []string{"--transport=http", "--auth=caller", "--max-pages-per-hour=5"}, 0, []string{
			"api      https://api.eu.pagerduty.com (EU)\n", "for callers with a PagerDuty key of their own\n", "key      each caller's own", "at most 5 an hour for each caller", "All is well."}},
		{"a user's key", host(account, simulator.UserKey), []string{"--enable-write-tools", "--exclude-tools=create_incident"}, 0, []string{"api      " + account.URL, "user key of Amara Okafor", "writes   on", "tools    "}},
		{"an account's key that reads", host(account, simulator.AccountKey), nil, 0, []string{"account key, which belongs to no user", "All is well."}},
		{"an account's key that cannot write", host(account, simulator.AccountKey), []string{"--enable-write-tools"}, 1, []string{"account key", "set PAGERDUTY_FROM_EMAIL to the e-mail address of a user of the account"}},
		{"an account's key that acts for a stranger", host(account, simulator.AccountKey, "PAGERDUTY_FROM_EMAIL=eve@example.com"), []string{"--enable-write-tools"}, 1, []string{"PAGERDUTY_FROM_EMAIL is eve@example.com, and no user"}},
		{"a user's key that acts for a stranger", host(account, simulator.UserKey, "PAGERDUTY_FROM_EMAIL=eve@example.com"), []string{"--enable-write-tools"}, 1, []string{"user key of Amara", "PAGERDUTY_FROM_EMAIL is eve@example.com, and no user"}},
		{"an account's key that reads, with writes allowed", host(account, simulator.AccountKey), []string{"--enable-write-tools", "--tools=list_incidents"}, 0, []string{"account key", "All is well."}},
		{"an account's key that writes", host(account, simulator.AccountKey, "PAGERDUTY_FROM_EMAIL=amara.okafor@lanternfield.example"), []string{"--enable-write-tools"}, 0, []string{"recorded for Amara Okafor"}},
		{"a wrong key", host(account, key), nil, 1, []string{"key      not usable", "refused the key (401)", "PAGERDUTY_USER_API_KEY", "PAGERDUTY_API_HOST"}},
		{"a key that may do nothing", host(forbidden, simulator.UserKey), nil, 1, []string{"not usable", "not allowed to read (403)"}},
		{"a host that is not there", host(closed, key), nil, 1, []string{"key      not checked: " + closed.URL + " was not reached", "connection refused", "Check the network", "PAGERDUTY_API_HOST"}},
		{"a host that is not PagerDuty", host(webPage, key), nil, 1, []string{"key      not checked: no usable answer came from " + webPage.URL, "PAGERDUTY_API_HOST"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := runHere(t, test.variables, append(test.arguments, "--check")...)
			if got.Code != test.code {
				t.Errorf("the code is %d, want %d", got.Code, test.code)
			}
			for _, words := range test.says {
				if !strings.Contains(got.Stdout, words) {
					t.Errorf("%q is missing in\n%s%s", words, got.Stdout, got.Stderr)
				}
			}
			if all := got.Stdout + got.Stderr; strings.Contains(all, key) || strings.Contains(all, simulator.UserKey) || strings.Contains(all, simulator.AccountKey) {
				t.Errorf("the key is told:\n%s", all)
			}
		})
	}
}

// readTools is how many tools of the incidents area change nothing.
func readTools() int {
	tools, _ := mcptools.Select(area.Toolset(nil).Tools, mcptools.Selection{})
	return len(tools)
}

// areaOf returns the toolset of an area with one tool.
func areaOf(name, tool string) func(pagerduty.ClientSource) mcptools.Toolset {
	return func(pagerduty.ClientSource) mcptools.Toolset {
		pong := mcptools.Read(tool, "Says pong.", func(context.Context, struct{}) (string, error) { return "pong", nil })
		return mcptools.Toolset{Name: name, Tools: []mcptools.Tool{pong}}
	}
}

// A server with several areas serves those that --toolsets names, and builds no others.
func TestToolsets(t *testing.T) {
	t.Parallel()
	server := command.Server{
		Name: "several", Title: "Several", Summary: "is for this test",
		Areas: []command.Area{
			{Name: "incidents", Toolset: area.Toolset}, {Name: "other", Toolset: areaOf("other", "ping_pong")},
			{Name: "more", Optional: true, Toolset: areaOf("more", "more_pong")}, {Name: "rest", Optional: true, Toolset: areaOf("rest", "rest_pong")},
		},
	}
	both := "tools    " + strconv.Itoa(1+readTools()) + ": "
	for _, test := range []struct {
		arguments []string
		variable  string
		code      int
		says      string
	}{
		{nil, "", 0, both},
		{[]string{"--toolsets=other"}, "", 0, "tools    1: ping_pong"},
		{nil, "other", 0, "tools    1: ping_pong"},
		{[]string{"--toolsets", "other, incidents"}, "", 0, both},
		{[]string{"--toolsets=first,other,second"}, "", 2, `there is no toolset "first"`},
		{[]string{"--toolsets=others"}, "", 2, `there is no toolset "others"; there are incidents, other, more, rest, and all for every one`},
		{[]string{"--toolsets=other", "--tools=get_incident"}, "", 2, "--tools: get_incident is a tool of incidents, which is not served; --toolsets incidents,other serves it"},
		{[]string{"--tools=get_incident,more_pong"}, "", 2, "--tools: more_pong is a tool of more, which is not served; --toolsets incidents,other,more serves it"},
		{[]string{"--toolsets=more", "--tools=more_pong"}, "", 0, "tools    1: more_pong"},
		{[]string{"--toolsets=all"}, "", 0, "tools    " + strconv.Itoa(3+readTools()) + ": "},
		{[]string{"--toolsets=more,all", "--exclude-tools=get_incident"}, "", 0, "tools    " + strconv.Itoa(2+readTools()) + ": "},
		{[]string{"--exclude-tools=more_pong"}, "", 0, both},
		{[]string{"--tools=get_incidents"}, "", 2, "--tools: "},
		{[]string{"--toolsets=other", "--exclude-tools=get_incident"}, "", 0, "tools    1: ping_pong"},
		{[]string{"--toolsets="}, "", 2, "--toolsets is empty"},
	} {
		var out, err bytes.Buffer
		code := command.Run(t.Context(), server, command.Process{
			Arguments: append(test.arguments, "--demo", "--check"), Stdout: &out, Stderr: &err,
			Environment: env.Variables{"PAGERDUTY_TOOLSETS=" + test.variable},
		})
		if code != test.code || !strings.Contains(out.String()+err.String(), test.says) {
			t.Errorf("%q: code %d\n%s%s", test.arguments, code, &out, &err)
		}
	}
	if strings.Contains(command.Help(command.Server{Name: "one", Areas: server.Areas[:1]}), "--toolsets") {
		t.Error("a server with one area offers --toolsets")
	}
}
