package command_test

import (
	"os"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// incidents is the real pagerduty-incidents: what holds for it holds for every server, since the
// command line is the same.
var incidents commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &incidents, "servers/pagerduty-incidents"))
}
