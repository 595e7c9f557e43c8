package tools_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

// These tests derive from each tool's Example, so that a new tool is tested without being listed anywhere.

// areas returns the constructors of the toolsets.
func areas() []func(pagerduty.ClientSource) mcptools.Toolset {
	var all []func(pagerduty.ClientSource) mcptools.Toolset
	for _, area := range tools.Areas() {
		all = append(all, area.Toolset)
	}
	return all
}

// effectMembers are the members of results that state an effect: the new state, the previous state, or who was notified.
var effectMembers = []string{
	"created", "changed", "deleted", "removed", "added", "moved", "notified", "before", "outcome", "no_longer_grouped",
}

// The example of every tool works on the demo account. A tool that writes sends a write and states its effect; a tool that reads does not.
func TestEveryExampleWorks(t *testing.T) {
	t.Parallel()
	for _, area := range areas() {
		for _, tool := range area(nil).Tools {
			t.Run(tool.Name, func(t *testing.T) {
				t.Parallel()
				if tool.Example == nil {
					t.Fatal("it has no example: add mcptools.WithExample to its declaration, with arguments that the demo account accepts")
				}
				s := blackbox.Start(t, area, blackbox.Account{})
				answer := s.Call(tool.Name, string(tool.Example))
				reads, wrote := tool.Effect == mcptools.EffectRead, len(s.Writes()) > 0
				if reads == wrote {
					t.Errorf("its effect is %s, and it wrote %v", tool.Effect, s.Writes())
				}
				creates := tool.Effect == mcptools.EffectAdditive || strings.HasPrefix(tool.Name, "create_")
				if !reads && !(creates && answer.Has("id")) && !slices.ContainsFunc(effectMembers, answer.Has) {
					t.Errorf("it states no effect: %s", answer.JSON)
				}
			})
		}
	}
}

// These are refused when they are blank: without them, more would change.
var neverBlank = []string{"delete_team reassignment_team_id", "update_event_orchestration_router catch_all", "update_event_orchestration_router version"}

// A model that fills in every argument sends blanks for those that it does not need. The example works with them, too.
func TestEveryExampleWorksWithBlanks(t *testing.T) {
	t.Parallel()
	for _, area := range areas() {
		for _, tool := range area(nil).Tools {
			t.Run(tool.Name, func(t *testing.T) {
				t.Parallel()
				var schema struct {
					Properties map[string]struct{ Type string }
				}
				arguments := map[string]any{}
				if err := errors.Join(json.Unmarshal(tool.InputSchema, &schema), json.Unmarshal(tool.Example, &arguments)); err != nil {
					t.Fatal(err)
				}
				for name, property := range schema.Properties {
					if _, given := arguments[name]; !given && property.Type == "string" && !slices.Contains(neverBlank, tool.Name+" "+name) {
						arguments[name] = ""
					}
				}
				filled, err := json.Marshal(arguments)
				if err != nil {
					t.Fatal(err)
				}
				blackbox.Start(t, area, blackbox.Account{}).Call(tool.Name, string(filled))
			})
		}
	}
}

// Every tool that writes has a mark for whether it may notify people, and one for whether it may change who is on call.
func TestEveryWriteDecidesItsMarks(t *testing.T) {
	t.Parallel()
	for _, area := range areas() {
		for _, tool := range area(nil).Tools {
			pages, quiet := slices.Contains(tool.Marks, marks.Pages), slices.Contains(tool.Marks, marks.Quiet)
			switch reads := tool.Effect == mcptools.EffectRead; {
			case reads && len(tool.Marks) > 0:
				t.Errorf("%s reads, and has the marks %q", tool.Name, tool.Marks)
			case !reads && pages == quiet:
				t.Errorf("%s needs one of the marks marks.Pages and marks.Quiet, and has %q", tool.Name, tool.Marks)
			case !reads && slices.Contains(tool.Marks, marks.Duty) == slices.Contains(tool.Marks, marks.NoDuty):
				t.Errorf("%s needs one of the marks marks.Duty and marks.NoDuty, and has %q", tool.Name, tool.Marks)
			case slices.Contains(tool.Marks, marks.People) && !pages:
				t.Errorf("%s counts people and pages nobody", tool.Name)
			}
		}
	}
}

// Every tool that writes words its question, in which the decision comes first. Without PagerDuty it shows what was given.
func TestEveryWriteAsks(t *testing.T) {
	t.Parallel()
	for _, area := range areas() {
		for _, tool := range area(failing{pagerduty.ErrUnreachable}).Tools {
			if tool.Effect == mcptools.EffectRead || tool.Example == nil {
				continue
			}
			question := mcptools.Call{Tool: tool, Arguments: tool.Example}.Question(t.Context())
			if question.Words == tool.Title+"?" {
				t.Errorf("%s has no question: add mcptools.WithQuestion to its declaration", tool.Name)
			}
			if text := question.Text(150); !strings.Contains(text, "?") || len(question.Data) == 0 {
				t.Errorf("%s asks %q: the question has to name what the call changes", tool.Name, text)
			}
		}
	}
}

// No argument accepts a hostile id, and an unknown id changes nothing.
func TestIDsOfEveryTool(t *testing.T) {
	t.Parallel()
	for _, area := range tools.Areas() {
		t.Run(area.Name, func(t *testing.T) {
			t.Parallel()
			blackbox.CheckIDs(t, area.Toolset)
		})
	}
}

// The forms in which models send arguments all have the same meaning.
func TestShapesOfEveryExample(t *testing.T) {
	t.Parallel()
	for _, area := range areas() {
		for _, tool := range area(nil).Tools {
			if tool.Example == nil {
				continue // TestEveryExampleWorks reports it
			}
			quoted, err := json.Marshal(string(tool.Example))
			if err != nil {
				t.Fatal(err)
			}
			for shape, arguments := range map[string]string{
				"a wrapper": `{"request":` + string(tool.Example) + `}`, "a string": string(quoted), "a wrapped string": `{"query_model":` + string(quoted) + `}`,
				"with null": strings.Replace(string(tool.Example), "{", `{"nothing":null,`, 1),
			} {
				arguments = strings.Replace(arguments, `null,}`, `null}`, 1)
				if got := canonical(t, tool, arguments); got != string(tool.Example) {
					t.Errorf("%s, %s: %s means %s", tool.Name, shape, arguments, got)
				}
			}
		}
	}
}

// canonical returns arguments as a tool gets them.
func canonical(t *testing.T, tool mcptools.Tool, arguments string) (seen string) {
	t.Helper()
	result := tool.With(func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			seen = string(call.Arguments)
			return mcptools.Result{Text: "null"}
		}
	}).Call(t.Context(), json.RawMessage(arguments))
	if result.Err != nil {
		t.Errorf("%s %s: %v", tool.Name, arguments, result.Err)
	}
	return seen
}
