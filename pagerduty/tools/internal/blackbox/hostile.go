package blackbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// HostileIDs are what no argument takes for an id or a name, by what is wrong with them.
func HostileIDs() map[string]string {
	return map[string]string{
		"empty": "", "blank": "  \t", "null": "null", "undefined": "undefined", "unseen": "\u200b",
		"zero byte": "P1\x00", "escape": "P1\x1b[2J", "10 KB": strings.Repeat("A", 10<<10),
	}
}

// HostileNames are what a name may be, but must never become a part of a request's path. All but the dots begin with HostileName.
func HostileNames() map[string]string {
	return map[string]string{
		"dot": ".", "parent": "..",
		"traversal": HostileName + "/../../services/PSCHKAP", "deeper": HostileName + "/notes", "backslash": HostileName + `\notes`,
		"query": HostileName + "?x=y", "fragment": HostileName + "#x", "percent": HostileName + "%2Fnotes", "line break": HostileName + "\nP2",
		"zero width": HostileName + "\u200b1", "right to left": HostileName + "\u202e2", "tag": HostileName + "\U000e0041",
	}
}

// HostileName is part of no name in the demo account.
const HostileName = "Zq9"

// RefuseHostileIDs calls every tool of a toolset with every hostile id and name in every argument that takes ids, and wants each
// call to be refused as by RefusesArgument. required are the arguments that a tool cannot do without, which must be such that
// nothing else stands in the way. It returns how many arguments it found.
func RefuseHostileIDs(t *testing.T, toolset func(pagerduty.ClientSource) mcptools.Toolset, required map[string]map[string]any) int {
	t.Helper()
	found := 0
	for _, tool := range toolset(nil).Tools {
		for argument, isList := range idArguments(t, tool.InputSchema) {
			found++
			t.Run(tool.Name+"/"+argument, func(t *testing.T) {
				t.Parallel()
				s := Start(t, toolset, Account{})
				s.RefusesArgument(tool.Name, argument, func(id string) map[string]any {
					arguments := map[string]any{}
					maps.Copy(arguments, required[tool.Name])
					if arguments[argument] = id; isList {
						arguments[argument] = []string{id}
					}
					return arguments
				})
			})
		}
	}
	return found
}

// RefusesArgument wants calls to be refused, naming the argument: with a hostile id before anything is asked; with a hostile name
// having asked for it in query= at most. arguments returns the arguments of a call with that text.
func (s *Session) RefusesArgument(tool, argument string, arguments func(text string) map[string]any) {
	s.t.Helper()
	for why, id := range HostileIDs() {
		s.refuses(tool, argument, why, arguments(id))
		if sent := s.Sent(); len(sent) != 0 {
			s.t.Errorf("%s: sent %v", why, sent)
		}
	}
	for why, name := range HostileNames() {
		s.refuses(tool, argument, why, arguments(name))
		for _, request := range s.Requests() {
			query := request.Query
			query.Del("query")
			if request.Method != http.MethodGet || strings.Contains(request.Path, HostileName) || strings.Contains(request.Path, "/.") || strings.Contains(fmt.Sprint(query), HostileName) {
				s.t.Errorf("%s: sent %s", why, request)
			}
		}
	}
}

func (s *Session) refuses(tool, argument, why string, arguments map[string]any) {
	s.t.Helper()
	encoded, err := json.Marshal(arguments)
	if err != nil {
		s.t.Fatal(err)
	}
	if sentence := s.CallError(tool, string(encoded)); !strings.Contains(sentence, argument) {
		s.t.Errorf("%s: %q does not name the argument %s", why, sentence, argument)
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
