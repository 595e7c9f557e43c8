package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func opencode() Host {
	return Host{
		Name:     "opencode",
		Title:    "opencode",
		Docs:     "https://opencode.ai/docs/mcp-servers",
		Tried:    "1.18.33",
		User:     []Location{{Path: "$XDG_CONFIG_HOME/opencode/opencode.json", Others: []string{"opencode.jsonc"}}},
		Project:  "opencode.json",
		Commands: []string{"opencode"},
		Format:   configfile.JSON{Comments: true, TrailingCommas: true},
		Root:     []string{"mcp"},
		Entry: Form{
			Before: configfile.Object{{Name: "type", Value: "local"}}, Command: "command", Env: "environment",
			After: configfile.Object{{Name: "enabled", Value: true}},
		},
		Reference: "{env:%s}",
		Breaks:    "does not start with it",
		Restart:   "Start a new session. \"opencode mcp list\" shows the server.",
	}
}
