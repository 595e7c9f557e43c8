package command_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// A call of a tool that a setting leaves out is answered with the setting, and that of a misspelt one with similar names.
func TestCallOfAToolThatIsLeftOut(t *testing.T) {
	t.Parallel()
	many := func(pagerduty.ClientSource) mcptools.Toolset {
		toolset := mcptools.Toolset{Name: "many"}
		nothing := func(context.Context, struct{}) (string, error) { return "", nil }
		for i := range 20 {
			toolset.Tools = append(toolset.Tools, mcptools.Read(fmt.Sprintf("read_%c", 'a'+i), "Reads.", nothing))
		}
		toolset.Tools = append(toolset.Tools, mcptools.Additive("write_it", "Writes.", nothing))
		return toolset
	}
	server := command.Server{Name: "several", Areas: []command.Area{
		{Name: "many", Toolset: many}, {Name: "more", Optional: true, Toolset: areaOf("more", "more_pong")},
	}}
	for name, want := range map[string]string{
		"write_it":  "write_it changes PagerDuty, and this server is read-only. The operator enables writes with --enable-write-tools.",
		"more_pong": "more_pong is a tool of more, which is not served here. The operator adds it with --toolsets.",
		"read_b":    "read_b is left out here. The operator chooses the tools with --tools and --exclude-tools.",
		"reed_a":    `Unknown tool "reed_a". Similar tools: read_a`,
		"zzzzzzzzz": `Unknown tool "zzzzzzzzz". tools/list has the 19 tools of this server.`,
	} {
		call := fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":%q,"arguments":{}}}`, name)
		got := runServer(t, server, hello+call+"\n", nil, "--demo", "--exclude-tools=read_b")
		if !strings.Contains(strings.ReplaceAll(got.Stdout, `\"`, `"`), want) {
			t.Errorf("%s: got %s, want %s", name, got.Stdout, want)
		}
	}
}

// A choice has tools of areas that are not served: all of them are offered once, and what is left out is explained by what is served.
func TestChoiceOfTools(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, struct{}) (string, error) { return "", nil }
	read, write := mcptools.Read("read_it", "Reads.", nothing), mcptools.Additive("write_it", "Writes.", nothing)
	toolset := func(name string, tools ...mcptools.Tool) func(pagerduty.ClientSource) mcptools.Toolset {
		return func(pagerduty.ClientSource) mcptools.Toolset { return mcptools.Toolset{Name: name, Tools: tools} }
	}
	server := command.Server{Name: "several", Areas: []command.Area{
		{Name: "one", Toolset: toolset("one", read, write)}, {Name: "two", Optional: true, Toolset: areaOf("two", "two_pong")},
		{Name: "few", Optional: true, Choice: true, Toolset: toolset("few", read, write)},
	}}
	for _, test := range []struct{ arguments, call, want string }{
		{"--toolsets=few", "write_it", "write_it changes PagerDuty"},
		{"--toolsets=few", "two_pong", "two_pong is a tool of two, which is not served here"},
		{"--toolsets=few,one", "zzzzzzzzz", "The tools of this server are: read_it."},
		{"--toolsets=all", "zzzzzzzzz", "The tools of this server are: read_it, two_pong."},
		{"--toolsets=two --tools=write_it", "", "write_it is a tool of one, which is not served; --toolsets one,two serves it"},
	} {
		call := fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":%q,"arguments":{}}}`, test.call)
		got := runServer(t, server, hello+call+"\n", nil, append(strings.Fields(test.arguments), "--demo")...)
		if !strings.Contains(got.Stdout+got.Stderr, test.want) {
			t.Errorf("%s, %s: got %s %s, want %s", test.arguments, test.call, got.Stdout, got.Stderr, test.want)
		}
	}
}
