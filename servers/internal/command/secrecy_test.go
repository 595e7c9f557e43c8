package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	tools "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// The key appears nowhere, even where the API throws it back in whatever form.
func TestKeyAppearsNowhere(t *testing.T) {
	t.Parallel()
	bodies := map[string]func(authorization string) string{
		"message": func(a string) string { return fmt.Sprintf(`{"error":{"message":"no access for %s","code":2006}}`, a) },
		"details": func(a string) string {
			return fmt.Sprintf(`{"error":{"message":"no","errors":["bad header",%q,{"header":%q}]}}`, a, a)
		},
		"escaped":        func(a string) string { return fmt.Sprintf(`{"error":{"message":"no access for %s"}}`, escaped(a)) },
		"escaped object": func(a string) string { return fmt.Sprintf(`{"error":{"errors":[{"header":"%s"}]}}`, escaped(a)) },
		"web page":       func(a string) string { return "<html><body>Your header: " + a + "</body></html>" },
		"text":           func(a string) string { return "Your header: " + a },
		"long text":      func(a string) string { return strings.Repeat("x", 180) + a }, // an error shows its first 200 bytes
		"cut JSON":       func(a string) string { return `{"error":{"message":"` + a },
	}
	for _, secret := range []string{"u+aVeryPrivateKey123", "pdus+_aVeryPrivateToken", `Bearer aVeryPrivate/"\token`} {
		for name, body := range bodies {
			for _, status := range []int{200, 302, 400, 401, 403, 404, 500} {
				t.Run(fmt.Sprintf("%s %s %d", secret[:4], name, status), func(t *testing.T) {
					t.Parallel()
					api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
						authorization := r.Header.Get("Authorization")
						w.Header().Set("Location", "https://elsewhere.example/"+authorization)
						w.Header().Set("X-Request-Id", authorization)
						w.WriteHeader(status)
						_, _ = w.Write([]byte(body(authorization)))
					})
					text := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_note_to_incident","arguments":{"incident_id":"PT4KHLK","note":"n"}}}` + "\n"
					if status != 500 { // which is asked again, until the time is over
						text += `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_incident","arguments":{"incident_id":"PT4KHLK"}}}` + "\n"
					}
					audit := filepath.Join(t.TempDir(), "audit.jsonl")
					got := commandRun(t, text, append(api.Variables(secret), "PAGERDUTY_FROM_EMAIL=a@example.com"), "--enable-write-tools", "--log-level=debug", "--call-timeout=1s", "--audit-log", audit)
					if calls := strings.Count(text, "\n"); len(api.Requests()) < calls || strings.Count(got.Stdout, "\n") != calls || got.Code != 0 {
						t.Errorf("%d requests and %+v: this test tests nothing", len(api.Requests()), got)
					}
					if records, err := os.ReadFile(audit); err != nil || len(records) == 0 || strings.Contains(unescaped(string(records)), "aVery") {
						t.Errorf("the key is in the audit log: %s (%v)", records, err)
					}
					if strings.Contains(unescaped(got.Stdout+got.Stderr), "aVery") {
						t.Errorf("the key is told: %+v", got)
					}
				})
			}
		}
	}
}

// escaped hides text from whoever searches it, in escapes of JSON.
func escaped(text string) string {
	var escapes strings.Builder
	for _, r := range text {
		fmt.Fprintf(&escapes, `\u%04x`, r)
	}
	return escapes.String()
}

// unescaped undoes what escaped does, and what quoting did to that.
func unescaped(text string) string {
	escape := regexp.MustCompile(`\\+u[0-9a-f]{4}`)
	return escape.ReplaceAllStringFunc(text, func(escape string) string {
		code, _ := strconv.ParseUint(escape[len(escape)-4:], 16, 16)
		return string(rune(code))
	})
}

// commandRun runs the real toolset in this process, which is quick enough for many cases.
func commandRun(t *testing.T, text string, variables []string, arguments ...string) commandtest.Outcome {
	t.Helper()
	return runServer(t, command.Server{Name: "pagerduty-incidents", Areas: []command.Area{{Name: "incidents", Toolset: tools.Toolset}}}, text, variables, arguments...)
}

