package incidents

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) list() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_incidents", "Lists incidents, newest first. Covers the last month; with only open statuses, all time.", t.listIncidents,
			mcptools.WithExample(`{"statuses":["triggered","acknowledged"]}`)),
	}
}

type listIncidentsInput struct {
	Statuses     []pagerduty.IncidentStatus `json:"statuses,omitempty" jsonschema:"enum=triggered,enum=acknowledged,enum=resolved" jsonschema_description:"Open ones are triggered or acknowledged. Default: all." alias:"status"`
	Urgencies    []pagerduty.Urgency        `json:"urgencies,omitempty" jsonschema:"enum=high,enum=low" alias:"urgency"`
	ServiceIDs   []string                   `json:"service_ids,omitempty" jsonschema_description:"Ids or names."`
	TeamIDs      []string                   `json:"team_ids,omitempty" jsonschema_description:"Ids or names." alias:"teams_ids"`
	UserIDs      []string                   `json:"user_ids,omitempty" jsonschema_description:"Assigned to any of these: ids, names or e-mails."`
	Priorities   []string                   `json:"priorities,omitempty" jsonschema_description:"Names, such as P1, or ids."`
	IncidentKey  string                     `json:"incident_key,omitempty" jsonschema_description:"The key that the incident was created with."`
	Since        string                     `json:"since,omitempty" jsonschema_description:"Created since: RFC 3339, a date or -24h. At most 6 months before until, unless only open ones are listed."`
	Until        string                     `json:"until,omitempty" jsonschema_description:"Created before this. Default: now."`
	UpdatedSince string                     `json:"updated_since,omitempty" jsonschema_description:"With activity since then, whenever created; latest first. Works with until."`
	AllTime      bool                       `json:"all_time,omitempty" jsonschema_description:"Ignores since and until."`
	SortBy       []string                   `json:"sort_by,omitempty" split:"," jsonschema:"maxItems=2" jsonschema_description:"created_at, resolved_at, incident_number or urgency, with :asc or :desc. Default created_at:desc."`
	RequestScope string                     `json:"request_scope,omitempty" jsonschema:"enum=all,enum=teams,enum=assigned" jsonschema_description:"teams: my teams' incidents; assigned: mine."`
	paging.Counted
}

func (t *tools) listIncidents(ctx context.Context, in listIncidentsInput) (mcptools.List[incident.Summary], error) {
	if err := in.Check(); err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	if err := in.checkUpdatedSince(); err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	options, err := in.options()
	if err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	window, err := in.window(ctx, client, when.Now(ctx))
	if err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	window.set(&options)
	list, err := in.find(ctx, client, options, window)
	list.Window = window.shown()
	return list, err
}

// find resolves the filters and lists the incidents.
func (in listIncidentsInput) find(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow) (mcptools.List[incident.Summary], error) {
	filters := []identify.Argument{
		identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &options.ServiceIDs),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs),
		identify.Many(identify.User(), "user_ids", in.UserIDs, &options.UserIDs),
		identify.Many(identify.Priority(), "priorities", in.Priorities, &options.PriorityIDs),
	}
	if err := identify.Check(filters...); err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	if err := in.scope(ctx, client, &options); err != nil {
		return mcptools.List[incident.Summary]{}, err
	}
	if in.RequestScope == "teams" && len(options.TeamIDs) == 0 {
		return mcptools.List[incident.Summary]{Notes: []string{"You are in no team, so your teams have no incidents."}}, nil
	}
	list, err := paging.Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[incident.Summary], error) {
		show, notes := summarizer(in.Limit)
		list, err := in.list(ctx, client, options, window, show)
		list.Notes = append(list.Notes, notes()...)
		return list, err
	})
	if len(options.UserIDs) > 0 && mayBeResolved(in.Statuses) {
		list.Notes = append(list.Notes, "Filtered by user, PagerDuty lists only open incidents: resolved ones are missing.")
	}
	return list, err
}

// list lists the incidents for the options, whose filters are ids.
func (in listIncidentsInput) list(ctx context.Context, client *pagerduty.Client, options pagerduty.ListIncidentsOptions, window listWindow,
	show func(pagerduty.Incident) incident.Summary,
) (mcptools.List[incident.Summary], error) {
	switch {
	case window.updated:
		return in.listUpdated(ctx, client, options, window, show)
	case window.clientSide:
		return in.listWithin(ctx, client, options, window, show)
	}
	return paging.Collect(ctx, in.Counted, show, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Incident], error) {
		options.PageOptions = page
		return client.Incidents.List(ctx, options)
	})
}

func mayBeResolved(statuses []pagerduty.IncidentStatus) bool {
	return len(statuses) == 0 || slices.Contains(statuses, pagerduty.StatusResolved)
}

// options returns the options of the list, except those that need a request.
func (in listIncidentsInput) options() (pagerduty.ListIncidentsOptions, error) {
	options := pagerduty.ListIncidentsOptions{
		Statuses: in.Statuses, Urgencies: in.Urgencies, IncidentKey: in.IncidentKey, SortBy: []string{"created_at:desc"},
	}
	if len(in.SortBy) > 0 {
		options.SortBy = nil
	}
	for _, text := range in.SortBy {
		field, direction, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
		if !slices.Contains([]string{"created_at", "resolved_at", "incident_number", "urgency"}, field) || !slices.Contains([]string{"", "asc", "desc"}, direction) {
			return options, fmt.Errorf("sort_by: %.40q is none of created_at, resolved_at, incident_number and urgency with :asc or :desc", text)
		}
		if direction == "" {
			direction = "desc"
		}
		options.SortBy = append(options.SortBy, field+":"+direction)
	}
	return options, nil
}

// scope narrows the list to the user's own teams or incidents.
func (in listIncidentsInput) scope(ctx context.Context, client *pagerduty.Client, options *pagerduty.ListIncidentsOptions) error {
	if in.RequestScope == "" || in.RequestScope == "all" {
		return nil
	}
	if in.RequestScope == "teams" && len(in.TeamIDs) > 0 || in.RequestScope == "assigned" && len(in.UserIDs) > 0 {
		return fmt.Errorf("request_scope %s and team_ids or user_ids exclude each other: give one of them", in.RequestScope)
	}
	user, err := client.Users.Acting(ctx)
	if err != nil {
		return err
	}
	if in.RequestScope == "assigned" {
		options.UserIDs = []string{user.ID}
		return nil
	}
	for _, team := range user.Teams {
		options.TeamIDs = append(options.TeamIDs, team.ID)
	}
	return nil
}
