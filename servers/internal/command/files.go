package command

import (
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// warnings returns warnings about settings that do not count, and about the files that the settings name; key is nil without one.
func (s *settings) warnings(key *keys.Source) []string {
	var all []string
	warn := func(path, what string, secret bool) {
		if warning := files.OpenToAll(path, what+" "+path, secret); warning != "" {
			all = append(all, warning)
		}
	}
	if key != nil {
		for _, name := range key.Ignored {
			all = append(all, fmt.Sprintf("%s is set, and has no effect: %s counts", name, key.Name))
		}
		warn(key.File, "the key file", true)
		warn(key.ProfileFile, "the file of profiles", false)
	}
	if s.auditLog != auditStdout {
		warn(s.auditLog, "the audit log", false)
	}
	warn(s.http.tokenFile, "the file of server tokens", true)
	warn(s.http.state.passwordFile, "the file of the store's password", true)
	warn(s.http.tlsKey, "the key of the certificate", true)
	return append(all, s.http.warnings()...)
}
