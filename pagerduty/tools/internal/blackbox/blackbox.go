// Package blackbox tests tools from outside: a real MCP client speaks over pipes to the real server, whose tools reach an
// account over real HTTP. The account is the simulator, with every request and answer on the way held to PagerDuty's
// contract, or a handler of the test's own. It is test code only.
//
//	s := blackbox.Start(t, incidents.Toolset, blackbox.Account{})
//	answer := s.Call("get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`)
//	answer.Text("service.name") // "Checkout API"
//	s.Sent()                    // the requests that the call made
package blackbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Account is what the tools of a session work on, and how. The zero value is the simulator's demo account, its user's key,
// and every request and answer held to the contract.
type Account struct {
	Simulator *simulator.Simulator            // another account than a new demo
	Around    func(http.Handler) http.Handler // stands before the simulator: an account that is slow or fails
	Unchecked bool                            // the simulator was told to break the contract
	Handler   http.Handler                    // an account of the test's own, which is held to nothing
	Key       string                          // another key than simulator.UserKey
	Options   []pagerduty.Option              // of the client that the tools use
}

// Empty is an account that has nothing but the key's user.
func Empty() Account {
	return Account{Simulator: simulator.New(simulator.WithSeed(simulator.Empty), simulator.WithClock(Now))}
}

// Session is an MCP client that is connected to the tools. It belongs to one test, and makes one call at a time.
type Session struct {
	Simulator *simulator.Simulator // nil for an account of the test's own

	t      testing.TB
	client *client.Client
	log    requestLog
}

// Start connects a client to the tools of a toolset until the test ends.
func Start(t testing.TB, toolset func(pagerduty.ClientSource) mcptools.Toolset, account Account) *Session {
	t.Helper()
	s := &Session{t: t}
	web := httptest.NewServer(s.log.around(s.handler(account)))
	t.Cleanup(web.Close)
	key := account.Key
	if key == "" {
		key = simulator.UserKey
	}
	options := slices.Concat([]pagerduty.Option{pagerduty.WithBaseURL(web.URL)}, account.Options)
	source, err := pagerduty.New(pagerduty.APIKey(key), options...)
	if err != nil {
		t.Fatal(err)
	}
	tools := toolset(source).Tools
	for i := range tools {
		tools[i] = tools[i].With(onTheClock)
	}
	server, err := serve.New(serve.Info{Name: "blackbox", Version: "1"}, tools)
	if err != nil {
		t.Fatal(err)
	}
	s.connect(server)
	return s
}

// handler is the account, behind whatever checks it or gets in its way.
func (s *Session) handler(account Account) http.Handler {
	if account.Handler != nil {
		return account.Handler
	}
	if s.Simulator = account.Simulator; s.Simulator == nil {
		s.Simulator = simulator.New(simulator.WithClock(Now))
	}
	var handler http.Handler = s.Simulator
	if !account.Unchecked {
		handler = contract.New(func(err error) { s.t.Errorf("against the contract: %v", err) }, handler)
	}
	if account.Around != nil {
		handler = account.Around(handler)
	}
	return handler
}

// connect speaks MCP with the server over pipes.
func (s *Session) connect(server *serve.Server) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Stdio(ctx, serverIn, serverOut)
		_ = serverOut.Close()
		_ = serverIn.Close()
	}()
	s.client = client.NewClient(transport.NewIO(clientIn, clientOut, io.NopCloser(new(nothing))))
	s.t.Cleanup(func() {
		_ = s.client.Close()
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("the server ended with %v", err)
		}
	})
	if err := s.client.Start(ctx); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.client.Initialize(ctx, mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: mcp.LATEST_PROTOCOL_VERSION, ClientInfo: mcp.Implementation{Name: "blackbox", Version: "1"},
	}}); err != nil {
		s.t.Fatal(err)
	}
}

// nothing is a log without lines.
type nothing struct{}

func (*nothing) Read([]byte) (int, error) { return 0, io.EOF }

// Tools is what tools/list says.
func (s *Session) Tools() []mcp.Tool {
	s.t.Helper()
	list, err := s.client.ListTools(s.t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		s.t.Fatal(err)
	}
	return list.Tools
}

// Call calls a tool, with arguments in JSON, and wants it to succeed.
func (s *Session) Call(tool, arguments string) Answer {
	s.t.Helper()
	text, failed := s.Try(tool, arguments)
	if failed {
		s.t.Fatalf("%s %.300s failed: %s", tool, arguments, text)
	}
	answer, err := parseAnswer(s.t, text)
	if err != nil {
		s.t.Fatalf("%s %.300s answered %.500q: %v", tool, arguments, text, err)
	}
	for _, flaw := range flaws(answer.value, "") {
		s.t.Errorf("%s %.300s answered with %s in %.1000s", tool, arguments, flaw, text)
	}
	return answer
}

// CallError calls a tool and wants it to fail; the result is what the model gets to read.
func (s *Session) CallError(tool, arguments string) string {
	s.t.Helper()
	text, failed := s.Try(tool, arguments)
	if !failed {
		s.t.Fatalf("%s %.300s succeeded: %.1000s", tool, arguments, text)
	}
	for _, flaw := range sentenceFlaws(text) {
		s.t.Errorf("%s %.300s failed with %s: %s", tool, arguments, flaw, text)
	}
	return text
}

// Try calls a tool and tells the text of its result, and whether it failed.
func (s *Session) Try(tool, arguments string) (text string, failed bool) {
	s.t.Helper()
	s.log.clear()
	request := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, RawArguments: json.RawMessage(arguments)}}
	result, err := s.client.CallTool(s.t.Context(), request)
	if err != nil {
		s.t.Fatalf("%s %.300s: %v", tool, arguments, err)
	}
	content, ok := result.Content[0].(mcp.TextContent)
	if !ok || len(result.Content) != 1 || result.StructuredContent != nil {
		s.t.Fatalf("%s %.300s answered with other than one text: %+v", tool, arguments, result)
	}
	return content.Text, result.IsError
}
