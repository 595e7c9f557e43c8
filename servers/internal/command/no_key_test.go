package command_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// A server without a key offers its tools, and each call fails with what to do. After a login the same server works.
func TestLoginWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t)
	directory := t.TempDir()
	variables := []string{"PAGERDUTY_CONFIG_DIR=" + directory}
	for name, arguments := range map[string][]string{"the default profile": nil, "a profile by name": {"--profile", "eu"}} {
		connection := incidents.Connect(t, variables, arguments...)
		text, isError := callTool(t, connection, "list_incidents", `{}`)
		if !isError || !strings.Contains(text, "pagerduty-mcp login") || !strings.Contains(text, "need not be restarted") {
			t.Errorf("%s: without a key: %s", name, text)
		}
		logIn(t, directory, map[bool]string{true: "eu", false: keys.DefaultProfile}[arguments != nil], account.URL)
		if text, isError := callTool(t, connection, "list_incidents", `{}`); isError || !strings.Contains(text, `"more":false`) {
			t.Errorf("%s: after the login: %s", name, text)
		}
	}
	t.Run("ends with code 2 if no key came", func(t *testing.T) {
		got := incidents.Run(t, hello, nil)
		if got.Code != 2 || !strings.HasPrefix(got.Stderr, "pagerduty-incidents: there is no PagerDuty API key") {
			t.Errorf("%+v", got)
		}
	})
}

// logIn stores a profile as pagerduty-mcp login does.
func logIn(t *testing.T, directory, profile, host string) {
	t.Helper()
	profiles, err := keys.Open(env.Variables{"PAGERDUTY_CONFIG_DIR=" + directory}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := profiles.Save(t.Context(), keys.Profile{Name: profile, Store: keys.InFile, Host: host}, simulator.UserKey); err != nil {
		t.Fatal(err)
	}
}
