package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tool := func(name, schema string) mcptools.Tool {
		tool := mcptools.Read("tool", "A tool.", echo)
		tool.Name, tool.InputSchema = name, json.RawMessage(schema)
		return tool
	}
	const schema = `{"type":"object","properties":{}}`
	for _, test := range []struct {
		name  string
		info  serve.Info
		tools []mcptools.Tool
		opts  []serve.Option
		says  string
	}{
		{"no name", serve.Info{}, nil, nil, "Info.Name is required"},
		{"duplicate", serve.Info{Name: "x"}, []mcptools.Tool{tool("a", schema), tool("b", schema), tool("a", schema)}, nil, `two tools are named "a"`},
		{"empty tool name", serve.Info{Name: "x"}, []mcptools.Tool{tool("", schema)}, nil, "not every host accepts the tool name"},
		{"tool name with a dot", serve.Info{Name: "x"}, []mcptools.Tool{tool("a.b", schema)}, nil, "not every host accepts the tool name"},
		{"long tool name", serve.Info{Name: "x"}, []mcptools.Tool{tool(strings.Repeat("a", 65), schema)}, nil, "not every host accepts the tool name"},
		{"no schema", serve.Info{Name: "x"}, []mcptools.Tool{tool("a", ``)}, nil, "cannot be parsed"},
		{"broken schema", serve.Info{Name: "x"}, []mcptools.Tool{tool("a", `{"type":"object"`)}, nil, "cannot be parsed"},
		{"schema of a string", serve.Info{Name: "x"}, []mcptools.Tool{tool("a", `{"type":"string"}`)}, nil, "hosts accept only"},
		{"header", serve.Info{Name: "x"}, []mcptools.Tool{tool("a", `{"type":"object","properties":{"b":{"type":"array","x-mcp-header":"B"}}}`)}, nil, "x-mcp-header"},
		{"logger", serve.Info{Name: "x"}, nil, []serve.Option{serve.WithLogger(nil)}, "WithLogger"},
		{"drain", serve.Info{Name: "x"}, nil, []serve.Option{serve.WithDrain(-time.Second)}, "WithDrain(-1s)"},
		{"message size", serve.Info{Name: "x"}, nil, []serve.Option{serve.WithMaxMessageBytes(0)}, "WithMaxMessageBytes(0)"},
		{"concurrency", serve.Info{Name: "x"}, nil, []serve.Option{serve.WithMaxConcurrent(0)}, "WithMaxConcurrent(0)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, err := serve.New(test.info, test.tools, test.opts...)
			if err == nil || server != nil || !strings.HasPrefix(err.Error(), "serve: ") || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an error with %q and no server", err, test.says)
			}
		})
	}
}

// The constructors of tools and New have the same rule for names, and state it in the same words.
func TestNamesOfTools(t *testing.T) {
	t.Parallel()
	made := func(name string) (problem string) {
		defer func() {
			if value := recover(); value != nil {
				problem = fmt.Sprint(value)
			}
		}()
		mcptools.Read(name, "A tool.", echo)
		return ""
	}
	for name, legal := range map[string]bool{
		"a": true, "Get_2-x": true, strings.Repeat("a", 64): true,
		"": false, "a.b": false, "a b": false, "a\n": false, "é": false, strings.Repeat("a", 65): false,
	} {
		tool := mcptools.Read("tool", "A tool.", echo)
		tool.Name = name
		problem := made(name)
		_, err := serve.New(serve.Info{Name: "x"}, []mcptools.Tool{tool})
		if legal && (problem != "" || err != nil) {
			t.Errorf("%q: got %q, %v", name, problem, err)
		}
		if !legal && (err == nil || !strings.HasSuffix(problem, strings.TrimPrefix(err.Error(), "serve: "))) {
			t.Errorf("%q: Read says %q, New %v", name, problem, err)
		}
	}
}

func TestIntroduction(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	want := `{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"test","version":"1.0.0","title":"Test server"},"instructions":"Be brief."}`
	if got := p.Initialize().Result; string(got) != want {
		t.Errorf("initialize: got %s\nwant %s", got, want)
	}
	p.Send(`{"jsonrpc":"2.0","id":2,"method":"server/discover","params":{%s}}`, statelessMeta)
	var discovered struct {
		SupportedVersions        []string
		Capabilities             map[string]any
		Instructions, ResultType string
		CacheScope               string
		TTLMs                    int `json:"ttlMs"`
	}
	result := p.Expect("2").Result
	if err := json.Unmarshal(result, &discovered); err != nil || len(discovered.SupportedVersions) != 5 || len(discovered.Capabilities) != 1 ||
		discovered.Instructions != "Be brief." || discovered.ResultType != "complete" || discovered.CacheScope != "private" || discovered.TTLMs != 300_000 {
		t.Errorf("server/discover: %s", result)
	}
}

