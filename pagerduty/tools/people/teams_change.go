package people

import (
	"context"
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) teamChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_team", "Creates a team without members.", t.createTeam, mcptools.WithQuestion(t.askCreateTeam),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"name":"Vouchers"}`)),
		mcptools.Destructive("update_team", "Updates a team; omitted fields are unchanged.", t.updateTeam, mcptools.WithQuestion(t.askUpdateTeam),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"team_id":"Observability Guild","description":"Those who watch."}`)),
		mcptools.Destructive("delete_team", "Deletes a team. PagerDuty refuses if services, schedules or escalation policies belong to it.", t.deleteTeam, mcptools.WithQuestion(t.askDeleteTeam),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"team_id":"Observability Guild"}`)),
	}
}

type createTeamInput struct {
	Name        string  `json:"name" jsonschema:"minLength=1,maxLength=100"`
	Description *string `json:"description,omitempty"`
	DefaultRole *string `json:"default_role,omitempty" jsonschema:"enum=manager,enum=none" jsonschema_description:"Access of non-members to the team's objects."`
}

func (t *tools) createTeam(ctx context.Context, in createTeamInput) (*teamView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	team, err := client.Teams.Create(ctx, pagerduty.TeamChange{Name: identify.NewName(&in.Name), Description: in.Description, DefaultRole: in.DefaultRole})
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

func (t *tools) updateTeam(ctx context.Context, in updateTeamInput) (*changedTeamView, error) {
	if in.Name == nil && in.Description == nil && in.DefaultRole == nil {
		return nil, errors.New("nothing to change: give at least one of name, description and default_role")
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, err := identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, client.Teams.Get)
	if err != nil {
		return nil, err
	}
	after, err := client.Teams.Update(ctx, before.ID, pagerduty.TeamChange{Name: identify.NewName(in.Name), Description: in.Description, DefaultRole: in.DefaultRole})
	if err != nil {
		return nil, err
	}
	shown := &changedTeamView{teamView: showTeam(*after)}
	shown.Change = view.Changes(showTeam(*before), shown.teamView, "name", "description", "default_role")
	shown.Notes = shown.Unchanged("team")
	return shown, nil
}

// changedTeamView is the result of update_team.
type changedTeamView struct {
	teamView
	view.Change
	Notes []string `json:"notes,omitempty"`
}

type deleteTeamInput struct {
	TeamID             string  `json:"team_id" jsonschema_description:"Id or name."`
	ReassignmentTeamID *string `json:"reassignment_team_id,omitempty" jsonschema_description:"Id or name of the team that gets its open incidents. Default: none." alias:"reassignment_team"`
}

type deletedTeamView struct {
	Deleted      view.Reference   `json:"deleted"`
	Members      []view.Reference `json:"former_members,omitempty"`
	ReassignedTo *view.Reference  `json:"reassigned_to,omitzero"`
	Notes        []string         `json:"notes,omitempty"`
}

func (t *tools) deleteTeam(ctx context.Context, in deleteTeamInput) (*deletedTeamView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	shown, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	newTeam := ""
	if shown.ReassignedTo != nil {
		newTeam = shown.ReassignedTo.ID
	}
	if newTeam == shown.Deleted.ID {
		return nil, errors.New("reassignment_team_id is the team to delete: choose another")
	}
	return shown, client.Teams.Delete(ctx, shown.Deleted.ID, newTeam)
}

// find looks up the team to delete with its members, and the team that gets its incidents.
func (in deleteTeamInput) find(ctx context.Context, client *pagerduty.Client) (*deletedTeamView, error) {
	if err := identify.Check(identify.One(identify.Team(), "team_id", &in.TeamID, nil), identify.One(identify.Team(), "reassignment_team_id", in.ReassignmentTeamID, nil)); err != nil {
		return nil, err
	}
	shown := &deletedTeamView{}
	lookups := []func(context.Context) error{func(ctx context.Context) error {
		if err := findTeam(client, "team_id", in.TeamID, &shown.Deleted)(ctx); err != nil {
			return err
		}
		shown.Members, shown.Notes = membersOf(ctx, client, shown.Deleted.ID)
		return ctx.Err()
	}}
	if in.ReassignmentTeamID != nil {
		shown.ReassignedTo = &view.Reference{}
		lookups = append(lookups, findTeam(client, "reassignment_team_id", *in.ReassignmentTeamID, shown.ReassignedTo))
	}
	return shown, parallel.Do(ctx, lookups...)
}

// membersOf returns the first members of a team, and a note if there are more or they cannot be read.
func membersOf(ctx context.Context, client *pagerduty.Client, team string) (members []view.Reference, notes []string) {
	const most = 25
	page, err := client.Teams.Members(ctx, team, pagerduty.PageOptions{PageSize: most})
	if err != nil {
		return nil, []string{"The team's members could not be read."}
	}
	for _, member := range page.Items {
		if user := view.Of(member.User); user != nil {
			members = append(members, *user)
		}
	}
	if page.More {
		notes = append(notes, fmt.Sprintf("The team had more than %d members.", most))
	}
	return members, notes
}

func (t *tools) askCreateTeam(_ context.Context, in createTeamInput) mcptools.Question {
	return mcptools.NewQuestion("Create team %s?", []string{in.Name})
}

func (t *tools) askUpdateTeam(ctx context.Context, in updateTeamInput) mcptools.Question {
	return ask.Of("team", identify.Labels(ctx, t.source, identify.Team().Name, in.TeamID),
		ask.To("name", in.Name), ask.To("default role", in.DefaultRole), ask.To("description", in.Description))
}

func (t *tools) askDeleteTeam(ctx context.Context, in deleteTeamInput) mcptools.Question {
	question := mcptools.NewQuestion("Delete team %s", identify.Labels(ctx, t.source, identify.Team().Name, in.TeamID))
	if in.ReassignmentTeamID != nil {
		question = question.And(" and give its open incidents to team %s", identify.Labels(ctx, t.source, identify.Team().Name, *in.ReassignmentTeamID))
	}
	return question.And("?")
}
