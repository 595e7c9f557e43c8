package blackbox

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// hostileIDs returns texts that no argument accepts as an id or a name, by what is wrong with them.
func hostileIDs() map[string]string {
	return map[string]string{
		"empty": "", "blank": "  \t", "null": "null", "undefined": "undefined", "unseen": "\u200b",
		"zero byte": "P1\x00", "escape": "P1\x1b[2J", "10 KB": strings.Repeat("A", 10<<10),
	}
}

// HostileName is part of no name in the demo account.
const HostileName = "Zq9"

// hostileNames returns valid names that must never become part of a request's path. All but the dots begin with HostileName.
func hostileNames() map[string]string {
	return map[string]string{
		"dot": ".", "parent": "..",
		"traversal": HostileName + "/../../services/PSCHKAP", "deeper": HostileName + "/notes", "backslash": HostileName + `\notes`,
		"query": HostileName + "?x=y", "fragment": HostileName + "#x", "percent": HostileName + "%2Fnotes", "line break": HostileName + "\nP2",
		"zero width": HostileName + "\u200b1", "right to left": HostileName + "\u202e2", "tag": HostileName + "\U000e0041",
	}
}

// unknownID looks like an id, but no object of the demo account has it.
const unknownID = "PNOSUC1"

// CheckIDs fills hostile ids, hostile names and an unknown id into every argument of the tools that takes ids; the other arguments
// come from each tool's Example. Every call must fail and name the argument. A hostile id must send no request, and a hostile name may
// only appear in query=. An unknown id must change nothing, and no write may send it, since PagerDuty ignores some unknown ids. All calls
// share an account, since none may change it. By default each argument gets some of the hostile names, and the next one others; with
// FULL_TESTS it gets all.
func CheckIDs(t *testing.T, toolset func(pagerduty.ClientSource) mcptools.Toolset) {
	t.Helper()
	s := Start(t, toolset, Account{})
	each := func(check func(t *testing.T, turn int, tool mcptools.Tool, argument idArgument)) {
		turn := 0
		for _, tool := range toolset(nil).Tools {
			for _, argument := range idArguments(t, tool) {
				s.run(tool.Name+"/"+argument.path, func(t *testing.T) { check(t, turn, tool, argument) })
				turn++
			}
		}
	}
	each(func(_ *testing.T, _ int, tool mcptools.Tool, argument idArgument) { // first, while no request of an earlier call can arrive late
		s.refusesHostileIDs(tool, argument)
	})
	each(func(t *testing.T, turn int, tool mcptools.Tool, argument idArgument) {
		s.refusesHostileNames(tool.Name, argument, namesOf(turn))
		sentence := s.CallError(tool.Name, argument.with(unknownID))
		inBody := slices.ContainsFunc(s.Writes(), func(r Request) bool { return strings.Contains(r.Body, unknownID) })
		if tool.Effect != mcptools.EffectRead && (inBody || !strings.HasSuffix(sentence, "Nothing was changed.")) {
			t.Errorf("an unknown id: wrote %v, and failed with %q", s.Writes(), sentence)
		}
	})
}

// run runs a subtest that the calls of a session belong to.
func (s *Session) run(name string, test func(t *testing.T)) {
	s.t.Helper()
	outer := s.t.(*testing.T)
	outer.Run(name, func(t *testing.T) {
		s.t = t
		defer func() { s.t = outer }()
		test(t)
	})
}

// namesOf returns the hostile names for an argument: with FULL_TESTS all, else a quarter, in turns.
func namesOf(turn int) map[string]string {
	names := hostileNames()
	if os.Getenv("FULL_TESTS") == "" {
		for i, why := range slices.Sorted(maps.Keys(names)) {
			if (i+turn)%4 != 0 {
				delete(names, why)
			}
		}
	}
	return names
}

