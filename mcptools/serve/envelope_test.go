package serve_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// sealed matches the part that is different in every answer.
var sealed = regexp.MustCompile(`"requestState":"[^"]*"`)

// exchange sends a request to a new server and returns the answer. After an initialize it also calls a tool that asks its user, and appends
// the question, or the error if there is none.
func exchange(t *testing.T, server *serve.Server, line string) string {
	t.Helper()
	p := connect(t, server)
	p.Send("%s", line)
	answer := p.Next()
	text := fmt.Sprintf("%s %s %+v", answer.ID, answer.Result, answer.Error)
	if strings.Contains(line, `"initialize"`) {
		p.Call("2", "ask", `{"questions":["Sure?"]}`)
		next := p.Next()
		text += fmt.Sprintf("\n%s %s %s", next.Method, next.Params, next.Result)
	}
	return sealed.ReplaceAllString(text, "")
}

// A request with odd members gets the same answer as without them.
func TestOddEnvelopes(t *testing.T) {
	t.Parallel()
	const (
		initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`
		mute       = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}`
		call       = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}}`
		hello      = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello"}}}`
		list       = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}`
		ping       = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
		discover   = `{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{` + statelessMeta + `}}`
		prompts    = `{"jsonrpc":"2.0","id":1,"method":"prompts/list","params":{}}`
		ask        = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"questions":["Sure?"]},"_meta":{` +
			`"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}}}`
	)
	// Each pair of strings is a part of the clean request and its replacement.
	for clean, odd := range map[string][][2]string{
		initialize: {
			{`"elicitation":{}`, `"elicitation":[]`},
			{`"elicitation":{}`, `"elicitation":true`},
			{`"elicitation":{}`, `"elicitation":{"form":[]}`},
			{`"elicitation":{}`, `"elicitation":{"form":true,"url":false}`},
			{`"elicitation":{}`, `"elicitation":{"url":null,"other":7}`},
			{`"elicitation":{}`, `"elicitation":{},"sampling":true`},
			{`"elicitation":{}`, `"elicitation":{},"sampling":{"tools":[],"context":"yes"}`},
			{`"elicitation":{}`, `"elicitation":{},"roots":[],"experimental":[],"extensions":[],"tasks":[]`},
			{`"elicitation":{}`, `"elicitation":{},"roots":{"listChanged":"true"},"tasks":{"requests":7}`},
			{`"elicitation":{}`, `"elicitation":{},"experimental":"none","extensions":false`},
			{`"name":"c"`, `"name":"c","icons":[{"sizes":"48x48"}]`},
			{`"name":"c"`, `"name":"c","icons":{},"title":7,"websiteUrl":null`},
			{`"version":"1"`, `"version":1.5`},
			{`{"name":"c","version":"1"}`, `[]`},
			{`{"name":"c","version":"1"}`, `"c/1"`},
			{`,"clientInfo":{"name":"c","version":"1"}`, ``},
			{`"clientInfo"`, `"_meta":[],"locale":7,"clientInfo"`},
			{`"jsonrpc"`, `"result":null,"error":null,"jsonrpc"`},
			{`{"jsonrpc"`, "\ufeff" + `{"jsonrpc"`},
		},
		mute: {
			{`"capabilities":{}`, `"capabilities":[]`},
			{`"capabilities":{}`, `"capabilities":null`},
			{`"capabilities":{}`, `"capabilities":["elicitation"]`},
			{`"capabilities":{}`, `"capabilities":{"elicitation":null}`},
			{`"capabilities":{}`, `"capabilities":{"elicitation":false}`},
			{`"capabilities":{},`, ``},
		},
		strings.Replace(mute, "2025-11-25", "2025-03-26", 1): {
			{`"2025-03-26"`, `20250326`},
			{`"protocolVersion":"2025-03-26",`, ``},
			{`{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`, `[]`},
		},
		call: {
			{`"arguments":{}`, `"arguments":[]`},
			{`"arguments":{}`, `"arguments":null`},
			{`"arguments":{}`, `"arguments":"null"`},
			{`"arguments":{}`, `"arguments":"[]"`},
			{`"arguments":{}`, `"arguments":""`},
			{`,"arguments":{}`, ``},
		},
		hello: {
			{`"arguments"`, `"_meta":[],"arguments"`},
			{`"arguments"`, `"_meta":"x","arguments"`},
			{`"arguments"`, `"_meta":{"progressToken":{},"io.modelcontextprotocol/protocolVersion":7},"arguments"`},
			{`"arguments"`, `"_meta":{"progressToken":[],"io.modelcontextprotocol/clientInfo":[],"traceparent":7},"arguments"`},
			{`"arguments"`, `"task":[],"arguments"`},
			{`"arguments"`, `"task":{"ttl":"60000"},"arguments"`},
			{`"arguments"`, `"inputResponses":[],"requestState":null,"arguments"`},
			{`"arguments"`, `"inputResponses":"x","requestState":7,"arguments"`},
			{`"arguments":{"text":"hello"}`, `"arguments":"{\"text\":\"hello\"}"`},
			{`{"jsonrpc"`, "\ufeff  " + `{"error":null,"result":null,"other":[],"jsonrpc"`},
		},
		list: {
			{`"params":{}`, `"params":[]`},
			{`"params":{}`, `"params":null`},
			{`"params":{}`, `"params":"{}"`},
			{`"params":{}`, `"params":[1]`},
			{`"params":{}`, `"params":{"cursor":null}`},
			{`"params":{}`, `"params":{"cursor":""}`},
			{`"params":{}`, `"params":{"cursor":7,"_meta":[],"limit":"all"}`},
			{`"params":{}`, `"params":{"cursor":[]}`},
		},
		ping: {
			{`"ping"`, `"ping","params":[]`},
			{`"ping"`, `"ping","params":"now"`},
			{`"ping"`, `"ping","params":{"_meta":[]}`},
		},
		discover: {
			{`{"name":"peer","version":"1"}`, `[]`},
			{`{"name":"peer","version":"1"}`, `{"icons":[{"sizes":"48x48"}]}`},
			{`"io.modelcontextprotocol/clientInfo":{"name":"peer","version":"1"}`, `"io.modelcontextprotocol/logLevel":7`},
			{`"io.modelcontextprotocol/clientCapabilities":{}`, `"io.modelcontextprotocol/clientCapabilities":[]`},
			{`"io.modelcontextprotocol/clientCapabilities":{}`, `"io.modelcontextprotocol/clientCapabilities":null`},
			{`"io.modelcontextprotocol/clientCapabilities":{}`, `"io.modelcontextprotocol/clientCapabilities":{"sampling":true,"experimental":[]}`},
			{`"_meta":{`, `"progress":[],"_meta":{"progressToken":[],`},
		},
		prompts: {
			{`"params":{}`, `"params":[]`},
			{`"params":{}`, `"params":{"cursor":null,"_meta":[]}`},
		},
		ask: {
			{`"form":{}`, `"form":[]`},
			{`{"form":{}}`, `[]`},
			{`{"form":{}}`, `true`},
			{`{"elicitation"`, `{"sampling":true,"roots":[],"elicitation"`},
			{`"_meta"`, `"inputResponses":[],"requestState":"","_meta"`},
		},
	} {
		server := newServer(t, append(testTools(), askTool()))
		want := exchange(t, server, clean)
		for _, change := range odd {
			line := strings.Replace(clean, change[0], change[1], 1)
			if line == clean {
				t.Errorf("%s is not in %s", change[0], clean)
			}
			if got := exchange(t, server, line); got != want {
				t.Errorf("%s\ngets %s\nwant %s", line, got, want)
			}
		}
	}
}

