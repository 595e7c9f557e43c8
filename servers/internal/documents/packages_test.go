package documents

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// All packages pass what the Claude Code plugin passes: packaging writes them from the same data.
func TestPackagesPassExistingSettings(t *testing.T) {
	t.Parallel()
	var plugin struct {
		MCPServers map[string]struct {
			Args []string          `json:"args"`
			Env  map[string]string `json:"env"`
		} `json:"mcpServers"`
	}
	if err := json.Unmarshal([]byte(readFile(t, ".claude-plugin/plugin.json")), &plugin); err != nil {
		t.Fatal(err)
	}
	settings := command.Settings(allareas.Server())
	server := plugin.MCPServers["pagerduty"]
	for variable := range server.Env {
		if !slices.ContainsFunc(settings, func(s command.Setting) bool { return s.Variable == variable }) {
			t.Errorf("packages set %s, which no server reads", variable)
		}
	}
	if len(server.Env) == 0 || len(server.Args) != 2 || server.Args[0] != "--toolsets" {
		t.Fatalf("packages start the server with %q and %v", server.Args, server.Env)
	}
	if !slices.ContainsFunc(settings, func(s command.Setting) bool { return s.Flag == strings.TrimPrefix(server.Args[0], "--") }) {
		t.Errorf("no server has the flag %s", server.Args[0])
	}
	if onCall := tools.OnCall(nil).Name; server.Args[1] != "oncall" || onCall == "" {
		t.Errorf("packages serve %s, want the tools for a person on call", server.Args[1])
	}
}
