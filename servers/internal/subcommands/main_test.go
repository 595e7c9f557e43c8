package subcommands_test

import (
	"os"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// program is the real pagerduty-mcp.
var program commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &program, "servers/pagerduty-mcp"))
}
