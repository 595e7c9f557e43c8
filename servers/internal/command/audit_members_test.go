package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// auditLine is a line of an audit log.
type auditLine struct {
	Stage, Tool, Effect, Caller string
	Instance, Account, User     string
	Client                      struct{ Name, Version string }
	Arguments                   json.RawMessage
	Result                      int `json:"result_bytes"`
}

func auditLines(t *testing.T, log string) (lines []auditLine) {
	t.Helper()
	for line := range strings.Lines(log) {
		var read auditLine
		if err := json.Unmarshal([]byte(line), &read); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		lines = append(lines, read)
	}
	return lines
}

// modern is a call of a stateless client, which names itself.
func modern(tool, arguments string) (message string, headers map[string]string) {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",`+
			`"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"editor","version":"7"}}}}`, tool, arguments),
		map[string]string{"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": tool}
}

// Over HTTP, the audit log can be standard output. It tells who called, from which client, through which instance, and for whom.
func TestAuditOfATeam(t *testing.T) {
	t.Parallel()
	account := newAppAccount(t)
	var stdout commandtest.Buffer
	tokens := secretFile(t, "tokens", "ada:"+adasToken)
	url := startAreasTo(t, &stdout, account.variables("incidents.read,incidents.write"),
		"--server-token-file="+tokens, "--enable-write-tools", "--audit-log=-", "--instance=web-1") + "/mcp"
	message, headers := modern("add_note_to_incident", `{"incident_id":"4197","note":"Seen."}`)
	headers["Authorization"] = "Bearer " + adasToken
	if status, body := postTo(t, url, message, headers); status != 200 || !strings.Contains(body, "Amara Okafor") {
		t.Fatalf("%d %s", status, body)
	}
	lines := auditLines(t, stdout.String())
	if len(lines) != 2 {
		t.Fatalf("wrote %s", stdout.String())
	}
	for i, stage := range []string{"begin", "end"} {
		line := lines[i]
		if line.Stage != stage || line.Tool != "add_note_to_incident" || line.Effect != "additive" || line.Caller != "ada" || line.Instance != "web-1" ||
			line.Account != strings.TrimPrefix(account.url, "http://") || line.User != "amara.okafor@lanternfield.example" || line.Client.Name != "editor" || line.Client.Version != "7" {
			t.Errorf("%+v", line)
		}
	}
	for _, secret := range []string{adasToken, simulator.ClientSecret, "SIMULATOR-TOKEN"} {
		if strings.Contains(stdout.String(), secret) {
			t.Errorf("it tells %s: %s", secret, stdout.String())
		}
	}
}

// The user of a caller's key is looked up once. A key without a user is not asked about again and again.
func TestAuditNamesTheUserOfAKey(t *testing.T) {
	t.Parallel()
	s := simulator.New()
	api := httptest.NewServer(s)
	t.Cleanup(api.Close)
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + api.URL}, "--auth=caller", "--audit-log", log) + "/mcp"
	client := commandtest.NewHTTPClient(t)
	var calls sync.WaitGroup
	for range 20 {
		for _, key := range []string{simulator.UserKey, simulator.AccountKey} {
			calls.Go(func() {
				callOver(t, client, url, "list_incidents", `{"limit":1}`, map[string]string{"Authorization": "Token token=" + key})
			})
		}
	}
	calls.Wait()
	callOver(t, client, url, "list_incidents", `{"limit":1}`, map[string]string{"Authorization": "Token token=" + simulator.AccountKey})
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	users := map[string]int{}
	for _, line := range auditLines(t, string(text)) {
		users[line.User]++
		if host, process, found := strings.Cut(line.Instance, ":"); !found || host == "" || process != fmt.Sprint(os.Getpid()) || line.Client.Name != "" {
			t.Errorf("%+v", line)
		}
	}
	if len(users) != 2 || users["amara.okafor@lanternfield.example"] != 20 || users[""] != 21 {
		t.Errorf("users %v", users)
	}
	asked := 0
	for _, request := range s.Requests() {
		if request.Path == "/users/me" {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("%d requests for users", asked)
	}
}

// A call that is cancelled while its user is looked up does not keep later records from naming the user.
func TestAuditNamesTheUserAfterACancelledCall(t *testing.T) {
	t.Parallel()
	s := simulator.New()
	gone, cancel := context.WithCancel(t.Context())
	var once sync.Once
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() {
			cancel()
			select {
			case <-r.Context().Done():
			case <-time.After(10 * time.Second):
				t.Error("the cancelled call does not end")
			}
		})
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(api.Close)
	var stdout commandtest.Buffer
	url := startAreasTo(t, &stdout, []string{"PAGERDUTY_API_HOST=" + api.URL, "PAGERDUTY_USER_API_KEY=" + simulator.UserKey}, "--enable-write-tools", "--audit-log=-") + "/mcp"
	message, headers := modern("add_note_to_incident", `{"incident_id":"4197","note":"Seen."}`)
	request, err := http.NewRequestWithContext(gone, http.MethodPost, url, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	if answer, err := commandtest.NewHTTPClient(t).Do(request); err == nil {
		_ = answer.Body.Close()
		t.Fatalf("the cancelled call got %s", answer.Status)
	}
	if status, body := postTo(t, url, message, headers); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	lines := auditLines(t, stdout.String())
	if last := lines[len(lines)-1]; last.Stage != "end" || last.User != "amara.okafor@lanternfield.example" {
		t.Errorf("wrote %s", stdout.String())
	}
}

// On stdio the host says who it is in the handshake.
func TestAuditNamesTheHost(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	commandRun(t, hello+`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_incidents","arguments":{"limit":1}}}`+"\n", nil, "--demo", "--audit-log", log)
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	lines := auditLines(t, string(text))
	if len(lines) != 1 || lines[0].Client.Name != "t" || lines[0].Client.Version != "1" || lines[0].User != "amara.okafor@lanternfield.example" || !strings.HasPrefix(lines[0].Account, "127.0.0.1:") {
		t.Errorf("wrote %s", text)
	}
}

// postTo posts a message, and returns the status and the body of the answer.
func postTo(t *testing.T, url, message string, headers map[string]string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := commandtest.NewHTTPClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
