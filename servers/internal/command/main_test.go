package command_test

import (
	"os"
	"testing"

	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// incidents is pagerduty-incidents: what holds for it holds for every server, since the
// command line is the same.
var incidents commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &incidents, "pagerduty-incidents", func() {
		command.Main(command.Server{
			Name:    "pagerduty-incidents",
			Title:   "PagerDuty incidents",
			Summary: "reads and works PagerDuty incidents",
			Areas:   []command.Area{{Name: "incidents", Toolset: area.Toolset}},
		})
	}))
}
