package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func amp() Host {
	return Host{
		Name:  "amp",
		Title: "Amp",
		Docs:  "https://ampcode.com/manual",
		User: []Location{
			{Path: "$AMP_SETTINGS_FILE"},
			{Path: "$XDG_CONFIG_HOME/amp/settings.json", Others: []string{"settings.jsonc"}},
		},
		Project:      ".amp/settings.json",
		Commands:     []string{"amp"},
		Format:       configfile.JSON{Comments: true, TrailingCommas: true},
		Root:         []string{"amp.mcpServers"},
		Entry:        Form{Command: "command", Args: "args", Env: "env"},
		Names:        Names{Pattern: `^[A-Za-z0-9@/_-]+$`},
		Reference:    "${%s}",
		Breaks:       "ignores the settings in it",
		Restart:      "Start a new session.",
		ProjectTrust: "Amp starts the servers of a project after you have approved them there.",
	}
}
