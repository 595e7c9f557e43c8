package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func qwenCode() Host {
	return Host{
		Name:  "qwen-code",
		Title: "Qwen Code",
		Docs:  "https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp",
		Tried: "0.24.4",
		User: []Location{
			{Path: "$QWEN_HOME/settings.json"},
			{Path: "~/.qwen/settings.json"},
		},
		Project:      ".qwen/settings.json",
		Commands:     []string{"qwen"},
		Format:       configfile.JSON{Comments: true},
		Root:         []string{"mcpServers"},
		Entry:        Form{Command: "command", Args: "args", Env: "env"},
		Names:        Names{Pattern: `^[A-Za-z0-9-]+$`}, // as in Gemini CLI
		Reference:    "${%s}",
		Breaks:       "does not start with it",
		Restart:      "Start a new session. /mcp shows the server, as \"Disconnected\" if it did not start.",
		ProjectTrust: "Qwen Code asks once whether the servers of the project's file may start.",
	}
}
