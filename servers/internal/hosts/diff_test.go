package hosts_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// The diff shows the entry, also where it stands in a line with secrets of others.
func TestDiffShowsTheEntry(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{}", "{\"mcpServers\":{\"other\":{\"command\":\"s3cr3t\"}}}", "{\n  \"mcpServers\": {\n    \"other\": {\"command\": \"s3cr3t\"}\n  }\n}\n"} {
		p := newPlace(t, "cursor")
		if text != "" {
			write(t, p.file, text)
		}
		diff := p.install(t, hosts.Options{DryRun: true}).Diff
		checkSecrets(t, diff)
		if !strings.Contains(diff, p.server.Command) || !strings.Contains(diff, "--demo") {
			t.Errorf("%q: the diff does not show the entry:\n%s", text, diff)
		}
	}
}

// No value of a variable that may be a secret is shown, whatever its name is.
func TestDiffHidesVariables(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "claude-code")
	p.install(t, hosts.Options{})
	const env = `"type": "stdio",
      "env": {
        "http_proxy": "http://s3cr3t@proxy",
        "Api-Token": "s3cr3t",
        "PAGERDUTY_CLIENT_SECRET": "s3cr3t",
        "PAGERDUTY_USER_API_KEY": "u+abcdefghijklmnop",
        "PAGERDUTY_FROM_EMAIL": "alice@example.com"
      },`
	write(t, p.file, strings.Replace(read(t, p.file), `"type": "stdio",`, env, 1))
	p.server.Args = append(p.server.Args, "--enable-write-tools")
	update := p.install(t, hosts.Options{DryRun: true}).Diff
	removal, err := p.machine.Uninstall(p.host, p.server.Name, hosts.Options{DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, diff := range []string{update, removal.Diff} {
		checkSecrets(t, diff)
		if !strings.Contains(diff, "alice@example.com") {
			t.Errorf("the diff does not show that the address is removed:\n%s", diff)
		}
	}
}
