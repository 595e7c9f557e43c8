package analytics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// windowInput are the arguments for the window of all tools.
type windowInput struct {
	Since string `json:"since,omitempty" jsonschema_description:"Default: 30 days before until." alias:"date_range_start,created_at_start"`
	Until string `json:"until,omitempty" jsonschema_description:"Default: now." alias:"date_range_end,created_at_end"`
}

// incidentInput are the arguments that select incidents.
type incidentInput struct {
	windowInput
	ServiceIDs []string          `json:"service_ids,omitempty" jsonschema_description:"Any of these: ids or names."`
	TeamIDs    []string          `json:"team_ids,omitempty" jsonschema_description:"Any of these. Without services and teams: your teams."`
	Urgency    pagerduty.Urgency `json:"urgency,omitempty" jsonschema:"enum=high,enum=low"`
	Priorities []string          `json:"priorities,omitempty" jsonschema_description:"Any of these, such as P1."`
}

// filters returns the arguments that name objects, whose ids will be stored in selection.
func (in incidentInput) filters(selection *pagerduty.IncidentSelection) []identify.Argument {
	return []identify.Argument{
		identify.Many(identify.Service(), "service_ids", in.ServiceIDs, &selection.ServiceIDs),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &selection.TeamIDs),
		identify.Many(identify.Priority(), "priorities", in.Priorities, &selection.PriorityIDs),
	}
}

const defaultDays = 30

// window reads the window of a call.
func (in windowInput) window(ctx context.Context, client *pagerduty.Client) (when.Window, []string, error) {
	now := when.Now(ctx)
	times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
	since, until, err := times.PastBounds(in.Since, in.Until, time.Time{}, now)
	if since.IsZero() {
		since = when.EarlierOf(until, now).AddDate(0, 0, -defaultDays)
	}
	w := when.Window{Since: since, Until: until, Zone: times.ZoneName()}
	switch {
	case err != nil:
		return w, nil, err
	case since.AddDate(1, 0, 0).Before(until):
		return w, nil, errors.New("analytics cover at most a year at a time: bring since and until closer together")
	}
	return w, times.Notes(), when.CheckOrder("since", since, "until", until)
}

// lag is how long PagerDuty may take until analytics have an incident.
const lag = 24 * time.Hour

// lagNote returns a note if the window reaches into the time that analytics may not have yet.
func lagNote(now time.Time, w when.Window) []string {
	complete := now.Add(-lag)
	if !w.Until.After(complete) {
		return nil
	}
	return []string{"Analytics lag by up to 24 h: what happened since " + complete.Format("2006-01-02T15:04Z07:00") + " may be missing."}
}

const wholeAccount = "Covers the whole account."

func inNoTeam(names []string, others string) error {
	are := "is in no team"
	if len(names) > 1 {
		are = "are in no team"
	}
	return fmt.Errorf("%s %s, and PagerDuty shows a user only selected analytics: give %s", strings.Join(names, " and "), are, others)
}

// ownTeams returns the ids of the acting user's teams, and a note that names them. A key without a user needs no teams: then there are
// none. others are the arguments that could be given instead.
func ownTeams(ctx context.Context, client *pagerduty.Client, others string) (ids, notes []string, err error) {
	user, err := client.Users.Acting(ctx)
	if err == nil && len(user.Teams) == 0 { // the key may be the account's, and only act for the user
		_, err = client.Users.Me(ctx)
	}
	switch {
	case errors.Is(err, pagerduty.ErrNoUser):
		return nil, []string{wholeAccount}, nil
	case err != nil:
		return nil, nil, err
	case len(user.Teams) == 0:
		return nil, nil, inNoTeam([]string{user.Name}, others)
	}
	ids, note := covered([]*pagerduty.User{user}, others)
	return ids, []string{note}, nil
}

// covered returns the ids of the teams of users, and a note that names the teams.
func covered(users []*pagerduty.User, others string) (ids []string, note string) {
	var names, teams []string
	for _, user := range users {
		names = append(names, user.Name)
		for _, team := range user.Teams {
			if !slices.Contains(ids, team.ID) {
				ids, teams = append(ids, team.ID), append(teams, team.Label())
			}
		}
	}
	return ids, fmt.Sprintf("Covers the teams of %s only (%s), since no %s was given.", strings.Join(names, ", "), strings.Join(teams, ", "), others)
}

// query is a call with a client, a window and notes.
type query struct {
	client *pagerduty.Client
	window when.Window
	notes  []string
}

// newQuery checks the filters, and reads the window.
func (t *tools) newQuery(ctx context.Context, in windowInput, filters ...identify.Argument) (*query, error) {
	if err := identify.Check(filters...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	window, notes, err := in.window(ctx, client)
	return &query{client, window, append(notes, lagNote(when.Now(ctx), window)...)}, err
}

// collect resolves the filters, and returns the list with the window and the notes.
func collect[V any](ctx context.Context, q *query, filters []identify.Argument, list func(context.Context) (mcptools.List[V], error)) (mcptools.List[V], error) {
	listed, err := paging.Filtered(ctx, q.client, filters, list)
	if err != nil {
		return listed, err
	}
	listed.Window, listed.Notes = q.window.Shown(), append(listed.Notes, q.notes...)
	return listed, nil
}

// restrict sets the teams of a selection without services and teams to the user's own. It does so in a copy: a second attempt to resolve the
// filters begins with the first selection.
func (q *query) restrict(ctx context.Context, selection pagerduty.IncidentSelection) (pagerduty.IncidentSelection, []string, error) {
	if len(selection.TeamIDs) > 0 || len(selection.ServiceIDs) > 0 {
		return selection, nil, nil
	}
	var notes []string
	var err error
	selection.TeamIDs, notes, err = ownTeams(ctx, q.client, "team_ids or service_ids")
	return selection, notes, err
}
