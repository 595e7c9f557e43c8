package command_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// Clients of both eras list and call over HTTP, in the ways in which PagerDuty's own server is configured.
func TestHTTP(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]struct{ variables, arguments []string }{
		"flags":         {nil, []string{"--demo"}},
		"IPv6":          {nil, []string{"--demo", "--host=::1"}},
		"IPv6 as URL":   {nil, []string{"--demo", "--host", "[::1]"}},
		"a name":        {nil, []string{"--demo", "--host=localhost"}},
		"variables":     {[]string{"MCP_HOST=127.0.0.1", "MCP_PORT=1", "MCP_TRANSPORT=stdio", "PAGERDUTY_DEMO=true"}, nil},
		"two variables": {[]string{"MCP_HOST=192.0.2.1", "PAGERDUTY_HOST=127.0.0.1"}, []string{"--demo"}},
		"sessions":      {nil, []string{"--demo", "--stateful"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(name, "IPv6") && !hasIPv6() {
				t.Skip("this machine has no IPv6")
			}
			server := incidents.StartHTTP(t, how.variables, how.arguments...)
			for _, protocol := range protocols {
				connection, err := commandtest.Host{Protocol: protocol}.Connect(t, server.URL, nil)
				if err != nil {
					t.Fatal(err)
				}
				list, err := connection.ListTools(t.Context(), mcp.ListToolsRequest{})
				if err != nil || len(list.Tools) != readTools() {
					t.Errorf("%s: %+v, %v", protocol, list, err)
				}
				if text, isError := callTool(t, connection, "list_incidents", `{"limit":1}`); isError {
					t.Errorf("%s: %s", protocol, text)
				}
			}
		})
	}
}

func hasIPv6() bool {
	listener, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// A signal lets the call in flight finish, and the server says that it is not ready meanwhile.
func TestHTTPDrains(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a Windows process is not sent signals")
	}
	for _, end := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, os.Interrupt} {
		t.Run(end.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(end) {
				t.Skip("these tests run under nohup, which the server inherits")
			}
			asked, release := make(chan struct{}, 1), make(chan struct{})
			api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				<-release
				answerEmptyList(w, r)
			})
			server := incidents.StartHTTP(t, api.Variables(simulator.UserKey))
			connection, err := commandtest.Host{}.Connect(t, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if status, _ := get(t, server.Endpoint("/readyz")); status != http.StatusOK {
				t.Errorf("not ready: %d", status)
			}
			answered := make(chan string, 1)
			go func() {
				text, _ := callTool(t, connection, "list_incidents", `{"limit":1}`)
				answered <- text
			}()
			<-asked
			server.Signal(end)
			for status, deadline := 0, time.Now().Add(wire.Patience); status != http.StatusServiceUnavailable; time.Sleep(time.Millisecond) {
				if status, _ = get(t, server.Endpoint("/readyz")); time.Now().After(deadline) {
					t.Fatal("the server is still ready")
				}
			}
			if status, _ := get(t, server.Endpoint("/healthz")); status != http.StatusOK {
				t.Errorf("unhealthy while draining: %d", status)
			}
			if response, _ := post(t, server.URL, initialize); response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
				t.Errorf("a request while draining: %d", response.StatusCode)
			}
			close(release)
			if text := <-answered; !strings.Contains(text, `"items":[]`) {
				t.Errorf("the call in flight was answered with %s", text)
			}
			server.Wait()
		})
	}
}

// get returns the status and the text of an answer.
func get(t *testing.T, url string) (status int, text string) {
	t.Helper()
	response, err := commandtest.NewHTTPClient(t).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return response.StatusCode, string(body)
}
