package response_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
)

// A read-only connection refuses every change before it is sent.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for _, tool := range response.Toolset(nil).Tools {
		if tool.Effect == mcptools.EffectRead {
			continue
		}
		if sentence := s.CallError(tool.Name, string(tool.Example)); !strings.Contains(sentence, "read-only") || len(s.Writes()) != 0 {
			t.Errorf("%s: %s", tool.Name, sentence)
		}
	}
}
