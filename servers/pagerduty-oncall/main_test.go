package main

import (
	"os"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

//go:generate go test . -update

var server commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &server, "pagerduty-oncall", main))
}

// What a model is told of the tools, and what it costs.
func TestToolsList(t *testing.T) {
	t.Parallel()
	onCall := tools.OnCall(nil)
	commandtest.CheckTools(t, server, []mcptools.Toolset{onCall}, 18_000)
	if count := len(onCall.Tools); count > 22 {
		t.Errorf("%d tools, more than 22: hosts and models choose badly among many", count)
	}
}
