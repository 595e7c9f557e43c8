package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func zed() Host {
	return Host{
		Name:  "zed",
		Title: "Zed",
		Docs:  "https://zed.dev/docs/ai/mcp",
		User: []Location{
			{OS: "darwin", Path: "~/.config/zed/settings.json"},
			{OS: "windows", Path: "$APPDATA/Zed/settings.json"},
			{Path: "$XDG_CONFIG_HOME/zed/settings.json"},
		},
		Project:      ".zed/settings.json",
		Commands:     []string{"zed", "zeditor"},
		Format:       configfile.JSON{Comments: true, TrailingCommas: true},
		Root:         []string{"context_servers"},
		Entry:        Form{Command: "command", Args: "args", Env: "env"},
		Breaks:       "ignores the settings in it",
		Restart:      "Zed starts the server at once. The settings of the Agent Panel show it with a green dot.",
		ProjectTrust: "Zed starts the servers of a project that you trust: it asks when you open the project.",
	}
}
