package blackbox

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// HostileIDs are what must never become a part of a request's path, by what is wrong with them.
func HostileIDs() map[string]string {
	return map[string]string{
		"empty": "", "blank": "  \t", "null": "null", "undefined": "undefined", "dot": ".", "parent": "..",
		"traversal": "../services/PSCHKAP", "deeper": "P1/notes", "backslash": `P1\notes`, "query": "P1?x=y", "fragment": "P1#x", "escape": "P1%2Fnotes",
		"zero byte": "P1\x00", "line break": "P1\nP2", "zero width": "P\u200b1", "right to left": "P1\u202e2", "tag": "P1\U000e0041",
		"10 KB": strings.Repeat("A", 10<<10),
	}
}

// RefuseHostileIDs calls every tool of a toolset with every hostile id in every argument that takes ids, and wants each call
// to be refused, naming the argument, before anything is asked. required are the arguments that a tool cannot do without, which
// must be such that nothing else stands in the way. It returns how many arguments it found.
func RefuseHostileIDs(t *testing.T, toolset func(pagerduty.ClientSource) mcptools.Toolset, required map[string]map[string]any) int {
	t.Helper()
	found := 0
	for _, tool := range toolset(nil).Tools {
		for argument, isList := range idArguments(t, tool.InputSchema) {
			found++
			t.Run(tool.Name+"/"+argument, func(t *testing.T) {
				t.Parallel()
				s := Start(t, toolset, Account{})
				for name, id := range HostileIDs() {
					arguments := map[string]any{}
					maps.Copy(arguments, required[tool.Name])
					if arguments[argument] = id; isList {
						arguments[argument] = []string{id}
					}
					s.RefusesArgument(tool.Name, arguments, argument, name)
				}
			})
		}
	}
	return found
}

// RefusesArgument wants a call to be refused, naming the argument, before anything is asked.
func (s *Session) RefusesArgument(tool string, arguments map[string]any, argument, why string) {
	s.t.Helper()
	encoded, err := json.Marshal(arguments)
	if err != nil {
		s.t.Fatal(err)
	}
	if sentence := s.CallError(tool, string(encoded)); !strings.Contains(sentence, argument) {
		s.t.Errorf("%s: %q does not name the argument %s", why, sentence, argument)
	}
	if sent := s.Sent(); len(sent) != 0 {
		s.t.Errorf("%s: sent %v", why, sent)
	}
}

// idArguments are the arguments of a tool that take ids, and whether they take a list of them.
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
