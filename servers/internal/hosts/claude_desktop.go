package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func claudeDesktop() Host {
	return Host{
		Name:  "claude-desktop",
		Title: "Claude Desktop",
		Docs:  "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
		User: []Location{
			{OS: "darwin", Path: "~/Library/Application Support/Claude/claude_desktop_config.json"},
			{ // installed from the store
				OS: "windows", Path: "$LOCALAPPDATA/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json",
				OnlyIn: "$LOCALAPPDATA/Packages/Claude_pzs8sxrjxfjjc",
			},
			{OS: "windows", Path: "$APPDATA/Claude/claude_desktop_config.json"},
			{Path: "$XDG_CONFIG_HOME/Claude/claude_desktop_config.json"},
		},
		Commands: []string{"claude-desktop"},
		Format:   configfile.JSON{},
		Root:     []string{"mcpServers"},
		Entry:    Form{Command: "command", Args: "args", Env: "env"},
		Few:      true,
		Breaks:   "loads no server from it",
		Restart:  "Quit Claude Desktop completely, from its menu, and start it again. Settings → Developer shows the server.",
	}
}
