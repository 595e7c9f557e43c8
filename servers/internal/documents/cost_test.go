package documents

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// requestTable shows the requests of the example of each reading tool for a person on call, as TestCosts of pagerduty/tools counted them.
func requestTable(t *testing.T) string {
	t.Helper()
	type requests struct{ first, again string }
	counted := map[string]requests{}
	for line := range strings.Lines(readFile(t, "pagerduty/tools/testdata/costs.txt")) {
		if cells := strings.Fields(line); len(cells) == 7 { // tool, bytes, B, requests, again, bytes, B
			counted[cells[0]] = requests{cells[3], cells[4]}
		}
	}
	var text strings.Builder
	text.WriteString("| tool | first call | again |\n|---|---|---|\n")
	for _, tool := range tools.OnCall(nil).Tools {
		if tool.Effect != mcptools.EffectRead {
			continue
		}
		found, ok := counted[tool.Name]
		if !ok {
			t.Errorf("costs.txt has no %s", tool.Name)
		}
		fmt.Fprintf(&text, "| `%s` | %s | %s |\n", tool.Name, found.first, found.again)
	}
	return text.String()
}
