package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// The answer of one caller's user counts for no other caller, though all use the same request ids and arguments at the same time.
func TestHTTPAnswersBelongToCallers(t *testing.T) {
	t.Parallel()
	who := func(ctx context.Context, r *http.Request) (context.Context, error) {
		return mcptools.ContextWithCaller(ctx, r.Header.Get("Authorization")), nil
	}
	server := newServer(t, []mcptools.Tool{askTool()}, serve.WithMaxConcurrent(10))
	address := listen(t, server.Handler(serve.WithRequestContext(who)))
	shared := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 8}}
	t.Cleanup(shared.CloseIdleConnections)
	callers := 50
	if os.Getenv("FULL_TESTS") != "" {
		callers = 200
	}
	states := make([]string, callers)
	each := func(do func(i int)) {
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() { do(i) })
		}
		all.Wait()
	}
	each(func(i int) {
		var asked struct {
			Result struct{ RequestState string }
		}
		text := ask(t, shared, address, i, "")
		if err := json.Unmarshal([]byte(text), &asked); err != nil || asked.Result.RequestState == "" {
			t.Errorf("caller %d is not asked: %s", i, text)
		}
		states[i] = asked.Result.RequestState
	})
	each(func(i int) {
		if text := ask(t, shared, address, i, states[(i+1)%callers]); !strings.Contains(text, "did not issue the requestState") {
			t.Errorf("another caller's answer counts: %s", text)
		}
	})
	each(func(i int) {
		if text := ask(t, shared, address, i, states[i]); !strings.Contains(text, `{\"answers\":[true]}`) {
			t.Errorf("caller %d: the own answer does not count: %s", i, text)
		}
		if text := ask(t, shared, address, i, states[i]); !strings.Contains(text, "was used before") {
			t.Errorf("caller %d: the answer counts twice: %s", i, text)
		}
	})
}

// ask calls the tool that asks, with the answer yes to the question behind a state. It returns the body.
func ask(t *testing.T, client *http.Client, address string, caller int, state string) string {
	answer := ""
	if state != "" {
		answer = fmt.Sprintf(`,"requestState":%q,"inputResponses":{"question":{"action":"accept","content":{"confirm":true}}}`, state)
	}
	message := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"questions":["Page Ada?"]}` + answer +
		`,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}}}`
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/mcp", strings.NewReader(message))
	if err != nil {
		t.Error(err)
		return ""
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "Authorization": fmt.Sprint("Bearer ", caller),
		"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "ask",
	} {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}
