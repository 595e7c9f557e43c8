package mcptools_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

var noTime = time.Unix(0, 0)

func nothing(context.Context, struct{}) (struct{}, error) { return struct{}{}, nil }

func TestSelect(t *testing.T) {
	t.Parallel()
	tools := []mcptools.Tool{
		mcptools.Destructive("manage_incidents", "d", nothing),
		mcptools.Read("list_incidents", "d", nothing),
		mcptools.Additive("create_incident", "d", nothing),
		mcptools.Read("get_incident", "d", nothing),
	}
	type selection = mcptools.Selection
	for name, c := range map[string]struct {
		selection selection
		want      string // names, or what the error says
		unknown   string
		writes    string
	}{
		"zero":              {selection{}, "list_incidents get_incident", "", ""},
		"writes":            {selection{Writes: true}, "manage_incidents list_incidents create_incident get_incident", "", ""},
		"only":              {selection{Only: []string{"get_incident", "list_incidents"}}, "list_incidents get_incident", "", ""},
		"only a write":      {selection{Writes: true, Only: []string{"create_incident"}}, "create_incident", "", ""},
		"except":            {selection{Except: []string{"get_incident"}}, "list_incidents", "", ""},
		"except a write":    {selection{Except: []string{"create_incident"}}, "list_incidents get_incident", "", ""},
		"except beats only": {selection{Only: []string{"get_incident", "list_incidents"}, Except: []string{"list_incidents"}}, "get_incident", "", ""},
		"excluded write needs nothing": {selection{Only: []string{"get_incident", "create_incident"}, Except: []string{"create_incident"}},
			"get_incident", "", ""},
		"unknown": {selection{Only: []string{"get_incidents"}},
			`There is no tool "get_incidents": did you mean "get_incident", "list_incidents"`, "get_incidents", ""},
		"unknown in except": {selection{Except: []string{"teleport", "teleport"}}, `There is no tool "teleport".`, "teleport", ""},
		"needs writes": {selection{Only: []string{"create_incident", "get_incident", "create_incident"}},
			`The tool "create_incident" changes things: allow writes to have it.`, "", "create_incident"},
		"both": {selection{Only: []string{"create_incident", "teleport"}},
			`allow writes to have it. There is no tool "teleport".`, "teleport", "create_incident"},
		"nothing left":           {selection{Only: []string{"get_incident"}, Except: []string{"get_incident"}}, "no tool is left", "", ""},
		"nothing left of writes": {selection{Only: []string{"create_incident"}, Except: []string{"create_incident"}}, "no tool is left", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			selected, err := mcptools.Select(tools, c.selection)
			var names []string
			for _, tool := range selected {
				names = append(names, tool.Name)
			}
			got := strings.Join(names, " ")
			if err != nil {
				got = err.Error()
			}
			if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			var problem mcptools.SelectionError
			if e, ok := errors.AsType[*mcptools.SelectionError](err); ok {
				problem = *e
			}
			if strings.Join(problem.Unknown, " ") != c.unknown || strings.Join(problem.NeedWrites, " ") != c.writes {
				t.Errorf("unknown %q, need writes %q", problem.Unknown, problem.NeedWrites)
			}
		})
	}
	if selected, err := mcptools.Select(nil, selection{}); err != nil || len(selected) != 0 {
		t.Errorf("selected %v of nothing, %v", selected, err)
	}
}