const statelessMeta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"peer","version":"1"}}`

func TestToolsList(t *testing.T) {
	t.Parallel()
	tools := testTools()
	for i := range tools {
		tools[i].InputSchema = json.RawMessage(`{"type":"object","properties":{}}`)
	}
	strange := tools[0]
	strange.Name, strange.Effect = "strange", mcptools.Effect(7)
	p := connect(t, newServer(t, append(tools, strange)))
	p.Send(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	want := `{"tools":[` +
		`{"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":true},"description":"Says what it is told.","inputSchema":{"type":"object","properties":{}},"name":"echo","title":"Echo"},` +
		`{"annotations":{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false,"openWorldHint":true},"description":"Takes 300 ms.","inputSchema":{"type":"object","properties":{}},"name":"sleep","title":"Sleep"},` +
		`{"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true},"description":"Says what it is told.","inputSchema":{"type":"object","properties":{}},"name":"strange","title":"Echo"},` +
		`{"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true},"description":"Ends when it is cancelled.","inputSchema":{"type":"object","properties":{}},"name":"wait","title":"Wait"}]}`
	if got := p.Expect("1").Result; string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	p.Send(`{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{%s}}`, statelessMeta)
	if got := string(p.Expect("2").Result); !strings.Contains(got, `"ttlMs":300000,"cacheScope":"private"`) || !strings.Contains(got, `"resultType":"complete"`) {
		t.Errorf("stateless: got %s", got)
	}
}

func TestServerWithoutTools(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, nil))
	p.Send(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	if got := p.Expect("1").Result; string(got) != `{"tools":[]}` {
		t.Errorf("got %s", got)
	}
	p.Call("2", "any", `{}`)
	if got := p.Expect("2").Error; got == nil || !strings.Contains(got.Message, "has no tools") {
		t.Errorf("got %+v", got)
	}
}

// Stateless clients need no handshake. A subscription is acknowledged before its response, under the id of its request.
func TestStatelessEra(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	p.Request("1", "tools/call", `{"name":"echo","arguments":{"text":"hi"},`+statelessMeta+`}`)
	if got := p.Expect("1"); !strings.Contains(string(got.Result), `"resultType":"complete"`) || !strings.Contains(string(got.Result), `/serverInfo":{"name":"test"`) {
		t.Errorf("got %s", got.Result)
	}
	for range 50 {
		p.Send(`{"jsonrpc":"2.0","id":"s","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},%s}}`, statelessMeta)
		const id = `/subscriptionId":"s"`
		if ack := p.Next(); ack.Method != "notifications/subscriptions/acknowledged" || !strings.Contains(string(ack.Params), id) {
			t.Fatalf("got %+v, want an acknowledgement", ack)
		}
		if got := p.Expect(`"s"`); !strings.Contains(string(got.Result), id) {
			t.Fatalf("got %s, want %s in it", got.Result, id)
		}
	}
	p.Send(`{"jsonrpc":"2.0","id":2,"method":"ping","params":{%s}}`, statelessMeta)
	if got := p.Expect("2"); got.Error == nil || got.Error.Code != -32601 {
		t.Errorf("ping is no part of the stateless era: %+v", got)
	}
}

// At info level the log contains no arguments and results.
func TestLogIsDiscreet(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	server := newServer(t, testTools(), serve.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	p := connect(t, server)
	p.Call("1", "echo", `{"text":"secret words"}`)
	p.Call("2", "echo", `{"text":["secret words"]}`)
	p.Send(`{"secret words`)
	p.end()
	if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "message refused") {
		t.Errorf("the log is %s", log.String())
	}
}

// Hosts that request prompts and resources without their capabilities get empty lists.
func TestListsOfNothing(t *testing.T) {
	t.Parallel()
	for method, member := range map[string]string{"prompts/list": "prompts", "resources/list": "resources", "resources/templates/list": "resourceTemplates"} {
		p := connect(t, newServer(t, testTools()))
		p.Send(`{"jsonrpc":"2.0","id":1,"method":%q}`, method)
		if got, want := string(p.Expect("1").Result), fmt.Sprintf(`{%q:[]}`, member); got != want {
			t.Errorf("%s: got %s, want %s", method, got, want)
		}
		p.Send(`{"jsonrpc":"2.0","id":2,"method":%q,"params":{%s}}`, method, statelessMeta)
		stateless := p.Expect("2").Result
		for _, want := range []string{fmt.Sprintf(`%q:[]`, member), `"resultType":"complete"`, `"ttlMs":300000`, `"cacheScope":"private"`} {
			if !bytes.Contains(stateless, []byte(want)) {
				t.Errorf("%s: got %s, want %s", method, stateless, want)
			}
		}
		p.Send(`{"jsonrpc":"2.0","id":3,"method":"server/discover","params":{%s}}`, statelessMeta)
		if discovered := p.Expect("3").Result; !bytes.Contains(discovered, []byte(`"capabilities":{"tools":{}}`)) {
			t.Errorf("more than tools is announced: %s", discovered)
		}
	}
}
