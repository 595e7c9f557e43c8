package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func kiro() Host {
	return Host{
		Name:          "kiro",
		Title:         "Kiro",
		Docs:          "https://kiro.dev/docs/mcp/configuration",
		User:          []Location{{Path: "~/.kiro/settings/mcp.json"}},
		Project:       ".kiro/settings/mcp.json",
		Commands:      []string{"kiro", "kiro-cli"},
		Format:        configfile.JSON{Comments: true, TrailingCommas: true},
		Root:          []string{"mcpServers"},
		Entry:         Form{Command: "command", Args: "args", Env: "env"},
		Reference:     "${%s}",
		Breaks:        "loads no server from it",
		Restart:       "The Kiro panel shows the server. Start a new session of the CLI.",
		ProjectTrust:  "Kiro lets the project's file override yours.",
		ReferenceNote: "In the IDE, add PAGERDUTY_USER_API_KEY to the setting kiroAgent.mcpApprovedEnvVars: others are passed on unresolved.",
	}
}
