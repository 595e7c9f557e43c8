package response

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) logEntries() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_log_entries", "Lists what happened on an incident, or on all, and who did it. Oldest first makes a post-mortem.", t.listLogEntries,
			mcptools.WithExample(`{"incident_id":"4197","order":"oldest"}`)),
	}
}

type listLogEntriesInput struct {
	IncidentID *string  `json:"incident_id,omitempty" blank:"omitted" jsonschema_description:"Id, number or web address. Default: all incidents."`
	Since      string   `json:"since,omitempty" jsonschema_description:"RFC 3339, a date or -24h. Default for all incidents, oldest first: 24h before until."`
	Until      string   `json:"until,omitempty"`
	Order      string   `json:"order,omitempty" jsonschema:"enum=newest,enum=oldest" jsonschema_description:"Default newest."`
	Overview   bool     `json:"overview,omitempty" jsonschema_description:"Only changes of status, assignees and urgency." alias:"is_overview"`
	UserIDs    []string `json:"user_ids,omitempty" jsonschema_description:"Entries by or about any of these: ids, names or e-mails."`
	TeamIDs    []string `json:"team_ids,omitempty" jsonschema_description:"Of incidents of any of these: ids or names." alias:"teams_ids"`
	paging.Arguments
}

// entryView is a log entry. Only lists of all incidents name the incident.
type entryView struct {
	incident.Entry
	Incident *view.Reference `json:"incident,omitzero"`
}

func (t *tools) listLogEntries(ctx context.Context, in listLogEntriesInput) (mcptools.List[entryView], error) {
	var none mcptools.List[entryView]
	if err := in.Check(); err != nil {
		return none, err
	}
	var users, teams []string
	filters := []identify.Argument{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &users), identify.Many(identify.Team(), "team_ids", in.TeamIDs, &teams),
	}
	if err := identify.Check(filters...); err != nil {
		return none, err
	}
	client, id, err := t.incidentOrAll(ctx, in.IncidentID)
	if err != nil {
		return none, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	window, err := in.window(&times)
	if err != nil {
		return none, err
	}
	list, err := paging.Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[entryView], error) {
		return in.list(ctx, client, id, window, users, teams)
	})
	if in.Since != "" || in.Until != "" || !window.Since.IsZero() {
		list.Window = window.Shown()
	}
	list.Notes = append(list.Notes, times.Notes()...)
	return list, err
}

// incidentOrAll returns the client, and the id of the incident; "" for all incidents.
func (t *tools) incidentOrAll(ctx context.Context, text *string) (*pagerduty.Client, string, error) {
	if text == nil {
		client, err := t.source.Client(ctx)
		return client, "", err
	}
	return incident.Find(ctx, t.source, *text)
}

// window returns the window of the entries. A list of all incidents that starts with the oldest needs a start.
func (in listLogEntriesInput) window(times *when.Parser) (when.Window, error) {
	window, err := times.Window(in.Since, in.Until)
	if in.Since == "" && in.IncidentID == nil && in.oldestFirst() {
		end := window.Until
		if end.IsZero() {
			end = times.Now
		}
		window.Since = end.Add(-24 * time.Hour)
	}
	return window, err
}

func (in listLogEntriesInput) oldestFirst() bool { return in.Order == "oldest" }

// list lists the entries. PagerDuty lists the newest first, knows no filter by user, and no filter by team for one incident.
func (in listLogEntriesInput) list(ctx context.Context, client *pagerduty.Client, id string, window when.Window, users, teams []string) (mcptools.List[entryView], error) {
	options := pagerduty.ListAccountLogEntriesOptions{ListLogEntriesOptions: pagerduty.ListLogEntriesOptions{
		Since: window.Since, Until: window.Until, Overview: in.Overview,
	}}
	if id == "" {
		options.TeamIDs, teams = teams, nil
	}
	show := func(e pagerduty.LogEntry) entryView { return showEntry(e, id == "") }
	arguments := paging.Counted{Arguments: in.Arguments}
	if in.oldestFirst() || len(users)+len(teams) > 0 {
		sieve := paging.Sieve[pagerduty.LogEntry]{Noun: "log entries", Reverse: in.oldestFirst(), Keep: func(e pagerduty.LogEntry) bool {
			return concerns(e, users) && ofTeams(e, teams)
		}}
		return paging.Sift(ctx, arguments, sieve, allEntries(ctx, client, id, options), show)
	}
	return paging.Collect(ctx, arguments, show, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.LogEntry], error) {
		options.PageOptions = page
		if id == "" {
			return client.LogEntries.List(ctx, options)
		}
		return client.Incidents.LogEntries(ctx, id, options.ListLogEntriesOptions)
	})
}

func allEntries(ctx context.Context, client *pagerduty.Client, id string, options pagerduty.ListAccountLogEntriesOptions) iter.Seq2[pagerduty.LogEntry, error] {
	if id == "" {
		return client.LogEntries.All(ctx, options)
	}
	return client.Incidents.AllLogEntries(ctx, id, options.ListLogEntriesOptions)
}

// concerns reports whether an entry is by or about any of the users; true without users.
func concerns(e pagerduty.LogEntry, users []string) bool {
	about := slices.Concat([]pagerduty.Reference{e.Agent, e.User}, e.Assignees)
	return len(users) == 0 || slices.ContainsFunc(about, func(r pagerduty.Reference) bool { return slices.Contains(users, r.ID) })
}

// ofTeams reports whether an entry is of an incident of any of the teams; true without teams.
func ofTeams(e pagerduty.LogEntry, teams []string) bool {
	return len(teams) == 0 || slices.ContainsFunc(e.Teams, func(r pagerduty.Reference) bool { return slices.Contains(teams, r.ID) })
}

func showEntry(e pagerduty.LogEntry, withIncident bool) entryView {
	shown := entryView{Entry: incident.ShowEntry(e)}
	if withIncident {
		shown.Incident = view.Of(e.Incident)
	}
	return shown
}
