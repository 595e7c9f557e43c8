// Package staffing holds the tools for who does on-call duty and how people are reached: users, escalation policies, and schedules of both
// kinds. The model gets the Name, Description and InputSchema of each tool. This is a call that reads how a user is notified:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, staffing.Toolset(client).Tools, "get_user", json.RawMessage(`{"user_id":"Bruno Castellani"}`))
//	fmt.Println(result.Text)
package staffing

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.users(),
		t.userChanges(),
		t.policyChanges(),
		t.scheduleCreation(),
		t.schedulePreview(),
		t.scheduleUpdate(),
		t.scheduleDeletion(),
		t.overrides(),
		t.overrideDeletion(),
		t.shifts(),
	)
	return mcptools.Toolset{
		Name:  "staffing",
		Title: "PagerDuty staffing",
		Instructions: instruct.Lines(
			"PagerDuty staffing: who does on-call duty and how they are reached; users, schedules and escalation policies.",
			instruct.Names,
			instruct.Times,
		),
		Tools:     all,
		Resources: t.resources(),
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}

// findSchedule finds the schedule to change, without its turns.
func (t *tools) findSchedule(ctx context.Context, text string) (*pagerduty.Client, *schedule.Lookup, *schedule.Schedule, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", text)
	found, err := lookup.Get(ctx, pagerduty.ScheduleWindow{})
	return client, lookup, found, err
}
