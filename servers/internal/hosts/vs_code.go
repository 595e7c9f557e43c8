package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func vsCode() Host {
	return Host{
		Name:  "vscode",
		Title: "VS Code",
		Docs:  "https://code.visualstudio.com/docs/copilot/customization/mcp-servers",
		User: []Location{
			{OS: "darwin", Path: "~/Library/Application Support/Code/User/mcp.json"},
			{OS: "windows", Path: "$APPDATA/Code/User/mcp.json"},
			{Path: "$XDG_CONFIG_HOME/Code/User/mcp.json"},
		},
		Project:       ".vscode/mcp.json",
		Commands:      []string{"code"},
		Format:        configfile.JSON{Comments: true, TrailingCommas: true},
		Root:          []string{"servers"},
		Entry:         Form{Before: configfile.Object{{Name: "type", Value: "stdio"}}, Command: "command", Args: "args", Env: "env", Inputs: true},
		Reference:     "${input:" + inputID + "}",
		Breaks:        "loads no server from it",
		Restart:       "Run \"MCP: List Servers\" from the command palette and start the server. VS Code asks once whether you trust it.",
		UserTrust:     "The file is that of the default profile; other profiles have their own.",
		ProjectTrust:  "VS Code starts the servers of a workspace that you trust.",
		ReferenceNote: "VS Code asks for the key when the server first starts, and stores it.",
	}
}
