package serve_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// A message that cannot be understood is answered with an error that has the reason. The next one is served.
func TestRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for _, test := range []struct {
		name, line string
		code       int
		id         string // "" for null
		says       string
	}{
		{"blank", ``, -32700, "", "blank"},
		{"blank with carriage return", "\r", -32700, "", "blank"},
		{"spaces", ` 	 `, -32700, "", "blank"},
		{"not JSON", `hello`, -32700, "", "not JSON"},
		{"cut JSON", `{"jsonrpc":"2.0","id":1,"method":`, -32700, "1", "not JSON"},
		{"two on a line", `{"jsonrpc":"2.0","id":1,"method":"ping"} {"jsonrpc":"2.0","id":2,"method":"ping"}`, -32700, "1", "not JSON"},
		{"invalid UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"\xff\"}}", -32700, "7", "byte 56 of the message is not valid UTF-8"},
		{"NUL", "\x00", -32700, "", "not JSON"},
		{"too long, id first", `{"jsonrpc":"2.0","id":8,"method":"ping","params":{"a":"` + long + `"}}`, -32600, "8", "limit of 4096 bytes"},
		{"too long, id last", `{"method":"ping","params":{"a":"` + long + `"},"jsonrpc":"2.0","id":"x"}`, -32600, `"x"`, "limit of 4096 bytes"},
		{"too long, no id", long, -32600, "", "limit of 4096 bytes"},
		{"batch", `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`, -32600, "", "batches are not supported"},
		{"not an object", `"ping"`, -32600, "", "JSON object"},
		{"empty object", `{}`, -32600, "", `jsonrpc must be "2.0"`},
		{"no version", `{"id":1,"method":"ping"}`, -32600, "1", `jsonrpc must be "2.0"`},
		{"wrong version", `{"jsonrpc":"1.0","id":1,"method":"ping"}`, -32600, "1", `jsonrpc must be "2.0"`},
		{"version of another type", `{"jsonrpc":2.0,"id":1,"method":"ping"}`, -32600, "1", `jsonrpc must be "2.0"`},
		{"no method", `{"jsonrpc":"2.0","id":1}`, -32600, "1", "method must be a string"},
		{"method of another type", `{"jsonrpc":"2.0","id":1,"method":7}`, -32600, "1", "method must be a string"},
		{"method null", `{"jsonrpc":"2.0","id":1,"method":null}`, -32600, "1", "method must be a string"},
		{"method and result", `{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}`, -32600, "1", "not both"},
		{"id null", `{"jsonrpc":"2.0","id":null,"method":"ping"}`, -32600, "", "id must be"},
		{"id object", `{"jsonrpc":"2.0","id":{},"method":"ping"}`, -32600, "", "id must be"},
		{"id array", `{"jsonrpc":"2.0","id":[1],"method":"ping"}`, -32600, "", "id must be"},
		{"id boolean", `{"jsonrpc":"2.0","id":true,"method":"ping"}`, -32600, "", "id must be"},
		{"unknown method", `{"jsonrpc":"2.0","id":1,"method":"tools/cal"}`, -32601, "1", "tools/cal"},
		{"logging", `{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"debug"}}`, -32601, "1", "logging not supported"},
		{"unknown tool", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ecko"}}`, -32602, "1", `"ecko". The tools of this server are: echo, sleep, wait.`},
		{"no tool", `{"jsonrpc":"2.0","id":1,"method":"tools/call"}`, -32602, "1", "params.name"},
		{"call with params in a list", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["echo"]}`, -32602, "1", "params.name"},
		{"tool of another type", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["echo"]}}`, -32602, "1", "params.name"},
		{"unknown era", `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}`, -32022, "1", "2099-01-01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := connect(t, newServer(t, testTools(), serve.WithMaxMessageBytes(4096)))
			p.Send("%s", test.line)
			refusal := p.Next()
			if test.id == "" {
				test.id = "null"
			}
			if refusal.Error == nil || refusal.Error.Code != test.code || string(refusal.ID) != test.id || !strings.Contains(refusal.Error.Message, test.says) {
				t.Errorf("got id %s, %+v, want id %s, code %d and %q", refusal.ID, refusal.Error, test.id, test.code, test.says)
			}
			p.Ping()
		})
	}
}

// Messages that need no reply get none.
func TestUnansweredMessages(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools()))
	for _, line := range []string{
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized","params":[]}`,
		`{"jsonrpc":"2.0","id":null,"method":"notifications/initialized","params":null,"result":null,"error":null}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99,"reason":7,"_meta":[]}}`,
		`{"jsonrpc":"2.0","method":"notifications/unheard_of","params":{"a":1}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled"}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}`,
		`{"jsonrpc":"2.0","method":"initialize","params":{}}`,
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}`,
		`{"jsonrpc":"2.0","id":5,"result":{}}`,
		`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}`,
	} {
		p.Send("%s", line)
		p.Ping()
	}
}

// Ids are returned byte for byte, and 1 is not "1".
func TestIDs(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools(), serve.WithDrain(0)))
	for _, id := range []string{`0`, `-1`, `9007199254740993`, `123456789012345678901234567890`, `7.0`, `1e3`, `""`, `"1"`, `"\u0061"`, `"<&>"`} {
		p.Send(`{"jsonrpc":"2.0","id":%s,"method":"ping"}`, id)
		p.Expect(id)
	}
	p.Call(`1`, "wait", `{}`)
	p.Call(`"1"`, "wait", `{}`)
	p.Call(`1`, "echo", `{}`)
	if refusal := p.Expect(`1`); refusal.Error == nil || !strings.Contains(refusal.Error.Message, "still being answered") {
		t.Errorf("an id in use was accepted: %+v", refusal)
	}
	p.Send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	p.Call(`1`, "echo", `{"text":"again"}`)
	p.Expect(`1`)
	if rest := p.end(); len(rest) != 1 {
		t.Errorf("want the reply to \"1\" alone, got %v", rest)
	}
}
