package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

// server is the path of the command.
var server string

func TestMain(m *testing.M) {
	os.Exit(subprocess.RunAs(&server, "http", main, m.Run))
}

// start starts the command and returns its URL.
func start(t *testing.T, api string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), server) // killed when the test ends
	command.Env = append(os.Environ(), "PORT=", "PAGERDUTY_API_HOST="+api)
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() })
	line, err := bufio.NewReader(stderr).ReadString('\n')
	_, url, found := strings.Cut(strings.TrimSpace(line), "MCP at ")
	if !found {
		t.Fatalf("it prints %q (%v)", line, err)
	}
	return url
}

// Each user sees the account of their own key, and nobody sees one without a key.
func TestUsersSeeTheirOwnAccounts(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"incidents":[{"id":"PT4KHLK","title":"of %s"}],"limit":1,"offset":0,"more":false}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Token token="))
	}))
	t.Cleanup(api.Close)
	url := start(t, api.URL)
	for _, key := range []string{"key-of-ada", "key-of-bob"} {
		connection, err := connect(t, url, map[string]string{"Authorization": "Token token=" + key})
		if err != nil {
			t.Fatal(err)
		}
		result, err := connection.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "list_incidents"}})
		if err != nil || result.IsError || !strings.Contains(result.Content[0].(mcp.TextContent).Text, "of "+key) {
			t.Errorf("%s: %+v, %v", key, result, err)
		}
	}
	for _, authorization := range []string{"", "Token token=", "Bearer x"} {
		if _, err := connect(t, url, map[string]string{"Authorization": authorization}); err == nil {
			t.Errorf("%q was let in", authorization)
		}
	}
}

func connect(t *testing.T, url string, headers map[string]string) (*client.Client, error) {
	t.Helper()
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	connection, err := client.NewStreamableHttpClient(url, transport.WithHTTPHeaders(headers), transport.WithHTTPBasicClient(&http.Client{Transport: own}))
	if err != nil {
		return nil, err
	}
	if err := connection.Start(t.Context()); err != nil {
		return nil, err
	}
	_, err = connection.Initialize(t.Context(), mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: mcp.LATEST_PROTOCOL_VERSION, ClientInfo: mcp.Implementation{Name: "test", Version: "1"},
	}})
	return connection, err
}
