// Package blackbox tests tools from outside: an MCP client is connected by pipes to the MCP server, whose tools use an account over HTTP.
// The account is the simulator, with every request and response checked against PagerDuty's contract, or the test's own handler. Only
// tests import this package.
//
//	s := blackbox.Start(t, incidents.Toolset, blackbox.Account{})
//	answer := s.Call("get_incident", `{"incident_id":"Q2CHECKOUTLATE"}`)
//	answer.Text("service.name") // "Checkout API"
//	s.Sent()                    // the requests of the call
package blackbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Account is the account of a session, and how the tools reach it. The zero value is a new demo account of the simulator with its user's
// key, checked against the contract.
type Account struct {
	Simulator *simulator.Simulator            // default: a new demo account
	Around    func(http.Handler) http.Handler // wraps the simulator, for example to make it slow or fail
	Unchecked bool                            // does not check the contract, which the simulator will violate
	Handler   http.Handler                    // the test's own account, used instead of the simulator and never checked
	Key       string                          // default: simulator.UserKey
	Options   []pagerduty.Option              // of the tools' client
	Clock     func() time.Time                // of the tools, and of the simulator unless that is given; default: Now
}

// Empty returns an account that has only the key's user.
func Empty() Account {
	return Account{Simulator: simulator.New(simulator.WithSeed(simulator.Empty), simulator.WithClock(Now))}
}

// Session is an MCP client that is connected to the tools. It belongs to one test and makes one call at a time.
type Session struct {
	Simulator *simulator.Simulator // nil for the test's own account

	t      testing.TB
	client *client.Client
	log    requestLog
}

// Start connects a client to the tools of a toolset, until the test ends.
func Start(t testing.TB, toolset func(pagerduty.ClientSource) mcptools.Toolset, account Account) *Session {
	t.Helper()
	s := &Session{t: t}
	if account.Clock == nil {
		account.Clock = Now
	}
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
	built := toolset(source)
	tools := built.Tools
	for i := range tools {
		tools[i] = tools[i].With(withClock(account.Clock))
	}
	server, err := serve.New(serve.Info{Name: "blackbox", Version: "1"}, tools,
		serve.WithPrompts(built.Prompts...), serve.WithResources(built.Resources...))
	if err != nil {
		t.Fatal(err)
	}
	s.connect(server)
	return s
}

// handler returns the account with Around and the contract check.
func (s *Session) handler(account Account) http.Handler {
	if account.Handler != nil {
		return account.Handler
	}
	t := s.t // of the whole session
	if s.Simulator = account.Simulator; s.Simulator == nil {
		s.Simulator = simulator.New(simulator.WithClock(account.Clock))
	}
	var handler http.Handler = s.Simulator
	if !account.Unchecked {
		handler = contract.New(func(err error) { t.Errorf("violates the contract: %v", err) }, handler)
	}
	if account.Around != nil {
		handler = account.Around(handler)
	}
	return handler
}

// connect connects the client to the server over pipes.
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
	t := s.t
	t.Cleanup(func() {
		_ = s.client.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
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

// nothing is an empty log.
type nothing struct{}

func (*nothing) Read([]byte) (int, error) { return 0, io.EOF }

// Tools returns the result of tools/list.
func (s *Session) Tools() []mcp.Tool {
	s.t.Helper()
	list, err := s.client.ListTools(s.t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		s.t.Fatal(err)
	}
	return list.Tools
}

// Call calls a tool with arguments in JSON. It fails the test unless the call succeeds.
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

// CallError calls a tool and returns the error text for the model. It fails the test unless the call fails.
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

// Try calls a tool and returns the text of its result, and whether it failed.
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
