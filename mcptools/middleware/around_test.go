package middleware_test

import (
	"context"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
)

func TestAround(t *testing.T) {
	t.Parallel()
	pager, reader := newPager(), newReader()
	tools := []mcptools.Tool{pager.Tool, reader.Tool}
	deny := middleware.Confirm(always(middleware.Deny("no"), nil))
	for name, test := range map[string]struct {
		include func(mcptools.Tool) bool
		denied  []string
	}{
		"all":    {nil, []string{"page", "look"}},
		"writes": {middleware.Writes, []string{"page"}},
		"marked": {middleware.Marked("pages"), []string{"page"}},
		"none":   {middleware.Marked("loud"), nil},
	} {
		var denied []string
		for _, tool := range middleware.Around(tools, test.include, deny) {
			arguments := map[string]string{"page": ada, "look": "{}"}[tool.Name]
			if result := tool.Call(t.Context(), []byte(arguments)); result.Err != nil {
				denied = append(denied, tool.Name)
			}
		}
		if !slices.Equal(denied, test.denied) {
			t.Errorf("%s: denied %v, want %v", name, denied, test.denied)
		}
	}
	if result := tools[0].Call(t.Context(), []byte(ada)); result.Err != nil {
		t.Errorf("the tools that were passed in have changed: %v", result.Err)
	}
	if destructive := mcptools.Destructive("x", "d", remove); !middleware.Writes(destructive) {
		t.Error("a destructive tool does not write")
	}
}

func remove(context.Context, struct{}) (string, error) { return "", nil }
