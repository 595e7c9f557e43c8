package command_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// A failure that the operator can fix names the setting; others stay as they are.
func TestFailuresSayWhatToSet(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	writeFile(t, file, key)
	const (
		keyAndHost = "PAGERDUTY_USER_API_KEY and PAGERDUTY_API_HOST"
		host       = "PAGERDUTY_API_HOST"
		from       = "PAGERDUTY_FROM_EMAIL"
	)
	status := func(status int) error { return &pagerduty.Error{StatusCode: status, Message: "it is so"} }
	for name, test := range map[string]struct {
		err  error
		says string
		demo string // on the demo account
	}{
		"read-only":                    {fmt.Errorf("%w: createIncident", pagerduty.ErrReadOnly), "--enable-write-tools", "--enable-write-tools"},
		"too large":                    {mcptools.ErrResultTooLarge, "--max-result-bytes", "--max-result-bytes"},
		"cut off":                      {throughCut(t), "", ""},
		"too late":                     {fmt.Errorf("createIncident: %w", pagerduty.ErrTooLate), "--call-timeout", "--call-timeout"},
		"wrong key":                    {fmt.Errorf("incident P1: %w", status(401)), keyAndHost, ""},
		"no user":                      {fmt.Errorf("%w: %w", pagerduty.ErrNoUser, status(400)), "PAGERDUTY_USER_API_KEY and " + from, ""},
		"stranger":                     {&pagerduty.ArgumentError{Argument: "From", Message: "is eve@example.com"}, from, ""},
		"stranger, as PagerDuty says":  {&pagerduty.Error{StatusCode: 400, Code: 1008}, from, ""},
		"no answer":                    {status(0), host, ""},
		"the proxy":                    {throughProxy(t, false), "HTTPS_PROXY and NO_PROXY", ""},
		"the proxy refuses":            {throughProxy(t, true), "HTTPS_PROXY and NO_PROXY", ""},
		"something else answers":       {status(200), host, ""},
		"something else answers (301)": {status(301), host, ""},
		"something else answers (418)": {status(418), host, ""},
		"invalid":                      {status(400), "", ""},
		"plan":                         {status(402), "", ""},
		"forbidden":                    {status(403), "", ""},
		"not found":                    {&pagerduty.Error{StatusCode: 404, Path: "/incidents/P1"}, "", ""},
		"no such list":                 {&pagerduty.Error{StatusCode: 404, Path: "/incidents"}, host, ""},
		"conflict":                     {status(409), "", ""},
		"rate limit":                   {status(429), "", ""},
		"PagerDuty is down":            {status(503), "", ""},
		"an argument":                  {&pagerduty.ArgumentError{Argument: "id", Message: "is wrong"}, "", ""},
		"anything else":                {errors.New("no such thing"), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serverOf(func(pagerduty.ClientSource) mcptools.Tool {
				return mcptools.Read("fail", "Fails.", func(context.Context, struct{}) (string, error) { return "", test.err })
			})
			for variable, want := range map[string]string{
				"PAGERDUTY_USER_API_KEY=" + key:       test.says,
				"PAGERDUTY_USER_API_KEY_FILE=" + file: strings.Replace(test.says, "API_KEY ", "API_KEY_FILE ", 1),
				"PAGERDUTY_DEMO=true":                 test.demo,
			} {
				text := failure(t, runServer(t, server, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fail"}}`, []string{variable}))
				words, advice, _ := strings.Cut(text, " On this server: ")
				if words == "" || want == "" && advice != "" || want != "" && advice != want+"." {
					t.Errorf("%s: it says %q, want the advice %q", variable, text, want)
				}
			}
		})
	}
}

// throughCut returns the error of a change whose response is cut off.
func throughCut(t *testing.T) error {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"note":{"id":"PN`)
	}))
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithFrom("a@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Incidents.AddNote(t.Context(), "P1", "x")
	return err
}

// throughProxy returns the error of a request through a proxy that refuses or does not exist.
func throughProxy(t *testing.T, refuses bool) error {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	if !refuses {
		proxy.Close()
	}
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithTransport(&http.Transport{Proxy: http.ProxyURL(address)}), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.Users.Me(t.Context()); !errors.Is(err, pagerduty.ErrProxy) || !errors.Is(err, pagerduty.ErrUnreachable) {
		t.Errorf("error %v", err)
	}
	return err
}

// The end of a long message is what to set, which must not be cut off.
func TestAdviceSurvivesALongMessage(t *testing.T) {
	t.Parallel()
	server := serverOf(func(pagerduty.ClientSource) mcptools.Tool {
		return mcptools.Read("fail", "Fails.", func(context.Context, struct{}) (string, error) {
			return "", &pagerduty.Error{StatusCode: 401, Message: strings.Repeat("é", 10_000)}
		})
	})
	text := failure(t, runServer(t, server, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fail"}}`, []string{"PAGERDUTY_USER_API_KEY=" + key}))
	if !strings.HasSuffix(text, "PAGERDUTY_API_HOST.") {
		t.Errorf("it says %s", text)
	}
}

// failure is the text of the only call's result, which must be an error.
func failure(t *testing.T, outcome commandtest.Outcome) string {
	t.Helper()
	message, err := wire.ParseMessage([]byte(outcome.Stdout))
	if err != nil {
		t.Fatalf("%v: %+v", err, outcome)
	}
	text, isError := message.ToolText(t)
	if !isError {
		t.Errorf("the call succeeds: %s", text)
	}
	return text
}
