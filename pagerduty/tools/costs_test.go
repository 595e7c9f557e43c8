package tools_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

//go:generate go test . -run ^TestCosts$ -update

var update = flag.Bool("update", false, "write testdata/costs.txt anew")

// What each tool costs: bytes of its definition in a model's context, requests to PagerDuty, also when a read is repeated, and bytes of
// the result of its example on the demo account. docs/cost.md shows some of them.
func TestCosts(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("The cost of each tool's example on the demo account. Written by make generate.\n")
	for _, area := range tools.Areas() {
		toolset := area.Toolset(nil)
		fmt.Fprintf(&text, "\n%-42s  definition  requests  again  result\n", toolset.Name)
		for _, tool := range toolset.Tools {
			requests, again, bytes := costs(t, area.Toolset, tool)
			fmt.Fprintf(&text, "%-42s  %8d B  %8d  %5s  %5d B\n", tool.Name, definitionBytes(t, tool), requests, again, bytes)
		}
	}
	file := filepath.Join("testdata", "costs.txt")
	if *update {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != text.String() {
		t.Errorf("%s is out of date (%v). If the change is meant, run make generate and read the difference. Got:\n%s", file, err, &text)
	}
}

// costs calls the tool's example, and again if it only reads.
func costs(t *testing.T, area func(pagerduty.ClientSource) mcptools.Toolset, tool mcptools.Tool) (requests int, again string, bytes int) {
	t.Helper()
	stopped := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	s := blackbox.Start(t, area, blackbox.Account{Clock: func() time.Time { return stopped }})
	answer := s.Call(tool.Name, string(tool.Example))
	requests = len(s.Requests())
	again = "-"
	if tool.Effect == mcptools.EffectRead {
		s.Call(tool.Name, string(tool.Example))
		again = strconv.Itoa(len(s.Requests()))
	}
	return requests, again, len(answer.JSON)
}

// definitionBytes is the size of what a model is told about a tool, without the annotations that hosts read.
func definitionBytes(t *testing.T, tool mcptools.Tool) int {
	t.Helper()
	definition, err := json.Marshal(struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		InputSchema json.RawMessage `json:"inputSchema"`
	}{tool.Name, tool.Description, tool.InputSchema})
	if err != nil {
		t.Fatal(err)
	}
	return len(definition)
}
