package command_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// A call ends within its limit, and reports whether something may have been changed.
func TestCallTimeout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tool, arguments string
		slow            string // the method that gets no answer
		says            string
	}{
		"read":            {"list_incidents", listOpen, http.MethodGet, "Ask for less, or try again later."},
		"before a change": {"manage_incidents", resolve, http.MethodGet, "Nothing was changed: it can be tried again."},
		"in a change": {"manage_incidents", resolve, http.MethodPut, "look before you repeat it. The change may have been made. " +
			"Get the incidents and check their state before you repeat the call. What failed: PagerDuty did not answer in time. If this continues, the operator should check the network."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := simulator.New()
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == test.slow {
					_, _ = io.Copy(io.Discard, r.Body) // only then the end of the connection is noticed
					<-r.Context().Done()
					return
				}
				account.ServeHTTP(w, r)
			}))
			t.Cleanup(api.Close)
			server := incidents.Start(t, []string{"PAGERDUTY_API_HOST=" + api.URL, "PAGERDUTY_USER_API_KEY=" + simulator.UserKey, "PAGERDUTY_CALL_TIMEOUT=1s"}, "--enable-write-tools")
			server.Initialize()
			began := time.Now()
			server.Call("1", test.tool, test.arguments)
			text, isError := server.Expect("1").ToolText(t)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			if !isError || !strings.HasPrefix(text, test.tool+" was stopped after its time limit of 1 second. ") || !strings.HasSuffix(text, test.says+" On this server: --call-timeout.") {
				t.Errorf("it says %s", text)
			}
		})
	}
}

// The user may take longer to answer than a call may take.
func TestCallTimeoutDoesNotCountTheUser(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		host := commandtest.Host{Protocol: protocol, Answer: func(string) mcp.ElicitationResponseAction {
			time.Sleep(1500 * time.Millisecond)
			return mcp.ElicitationResponseActionAccept
		}}
		connection := incidents.ConnectHost(t, host, nil, "--demo", "--enable-write-tools", "--confirm=pages", "--call-timeout=1s")
		if text, isError := callTool(t, connection, "create_incident", create); isError {
			t.Errorf("%s: %s", protocol, text)
		}
	}
}

// There is a limit unless the operator wants none.
func TestCallTimeoutDefault(t *testing.T) {
	t.Parallel()
	for _, setting := range command.Settings(command.Server{}) {
		if setting.Flag == "call-timeout" && (setting.Default != "45s" || setting.Variable != "PAGERDUTY_CALL_TIMEOUT") {
			t.Errorf("got %+v", setting)
		}
	}
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(200 * time.Millisecond)
		answerEmptyList(w, r)
	})
	for arguments, fails := range map[string]bool{"--call-timeout=0": false, "--call-timeout=100ms": true} {
		got := commandRun(t, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_incidents","arguments":`+listOpen+`}}`+"\n", api.Variables(key), arguments)
		if strings.Contains(got.Stdout, `"isError":true`) != fails {
			t.Errorf("%s: %+v", arguments, got)
		}
	}
}
