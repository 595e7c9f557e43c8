package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func copilotCLI() Host {
	return Host{
		Name:  "copilot-cli",
		Title: "Copilot CLI",
		Docs:  "https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers",
		Tried: "1.0.102",
		User: []Location{
			{Path: "$COPILOT_HOME/mcp-config.json"},
			{Path: "~/.copilot/mcp-config.json"},
		},
		Project:  ".github/mcp.json",
		Commands: []string{"copilot"},
		Format:   configfile.JSON{Comments: true, TrailingCommas: true},
		Root:     []string{"mcpServers"},
		Entry: Form{
			Before: configfile.Object{{Name: "type", Value: "local"}}, Command: "command", Args: "args", Env: "env",
			After: configfile.Object{{Name: "tools", Value: []string{"*"}}},
		},
		Reference:    "${%s}",
		Breaks:       "loads no server from it",
		Restart:      "Start a new session. /mcp show lists the server.",
		ProjectTrust: "Copilot CLI reads the project's file only in folders that you trust: it asks when you first start it there.",
	}
}
