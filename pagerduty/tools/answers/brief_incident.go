package answers

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) briefIncident() mcptools.Tool {
	return mcptools.Read("brief_incident",
		"Returns all about an incident at once: who has it and is next, alerts, timeline, notes, changes before it, similar past incidents and what ended them, open ones of the same cause.",
		t.briefOne, mcptools.WithExample(`{"incident_id":"4197"}`))
}

type briefIncidentInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	detailArgument
}

// incidentBrief is what there is to know about an incident.
type incidentBrief struct {
	incidentState
	Paused     []string      `json:"maintenance,omitempty"` // of its service
	People     []ownerView   `json:"has_it,omitempty"`
	Asked      []askedView   `json:"asked_to_help,omitempty"`
	Next       []pendingView `json:"next,omitempty"`
	Levels     []levelView   `json:"levels,omitempty"`
	Alerts     *alertsView   `json:"alert_kinds,omitzero"`
	Timeline   []actView     `json:"timeline,omitempty"`
	Notes      []noteView    `json:"responder_notes,omitempty"`
	Changes    []changeView  `json:"changes,omitempty"`
	Past       []pastView    `json:"past,omitempty"`
	PastSource string        `json:"past_source,omitzero"`
	SameCause  []suspectView `json:"may_have_same_cause,omitempty"`
	Touched    *touchedView  `json:"services_around,omitzero"`
	basis
}

// incidentState is what an incident itself says.
type incidentState struct {
	ID         string                      `json:"id"`
	Number     int                         `json:"number,omitzero"`
	Title      string                      `json:"title,omitzero"`
	Status     pagerduty.IncidentStatus    `json:"status,omitzero"`
	Urgency    pagerduty.Urgency           `json:"urgency,omitzero"`
	Priority   string                      `json:"priority,omitzero"`
	Type       string                      `json:"type,omitzero"`
	Service    *view.Reference             `json:"service,omitzero"`
	CreatedAt  string                      `json:"created_at,omitzero"`
	Age        string                      `json:"age,omitzero"` // of an open incident
	ResolvedAt string                      `json:"resolved_at,omitzero"`
	Took       string                      `json:"took,omitzero"` // from creation to resolution
	ResolvedBy string                      `json:"resolved_by,omitzero"`
	Resolution string                      `json:"resolution,omitzero"`
	MergedInto *view.Reference             `json:"merged_into,omitzero"`
	Conference *pagerduty.ConferenceBridge `json:"conference,omitzero"`
	Fields     map[string]any              `json:"fields,omitempty"`
	Details    any                         `json:"details,omitzero"`
	HTMLURL    string                      `json:"html_url,omitzero"`
}

func (t *tools) briefOne(ctx context.Context, in briefIncidentInput) (*incidentBrief, error) {
	b := &briefing{answering: answering{full: in.full(ctx)}}
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	if b.client, err = t.source.Client(ctx); err != nil {
		return nil, err
	}
	b.reading = startReading(ctx)
	defer b.stop()
	err = parallel.Do(b.ctx,
		func(ctx context.Context) error { return b.readIncident(ctx, name) },
		func(context.Context) error { b.clock = b.askersClock(b.client); return nil },
	)
	if err != nil {
		return nil, err
	}
	if err := b.readParts(); err != nil {
		return nil, err
	}
	if err := b.readAround(); err != nil {
		return nil, err
	}
	return b.show(), nil
}

func (b *briefing) readIncident(ctx context.Context, name identify.IncidentName) error {
	found, err := incident.Lookup(ctx, b.client, name, pagerduty.IncludeConferenceBridge, pagerduty.IncludeCustomFields)
	if err == nil {
		b.incident = *found
	}
	return err
}

// show puts the answer together.
func (b *briefing) show() *incidentBrief {
	shown := &incidentBrief{
		incidentState: b.state(), Paused: b.paused, People: b.owners(), Asked: b.asked(), Next: b.next(), Levels: b.levelViews(), Alerts: b.alertKinds(),
		Timeline: b.timeline(), Notes: b.noteViews(), Changes: b.changeViews(), Past: b.pastViews(), PastSource: b.pastSource,
		SameCause: b.suspects(), Touched: b.touched(),
	}
	shown.basis = basis{
		LookedAt: b.lookedAt(), Notes: b.remarks, NotKnown: b.notKnown,
		Untrusted: []string{"title", "text", "summary", "details", "fields", "links", "resolution"},
	}
	return shown
}

func (b *briefing) state() incidentState {
	i := b.incident
	shown := incidentState{
		ID: i.ID, Number: i.Number, Title: b.cut(i.Title, 200), Status: i.Status, Urgency: i.Urgency, Priority: incident.Priority(i),
		Service: view.Of(i.Service), CreatedAt: b.clock.at(i.CreatedAt), HTMLURL: i.HTMLURL, Details: b.details(i.Body.Details, 600),
	}
	if i.IncidentType.Name != "incident_default" {
		shown.Type = i.IncidentType.Name
	}
	if bridge := i.ConferenceBridge; bridge != nil && (bridge.Number != "" || bridge.URL != "") {
		shown.Conference = bridge
	}
	for _, field := range i.CustomFields {
		if value := b.details(field.Value, 300); value != nil {
			if shown.Fields == nil {
				shown.Fields = map[string]any{}
			}
			shown.Fields[field.Name] = value
		}
	}
	if i.IsOpen() {
		shown.Age = b.clock.since(i.CreatedAt)
		return shown
	}
	end := incident.ResolvedAt(i)
	shown.ResolvedAt, shown.Took = b.clock.at(end), between(i.CreatedAt, end.Time)
	if i.LastStatusChangeBy != nil {
		shown.ResolvedBy = view.Name(*i.LastStatusChangeBy)
	}
	if text, found := incident.ResolutionIn(b.log); found {
		shown.Resolution = b.cut(text, 400)
	}
	if i.ResolveReason != nil {
		shown.MergedInto = &view.Reference{ID: i.ResolveReason.Incident.ID} // its name would repeat a title
	}
	return shown
}

// lookedAt states how much the answer rests on.
func (b *briefing) lookedAt() []string {
	counted := func(name string, count int) string { return fmt.Sprintf("%s: %d", name, count) }
	return []string{
		fmt.Sprintf("%s: %d of %d", alertsPart, len(b.alerts), max(b.incident.AlertCounts.All, len(b.alerts))), counted(logPart, len(b.log)), counted(changesPart, len(b.changes)),
		counted(openPart, len(b.open)), fmt.Sprintf("dependencies: %d, within %d steps", len(b.dependencies), maxSteps),
		"changes from " + b.clock.show(b.incident.CreatedAt.Add(-changesBefore)) + " on",
	}
}

// changesBefore is how long before an incident changes count.
const changesBefore = 2 * time.Hour
