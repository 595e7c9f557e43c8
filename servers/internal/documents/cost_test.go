package documents

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// requestTable counts the requests of the example of each reading tool for a person on call.
func requestTable(t *testing.T) string {
	t.Helper()
	var sent atomic.Int64
	account := simulator.New()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		account.ServeHTTP(w, r)
	}))
	defer api.Close()
	var text strings.Builder
	text.WriteString("| tool | first call | again |\n|---|---|---|\n")
	for _, tool := range tools.OnCall(nil).Tools {
		if tool.Effect != mcptools.EffectRead {
			continue
		}
		client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(api.URL)) // which has remembered nothing yet
		if err != nil {
			t.Fatal(err)
		}
		var counts [2]int64
		for i := range counts {
			before := sent.Load()
			result := mcptools.CallNamed(t.Context(), tools.OnCall(client).Tools, tool.Name, json.RawMessage(tool.Example))
			if result.Err != nil {
				t.Fatalf("%s: %v", tool.Name, result.Err)
			}
			counts[i] = sent.Load() - before
		}
		fmt.Fprintf(&text, "| `%s` | %d | %d |\n", tool.Name, counts[0], counts[1])
	}
	return text.String()
}
