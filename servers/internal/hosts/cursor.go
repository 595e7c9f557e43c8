package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func cursor() Host {
	return Host{
		Name:      "cursor",
		Title:     "Cursor",
		Docs:      "https://cursor.com/docs/mcp",
		User:      []Location{{Path: "~/.cursor/mcp.json"}},
		Project:   ".cursor/mcp.json",
		Commands:  []string{"cursor", "cursor-agent"},
		Format:    configfile.JSON{Comments: true, TrailingCommas: true},
		Root:      []string{"mcpServers"},
		Entry:     Form{Before: configfile.Object{{Name: "type", Value: "stdio"}}, Command: "command", Args: "args", Env: "env"},
		Reference: "${env:%s}",
		Breaks:    "loads no server from it",
		Restart:   "Open Settings → Tools & MCP and switch the server on if it is off.",
	}
}
