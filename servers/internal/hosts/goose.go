package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func goose() Host {
	return Host{
		Name:  "goose",
		Title: "Goose",
		Docs:  "https://block.github.io/goose/docs/guides/config-files",
		User: []Location{
			{OS: "windows", Path: "$APPDATA/Block/goose/config/config.yaml"},
			{Path: "$XDG_CONFIG_HOME/goose/config.yaml"},
		},
		Commands: []string{"goose"},
		Format:   configfile.YAML{},
		Root:     []string{"extensions"},
		Entry: Form{ // without a member that it needs, Goose skips the entry
			Before: configfile.Object{{Name: "enabled", Value: true}, {Name: "type", Value: "stdio"}},
			Name:   "name", Command: "cmd", Args: "args", Env: "envs", Passed: "env_keys",
			After: configfile.Object{{Name: "description", Value: "PagerDuty"}, {Name: "timeout", Value: 300}},
		},
		Breaks:        "does not start with it",
		Restart:       "Start a new session. \"goose configure\" lists the extension.",
		ReferenceNote: "Goose takes the key from its environment, or from the keychain under the same name.",
	}
}
