package command_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	incidentsArea "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// namesOf returns the names of tools, sorted.
func namesOf(all []mcp.Tool) []string {
	var names []string
	for _, tool := range all {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	return names
}

const discover = `{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"` + mcp.LATEST_PROTOCOL_VERSION +
	`","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`

// A path and headers leave fewer tools than the operator offers, and never more.
func TestNarrowing(t *testing.T) {
	t.Parallel()
	var ofIncidents, ofPeople, reading []string
	for _, tool := range incidentsArea.Toolset(nil).Tools {
		if tool.Name != "add_responders" {
			ofIncidents = append(ofIncidents, tool.Name)
		}
		if tool.Effect == 0 {
			reading = append(reading, tool.Name)
		}
	}
	for _, tool := range people.Toolset(nil).Tools {
		ofPeople = append(ofPeople, tool.Name)
	}
	both := slices.Concat(ofIncidents, ofPeople)
	for _, names := range [][]string{ofIncidents, ofPeople, reading, both} {
		slices.Sort(names)
	}
	url := startAreas(t, nil, "--demo", "--enable-write-tools", "--exclude-tools=add_responders")
	for _, test := range []struct {
		name, path string
		headers    map[string]string
		want       []string
	}{
		{"everything", "/mcp", nil, both},
		{"an area's path", "/people/mcp", nil, ofPeople},
		{"an area by header", "/mcp", map[string]string{"X-MCP-Toolsets": "people"}, ofPeople},
		{"areas", "/mcp", map[string]string{"x-mcp-toolsets": " people , incidents"}, both},
		{"all areas", "/mcp", map[string]string{"X-MCP-Toolsets": "all"}, both},
		{"all areas, at the path of one", "/incidents/mcp", map[string]string{"X-MCP-Toolsets": "all"}, ofIncidents},
		{"an area at the path of another", "/incidents/mcp", map[string]string{"X-MCP-Toolsets": "people"}, nil},
		{"tools", "/mcp", map[string]string{"X-MCP-Tools": "get_incident,list_teams"}, []string{"get_incident", "list_teams"}},
		{"tools at the path of an area", "/people/mcp", map[string]string{"X-MCP-Tools": "get_incident,list_teams"}, []string{"list_teams"}},
		{"reading tools of an area", "/incidents/mcp", map[string]string{"X-MCP-Readonly": "true"}, reading},
		{"not only reading", "/incidents/mcp", map[string]string{"X-MCP-Readonly": "false"}, ofIncidents},
		{"a tool that writes, only reading", "/mcp", map[string]string{"X-MCP-Readonly": "1", "X-MCP-Tools": "create_incident,get_incident"}, []string{"get_incident"}},
		{"fields that were left blank", "/mcp", map[string]string{"X-MCP-Toolsets": "", "X-MCP-Tools": " , ", "X-MCP-Readonly": ""}, both},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			header := []string{}
			for name, value := range test.headers {
				header = append(header, name, value)
			}
			_, text := post(t, url+test.path, initialize, header...)
			_, modern := post(t, url+test.path, discover, append(header, "MCP-Protocol-Version", mcp.LATEST_PROTOCOL_VERSION, "Mcp-Method", "server/discover")...)
			for area, its := range map[string][]string{"PagerDuty incidents:": ofIncidents, "PagerDuty people:": ofPeople} {
				wanted := slices.ContainsFunc(its, func(name string) bool { return slices.Contains(test.want, name) })
				if strings.Contains(text, area) != wanted || strings.Contains(modern, area) != wanted {
					t.Errorf("the instructions of %s, wanted %t: %s, %s", area, wanted, text, modern)
				}
			}
			for _, protocol := range protocols {
				connection, err := commandtest.Host{Protocol: protocol}.Connect(t, url+test.path, test.headers)
				if err != nil {
					t.Fatal(err)
				}
				list, err := connection.ListTools(t.Context(), mcp.ListToolsRequest{})
				if got := namesOf(list.Tools); err != nil || !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q (%v)", got, test.want, err)
				}
				for _, name := range []string{"create_incident", "list_teams"} {
					_, err := connection.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: name}})
					if refused := err != nil && strings.Contains(err.Error(), "not offered to this client"); refused == slices.Contains(test.want, name) {
						t.Errorf("%s: %v", name, err)
					}
				}
			}
		})
	}
}

// What a header names must be there.
func TestNarrowingRefusals(t *testing.T) {
	t.Parallel()
	readOnly := startAreas(t, nil, "--demo", "--exclude-tools=get_incident")
	for _, test := range []struct{ header, value, says string }{
		{"X-MCP-Toolsets", "poeple", `there is no toolset "poeple" here; there are incidents, people, and all for every one`},
		{"X-MCP-Toolsets", "staffing", `there is no toolset "staffing" here`},
		{"X-MCP-Toolsets", "all,staffing", `there is no toolset "staffing" here`},
		{"X-MCP-Tools", "list_incident", `There is no tool "list_incident": did you mean "list_incidents"`},
		{"X-MCP-Tools", "list_incidents,create_incident", "this server is read-only"},
		{"X-MCP-Tools", "get_incident", "is left out here"},
		{"X-MCP-Tools", "create_user", "is a tool of staffing, which is not served here"},
		{"X-MCP-Tools", "${TOOLS}", "There is no tool"},
		{"X-MCP-Readonly", "yes", "X-MCP-Readonly must be true or false"},
		{"X-MCP-Readonly", "${READONLY}", "X-MCP-Readonly must be true or false"},
	} {
		response, text := post(t, readOnly+"/mcp", initialize, test.header, test.value)
		var refusal struct{ Error struct{ Message string } }
		if err := json.Unmarshal([]byte(text), &refusal); err != nil || response.StatusCode != 400 || !strings.Contains(refusal.Error.Message, test.says) || strings.Contains(text, "HTTP status") {
			t.Errorf("%s %s: %d %s, want %q", test.header, test.value, response.StatusCode, text, test.says)
		}
	}
	for path, want := range map[string]int{"/staffing/mcp": 404, "/people/mcp": 200, "/people/mcp/": 200, "/people": 404, "/x/people/mcp": 404, "//mcp": 404} {
		if response, text := post(t, readOnly+path, initialize); response.StatusCode != want {
			t.Errorf("%s: %d %s", path, response.StatusCode, text)
		}
	}
}
