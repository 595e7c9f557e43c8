package command_test

import (
	"os"
	"strings"
	"testing"

	area "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// incidents is pagerduty-incidents: what holds for it holds for every server, since the
// command line is the same.
var incidents commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &incidents, described.Name, func() { command.Main(described) }))
}

var described = command.Server{
	Name:    "pagerduty-incidents",
	Title:   "PagerDuty incidents",
	Summary: "reads and works PagerDuty incidents",
	Areas:   []command.Area{{Name: "incidents", Toolset: area.Toolset}},
}

// runHere runs the server in this process, with an empty standard input.
func runHere(t *testing.T, variables []string, arguments ...string) commandtest.Outcome {
	t.Helper()
	return incidents.RunHere(t, described, strings.NewReader(""), variables, arguments...)
}
