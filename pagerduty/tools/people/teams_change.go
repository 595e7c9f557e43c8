package people

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) teamChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_team", "Makes a team without members.", t.createTeam),
		mcptools.Destructive("update_team", "Changes what is given of a team and leaves the rest.", t.updateTeam),
		mcptools.Destructive("delete_team", "Deletes a team. PagerDuty refuses while services, schedules or escalation policies belong to it.", t.deleteTeam),
	}
}

type createTeamInput struct {
	Name        string  `json:"name" jsonschema:"minLength=1,maxLength=100"`
	Description *string `json:"description,omitempty"`
	DefaultRole *string `json:"default_role,omitempty" jsonschema:"enum=manager,enum=none" jsonschema_description:"What people outside the team may do with what is the team's."`
}

func (t *tools) createTeam(ctx context.Context, in createTeamInput) (*teamView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, err := client.Teams.Create(ctx, pagerduty.TeamChange{Name: &in.Name, Description: in.Description, DefaultRole: in.DefaultRole})
	if err != nil {
		return nil, err
	}
	return new(showTeam(*team)), nil
}

type updateTeamInput struct {
	TeamID      string  `json:"team_id" jsonschema_description:"Id or name."`
	Name        *string `json:"name,omitempty" jsonschema:"minLength=1,maxLength=100" jsonschema_description:"The new name."`
	Description *string `json:"description,omitempty" jsonschema_description:"Empty to clear."`
	DefaultRole *string `json:"default_role,omitempty" jsonschema:"enum=manager,enum=none"`
}

func (t *tools) updateTeam(ctx context.Context, in updateTeamInput) (*teamView, error) {
	if in.Name == nil && in.Description == nil && in.DefaultRole == nil {
		return nil, errors.New("nothing to change: give at least one of name, description and default_role")
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, err := identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, client.Teams.Get)
	if err != nil {
		return nil, err
	}
	team, err = client.Teams.Update(ctx, team.ID, pagerduty.TeamChange{Name: in.Name, Description: in.Description, DefaultRole: in.DefaultRole})
	if err != nil {
		return nil, err
	}
	return new(showTeam(*team)), nil
}

type deleteTeamInput struct {
	TeamID             string  `json:"team_id" jsonschema_description:"Id or name."`
	ReassignmentTeamID *string `json:"reassignment_team_id,omitempty" jsonschema_description:"Id or name of the team that gets its open incidents. Default: none." alias:"reassignment_team"`
}

type deletedTeamView struct {
	Deleted      view.Reference  `json:"deleted"`
	ReassignedTo *view.Reference `json:"reassigned_to,omitzero"`
}

func (t *tools) deleteTeam(ctx context.Context, in deleteTeamInput) (*deletedTeamView, error) {
	if err := identify.Check(identify.One(identify.Team(), "reassignment_team_id", in.ReassignmentTeamID, nil)); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, err := identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, client.Teams.Get)
	if err != nil {
		return nil, err
	}
	shown, heir := &deletedTeamView{Deleted: view.Reference{ID: team.ID, Name: team.Name}}, ""
	if in.ReassignmentTeamID != nil {
		other, err := identify.Find(ctx, client, identify.Team(), "reassignment_team_id", *in.ReassignmentTeamID, client.Teams.Get)
		if err != nil {
			return nil, err
		}
		if heir = other.ID; heir == team.ID {
			return nil, errors.New("reassignment_team_id is the team that is to be deleted: name another. Nothing was changed")
		}
		shown.ReassignedTo = &view.Reference{ID: other.ID, Name: other.Name}
	}
	return shown, client.Teams.Delete(ctx, team.ID, heir)
}
