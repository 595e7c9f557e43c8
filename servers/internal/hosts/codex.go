package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func codex() Host {
	return Host{
		Name:  "codex",
		Title: "Codex",
		Docs:  "https://developers.openai.com/codex/mcp",
		Tried: "0.171.0",
		User: []Location{
			{Path: "$CODEX_HOME/config.toml"},
			{Path: "~/.codex/config.toml"},
		},
		Project:  ".codex/config.toml",
		Commands: []string{"codex"},
		Format:   configfile.TOML{},
		Root:     []string{"mcp_servers"},
		Entry: Form{Command: "command", Args: "args", Env: "env", Passed: "env_vars", Session: []string{
			"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PAGERDUTY_PROFILE", // the keychain and the profiles
			"HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE",
		}},
		Names:        Names{Pattern: `^[A-Za-z0-9_-]+$`},
		Few:          true,
		Breaks:       "does not start with it",
		Restart:      "Start a new session. /mcp shows the server. Codex reports nothing if a server does not start.",
		ProjectTrust: "Codex reads the project's file in projects that you trust: it asks when you first start it there.",
	}
}
