package main

import (
	"os"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

//go:generate go test . -update

var server commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &server, "pagerduty-people", main))
}

// What a model is told of the tools, and what it costs.
func TestToolsList(t *testing.T) {
	t.Parallel()
	commandtest.CheckTools(t, server, []mcptools.Toolset{area.Toolset(nil)}, 10_600)
}
