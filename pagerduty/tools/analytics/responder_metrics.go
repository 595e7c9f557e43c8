package analytics

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) responderMetrics() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_responder_metrics", "Returns the load of responders: incidents, interruptions by time of day, hours on call. One row for all together, or one for each responder in each team.",
			t.getResponderMetrics, mcptools.WithExample(`{"by":"user","team_ids":["Checkout"]}`)),
	}
}

type responderMetricsInput struct {
	By string `json:"by,omitempty" jsonschema:"enum=all,enum=team,enum=user" jsonschema_description:"Order of the rows, or all for one. Default user."`
	windowInput
	UserIDs []string `json:"user_ids,omitempty" jsonschema_description:"Only these: ids, names or me."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Default: the users' or your teams."`
}

type responderRow struct {
	User               *view.Reference `json:"user,omitzero"`
	Team               *view.Reference `json:"team,omitzero"`
	Incidents          int             `json:"incidents"`
	Acknowledged       int             `json:"acknowledged"`
	ToAcknowledge      string          `json:"mean_to_acknowledge,omitzero"`
	Engaged            string          `json:"engaged,omitzero"`
	Interruptions      interruptions   `json:"interruptions"`
	EscalatedTo        int             `json:"escalated_to,omitzero"` // manually or by timeout
	EscalatedAway      int             `json:"escalated_away,omitzero"`
	ReassignedTo       int             `json:"reassigned_to,omitzero"`
	ReassignedAway     int             `json:"reassigned_away,omitzero"`
	OnCall             string          `json:"on_call,omitzero"`
	OnCallLevel1       string          `json:"on_call_level_1,omitzero"`
	OnCallHigherLevels string          `json:"on_call_higher_levels,omitzero"`
}

// rowsNote returns a note on what a row is. Rows overlap: the same hours on call may be in those of several teams.
const rowsNote = "A row is one responder in one team. Do not add rows up, since they overlap: by: all has the totals."

func (t *tools) getResponderMetrics(ctx context.Context, in responderMetricsInput) (mcptools.List[responderRow], error) {
	options := pagerduty.ResponderMetricsOptions{}
	filters := []identify.Argument{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &options.ResponderIDs), identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs),
	}
	q, err := t.newQuery(ctx, in.windowInput, filters...)
	if err != nil {
		return mcptools.List[responderRow]{}, err
	}
	return collect(ctx, q, filters, func(ctx context.Context) (list mcptools.List[responderRow], err error) {
		asked := options
		asked.Since, asked.Until = q.window.Since, q.window.Until
		if len(asked.TeamIDs) == 0 {
			if asked.TeamIDs, list.Notes, err = teamsOf(ctx, q.client, asked.ResponderIDs); err != nil {
				return list, err
			}
		}
		read := q.client.Analytics.ResponderMetricsByTeam
		if in.By == "all" {
			read = q.client.Analytics.ResponderMetrics
		}
		rows, err := read(ctx, asked)
		for _, row := range rows {
			list.Items = append(list.Items, in.show(row))
		}
		if in.By != "all" && len(list.Items) > 0 {
			in.sort(list.Items)
			list.Notes = append(list.Notes, rowsNote)
		}
		return list, err
	})
}

// teamsOf returns the ids of the teams of responders, or of the acting user without any, and notes on what they cover. PagerDuty demands
// teams from the key of a user, and none from that of an account.
func teamsOf(ctx context.Context, client *pagerduty.Client, responders []string) (ids, notes []string, err error) {
	if len(responders) == 0 {
		return ownTeams(ctx, client, "team_ids")
	}
	if _, err = client.Users.Me(ctx); errors.Is(err, pagerduty.ErrNoUser) {
		return nil, []string{wholeAccount}, nil
	} else if err != nil {
		return nil, nil, err
	}
	users := make([]*pagerduty.User, len(responders))
	if err = parallel.Each(ctx, len(users), func(ctx context.Context, i int) (err error) {
		users[i], err = client.Users.Get(ctx, responders[i])
		return err
	}); err != nil {
		return nil, nil, err
	}
	var alone []string
	users = slices.DeleteFunc(users, func(user *pagerduty.User) bool {
		if len(user.Teams) == 0 {
			alone = append(alone, user.Name)
		}
		return len(user.Teams) == 0
	})
	ids, note := covered(users, "team_ids")
	switch {
	case len(ids) == 0:
		return nil, nil, inNoTeam(alone, "team_ids")
	case len(alone) > 0:
		return ids, []string{note, "In no team themselves: " + strings.Join(alone, ", ") + "."}, nil
	}
	return ids, []string{note}, nil
}

func (in responderMetricsInput) show(m pagerduty.ResponderMetrics) responderRow {
	row := responderRow{
		Incidents: m.Incidents, Acknowledged: m.Acknowledged, ToAcknowledge: duration(m.MeanSecondsToAcknowledge), Engaged: total(m.EngagedSeconds),
		Interruptions: interruptions{m.Interruptions, m.InBusinessHours, m.InOffHours, m.InSleepHours},
		EscalatedTo:   m.ManuallyEscalatedTo + m.TimeoutEscalatedTo, EscalatedAway: m.ManuallyEscalatedFrom + m.TimeoutEscalatedFrom,
		ReassignedTo: m.ReassignedTo, ReassignedAway: m.ReassignedFrom,
		OnCall: total(m.OnCallSeconds), OnCallLevel1: total(m.OnCallSecondsLevel1), OnCallHigherLevels: total(m.OnCallSecondsLevel2Plus),
	}
	if in.By != "all" {
		row.User, row.Team = named(m.ResponderID, m.ResponderName), named(m.TeamID, m.TeamName)
	}
	return row
}

// sort sorts rows by user or by team, and within a team by interruptions.
func (in responderMetricsInput) sort(rows []responderRow) {
	name := func(r *view.Reference) string {
		if r == nil {
			return ""
		}
		return strings.ToLower(cmp.Or(r.Name, r.ID))
	}
	slices.SortStableFunc(rows, func(a, b responderRow) int {
		byUser, byTeam := strings.Compare(name(a.User), name(b.User)), strings.Compare(name(a.Team), name(b.Team))
		if in.By == "team" {
			return cmp.Or(byTeam, b.Interruptions.Total-a.Interruptions.Total, byUser)
		}
		return cmp.Or(byUser, byTeam)
	})
}
