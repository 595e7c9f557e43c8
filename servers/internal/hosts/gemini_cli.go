package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func geminiCLI() Host {
	return Host{
		Name:  "gemini-cli",
		Title: "Gemini CLI",
		Docs:  "https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",
		Tried: "0.61.0",
		User: []Location{
			{Path: "$GEMINI_CLI_HOME/.gemini/settings.json"},
			{Path: "~/.gemini/settings.json"},
		},
		Project:   ".gemini/settings.json",
		Commands:  []string{"gemini"},
		Format:    configfile.JSON{Comments: true},
		Root:      []string{"mcpServers"},
		Entry:     Form{Command: "command", Args: "args", Env: "env"},
		Names:     Names{Pattern: `^[A-Za-z0-9-]+$`}, // it takes an underscore for the end of the name
		Reference: "${%s}",                           // without it, variables named like a key are withheld
		Breaks:    "does not start with it",
		Restart:   "Start a new session. /mcp shows the server.",
		UserTrust: "Gemini CLI starts servers only in folders that you trust: \"/permissions trust\" trusts the current one.",
		ProjectTrust: "Gemini CLI reads the project's file only in folders that you trust: \"/permissions trust\" trusts the current one. " +
			"Do not run \"gemini mcp add\" there before: it erases the other servers of the file.",
	}
}
