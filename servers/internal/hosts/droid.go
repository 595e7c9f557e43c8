package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func droid() Host {
	return Host{
		Name:  "droid",
		Title: "Droid",
		Docs:  "https://docs.factory.ai/factory-cli/configuration/mcp",
		Tried: "0.215.0",
		User: []Location{
			{Path: "$FACTORY_HOME_OVERRIDE/.factory/mcp.json"},
			{Path: "~/.factory/mcp.json"},
		},
		Project:   ".factory/mcp.json",
		Commands:  []string{"droid"},
		Format:    configfile.JSON{Comments: true},
		Root:      []string{"mcpServers"},
		Entry:     Form{Before: configfile.Object{{Name: "type", Value: "stdio"}}, Command: "command", Args: "args", Env: "env"},
		Reference: "${%s}",
		Breaks:    "loads no server from it",
		Restart:   "Start a new session. /mcp shows the server.",
	}
}
