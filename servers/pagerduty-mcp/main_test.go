package main_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

//go:generate go test . -update

var server commandtest.Command

// The tests of the other servers, and of the packages in servers/internal, run a server out of their own test binary. These run what go build
// makes, as users do.
func TestMain(m *testing.M) {
	os.Exit(commandtest.RunBuilt(m, &server, "servers/pagerduty-mcp"))
}

// What a model is told of the tools, and what it costs.
func TestToolsList(t *testing.T) {
	t.Parallel()
	commandtest.CheckTools(t, server, tools.Reference(nil), 32_200)
}

// All areas together are still affordable.
func TestAllToolsets(t *testing.T) {
	t.Parallel()
	commandtest.CheckAll(t, server, tools.All(nil), 75_000)
}

// A tool that is gone leaves no golden file behind.
func TestEveryDefinitionBelongsToATool(t *testing.T) {
	t.Parallel()
	var names []string
	for _, toolset := range tools.All(nil) {
		for _, tool := range toolset.Tools {
			names = append(names, tool.Name)
		}
	}
	files, err := os.ReadDir("testdata/tools")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(file.Name(), ".json"); !slices.Contains(names, name) {
			t.Errorf("testdata/tools/%s belongs to no tool: remove it", file.Name())
		}
	}
}
