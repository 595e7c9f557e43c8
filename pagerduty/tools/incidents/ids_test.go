package incidents_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// What must never become a part of a request's path.
func hostileIDs() map[string]string {
	return map[string]string{
		"empty": "", "blank": "  \t", "null": "null", "undefined": "undefined", "dot": ".", "parent": "..",
		"traversal": "../services/PSCHKAP", "deeper": "P1/notes", "backslash": `P1\notes`, "query": "P1?x=y", "fragment": "P1#x", "escape": "P1%2Fnotes",
		"zero byte": "P1\x00", "line break": "P1\nP2", "zero width": "P\u200b1", "right to left": "P1\u202e2", "tag": "P1\U000e0041",
		"10 KB": strings.Repeat("A", 10<<10),
	}
}

// idArguments are the arguments of a tool that take an id, and whether they take a list of them.
func idArguments(t *testing.T, schema json.RawMessage) map[string]bool {
	t.Helper()
	var read struct {
		Properties map[string]struct{ Type string }
	}
	if err := json.Unmarshal(schema, &read); err != nil {
		t.Fatal(err)
	}
	isList := map[string]bool{}
	for name, property := range read.Properties {
		if strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ids") || name == "priority" || name == "priorities" {
			isList[name] = property.Type == "array"
		}
	}
	return isList
}

// requiredArguments are those that a call cannot do without.
func requiredArguments() map[string]map[string]any {
	incident := map[string]any{"incident_id": checkout}
	return map[string]map[string]any{
		"list_incidents": {}, "get_incident": incident, "get_outlier_incident": incident, "get_past_incidents": incident, "get_related_incidents": incident,
		"create_incident":      {"title": "x", "service_id": "PSCHKAP"},
		"manage_incidents":     {"incident_ids": []string{checkout}, "status": "resolved"},
		"add_responders":       {"incident_id": checkout, "message": "x"},
		"add_note_to_incident": {"incident_id": checkout, "note": "x"},
	}
}

// Every argument of every tool that takes an id refuses what is none before anything is asked.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	tested := 0
	for _, tool := range incidents.Toolset(nil).Tools {
		for argument, isList := range idArguments(t, tool.InputSchema) {
			tested++
			t.Run(tool.Name+"/"+argument, func(t *testing.T) {
				t.Parallel()
				s := demo(t)
				for name, id := range hostileIDs() {
					arguments := maps.Clone(requiredArguments()[tool.Name])
					if arguments[argument] = id; isList {
						arguments[argument] = []string{id}
					}
					if tool.Name == "add_responders" && argument == "incident_id" {
						arguments["user_ids"] = []string{"PUBRUNO"}
					}
					refusesID(t, s, tool.Name, argument, name, arguments)
				}
			})
		}
	}
	if tested < 17 {
		t.Errorf("found %d arguments that take ids, want all 17: were they renamed?", tested)
	}
}

func refusesID(t *testing.T, s *blackbox.Session, tool, argument, name string, arguments map[string]any) {
	t.Helper()
	encoded, err := json.Marshal(arguments)
	if err != nil {
		t.Fatal(err)
	}
	sentence := s.CallError(tool, string(encoded))
	if !strings.Contains(sentence, argument) {
		t.Errorf("%s: %q does not name the argument", name, sentence)
	}
	if sent := s.Sent(); len(sent) != 0 {
		t.Errorf("%s: sent %v", name, sent)
	}
}

// A text of 10 MB is refused in the time that it takes to read it.
func TestHugeID(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds with the race detector")
	}
	for _, tool := range incidents.Toolset(nil).Tools {
		if tool.Name == "get_incident" {
			result := tool.Call(t.Context(), fmt.Appendf(nil, `{"incident_id":%q}`, strings.Repeat("A", 10<<20)))
			if result.Err == nil || len(result.Text) > 200 || !strings.Contains(result.Text, "10485760 characters") {
				t.Errorf("got %.300s", result.Text)
			}
		}
	}
}
