package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// newServer makes a server with a function as the only tool.
func newServer(t testing.TB, call callFunc, opts ...Option) *Server {
	t.Helper()
	s, err := New(Info{Name: "test"}, nil, opts...)
	if err != nil {
		t.Fatal(err)
	}
	s.tools["tool"] = server.ServerTool{
		Tool: mcp.Tool{Name: "tool", RawInputSchema: json.RawMessage(`{"type":"object"}`)}, Handler: s.toolHandler("tool", call),
	}
	return s
}

// callRaw calls a function as a tool with raw params. It returns the line that the server writes.
func callRaw(t testing.TB, params string, call callFunc, opts ...Option) string {
	t.Helper()
	server := newServer(t, call, opts...)
	var out bytes.Buffer
	if err := server.Stdio(t.Context(), strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":`+params+`}`), &out); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// A tool receives the arguments byte for byte.
func TestArgumentsAreUntouched(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{
		``, `null`, `{}`, `[]`, `"{\"a\":1}"`, `[1,2]`, `true`, `7`,
		`{"n":12345678901234567890,"f":1.10,"e":1E2}`,
		`{"a":1,"a":2}`,
		`{ "b" : 1,  "a": [ ] }`,
		`{"s":"<&>\u00e9\u2028é\ud800"}`,
		`{"deep":{"deep":{"deep":[[["x"]]]}}}`,
	} {
		params := `{"name":"tool"}`
		if arguments != "" {
			params = `{"name":"tool","arguments":` + arguments + `}`
		}
		got := "not called"
		callRaw(t, params, func(_ context.Context, raw json.RawMessage) mcptools.Result {
			got = string(raw)
			return mcptools.Result{Text: "{}"}
		})
		if got != arguments {
			t.Errorf("got %s, want %s", got, arguments)
		}
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		result mcptools.Result
		want   string
	}{
		{"text", mcptools.Result{Text: `{"a":"<é>"}`}, `{"content":[{"type":"text","text":"{\"a\":\"<é>\"}"}]}`},
		{"structured", mcptools.Result{Text: `{"a":1}`, Structured: json.RawMessage("{\n\"a\":1}")}, `{"content":[{"type":"text","text":"{\"a\":1}"}],"structuredContent":{"a":1}}`},
		{"error", mcptools.Result{Text: "Say which one.", Err: errors.New("hidden")}, `{"content":[{"type":"text","text":"Say which one."}],"isError":true}`},
		{"error without text", mcptools.Result{Err: errors.New("hidden")}, `{"content":[{"type":"text","text":"The tool failed and gave no reason."}],"isError":true}`},
	} {
		got := callRaw(t, `{"name":"tool"}`, func(context.Context, json.RawMessage) mcptools.Result { return test.result })
		if want := `{"jsonrpc":"2.0","id":1,"result":` + test.want + `}`; got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got, want)
		}
	}
	broken := mcptools.Result{Text: "{}", Structured: json.RawMessage(`{"a"`)}
	got := callRaw(t, `{"name":"tool"}`, func(context.Context, json.RawMessage) mcptools.Result { return broken })
	if !strings.Contains(got, `"id":1,"error":{"code":-32603`) {
		t.Errorf("a result that is not JSON: got %s", got)
	}
}

// A panic becomes a result without the panic's value. The log shows where it happened.
func TestPanics(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := WithLogger(slog.New(slog.NewTextHandler(&log, nil)))
	for _, value := range []any{"secret", errors.New("secret")} {
		log.Reset()
		got := callRaw(t, `{"name":"tool"}`, func(context.Context, json.RawMessage) mcptools.Result { panic(value) }, logger)
		if strings.Contains(got, "secret") || !strings.Contains(got, `"isError":true`) {
			t.Errorf("got %s", got)
		}
		if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "tools_test.go") {
			t.Errorf("the log is %s", log.String())
		}
	}
	log.Reset()
	callRaw(t, `{"name":"tool"}`, func(context.Context, json.RawMessage) mcptools.Result {
		return mcptools.Result{Text: mcptools.Tool{}.Name[1:]}
	}, logger)
	if !strings.Contains(log.String(), "out of range") {
		t.Errorf("the log does not say what happened: %s", log.String())
	}
}

func BenchmarkCall(b *testing.B) {
	for name, size := range map[string]int{"1KB": 1 << 10, "40KB": 40 << 10} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(`{"id":"PT4KHLK","title":"a <b> & c"},`, size/37)
			server := newServer(b, func(context.Context, json.RawMessage) mcptools.Result { return mcptools.Result{Text: text} })
			c := &connection{Server: server, out: &messageWriter{out: discard{}}}
			l := line{text: []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tool","arguments":{"a":"b"}}}`)}
			b.ReportAllocs()
			for b.Loop() {
				m, _ := parseMessage(l, 1000)
				c.write(m.id, c.reply(b.Context(), m, c.session(nil, nil))...)
			}
		})
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Without a logger a defect of a tool still leaves a trace: on standard error, which is the only place.
func TestDefectsAreWrittenByDefault(t *testing.T) {
	if os.Getenv("DEFECTIVE_SERVER") != "" {
		panics := mcptools.Read("panics", "Panics.", func(context.Context, struct{}) (string, error) { panic(errors.New("secret")) })
		server, err := New(Info{Name: "test"}, []mcptools.Tool{panics})
		if err != nil {
			t.Fatal(err)
		}
		_ = server.Stdio(t.Context(), os.Stdin, io.Discard)
		return
	}
	t.Parallel()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDefectsAreWrittenByDefault$")
	command.Env = append(os.Environ(), "DEFECTIVE_SERVER=yes")
	command.Stdin = strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"panics"}}` + "\n")
	var stderr strings.Builder
	command.Stderr = &stderr
	if err := command.Run(); err != nil {
		t.Fatal(err, stderr.String())
	}
	if got := stderr.String(); !strings.Contains(got, "level=ERROR msg=panic in=panics") || strings.Contains(got, "secret") {
		t.Errorf("standard error: %s", got)
	}
}
