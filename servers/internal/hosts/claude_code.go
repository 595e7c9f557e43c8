package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func claudeCode() Host {
	return Host{
		Name:  "claude-code",
		Title: "Claude Code",
		Docs:  "https://code.claude.com/docs/en/mcp",
		Tried: "2.1.332",
		User: []Location{
			{Path: "$CLAUDE_CONFIG_DIR/.claude.json"},
			{Path: "~/.claude.json"},
		},
		Project:      ".mcp.json",
		Commands:     []string{"claude"},
		Format:       configfile.JSON{},
		Root:         []string{"mcpServers"},
		Entry:        Form{Before: configfile.Object{{Name: "type", Value: "stdio"}}, Command: "command", Args: "args", Env: "env"},
		Names:        Names{Reserved: []string{"workspace"}},
		Reference:    "${%s}",
		Breaks:       "loads no server from such a .mcp.json, and with such a ~/.claude.json no command of it works",
		Restart:      "Start a new session. /mcp shows the server.",
		ProjectTrust: "Claude Code asks once whether the servers of the project's .mcp.json may start. Answer yes.",
	}
}
