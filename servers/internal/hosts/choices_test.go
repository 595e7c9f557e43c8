package hosts_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

func TestNamesAndChoices(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "gemini-cli")
	p.server.Name = "with_underscore"
	p.refuse(t, hosts.Options{}, "--name")
	p = newPlace(t, "claude-code")
	p.server.Name = "workspace"
	p.refuse(t, hosts.Options{}, "--name")
	p = newPlace(t, "claude-desktop")
	p.server = newServer(t, p.machine, hosts.Choices{Key: hosts.KeyEnvironment})
	p.refuse(t, hosts.Options{}, "login", "--key file=PATH")
	newPlace(t, "claude-desktop").refuse(t, hosts.Options{Scope: hosts.Project}, "--scope")
	for _, wrong := range []hosts.Choices{
		{Demo: true, Key: hosts.KeyEnvironment}, {Demo: true, Profile: "x"}, {Profile: "x", Key: hosts.KeyEnvironment}, {Key: hosts.KeyPlain}, {Key: hosts.KeyFile}, {APIHost: "https://x"},
	} {
		wrong.Command = "/x/pagerduty-mcp"
		if _, err := p.machine.Server(wrong); err == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
	server, err := p.machine.Server(hosts.Choices{Command: "./bin/pagerduty-mcp"})
	if wanted := filepath.Join(p.machine.Folder, "bin", "pagerduty-mcp"); err != nil || server.Command != wanted {
		t.Errorf("the command is %q (%v), want %q: the host chooses the working directory", server.Command, err, wanted)
	}
	if _, err := p.machine.Server(hosts.Choices{}); err == nil || !strings.Contains(err.Error(), "go install") {
		t.Errorf("the path of what go run builds is accepted: %v", err)
	}
}
