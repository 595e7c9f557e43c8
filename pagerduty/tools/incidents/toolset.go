// Package incidents holds the tools that read and work incidents.
//
//	client, err := pagerduty.New(pagerduty.APIKey(key))
//	…
//	for _, tool := range incidents.Toolset(client).Tools {
//		// give tool.Name, tool.Description and tool.InputSchema to the model;
//		// when it calls the tool, answer with tool.Call(ctx, arguments).Text
//	}
package incidents

import (
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// MarkPages marks the tools that can wake a person.
const MarkPages = "pages"

// Toolset gives all tools of the area, over the account that source gives for each call.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source, now: time.Now}
	all := slices.Concat(
		t.list(),
		t.get(),
		t.similar(),
		t.create(),
		t.manage(),
		t.responders(),
		t.notes(),
	)
	for i := range all {
		all[i] = all[i].With(explain.Failures)
	}
	return mcptools.Toolset{
		Name:  "incidents",
		Title: "PagerDuty incidents",
		Instructions: instruct.Lines(
			"PagerDuty incidents: what is on fire, who has it, its alerts, notes and history, and similar ones.",
			"An incident is named by id, number or web address; services, teams, users, escalation policies and priorities by id or exact name.",
			"Times are RFC 3339, a date, now, today or -24h.",
		),
		Tools: all,
	}
}

// tools is what the handlers share.
type tools struct {
	source pagerduty.ClientSource
	now    func() time.Time
}

// incidentID checks what names an incident and, since PagerDuty takes a number only to get one,
// looks the id up for a number.
func incidentID(ctx context.Context, client *pagerduty.Client, text string) (string, error) {
	id, err := identify.Incident("incident_id", text)
	if err != nil || !identify.IsNumber(id) {
		return id, err
	}
	incident, err := client.Incidents.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return incident.ID, nil
}
