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
		mcptools.Additive("create_team", "Makes a team without members.", t.createTeam, mcptools.WithQuestion(t.askCreateTeam),
			mcptools.WithMarks(marks.Quiet), mcptools.WithExample(`{"name":"Vouchers"}`)),
		mcptools.Destructive("update_team", "Updates a team; omitted arguments are unchanged.", t.updateTeam, mcptools.WithQuestion(t.askUpdateTeam),
			mcptools.WithMarks(marks.Quiet), mcptools.WithExample(`{"team_id":"Observability Guild","description":"Those who watch."}`)),
		mcptools.Destructive("delete_team", "Deletes a team. PagerDuty refuses while services, schedules or escalation policies belong to it.", t.deleteTeam, mcptools.WithQuestion(t.askDeleteTeam),
			mcptools.WithMarks(marks.Quiet), mcptools.WithExample(`{"team_id":"Observability Guild"}`)),
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
	after, err := client.Teams.Update(ctx, before.ID, pagerduty.TeamChange{Name: in.Name, Description: in.Description, DefaultRole: in.DefaultRole})
	if err != nil {
		return nil, err
	}
	shown := &changedTeamView{teamView: showTeam(*after)}
	if shown.Change = view.Changes(showTeam(*before), shown.teamView, "name", "description", "default_role"); shown.Changed == nil {
		shown.Notes = []string{"Nothing is different now: the team was like this before."}
	}
	return shown, nil
}

// changedTeamView is a team after a change.
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
	heir := ""
	if shown.ReassignedTo != nil {
		heir = shown.ReassignedTo.ID
	}
	if heir == shown.Deleted.ID {
		return nil, errors.New("reassignment_team_id is the team that is to be deleted: name another")
	}
	return shown, client.Teams.Delete(ctx, shown.Deleted.ID, heir)
}

// find looks up the team that is to go with its members, and the one that gets its incidents.
func (in deleteTeamInput) find(ctx context.Context, client *pagerduty.Client) (*deletedTeamView, error) {
	if err := identify.Check(identify.One(identify.Team(), "team_id", &in.TeamID, nil), identify.One(identify.Team(), "reassignment_team_id", in.ReassignmentTeamID, nil)); err != nil {
		return nil, err
	}
	shown := &deletedTeamView{}
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			team, err := identify.Find(ctx, client, identify.Team(), "team_id", in.TeamID, client.Teams.Get)
			if err != nil {
				return err
			}
			shown.Deleted = view.Reference{ID: team.ID, Name: team.Name}
			shown.Members, shown.Notes = membersOf(ctx, client, team.ID)
			return ctx.Err()
		},
		func(ctx context.Context) error {
			if in.ReassignmentTeamID == nil {
				return nil
			}
			team, err := identify.Find(ctx, client, identify.Team(), "reassignment_team_id", *in.ReassignmentTeamID, client.Teams.Get)
			if err == nil {
				shown.ReassignedTo = &view.Reference{ID: team.ID, Name: team.Name}
			}
			return err
		},
	)
	return shown, err
}

// membersOf are the first members of a team, and what there is to say of the rest.
func membersOf(ctx context.Context, client *pagerduty.Client, team string) (members []view.Reference, notes []string) {
	const most = 25
	page, err := client.Teams.Members(ctx, team, pagerduty.PageOptions{PageSize: most})
	if err != nil {
		return nil, []string{"Who was in the team could not be read."}
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
