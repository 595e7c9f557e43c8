package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// program is pagerduty-mcp.
var program commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &program, "pagerduty-mcp", func() { command.Main(allareas.Server()) }))
}

// newAccount starts an account, and returns the variables that point a server at it.
func newAccount(t *testing.T, faults ...simulator.Fault) (*simulator.Simulator, []string) {
	t.Helper()
	account := simulator.New(simulator.WithFaults(faults...))
	address, err := account.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return account, []string{"PAGERDUTY_API_HOST=" + address, "PAGERDUTY_USER_API_KEY=" + simulator.UserKey}
}

// call calls a tool through mcp-go's client.
func call(t *testing.T, c *client.Client, meta map[string]any, tool, arguments string) *mcp.CallToolResult {
	t.Helper()
	var request mcp.CallToolRequest
	request.Params.Name, request.Params.Arguments = tool, json.RawMessage(arguments)
	if meta != nil {
		request.Params.Meta = &mcp.Meta{AdditionalFields: meta}
	}
	result, err := c.CallTool(t.Context(), request)
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return result
}

// get reads a path of a server.
func get(t *testing.T, server *commandtest.HTTPServer, path string, headers ...string) (status int, body string) {
	t.Helper()
	return send(t, http.MethodGet, server.Endpoint(path), "", headers...)
}

// post sends a message as a client of the handshake era.
func post(t *testing.T, server *commandtest.HTTPServer, message string, headers ...string) (status int, body string) {
	t.Helper()
	headers = append([]string{"Content-Type", "application/json", "Accept", "application/json, text/event-stream"}, headers...)
	return send(t, http.MethodPost, server.URL, message, headers...)
}

func send(t *testing.T, method, url, message string, headers ...string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, url, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(headers, 2) {
		if pair[0] == "Host" {
			request.Host = pair[1]
		}
		request.Header.Set(pair[0], pair[1])
	}
	response, err := commandtest.NewHTTPClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := io.Copy(&text, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, text.String()
}

// toolCall is a tools/call as a client of the handshake era writes it.
func toolCall(name, arguments string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, name, arguments)
}