// The tool decides about numbers that a float64 cannot hold.
func TestHugeNumberInArguments(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	p.Call("1", "echo", `{"text":1e999}`)
	if text, isError := p.Expect("1").ToolText(t); !isError || !strings.Contains(text, `Argument "text" is 1e999: it must be a string`) {
		t.Errorf("got %s", text)
	}
}

// An empty form from PHP, a list, is accepted like one without content.
func TestEmptyListAsContentOfAnswer(t *testing.T) {
	t.Parallel()
	p := connectToAsk(t, []mcptools.Tool{askTool()})
	p.Call("1", "ask", `{"questions":["Sure?"]}`)
	question := p.Next()
	p.Send(`{"jsonrpc":"2.0","id":%s,"method":null,"result":{"action":"accept","content":[],"_meta":[]},"error":null}`, question.ID)
	if text, isError := p.Expect("1").ToolText(t); isError || text != `{"answers":[true]}` {
		t.Errorf("got %s", text)
	}
}

// An id may be any JSON number, even one that no float64 can hold. It is returned unchanged.
func TestIDsOfAnySize(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	for _, id := range []string{"1e999", "-1E+400", "1.50", "123456789012345678901234567890", `"1e999"`} {
		p.Send(`{"jsonrpc":"2.0","id":%s,"method":"tools/list"}`, id)
		if reply := p.Expect(id); reply.Result == nil {
			t.Errorf("%s: got %+v", id, reply.Error)
		}
		p.Call(id, "echo", `{"text":"x"}`)
		checkText(t, p.Expect(id), "x", false)
	}
}
