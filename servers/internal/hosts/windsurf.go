package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func windsurf() Host {
	return Host{
		Name:      "windsurf",
		Title:     "Windsurf",
		Docs:      "https://docs.windsurf.com/windsurf/cascade/mcp",
		User:      []Location{{Path: "~/.codeium/windsurf/mcp_config.json"}},
		Commands:  []string{"windsurf"},
		Format:    configfile.JSON{Comments: true, TrailingCommas: true},
		Root:      []string{"mcpServers"},
		Entry:     Form{Command: "command", Args: "args", Env: "env"},
		Reference: "${env:%s}",
		Breaks:    "loads no server from it",
		Restart:   "Press the refresh button of the MCP servers in Cascade. Windsurf offers at most 100 tools of all servers together.",
	}
}
