package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// Whatever comes in: one clear error, no request to PagerDuty, and the server lives on.
func TestLinesThatCannotBeServed(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, answerEmptyList)
	server := incidents.Start(t, api.Variables(key), "--log-level=debug")
	server.Initialize()
	for _, test := range []struct {
		name, line string
		id         string // JSON; "" for none
		code       int
		says       string
	}{
		{"no JSON", `this is no JSON`, "", -32700, "not JSON"},
		{"half a message", `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{`, "7", -32700, "not JSON"},
		{"a blank line", ``, "", -32700, "blank"},
		{"spaces", "  \t ", "", -32700, "blank"},
		{"invalid UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\",\"params\":{\"x\":\"\xff\"}}", "8", -32700, "UTF-8"},
		{"a batch", `[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]`, "", -32600, "batches are not supported"},
		{"an empty batch", `[]`, "", -32600, "batches"},
		{"a number", `42`, "", -32600, "JSON object"},
		{"another version", `{"jsonrpc":"1.0","id":9,"method":"ping"}`, "9", -32600, "2.0"},
		{"no method", `{"jsonrpc":"2.0","id":10}`, "10", -32600, "method"},
		{"an id of another type", `{"jsonrpc":"2.0","id":{},"method":"ping"}`, "", -32600, "id"},
		{"an unknown method", `{"jsonrpc":"2.0","id":11,"method":"incidents/list"}`, "11", -32601, "incidents/list"},
		{"params of another type", `{"jsonrpc":"2.0","id":12,"method":"tools/call","params":["list_incidents"]}`, "12", -32602, "params"},
		{"a call of no tool", `{"jsonrpc":"2.0","id":13,"method":"tools/call","params":{}}`, "13", -32602, "name"},
		{"a call without params", `{"jsonrpc":"2.0","id":14,"method":"tools/call"}`, "14", -32602, "name"},
		{"an unknown tool", `{"jsonrpc":"2.0","id":15,"method":"tools/call","params":{"name":"list_incident","arguments":{}}}`, "15", -32602, "list_incidents"},
		{"a tool that is not offered", `{"jsonrpc":"2.0","id":16,"method":"tools/call","params":{"name":"create_incident","arguments":{"title":"x","service_id":"PSVC001"}}}`, "16", -32602, "create_incident"},
	} {
		server.Send("%s", test.line)
		answer := server.Next()
		if answer.Error == nil || answer.Error.Code != test.code || !strings.Contains(answer.Error.Message, test.says) {
			t.Errorf("%s: got %s, want the error %d that says %q", test.name, answer, test.code, test.says)
		}
		if id := string(answer.ID); id != test.id && !(test.id == "" && (id == "null" || id == "")) {
			t.Errorf("%s: the error has the id %s, want %q", test.name, id, test.id)
		}
		server.Ping()
	}
	if requests := api.Requests(); len(requests) > 0 {
		t.Errorf("PagerDuty was asked %+v", requests)
	}
	callWorks(t, server)
	if strings.Contains(server.Stderr(), key) {
		t.Error("the key is in the log")
	}
}

// callWorks makes sure that tools are still served.
func callWorks(t *testing.T, server *commandtest.Server) {
	t.Helper()
	server.Call("1000", "list_incidents", listOpen)
	if text, isError := server.Expect("1000").ToolText(t); isError {
		t.Errorf("a call fails afterwards: %s", text)
	}
}

// What asks nothing is answered with nothing.
func TestNotificationsAreNotAnswered(t *testing.T) {
	t.Parallel()
	server := incidents.Start(t, nil, "--demo")
	for _, line := range []string{
		`{"jsonrpc":"2.0","method":"notifications/unheard-of"}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled"}`,
		`{"jsonrpc":"2.0","id":5,"result":{}}`,
		`{"jsonrpc":"2.0","id":6,"error":{"code":-1,"message":"no"}}`,
	} {
		server.Send("%s", line)
	}
	server.Ping()
	if rest := server.End(); len(rest) > 0 {
		t.Errorf("they were answered: %+v", rest)
	}
}

