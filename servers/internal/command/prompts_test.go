package command_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// listNames returns the names of the prompts, and of the resources with and without variables.
func listNames(t *testing.T, connection *client.Client) (prompts, resources []string) {
	t.Helper()
	promptList, err := connection.ListPrompts(t.Context(), mcp.ListPromptsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, prompt := range promptList.Prompts {
		prompts = append(prompts, prompt.Name)
	}
	resourceList, err := connection.ListResources(t.Context(), mcp.ListResourcesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range resourceList.Resources {
		resources = append(resources, resource.Name)
	}
	templates, err := connection.ListResourceTemplates(t.Context(), mcp.ListResourceTemplatesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, template := range templates.ResourceTemplates {
		resources = append(resources, template.Name)
	}
	return prompts, resources
}

// Prompts and resources follow the tools: those that need a tool that is left out are left out, too.
func TestPromptsAndResourcesFollowTheTools(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]struct{ prompts, resources string }{
		"":                             {"postmortem triage", "open_incidents open_incidents.json incident incident.json"},
		"--enable-write-tools":         {"postmortem triage", "open_incidents open_incidents.json incident incident.json"},
		"--exclude-tools=get_incident": {"", "open_incidents open_incidents.json"},
		"--tools=get_incident":         {"postmortem triage", "incident incident.json"},
		"--exclude-tools=get_incident,list_incidents": {"", ""},
	} {
		for _, protocol := range protocols {
			arguments := []string{"--demo"}
			if flags != "" {
				arguments = append(arguments, flags)
			}
			connection := incidents.ConnectHost(t, commandtest.Host{Protocol: protocol}, nil, arguments...)
			prompts, resources := listNames(t, connection)
			if !slices.Equal(prompts, strings.Fields(want.prompts)) || !slices.Equal(resources, strings.Fields(want.resources)) {
				t.Errorf("%s %s: got the prompts %q and the resources %q", protocol, flags, prompts, resources)
			}
			capabilities := connection.GetServerCapabilities()
			if (capabilities.Prompts != nil) != (want.prompts != "") || (capabilities.Resources != nil) != (want.resources != "") {
				t.Errorf("%s %s: announced %+v", protocol, flags, capabilities)
			}
		}
	}
}

// What a user attaches is read by the tools as they are served: the operator's limits and records hold for it.
func TestPoliciesHoldForResources(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	connection := incidents.Connect(t, nil, "--demo", "--max-result-bytes=4000", "--audit-log="+log)
	var request mcp.ReadResourceRequest
	request.Params.URI = "pagerduty://incidents/4197.json"
	result, err := connection.ReadResource(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	text := result.Contents[0].(mcp.TextResourceContents).Text
	if len(text) > 4000 || !strings.Contains(text, `"number":4197`) || !strings.Contains(text, `"omitted":{`) {
		t.Errorf("got %d bytes: %s", len(text), text)
	}
	if recorded, err := os.ReadFile(log); err != nil || !strings.Contains(string(recorded), `"get_incident"`) {
		t.Errorf("the audit log is %s, %v", recorded, err)
	}
}
