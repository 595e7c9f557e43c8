package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestCallNamed(t *testing.T) {
	t.Parallel()
	type input struct {
		Name string `json:"name"`
	}
	var tools []mcptools.Tool
	for _, name := range []string{"greet", "part"} {
		tools = append(tools, mcptools.Read(name, "Says something.", func(_ context.Context, in input) (string, error) {
			return name + " " + in.Name, nil
		}))
	}
	result := mcptools.CallNamed(t.Context(), tools, "part", json.RawMessage(`{"name":"Ada"}`))
	if result.Text != `"part Ada"` || result.Err != nil {
		t.Errorf("got %+v", result)
	}
	for _, test := range []struct{ name, says string }{{"greets", `did you mean "greet"`}, {"mcp__hall__greet", `did you mean "greet"`}, {"", "There is no tool"}, {"\u202edrop\x00", "There is no tool"}} {
		result := mcptools.CallNamed(t.Context(), tools, test.name, nil)
		if !errors.Is(result.Err, mcptools.ErrUnknownTool) || !strings.Contains(result.Text, test.says) || strings.ContainsAny(result.Text, "\u202e\x00") {
			t.Errorf("%q: got %+v", test.name, result)
		}
	}
}