// refuses expects that a call with a text in place of an id fails, and names the argument.
func (s *Session) refuses(tool string, argument idArgument, why, text string) {
	s.t.Helper()
	if sentence := s.CallError(tool, argument.with(text)); !strings.Contains(sentence, argument.path) {
		s.t.Errorf("%s: %q does not name the argument %s", why, sentence, argument.path)
	}
}

func (s *Session) refusesHostileIDs(tool mcptools.Tool, argument idArgument) {
	s.t.Helper()
	for why, id := range hostileIDs() {
		if argument.isLeftOut(tool, id) {
			continue
		}
		s.refuses(tool.Name, argument, why, id)
		if sent := s.Sent(); len(sent) != 0 {
			s.t.Errorf("%s: sent %v", why, sent)
		}
	}
}

func (s *Session) refusesHostileNames(tool string, argument idArgument, names map[string]string) {
	s.t.Helper()
	for why, name := range names {
		s.refuses(tool, argument, why, name)
		for _, request := range s.Requests() {
			query := request.Query
			query.Del("query")
			if request.Method != http.MethodGet || strings.Contains(request.Path, HostileName) || strings.Contains(request.Path, "/.") || strings.Contains(fmt.Sprint(query), HostileName) {
				s.t.Errorf("%s: sent %s", why, request)
			}
		}
	}
}

// idArgument is an argument that takes ids, at any depth of the schema.
type idArgument struct {
	path string // as in errors, such as "service_ids" or "overrides[0].user_id"
	with func(id string) (arguments string)
}

// isLeftOut reports whether a text counts as no argument at all, as a blank may.
func (a idArgument) isLeftOut(tool mcptools.Tool, id string) bool {
	leftOut := false
	tool = tool.With(func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			name := a.path[strings.LastIndex(a.path, ".")+1:]
			leftOut = !strings.Contains(string(call.Arguments), `"`+name+`":`)
			return mcptools.Result{}
		}
	})
	tool.Call(context.Background(), json.RawMessage(a.with(id)))
	return leftOut
}

// schemaNode is the part of a schema that idArguments reads.
type schemaNode struct {
	Type       string
	Properties map[string]schemaNode
	Items      *schemaNode
}

func idArguments(t *testing.T, tool mcptools.Tool) []idArgument {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(tool.InputSchema, &root); err != nil {
		t.Fatal(err)
	}
	var found []idArgument
	var walk func(node schemaNode, prefix string, steps []string)
	walk = func(node schemaNode, prefix string, steps []string) {
		for _, name := range slices.Sorted(maps.Keys(node.Properties)) {
			property, at := node.Properties[name], append(slices.Clone(steps), name)
			switch {
			case takesIDs(name) || prefix != "" && name == "id":
				found = append(found, idArgument{prefix + name, func(id string) string { return fill(t, tool.Example, at, id, property.Type == "array") }})
			case property.Type == "array" && property.Items != nil && property.Items.Type == "object":
				walk(*property.Items, prefix+name+"[0].", at)
			case property.Type == "object":
				walk(property, prefix+name+".", at)
			}
		}
	}
	walk(root, "", nil)
	return found
}

func takesIDs(name string) bool {
	return strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ids") || slices.Contains([]string{"priority", "priorities", "route_to", "catch_all"}, name)
}

// fill returns the example with an id at the end of steps, which lead through objects and the first items of lists.
func fill(t *testing.T, example json.RawMessage, steps []string, id string, isList bool) string {
	t.Helper()
	arguments := map[string]any{}
	if err := json.Unmarshal(example, &arguments); err != nil {
		t.Fatalf("the example %s: %v", example, err)
	}
	object := arguments
	for _, step := range steps[:len(steps)-1] {
		inner, ok := object[step].(map[string]any)
		if list, isList := object[step].([]any); isList && len(list) > 0 {
			inner, ok = list[0].(map[string]any)
		}
		if !ok {
			inner = map[string]any{}
			object[step] = inner
		}
		object = inner
	}
	if object[steps[len(steps)-1]] = id; isList {
		object[steps[len(steps)-1]] = []string{id}
	}
	encoded, err := json.Marshal(arguments)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
