package hosts

import "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"

func amazonQ() Host {
	return Host{
		Name:      "amazon-q",
		Title:     "Amazon Q",
		Docs:      "https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/qdev-mcp.html",
		User:      []Location{{Path: "~/.aws/amazonq/mcp.json"}},
		Project:   ".amazonq/mcp.json",
		Commands:  []string{"q", "qchat"},
		Format:    configfile.JSON{},
		Root:      []string{"mcpServers"},
		Entry:     Form{Command: "command", Args: "args", Env: "env"},
		Reference: "${env:%s}",
		Breaks:    "loads no server from it",
		Restart:   "Start a new session. \"qchat mcp list\" shows the server.",
		UserTrust: "Agents of Amazon Q read this file if they have \"useLegacyMcpJson\": true, as the default agent has. The IDE reads " +
			"~/.aws/amazonq/agents/default.json, in which the entry looks the same.",
	}
}
