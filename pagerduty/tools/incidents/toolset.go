// Package incidents holds the tools that read, create and update incidents:
//
//	client, err := pagerduty.New(pagerduty.APIKey(key))
//	…
//	for _, tool := range incidents.Toolset(client).Tools {
//		offer(tool.Name, tool.Description, tool.InputSchema) // and answer the model's calls with tool.Call(ctx, arguments).Text
//	}
package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.list(),
		t.get(),
		t.outlier(),
		t.past(),
		t.related(),
		t.create(),
		t.manage(),
		t.responders(),
		t.notes(),
	)
	return mcptools.Toolset{
		Name:  "incidents",
		Title: "PagerDuty incidents",
		Instructions: instruct.Lines(
			"PagerDuty incidents: what is open, who is assigned, alerts, notes and history, and similar incidents.",
			"Pass an incident by id, number or web address; services, teams, users, escalation policies and priorities by id or exact name.",
			instruct.Times,
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}

// incident returns the client and the id of the incident that text names. It looks up numbers, which most of PagerDuty's operations do not
// take, and links, which may lead to another account.
func (t *tools) incident(ctx context.Context, text string) (*pagerduty.Client, string, error) {
	name, err := identify.Incident("incident_id", text)
	if err != nil {
		return nil, "", err
	}
	client, err := t.source.Client(ctx)
	if err != nil || !name.IsNumber() && name.Host == "" {
		return client, name.ID, err
	}
	incident, err := lookUp(ctx, client, name)
	if err != nil {
		return nil, "", err
	}
	return client, incident.ID, nil
}

// lookUp reads an incident. It refuses a link to another account.
func lookUp(ctx context.Context, client *pagerduty.Client, name identify.IncidentName, include ...pagerduty.IncidentInclude) (*pagerduty.Incident, error) {
	incident, err := client.Incidents.Get(ctx, name.ID, include...)
	if err != nil {
		return nil, err
	}
	return incident, name.CheckAccount(incident.HTMLURL)
}