// runServer runs a server in this process until the end of its input.
func runServer(t *testing.T, server command.Server, text string, variables []string, arguments ...string) commandtest.Outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := command.Run(t.Context(), server, command.Process{
		Arguments: arguments, Stdin: strings.NewReader(text), Stdout: &stdout, Stderr: &stderr,
		Environment: withoutProfiles(variables),
	})
	return commandtest.Outcome{Stdout: stdout.String(), Stderr: stderr.String(), Code: code}
}

// withoutProfiles is an environment without the profiles of who runs the test.
func withoutProfiles(variables []string) env.Variables {
	return append(env.Variables{"PAGERDUTY_CONFIG_DIR=no-profiles"}, variables...)
}

// The log of a panic has its place and never its value, which may be a secret.
func TestPanicsAreToldWithoutTheirValue(t *testing.T) {
	t.Parallel()
	for _, value := range []any{key, errors.New(key), fmt.Errorf("wrapped: %w", errors.New(key)), http.Header{"Authorization": {key}}} {
		server := serverOf(func(pagerduty.ClientSource) mcptools.Tool {
			return mcptools.Read("fail", "Fails.", func(context.Context, struct{}) (string, error) { panic(value) })
		})
		got := runServer(t, server, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fail"}}`,
			[]string{"PAGERDUTY_USER_API_KEY=" + key}, "--log-level=debug")
		if got.Code != 0 || !strings.Contains(got.Stdout, `"isError":true`) || !strings.Contains(got.Stderr, "panic") || !strings.Contains(got.Stderr, "secrecy_test.go") {
			t.Errorf("a panic gives %+v", got)
		}
		if strings.Contains(got.Stdout+got.Stderr, key) {
			t.Errorf("the panic's value is told: %+v", got)
		}
	}
}

// Without writes the client itself refuses to change the account, whatever effect a tool declares.
func TestReadOnlyHoldsInTheClient(t *testing.T) {
	t.Parallel()
	server := serverOf(func(source pagerduty.ClientSource) mcptools.Tool {
		return mcptools.Read("look", "Pretends to read.", func(ctx context.Context, _ struct{}) (*pagerduty.Note, error) {
			client, err := source.Client(ctx)
			if err != nil {
				return nil, err
			}
			return client.Incidents.AddNote(ctx, "PT4KHLK", "written")
		})
	})
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"note":{"id":"PNOTE1","content":"written"}}`))
	})
	const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look"}}`
	variables := append(api.Variables(key), "PAGERDUTY_FROM_EMAIL=a@example.com")
	got := runServer(t, server, call, variables)
	if len(api.Requests()) != 0 || !strings.Contains(got.Stdout, "read-only") || !strings.Contains(got.Stdout, `"isError":true`) {
		t.Errorf("a write in a read-only server asked %+v and gave %+v", api.Requests(), got)
	}
	got = runServer(t, server, call, variables, "--enable-write-tools")
	if len(api.Requests()) != 1 || strings.Contains(got.Stdout, `"isError":true`) {
		t.Errorf("with writes it asked %+v and gave %+v", api.Requests(), got)
	}
}

// serverOf is a server with one tool.
func serverOf(tool func(pagerduty.ClientSource) mcptools.Tool) command.Server {
	toolset := func(source pagerduty.ClientSource) mcptools.Toolset {
		return mcptools.Toolset{Name: "one", Title: "One", Tools: []mcptools.Tool{tool(source)}}
	}
	return command.Server{Name: "one-tool", Title: "One tool", Summary: "has one tool", Areas: []command.Area{{Name: "one", Toolset: toolset}}}
}

// A key file's content is told neither, whatever is wrong with it.
func TestKeyFileIsNotTold(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/key"
	if err := os.WriteFile(file, []byte("first "+key+"\nsecond "+key), 0o600); err != nil {
		t.Fatal(err)
	}
	got := incidents.Run(t, "", []string{"PAGERDUTY_USER_API_KEY_FILE=" + file}, "--log-level=debug")
	if got.Code != 2 || strings.Contains(got.Stderr, key) || !strings.Contains(got.Stderr, file) {
		t.Errorf("got %+v", got)
	}
}