// A call may lack its arguments, and its arguments may be wrong: both are results, not protocol errors.
func TestArgumentsOfCalls(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, answerEmptyList)
	server := incidents.Start(t, api.Variables(key))
	for i, test := range []struct{ params, says string }{
		{`{"name":"get_incident"}`, "incident_id"},
		{`{"name":"get_incident","arguments":null}`, "incident_id"},
		{`{"name":"get_incident","arguments":{}}`, "incident_id"},
		{`{"name":"get_incident","arguments":[]}`, "incident_id"},
		{`{"name":"get_incident","arguments":{"incident_id":""}}`, "incident_id"},
		{`{"name":"get_incident","arguments":{"incident_id":"P1?x=y"}}`, "incident_id"},
		{`{"name":"get_incident","arguments":{"incident_id":"` + strings.Repeat("x", 1<<20) + `"}}`, "incident_id"},
		{`{"name":"list_incidents","arguments":{"status":"open"}}`, "triggered"},
		{`{"name":"list_incidents","arguments":{"nonsense":1}}`, "nonsense"},
		{`{"name":"list_incidents","arguments":{"limit":0}}`, "limit"},
	} {
		server.Request(fmt.Sprint(i), "tools/call", test.params)
		text, isError := server.Expect(fmt.Sprint(i)).ToolText(t)
		if !isError || !strings.Contains(text, test.says) || len(text) > 3000 {
			t.Errorf("%.80s: got %.300q (error: %t), want an error that says %q", test.params, text, isError, test.says)
		}
	}
	if requests := api.Requests(); len(requests) > 0 {
		t.Errorf("PagerDuty was asked %+v", requests)
	}
	server.Request("100", "tools/call", `{"name":"list_incidents"}`)
	if text, isError := server.Expect("100").ToolText(t); isError {
		t.Errorf("a call without arguments fails: %s", text)
	}
}

// A line of 50 MB is discarded as it comes: its call is answered, and its memory is not needed.
func TestEnormousLine(t *testing.T) {
	t.Parallel()
	for name, line := range map[string][2]string{
		"id first": {`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_incident","arguments":{"incident_id":"`, `"}}}`},
		"id last":  {`{"method":"tools/call","params":{"name":"get_incident","arguments":{"incident_id":"`, `"}},"jsonrpc":"2.0","id":1}`},
	} {
		api := commandtest.NewAPI(t, answerEmptyList)
		server := incidents.Start(t, api.Variables(key))
		server.Initialize()
		piece := bytes.Repeat([]byte("x"), 1<<20)
		write(t, server, []byte(line[0]))
		for range 50 {
			write(t, server, piece)
		}
		write(t, server, []byte(line[1]+"\n"))
		answer := server.Expect("1")
		if answer.Error == nil || !strings.Contains(answer.Error.Message, "longer than the limit") {
			t.Errorf("%s: got %.300s", name, answer)
		}
		if requests := api.Requests(); len(requests) > 0 {
			t.Errorf("%s: PagerDuty was asked %+v", name, requests)
		}
		callWorks(t, server)
		if peak := peakMemory(t, server.ID()); peak > 120 && !subprocess.Race {
			t.Errorf("%s: the server took %d MB", name, peak)
		}
	}
}

func write(t *testing.T, server *commandtest.Server, text []byte) {
	t.Helper()
	if _, err := server.Write(text); err != nil {
		t.Fatal(err)
	}
}

// peakMemory is the most memory that a process has held, in MB; 0 where the system does not tell.
func peakMemory(t *testing.T, process int) (megabytes int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		kilobytes := 0
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); n == 1 {
			return kilobytes / 1000
		}
	}
	return 0
}

// The server introduces itself.
func TestInitialize(t *testing.T) {
	t.Parallel()
	for _, writes := range []bool{false, true} {
		server := incidents.Start(t, nil, "--demo", fmt.Sprintf("--enable-write-tools=%t", writes))
		hello := decode[struct {
			ProtocolVersion string
			Instructions    string
			ServerInfo      struct{ Name, Title, Version string }
			Capabilities    map[string]json.RawMessage
		}](t, server.Initialize().Result)
		if hello.ServerInfo.Name != "pagerduty-incidents" || hello.ServerInfo.Title != "PagerDuty incidents" || hello.ServerInfo.Version == "" {
			t.Errorf("it is %+v", hello.ServerInfo)
		}
		if hello.ProtocolVersion != "2025-11-25" || hello.Capabilities["tools"] == nil {
			t.Errorf("it speaks %s with %v", hello.ProtocolVersion, hello.Capabilities)
		}
		if !strings.Contains(hello.Instructions, "written by outsiders") || strings.Contains(hello.Instructions, "--enable-write-tools") == writes {
			t.Errorf("with writes %t it instructs %q", writes, hello.Instructions)
		}
	}
}
