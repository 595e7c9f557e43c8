package tools

import (
	"fmt"
	"slices"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/operations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
)

// OnCall returns the toolset for a person on call: all answers, and from other areas the tools for what that person then does, with the
// prompts and resources that need no other tools. It is a choice of tools, not an area. Joined with an area, such as staffing, it has some
// tools twice, which serve.New refuses: leave one of each pair out.
func OnCall(source pagerduty.ClientSource) mcptools.Toolset {
	choices := []struct {
		area func(pagerduty.ClientSource) mcptools.Toolset
		only []string // nil for all
	}{
		{answers.Toolset, nil},
		{incidents.Toolset, []string{
			"list_incidents", "get_incident", "create_incident", "manage_incidents", "add_note_to_incident", "add_responders",
		}},
		{response.Toolset, []string{"snooze_incidents", "merge_incidents", "send_status_update"}},
		{people.Toolset, []string{"list_oncalls", "create_schedule_override"}},
		{staffing.Toolset, []string{"delete_schedule_override"}},
		{operations.Toolset, []string{"create_maintenance_window"}},
	}
	areas := make([]mcptools.Toolset, len(choices))
	var building sync.WaitGroup // each area takes milliseconds
	for i, choice := range choices {
		building.Go(func() { areas[i] = choice.area(source) })
	}
	building.Wait()
	toolset := mcptools.Toolset{
		Name:  "oncall",
		Title: "PagerDuty on call",
		Instructions: instruct.Lines(
			"PagerDuty for a person on call: "+instruct.Answers+"; others act. "+instruct.NotKnown,
			"Pass an incident by id, number or web address; services, teams, users, schedules and escalation policies by id or exact name.",
			instruct.Times,
		),
	}
	for i, choice := range choices {
		toolset.Tools = append(toolset.Tools, choose(areas[i].Tools, choice.only)...)
	}
	for _, area := range areas {
		toolset.Prompts = append(toolset.Prompts, slices.DeleteFunc(area.Prompts, func(p mcptools.Prompt) bool {
			return !hasTools(toolset, p.Needs) || slices.ContainsFunc(toolset.Prompts, func(other mcptools.Prompt) bool { return other.Name == p.Name })
		})...)
		toolset.Resources = append(toolset.Resources, slices.DeleteFunc(area.Resources, func(r mcptools.Resource) bool {
			return !hasTools(toolset, r.Needs)
		})...)
	}
	return toolset
}

func hasTools(toolset mcptools.Toolset, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		return !slices.ContainsFunc(toolset.Tools, func(tool mcptools.Tool) bool { return tool.Name == name })
	})
}

// choose returns the named tools, in the order of the names; all tools if there are no names. It panics if there is no such tool.
func choose(all []mcptools.Tool, names []string) []mcptools.Tool {
	if names == nil {
		return all
	}
	var chosen []mcptools.Tool
	for _, name := range names {
		i := slices.IndexFunc(all, func(tool mcptools.Tool) bool { return tool.Name == name })
		if i < 0 {
			panic(fmt.Sprintf("tools: there is no tool %q to choose", name))
		}
		chosen = append(chosen, all[i])
	}
	return chosen
}
