package mcptools_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestLimitResult(t *testing.T) {
	t.Parallel()
	type input struct {
		Bytes int `json:"bytes"`
	}
	tool := mcptools.Read("lines", "Returns many lines.", func(ctx context.Context, in input) (map[string]any, error) {
		mcptools.LimitResult(ctx, in.Bytes)
		return map[string]any{"lines": strings.Split(strings.Repeat("a line\n", 1000), "\n")}, nil
	})
	for name, test := range map[string]struct {
		arguments   string
		most, least int
		operator    int
	}{
		"lowered":                      {`{"bytes":2000}`, 2000, 1000, mcptools.DefaultMaxResultBytes},
		"where the operator sets none": {`{"bytes":2000}`, 2000, 1000, 0},
		"never raised":                 {`{"bytes":5000}`, 1000, 500, 1000},
		"not limited":                  {`{"bytes":0}`, 60_000, 9000, mcptools.DefaultMaxResultBytes},
	} {
		result := tool.WithMaxResultBytes(test.operator).Call(t.Context(), []byte(test.arguments))
		if size := len(result.Text); result.Err != nil || size > test.most || size < test.least {
			t.Errorf("%s: %d bytes, want %d to %d (%v)", name, size, test.least, test.most, result.Err)
		}
	}
	mcptools.LimitResult(t.Context(), 10) // outside of a call
}
