package people

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

func (t *tools) teams() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_teams", "Lists teams.", t.listTeams,
			mcptools.WithExample(`{"query":"data"}`)),
		mcptools.Read("get_team", "Returns one team.", t.getTeam,
			mcptools.WithExample(`{"team_id":"Checkout"}`)),
	}
}

type teamView struct {
	ID          string `json:"id,omitzero"`
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	DefaultRole string `json:"default_role,omitzero"`
	HTMLURL     string `json:"html_url,omitzero"`
}

func showTeam(t pagerduty.Team) teamView {
	return teamView{t.ID, t.Name, t.Description, t.DefaultRole, t.HTMLURL}
}

type listTeamsInput struct {
	Scope string `json:"scope,omitempty" jsonschema:"enum=all,enum=my" jsonschema_description:"my: only the teams that I am in. Default all."`
	Query string `json:"query,omitempty" jsonschema_description:"Part of a name."`
	paging.Arguments
}

func (t *tools) listTeams(ctx context.Context, in listTeamsInput) (mcptools.List[teamView], error) {
	if in.Scope == "my" {
		return t.listMyTeams(ctx, in)
	}
	return paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, nil, showTeam,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Team], error) {
			return client.Teams.List(ctx, pagerduty.ListTeamsOptions{PageOptions: page, Query: strings.TrimSpace(in.Query)})
		})
}

// listMyTeams lists the teams in the user's own record, which has them as references.
func (t *tools) listMyTeams(ctx context.Context, in listTeamsInput) (mcptools.List[teamView], error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[teamView]{}, err
	}
	user, _, err := currentUser(ctx, client)
	if err != nil {
		return mcptools.List[teamView]{}, err
	}
	var teams []teamView
	for _, team := range user.Teams {
		if strings.Contains(strings.ToLower(team.Label()), strings.ToLower(strings.TrimSpace(in.Query))) {
			teams = append(teams, teamView{ID: team.ID, Name: team.Label(), HTMLURL: team.HTMLURL})
		}
	}
	return paging.Slice(ctx, in.Arguments, teams)
}

type getTeamInput struct {
	TeamID string `json:"team_id" jsonschema_description:"Id or name."`
}

func (t *tools) getTeam(ctx context.Context, in getTeamInput) (*teamView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, err := identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, client.Teams.Get)
	if err != nil {
		return nil, err
	}
	return new(showTeam(*team)), nil
}
