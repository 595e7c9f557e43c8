package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func cline() Host {
	return Host{
		Name:  "cline",
		Title: "Cline",
		Docs:  "https://docs.cline.bot/mcp/configuring-mcp-servers",
		User: []Location{
			{Path: "$CLINE_MCP_SETTINGS_PATH"},
			{Path: "$CLINE_DATA_DIR/settings/cline_mcp_settings.json"},
			{Path: "$CLINE_DIR/data/settings/cline_mcp_settings.json"},
			{Path: "~/.cline/data/settings/cline_mcp_settings.json"},
		},
		Commands: []string{"cline"},
		Format:   configfile.JSON{},
		Root:     []string{"mcpServers"},
		// References work in the extension and not in the CLI, which read the same file: so there is none.
		Entry:     Form{Before: configfile.Object{{Name: "type", Value: "stdio"}}, Command: "command", Args: "args", Env: "env"},
		Breaks:    "loads no server at all",
		Restart:   "Cline's list of MCP servers shows it. Start a new session of the CLI.",
		UserTrust: "Older versions of the VS Code extension read a file of their own: \"Configure MCP Servers\" opens it, and \"print cline\" has the entry.",
	}
}
