package subcommands_test

import (
	"os"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// program is pagerduty-mcp.
var program commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &program, "pagerduty-mcp", func() { command.Main(allareas.Server()) }))
}
